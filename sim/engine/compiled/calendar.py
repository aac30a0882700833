"""What is due: the earliest first, at one time in the order (kind, sequence).

An entry is a row of numbers that keeps its place until it has run. What is due within the present
half a minute (`WIDTH_MS`) is sorted, what is next at the end. What is due later waits unsorted:
within the present block of `BLOCK_MS` in a list for each half minute, and beyond that in a list for
each block. A list is dealt out when its time comes. So few entries are sorted at a time, and each
is moved past few others. Plain functions, which `sim.engine.compiled.compiling` compiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world.arrays import Ints

#: A bucket of the present block holds what is due within 2**15 ms, half a minute.
WIDTH_BITS = 15
WIDTH_MS = 1 << WIDTH_BITS
#: A block is 2,048 buckets, over 18 hours.
BUCKET_BITS = 11
BUCKETS = 1 << BUCKET_BITS
BLOCK_BITS = WIDTH_BITS + BUCKET_BITS
BLOCK_MS = 1 << BLOCK_BITS
#: Bits of an `order`: the kind of event above its sequence number. Above both, a key has the time
#: within its bucket.
SEQUENCE_BITS, KIND_BITS = 37, 10
ORDER_BITS = SEQUENCE_BITS + KIND_BITS
#: Numbers of a place among what is sorted: a key, and the first number of its entry.
PAIR = 2
#: Numbers of an entry, of which two are unused: so each is a line of the processor's cache.
ENTRY = 8
DUE_MS, ORDER, ENTITY, TOKEN, CAUSE, FOLLOWING = range(6)
NOTHING = -1


class Calendar(NamedTuple):
    """What is due."""

    keys: Ints  #: (PAIR * places,) what is sorted, by falling key: key, and where the entry begins
    size: Ints  #: (1,) entries that are sorted
    entry: Ints  #: (ENTRY * places,) due at, order, entity, token, cause, and the next of its list
    free: Ints  #: (places,) a stack of where entries begin: those from `used` on are free
    used: Ints  #: (1,) entries there are
    bucket: Ints  #: (BUCKETS,) the first entry of each list of the present block, or `NOTHING`
    block: Ints  #: (blocks,) the first entry of each list of later blocks, or `NOTHING`
    soon_ms: Ints  #: (1,) what is due before is sorted
    horizon_ms: Ints  #: (1,) what is due then or later never runs and is not kept


def new_calendar(places: int, horizon_ms: int) -> Calendar:
    """Allocate a calendar with room for a number of entries that are due before the horizon."""
    calendar = Calendar(*(np.zeros(0, dtype=np.int64) for _ in Calendar._fields))
    single = {name: np.zeros(1, dtype=np.int64) for name in ("size", "used", "soon_ms")}
    lists = {
        "bucket": np.full(BUCKETS, NOTHING, dtype=np.int64),
        "block": np.full((horizon_ms >> BLOCK_BITS) + 1, NOTHING, dtype=np.int64),
    }
    lists["horizon_ms"] = np.full(1, horizon_ms, dtype=np.int64)
    return grow(calendar._replace(**single, **lists), places)


def grow(calendar: Calendar, places: int) -> Calendar:
    """Return a calendar with twice the room, and room for further entries."""
    had = len(calendar.free)
    room = 2 * had + places
    for name, numbers in (("keys", PAIR), ("entry", ENTRY)):
        column = np.zeros(numbers * room, dtype=np.int64)  # takes no memory until it is written to
        column[: numbers * had] = getattr(calendar, name)
        calendar = calendar._replace(**{name: column})
    begins = np.arange(had, room, dtype=np.int64) * ENTRY
    return calendar._replace(free=np.concatenate([calendar.free, begins]))


def add(
    calendar: Calendar, time_ms: int, kind: int, sequence: int, entity: int, token: int, cause: int
) -> None:
    """Add an entry, unless it is due at the horizon or later: then it never runs."""
    if time_ms >= calendar.horizon_ms[0]:
        return
    at = calendar.free[calendar.used[0]]
    calendar.used[0] += 1
    entry = calendar.entry
    entry[at + DUE_MS] = time_ms
    entry[at + ORDER] = (kind << SEQUENCE_BITS) | sequence
    entry[at + ENTITY] = entity
    entry[at + TOKEN] = token
    entry[at + CAUSE] = cause
    if time_ms >= calendar.soon_ms[0]:
        _put_off(calendar, at)
    else:
        _sort_in(calendar, at)


def _put_off(calendar: Calendar, at: int) -> None:
    """Put an entry on the list of its bucket, or of its block, which need not be in order."""
    time_ms = calendar.entry[at + DUE_MS]
    block = time_ms >> BLOCK_BITS
    if block == calendar.soon_ms[0] >> BLOCK_BITS:
        bucket = (time_ms >> WIDTH_BITS) & (BUCKETS - 1)
        calendar.entry[at + FOLLOWING] = calendar.bucket[bucket]
        calendar.bucket[bucket] = at
    else:
        calendar.entry[at + FOLLOWING] = calendar.block[block]
        calendar.block[block] = at


def _key(calendar: Calendar, at: int) -> int:
    """Return what entries are sorted by that are due soon."""
    within_ms = calendar.entry[at + DUE_MS] & (WIDTH_MS - 1)
    return int((within_ms << ORDER_BITS) | calendar.entry[at + ORDER])


def has_next(calendar: Calendar) -> bool:
    """Whether anything is due; if so, what is next stands last among what is sorted."""
    while calendar.size[0] == 0:
        soon_ms = calendar.soon_ms[0]
        if soon_ms & (BLOCK_MS - 1) == 0 and not _deal_block(calendar, soon_ms >> BLOCK_BITS):
            return False
        _deal_bucket(calendar, (soon_ms >> WIDTH_BITS) & (BUCKETS - 1))
        calendar.soon_ms[0] = soon_ms + WIDTH_MS
    return True


def _deal_block(calendar: Calendar, block: int) -> bool:
    """Put all entries of the block that begins into its buckets; False if there is no such."""
    if block >= len(calendar.block):
        return False
    at = calendar.block[block]
    while at >= 0:
        following = calendar.entry[at + FOLLOWING]
        _put_off(calendar, at)
        at = following
    return True


def _deal_bucket(calendar: Calendar, bucket: int) -> None:
    """Sort in all entries of the bucket that begins."""
    at = calendar.bucket[bucket]
    calendar.bucket[bucket] = NOTHING
    while at >= 0:
        _sort_in(calendar, at)
        at = calendar.entry[at + FOLLOWING]


def run_first(calendar: Calendar) -> int:
    """Let the first entry run: its place is free for others; return it, as it can still be read."""
    calendar.size[0] -= 1
    at = calendar.keys[PAIR * calendar.size[0] + 1]
    calendar.used[0] -= 1
    calendar.free[calendar.used[0]] = at
    return int(at)


def _sort_in(calendar: Calendar, at: int) -> None:
    """Put an entry in its place among what is due soon: what is due first stands last."""
    keys = calendar.keys
    key = _key(calendar, at)
    place = calendar.size[0]
    calendar.size[0] += 1
    while place > 0 and keys[PAIR * (place - 1)] < key:
        keys[PAIR * place] = keys[PAIR * (place - 1)]
        keys[PAIR * place + 1] = keys[PAIR * (place - 1) + 1]
        place -= 1
    keys[PAIR * place] = key
    keys[PAIR * place + 1] = at
