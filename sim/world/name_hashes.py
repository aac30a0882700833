"""The 64-bit hashes of many names at once, compiled: those that `hashlib.blake2b` gives.

The names of the streams of a world are a hundred thousand pairs, each of a place and a purpose in a
week. To write them all out and hash each takes four times as long as to hash the pairs. BLAKE2b is
as in RFC 7693, without a key, for messages of one block.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from sim import machine_code
from sim.machine_code import kept_ahead, kept_njit
from sim.world.array_kinds import Keys, Octets
from sim.world.arrays import Ints

#: Bytes of a hash, and of the longest name that is one block.
HASH_BYTES, BLOCK_BYTES = 8, 128

_U = np.uint64
_WORDS, _ROUNDS = 16, 12
#: Section 2.6: the initial vector; the first word says how long the hash is.
_IV_0, _IV_1, _IV_2, _IV_3 = map(
    _U, (0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1)
)
_IV_4, _IV_5, _IV_6, _IV_7 = map(
    _U, (0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179)
)
_FIRST = _IV_0 ^ _U(0x01010000 | HASH_BYTES)
_NONE, _ALL_BITS = _U(0), _U(0xFFFFFFFFFFFFFFFF)
#: Section 2.1: how far words are turned, to the right and as much to the left.
_RIGHT_1, _RIGHT_2, _RIGHT_3, _RIGHT_4 = _U(32), _U(24), _U(16), _U(63)
_LEFT_1, _LEFT_2, _LEFT_3, _LEFT_4 = _U(32), _U(40), _U(48), _U(1)
#: Section 2.7: the order in which each round takes the words of a message.
_ORDERS = (
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
    "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
    "6fe9b308c2d714a5", "a2847615fb9e3cd0", "0123456789abcdef", "ea489fd61c02b753",
)  # fmt: skip
_ORDER = np.array([int(word, 16) for order in _ORDERS for word in order])


def hashes_of(names: Sequence[str]) -> Keys:
    """Return the hashes of names, one after the other."""
    blake2b = hashlib.blake2b
    digests = b"".join([blake2b(name.encode(), digest_size=HASH_BYTES).digest() for name in names])
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def hashes_of_pairs(firsts: Sequence[str], lasts: Sequence[str]) -> Keys:
    """Return the hashes of all names that begin with a first part and end with a last one.

    Returns
    -------
    Keys
        (lasts * firsts,) those of the first of the last parts, with each first part, and so on.
    """
    begin, first_ends, longest_first = _joined(tuple(firsts))
    end, last_ends, longest_last = _joined(tuple(lasts))
    if longest_first + longest_last > BLOCK_BYTES or machine_code.is_off():
        return hashes_of([first + last for last in lasts for first in firsts])
    found = np.empty(first_ends.size * last_ends.size, dtype=np.uint64)
    _of_pairs(begin, first_ends, end, last_ends, np.empty(_WORDS, dtype=np.uint64), found)
    return found


@lru_cache(maxsize=512)
def _joined(parts: tuple[str, ...]) -> tuple[Octets, Ints, int]:
    """Return the bytes of all parts, where each of them ends, and the length of the longest."""
    encoded = [part.encode() for part in parts]
    lengths = [len(part) for part in encoded]
    ends = np.array(list(accumulate(lengths)), dtype=np.int64)
    return np.array(bytearray(b"".join(encoded)), dtype=np.uint8), ends, max(lengths, default=0)


@kept_njit
def _mixed(a: Any, b: Any, c: Any, d: Any, x: Any, y: Any) -> Any:
    """Mix two words of the message into four of the state (section 3.1)."""
    a = a + b + x
    d = d ^ a
    d = d >> _RIGHT_1 | d << _LEFT_1
    c = c + d
    b = b ^ c
    b = b >> _RIGHT_2 | b << _LEFT_2
    a = a + b + y
    d = d ^ a
    d = d >> _RIGHT_3 | d << _LEFT_3
    c = c + d
    b = b ^ c
    b = b >> _RIGHT_4 | b << _LEFT_4
    return a, b, c, d


@kept_njit
def _of_block(m: Any, length: Any) -> Any:
    """Return the first word of the hash of a message of one block (section 3.2)."""
    a0, a1, a2, a3, b0, b1, b2, b3 = _FIRST, _IV_1, _IV_2, _IV_3, _IV_4, _IV_5, _IV_6, _IV_7
    c0, c1, c2, c3, d1, d3 = _IV_0, _IV_1, _IV_2, _IV_3, _IV_5, _IV_7
    d0, d2 = _IV_4 ^ length, _IV_6 ^ _ALL_BITS
    for turn in range(_ROUNDS):
        o = turn * _WORDS
        a0, b0, c0, d0 = _mixed(a0, b0, c0, d0, m[_ORDER[o]], m[_ORDER[o + 1]])
        a1, b1, c1, d1 = _mixed(a1, b1, c1, d1, m[_ORDER[o + 2]], m[_ORDER[o + 3]])
        a2, b2, c2, d2 = _mixed(a2, b2, c2, d2, m[_ORDER[o + 4]], m[_ORDER[o + 5]])
        a3, b3, c3, d3 = _mixed(a3, b3, c3, d3, m[_ORDER[o + 6]], m[_ORDER[o + 7]])
        a0, b1, c2, d3 = _mixed(a0, b1, c2, d3, m[_ORDER[o + 8]], m[_ORDER[o + 9]])
        a1, b2, c3, d0 = _mixed(a1, b2, c3, d0, m[_ORDER[o + 10]], m[_ORDER[o + 11]])
        a2, b3, c0, d1 = _mixed(a2, b3, c0, d1, m[_ORDER[o + 12]], m[_ORDER[o + 13]])
        a3, b0, c1, d2 = _mixed(a3, b0, c1, d2, m[_ORDER[o + 14]], m[_ORDER[o + 15]])
    return _FIRST ^ a0 ^ c0


@kept_ahead
def _of_pairs(
    firsts: Octets, first_ends: Ints, lasts: Octets, last_ends: Ints, words: Keys, found: Keys
) -> None:
    block = words.view(np.uint8)
    first_begins = 0
    for first in range(first_ends.size):
        words[:] = _NONE
        length = first_ends[first] - first_begins
        for n in range(length):
            block[n] = firsts[first_begins + n]
        last_begins, filled = 0, length
        for last in range(last_ends.size):
            whole = length + last_ends[last] - last_begins
            for n in range(length, whole):
                block[n] = lasts[last_begins + n - length]
            for n in range(whole, filled):
                block[n] = 0
            found[last * first_ends.size + first] = _of_block(words, _U(whole))
            last_begins, filled = last_ends[last], whole
        first_begins = first_ends[first]
