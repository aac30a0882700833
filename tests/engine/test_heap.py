"""The array heap gives back entries as Python's own heap does."""

from __future__ import annotations

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.heap import CAUSE, ENTITY, ORDER, SEQUENCES, TIME, TOKEN, WIDTH, new_heap, pop, push
from sim.vocabulary import Kind
from sim.world.arrays import Ints

#: Few times and kinds, so that most entries tie; None takes the first entry out.
STEPS = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 5), st.sampled_from(sorted(Kind)))), max_size=200
)
Entry = tuple[int, int, int, int, int]


def first_of(heap: Ints) -> Entry:
    time_ms, order, entity, token, cause = (
        int(heap[column]) for column in (TIME, ORDER, ENTITY, TOKEN, CAUSE)
    )
    return time_ms, order, entity, token, cause


@given(STEPS)
def test_any_sequence_of_pushes_and_pops(steps: list[tuple[int, Kind] | None]) -> None:
    heap, theirs = new_heap(len(steps) + 1), list[Entry]()
    for sequence, step in enumerate(steps):
        if step is None:
            if theirs:
                assert first_of(heap) == heapq.heappop(theirs)
                pop(heap, len(theirs) + 1)
            continue
        time_ms, kind = step
        entry = time_ms, kind * SEQUENCES + sequence, 7 * sequence, -sequence, sequence - 1
        push(heap, len(theirs), *entry)
        heapq.heappush(theirs, entry)
    while theirs:
        assert first_of(heap) == heapq.heappop(theirs)
        pop(heap, len(theirs) + 1)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=100), st.randoms(use_true_random=False))
def test_entries_come_out_in_order_whatever_the_order_in(times: list[int], random: object) -> None:
    """At one time in the order of kind and then of sequence."""
    entries = [(time, n % 3 * SEQUENCES + n) for n, time in enumerate(times)]
    shuffled = entries.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    heap = new_heap(len(entries))
    for size, (time, order) in enumerate(shuffled):
        push(heap, size, time, order, 0, 0, 0)
    out = []
    for size in range(len(entries), 0, -1):
        out.append(first_of(heap)[:2])
        pop(heap, size)
    assert out == sorted(entries)


def test_a_heap_that_is_full_to_the_last_row() -> None:
    """No row beyond the last is read or written."""
    room = 7
    heap = np.full((room + 1) * WIDTH, -99, dtype=np.int64)
    for size in range(room):
        push(heap, size, room - size, size, 0, 0, 0)
    for size in range(room, 0, -1):
        assert heap[TIME] == room - size + 1
        pop(heap, size)
    assert set(heap[room * WIDTH :].tolist()) == {-99}
