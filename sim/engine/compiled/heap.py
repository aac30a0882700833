"""An array heap of what is due: the earliest first, at one time in the order (kind, sequence).

Each entry is a row of `WIDTH` numbers. Plain functions, which `sim.engine.compiled.compiling`
compiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world.arrays import Ints

#: Numbers of an entry: time, kind and sequence as one number, entity, token, cause.
TIME, ORDER, ENTITY, TOKEN, CAUSE = range(5)
WIDTH = CAUSE + 1
#: Room for sequence numbers beside the kind in `ORDER`.
SEQUENCES = 1 << 48


class Heap(NamedTuple):
    """What is due."""

    rows: Ints  #: entry after entry, `WIDTH` numbers each
    size: Ints  #: (1,) number of entries
    has_run: Ints  #: (1,) 1: the first entry has run and makes room for the next one


def new_heap(room: int) -> Heap:
    """Allocate a heap with room for a number of entries, none of them used."""
    zeros = (np.zeros(size, dtype=np.int64) for size in (room * WIDTH, 1, 1))
    return Heap(*zeros)


def grow(heap: Heap, room: int) -> Heap:
    """Return a heap with twice the room, and room for further entries."""
    more = np.zeros(len(heap.rows) + room * WIDTH, dtype=np.int64)
    return heap._replace(rows=np.concatenate([heap.rows, more]))


def push(heap: Heap, time_ms: int, order: int, entity: int, token: int, cause: int) -> None:
    """Add an entry."""
    rows = heap.rows
    place = heap.size[0]
    heap.size[0] += 1
    while place > 0:
        above = (place - 1) // 2
        if not _comes_before(rows, time_ms, order, above):
            break
        _move(rows, above, place)
        place = above
    _write(rows, place, time_ms, order, entity, token, cause)


def pop(heap: Heap) -> None:
    """Take the first entry out."""
    rows = heap.rows
    last = (heap.size[0] - 1) * WIDTH
    heap.size[0] -= 1
    time_ms, order = rows[last], rows[last + ORDER]
    entity, token, cause = rows[last + ENTITY], rows[last + TOKEN], rows[last + CAUSE]
    replace_first(heap, time_ms, order, entity, token, cause)


def replace_first(
    heap: Heap, time_ms: int, order: int, entity: int, token: int, cause: int
) -> None:
    """Put a new entry in place of the first: half the work of taking that out and adding one."""
    rows = heap.rows
    size = heap.size[0]
    place = 0
    below = 1
    while below < size:
        if below + 1 < size:
            row = (below + 1) * WIDTH
            below += _comes_before(rows, rows[row], rows[row + ORDER], below)
        if _comes_before(rows, time_ms, order, below):
            break
        _move(rows, below, place)
        place = below
        below = 2 * place + 1
    _write(rows, place, time_ms, order, entity, token, cause)


def _comes_before(rows: Ints, time_ms: int, order: int, other: int) -> bool:
    """Whether what is due at a time comes before an entry."""
    row = other * WIDTH
    if rows[row] != time_ms:
        return bool(time_ms < rows[row])
    return bool(order < rows[row + ORDER])


def _move(rows: Ints, source: int, target: int) -> None:
    """Copy an entry over another."""
    first, second = source * WIDTH, target * WIDTH
    for column in range(WIDTH):
        rows[second + column] = rows[first + column]


def _write(
    rows: Ints, place: int, time_ms: int, order: int, entity: int, token: int, cause: int
) -> None:
    """Write an entry."""
    row = place * WIDTH
    rows[row] = time_ms
    rows[row + ORDER] = order
    rows[row + ENTITY] = entity
    rows[row + TOKEN] = token
    rows[row + CAUSE] = cause
