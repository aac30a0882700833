"""Compares the event logs of the two engines, line by line and field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.engine.compiled.engine import Compiled
from sim.engine.on_simpy.engine import Simulation
from sim.model.state import State
from sim.vocabulary import Activity, CaseState, IncidentState, Record, Subject, subject_of
from sim.world.arrays import Ints, World

#: Lines shown before the first one that differs.
SHOWN = 4

FIELDS = ("time_ms", "record", "incident", "officer", "hub", "before", "after", "parent")
#: What a line of the log names, and the part of the state that holds it.
_PARTS = {"incident": "incidents", "officer": "officers", "hub": "redeployment"}
_CODES: dict[Subject, Any] = {
    Subject.INCIDENT: IncidentState,
    Subject.OFFICER: Activity,
    Subject.CASE: CaseState,
}


def first_difference(world: World, on_simpy: State, compiled: State) -> str | None:
    """Return a description of the first difference between two runs of one world.

    Parameters
    ----------
    on_simpy, compiled : State
        At the horizon, with their event logs kept.

    Returns
    -------
    str or None
        The first line of the log that differs, the lines before it, and what the engines hold of
        the incident and officer concerned at that moment; None if logs and states are the same.
    """
    line = _first_line(on_simpy, compiled)
    if line < 0:
        arrays = differences(on_simpy, compiled)
        return f"the logs are the same but not {', '.join(arrays)}" if arrays else None
    before = [f"  {spelt(on_simpy, n)}" for n in range(max(line - SHOWN, 0), line)]
    return "\n".join(
        [
            f"line {line} of the event log",
            *before,
            f"  simpy:    {spelt(on_simpy, line)}",
            f"  compiled: {spelt(compiled, line)}",
            *_state_around(world, on_simpy, compiled, line),
        ]
    )


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Return the names of the arrays in which two nested tuples differ."""
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and np.array_equal(one, other)
        return [] if same else [path]
    return [
        difference
        for name in one._fields
        for difference in differences(
            getattr(one, name), getattr(other, name), f"{path}.{name}".lstrip(".")
        )
    ]


def _first_line(one: State, other: State) -> int:
    """Return the number of the first line of the log that differs; -1 for none."""
    length = min(len(one.log.record), len(other.log.record))
    differs = np.zeros(length, dtype=np.bool_)
    for field in FIELDS:
        differs |= getattr(one.log, field)[:length] != getattr(other.log, field)[:length]
    lines = np.flatnonzero(differs)
    if lines.size:
        return int(lines[0])
    return -1 if len(one.log.record) == len(other.log.record) else length


def spelt(state: State, line: int) -> str:
    """Return a line of the event log in words."""
    if line >= len(state.log.record):
        return f"{line}: none, the log ends"
    found = {field: int(getattr(state.log, field)[line]) for field in FIELDS}
    codes = _CODES.get(subject_of(found["record"]))
    states = [codes(found[name]).name if codes else found[name] for name in ("before", "after")]
    return (
        f"{line}: {found['time_ms']} ms {Record(found['record']).name} incident "
        f"{found['incident']} officer {found['officer']} hub {found['hub']} "
        f"{states[0]} -> {states[1]} because of line {found['parent']}"
    )


def _state_around(world: World, on_simpy: State, compiled: State, line: int) -> list[str]:
    """Return what the engines hold of the incidents, officers and hubs of the lines that differ.

    After the event that wrote them: where they differ, or all of it if only the order of the lines
    is another.
    """
    one, other = _after_line(world, line)
    rows = [
        (f"{subject} {row}", field, ours[row], theirs[row])
        for subject, part in _PARTS.items()
        for row in _concerned(on_simpy, compiled, line, subject)
        for field, ours, theirs in _columns(one, other, part)
        if row < len(theirs)
    ]
    different = [found for found in rows if found[2] != found[3]]
    return [
        f"  {which}, {field}: simpy {ours}, compiled {theirs}"
        for which, field, ours, theirs in different or rows
    ]


def _concerned(on_simpy: State, compiled: State, line: int, subject: str) -> list[int]:
    """Return the incidents, officers or hubs of the lines that differ."""
    columns: list[Ints] = [getattr(s.log, subject) for s in (on_simpy, compiled)]
    rows = {int(column[line]) for column in columns if line < len(column)}
    return sorted(rows - {-1})


def _columns(one: Any, other: State, part: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields of a part of the state, as each engine has them."""
    ours, theirs = getattr(one, part), getattr(other, part)
    for field in theirs._fields:
        yield field, getattr(ours, field), getattr(theirs, field)


def _after_line(world: World, line: int) -> tuple[Any, State]:
    """Run both engines again, event by event, until one has written a line; return the states."""
    simulation, compiled = Simulation(world, log=True), Compiled(world, log=True)
    while simulation.state.log.lines[0] <= line and compiled.state.log.lines[0] <= line:
        if compiled.run(1) or simulation.env.peek() >= world.sizes.horizon_ms:
            break
        simulation.env.step()
    return simulation.state, compiled.state
