"""Checks on rotas: their shifts, their pattern, and that nobody works two shifts at once."""

from __future__ import annotations

from collections.abc import Iterator

from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN, parse_time_of_day, to_ms
from sim.scenario.checks.faults import time_fault
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import numbered
from sim.scenario.schema.rotas import ALWAYS, REST, Rota, Shift
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


def _start_ms(shift: Shift) -> int | None:
    """Return when a shift starts, in milliseconds after midnight; None if that is not a time."""
    try:
        return parse_time_of_day(shift.start)
    except ValueError:
        return None


@reads("rotas")
def rota_names_are_free(scenario: Scenario) -> Iterator[Finding]:
    """Require that no rota or shift has a name that stands for something else."""
    for name, rota in scenario.rotas.items():
        if name == ALWAYS:
            message = f"{ALWAYS!r} stands for round the clock and cannot name a rota"
            yield Finding(("rotas", name), message, at_key=True)
        if REST in rota.shifts:
            message = f"{REST!r} stands for a day off and cannot name a shift"
            yield Finding(("rotas", name, "shifts", REST), message, at_key=True)


@reads("rotas")
def shifts_start_at_a_time_of_day(scenario: Scenario) -> Iterator[Finding]:
    """Require that a shift starts at HH:MM."""
    for name, rota in scenario.rotas.items():
        for label, shift in rota.shifts.items():
            fault = time_fault(shift.start)
            if fault:
                yield Finding(("rotas", name, "shifts", label, "start"), fault)


@reads("rotas")
def shifts_last_a_while(scenario: Scenario) -> Iterator[Finding]:
    """Require that a shift lasts at least a minute."""
    for name, rota in scenario.rotas.items():
        for label, shift in rota.shifts.items():
            if to_ms(60 * shift.hours) < MS_PER_MIN:
                message = f"got {counted(shift.hours, 'hour')}, expected at least a minute"
                yield Finding(("rotas", name, "shifts", label, "hours"), message)


@reads("rotas")
def patterns_name_known_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Require that each day of a pattern is one of the rota's shifts, or rest."""
    for name, rota in scenario.rotas.items():
        for day, label in numbered(rota.pattern):
            if label != REST and label not in rota.shifts:
                message = unknown("shift", label, [*rota.shifts, REST])
                yield Finding(("rotas", name, "pattern", day), message)


@reads("rotas")
def patterns_hold_some_work(scenario: Scenario) -> Iterator[Finding]:
    """Require that a pattern has at least one shift."""
    for name, rota in scenario.rotas.items():
        if all(label == REST for label in rota.pattern):
            message = "every day is rest, expected at least one shift"
            yield Finding(("rotas", name, "pattern"), message, at_key=True)


@reads("rotas")
def groups_divide_the_pattern(scenario: Scenario) -> Iterator[Finding]:
    """Require that the number of groups divides the length of the pattern."""
    for name, rota in scenario.rotas.items():
        days = len(rota.pattern)
        if days % rota.groups:
            fitting = [n for n in range(1, days + 1) if days % n == 0]
            message = (
                f"got {counted(rota.groups, 'group')} for a pattern of {counted(days, 'day')}, "
                "expected a number that "
                f"divides it ({', '.join(map(str, fitting))})"
            )
            yield Finding(("rotas", name, "groups"), message)


@reads("rotas")
def shifts_do_not_overlap(scenario: Scenario) -> Iterator[Finding]:
    """Require that each shift ends before the next, round the end of the pattern too."""
    for name, rota in scenario.rotas.items():
        for day, message in _overlaps(rota):
            yield Finding(("rotas", name, "pattern", day), message)


def _overlaps(rota: Rota) -> Iterator[tuple[int, str]]:
    """Yield the days on which a shift starts while the one before is still going on."""
    worked = [(day, label) for day, label in enumerate(rota.pattern) if label in rota.shifts]
    for index, (day, label) in enumerate(worked):
        before_day, before_label = worked[index - 1]
        start = _start_ms(rota.shifts[label])
        before = _start_ms(rota.shifts[before_label])
        if start is None or before is None:
            continue
        days_between = (day - before_day) % len(rota.pattern) or len(rota.pattern)
        end = before + to_ms(60 * rota.shifts[before_label].hours)
        overlap = end - (start + days_between * MS_PER_DAY)
        if overlap > 0:
            message = (
                f"the shift {label!r} of day {day + 1} of the pattern starts "
                f"{overlap / MS_PER_HOUR:g} h before the shift {before_label!r} of day "
                f"{before_day + 1} ends; expected no overlap"
            )
            yield day, message
