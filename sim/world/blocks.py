"""The incidents of several types side by side, so that marks of all are drawn in one call.

A mark is that of an incident, by its type, its cell and its ordinal, or by the key of a repeat.
With which other types it is drawn makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Floats, Ints
from sim.world.demand_cells import CellsOfTypes, streams_of_types
from sim.world.pcg64 import Persons
from sim.world.streams import NOBODY, Beside, Named, Streams, following, part, several

#: What follows a repeat is hashed from the key of the repeat, this far along its sequence.
_OF_REPEATS = 1_000_000


class Chosen(NamedTuple):
    """Some incidents, and where their marks come from: rows of cells, and repeats, by type."""

    type: Ints  #: (incidents,) number of the type
    cells: CellsOfTypes
    which: Ints  #: (cells with incidents,) among those of all types
    incidents: Ints  #: (the same,) how many each has
    shown: Ints  #: (first incidents,) rows among these
    repeating: tuple[str, ...]  #: types that have repeats here
    persons: Persons  #: the repeats of these
    place: Ints  #: (first incidents + repeats,) where each stands among the incidents

    def marks(
        self,
        streams: Streams,
        purpose: str,
        width: int,
        used: int | None = None,
        number: Ints | None = None,
    ) -> Floats:
        """Draw the marks of a purpose.

        Parameters
        ----------
        streams : Streams
            Where they come from.
        purpose : str
            Name of the purpose.
        width : int
            Marks per incident; must never change for a purpose.
        used : int, optional
            How many of them to return, from the first; all by default.
        number : Ints, optional
            (incidents,) how many marks of each to return, instead of `used`.

        Returns
        -------
        Floats
            (used, incidents); with numbers, the marks of one after another.
        """
        beside = NOBODY._replace(place=self.place)
        if self.repeating:
            beside = Beside(_of_repeats(self.repeating, purpose), self.persons, self.place)
        of_cells = streams_of_types(self.cells, purpose)
        return streams.uniforms(
            of_cells, self.which, self.incidents, width, used, self.shown, beside, number
        )

    def only(self, rows: Ints) -> Chosen:
        """Return some of them, by their rows, in rising order."""
        turn = np.empty_like(self.place)
        turn[self.place] = np.arange(turn.size)
        turn = turn[rows]
        is_first = turn < self.shown.size
        place, firsts = _true_first(is_first), np.count_nonzero(is_first)
        shown, person = turn[place[:firsts]], turn[place[firsts:]] - self.shown.size
        every, begins = self.persons
        return self._replace(
            type=self.type[rows],
            shown=self.shown[shown],
            persons=Persons(every[person], np.searchsorted(person, begins)),
            place=place,
        )


class OfTypes(NamedTuple):
    """Things of several types, type after type."""

    first: Ints  #: (types + 1,) the first of each type, and the end of the last
    values: Any  #: (things,)

    def taken(self, types: Bools) -> Any:
        """Return those of some types; (types,) says which."""
        if types.all():
            return self.values
        pieces = [self.values[run] for run in _runs(self.first, types)]
        return np.concatenate([self.values[:0], *pieces])

    def counted_on(self, types: Bools, sizes: Ints) -> Ints:
        """Return numbers of some types as those of all these, of which each has a size."""
        before = np.cumsum(sizes[types]) - sizes[types]
        found: Ints = self.taken(types) + np.repeat(before, np.diff(self.first)[types])
        return found

    def with_behind(self, found: Mapping[int, Any]) -> OfTypes:
        """Return them with others behind those of their types."""
        codes = sorted(found)
        pieces = np.split(self.values, self.first[[code + 1 for code in codes]])
        behind = [found[code] for code in codes]
        joined = [piece for pair in zip(pieces, behind, strict=False) for piece in pair]
        sizes = np.zeros_like(self.first)
        sizes[[code + 1 for code in codes]] = [len(each) for each in behind]
        return OfTypes(self.first + np.cumsum(sizes), np.concatenate([*joined, pieces[-1]]))


def _runs(first: Ints, types: Bools) -> list[slice]:
    """Return where the things of some types stand, those of neighbours in one run.

    Parameters
    ----------
    first : Ints
        (types + 1,) the first of each type, and the end of the last.
    types : Bools
        (types,) which of them.
    """
    edges = first[np.flatnonzero(np.diff(types, prepend=False, append=False))]
    return list(map(slice, edges[::2].tolist(), edges[1::2].tolist()))


class Blocks:
    """Incidents of several types within a period, type after type.

    First incidents of a type stand in order of layer, week, district and ordinal; repeats come
    after them, and then what follows other incidents.

    Parameters
    ----------
    names : tuple of str
        Of the types.
    cells : CellsOfTypes
        All cells that there may be.
    number, incidents : OfTypes
        Numbers of the cells that have any incidents, and how many each has, never 0.
    shown : OfTypes
        Rows of the cells' marks, counted in each type, that stand for a first incident.
    keys : OfTypes
        From which the marks of each repeat are hashed.
    columns : dict of str to Ints
        (incidents,) ``district``, ``week``, ``ordinal``, ``layer``, ``repeat``; ``parent``, which
        is a row of the type or `NO_PARENT`; ``mark`` as in `arrays.Drawn`; and ``created_ms``
        within the period.
    """

    def __init__(
        self, names: tuple[str, ...], cells: CellsOfTypes, number: OfTypes, incidents: OfTypes,
        shown: OfTypes, keys: OfTypes, columns: dict[str, Ints],
    ) -> None:  # fmt: skip
        self.names, self.cells = names, cells
        self._number, self._incidents, self._shown, self._keys = number, incidents, shown, keys
        self._columns = columns
        #: (types + 1,) the first incident of each type, and the end of the last.
        self.first: Ints = shown.first + keys.first
        #: (incidents,) number of the type.
        self.type: Ints = np.repeat(np.arange(len(names)), np.diff(self.first))
        #: In a year each of these takes many megabytes: all and the last that were asked for.
        self._all: Chosen | None = None
        self._last: tuple[bytes, Chosen] | None = None
        self._runs: dict[bytes, list[slice]] = {}

    def __len__(self) -> int:
        """Return how many incidents there are."""
        return self.type.size

    def column(self, name: str) -> Ints:
        """Return a column of all incidents, which is not to be changed."""
        return self._columns[name]

    def with_behind(self, found: Mapping[int, tuple[Keys, Mapping[str, Ints]]]) -> Blocks:
        """Return these incidents with others behind those of their types.

        Parameters
        ----------
        found : mapping of int to tuple
            By type, the keys from which the marks of what comes behind are hashed, and all columns.
        """
        if not found:
            return self
        columns = {
            name: OfTypes(self.first, values).with_behind(
                {code: columns[name] for code, (_, columns) in found.items()}
            )
            for name, values in self._columns.items()
        }
        return Blocks(
            self.names, self.cells, self._number, self._incidents, self._shown,
            self._keys.with_behind({code: keys for code, (keys, _) in found.items()}),
            {name: column.values for name, column in columns.items()},
        )  # fmt: skip

    def forget_columns(self) -> None:
        """Give the memory of the columns back; marks can still be drawn."""
        self._columns = {}

    def rows(self, types: Bools) -> Ints:
        """Return the incidents of some types, in order; (types,) says which."""
        runs = [np.arange(run.start, run.stop) for run in self.runs(types)]
        return np.concatenate([np.arange(0), *runs])

    def runs(self, types: Bools) -> list[slice]:
        """Return where the incidents of some types stand: those of neighbours in one run."""
        key = types.tobytes()
        if key not in self._runs:
            self._runs[key] = _runs(self.first, types)
        return self._runs[key]

    def of(self, types: Bools | None = None) -> Chosen:
        """Return the incidents of some types; of all by default."""
        if types is None or types.all():
            if self._all is None:
                self._all = self._of_types(np.ones(len(self.names), dtype=np.bool_))
            return self._all
        key = types.tobytes()
        if self._last is None or self._last[0] != key:
            self._last = None
            self._last = key, self._of_types(types)
        return self._last[1]

    def at(self, rows: Ints) -> Chosen:
        """Return some of the incidents, by their rows, in rising order."""
        return self.of().only(rows)

    def codes(self, types: Bools) -> Ints:
        """Return the numbers of the types of these incidents."""
        return self.of(types).type

    def marks(
        self,
        streams: Streams,
        purpose: str,
        width: int,
        used: int | None = None,
        types: Bools | None = None,
    ) -> Floats:
        """Draw the marks of a purpose for the incidents of some types, or of all.

        Parameters
        ----------
        streams, purpose, width, used : Streams, str, int, int
            See `Chosen.marks`.
        types : Bools, optional
            (types,) of which they are drawn; all by default.

        Returns
        -------
        Floats
            (used, incidents of these types).
        """
        return self.of(types).marks(streams, purpose, width, used)

    def keys(self, streams: Streams, purpose: str, types: Bools | None = None) -> Keys:
        """Return a key for each incident that depends on its permanent name alone.

        Parameters
        ----------
        streams, purpose, types : Streams, str, Bools
            As for `marks`. What is hashed from the key has nothing to do with the marks.
        """
        here = self.of(types)
        of_cell = streams.register(streams_of_types(here.cells, purpose))[here.which]
        of_row = np.repeat(of_cell, here.incidents)[here.shown]
        ordinal = self.column("ordinal")
        if types is not None:
            ordinal = ordinal[self.rows(types)]
        found = np.empty(ordinal.shape, dtype=np.uint64)
        firsts, repeats = np.split(here.place, [of_row.size])
        found[firsts] = following(of_row, ordinal[firsts] + 1)
        found[repeats] = following(here.persons.key, _OF_REPEATS)
        return found

    def _of_types(self, types: Bools) -> Chosen:
        """Return the incidents of some types."""
        of_cells = np.array([sum(map(len, places)) * len(weeks) for places, weeks in self.cells])
        upto = np.append(0, np.cumsum(self._incidents.values))
        rows = np.diff(upto[self._incidents.first])
        firsts, repeats = np.diff(self._shown.first)[types], np.diff(self._keys.first)
        repeating, repeats = types & (repeats > 0), repeats[types]
        place = [
            np.arange(firsts.sum()) + np.repeat(np.cumsum(repeats) - repeats, firsts),
            np.arange(repeats.sum()) + np.repeat(np.cumsum(firsts), repeats),
        ]
        return Chosen(
            type=np.repeat(np.flatnonzero(types), np.diff(self.first)[types]),
            cells=tuple(compress(self.cells, types)),
            which=self._number.counted_on(types, of_cells),
            incidents=self._incidents.taken(types),
            shown=self._shown.counted_on(types, rows),
            repeating=tuple(compress(self.names, repeating)),
            persons=Persons(self._keys.taken(types), np.append(0, np.cumsum(repeats[repeats > 0]))),
            place=np.concatenate(place),
        )


def _true_first(which: Bools) -> Ints:
    """Return the rows of those that are true, and then of the others."""
    return np.concatenate([np.flatnonzero(which), np.flatnonzero(~which)])


@lru_cache(maxsize=512)
def _of_repeats(names: tuple[str, ...], purpose: str) -> Named:
    """Return the streams from which the marks of repeats are hashed, type by type."""
    return several(tuple(f"{part(name)}/repeats/{purpose}" for name in names))


def spread(blocks: Blocks, types: Bools, values: Any, otherwise: Any = 0) -> Any:
    """Return a column of all incidents from the values of those of some types.

    Parameters
    ----------
    blocks : Blocks
        All incidents.
    types : Bools
        (types,) of which there are values.
    values : array
        (incidents of these types,)
    otherwise : number
        What the others have.
    """
    if values.size == len(blocks):
        return values
    column = np.full(len(blocks), otherwise, dtype=values.dtype)
    done = 0
    for run in blocks.runs(types):
        number = run.stop - run.start
        column[run] = values[done : done + number]
        done += number
    return column
