"""What is drawn for incidents that wait for a visit: patience, and when the caller can be seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.scenario.schema.demand import Appointment, Patience
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats, Ints
from sim.world.arrivals import Block
from sim.world.marks import duration_ms, to_ticks
from sim.world.rules import at_desk
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
PATIENCE_WIDTH = 2
APPOINTMENT_WIDTH = 2


def visit_columns(
    scenario: Scenario, streams: Streams, block: Block, grade: Ints, sent_on: Ints, tick_ms: int
) -> dict[str, Any]:
    """Draw patience and appointments of the grade at which each incident is visited.

    That is its own grade, or the one with which the Resolution Centre would send it on.
    """
    desks = [number for number, rules in scenario.grades.items() if at_desk(rules)]
    grades = scenario.grades.items()
    waits = {number: rules.patience for number, rules in grades if rules.patience is not None}
    visited = {number: rules.appointment for number, rules in grades if rules.appointment}
    columns: dict[str, Any] = {}
    if not waits and not visited:
        return columns
    at = np.where(np.isin(grade, desks), sent_on, grade)
    if waits:
        columns["patience_ms"] = np.full_like(at, clock.NEVER)
        columns["upgraded"] = np.zeros(at.shape, dtype=np.bool_)
        u = block.marks(streams, "patience", PATIENCE_WIDTH)
        for number, patience in waits.items():
            ours = np.flatnonzero(at == number)
            _patience(columns, ours, patience, u[:, ours], tick_ms)
    if visited:
        columns["seen_after_days"], columns["seen_at_ms"] = np.zeros_like(at), np.zeros_like(at)
        u = block.marks(streams, "appointment", APPOINTMENT_WIDTH)
        for number, appointment in visited.items():
            ours = np.flatnonzero(at == number)
            _appointment(columns, ours, appointment, u[:, ours], tick_ms)
    return columns


def _patience(
    columns: dict[str, Any], ours: Ints, patience: Patience, u: Floats, tick_ms: int
) -> None:
    """Set the patience of the incidents of one grade."""
    u_minutes, u_upgraded = u
    columns["patience_ms"][ours] = duration_ms(
        patience.minutes, u_minutes, clock.MS_PER_MIN, tick_ms
    )
    columns["upgraded"][ours] = u_upgraded < patience.upgraded_share


def _appointment(
    columns: dict[str, Any], ours: Ints, appointment: Appointment, u: Floats, tick_ms: int
) -> None:
    """Set the day and the time of day of the appointments of one grade: any, with equal chance."""
    u_day, u_time = u
    first_ms = clock.parse_time_of_day(appointment.earliest)
    last_ms = clock.parse_time_of_day(appointment.latest)
    columns["seen_at_ms"][ours] = to_ticks(first_ms + u_time * (last_ms - first_ms), tick_ms)
    days = np.floor(u_day * (1 + appointment.within_days))
    columns["seen_after_days"][ours] = days.astype(np.int64)
