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
prevention   at which delivered prevention it comes about
kept by X    whether the change X, a factor below 1, leaves it
attendance   grade, officers, scene, writing-up
travel       factor of the first to the OFFICERS_LIMIT-th officer sent
more_travel  factor of those sent after them
custody      whether somebody is arrested, time at the suite
patience     wait until something changes, whether it is upgraded
appointment  day and time of day at which the caller can be seen
desk         handling time, whether it resolves (`sim.world.desk`)
referral     to whom a case is passed on, grade
patch        number of the patch within the district (`sim.world.patches`)
contact      whether the first to the ATTEMPTS_LIMIT-th attempt reaches the caller
case         whether investigated, work, waits (`sim.world.casework`)
===========  =========================================================================

A purpose for which a type has no use is not drawn; as streams are separate, that moves nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.demand_schema import OFFICERS_LIMIT, Arrest, IncidentType
from sim.scenario.desk import resolved_shares
from sim.scenario.schema import Scenario
from sim.world import patches
from sim.world.arrays import ALWAYS, NO_PARENT, Drawn, Floats, Ints, Slots
from sim.world.arrivals import Block, draw_block
from sim.world.casework import case_columns
from sim.world.desk import draw_desk
from sim.world.marks import category, duration_ms, lognormal_factor
from sim.world.rules import crew_rows, preempts
from sim.world.streams import Streams
from sim.world.visits import visits

#: Officers who may be relieved at one scene.
RELIEFS = 6
#: Marks per incident of each purpose; never to be changed.
ATTENDANCE_WIDTH = 4
TRAVEL_WIDTH = OFFICERS_LIMIT
MORE_TRAVEL_WIDTH = 32
CUSTODY_WIDTH = 2


def tick_of(scenario: Scenario) -> int:
    """Return the time grid in milliseconds: 1 when the scenario has none."""
    grid_min = scenario.run.time_grid_min
    return 1 if grid_min is None else max(1, clock.to_ms(grid_min))


def draw(scenario: Scenario, streams: Streams, hub_of_district: Ints) -> tuple[Drawn, Slots]:
    """Draw all incidents created within the run, warm-up included.

    Parameters
    ----------
    scenario : Scenario
        What there is to draw.
    streams : Streams
        Where the marks come from.
    hub_of_district : Ints
        (districts,) hub that serves each district.

    Returns
    -------
    tuple of Drawn and Slots
        Incidents in order of creation; ties by district, type and ordinal.
    """
    tick_ms = tick_of(scenario)
    parts: list[Drawn] = []
    factors: list[Floats] = []
    slots = 0
    resolved, centre = resolved_shares(scenario), scenario.teams.resolution_centre
    rows = 0
    for code, (name, kind) in enumerate(scenario.incident_types.items()):
        block = draw_block(scenario, streams, name, kind, tick_ms)
        drawn = _attributes(scenario, streams, block, kind, code, tick_ms)
        if name in resolved:
            drawn = draw_desk(streams, block, drawn, kind, centre, resolved[name], tick_ms)
        drawn = visits(scenario, streams, block, drawn, tick_ms)
        if patches.are_used(scenario):
            drawn = patches.draw(scenario, streams, block, drawn)
        drawn = drawn._replace(rows=drawn.officers + spare_rows(scenario, kind))
        factor = _travel_factors(scenario, streams, block, drawn.rows)
        first_slot = slots + np.cumsum(drawn.rows) - drawn.rows
        parent = np.where(block.parent >= 0, block.parent + rows, NO_PARENT)
        parts.append(drawn._replace(first_slot=first_slot, parent=parent))
        rows += parent.size
        factors.append(factor)
        slots += factor.size
    drawn = Drawn._make(np.concatenate(column) for column in zip(*parts, strict=True))
    run = scenario.run
    horizon_ms = (run.warm_up_days + run.days) * clock.MS_PER_DAY
    inside = np.flatnonzero((drawn.created_ms >= 0) & (drawn.created_ms < horizon_ms))
    # Incidents created at one time are of one week, and those of one cell stand in order.
    place = drawn.district[inside] * len(scenario.incident_types) + drawn.type[inside]
    order = inside[np.lexsort((place, drawn.created_ms[inside]))]
    now_at = np.full(rows, NO_PARENT, dtype=np.int64)
    now_at[order] = np.arange(order.size)
    drawn = Drawn._make(column[order] for column in drawn)
    parent = np.where(drawn.parent >= 0, now_at[drawn.parent], NO_PARENT)
    drawn = drawn._replace(parent=parent)
    drawn, slots_in_order = _slots(drawn, np.concatenate(factors))
    return drawn._replace(hub=hub_of_district[drawn.district]), slots_in_order


def conditional(drawn: Drawn) -> int:
    """Return how many incidents may not come about: those that react, and what follows them."""
    return int(np.count_nonzero(drawn.needs_effect != ALWAYS))


def _attributes(
    scenario: Scenario,
    streams: Streams,
    block: Block,
    kind: IncidentType,
    code: int,
    tick_ms: int,
) -> Drawn:
    """Draw the attributes of one type's incidents; hubs are left at 0."""
    u_grade, u_officers, u_scene, u_writing_up = block.marks(
        streams, "attendance", ATTENDANCE_WIDTH
    )
    zeros = np.zeros_like(block.ordinal)
    grade = category(kind.grade_mix, u_grade)
    officers = category(kind.officers_mix, u_officers)
    most = max(kind.officers_mix)
    if most > OFFICERS_LIMIT:
        raise RunError(f"an incident needs {most} officers, expected {OFFICERS_LIMIT} at most")
    writing_up_ms = zeros
    if kind.writing_up_min is not None:
        writing_up_ms = duration_ms(kind.writing_up_min, u_writing_up, clock.MS_PER_MIN, tick_ms)
    drawn = Drawn(
        created_ms=block.created_ms,
        district=block.district,
        hub=zeros,
        type=np.full_like(zeros, code),
        week=block.week,
        ordinal=block.ordinal,
        layer=block.layer,
        repeat=block.repeat,
        parent=block.parent,
        needs_effect=block.needs_effect,
        grade=grade,
        officers=officers,
        together=np.full(zeros.shape, kind.officers_arrive == "together"),
        bypass=np.full(zeros.shape, kind.bypass),
        scene_ms=duration_ms(kind.scene_min, u_scene, clock.MS_PER_MIN, tick_ms),
        writing_up_ms=writing_up_ms,
        **_unless_said(zeros),
        sent_on_grade=grade,
        rows=officers,
        first_slot=zeros,
    )
    if kind.arrest is not None:
        drawn = _arrest(streams, block, drawn, kind.arrest, tick_ms)
    if kind.investigation is not None:
        columns = case_columns(scenario, streams, block, kind.investigation, tick_ms)
        drawn = drawn._replace(**columns)
    return drawn


def _unless_said(zeros: Ints) -> dict[str, Any]:
    """Return what incidents have of levers that their type leaves out."""
    no = np.zeros(zeros.shape, dtype=np.bool_)
    return {
        "arrest": no,
        "custody_ms": zeros,
        "patience_ms": np.full_like(zeros, clock.NEVER),
        "upgraded": no,
        "seen_after_days": zeros,
        "seen_at_ms": zeros,
        "desk_ms": zeros,
        "desk_resolves": no,
        "desk_refers": zeros,
        "reached_on": zeros + 1,
        "investigated": no,
        "case_work_ms": zeros,
        "case_episodes": zeros,
        "case_wait_ms": zeros,
        "harm": zeros,
        "case_lane": zeros,
        "deadline_ms": zeros - 1,
        "screened_out": no,
        "file_ms": zeros,
        "patch": zeros,
    }


def _arrest(streams: Streams, block: Block, drawn: Drawn, arrest: Arrest, tick_ms: int) -> Drawn:
    """Add arrests, at the grades at which they are made, and the time at the custody suite."""
    u_whether, u_custody = block.marks(streams, "custody", CUSTODY_WIDTH)
    arrested = u_whether < arrest.share
    if arrest.grades:
        arrested &= np.isin(drawn.grade, arrest.grades)
    return drawn._replace(
        arrest=arrested,
        custody_ms=duration_ms(arrest.custody_min, u_custody, clock.MS_PER_MIN, tick_ms),
    )


def spare_rows(scenario: Scenario, kind: IncidentType) -> int:
    """Return how many more officers than an incident needs may be sent to it in all.

    One comes with the last when crews of two are sent; others take the place of those who are
    called away or relieved.
    """
    spare = crew_rows(scenario)
    if any(preempts(grade) for grade in scenario.grades.values()):
        spare += scenario.preemption.interruptions_limit * (1 + crew_rows(scenario))
    if kind.relayable:
        spare += RELIEFS * (1 + crew_rows(scenario))
    return spare


def _travel_factors(scenario: Scenario, streams: Streams, block: Block, rows: Ints) -> Floats:
    """Return actual / expected drive for each officer who may be sent, incident after incident.

    Every incident has the marks of all officers who could ever be, so the k-th officer's drive
    does not depend on how many are needed.
    """
    travel = scenario.travel
    if travel.cv == 0 or travel.mode == "none":
        return np.ones(int(rows.sum()))
    u = block.marks(streams, "travel", TRAVEL_WIDTH).T
    if rows.max(initial=0) > TRAVEL_WIDTH:
        u = np.hstack([u, block.marks(streams, "more_travel", MORE_TRAVEL_WIDTH).T])
    needed = np.arange(u.shape[1]) < rows[:, np.newaxis]
    return lognormal_factor(travel.cv, u[needed])


def _slots(drawn: Drawn, factors: Floats) -> tuple[Drawn, Slots]:
    """Bring the officers' marks into the order of the incidents.

    Parameters
    ----------
    drawn : Drawn
        Incidents in order; `first_slot` says where each one's factors lie.
    factors : Floats
        Factors in the order in which they were drawn.

    Returns
    -------
    tuple of Drawn and Slots
        With `first_slot` as `arrays.Drawn` describes it.
    """
    first_slot = np.concatenate(([0], np.cumsum(drawn.rows)))
    number = np.arange(first_slot[-1]) - np.repeat(first_slot[:-1], drawn.rows)
    incident = np.repeat(np.arange(drawn.rows.size), drawn.rows)
    travel_factor = factors[drawn.first_slot[incident] + number]
    return drawn._replace(first_slot=first_slot), Slots(incident, travel_factor)
