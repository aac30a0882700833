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
repeats      from which what follows is hashed (`sim.world.repeats`)
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
casework     who works it: lines of enquiry, custody, charge; time of the file
outcome      how it ends if nobody is charged
follow-ups   when it is resolved, whether a visit follows (`sim.world.follow_ups`)
further-logs  which calls open a log of their own (`sim.world.chasers`)
victim       whether the victim is vulnerable (`sim.world.victims`)
recording    whether a crime is recorded (`sim.world.victims`)
===========  =========================================================================

A purpose for which a type has no use is not drawn; as streams are separate, that moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.facts.closed_by_rule import closed_shares
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.harm import recorded_share
from sim.scenario.schema.chasers import Chasers
from sim.scenario.schema.travel import Travel
from sim.world.arrays import (
    ALWAYS,
    Drawn,
    Floats,
    Ints,
    Slots,
)
from sim.world.arrests import ArrestPlan, arrest_columns, plan_arrests
from sim.world.arrivals import draw_blocks
from sim.world.arrivals_plan import ArrivalsPlan, plan_together, plan_type
from sim.world.at_risk import AtRiskPlan, at_risk_columns, plan_at_risk
from sim.world.attendance import AttendancePlan, attendance_columns, plan_attendance
from sim.world.blocks import Blocks
from sim.world.casework import CasePlan, Lane, case_columns, plan_cases
from sim.world.chasers import (
    NOBODY_CALLS,
    Callers,
    Calls,
    callers,
    calls_of,
    further_logs,
)
from sim.world.closed_by_rule import closing_columns, shares_by_grade
from sim.world.columns import Columns
from sim.world.control_room import grading_columns
from sim.world.day_factor import DayFactorPlan, day_factors, plan_day_factor
from sim.world.desk import DeskPlan, desk_columns, plan_desk
from sim.world.follow_ups import Following, following_work, link, together, with_following
from sim.world.intensity import Period
from sim.world.marks import ByCode, durations_by_code
from sim.world.patches import draw_patch, patch_counts
from sim.world.slots import travel_factors
from sim.world.small_areas import Areas, areas_of, draw_area
from sim.world.streams import Streams
from sim.world.victims import recording_columns, victim_columns, vulnerable_share
from sim.world.visits import VisitRules, visit_columns, visit_rules
from sim.world.watches import WatchPlan, plan_watches, watch_columns
from sim.world.writing_up import place_columns, place_shares

#: Columns of `Drawn` that a block has.
_OF_BLOCK = ("created_ms", "district", "week", "ordinal", "layer", "repeat", "mark")


class DemandPlan(NamedTuple):
    """Everything known of the demand before it is drawn."""

    arrivals: ArrivalsPlan  #: of all types
    hub_of_district: Ints
    attendance: AttendancePlan
    writing_places: dict[int, float] | None  #: None if all is written up at the station
    arrests: ArrestPlan
    watches: WatchPlan
    cases: CasePlan
    desk: DeskPlan
    travel: Travel
    visits: VisitRules
    grading: ByCode | None  #: a dispatcher's minutes by grade; None if grading takes no time
    closed: Floats  #: (types, GRADES) share that is closed by rule
    vulnerable: Floats  #: (types,) share whose victim is
    recorded: Floats  #: (types,) share of the crimes that come in; 1 for what is no crime
    day_factor: DayFactorPlan | None
    at_risk: AtRiskPlan
    patch_counts: Ints | None  #: (districts,) None if PCSOs are pooled
    areas: Areas | None  #: None if nothing depends on where in a hub incidents happen
    chasers: Chasers | None


def plan_demand(
    facts: Facts, hub_of_district: Ints, found: list[Lane], *, to_ceiling: bool
) -> DemandPlan:
    """Return what is known of the demand of the run, warm-up included.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    hub_of_district : Ints
        (districts,) hub that serves each district.
    found : list of Lane
        All lanes of casework.
    to_ceiling : bool
        See `sim.scenario.facts.multiplier.kept_up_to`.
    """
    scenario, tick_ms = facts.scenario, facts.times.tick_ms
    period = Period(facts.times.first_day, facts.times.days)
    by_hub = None if scenario.demand.day_factor is None else hub_of_district
    names, types = list(scenario.incident_types), list(scenario.incident_types.values())
    arrivals = [plan_type(facts, name, period, by_hub, to_ceiling=to_ceiling) for name in names]
    return DemandPlan(
        arrivals=plan_together(arrivals, tick_ms),
        hub_of_district=hub_of_district,
        attendance=plan_attendance(facts),
        writing_places=place_shares(scenario.writing_up),
        arrests=plan_arrests(types, tick_ms),
        watches=plan_watches(types, tick_ms),
        cases=plan_cases(facts, found, names),
        desk=plan_desk(facts),
        travel=scenario.travel,
        visits=visit_rules(facts),
        grading=durations_by_code(scenario.control_room.grading_min),
        closed=shares_by_grade([closed_shares(scenario, each) for each in types]),
        vulnerable=np.array([vulnerable_share(each.harm) for each in types]),
        recorded=np.array([recorded_share(scenario, each) for each in types]),
        day_factor=plan_day_factor(
            scenario.demand.day_factor,
            scenario.hubs,
            hub_of_district,
            [each.weeks for each in arrivals],
        ),
        at_risk=plan_at_risk(scenario, tick_ms),
        patch_counts=patch_counts(scenario.teams.pcso, scenario.districts.values()),
        areas=areas_of(scenario),
        chasers=scenario.chasers,
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
    arrivals = draw_blocks(plan.arrivals, streams, days)
    calling = None if plan.chasers is None else callers(plan.chasers, streams, arrivals)
    work = _that_follows(plan, calling, streams, arrivals)
    blocks = with_following(arrivals, work)
    del arrivals
    # Incidents created at one time are of one week, and those of one cell stand in order.
    place = blocks.column("district") * len(plan.arrivals.types) + blocks.type
    order = order_of(blocks.column("created_ms"), place)
    turn = np.empty_like(order)
    turn[order] = np.arange(order.size)
    columns = Columns(order, behind)
    grade = _put_attributes(columns, plan, streams, blocks, turn)
    further = NOBODY_CALLS
    if plan.chasers is not None and calling is not None:
        created_ms, tick_ms = columns.column("created_ms"), plan.arrivals.tick_ms
        further = calls_of(plan.chasers, calling, blocks, grade, turn, created_ms, tick_ms)
    link(columns, work, turn, blocks.first)
    del work, calling
    drawn = columns.drawn()
    marks = np.minimum(drawn.rows, drawn.officers + plan.attendance.spare_rows[drawn.type])
    first_slot = np.concatenate([[0], np.cumsum(marks, dtype=np.int64)])
    factors = travel_factors(plan.travel, streams, blocks, turn, first_slot)
    return drawn._replace(first_slot=first_slot.astype(np.int32)), Slots(factors), further


def _that_follows(
    plan: DemandPlan, calling: Callers | None, streams: Streams, arrivals: Blocks
) -> dict[int, Following]:
    """Return what follows incidents by type of work: tasks, visits, and logs that calls open."""
    plans = plan.arrivals.types
    work = following_work(plans, streams, arrivals)
    if plan.chasers is not None and calling is not None:
        logs = further_logs(plan.chasers, calling, plans, streams, arrivals)
        if logs is not None and plan.chasers.new_log_type is not None:
            name = plan.chasers.new_log_type
            work[name] = together([work[name], logs]) if name in work else logs
    code = {each.name: number for number, each in enumerate(plans)}
    return {code[name]: follows for name, follows in work.items()}


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


def _put_attributes(
    columns: Columns, plan: DemandPlan, streams: Streams, blocks: Blocks, turn: Ints
) -> Ints:
    """Draw the attributes of all incidents, and put them where they belong group by group.

    Parameters
    ----------
    columns : Columns
        Those of levers that no type uses are not put.
    blocks : Blocks
        All incidents, of which only what marks are drawn from is left.
    turn : Ints
        (incidents,) where they stand in order of creation.

    Returns
    -------
    Ints
        (incidents,) grade as first given.
    """
    _put_places(columns, plan, streams, blocks, turn)
    attendance = attendance_columns(plan.attendance, streams, blocks)
    grade, rows, tick_ms = attendance["grade"], attendance["rows"], plan.arrivals.tick_ms
    blocks.forget_columns()
    columns.put(attendance)
    del attendance
    columns.put(place_columns(plan.writing_places, streams, blocks, plan.attendance.written_up))
    columns.put(arrest_columns(plan.arrests, streams, blocks, grade))
    columns.put(watch_columns(plan.watches, streams, blocks, grade))
    columns.put(case_columns(plan.cases, streams, blocks))
    columns.put(desk := desk_columns(plan.desk, streams, blocks, grade))
    columns.put(visit_columns(plan.visits, streams, blocks, grade, desk["sent_on_grade"]))
    del desk
    columns.put(grading_columns(plan.grading, streams, blocks, grade, tick_ms))
    columns.put(closed := closing_columns(plan.closed, streams, blocks, grade))
    if closed:
        rows[closed["closed_by_rule"]] = 0
    columns.put({"rows": rows})
    columns.put(victim_columns(plan.vulnerable, streams, blocks))
    columns.put(recording_columns(plan.recorded, streams, blocks))
    columns.put(at_risk_columns(plan.at_risk, streams, blocks))
    return grade


def _put_places(
    columns: Columns, plan: DemandPlan, streams: Streams, blocks: Blocks, turn: Ints
) -> None:
    """Put what tells incidents apart, and where they are."""
    columns.put({field: blocks.column(field) for field in _OF_BLOCK})
    columns.put({"type": blocks.type, "parent": _parents(blocks, turn)})
    hub = plan.hub_of_district[blocks.column("district")]
    columns.put({"hub": hub})
    if plan.patch_counts is not None:
        columns.put({"patch": draw_patch(plan.patch_counts, streams, blocks)})
    if plan.areas is not None:
        columns.put({"area": draw_area(plan.areas, streams, blocks, hub)})


def _parents(blocks: Blocks, turn: Ints) -> Ints:
    """Return the incidents that others repeat, in order of creation; first ones repeat none."""
    parent = blocks.column("parent").copy()
    later = np.flatnonzero(parent >= 0)
    parent[later] = turn[parent[later] + blocks.first[blocks.type[later]]]
    return parent
