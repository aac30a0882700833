"""Checks on the control room."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import unknown_grade
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

_LENGTHS = (24, 168)


@reads("control_room", "grades")
def gradings_are_of_grades_that_exist(scenario: Scenario) -> Iterator[Finding]:
    """Require that what takes time has grades of the scenario."""
    for grade in scenario.control_room.grading_min:
        if grade not in scenario.grades:
            path = ("control_room", "grading_min", grade)
            yield Finding(path, unknown_grade(scenario, grade), at_key=True)


@reads("control_room")
def dispatchers_have_hours_and_work(scenario: Scenario) -> Iterator[Finding]:
    """Require a number of dispatchers for each hour of a day or week, and work for them."""
    room = scenario.control_room
    path = ("control_room", "dispatchers")
    if room.dispatchers and len(room.dispatchers) not in _LENGTHS:
        message = (
            f"got {counted(len(room.dispatchers), 'number')}, expected 24 or 168, one for each hour"
        )
        yield Finding(path, message, at_key=True)
    if room.dispatchers and not room.grading_min:
        message = "has no effect without control_room.grading_min: grading takes no time"
        yield Finding(path, message, at_key=True)
