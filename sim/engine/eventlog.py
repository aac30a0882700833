"""The memory of the event log: allocated, grown while a run goes on, and trimmed at its end."""

from __future__ import annotations

import numpy as np

from sim.model.state import Log, State
from sim.world.arrays import Ints

#: Columns of the log that have one entry per line.
COLUMNS = 8


def new_log(*, on: bool, room: int) -> Log:
    """Allocate an event log with room for some lines; one that is off needs none."""
    columns = (np.full(room, -1, dtype=np.int64) for _ in range(COLUMNS))
    one = np.ones(1, dtype=np.int64)
    return Log(np.array([on]), 0 * one, -one, *columns)


def grow_log(state: State) -> State:
    """Return the state with a log of twice the room, its lines kept."""
    columns = _columns(state)
    larger = [np.concatenate([column, np.full_like(column, -1)]) for column in columns]
    return state._replace(log=Log(state.log.on, state.log.lines, state.log.cause, *larger))


def trim_log(state: State) -> State:
    """Return the state with the log cut to the lines that were written."""
    lines = int(state.log.lines[0])
    columns = [column[:lines] for column in _columns(state)]
    return state._replace(log=Log(state.log.on, state.log.lines, state.log.cause, *columns))


def _columns(state: State) -> tuple[Ints, ...]:
    """Return the columns that have one entry per line."""
    log = state.log
    return (
        log.time_ms,
        log.record,
        log.incident,
        log.officer,
        log.hub,
        log.before,
        log.after,
        log.parent,
    )
