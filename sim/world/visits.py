"""What is drawn for incidents that wait for a visit: patience, and when the caller can be seen."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.demand_schema import Appointment, Patience
from sim.scenario.schema import Scenario
from sim.world.arrays import Drawn, Floats, Ints
from sim.world.arrivals import Block
from sim.world.marks import duration_ms, to_ticks
from sim.world.rules import at_desk
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
PATIENCE_WIDTH = 2
APPOINTMENT_WIDTH = 2


def visits(scenario: Scenario, streams: Streams, block: Block, drawn: Drawn, tick_ms: int) -> Drawn:
    """Add patience and appointments of the grade at which each incident is visited.

    That is its own grade, or the one with which the Resolution Centre would send it on.
    """
    desks = [number for number, grade in scenario.grades.items() if at_desk(grade)]
    grade = np.where(np.isin(drawn.grade, desks), drawn.sent_on_grade, drawn.grade)
    grades = scenario.grades.items()
    waits = {number: rules.patience for number, rules in grades if rules.patience is not None}
    if waits:
        u = block.marks(streams, "patience", PATIENCE_WIDTH)
        for number, patience in waits.items():
            drawn = _patience(drawn, grade == number, patience, u, tick_ms)
    visited = {number: rules.appointment for number, rules in grades if rules.appointment}
    if visited:
        u = block.marks(streams, "appointment", APPOINTMENT_WIDTH)
        for number, appointment in visited.items():
            drawn = _appointment(drawn, grade == number, appointment, u, tick_ms)
    return drawn


def _patience(drawn: Drawn, ours: Ints, patience: Patience, u: Floats, tick_ms: int) -> Drawn:
    """Set the patience of the incidents of one grade."""
    u_minutes, u_upgraded = u
    wait_ms = duration_ms(patience.minutes, u_minutes, clock.MS_PER_MIN, tick_ms)
    upgraded = u_upgraded < patience.upgraded_share
    return drawn._replace(
        patience_ms=np.where(ours, wait_ms, drawn.patience_ms),
        upgraded=np.where(ours, upgraded, drawn.upgraded),
    )


def _appointment(
    drawn: Drawn, ours: Ints, appointment: Appointment, u: Floats, tick_ms: int
) -> Drawn:
    """Set the day and the time of day of the appointments of one grade: any, with equal chance."""
    u_day, u_time = u
    first_ms = clock.parse_time_of_day(appointment.earliest)
    last_ms = clock.parse_time_of_day(appointment.latest)
    at_ms = to_ticks(first_ms + u_time * (last_ms - first_ms), tick_ms)
    days = np.floor(u_day * (1 + appointment.within_days)).astype(np.int64)
    return drawn._replace(
        seen_after_days=np.where(ours, days, drawn.seen_after_days),
        seen_at_ms=np.where(ours, at_ms, drawn.seen_at_ms),
    )
