"""From a scenario to the world of one replication."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim import clock
from sim.scenario.schema import Scenario
from sim.vocabulary import CrossHub, Role
from sim.world.arrays import (
    ENGAGED_POOLS,
    CaseRules,
    Drawn,
    Ints,
    Names,
    OpenCases,
    Operations,
    People,
    Sizes,
    Slots,
    TeamRules,
    World,
)
from sim.world.casework import case_rules, highest_rank, investigations
from sim.world.demand import conditional, draw, tick_of
from sim.world.desk import desk_rules
from sim.world.kept import same
from sim.world.layers import layer_names
from sim.world.open_cases import none_open, with_open_cases
from sim.world.operations import operations
from sim.world.patches import patches
from sim.world.people import people
from sim.world.places import places
from sim.world.prevention import prevention_rules, redeployment_rules
from sim.world.reaction import reaction_rules
from sim.world.rosters import duties, planned_prevention_ms
from sim.world.rules import dispatch_rules, grade_rules, preempts, team_rules, type_rules
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
    tick_ms, warm_up_ms, horizon_ms = _times(scenario)
    streams, before = Streams(seed, replication), Streams(seed, replication)
    where = places(scenario, tick_ms)
    drawn, slots = draw(scenario, streams, where.hub_of_district)
    who = people(scenario)
    rostered = duties(scenario, streams, who, tick_ms)
    planned_ms = planned_prevention_ms(scenario, rostered, len(Role), warm_up_ms, horizon_ms)
    planned = operations(scenario, horizon_ms, tick_ms)
    rules = team_rules(scenario, planned_ms, tick_ms)
    casework = case_rules(scenario, who, tick_ms)
    incidents = drawn.created_ms.size
    owned, number_of_patches = patches(scenario, who, drawn)
    drawn, open_cases = _open_cases(scenario, before, drawn, who, casework, where.hub_of_district)
    streams.refuse_shared()
    before.refuse_shared()
    sizes = _sizes(scenario, incidents, slots, who, rules, casework, drawn, planned)
    sizes = sizes._replace(patches=number_of_patches)
    return _frozen(
        World(
            sizes=sizes,
            places=where,
            drawn=drawn,
            slots=slots,
            people=who,
            duties=rostered,
            grades=grade_rules(scenario, tick_ms),
            types=type_rules(scenario),
            teams=rules,
            dispatch=dispatch_rules(scenario),
            redeployment=redeployment_rules(scenario, tick_ms),
            desk=desk_rules(scenario, tick_ms),
            cases=casework,
            open_cases=open_cases,
            prevention=prevention_rules(scenario, tick_ms),
            patches=owned,
            reaction=reaction_rules(scenario),
            operations=planned,
        )
    )


def _times(scenario: Scenario) -> tuple[int, int, int]:
    """Return the time grid, the end of the warm-up and the horizon."""
    warm_up_ms = scenario.run.warm_up_days * clock.MS_PER_DAY
    return tick_of(scenario), warm_up_ms, warm_up_ms + scenario.run.days * clock.MS_PER_DAY


def _sizes(
    scenario: Scenario,
    incidents: int,
    slots: Slots,
    who: People,
    rules: TeamRules,
    casework: CaseRules,
    drawn: Drawn,
    planned: Operations,
) -> Sizes:
    """Return how many there are of everything."""
    tick_ms, warm_up_ms, horizon_ms = _times(scenario)
    return Sizes(
        incidents=incidents,
        slots=slots.incident.size,
        officers=who.role.size,
        hubs=len(scenario.hubs),
        districts=len(scenario.districts),
        roles=len(Role),
        **_of_rules(scenario, rules),
        types=len(scenario.incident_types),
        classes=rules.rank.size // len(Role),
        harms=1 + highest_rank(scenario),
        lanes=casework.lane_role.size,
        cases=drawn.created_ms.size,
        patches=0,
        warm_up_ms=warm_up_ms,
        horizon_ms=horizon_ms,
        conditional=conditional(drawn),
        operations=planned.start_ms.size,
        grid_ms=tick_ms,
    )


def _open_cases(
    scenario: Scenario,
    streams: Streams,
    drawn: Drawn,
    who: People,
    rules: CaseRules,
    hub_of_district: Ints,
) -> tuple[Drawn, OpenCases]:
    """Add the cases that are open when the run starts, if the scenario asks for any."""
    if not scenario.casework.open_cases_weeks or not investigations(scenario):
        return drawn, none_open()
    tick_ms = tick_of(scenario)
    return with_open_cases(scenario, streams, drawn, who, rules, hub_of_district, tick_ms)


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
