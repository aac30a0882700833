"""Named streams of uniform marks: who draws what can never disturb who draws something else.

A stream is found by its name alone, such as ``Adur/burglary/arrivals/2491`` (district, type,
purpose, week since the epoch Monday). Its generator is numpy's PCG64, seeded from
``SeedSequence(entropy=seed, spawn_key=(replication, low, high))``, where low and high are the two
halves of a 64-bit hash of the name. Two names with one hash would share their marks, so that is
refused. (With a 32-bit hash a year of demand, 80,000 streams, would meet a collision more often
than not.)

Names and their hashes do not depend on seed or replication, so those who draw from many streams
keep them (`Named`). The arithmetic of numpy's classes is done for many streams at once in
`sim.world.pcg64`; a test holds every draw equal to numpy's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.errors import RunError
from sim.world import pcg64, splitmix64
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Floats, Ints
from sim.world.name_hashes import hashes_of
from sim.world.pcg64 import INIT_A, MULT_A, POOL, Groups, Into

_LOW_32 = 0xFFFFFFFF


def part(name: str) -> str:
    """Return a name as it stands in the name of a stream: without a slash of its own."""
    return name.replace("%", "%25").replace("/", "%2F")


@dataclass(frozen=True, eq=False)
class Named:
    """Streams with their names hashed; kept by those who ask for the same ones again."""

    hashes: Keys  #: (names,)
    spell: Callable[[], Sequence[str]]  #: returns the names, in the order of their hashes


def named(spell: Callable[[], Sequence[str]]) -> Named:
    """Hash names.

    Parameters
    ----------
    spell : callable
        Returns them. It is asked again when two are found to share a hash: hashes are much smaller
        than names.
    """
    return with_hashes(hashes_of(spell()), spell)


def with_hashes(hashes: Keys, spell: Callable[[], Sequence[str]]) -> Named:
    """Return names whose hashes are known; see `named`."""
    hashes.setflags(write=False)
    return Named(hashes, spell)


@lru_cache(maxsize=2048)
def alone(name: str) -> Named:
    """Return a stream that stands by itself."""
    return named(lambda: [name])


@lru_cache(maxsize=1024)
def several(names: tuple[str, ...]) -> Named:
    """Return streams that stand by themselves, each like `alone`."""
    return named(lambda: names)


class Some(NamedTuple):
    """Which of several groups are wanted; each (groups,)."""

    wanted: Bools
    moved: Ints  #: how many streams before those of the group are not wanted


_NO_KEYS, _NO_NUMBERS = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
_ONE_GROUP = Some(np.ones(1, dtype=np.bool_), np.zeros(1, dtype=np.int64))


class Streams:
    """All streams of one replication.

    Parameters
    ----------
    seed : int
        Root of all randomness, not negative.
    replication : int
        Number of the replication, from 0 to 2**32 - 1.
    asked : sequence of Named
        Streams of the replication from which others have drawn.
    """

    def __init__(self, seed: int, replication: int, asked: Sequence[Named] = ()) -> None:
        self.seed = seed
        self.replication = replication
        self._asked = list(asked)
        sequence = np.random.SeedSequence(seed, spawn_key=(replication,))
        seed_words = max(POOL, (seed.bit_length() + 31) // 32)
        # Each word beyond the pool's four, the replication's among them, used four constants.
        steps = POOL * POOL + POOL * (seed_words + 1 - POOL)
        constant = INIT_A * pow(MULT_A, steps, 1 << 32) & _LOW_32
        self._seeds = pcg64.seeds_of(sequence.pool.astype(np.uint64), constant)

    @property
    def asked(self) -> tuple[Named, ...]:
        """All that were drawn from."""
        return tuple(self._asked)

    def register(self, streams: Named) -> Keys:
        """Return the hashes of names and remember that they are used.

        Parameters
        ----------
        streams : Named
            Streams or people; none that was registered before.
        """
        self._asked.append(streams)
        return streams.hashes

    def uniforms(
        self, streams: Named, which: Ints, rows: Ints, width: int = 1, used: int | None = None,
        only: Ints | None = None,
    ) -> Floats:  # fmt: skip
        """Draw the first marks of many streams, in rows of one width.

        Parameters
        ----------
        streams : Named
            Streams that were not asked for before in this replication.
        which : Ints
            From which of them to draw.
        rows : Ints
            (streams drawn from,) how many rows to draw from each.
        width : int
            Marks in a row.
        used : int, optional
            How many marks of each row to return, from the first; all by default.
        only : Ints, optional
            Which rows to return, in rising order, counted over all streams; all by default.

        Returns
        -------
        Floats
            (used, rows) marks in [0, 1), stream after stream. Rows of one stream are those of
            ``default_rng(SeedSequence(seed, spawn_key=(replication, low, high)))``.
        """
        every = np.arange(int(rows.sum())) if only is None else only
        wanted = width if used is None else used
        marks = np.empty((wanted, every.size))
        bounds = np.array([[0, which.size], [0, 0], [0, every.size], [0, 0]])
        self.fill(
            streams, None, Groups(which, rows, every, _NO_KEYS, bounds), _ONE_GROUP,
            width, wanted, Into(marks.ravel(), every.size, _NO_NUMBERS, _NO_NUMBERS),
        )  # fmt: skip
        return marks

    def fill(
        self, streams: Named, of_persons: Named | None, groups: Groups, some: Some, width: int,
        used: int, into: Into,
    ) -> None:  # fmt: skip
        """Draw the first marks of many streams, and marks that are hashed, group by group.

        Parameters
        ----------
        streams : Named
            Those of the groups that are wanted; see `uniforms`.
        of_persons : Named, optional
            For each of these groups the stream that has the key of its persons, if there are any.
        groups, some, width, used, into : Groups, Some, int, int, Into
            See `pcg64.fill`.
        """
        hashes = self.register(streams)
        keys = _NO_KEYS if of_persons is None else self.register(of_persons)
        pcg64.fill(self._seeds, hashes, some.moved, keys, groups, some.wanted, width, used, into)

    def key(self, name: str) -> np.uint64:
        """Return the key of a counter-based stream (see `hashed_uniforms`): its first 64 bits."""
        keys = self.register(alone(name))
        return np.uint64(pcg64.first_words(self._seeds, keys)[0])

    def keys(self, names: tuple[str, ...]) -> Keys:
        """Return the keys of several counter-based streams: see `key`."""
        return pcg64.first_words(self._seeds, self.register(several(names)))

    def refuse_shared(self) -> None:
        """Make sure that no two of the names registered have one hash, and that none came twice.

        Raises
        ------
        RunError
            If there are any. It has the names, or says between which names one came twice.
        """
        _refuse_shared(self.asked)


@lru_cache(maxsize=64)
def _refuse_shared(asked: tuple[Named, ...]) -> None:
    """Do so; what is asked for is the same in all replications of a scenario."""
    if not asked:
        return
    hashes = np.sort(np.concatenate([streams.hashes for streams in asked]))
    if (hashes[1:] != hashes[:-1]).all():
        return
    known: dict[int, str] = {}
    for streams in asked:
        names = streams.spell()
        for key, name in zip(streams.hashes.tolist(), names, strict=True):
            other = known.get(key)
            if other == name:
                raise RunError(f"the random stream {name!r} is asked for twice")
            if other is not None:
                raise RunError(
                    f"the random streams {other!r} and {name!r} have the same hash, so they "
                    "would share their draws: rename a district, type or hub"
                )
            known[key] = name


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
    marks = np.empty((counters.size, persons.size))
    splitmix64.hashed(key, persons, counters, marks)
    return marks.T


def following(keys: Keys, number: Ints | int) -> Keys:
    """Return the keys of what follows in a sequence: the number-th of each key's own."""
    return splitmix64.following(keys, number)
