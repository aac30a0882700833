"""Every incident of the run with all its attributes, drawn before the clock starts.

Each cell (type, district, calendar week: see `sim.world.arrivals`) has one stream per purpose.
Within it the marks lie row by row, one row of fixed width per ordinal, so that an incident's marks
do not depend on how many others there are. The width of a purpose must never change; a new
attribute is a new purpose.

===========  =========================================================================
purpose      marks
===========  =========================================================================
counts       the count of the cell
times        time of creation
chasers      when the caller calls again (`sim.world.chasers`)
prevention   at which delivered prevention it comes about
kept by X    whether the change X, a factor below 1, leaves it
attendance   grade, officers, scene, writing-up
travel       factor of the first to the OFFICERS_LIMIT-th officer sent
more_travel  factor of those sent after them
writing_place  where it is written up (`sim.world.writing_up`)
custody      whether somebody is arrested, time at the suite
detention    time in a cell
watch        whether somebody is watched at a hospital, for how long (`sim.world.watches`)
custody watch  the same in custody
patience     wait until something changes, whether it is upgraded
appointment  day and time of day at which the caller can be seen
desk         handling time, whether it resolves (`sim.world.desk`)
referral     to whom a case is passed on, grade
grading      time of a dispatcher (`sim.world.control_room`)
closing      whether it is closed by rule when it is graded (`sim.world.closed_by_rule`)
cohort       of which cohort the offender is (`sim.world.cohorts`)
marac        whether it is referred to a MARAC (`sim.world.safeguarding`)
mash         whether a report is made, time of its triage
patch        number of the patch within the district (`sim.world.patches`)
area         small area of the hub (`sim.world.small_areas`)
contact      whether the first to the ATTEMPTS_LIMIT-th attempt reaches the caller
case         whether investigated, work, waits (`sim.world.casework`)
follow-ups   when it is resolved, whether a visit follows (`sim.world.follow_ups`)
victim       whether the victim is vulnerable (`sim.world.victims`)
recording    whether a crime is recorded (`sim.world.victims`)
===========  =========================================================================

A purpose for which a type has no use is not drawn; as streams are separate, that moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.facts.closed_by_rule import closed_shares
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.harm import recorded_share
from sim.scenario.schema.chasers import Chasers
from sim.scenario.schema.demand import OFFICERS_LIMIT, IncidentType
from sim.scenario.schema.travel import Travel
from sim.world.arrays import (
    ALWAYS,
    NO_PARENT,
    Drawn,
    Floats,
    Ints,
    Slots,
)
from sim.world.arrests import arrest_columns
from sim.world.arrivals import Block, draw_blocks
from sim.world.arrivals_plan import ArrivalsPlan, TypePlan, plan_together, plan_type
from sim.world.at_risk import AtRiskPlan, at_risk_columns, plan_at_risk
from sim.world.blocks import Blocks
from sim.world.casework import CasePlan, case_columns
from sim.world.chasers import (
    NOBODY_CALLS,
    Calls,
    call_times,
    calls_of,
    further_logs,
    who_calls,
)
from sim.world.closed_by_rule import by_grade, closing_columns
from sim.world.columns import Columns
from sim.world.control_room import grading_columns
from sim.world.day_factor import DayFactorPlan, DayFactors, day_factors, plan_day_factor
from sim.world.desk import DeskPlan, desk_columns, desk_plans
from sim.world.desk_opening import FirstOpening, opening, until_opening
from sim.world.follow_ups import Following, following_work, link, together, with_following
from sim.world.grades import preempts
from sim.world.intensity import Period
from sim.world.marks import ByCode, category, duration_ms, durations_by_code
from sim.world.patches import draw_patch, patch_counts
from sim.world.slots import laid_out, travel_factors
from sim.world.small_areas import Areas, areas_of, draw_area
from sim.world.streams import Streams
from sim.world.victims import recording_columns, victim_columns
from sim.world.visits import VisitRules, visit_columns, visit_rules
from sim.world.watches import watch_columns
from sim.world.writing_up import place_columns, place_shares

#: Officers who may be relieved at one scene.
RELIEFS = 6
#: Marks per incident of each purpose; never to be changed.
ATTENDANCE_WIDTH = 4
#: Columns of `Drawn` that a block has.
_OF_BLOCK = ("created_ms", "district", "week", "ordinal", "layer", "repeat", "mark")


class TypeDemand(NamedTuple):
    """Everything known of one type before its incidents are drawn."""

    arrivals: TypePlan
    cases: CasePlan | None
    desk: DeskPlan | None
    closed: Floats | None  #: share of each grade that is closed by rule
    spare_rows: int  #: see the function of that name
    recorded_share: float  #: of the crimes that come in; 1 for what is no crime


class DemandPlan(NamedTuple):
    """Everything known of the demand before it is drawn."""

    types: tuple[TypeDemand, ...]
    arrivals: ArrivalsPlan  #: of all types
    hub_of_district: Ints
    travel: Travel
    visits: VisitRules
    writing_places: dict[int, float] | None  #: None if all is written up at the station
    grading: ByCode | None  #: a dispatcher's minutes; None if grading takes no time
    day_factor: DayFactorPlan | None
    at_risk: AtRiskPlan
    patch_counts: Ints | None  #: (districts,) None if PCSOs are pooled
    areas: Areas | None  #: None if nothing depends on where in a hub incidents happen
    chasers: Chasers | None
    opening: FirstOpening | None  #: None if the Resolution Centre is there from the start


def plan_demand(
    facts: Facts, hub_of_district: Ints, cases: Mapping[str, CasePlan], *, to_ceiling: bool
) -> DemandPlan:
    """Return what is known of the demand of the run, warm-up included.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    hub_of_district : Ints
        (districts,) hub that serves each district.
    cases : mapping of str to CasePlan
        What is known of the cases of the types that are investigated.
    to_ceiling : bool
        See `sim.scenario.facts.multiplier.kept_up_to`.
    """
    scenario, desk = facts.scenario, desk_plans(facts)
    period = Period(facts.times.first_day, facts.times.days)
    by_hub = None if scenario.demand.day_factor is None else hub_of_district
    types = tuple(
        TypeDemand(
            arrivals=plan_type(facts, name, period, by_hub, to_ceiling=to_ceiling),
            cases=cases.get(name),
            desk=desk.get(name),
            closed=by_grade(closed_shares(scenario, incident_type)),
            spare_rows=spare_rows(facts, incident_type),
            recorded_share=recorded_share(scenario, incident_type),
        )
        for name, incident_type in scenario.incident_types.items()
    )
    weeks = [each.arrivals.weeks for each in types]
    return DemandPlan(
        types=types,
        arrivals=plan_together([each.arrivals for each in types], facts.times.tick_ms),
        hub_of_district=hub_of_district,
        travel=scenario.travel,
        visits=visit_rules(facts),
        writing_places=place_shares(scenario.writing_up),
        grading=durations_by_code(scenario.control_room.grading_min),
        day_factor=plan_day_factor(
            scenario.demand.day_factor, scenario.hubs, hub_of_district, weeks
        ),
        at_risk=plan_at_risk(scenario),
        patch_counts=patch_counts(scenario.teams.pcso, scenario.districts.values()),
        areas=areas_of(scenario),
        chasers=scenario.chasers,
        opening=opening(facts),
    )


def draw(
    plan: DemandPlan, streams: Streams, behind: Mapping[str, Any]
) -> tuple[Drawn, Slots, Calls]:
    """Draw all incidents created within the run, warm-up included.

    Parameters
    ----------
    plan : DemandPlan
        What there is to draw.
    streams : Streams
        Where the marks come from.
    behind : mapping of str to array
        Columns of the cases that are open at the start, whose rows follow those of the incidents;
        empty if there are none.

    Returns
    -------
    tuple of Drawn, Slots and Calls
        Incidents in order of creation; ties by district, type and ordinal.
    """
    days = day_factors(plan.day_factor, streams)
    blocks, work, calls = _blocks(plan, streams, days)
    order, first = _in_order(blocks)
    turn = np.empty_like(order)
    turn[order] = np.arange(order.size)
    columns = Columns(order, first, behind)
    callers: list[Ints] = []
    factors: list[Floats] = []
    for code, turns in enumerate(np.split(turn, first[1:-1])):
        of_type = _of_type(plan, code, streams, blocks[0], turns)
        factors.append(travel_factors(plan.travel, streams, blocks.pop(0), of_type["rows"]))
        columns.put(code, {**of_type, "type": code})
        if plan.chasers is not None:
            calling = who_calls(plan.chasers, calls[code], of_type["grade"])
            calls[code] = calls[code][calling]
            callers.append(turns[calling])
    link(columns, work, turn, first)
    place = columns.column("district")[: columns.incidents]
    columns.column("hub")[: columns.incidents] = plan.hub_of_district[place]
    further = calls_of(order.size, callers, calls) if plan.chasers else NOBODY_CALLS
    return *laid_out(columns.drawn(), order, factors), further


def _blocks(
    plan: DemandPlan, streams: Streams, days: DayFactors | None
) -> tuple[list[Block], dict[int, Following], list[Ints]]:
    """Return the incidents of each type, by type of work what follows them, and further calls."""
    blocks, plans = draw_blocks(plan.arrivals, streams, days), plan.arrivals.types
    arrivals = Blocks(blocks)
    work = following_work(plans, streams, arrivals)
    calls: list[Ints] = []
    if plan.chasers is not None:
        times_ms = call_times(plan.chasers, streams, arrivals, plan.arrivals.tick_ms)
        calls = np.split(times_ms, arrivals.first[1:-1])
        logs = further_logs(plan.chasers, times_ms, plans, streams, arrivals)
        if logs is not None and plan.chasers.new_log_type is not None:
            name = plan.chasers.new_log_type
            work[name] = together([work[name], logs]) if name in work else logs
    code = {each.name: number for number, each in enumerate(plans)}
    for name, follows in work.items():
        blocks[code[name]] = with_following(blocks[code[name]], follows, arrivals)
    return blocks, {code[name]: follows for name, follows in work.items()}, calls


def _in_order(blocks: list[Block]) -> tuple[Ints, Ints]:
    """Return the incidents in order of creation, numbered block after block, and their firsts.

    Firsts are the first number of each block, and the end of the last.
    """
    created_ms = np.concatenate([block.created_ms for block in blocks])
    # Incidents created at one time are of one week, and those of one cell stand in order.
    place = np.concatenate([block.district * len(blocks) + i for i, block in enumerate(blocks)])
    sizes = [0, *(block.created_ms.size for block in blocks)]
    return order_of(created_ms, place), np.cumsum(sizes)


def order_of(first: Ints, second: Ints) -> Ints:
    """Return the order by two keys, 0 or more; rows that are equal in both stay in order.

    Sorting values is many times faster than sorting rows by them, so both keys and the row are put
    into one number where 63 bits are enough; for a year of a force they are.
    """
    seconds, bits = int(second.max(initial=0)) + 1, int(first.size).bit_length()
    if (int(first.max(initial=0)) + 1) * seconds << bits >= 1 << 63:
        return np.lexsort((second, first))
    values = (first * seconds + second << bits) + np.arange(first.size)
    values.sort()
    return np.bitwise_and(values, (1 << bits) - 1, out=values)


def conditional(drawn: Drawn) -> int:
    """Return how many incidents may not come about: those that react, and what follows them."""
    return int(np.count_nonzero(drawn.mark != ALWAYS))


def _of_type(
    plan: DemandPlan, code: int, streams: Streams, block: Block, turn: Ints
) -> dict[str, Any]:
    """Draw the attributes of one type's incidents.

    Parameters
    ----------
    turn : Ints
        (incidents of the block,) where they stand in order of creation.

    Returns
    -------
    dict of str to array or number
        Columns of `arrays.Drawn`, without those of levers that the type does not use.
    """
    each = plan.types[code]
    incident_type, tick_ms = each.arrivals.incident_type, each.arrivals.tick_ms
    u_grade, u_officers, u_scene, u_writing_up = block.marks(
        streams, "attendance", ATTENDANCE_WIDTH
    )
    most = max(incident_type.officers_mix)
    if most > OFFICERS_LIMIT:
        raise RunError(f"an incident needs {most} officers, expected {OFFICERS_LIMIT} at most")
    grade = category(incident_type.grade_mix, u_grade)
    if plan.opening is not None:
        grade = until_opening(plan.opening, grade, block.created_ms)
    officers = category(incident_type.officers_mix, u_officers)
    columns = {
        **{field: getattr(block, field) for field in _OF_BLOCK},
        "parent": _parents(block, turn),
        "grade": grade,
        "officers": officers,
        "together": incident_type.officers_arrive == "together",
        "bypass": incident_type.bypass,
        "scene_ms": duration_ms(incident_type.scene_min, u_scene, clock.MS_PER_MIN, tick_ms),
        "sent_on_grade": grade,
        "rows": officers + each.spare_rows,
    }
    if incident_type.writing_up_min is not None:
        columns["writing_up_ms"] = duration_ms(
            incident_type.writing_up_min, u_writing_up, clock.MS_PER_MIN, tick_ms
        )
        columns |= place_columns(plan.writing_places, streams, block)
    if incident_type.arrest is not None:
        columns |= arrest_columns(streams, block, grade, incident_type.arrest, tick_ms)
    columns |= watch_columns(incident_type, streams, block, grade, tick_ms)
    if each.cases is not None:
        columns |= case_columns(each.cases, streams, block)
    if each.desk is not None:
        columns |= desk_columns(each.desk, streams, block)
    columns |= grading_columns(plan.grading, streams, block, grade, tick_ms)
    columns |= closing_columns(each.closed, streams, block, grade)
    if "closed_by_rule" in columns:
        columns["rows"][columns["closed_by_rule"]] = 0
    columns |= victim_columns(incident_type.harm, streams, block)
    columns |= recording_columns(each.recorded_share, streams, block)
    columns |= visit_columns(plan.visits, streams, block, grade, columns["sent_on_grade"])
    columns |= at_risk_columns(plan.at_risk, streams, block, tick_ms)
    return columns | _places(plan, code, streams, block)


def _parents(block: Block, turn: Ints) -> Ints | int:
    """Return the incidents that others repeat, in order of creation; first ones repeat none."""
    firsts = block.shown.size
    if block.parent.size == firsts:
        return NO_PARENT
    parent, later = block.parent.copy(), block.parent[firsts:]
    parent[firsts:] = np.where(later >= 0, turn[later], NO_PARENT)
    return parent


def _places(plan: DemandPlan, code: int, streams: Streams, block: Block) -> dict[str, Ints]:
    """Draw the patch and the small area of one type's incidents, as far as there are any."""
    columns = {}
    if plan.patch_counts is not None:
        columns["patch"] = draw_patch(plan.patch_counts, streams, block)
    if plan.areas is not None:
        hub = plan.hub_of_district[block.district]
        columns["area"] = draw_area(plan.areas, code, streams, block, hub)
    return columns


def spare_rows(facts: Facts, incident_type: IncidentType) -> int:
    """Return how many more officers than an incident needs may be sent to it in all.

    One comes with the last when crews of two are sent; others take the place of those who are
    called away or relieved.
    """
    scenario, with_the_last = facts.scenario, int(facts.works_in_crews)
    spare = with_the_last
    if any(preempts(grade) for grade in scenario.grades.values()):
        spare += scenario.preemption.interruptions_limit * (1 + with_the_last)
    if incident_type.relayable:
        spare += RELIEFS * (1 + with_the_last)
    return spare
