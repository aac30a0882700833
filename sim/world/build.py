"""From a scenario to the world of one replication."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim import clock
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import CrossHub, Role
from sim.world.arrays import (
    ENGAGED_POOLS,
    CaseRules,
    DeskRules,
    DispatchRules,
    GradeRules,
    Names,
    OpenCases,
    Operations,
    People,
    Places,
    PreventionEffectRules,
    PreventionRules,
    RedeploymentRules,
    Sizes,
    TeamRules,
    TypeRules,
    World,
)
from sim.world.casework import case_rules, highest_rank, investigations
from sim.world.demand import conditional, draw, tick_of
from sim.world.desk import desk_rules
from sim.world.layers import layer_names
from sim.world.open_cases import none_open, open_at_start
from sim.world.operations import operations
from sim.world.patches import patches
from sim.world.people import people
from sim.world.places import places
from sim.world.prevention import prevention_rules, redeployment_rules
from sim.world.prevention_effect import prevention_effect_rules
from sim.world.rosters import duties, planned_prevention_ms
from sim.world.rules import (
    dispatch_rules,
    grade_rules,
    only_scenes,
    preempts,
    team_rules,
    type_rules,
)
from sim.world.scenario_cache import once, same
from sim.world.streams import Streams

Arrays = TypeVar("Arrays", bound=NamedTuple)


def build(scenario: Scenario, seed: int, replication: int) -> World:
    """Make everything that exists before the clock starts.

    Parameters
    ----------
    scenario : Scenario
        One that has passed `sim.scenario`'s checks. It is not changed.
    seed, replication : int
        Root of all randomness, and number of the replication from 0.

    Returns
    -------
    World
        Read-only arrays; the same for the same arguments.

    Raises
    ------
    RunError
        If two random streams would share their draws, or if a check was left out.
    """
    scenario = same(scenario)
    _, warm_up_ms, horizon_ms = _times(scenario)
    fixed = _fixed(scenario)
    tick_ms, hub_of_district = tick_of(scenario), fixed.places.hub_of_district
    streams, before = Streams(seed, replication), Streams(seed, replication)
    behind, open_cases = _open_cases(scenario, before, fixed)
    drawn, slots = draw(scenario, streams, hub_of_district, behind)
    rostered = duties(scenario, streams, fixed.people, tick_ms)
    streams.refuse_shared()
    before.refuse_shared()
    planned_ms = planned_prevention_ms(scenario, rostered, len(Role), warm_up_ms, horizon_ms)
    incidents = drawn.created_ms.size - open_cases.owner.size
    owned, number_of_patches = patches(scenario, fixed.people, drawn, incidents)
    sizes = _sizes(scenario, fixed)._replace(
        incidents=incidents,
        slots=slots.incident.size,
        cases=drawn.created_ms.size,
        patches=number_of_patches,
        conditional=conditional(drawn),
    )
    teams = fixed.teams._replace(planned_prevention_ms=planned_ms)
    return _frozen(
        World(
            **fixed._replace(teams=teams)._asdict(),
            sizes=sizes,
            drawn=drawn,
            slots=slots,
            duties=rostered,
            open_cases=open_cases,
            patches=owned,
        )
    )


class _Fixed(NamedTuple):
    """The parts of a world that are the same in all replications, save for the plan of teams."""

    places: Places
    people: People
    grades: GradeRules
    types: TypeRules
    teams: TeamRules
    dispatch: DispatchRules
    redeployment: RedeploymentRules
    desk: DeskRules
    cases: CaseRules
    prevention: PreventionRules
    prevention_effect: PreventionEffectRules
    operations: Operations


@once
def _fixed(scenario: Scenario) -> _Fixed:
    tick_ms, _, horizon_ms = _times(scenario)
    who = people(scenario)
    return _Fixed(
        places=places(scenario, tick_ms),
        people=who,
        grades=grade_rules(scenario, tick_ms),
        types=type_rules(scenario),
        teams=team_rules(scenario, np.zeros(0, dtype=np.int64), tick_ms),
        dispatch=dispatch_rules(scenario),
        redeployment=redeployment_rules(scenario, tick_ms),
        desk=desk_rules(scenario, tick_ms),
        cases=case_rules(scenario, who, tick_ms),
        prevention=prevention_rules(scenario, tick_ms),
        prevention_effect=prevention_effect_rules(scenario),
        operations=operations(scenario, horizon_ms, tick_ms),
    )


def _times(scenario: Scenario) -> tuple[int, int, int]:
    """Return the time grid, the end of the warm-up and the horizon."""
    warm_up_ms = scenario.run.warm_up_days * clock.MS_PER_DAY
    return tick_of(scenario), warm_up_ms, warm_up_ms + scenario.run.days * clock.MS_PER_DAY


def _sizes(scenario: Scenario, fixed: _Fixed) -> Sizes:
    """Return how many there are of everything; 0 for what replications differ in."""
    tick_ms, warm_up_ms, horizon_ms = _times(scenario)
    rules = fixed.teams
    return Sizes(
        incidents=0,
        slots=0,
        officers=fixed.people.role.size,
        hubs=len(scenario.hubs),
        districts=len(scenario.districts),
        roles=len(Role),
        **_of_rules(scenario, rules),
        types=len(scenario.incident_types),
        classes=rules.rank.size // len(Role),
        harms=1 + highest_rank(scenario),
        lanes=fixed.cases.lane_role.size,
        cases=0,
        patches=0,
        warm_up_ms=warm_up_ms,
        horizon_ms=horizon_ms,
        conditional=0,
        operations=fixed.operations.start_ms.size,
        grid_ms=tick_ms,
    )


def _open_cases(
    scenario: Scenario, streams: Streams, fixed: _Fixed
) -> tuple[dict[str, Any], OpenCases]:
    """Draw the cases that are open when the run starts, if the scenario asks for any."""
    if not scenario.casework.open_cases_weeks or not investigations(scenario):
        return {}, none_open()
    tick_ms, hub_of_district = tick_of(scenario), fixed.places.hub_of_district
    return open_at_start(scenario, streams, fixed.people, fixed.cases, hub_of_district, tick_ms)


def names(scenario: Scenario) -> Names:
    """Return what the codes in the scenario's worlds stand for."""
    return Names(
        hubs=tuple(scenario.hubs),
        districts=tuple(scenario.districts),
        types=tuple(scenario.incident_types),
        roles=tuple(role.name.lower() for role in Role),
        layers=layer_names(scenario),
    )


def _of_rules(scenario: Scenario, rules: TeamRules) -> dict[str, Any]:
    """Return the sizes that say which rules there are."""
    grades = scenario.grades.items()
    return {
        "grades": max(scenario.grades),
        "interrupting": max((n for n, grade in grades if grade.interrupts), default=0),
        "preempting": min((n for n, grade in grades if preempts(grade)), default=0),
        "interrupting_scenes": max((n for n, grade in grades if only_scenes(grade)), default=0),
        "callable_pools": ENGAGED_POOLS * len(Role) * (len(scenario.hubs) + 1),
        "waits_for_help": bool((rules.cross_hub == CrossHub.AFTER_WAIT).any()),
    }


def _frozen(world: World) -> World:
    """Return a world with every array read-only."""
    for group in world:
        for array in group:
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
    return world
