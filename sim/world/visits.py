"""What is drawn for incidents that wait for a visit: patience, and when the caller can be seen."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.grades import Appointment
from sim.world.arrays import GRADES, Bools, Floats, Ints
from sim.world.attribute_loops import appointments
from sim.world.blocks import Blocks
from sim.world.grades import flags
from sim.world.marks import ByCode, duration_by_code_ms, durations_by_code
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
PATIENCE_WIDTH = 2
APPOINTMENT_WIDTH = 2


class VisitRules(NamedTuple):
    """What grades say of those who wait for a visit."""

    at_desk: Bools  #: (GRADES,) whether the Resolution Centre serves it
    runs_out: Bools  #: (GRADES,) whether patience does
    patience: ByCode | None  #: by grade, in minutes
    upgraded_share: Floats  #: (GRADES,) of those whose patience runs out
    #: (3, GRADES) as `attribute_loops.appointments` takes them; None without appointments
    appointments: Ints | None
    tick_ms: int


def visit_rules(facts: Facts) -> VisitRules:
    """Return what the grades of a scenario say of those who wait for a visit."""
    grades = facts.scenario.grades.items()
    patience = {number: grade.patience for number, grade in grades if grade.patience}
    upgraded_share = np.zeros(GRADES)
    for number, each in patience.items():
        upgraded_share[number] = each.upgraded_share
    return VisitRules(
        at_desk=flags(facts.desk_grades),
        runs_out=flags(patience),
        patience=durations_by_code({number: each.minutes for number, each in patience.items()}),
        upgraded_share=upgraded_share,
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
    rules: VisitRules, streams: Streams, blocks: Blocks, grade: Ints, sent_on: Ints
) -> dict[str, Any]:
    """Draw patience and appointments of the grade at which each incident is visited.

    That is its own grade, or the one with which the Resolution Centre would send it on.
    """
    columns: dict[str, Any] = {}
    has_patience = rules.runs_out.any()
    if not has_patience and rules.appointments is None:
        return columns
    at = np.where(rules.at_desk[grade], sent_on, grade)
    if has_patience:
        u_minutes, u_upgraded = blocks.marks(streams, "patience", PATIENCE_WIDTH)
        patience_ms = duration_by_code_ms(
            rules.patience, at, u_minutes, clock.MS_PER_MIN, rules.tick_ms
        )
        patience_ms[~rules.runs_out[at]] = clock.NEVER
        columns["patience_ms"] = patience_ms
        columns["upgraded"] = u_upgraded < rules.upgraded_share[at]
    if rules.appointments is not None:
        u = blocks.marks(streams, "appointment", APPOINTMENT_WIDTH)
        first_ms, length_ms, days = rules.appointments
        columns["seen_after_days"], columns["seen_at_ms"] = appointments(
            u, at, first_ms, length_ms, days, rules.tick_ms
        )
    return columns
