"""What is due: the earliest first, at one time in the order (kind, sequence).

What is due soon is in an array heap of small keys; what is due later waits, unsorted, in buckets of
`WIDTH_MS`, each of which is sorted in when its time comes. So the heap stays as small as what
happens within some minutes. Plain functions, which `sim.engine.compiled.compiling` compiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.errors import RunError
from sim.world.arrays import Ints

#: Bits of an `order`: the kind of event above its sequence number, the place of its entry below.
PLACE_BITS, SEQUENCE_BITS = 20, 37
PLACES = 1 << PLACE_BITS
KIND_SHIFT = PLACE_BITS + SEQUENCE_BITS
#: Numbers of a key: time and order.
KEY = 2
#: A bucket holds what is due within 2**19 ms, nearly nine minutes.
WIDTH_BITS = 19
WIDTH_MS = 1 << WIDTH_BITS
NOTHING = -1


class Calendar(NamedTuple):
    """What is due; an entry keeps its place until it has run."""

    keys: Ints  #: (KEY * places,) the heap of what is due soon: time and order of each entry
    size: Ints  #: (1,) entries in the heap
    has_run: Ints  #: (1,) 1: the first of the heap has run and makes room for the next one
    entity: Ints  #: (places,)
    token: Ints  #: (places,)
    cause: Ints  #: (places,)
    later_ms: Ints  #: (places,) when it is due, of an entry in a bucket
    later_order: Ints  #: (places,) its order
    following: Ints  #: (places,) the next entry of its bucket, or `NOTHING`
    place: Ints  #: (places,) a stack of places: those from `used` on are free
    used: Ints  #: (1,) places in use
    bucket: Ints  #: (buckets,) the first entry of each bucket, or `NOTHING`
    soon_ms: Ints  #: (1,) what is due before is in the heap


def new_calendar(places: int, horizon_ms: int) -> Calendar:
    """Allocate a calendar with room for a number of entries that are due before the horizon."""
    calendar = Calendar(*(np.zeros(0, dtype=np.int64) for _ in Calendar._fields))
    single = {name: np.zeros(1, dtype=np.int64) for name in ("size", "has_run", "used", "soon_ms")}
    bucket = np.full((horizon_ms >> WIDTH_BITS) + 1, NOTHING, dtype=np.int64)
    return grow(calendar._replace(bucket=bucket, **single), places)


def grow(calendar: Calendar, places: int) -> Calendar:
    """Return a calendar with twice the room, and room for further entries.

    Raises
    ------
    RunError
        If more are due at once than a calendar can hold.
    """
    had = len(calendar.place)
    more = had + places
    if had + more > PLACES:
        raise RunError(f"more than {PLACES:,} events are due at once: shorten the run")
    none = np.zeros(more, dtype=np.int64)
    columns = ("entity", "token", "cause", "later_ms", "later_order", "following")
    return calendar._replace(
        keys=np.concatenate([calendar.keys, np.repeat(none, KEY)]),
        place=np.concatenate([calendar.place, np.arange(had, had + more, dtype=np.int64)]),
        **{name: np.concatenate([getattr(calendar, name), none]) for name in columns},
    )


def add(
    calendar: Calendar, time_ms: int, kind: int, sequence: int, entity: int, token: int, cause: int
) -> None:
    """Add an entry, if need be in place of the one that has run."""
    place = calendar.place[calendar.used[0]]
    calendar.used[0] += 1
    calendar.entity[place] = entity
    calendar.token[place] = token
    calendar.cause[place] = cause
    order = (kind << KIND_SHIFT) | (sequence << PLACE_BITS) | place
    if time_ms >= calendar.soon_ms[0]:
        bucket = time_ms >> WIDTH_BITS
        calendar.later_ms[place] = time_ms
        calendar.later_order[place] = order
        calendar.following[place] = calendar.bucket[bucket]
        calendar.bucket[bucket] = place
    elif calendar.has_run[0]:
        calendar.has_run[0] = 0
        _sink(calendar, time_ms, order)
    else:
        _rise(calendar, time_ms, order)


def has_next(calendar: Calendar) -> bool:
    """Whether anything is due; if so, the first of the heap is the next."""
    if calendar.has_run[0]:
        calendar.has_run[0] = 0
        last = KEY * (calendar.size[0] - 1)
        calendar.size[0] -= 1
        _sink(calendar, calendar.keys[last], calendar.keys[last + 1])
    while calendar.size[0] == 0:
        bucket = calendar.soon_ms[0] >> WIDTH_BITS
        if bucket >= len(calendar.bucket):
            return False
        calendar.soon_ms[0] += WIDTH_MS
        place = calendar.bucket[bucket]
        while place >= 0:
            _rise(calendar, calendar.later_ms[place], calendar.later_order[place])
            place = calendar.following[place]
    return True


def run_first(calendar: Calendar) -> int:
    """Let the first entry run: its place is free for others; return it, as it can still be read."""
    place = calendar.keys[1] & (PLACES - 1)
    calendar.used[0] -= 1
    calendar.place[calendar.used[0]] = place
    calendar.has_run[0] = 1
    return int(place)


def _rise(calendar: Calendar, time_ms: int, order: int) -> None:
    """Put a key into the heap."""
    keys = calendar.keys
    at = calendar.size[0]
    calendar.size[0] += 1
    while at > 0:
        above = (at - 1) >> 1
        if not _comes_before(keys, time_ms, order, above):
            break
        keys[KEY * at] = keys[KEY * above]
        keys[KEY * at + 1] = keys[KEY * above + 1]
        at = above
    keys[KEY * at] = time_ms
    keys[KEY * at + 1] = order


def _sink(calendar: Calendar, time_ms: int, order: int) -> None:
    """Put a key in place of the first: half the work of taking that out and adding one."""
    keys = calendar.keys
    size = calendar.size[0]
    at = 0
    below = 1
    while below < size:
        if below + 1 < size:
            other = KEY * (below + 1)
            below += _comes_before(keys, keys[other], keys[other + 1], below)
        if _comes_before(keys, time_ms, order, below):
            break
        keys[KEY * at] = keys[KEY * below]
        keys[KEY * at + 1] = keys[KEY * below + 1]
        at = below
        below = 2 * at + 1
    keys[KEY * at] = time_ms
    keys[KEY * at + 1] = order


def _comes_before(keys: Ints, time_ms: int, order: int, other: int) -> bool:
    """Whether what is due at a time comes before an entry of the heap."""
    if keys[KEY * other] != time_ms:
        return bool(time_ms < keys[KEY * other])
    return bool(order < keys[KEY * other + 1])
