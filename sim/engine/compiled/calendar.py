"""What is due: the earliest first, at one time in the order (kind, sequence).

An entry is a row of numbers that keeps its place until it has run. What is due within the present
minute or so (`WIDTH_MS`) is in an array heap of small keys. What is due later waits unsorted:
within the present block of `BLOCK_MS` in a list for each minute, and beyond that in a list for each
block. A list is dealt out when its time comes. So the heap holds a few entries, however many wait.
Plain functions, which `sim.engine.compiled.compiling` compiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world.arrays import Ints

#: A bucket of the present block holds what is due within 2**16 ms, a little over a minute.
WIDTH_BITS = 16
WIDTH_MS = 1 << WIDTH_BITS
#: A block is 1,024 buckets, over 18 hours.
BUCKET_BITS = 10
BUCKETS = 1 << BUCKET_BITS
BLOCK_BITS = WIDTH_BITS + BUCKET_BITS
BLOCK_MS = 1 << BLOCK_BITS
#: Bits of an `order`: the kind of event above its sequence number. Above both, a key has the time
#: within its bucket.
SEQUENCE_BITS, KIND_BITS = 37, 10
ORDER_BITS = SEQUENCE_BITS + KIND_BITS
#: Numbers of a place in the heap: a key, and the first number of its entry.
PAIR = 2
#: Numbers of an entry, of which two are unused: so each is a line of the processor's cache.
ENTRY = 8
DUE_MS, ORDER, ENTITY, TOKEN, CAUSE, FOLLOWING = range(6)
NOTHING = -1


class Calendar(NamedTuple):
    """What is due."""

    keys: Ints  #: (PAIR * places,) the heap: key, and where the entry begins
    size: Ints  #: (1,) entries in the heap
    has_run: Ints  #: (1,) 1: the first of the heap has run and makes room for the next one
    entry: Ints  #: (ENTRY * places,) due at, order, entity, token, cause, and the next of its list
    free: Ints  #: (places,) a stack of where entries begin: those from `used` on are free
    used: Ints  #: (1,) entries there are
    bucket: Ints  #: (BUCKETS,) the first entry of each list of the present block, or `NOTHING`
    block: Ints  #: (blocks,) the first entry of each list of later blocks, or `NOTHING`
    soon_ms: Ints  #: (1,) what is due before is in the heap


def new_calendar(places: int, horizon_ms: int) -> Calendar:
    """Allocate a calendar with room for a number of entries that are due before the horizon."""
    calendar = Calendar(*(np.zeros(0, dtype=np.int64) for _ in Calendar._fields))
    single = {name: np.zeros(1, dtype=np.int64) for name in ("size", "has_run", "used", "soon_ms")}
    lists = {
        "bucket": np.full(BUCKETS, NOTHING, dtype=np.int64),
        "block": np.full((horizon_ms >> BLOCK_BITS) + 1, NOTHING, dtype=np.int64),
    }
    return grow(calendar._replace(**single, **lists), places)


def grow(calendar: Calendar, places: int) -> Calendar:
    """Return a calendar with twice the room, and room for further entries."""
    had = len(calendar.free)
    none = np.zeros(had + places, dtype=np.int64)
    begins = np.arange(had, 2 * had + places, dtype=np.int64) * ENTRY
    return calendar._replace(
        keys=np.concatenate([calendar.keys, np.repeat(none, PAIR)]),
        entry=np.concatenate([calendar.entry, np.repeat(none, ENTRY)]),
        free=np.concatenate([calendar.free, begins]),
    )


def add(
    calendar: Calendar, time_ms: int, kind: int, sequence: int, entity: int, token: int, cause: int
) -> None:
    """Add an entry, if need be in place of the one that has run."""
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
    elif calendar.has_run[0]:
        calendar.has_run[0] = 0
        _sink(calendar, _key(calendar, at), at)
    else:
        _rise(calendar, _key(calendar, at), at)


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
    """Return what the entries of one bucket are sorted by."""
    within_ms = calendar.entry[at + DUE_MS] & (WIDTH_MS - 1)
    return int((within_ms << ORDER_BITS) | calendar.entry[at + ORDER])


def has_next(calendar: Calendar) -> bool:
    """Whether anything is due; if so, the first of the heap is the next."""
    if calendar.has_run[0]:
        calendar.has_run[0] = 0
        calendar.size[0] -= 1
        last = PAIR * calendar.size[0]
        _sink(calendar, calendar.keys[last], calendar.keys[last + 1])
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
    """Put all entries of the bucket that begins into the heap."""
    at = calendar.bucket[bucket]
    calendar.bucket[bucket] = NOTHING
    while at >= 0:
        _rise(calendar, _key(calendar, at), at)
        at = calendar.entry[at + FOLLOWING]


def run_first(calendar: Calendar) -> int:
    """Let the first entry run: its place is free for others; return it, as it can still be read."""
    at = calendar.keys[1]
    calendar.used[0] -= 1
    calendar.free[calendar.used[0]] = at
    calendar.has_run[0] = 1
    return int(at)


def _rise(calendar: Calendar, key: int, at: int) -> None:
    """Put an entry into the heap."""
    keys = calendar.keys
    place = calendar.size[0]
    calendar.size[0] += 1
    while place > 0:
        above = (place - 1) >> 1
        if keys[PAIR * above] < key:
            break
        keys[PAIR * place] = keys[PAIR * above]
        keys[PAIR * place + 1] = keys[PAIR * above + 1]
        place = above
    keys[PAIR * place] = key
    keys[PAIR * place + 1] = at


def _sink(calendar: Calendar, key: int, at: int) -> None:
    """Put an entry in place of the first: half the work of taking that out and adding one."""
    keys = calendar.keys
    size = calendar.size[0]
    place = 0
    below = 1
    while below < size:
        if below + 1 < size:
            below += keys[PAIR * (below + 1)] < keys[PAIR * below]
        if key < keys[PAIR * below]:
            break
        keys[PAIR * place] = keys[PAIR * below]
        keys[PAIR * place + 1] = keys[PAIR * below + 1]
        place = below
        below = 2 * place + 1
    keys[PAIR * place] = key
    keys[PAIR * place + 1] = at
