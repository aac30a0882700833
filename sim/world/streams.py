"""Named streams of uniform marks: who draws what can never disturb who draws something else.

A stream is found by its name alone, such as ``Adur/burglary/arrivals/2491`` (district, type,
purpose, week since the epoch Monday). Its generator is numpy's PCG64, seeded from
``SeedSequence(entropy=seed, spawn_key=(replication, low, high))``, where low and high are the two
halves of a 64-bit hash of the name. Two names with one hash would share their marks, so that is
refused. (With a 32-bit hash a year of demand, 80,000 streams, would meet a collision more often
than not.)

Opening a stream through numpy's own classes takes some 20 microseconds, which for a year of demand
is longer than the simulation. The same arithmetic is therefore done here for many streams at once
(`_seed_words`); a test holds every draw equal to numpy's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.errors import RunError
from sim.world.arrays import Floats, Ints

Words = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]

#: Constants of numpy's SeedSequence (O'Neill's seed_seq_fe), 32-bit.
_INIT_A, _MULT_A = 0x43B0D7E5, 0x931E8875
_INIT_B, _MULT_B = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = 0xCA01F9DD, 0x4973F715
_POOL = 4
_LOW_32 = 0xFFFFFFFF

#: Multiplier of PCG64, 128-bit.
_PCG_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_LOW_128 = (1 << 128) - 1

#: Increment and multipliers of splitmix64 (Steele, Lea and Flood 2014, section 3).
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_SPLIT_1 = np.uint64(0xBF58476D1CE4E5B9)
_SPLIT_2 = np.uint64(0x94D049BB133111EB)


def part(name: str) -> str:
    """Return a name as it stands in the name of a stream: without a slash of its own."""
    return name.replace("%", "%25").replace("/", "%2F")


def hash_of(name: str) -> int:
    """Return the 64-bit hash of a stream's name; the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class Streams:
    """All streams of one replication.

    Parameters
    ----------
    seed : int
        Root of all randomness, not negative.
    replication : int
        Number of the replication, from 0 to 2**32 - 1.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self._names: dict[int, str] = {}
        sequence = np.random.SeedSequence(seed, spawn_key=(replication,))
        self._pool: list[int] = [int(word) for word in sequence.pool]
        seed_words = max(_POOL, (seed.bit_length() + 31) // 32)
        # Each word beyond the pool's four, the replication's among them, used four constants.
        steps = _POOL * _POOL + _POOL * (seed_words + 1 - _POOL)
        self._constant = _INIT_A * pow(_MULT_A, steps, 1 << 32) & _LOW_32

    def register(self, names: Sequence[str]) -> Keys:
        """Return the hashes of names and remember them.

        Parameters
        ----------
        names : sequence of str
            Names of streams or of people.

        Returns
        -------
        Keys
            (names,) 64-bit hashes.

        Raises
        ------
        RunError
            If two different names, now or earlier, have the same hash, or if a name is used twice.
        """
        hashes = [hash_of(name) for name in names]
        known = self._names
        if len(set(hashes)) == len(hashes) and known.keys().isdisjoint(hashes):
            known.update(zip(hashes, names, strict=True))
            return np.array(hashes, dtype=np.uint64)
        for key, name in zip(hashes, names, strict=True):
            other = known.setdefault(key, name)
            if other != name:
                raise RunError(
                    f"the random streams {other!r} and {name!r} have the same hash, so they would "
                    "share their draws: rename a district, type or hub"
                )
        raise RunError(f"a random stream is asked for twice, among {names[0]!r} to {names[-1]!r}")

    def uniforms(self, names: Sequence[str], counts: Ints) -> Floats:
        """Draw the first marks of many streams.

        Parameters
        ----------
        names : sequence of str
            Names of the streams, each used once in a replication.
        counts : Ints
            (names,) how many marks to draw from each.

        Returns
        -------
        Floats
            (sum of counts,) marks in [0, 1), stream after stream; those of one stream equal
            ``default_rng(SeedSequence(seed, spawn_key=(replication, low, high))).random(count)``.
        """
        out = np.empty(int(counts.sum()), dtype=np.float64)
        words = _seed_words(self._pool, self._constant, self.register(names))
        generator = np.random.Generator(bits := np.random.PCG64(0))
        state = bits.state
        first = 0
        columns = (column.tolist() for column in words)
        for high, low, step_high, step_low, count in zip(*columns, counts.tolist(), strict=True):
            step = (step_high << 64 | step_low) << 1 & _LOW_128 | 1
            start = ((high << 64 | low) + step) * _PCG_MULTIPLIER + step & _LOW_128
            state["state"] = {"state": start, "inc": step}
            bits.state = state
            generator.random(out=out[first : first + count])
            first += count
        return out

    def key(self, name: str) -> np.uint64:
        """Return the key of a counter-based stream (see `hashed_uniforms`): its first 64 bits."""
        return np.uint64(_seed_words(self._pool, self._constant, self.register([name]))[0][0])


def hashed_uniforms(key: np.uint64, persons: Keys, counters: Ints) -> Floats:
    """Return marks that depend on nothing but key, person and counter.

    Each person has a splitmix64 sequence of their own, whose start is the finaliser of
    ``key ^ person``; the mark for counter c is the sequence's c-th value. So marks can be looked
    up in any order, which a stream that is drawn from its beginning cannot do.

    Parameters
    ----------
    key : numpy.uint64
        Key of the stream, from `Streams.key`.
    persons : Keys
        (persons,) hashes of permanent names.
    counters : Ints
        (counters,) e.g. day numbers; may be negative.

    Returns
    -------
    Floats
        (persons, counters) marks in [0, 1).
    """
    starts = _finalise(persons ^ key)
    positions = starts[:, np.newaxis] + counters.astype(np.uint64) * _GAMMA
    marks: Floats = (_finalise(positions) >> np.uint64(11)) * np.float64(2.0**-53)
    return marks


def following(keys: Keys, number: Ints | int) -> Keys:
    """Return the keys of what follows in a sequence: the number-th of each key's own."""
    steps = np.asarray(number, dtype=np.int64).astype(np.uint64)
    return _finalise(keys + steps * _GAMMA)


def _finalise(value: Keys) -> Keys:
    """Mix the bits of 64-bit words (the finaliser of splitmix64)."""
    value = (value ^ value >> np.uint64(30)) * _SPLIT_1
    value = (value ^ value >> np.uint64(27)) * _SPLIT_2
    return value ^ value >> np.uint64(31)


def _seed_words(pool: list[int], constant: int, hashes: Keys) -> list[Keys]:
    """Return what ``SeedSequence.generate_state(4, uint64)`` gives for many hashes at once.

    Parameters
    ----------
    pool : list of int
        The sequence's four words once seed and replication have been mixed in.
    constant : int
        Its running hash constant at that point.
    hashes : Keys
        (streams,) the last two words of the spawn key, low half first.

    Returns
    -------
    list of Keys
        Four arrays (streams,), in the order in which numpy's PCG64 takes them.
    """
    mixed: list[Words] = [np.full(hashes.shape, word, dtype=np.uint32) for word in pool]
    for half in (hashes & np.uint64(_LOW_32), hashes >> np.uint64(32)):
        word = half.astype(np.uint32)
        for i in range(_POOL):
            value = word ^ np.uint32(constant)
            constant = constant * _MULT_A & _LOW_32
            value = value * np.uint32(constant)
            value ^= value >> np.uint32(16)
            result = mixed[i] * np.uint32(_MIX_LEFT) - value * np.uint32(_MIX_RIGHT)
            mixed[i] = result ^ result >> np.uint32(16)
    constant = _INIT_B
    words: list[Keys] = []
    for i in range(2 * _POOL):
        value = mixed[i % _POOL] ^ np.uint32(constant)
        constant = constant * _MULT_B & _LOW_32
        value = value * np.uint32(constant)
        value ^= value >> np.uint32(16)
        words.append(value.astype(np.uint64))
    return [words[2 * i] | words[2 * i + 1] << np.uint64(32) for i in range(_POOL)]
