"""The part of an incident's story that happens in the control room."""

from __future__ import annotations

from sim.report.story.words import Words, duration
from sim.vocabulary import Record


def received(words: Words, incident: int, line: int) -> str:
    """Say that the log is opened, and whether it waits for a dispatcher."""
    taken = _lines_with(words, incident, Record.GRADING_STARTED)
    if taken and words.time(taken[0]) == words.time(line):
        return "The log is opened."
    return "The log is opened. All dispatchers are busy, so it waits for one."


def grading_started(words: Words, incident: int, line: int) -> str:
    """Say that a dispatcher takes the log in hand."""
    waited_ms = words.time(line) - _created_ms(words, incident)
    return f"A dispatcher takes it{f', after {duration(waited_ms)}' if waited_ms else ''}."


def opened(words: Words, incident: int, line: int) -> str:
    """Say how an incident comes to those who deal with it."""
    if not _lines_with(words, incident, Record.RECEIVED):
        return "The log is opened"
    return f"Graded and passed on after {duration(words.time(line) - _created_ms(words, incident))}"


def closed_without_visit(words: Words, incident: int, line: int) -> str:
    """Say that nobody goes or calls back."""
    how = "The log is opened"
    if _lines_with(words, incident, Record.RECEIVED):
        how = f"Graded after {duration(words.time(line) - _created_ms(words, incident))}"
    grade = words.grade(int(words.world.drawn.grade[incident]))
    return f"{how}: {grade}. Closed by rule: nobody goes and nobody calls back."


def _lines_with(words: Words, incident: int, record: Record) -> list[int]:
    return [n for n in words.history.of_incident(incident) if words.record(n) == record]


def _created_ms(words: Words, incident: int) -> int:
    return int(words.world.drawn.created_ms[incident])
