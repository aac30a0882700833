"""Every incident of the run with all its attributes, drawn before the clock starts.

Each cell (type, district, calendar week: see `sim.world.arrivals`) has one stream per purpose.
Within it the marks lie row by row, one row of fixed width per ordinal, so that an incident's marks
do not depend on how many others there are. The width of a purpose must never change; a new
attribute is a new purpose.

==========  ===================================================
purpose     marks
==========  ===================================================
counts      the count of the cell
times       time of creation
attendance  grade, officers, scene, writing-up
travel      factor of the first to the OFFICERS_LIMIT-th officer
desk        handling time, whether it resolves (`sim.world.desk`)
referral    to whom a case is passed on, grade
contact     whether the first to the ATTEMPTS_LIMIT-th attempt reaches the caller
case        whether investigated, work, waits
==========  ===================================================

A purpose for which a type has no use is not drawn; as streams are separate, that moves nothing.
"""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.demand_schema import OFFICERS_LIMIT, IncidentType, Investigation
from sim.scenario.desk import resolved_shares
from sim.scenario.schema import Scenario
from sim.world.arrays import Drawn, Floats, Ints, Slots
from sim.world.arrivals import Block, draw_block
from sim.world.desk import draw_desk
from sim.world.marks import category, duration_ms, lognormal_factor
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
ATTENDANCE_WIDTH = 4
TRAVEL_WIDTH = OFFICERS_LIMIT
CASE_WIDTH = 3


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
    for code, (name, kind) in enumerate(scenario.incident_types.items()):
        block = draw_block(scenario, streams, name, kind, tick_ms)
        drawn = _attributes(streams, block, kind, code, tick_ms)
        if name in resolved:
            drawn = draw_desk(streams, block, drawn, kind, centre, resolved[name], tick_ms)
        factor = _travel_factors(scenario, streams, block, drawn.officers)
        parts.append(drawn._replace(first_slot=drawn.first_slot + slots))
        factors.append(factor)
        slots += factor.size
    drawn = Drawn._make(np.concatenate(column) for column in zip(*parts, strict=True))
    run = scenario.run
    horizon_ms = (run.warm_up_days + run.days) * clock.MS_PER_DAY
    inside = np.flatnonzero((drawn.created_ms >= 0) & (drawn.created_ms < horizon_ms))
    # Incidents created at one time are of one week, and those of one cell stand in order.
    place = drawn.district[inside] * len(scenario.incident_types) + drawn.type[inside]
    order = inside[np.lexsort((place, drawn.created_ms[inside]))]
    drawn = Drawn._make(column[order] for column in drawn)
    drawn, slots_in_order = _slots(drawn, np.concatenate(factors))
    return drawn._replace(hub=hub_of_district[drawn.district]), slots_in_order


def _attributes(
    streams: Streams, block: Block, kind: IncidentType, code: int, tick_ms: int
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
        grade=grade,
        officers=officers,
        together=np.full(zeros.shape, kind.officers_arrive == "together"),
        bypass=np.full(zeros.shape, kind.bypass),
        scene_ms=duration_ms(kind.scene_min, u_scene, clock.MS_PER_MIN, tick_ms),
        writing_up_ms=writing_up_ms,
        desk_ms=zeros,
        desk_resolves=np.zeros(zeros.shape, dtype=np.bool_),
        desk_refers=zeros,
        sent_on_grade=grade,
        reached_on=zeros + 1,
        investigated=np.zeros(zeros.shape, dtype=np.bool_),
        case_work_ms=zeros,
        case_episodes=zeros,
        case_wait_ms=zeros,
        harm=zeros,
        first_slot=np.cumsum(officers) - officers,
    )
    if kind.investigation is not None:
        drawn = _case(streams, block, drawn, kind.investigation, tick_ms)
    return drawn


def _case(
    streams: Streams, block: Block, drawn: Drawn, investigation: Investigation, tick_ms: int
) -> Drawn:
    """Add the investigation that may follow.

    Work is a whole number of ticks in each episode, at least one, and the waits are a whole number
    of ticks between each two episodes: so the parts are equal, and on the time grid.
    """
    u_whether, u_work, u_waits = block.marks(streams, "case", CASE_WIDTH)
    episodes = investigation.episodes
    work_ms = duration_ms(investigation.work_hours, u_work, clock.MS_PER_HOUR, tick_ms * episodes)
    wait_ms = np.zeros_like(work_ms)
    if investigation.waits_days is not None:
        wait_tick_ms = tick_ms * max(1, episodes - 1)
        wait_ms = duration_ms(investigation.waits_days, u_waits, clock.MS_PER_DAY, wait_tick_ms)
    return drawn._replace(
        investigated=u_whether < investigation.share,
        case_work_ms=np.maximum(work_ms, tick_ms * episodes),
        case_episodes=np.full_like(work_ms, episodes),
        case_wait_ms=wait_ms,
        harm=np.full_like(work_ms, investigation.harm),
    )


def _travel_factors(scenario: Scenario, streams: Streams, block: Block, officers: Ints) -> Floats:
    """Return actual / expected drive for each officer needed, incident after incident.

    Every incident has the marks of OFFICERS_LIMIT officers, so the k-th officer's drive does not
    depend on how many are needed.
    """
    travel = scenario.travel
    if travel.cv == 0 or travel.mode == "none":
        return np.ones(int(officers.sum()))
    u = block.marks(streams, "travel", TRAVEL_WIDTH).T
    needed = np.arange(TRAVEL_WIDTH) < officers[:, np.newaxis]
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
    first_slot = np.concatenate(([0], np.cumsum(drawn.officers)))
    number = np.arange(first_slot[-1]) - np.repeat(first_slot[:-1], drawn.officers)
    incident = np.repeat(np.arange(drawn.officers.size), drawn.officers)
    travel_factor = factors[drawn.first_slot[incident] + number]
    return drawn._replace(first_slot=first_slot), Slots(incident, travel_factor)
