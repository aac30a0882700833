"""An array heap of what is due: the earliest first, at one time in the order (kind, sequence).

Each entry is a row of `WIDTH` numbers. Plain functions, which `sim.engine.compiling` compiles.
"""

from __future__ import annotations

import numpy as np

from sim.world.arrays import Ints

#: Numbers of an entry: time, kind and sequence as one number, entity, token, cause.
TIME, ORDER, ENTITY, TOKEN, CAUSE = range(5)
WIDTH = CAUSE + 1
#: Room for sequence numbers beside the kind in `ORDER`.
SEQUENCES = 1 << 48


def new_heap(room: int) -> Ints:
    """Allocate a heap with room for so many entries, none of them used."""
    return np.zeros(room * WIDTH, dtype=np.int64)


def push(
    heap: Ints, size: int, time_ms: int, order: int, entity: int, token: int, cause: int
) -> None:
    """Add an entry to a heap of `size` entries, which then has one more."""
    place = size
    while place > 0:
        above = (place - 1) // 2
        row = above * WIDTH
        if heap[row] < time_ms or (heap[row] == time_ms and heap[row + ORDER] < order):
            break
        _move(heap, above, place)
        place = above
    row = place * WIDTH
    heap[row] = time_ms
    heap[row + ORDER] = order
    heap[row + ENTITY] = entity
    heap[row + TOKEN] = token
    heap[row + CAUSE] = cause


def pop(heap: Ints, size: int) -> None:
    """Take the first entry out of a heap of `size` entries, which then has one less."""
    last = (size - 1) * WIDTH
    time_ms, order = heap[last], heap[last + ORDER]
    left = size - 1
    place = 0
    while 2 * place + 1 < left:
        below = 2 * place + 1
        if below + 1 < left and _comes_before(heap, below + 1, below):
            below += 1
        row = below * WIDTH
        if time_ms < heap[row] or (time_ms == heap[row] and order < heap[row + ORDER]):
            break
        _move(heap, below, place)
        place = below
    if place != left:
        _move(heap, left, place)


def _comes_before(heap: Ints, one: int, other: int) -> bool:
    """Whether one entry comes before another."""
    first, second = one * WIDTH, other * WIDTH
    if heap[first] != heap[second]:
        return bool(heap[first] < heap[second])
    return bool(heap[first + ORDER] < heap[second + ORDER])


def _move(heap: Ints, source: int, target: int) -> None:
    """Copy an entry over another."""
    first, second = source * WIDTH, target * WIDTH
    for column in range(WIDTH):
        heap[second + column] = heap[first + column]
