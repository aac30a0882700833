"""Marks that are hashed from a key and a counter with splitmix64, and what follows from them.

Compiled: see `sim.world.loops`. Such marks can be looked up in any order, which those of a stream
cannot: see `sim.world.streams.hashed_uniforms`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.machine_code import kept_ahead, kept_njit
from sim.world.array_kinds import FloatTable, IntTable, Keys
from sim.world.arrays import Bools, Floats, Ints

_U = np.uint64
#: Increment and multipliers of splitmix64 (Steele, Lea and Flood 2014, section 3).
_GAMMA = _U(0x9E3779B97F4A7C15)
_SPLIT_1, _SPLIT_2 = _U(0xBF58476D1CE4E5B9), _U(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _UNUSED = _U(30), _U(27), _U(31), _U(11)
_UNIT = 2.0**-53


@kept_njit
def _finalised(value: Any) -> Any:
    """Mix the bits of a 64-bit word (the finaliser of splitmix64)."""
    value = (value ^ value >> _SHIFT_1) * _SPLIT_1
    value = (value ^ value >> _SHIFT_2) * _SPLIT_2
    return value ^ value >> _SHIFT_3


@kept_njit
def _mark(start: Any, counter: Any) -> Any:
    """Return a mark of the splitmix64 sequence that begins at `start`."""
    return (_finalised(start + counter * _GAMMA) >> _UNUSED) * _UNIT


@kept_njit
def word(key: Any, number: Any) -> Any:
    """Return the number-th word of the splitmix64 sequence that begins at a key."""
    return _finalised(key + _U(number) * _GAMMA)


@kept_njit
def first_of_chain(key: Any, number: Any, streams: Any) -> Any:
    """Return the first mark of what follows first in the chain of the number-th word of a key.

    It is the mark by which `followed` decides whether there is a chain.
    """
    own = _finalised(_finalised(key + _U(number) * _GAMMA) + _GAMMA)
    return _mark(_finalised(own ^ streams), _U(0))


@kept_ahead
def _hashed(key: np.uint64, persons: Keys, counters: Keys, marks: FloatTable) -> None:
    for i in range(persons.size):
        start = _finalised(persons[i] ^ key)
        for c in range(counters.size):
            marks[c, i] = _mark(start, counters[c])


def hashed(key: np.uint64, persons: Keys, counters: Ints, marks: Floats) -> None:
    """Fill a table, (counters, persons), with the marks of `sim.world.streams.hashed_uniforms`."""
    _hashed(key, np.ascontiguousarray(persons), counters.astype(np.uint64), marks)


@kept_njit
def hashed_from(key: Any, person: Any, number: int, marks: Floats, first: int, step: int) -> None:
    """Write the first marks of a person, each `step` places behind the one before."""
    start = _finalised(person ^ key)
    for c in range(number):
        marks[first + c * step] = _mark(start, _U(c))


@kept_ahead
def _following(keys: Keys, steps: Keys, found: Keys) -> None:
    alike = steps.size == 1
    for i in range(keys.size):
        found[i] = _finalised(keys[i] + steps[0 if alike else i] * _GAMMA)


def following(keys: Keys, number: Ints | int) -> Keys:
    """Return the number-th word of the splitmix64 sequence that begins at each key."""
    numbers = number if isinstance(number, np.ndarray) else np.array([number], dtype=np.int64)
    steps = numbers.view(np.uint64)
    found = np.empty(keys.shape, dtype=np.uint64)
    _following(np.ascontiguousarray(keys), steps, found)
    return found


@kept_ahead
def _followed(
    streams: Keys, first: Ints, keys: Keys, share: Floats, most: Ints, longest: Ints,
    ceiling: Floats, about: IntTable, own: Keys, marks: FloatTable, first_found: Ints,
) -> None:  # fmt: skip
    size = 0
    for t in range(streams.size):
        first_found[t] = begin = last = size
        for number in range(1, longest[t] + 1):
            # What follows the chains' first ones, and then what follows the repeats before.
            for n in range(
                first[t] if number == 1 else begin, first[t + 1] if number == 1 else last
            ):
                row, before = (n, -1) if number == 1 else (about[0, n], n)
                key = _finalised(keys[row] + _U(number) * _GAMMA)
                whether = _mark(_finalised(key ^ streams[t]), _U(0))
                # Whoever does not go on is overwritten by the next: nothing is guessed in between.
                about[0, size], about[1, size], about[2, size] = row, number, before
                own[size], marks[0, size] = key, whether
                size += int((number <= most[row]) & (whether < share[row] * ceiling[t]))
            begin, last = last, size
        for i in range(first_found[t], size):
            start = _finalised(own[i] ^ streams[t])
            for c in range(1, marks.shape[0]):
                marks[c, i] = _mark(start, _U(c))
    first_found[streams.size] = size


def followed(
    streams: Keys, first: Ints, keys: Keys, share: Floats, most: Ints, longest: Ints,
    ceiling: Floats, width: int,
) -> tuple[Ints, Keys, Floats, Ints]:  # fmt: skip
    """Return what may follow in chains: each goes on while the first mark is below share * ceiling.

    Parameters
    ----------
    streams : Keys
        (types,) key of the stream of their marks.
    first : Ints
        (types + 1,) first chain of each type, and the end of the last.
    keys, share, most : arrays
        (chains,) from which their repeats are hashed, share of incidents that another follows, and
        the most that may follow.
    longest : Ints
        (types,) the most that may follow in any of them.
    ceiling : Floats
        (types,) the highest multiplier of the share.
    width : int
        Marks of each.

    Returns
    -------
    tuple of Ints, Keys, Floats and Ints
        Chain, place in it from 1, and the repeat before it, -1 for the first, (3, repeats); the key
        of each, (repeats,); its marks, (width, repeats); and the first repeat of each type, and the
        end of the last, (types + 1,). Of each type all first ones come first, then all second.
        Tables have more columns than are filled.
    """
    room = int((np.diff(first) * longest).sum()) + 1
    about, own = np.empty((3, room), dtype=np.int64), np.empty(room, dtype=np.uint64)
    marks, upto = np.empty((width, room)), np.empty_like(first)
    _followed(streams, first, keys, share, most, longest, ceiling, about, own, marks, upto)
    return about, own[: int(upto[-1])], marks, upto


@kept_ahead
def _spells(
    keys: Keys, persons: Keys, begins: Ints, ends: Ints, days: Ints, chance: Floats, first: int,
    dates: int, absent: Bools,
) -> None:  # fmt: skip
    for g in range(keys.size):
        for i in range(begins[g], ends[g]):
            start, left = _finalised(persons[i] ^ keys[g]), 0
            for day in range(1 - days[g], dates):
                if _mark(start, _U(first + day)) < chance[g]:
                    left = days[g]
                if left > 0 and day >= 0:
                    absent[i * dates + day] = True
                left -= 1


def spells(
    keys: Keys, persons: Keys, begins: Ints, ends: Ints, days: Ints, chance: Floats, dates: Ints
) -> Bools:
    """Return who is in a spell of any kind on which dates.

    Parameters
    ----------
    keys : Keys
        (kinds,) keys of the streams of the marks.
    persons : Keys
        (persons,) from which those of each are hashed: the mark of a date is that of its number.
    begins, ends : Ints
        (kinds,) the first person who may have a spell of that kind, and the one after the last.
    days : Ints
        (kinds,) length of a spell.
    chance : Floats
        (kinds,) a spell begins on each date whose mark is below.
    dates : Ints
        (dates,) day numbers, one after another.

    Returns
    -------
    Bools
        (persons, dates).
    """
    found = np.zeros((persons.size, dates.size), dtype=np.bool_)
    _spells(
        keys, np.ascontiguousarray(persons), begins, ends, days, chance, int(dates[0]), dates.size,
        found.ravel(),
    )  # fmt: skip
    return found


@kept_ahead
def _marked(
    streams: Keys, first: Ints, keys: Keys, most: int, share: float, rows: Ints, numbers: Ints,
    number_found: Ints,
) -> None:  # fmt: skip
    size = 0
    for t in range(streams.size):
        for i in range(first[t], first[t + 1]):
            start = _finalised(keys[i] ^ streams[t])
            for number in range(most):
                # Whoever is not marked is overwritten by the next: nothing is guessed in between.
                rows[size], numbers[size] = i, number
                size += int(_mark(start, _U(number)) < share)
    number_found[0] = size


def marked(streams: Keys, first: Ints, keys: Keys, most: int, share: float) -> tuple[Ints, Ints]:
    """Return which of the first `most` marks of each key are below a share.

    Parameters
    ----------
    streams : Keys
        (types,) key of the stream of the marks.
    first : Ints
        (types + 1,) first row of each type, and the end of the last.
    keys : Keys
        (n,) from which those of each are hashed.

    Returns
    -------
    tuple of Ints
        Rows and numbers of the marks from 0, in order of row.
    """
    rows, numbers = np.empty((2, most * keys.size + 1), dtype=np.int64)
    count = np.empty(1, dtype=np.int64)
    _marked(streams, first, keys, most, share, rows, numbers, count)
    size = int(count[0])
    return rows[:size].copy(), numbers[:size].copy()
