"""The clock, and the event log: a line for each change, each with the line that led to it.

A line is the cause of what follows it. A function that acts on one of several people or incidents
(sends an officer, books somebody on, frees somebody) makes the cause what it was before it returns,
so that the next one has the same.
"""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State


def begin(s: State, time_ms: int, kind: int, cause: int) -> None:
    """Move the clock to an event, and make the line that led to it the cause of what follows."""
    s.clock.now_ms[0] = time_ms
    s.clock.kind[0] = kind
    s.clock.events[0] += 1
    s.log.cause[0] = cause


def end_at(s: State, horizon_ms: int) -> None:
    """Move the clock to the end of the run, at which no event runs."""
    s.clock.now_ms[0] = horizon_ms
    s.log.cause[0] = -1


def because(s: State, line: int) -> None:
    """Make `line` the cause of what is logged and requested next."""
    s.log.cause[0] = line


def run_out(s: State, array: int) -> None:
    """Note that an array of fixed size is full (`vocabulary.FullArray`); the engine stops."""
    s.clock.overflow[0] = array


def write(
    s: State, record: int, incident: int, officer: int, hub: int, before: int, after: int
) -> None:
    """Append a line, and make it the cause of what follows; callers see that the log is on."""
    log = s.log
    line = log.lines[0]
    if line >= len(log.time_ms):
        run_out(s, codes.FULL_LOG)
        return
    log.time_ms[line] = s.clock.now_ms[0]
    log.record[line] = record
    log.incident[line] = incident
    log.officer[line] = officer
    log.hub[line] = hub
    log.before[line] = before
    log.after[line] = after
    log.parent[line] = log.cause[0]
    log.lines[0] = line + 1
    log.cause[0] = line
