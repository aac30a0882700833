"""What is drawn for incidents that wait for a visit: patience, and when the caller can be seen."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.grades import Appointment, Patience
from sim.world.arrays import Bools, Floats, Ints
from sim.world.arrivals import Block
from sim.world.grades import flags
from sim.world.marks import duration_ms
from sim.world.streams import Streams
from sim.world.time_grid import to_ticks

#: Marks per incident of each purpose; never to be changed.
PATIENCE_WIDTH = 2
APPOINTMENT_WIDTH = 2


class VisitRules(NamedTuple):
    """What grades say of those who wait for a visit."""

    at_desk: Bools  #: (GRADES,) whether the Resolution Centre serves it
    patience: dict[int, Patience]
    appointments: dict[int, Appointment]
    times_ms: dict[int, tuple[int, int]]  #: earliest and latest time of day of appointments
    tick_ms: int


def visit_rules(facts: Facts) -> VisitRules:
    """Return what the grades of a scenario say of those who wait for a visit."""
    grades = facts.scenario.grades.items()
    appointments = {number: grade.appointment for number, grade in grades if grade.appointment}
    return VisitRules(
        at_desk=flags(facts.desk_grades),
        patience={number: grade.patience for number, grade in grades if grade.patience},
        appointments=appointments,
        times_ms={
            number: (
                clock.parse_time_of_day(appointment.earliest),
                clock.parse_time_of_day(appointment.latest),
            )
            for number, appointment in appointments.items()
        },
        tick_ms=facts.times.tick_ms,
    )


def visit_columns(
    rules: VisitRules, streams: Streams, block: Block, grade: Ints, sent_on: Ints
) -> dict[str, Any]:
    """Draw patience and appointments of the grade at which each incident is visited.

    That is its own grade, or the one with which the Resolution Centre would send it on. An
    appointment is on any day from the first possible one on, with equal chance.
    """
    columns: dict[str, Any] = {}
    if not rules.patience and not rules.appointments:
        return columns
    at = np.where(rules.at_desk[grade], sent_on, grade)
    if rules.patience:
        columns["patience_ms"] = np.full_like(at, clock.NEVER)
        columns["upgraded"] = np.zeros(at.shape, dtype=np.bool_)
        u = block.marks(streams, "patience", PATIENCE_WIDTH)
        for number, patience in rules.patience.items():
            ours = np.flatnonzero(at == number)
            _patience(columns, ours, patience, u[:, ours], rules.tick_ms)
    if rules.appointments:
        columns["seen_after_days"], columns["seen_at_ms"] = np.zeros_like(at), np.zeros_like(at)
        u = block.marks(streams, "appointment", APPOINTMENT_WIDTH)
        for number, appointment in rules.appointments.items():
            ours = np.flatnonzero(at == number)
            columns["seen_at_ms"][ours] = _times_ms(rules, number, u[1, ours])
            days = np.floor(u[0, ours] * (1 + appointment.within_days))
            columns["seen_after_days"][ours] = days.astype(np.int64)
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


def _times_ms(rules: VisitRules, grade: int, u: Floats) -> Ints:
    """Return the times of day of the appointments of a grade: any, with equal chance."""
    first_ms, last_ms = rules.times_ms[grade]
    return to_ticks(first_ms + u * (last_ms - first_ms), rules.tick_ms)
