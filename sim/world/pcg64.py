"""Numpy's SeedSequence and PCG64 for many streams in one call, compiled.

A year of demand has some 250,000 streams of some 60 marks each. Through numpy's own classes opening
one takes 20 microseconds, and setting the state of one generator again and again still takes 8:
both longer than the simulation. Here it is a twentieth of one, and the draws are numpy's own, bit
for bit (a test holds that). This is the one place outside `sim.engine` that is compiled: see
docs/decisions.md.

Sources: O'Neill, seed_seq_fe (2015), as numpy's SeedSequence has it; O'Neill, PCG (2014), of which
this is PCG-XSL-RR-128/64. Words of 128 bits are two of 64; all are numpy.uint64, so that sums wrap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim import native
from sim.code_cache import kept_njit
from sim.world.arrays import Floats, Ints

native.start_numba_without_blas()

Keys = npt.NDArray[np.uint64]

_U = np.uint64
_ONE, _LOW_32, _HALF, _TOP = _U(1), _U(0xFFFFFFFF), _U(32), _U(63)
#: Constants of SeedSequence, 32-bit; INIT_A and MULT_A are where `Streams` starts.
INIT_A, MULT_A = 0x43B0D7E5, 0x931E8875
_MULT_A = _U(MULT_A)
_INIT_B, _MULT_B = _U(0x8B51F9DD), _U(0x58F38DED)
_MIX_LEFT, _MIX_RIGHT, _SHIFT = _U(0xCA01F9DD), _U(0x4973F715), _U(16)
POOL = 4
#: Multiplier of PCG64 in two halves, and the lower in two quarters.
_MULT_HIGH, _MULT_LOW = _U(0x2360ED051FC65DA4), _U(0x4385DF649FCCF645)
_MULT_0, _MULT_1 = _U(0x9FCCF645), _U(0x4385DF64)
_ROTATION, _WORD, _UNUSED = _U(58), _U(64), _U(11)
_UNIT = 2.0**-53


@kept_njit
def _words_of(pool: Keys, constant: Any, key: Any, mixed: Keys, words: Keys) -> None:
    """Write what ``SeedSequence.generate_state(4, uint64)`` gives for one key into `words`."""
    for i in range(POOL):
        mixed[i] = pool[i]
    for half in range(2):
        word = key & _LOW_32 if half == 0 else key >> _HALF
        for i in range(POOL):
            value = word ^ constant
            constant = constant * _MULT_A & _LOW_32
            value = value * constant & _LOW_32
            value ^= value >> _SHIFT
            result = mixed[i] * _MIX_LEFT - value * _MIX_RIGHT & _LOW_32
            mixed[i] = result ^ result >> _SHIFT
    constant = _INIT_B
    for i in range(2 * POOL):
        value = mixed[i % POOL] ^ constant
        constant = constant * _MULT_B & _LOW_32
        value = value * constant & _LOW_32
        value ^= value >> _SHIFT
        if i % 2 == 0:
            words[i // 2] = value
        else:
            words[i // 2] |= value << _HALF


@kept_njit
def _first_words(pool: Keys, constant: Any, keys: Keys, first: Keys) -> None:
    """Write the first word of each key's state."""
    mixed, words = np.empty(POOL, dtype=np.uint64), np.empty(POOL, dtype=np.uint64)
    for k in range(keys.size):
        _words_of(pool, constant, keys[k], mixed, words)
        first[k] = words[0]


@kept_njit
def _fill(
    pool: Keys, constant: Any, keys: Keys, rows: Ints, width: int, used: int, marks: Floats
) -> None:
    """Write the first `used` of `width` marks of each row; see `fill`."""
    mixed, words = np.empty(POOL, dtype=np.uint64), np.empty(POOL, dtype=np.uint64)
    row = 0
    for k in range(keys.size):
        _words_of(pool, constant, keys[k], mixed, words)
        step_high = words[2] << _ONE | words[3] >> _TOP
        step_low = words[3] << _ONE | _ONE
        # The state before the first step is the sum of step and start: a step from there is made
        # before any mark is drawn, and one before each mark.
        low = words[1] + step_low
        high = words[0] + step_high + (_ONE if low < step_low else _ONE ^ _ONE)
        last = row + rows[k]
        column = -1
        while row < last:
            # state = state * multiplier + step, modulo 2**128, by halves of the lower words.
            low_0, low_1 = low & _LOW_32, low >> _HALF
            cross_0, cross_1 = low_0 * _MULT_1, low_1 * _MULT_0
            carry = (low_0 * _MULT_0 >> _HALF) + (cross_0 & _LOW_32) + (cross_1 & _LOW_32)
            upper = low_1 * _MULT_1 + (cross_0 >> _HALF) + (cross_1 >> _HALF) + (carry >> _HALF)
            high = upper + high * _MULT_LOW + low * _MULT_HIGH + step_high
            low = low * _MULT_LOW + step_low
            if low < step_low:
                high += _ONE
            if 0 <= column < used:
                value, turn = high ^ low, high >> _ROTATION
                value = value >> turn | value << (_WORD - turn & _TOP)
                marks[column, row] = (value >> _UNUSED) * _UNIT
            column += 1
            if column == width:
                column = 0
                row += 1


def first_words(pool: Keys, constant: int, keys: Keys) -> Keys:
    """Return the first 64 bits of the states of many streams.

    Parameters
    ----------
    pool, constant, keys
        As for `fill`.
    """
    first = np.empty(keys.shape, dtype=np.uint64)
    with np.errstate(over="ignore"):
        _first_words(pool, _U(constant), keys, first)
    return first


def fill(pool: Keys, constant: int, keys: Keys, rows: Ints, width: int, used: int) -> Floats:
    """Draw the first marks of many streams, row after row.

    Parameters
    ----------
    pool : Keys
        (4,) words of the SeedSequence once seed and replication have been mixed in.
    constant : int
        Its running hash constant at that point.
    keys : Keys
        (streams,) the last two words of the spawn key of each stream, low half first.
    rows : Ints
        (streams,) rows to be drawn from each.
    width : int
        Marks in a row.
    used : int
        How many of them are returned; the others are drawn and dropped.

    Returns
    -------
    Floats
        (used, sum of rows) marks in [0, 1).
    """
    marks = np.empty((used, int(rows.sum())), dtype=np.float64)
    # Without compilation (NUMBA_DISABLE_JIT) numpy would warn of sums that wrap as they should.
    with np.errstate(over="ignore"):
        _fill(pool, _U(constant), keys, rows, width, used, marks)
    return marks
