"""What is drawn for incidents that wait for a visit: patience, and when the caller can be seen."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.grades import Appointment, Patience
from sim.world.arrays import GRADES, Bools, Floats, Ints
from sim.world.arrivals import Block
from sim.world.attribute_loops import appointments
from sim.world.grades import flags
from sim.world.marks import duration_ms
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
PATIENCE_WIDTH = 2
APPOINTMENT_WIDTH = 2


class VisitRules(NamedTuple):
    """What grades say of those who wait for a visit."""

    at_desk: Bools  #: (GRADES,) whether the Resolution Centre serves it
    patience: dict[int, Patience]
    #: (3, GRADES) as `attribute_loops.appointments` takes them; None without appointments
    appointments: Ints | None
    tick_ms: int


def visit_rules(facts: Facts) -> VisitRules:
    """Return what the grades of a scenario say of those who wait for a visit."""
    grades = facts.scenario.grades.items()
    return VisitRules(
        at_desk=flags(facts.desk_grades),
        patience={number: grade.patience for number, grade in grades if grade.patience},
        appointments=_appointments({n: grade.appointment for n, grade in grades}),
        tick_ms=facts.times.tick_ms,
    )


def _appointments(by_grade: dict[int, Appointment | None]) -> Ints | None:
    """Return the earliest time of day, the length of the day, and the number of days."""
    if not any(by_grade.values()):
        return None
    table = np.zeros((3, GRADES), dtype=np.int64)
    for number, appointment in by_grade.items():
        if appointment is not None:
            first_ms = clock.parse_time_of_day(appointment.earliest)
            length_ms = clock.parse_time_of_day(appointment.latest) - first_ms
            table[:, number] = first_ms, length_ms, 1 + appointment.within_days
    return table


def visit_columns(
    rules: VisitRules, streams: Streams, block: Block, grade: Ints, sent_on: Ints
) -> dict[str, Any]:
    """Draw patience and appointments of the grade at which each incident is visited.

    That is its own grade, or the one with which the Resolution Centre would send it on.
    """
    columns: dict[str, Any] = {}
    if not rules.patience and rules.appointments is None:
        return columns
    at = np.where(rules.at_desk[grade], sent_on, grade)
    if rules.patience:
        columns["patience_ms"] = np.full_like(at, clock.NEVER)
        columns["upgraded"] = np.zeros(at.shape, dtype=np.bool_)
        u = block.marks(streams, "patience", PATIENCE_WIDTH)
        for number, patience in rules.patience.items():
            ours = np.flatnonzero(at == number)
            _patience(columns, ours, patience, u[:, ours], rules.tick_ms)
    if rules.appointments is not None:
        u = block.marks(streams, "appointment", APPOINTMENT_WIDTH)
        first_ms, length_ms, days = rules.appointments
        columns["seen_after_days"], columns["seen_at_ms"] = appointments(
            u, at, first_ms, length_ms, days, rules.tick_ms
        )
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
