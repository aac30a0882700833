"""Numpy's SeedSequence and PCG64 for many streams in one call, compiled.

A year of demand has some 250,000 streams of some 60 marks each. Through numpy's own classes opening
one takes 20 microseconds, and setting the state of one generator again and again still takes 8:
both longer than the simulation. Here it is a twentieth of one, and the draws are numpy's own, bit
for bit (a test holds that). Like `sim.world.loops` this file is compiled: see docs/decisions.md.

Sources: O'Neill, seed_seq_fe (2015), as numpy's SeedSequence has it; O'Neill, PCG (2014), of which
this is PCG-XSL-RR-128/64. Words of 128 bits are two of 64; all are numpy.uint64, so that sums wrap.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from sim.machine_code import kept_ahead, kept_njit
from sim.world import splitmix64
from sim.world.array_kinds import IntTable, Keys, KeyTable
from sim.world.arrays import Bools, Floats, Ints
from sim.world.splitmix64 import hashed_from, word

_U = np.uint64
_ONE, _LOW_32, _HALF, _TOP = _U(1), _U(0xFFFFFFFF), _U(32), _U(63)
#: Constants of SeedSequence, 32-bit; INIT_A and MULT_A are where `Streams` starts.
INIT_A, MULT_A = 0x43B0D7E5, 0x931E8875
_INIT_B, _MULT_B = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT, _SHIFT = _U(0xCA01F9DD), _U(0x4973F715), _U(16)
POOL = 4
#: Streams that are opened at once.
_AT_ONCE = 60
#: Multiplier of PCG64, and in two halves.
_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_MULT_HIGH, _MULT_LOW = _U(_MULTIPLIER >> 64), _U(_MULTIPLIER & 0xFFFFFFFFFFFFFFFF)
_ROTATION, _WORD, _UNUSED = _U(58), _U(64), _U(11)
_UNIT = 2.0**-53


def _constants(first: int, multiplier: int, number: int) -> Keys:
    """Return the running constants of a hash of SeedSequence, one more than it has steps."""
    found = [first]
    for _ in range(number):
        found.append(found[-1] * multiplier & 0xFFFFFFFF)
    return np.array(found, dtype=np.uint64)


#: Of the eight halves of words that `generate_state` returns.
_OF_STATE = _constants(_INIT_B, _MULT_B, 2 * POOL)


def seeds_of(pool: Keys, constant: int) -> Keys:
    """Return what all streams of a SeedSequence are opened with.

    Parameters
    ----------
    pool : Keys
        (4,) its words once seed and replication have been mixed in.
    constant : int
        Its running hash constant at that point.

    Returns
    -------
    Keys
        (22,) the words, the constants by which keys are mixed in, and those of the state.
    """
    return np.concatenate([pool, _constants(constant, MULT_A, 2 * POOL), _OF_STATE])


@kept_njit
def _hashed(value: Any, before: Any, after: Any) -> Any:
    """Return 32 bits, hashed with two constants that follow one another."""
    value = (value ^ before) * after & _LOW_32
    return value ^ value >> _SHIFT


@kept_njit
def _mixed(word: Any, value: Any) -> Any:
    """Return 32 bits of the pool with others mixed in."""
    result = word * _MIX_LEFT - value * _MIX_RIGHT & _LOW_32
    return result ^ result >> _SHIFT


@kept_njit
def _open(seeds: Keys, keys: Keys, words: KeyTable) -> None:
    """Write what ``SeedSequence.generate_state(4, uint64)`` gives for each key into a column."""
    of_key, of_state = seeds[POOL : 3 * POOL + 1], seeds[3 * POOL + 1 :]
    pool_0, pool_1, pool_2, pool_3 = seeds[0], seeds[1], seeds[2], seeds[3]
    k_0, k_1, k_2, k_3, k_4 = of_key[0], of_key[1], of_key[2], of_key[3], of_key[4]
    k_5, k_6, k_7, k_8 = of_key[5], of_key[6], of_key[7], of_key[8]
    s_0, s_1, s_2, s_3, s_4 = of_state[0], of_state[1], of_state[2], of_state[3], of_state[4]
    s_5, s_6, s_7, s_8 = of_state[5], of_state[6], of_state[7], of_state[8]
    first, second, third, fourth = words[0], words[1], words[2], words[3]
    # Nothing in this loop depends on what came before, so several keys are opened at a time.
    for i in range(keys.size):
        low, high = keys[i] & _LOW_32, keys[i] >> _HALF
        a = _mixed(_mixed(pool_0, _hashed(low, k_0, k_1)), _hashed(high, k_4, k_5))
        b = _mixed(_mixed(pool_1, _hashed(low, k_1, k_2)), _hashed(high, k_5, k_6))
        c = _mixed(_mixed(pool_2, _hashed(low, k_2, k_3)), _hashed(high, k_6, k_7))
        d = _mixed(_mixed(pool_3, _hashed(low, k_3, k_4)), _hashed(high, k_7, k_8))
        # The pool is read twice from its beginning, for the low and the high half of each word.
        first[i] = _hashed(a, s_0, s_1) | _hashed(b, s_1, s_2) << _HALF
        second[i] = _hashed(c, s_2, s_3) | _hashed(d, s_3, s_4) << _HALF
        third[i] = _hashed(a, s_4, s_5) | _hashed(b, s_5, s_6) << _HALF
        fourth[i] = _hashed(c, s_6, s_7) | _hashed(d, s_7, s_8) << _HALF


@kept_ahead
def _first_words(seeds: Keys, keys: Keys, words: KeyTable, first: Keys) -> None:
    """Write the first word of each key's state."""
    at_once = words.shape[1]
    for begin in range(0, keys.size, at_once):
        opened = keys[begin : begin + at_once]
        _open(seeds, opened, words)
        for i in range(opened.size):
            first[begin + i] = words[0, i]


@kept_njit
def _times(a_high: Any, a_low: Any, b_high: Any, b_low: Any) -> Any:
    """Return the product of two numbers of 128 bits modulo 2**128, by halves of the lower words."""
    a_0, a_1, b_0, b_1 = a_low & _LOW_32, a_low >> _HALF, b_low & _LOW_32, b_low >> _HALF
    cross_0, cross_1 = a_0 * b_1, a_1 * b_0
    carry = (a_0 * b_0 >> _HALF) + (cross_0 & _LOW_32) + (cross_1 & _LOW_32)
    upper = a_1 * b_1 + (cross_0 >> _HALF) + (cross_1 >> _HALF) + (carry >> _HALF)
    return upper + a_high * b_low + a_low * b_high, a_low * b_low


@kept_njit
def _plus(a_high: Any, a_low: Any, b_high: Any, b_low: Any) -> Any:
    """Return the sum of two numbers of 128 bits modulo 2**128."""
    low = a_low + b_low
    return a_high + b_high + (_ONE if low < b_low else _ONE ^ _ONE), low


@kept_njit
def _fill_stream(
    words: KeyTable, column: int, jumps: KeyTable, row: int, last: int, only: Ints, at: int,
    end: int, before: int, passed: int, width: int, used: int, number: Ints, place: Ints, step: int,
    marks: Floats,
) -> int:  # fmt: skip
    """Write the first marks of a stream's rows that are wanted; return which row is wanted next."""
    row_high, row_low = jumps[0, 0], jumps[0, 1]
    start_high, start_low = words[0, column], words[1, column]
    inc_high = words[2, column] << _ONE | words[3, column] >> _TOP
    inc_low = words[3, column] << _ONE | _ONE
    rest_high, rest_low, known = inc_high, inc_low, 0
    # The state before the first step is the sum of step and start: a step from there is made
    # before any mark is drawn, and one before each mark.
    high, low = _plus(start_high, start_low, inc_high, inc_low)
    high, low = _times(high, low, _MULT_HIGH, _MULT_LOW)
    high, low = _plus(high, low, inc_high, inc_low)
    while at < end and only[_U(at)] < last:
        begin = place[_U(at + before)] if place.size else passed + at
        drawn = number[_U(at + before)] if number.size else used
        if begin >= 0 and drawn > 0:
            if row < only[_U(at)]:
                over_high, over_low = _times(inc_high, inc_low, jumps[0, 2], jumps[0, 3])
            while row < only[_U(at)]:
                high, low = _times(high, low, row_high, row_low)
                high, low = _plus(high, low, over_high, over_low)
                row += 1
            for mark in range(drawn):
                high, low = _times(high, low, _MULT_HIGH, _MULT_LOW)
                high, low = _plus(high, low, inc_high, inc_low)
                value, turn = high ^ low, high >> _ROTATION
                value = value >> turn | value << (_WORD - turn & _TOP)
                marks[_U(begin + mark * step)] = (value >> _UNUSED) * _UNIT
            if drawn < width:
                left = _U(width - drawn)
                if drawn != known:
                    known = drawn
                    rest_high, rest_low = _times(inc_high, inc_low, jumps[left, 2], jumps[left, 3])
                high, low = _times(high, low, jumps[left, 0], jumps[left, 1])
                high, low = _plus(high, low, rest_high, rest_low)
            row += 1
        at += 1
    return at


@partial(kept_njit, uses=(splitmix64,))
def _fill_persons(
    seeds: Keys, streams: Keys, persons: Keys, first: int, end: int, before: int, passed: int,
    used: int, number: Ints, place: Ints, step: int, words: KeyTable, marks: Floats,
) -> None:  # fmt: skip
    """Write the first marks of persons, who come behind the rows of their group."""
    if first < end:
        _open(seeds, streams, words)
    for person in range(first, end):
        begin = place[person + before] if place.size else passed + person
        if begin >= 0:
            drawn = number[person + before] if number.size else used
            hashed_from(words[0, 0], persons[person], drawn, marks, begin, step)


@partial(kept_ahead, uses=(splitmix64,))
def _fill(
    seeds: Keys, jumps: KeyTable, hashes: Keys, moved: Ints, of_persons: Keys, which: Ints,
    rows: Ints, only: Ints, persons: Keys, bounds: IntTable, wanted: Bools, width: int, used: int,
    number: Ints, place: Ints, step: int, words: KeyTable, marks: Floats,
) -> None:  # fmt: skip
    """Write the first marks of rows and persons; see `fill`."""
    passed, group, at_once, keys = 0, 0, words.shape[1], words[POOL]
    for g in range(wanted.size):
        if not wanted[g]:
            continue
        row, first, end = bounds[1, g], bounds[2, g], bounds[2, g + 1]
        first_person, last_person, at = bounds[3, g], bounds[3, g + 1], first
        column, opened = 0, 0
        for k in range(bounds[0, g], bounds[0, g + 1]):
            if at == end:
                break
            column += 1
            if column >= opened:
                column, opened = 0, min(at_once, bounds[0, g + 1] - k)
                for i in range(opened):
                    keys[i] = hashes[which[k + i] - moved[g]]
                _open(seeds, keys[:opened], words)
            last = row + rows[k]
            if only[at] < last:
                at = _fill_stream(
                    words, column, jumps, row, last, only, at, end, first_person, passed - first,
                    width, used, number, place, step, marks,
                )  # fmt: skip
            row = last
        passed += end - first
        _fill_persons(
            seeds, of_persons[group : group + 1], persons, first_person, last_person, end,
            passed - first_person, used, number, place, step, words, marks,
        )  # fmt: skip
        passed += last_person - first_person
        group += 1


@lru_cache(maxsize=256)
def _jumps(width: int) -> Keys:
    """Return by what the state is multiplied to jump over a row, and over fewer marks.

    n steps multiply the state by m^n and add the step times 1 + m + ... + m^(n - 1): two numbers of
    128 bits each, in halves, the higher first.

    Returns
    -------
    Keys
        (width, 4) of `width` steps, and then of 1 to `width` - 1.
    """
    power, total, rows = 1, 0, []
    for _ in range(width):
        power, total = power * _MULTIPLIER, total * _MULTIPLIER + 1
        rows.append(
            [each >> bits & 0xFFFFFFFFFFFFFFFF for each in (power, total) for bits in (64, 0)]
        )
    return np.array([rows[-1], *rows[:-1]], dtype=np.uint64)


def first_words(seeds: Keys, keys: Keys) -> Keys:
    """Return the first 64 bits of the states of many streams.

    Parameters
    ----------
    seeds, keys
        As for `fill`.
    """
    first = np.empty(keys.shape, dtype=np.uint64)
    _first_words(seeds, keys, np.empty((POOL, _AT_ONCE), dtype=np.uint64), first)
    return first


class Groups(NamedTuple):
    """Rows of streams in groups, and behind those of each group persons.

    The marks of persons are hashed: see `sim.world.streams.hashed_uniforms`.
    """

    which: Ints  #: (streams,) places of the streams among the hashes of all groups
    rows: Ints  #: (streams,) rows there are in each
    only: Ints  #: rows of which marks are drawn, in rising order, counted over all streams
    persons: Keys
    #: (4, groups + 1) the first stream of each group, the first row of its streams, the first of
    #: the rows drawn, and the first person; and the ends of the last
    bounds: IntTable


class Into(NamedTuple):
    """Where marks are written; arrays may be empty, and are (rows and persons of all groups,)."""

    marks: Floats
    step: int  #: from one mark of a row or person to its next
    place: Ints  #: of the first mark of each, -1 for those that are not drawn; else one by one
    number: Ints  #: how many marks of each; else as many of all


def fill(
    seeds: Keys, hashes: Keys, moved: Ints, of_persons: Keys, groups: Groups, wanted: Bools,
    width: int, used: int, into: Into,
) -> None:  # fmt: skip
    """Draw the first marks of rows of many streams, and of persons, of some groups.

    Parameters
    ----------
    seeds : Keys
        From `seeds_of`.
    hashes : Keys
        The last two words of the spawn key of each stream of these groups, low half first.
    moved : Ints
        (groups,) by how many places the streams of a group stand nearer to the beginning there than
        among the hashes of all groups.
    of_persons : Keys
        (groups that are wanted,) the same as the hashes of the streams whose first words are the
        keys of marks of the persons of each group.
    groups : Groups
        All of them.
    wanted : Bools
        (groups,)
    width : int
        Marks in a row.
    used : int
        How many of them are drawn; the others are passed over.
    into : Into
        Where they are written: marks in [0, 1).
    """
    _fill(
        seeds, _jumps(width), hashes, moved, of_persons, *groups, wanted, width, used, into.number,
        into.place, into.step, np.empty((POOL + 1, _AT_ONCE), dtype=np.uint64), into.marks,
    )  # fmt: skip


@partial(kept_ahead, uses=(splitmix64,))
def _keys_of_rows(
    hashes: Keys, moved: Ints, which: Ints, rows: Ints, only: Ints, persons: Keys, bounds: IntTable,
    wanted: Bools, ordinals: Ints, behind: int, found: Keys,
) -> None:  # fmt: skip
    size = 0
    for g in range(wanted.size):
        if not wanted[g]:
            continue
        last, at, end = bounds[1, g], bounds[2, g], bounds[2, g + 1]
        for k in range(bounds[0, g], bounds[0, g + 1]):
            last += rows[k]
            while at < end and only[at] < last:
                found[size] = word(hashes[which[k] - moved[g]], ordinals[at + bounds[3, g]] + 1)
                size, at = size + 1, at + 1
        for person in range(bounds[3, g], bounds[3, g + 1]):
            found[size] = word(persons[person], behind)
            size += 1


def keys_of_rows(
    hashes: Keys, moved: Ints, groups: Groups, wanted: Bools, ordinals: Ints, behind: int,
    size: int,
) -> Keys:  # fmt: skip
    """Return a key for each row and each person of some groups.

    Parameters
    ----------
    hashes, moved, groups, wanted
        As for `fill`.
    ordinals : Ints
        (rows and persons of all groups,) number n of each row in its stream: its key is word n + 1
        of the sequence that begins at the hash of the stream.
    behind : int
        The key of a person is the word of this number of the sequence of their own.
    size : int
        Rows and persons that are wanted.
    """
    found = np.empty(size, dtype=np.uint64)
    _keys_of_rows(hashes, moved, *groups, wanted, ordinals, behind, found)
    return found
