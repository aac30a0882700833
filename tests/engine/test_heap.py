"""The array heap gives back entries as Python's own heap does."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from sim.engine.compiled.heap import (
    CAUSE,
    ENTITY,
    ORDER,
    SEQUENCES,
    TIME,
    TOKEN,
    WIDTH,
    Heap,
    grow,
    new_heap,
    pop,
    push,
    replace_first,
)
from sim.vocabulary import EventKind

#: Few times and kinds, so that most entries tie; None takes the first entry out.
STEPS = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 5), st.sampled_from(sorted(EventKind)))),
    max_size=200,
)
Entry = tuple[int, int, int, int, int]


def first_of(heap: Heap) -> Entry:
    time_ms, order, entity, token, cause = (
        int(heap.rows[column]) for column in (TIME, ORDER, ENTITY, TOKEN, CAUSE)
    )
    return time_ms, order, entity, token, cause


@given(STEPS)
def test_any_sequence_of_pushes_and_pops(steps: list[tuple[int, EventKind] | None]) -> None:
    heap, theirs = new_heap(len(steps) + 1), list[Entry]()
    for sequence, step in enumerate(steps):
        if step is None:
            if theirs:
                assert first_of(heap) == heapq.heappop(theirs)
                pop(heap)
            continue
        time_ms, kind = step
        entry = time_ms, kind * SEQUENCES + sequence, 7 * sequence, -sequence, sequence - 1
        push(heap, *entry)
        heapq.heappush(theirs, entry)
    while theirs:
        assert first_of(heap) == heapq.heappop(theirs)
        pop(heap)
    assert heap.size[0] == 0


@given(STEPS, st.integers(0, 200))
def test_replacing_the_first_is_taking_it_out_and_adding_one(
    steps: list[tuple[int, EventKind] | None], before: int
) -> None:
    """The first entries are added; each of the others takes the place of the first one then."""
    heap, theirs = new_heap(len(steps) + 1), list[Entry]()
    for sequence, (time_ms, kind) in enumerate(step for step in steps if step):
        entry = time_ms, kind * SEQUENCES + sequence, sequence, 0, 0
        if sequence < before or not theirs:
            push(heap, *entry)
            heapq.heappush(theirs, entry)
        else:
            assert first_of(heap) == heapq.heapreplace(theirs, entry)
            replace_first(heap, *entry)
    while theirs:
        assert first_of(heap) == heapq.heappop(theirs)
        pop(heap)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=100), st.randoms(use_true_random=False))
def test_entries_come_out_in_order_whatever_the_order_in(times: list[int], random: object) -> None:
    """At one time in the order of kind and then of sequence."""
    entries = [(time, n % 3 * SEQUENCES + n) for n, time in enumerate(times)]
    shuffled = entries.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    heap = new_heap(len(entries))
    for time, order in shuffled:
        push(heap, time, order, 0, 0, 0)
    out = []
    while heap.size[0]:
        out.append(first_of(heap)[:2])
        pop(heap)
    assert out == sorted(entries)


def test_a_heap_that_is_full_to_the_last_row() -> None:
    """No row beyond the last is read or written."""
    room = 7
    heap = grow(new_heap(room), 1)
    heap.rows[room * WIDTH :] = -99
    for size in range(room):
        push(heap, room - size, size, 0, 0, 0)
    for size in range(room, 0, -1):
        assert heap.rows[TIME] == room - size + 1
        pop(heap)
    assert set(heap.rows[room * WIDTH :].tolist()) == {-99}
