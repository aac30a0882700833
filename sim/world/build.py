"""From a scenario to the world of one replication.

What follows from the scenario is worked out once (`prepare`) and kept for its other replications.
Each replication then draws its demand and its people's absence from it (`build`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.facts.casework import investigations
from sim.scenario.facts.districts import district_of
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.windows import months
from sim.scenario.schema.grades import Grade
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import CrossHub, Role
from sim.world.arrays import (
    ENGAGED_POOLS,
    ArrestRules,
    CaseRules,
    ChaserRules,
    CohortRules,
    ControlRoomRules,
    CustodyRules,
    DeskRules,
    DispatchRules,
    Drawn,
    GradeRules,
    Ints,
    Months,
    Names,
    People,
    Places,
    RedeploymentRules,
    SafeguardingRules,
    ServiceRules,
    Sizes,
    Slots,
    TeamRules,
    TypeRules,
    World,
    WritingUpRules,
)
from sim.world.arrays_demand import (
    MultiplierRules,
    OperationEffectRules,
    Operations,
    PreventionEffectRules,
    PreventionRules,
)
from sim.world.arrays_places import ProblemFileRules, SmallAreaRules
from sim.world.arrests import arrest_rules
from sim.world.casework import case_rules, highest_rank, lanes
from sim.world.chasers import Calls, chaser_rules
from sim.world.cohorts import cohort_rules
from sim.world.control_room import control_room_rules
from sim.world.custody import custody_rules
from sim.world.demand import DemandPlan, conditional, draw, plan_demand
from sim.world.desk import desk_rules
from sim.world.dispatch import dispatch_rules
from sim.world.drawn_once import digest, once
from sim.world.grades import grade_rules, only_scenes, preempts
from sim.world.incident_types import type_rules
from sim.world.layers import layer_names
from sim.world.multiplier import multiplier_rules
from sim.world.open_cases import (
    Holders,
    OpenCasesPlan,
    dealt,
    holders,
    open_at_start,
    plan_open_cases,
)
from sim.world.operations import operation_effects, operations
from sim.world.patches import patches
from sim.world.people import people
from sim.world.places import places
from sim.world.prevention import prevention_rules
from sim.world.prevention_effect import prevention_effect_rules
from sim.world.problem_files import problem_file_rules, with_files
from sim.world.redeployment import redeployment_rules
from sim.world.rosters import Rosters, duties, planned_prevention_ms, rosters
from sim.world.safeguarding import is_on, safeguarding_rules
from sim.world.scenario_cache import ScenarioCache
from sim.world.service import service_rules
from sim.world.small_areas import patrol_days, small_area_rules
from sim.world.streams import Named, Streams
from sim.world.teams import team_rules
from sim.world.writing_up import writing_up_rules


class _SharedParts(NamedTuple):
    """The parts of a world that are the same in all replications, except the plan of teams."""

    places: Places
    people: People
    grades: GradeRules
    types: TypeRules
    custody: CustodyRules
    arrests: ArrestRules
    teams: TeamRules
    dispatch: DispatchRules
    redeployment: RedeploymentRules
    writing_up: WritingUpRules
    control_room: ControlRoomRules
    desk: DeskRules
    chasers: ChaserRules
    service: ServiceRules
    cases: CaseRules
    prevention: PreventionRules
    prevention_effect: PreventionEffectRules
    small_areas: SmallAreaRules
    problem_files: ProblemFileRules
    multiplier: MultiplierRules
    safeguarding: SafeguardingRules
    cohorts: CohortRules
    operations: Operations
    months: Months
    operation_effects: OperationEffectRules


class Drawing(NamedTuple):
    """The demand of one replication: the same for all scenarios that say the same of it."""

    drawn: Drawn
    slots: Slots
    calls: Calls
    open_cases: dict[str, Any]  #: from `open_cases.open_at_start`
    asked: tuple[Named, ...]  #: all streams of the run that were drawn from


class Prepared(NamedTuple):
    """What all replications of a scenario have in common."""

    facts: Facts
    fixed: _SharedParts
    sizes: Sizes  #: 0 for what replications differ in
    demand: DemandPlan
    open_cases: OpenCasesPlan
    holders: Holders  #: to whom the cases open at the start are dealt
    #: Returns the digest of all that a `Drawing` depends on, besides seed and replication.
    demand_digest: Callable[[], bytes]
    rosters: Rosters


def prepare(scenario: Scenario, *, to_ceiling: bool = False) -> Prepared:
    """Work out what all replications of a scenario have in common."""
    facts = Facts(scenario)
    times, tick_ms = facts.times, facts.times.tick_ms
    types, teams, hubs = scenario.incident_types.values(), scenario.teams, scenario.hubs
    where, who, queues = places(facts), people(facts), lanes(facts)
    fixed = _SharedParts(
        places=where,
        people=who,
        grades=grade_rules(scenario.grades, hubs, tick_ms),
        types=type_rules(types, tick_ms),
        custody=custody_rules(facts, where),
        arrests=arrest_rules(scenario.arrests, tick_ms),
        teams=team_rules(facts),
        dispatch=dispatch_rules(
            scenario.dispatch, scenario.preemption, tick_ms, works_in_crews=facts.works_in_crews
        ),
        redeployment=redeployment_rules(facts),
        writing_up=writing_up_rules(scenario.writing_up, tick_ms),
        control_room=control_room_rules(scenario.control_room, times),
        desk=desk_rules(teams.resolution_centre, types, times),
        chasers=chaser_rules(scenario.chasers, tick_ms),
        service=service_rules(types, tick_ms),
        cases=case_rules(facts, who, queues),
        prevention=prevention_rules(facts.by_role, scenario.prevention, tick_ms),
        prevention_effect=prevention_effect_rules(scenario),
        small_areas=small_area_rules(facts),
        problem_files=problem_file_rules(facts, where.hub_of_district),
        multiplier=multiplier_rules(scenario, to_ceiling=to_ceiling),
        cohorts=cohort_rules(scenario, tick_ms),
        safeguarding=safeguarding_rules(scenario.safeguarding, times),
        operations=operations(facts),
        months=Months(
            np.array([each.end_ms for each in months(scenario.run)][:-1], dtype=np.int64)
        ),
        operation_effects=operation_effects(scenario),
    )
    _freeze(fixed)
    hub_of_district = where.hub_of_district
    demand = plan_demand(facts, hub_of_district, queues, to_ceiling=to_ceiling)
    open_cases = plan_open_cases(facts, fixed.cases.lane_role, hub_of_district, queues)
    return Prepared(
        facts=facts,
        fixed=fixed,
        sizes=_sizes(facts, fixed),
        demand=demand,
        open_cases=open_cases,
        holders=holders(who, fixed.cases, len(hubs)),
        demand_digest=functools.cache(lambda: digest((demand, open_cases))),
        rosters=rosters(facts, who),
    )


_PREPARED = ScenarioCache(prepare)


def build(scenario: Scenario, seed: int, replication: int, *, to_ceiling: bool = False) -> World:
    """Make everything that exists before the clock starts.

    Parameters
    ----------
    scenario : Scenario
        One that has passed `sim.scenario`'s checks. It is not changed.
    seed, replication : int
        Root of all randomness, and number of the replication from 0.
    to_ceiling : bool
        Whether all candidates up to the ceiling of demand are kept, since decisions are taken that
        the scenario does not state.

    Returns
    -------
    World
        Read-only arrays; the same for the same arguments.

    Raises
    ------
    RunError
        If two random streams would share their draws, or if the scenario did not pass the checks.
    """
    known = prepare(scenario, to_ceiling=True) if to_ceiling else _PREPARED.get(scenario)
    drawing = _drawn_once(known, seed, replication)
    drawn, slots = drawing.drawn, drawing.slots
    open_cases = dealt(drawing.open_cases, known.holders)
    streams = Streams(seed, replication, drawing.asked)
    rostered = duties(known.rosters, streams)
    files = with_files(known.facts, known.demand.areas, known.fixed.problem_files, streams)
    streams.refuse_shared()
    incidents = drawn.created_ms.size - open_cases.owner.size
    counts, where = known.demand.patch_counts, known.fixed.places
    owned, number_of_patches = patches(
        counts, where.hub_of_district, known.fixed.people, rostered.changed, drawn, incidents
    )
    fixed = _with_plan(known.fixed, planned_prevention_ms(known.facts, rostered))
    chasers = fixed.chasers._replace(**drawing.calls._asdict())
    fixed = fixed._replace(problem_files=files, chasers=chasers)
    sizes = known.sizes._replace(
        incidents=incidents,
        slots=slots.travel_factor.size,
        cases=drawn.created_ms.size,
        patches=number_of_patches,
        conditional=conditional(drawn),
        safeguarded=incidents if is_on(known.facts.scenario.safeguarding) else 0,
    )
    made = World(
        **fixed._asdict(),
        sizes=sizes,
        drawn=drawn,
        slots=slots,
        duties=rostered,
        open_cases=open_cases,
        patches=owned,
    )
    frozen = set(map(id, known.fixed))
    _freeze(group for group in made if id(group) not in frozen)
    return made


def _drawn_once(known: Prepared, seed: int, replication: int) -> Drawing:
    """Return the demand of a replication, that of a scenario before if it is the same."""
    return once(
        lambda: (known.demand_digest(), seed, replication),
        lambda: _drawing(known, seed, replication),
    )


def _drawing(known: Prepared, seed: int, replication: int) -> Drawing:
    """Draw the demand of a replication, and the cases that are open when it starts."""
    streams, before = Streams(seed, replication), Streams(seed, replication)
    behind = open_at_start(known.open_cases, before)
    before.refuse_shared()
    drawn, slots, calls = draw(known.demand, streams, behind)
    return Drawing(drawn, slots, calls, behind, streams.asked)


def names(scenario: Scenario) -> Names:
    """Return what the codes in the scenario's worlds stand for."""
    return Names(
        hubs=tuple(scenario.hubs),
        districts=tuple(scenario.districts),
        types=tuple(scenario.incident_types),
        roles=tuple(role.name.lower() for role in Role),
        layers=layer_names(scenario.demand),
        part_of=tuple(district_of(scenario, name) for name in scenario.districts),
    )


def _with_plan(fixed: _SharedParts, planned_ms: Ints) -> _SharedParts:
    """Return the parts with the time that teams are planned to spend on prevention."""
    return fixed._replace(teams=fixed.teams._replace(planned_prevention_ms=planned_ms))


def _sizes(facts: Facts, fixed: _SharedParts) -> Sizes:
    """Return how many there are of everything; 0 for what replications differ in."""
    scenario, times, rules = facts.scenario, facts.times, fixed.teams
    return Sizes(
        incidents=0,
        slots=0,
        officers=fixed.people.role.size,
        hubs=len(scenario.hubs),
        districts=len(scenario.districts),
        roles=len(Role),
        **_sizes_of_grades(scenario.grades),
        callable_pools=ENGAGED_POOLS * len(Role) * (len(scenario.hubs) + 1),
        hubs_help=len(scenario.hubs) > 1 and bool((rules.cross_hub != CrossHub.NEVER).any()),
        waits_for_help=bool((rules.cross_hub >= CrossHub.AFTER_WAIT).any()),
        types=len(scenario.incident_types),
        classes=rules.rank.size // len(Role),
        harms=1 + highest_rank(investigations(scenario).values()),
        lanes=fixed.cases.lane_role.size,
        cases=0,
        patches=0,
        warm_up_ms=times.warm_up_ms,
        horizon_ms=times.horizon_ms,
        conditional=0,
        safeguarded=0,
        cohorts=len(scenario.offender_management),
        operations=fixed.operations.start_ms.size,
        months=fixed.months.ends_ms.size,
        diary_days=times.days if fixed.grades.visits_per_day.any() else 0,
        grid_ms=times.tick_ms,
        suites=fixed.custody.district.size,
        cells=int(fixed.custody.first_cell[-1]),
        drive_hours=fixed.places.expected_ms.size // (2 * len(scenario.districts) ** 2),
        areas=(areas := int(fixed.small_areas.first[-1])),
        patrol_days=patrol_days(scenario.small_areas),
        files=fixed.problem_files.per_hub * len(scenario.hubs),
        areas_with_files=areas if scenario.problem_files is not None else 0,
    )


def _sizes_of_grades(grades: dict[int, Grade]) -> dict[str, Any]:
    """Return the highest grade, and the bounds of the grades that call officers away."""
    return {
        "grades": max(grades),
        "interrupting": max((n for n, grade in grades.items() if grade.interrupts), default=0),
        "preempting": min((n for n, grade in grades.items() if preempts(grade)), default=0),
        "interrupting_scenes": max((n for n, g in grades.items() if only_scenes(g)), default=0),
    }


def _freeze(groups: Iterable[tuple[Any, ...]]) -> None:
    """Make every array of groups of a world read-only."""
    for group in groups:
        for array in group:
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
