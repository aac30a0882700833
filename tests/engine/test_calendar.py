"""The calendar gives back entries as Python's own heap does, whenever they are due."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from sim.engine.compiled import calendar
from sim.engine.compiled.calendar import (
    BLOCK_MS,
    ENTRY,
    FOLLOWING,
    PAIR,
    SEQUENCE_BITS,
    WIDTH_MS,
    Calendar,
    new_calendar,
)
from sim.vocabulary import EventKind

HORIZON_MS = 4 * BLOCK_MS + WIDTH_MS
#: Few times, at edges of buckets and blocks and within them, so that most entries tie; and few
#: kinds. None takes the first entry out.
DELAYS = st.sampled_from(
    [0, 1, 2, WIDTH_MS - 1, WIDTH_MS, WIDTH_MS + 1, 3 * WIDTH_MS, BLOCK_MS - 1, BLOCK_MS + 1]
)
STEPS = st.lists(
    st.one_of(st.none(), st.tuples(DELAYS, st.sampled_from(sorted(EventKind)))), max_size=200
)
#: Time, kind, sequence, entity, token, cause.
Entry = tuple[int, int, int, int, int, int]


def next_of(due: Calendar) -> Entry:
    """Take the next entry out."""
    assert calendar.has_next(due)
    at = calendar.run_first(due)
    time_ms, order, *rest = due.entry[at : at + FOLLOWING].tolist()
    kind, sequence = divmod(order, 1 << SEQUENCE_BITS)
    return (time_ms, kind, sequence, *rest)


@given(STEPS, st.integers(1, 210))
def test_any_sequence_of_events_that_ask_for_others(
    steps: list[tuple[int, EventKind] | None], room: int
) -> None:
    """An event may ask for none, one or several before the next; the calendar grows in between."""
    due, theirs = new_calendar(room, HORIZON_MS), list[Entry]()
    now = 0
    for sequence, step in enumerate(steps):
        if step is None:
            if theirs:
                found = next_of(due)
                now = found[0]
                assert found == heapq.heappop(theirs)
            continue
        delay, kind = step
        if now + delay >= HORIZON_MS:
            continue
        entry = (now + delay, int(kind), sequence, 7 * sequence, -sequence, sequence - 1)
        if due.used[0] == len(due.free):
            due = calendar.grow(due, 1)
        calendar.add(due, *entry)
        heapq.heappush(theirs, entry)
    while theirs:
        assert next_of(due) == heapq.heappop(theirs)
    assert not calendar.has_next(due)
    assert due.size[0] == due.used[0] == 0


@given(st.lists(st.integers(0, HORIZON_MS - 1), min_size=1, max_size=100))
def test_entries_come_out_in_order_whatever_the_order_in(times: list[int]) -> None:
    """At one time in the order of kind and then of sequence."""
    due = new_calendar(len(times), HORIZON_MS)
    entries = [(time, n % 3, n, 0, 0, 0) for n, time in enumerate(times)]
    for entry in entries:
        calendar.add(due, *entry)
    assert [next_of(due) for _ in entries] == sorted(entries)


def test_the_largest_numbers_fit_into_an_order() -> None:
    due = new_calendar(1, HORIZON_MS)
    largest = (HORIZON_MS - 1, 63, (1 << calendar.SEQUENCE_BITS) - 1, 5, 6, 7)
    assert max(EventKind) <= 63
    calendar.add(due, *largest)
    assert next_of(due) == largest


def test_a_calendar_that_is_full_to_the_last_place() -> None:
    """No row beyond the last is read or written."""
    room = 7
    due = calendar.grow(new_calendar(room, HORIZON_MS), 0)
    due.keys[PAIR * room :] = due.entry[ENTRY * room :] = -99
    for size in range(room):
        calendar.add(due, room - size, 0, size, 0, 0, 0)
    for time in range(1, room + 1):
        assert next_of(due)[0] == time
    assert set(due.keys[PAIR * room :].tolist()) == {-99}
    assert set(due.entry[ENTRY * room :].tolist()) == {-99}
