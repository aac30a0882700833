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
from sim.world.demand_cells import CellsOfTypes, sizes_of_types, streams_of_types
from sim.world.pcg64 import Groups, Into, keys_of_rows
from sim.world.streams import Named, Some, Streams, part, several

#: What follows a repeat is hashed from the key of the repeat, this far along its sequence.
_OF_REPEATS = 1_000_000
_NONE = np.empty(0, dtype=np.int64)


class _Types(NamedTuple):
    """Some of the types, and their streams."""

    some: Some
    cells: CellsOfTypes
    names: tuple[str, ...]


@lru_cache(maxsize=512)
def _some_types(names: tuple[str, ...], cells: CellsOfTypes, wanted: bytes) -> _Types:
    """Return some of the types of all incidents."""
    flags = np.frombuffer(wanted, dtype=np.bool_)
    unwanted = np.where(flags, 0, sizes_of_types(cells))
    return _Types(
        Some(flags, np.cumsum(unwanted) - unwanted),
        tuple(compress(cells, flags)),
        tuple(compress(names, flags)),
    )


@lru_cache(maxsize=512)
def _of_repeats(names: tuple[str, ...], purpose: str) -> Named:
    """Return the streams from which the marks of repeats are hashed, type by type."""
    return several(tuple(f"{part(name)}/repeats/{purpose}" for name in names))


class Chosen(NamedTuple):
    """Some of the incidents."""

    blocks: Blocks
    types: Bools  #: (types,) of which they are
    place: Ints  #: (incidents of all types,) number of each among these, or -1; or empty: as it is
    type: Ints  #: (these incidents,) number of the type

    def marks(self, streams: Streams, purpose: str, width: int) -> Floats:
        """Draw the marks of a purpose, (width, incidents): see `Blocks.marks`."""
        found = np.empty((width, self.type.size))
        into = Into(found.ravel(), self.type.size, self.place, _NONE)
        self.blocks.draw_into(streams, purpose, width, width, into, self.types)
        return found


def _with_behind(first: Ints, values: Any, behind: Mapping[int, Any]) -> Any:
    """Return values by type with others behind those of their types.

    Parameters
    ----------
    first : Ints
        (types + 1,) the first of each type, and the end of the last.
    """
    codes = sorted(behind)
    pieces = np.split(values, first[[code + 1 for code in codes]])
    joined = [each for n, code in enumerate(codes) for each in (pieces[n], behind[code])]
    return np.concatenate([*joined, pieces[-1]])


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
    groups : Groups
        By type the cells that have any incidents, how many each has (never 0), which of these are
        first incidents here, and the keys from which the marks of each repeat are hashed.
    columns : dict of str to Ints
        (incidents,) ``district``, ``week``, ``ordinal``, ``layer``, ``repeat``; ``parent``, which
        is a row of the type or `NO_PARENT`; ``mark`` as in `arrays.Drawn`; and ``created_ms``
        within the period.
    """

    def __init__(
        self, names: tuple[str, ...], cells: CellsOfTypes, groups: Groups, columns: dict[str, Ints]
    ) -> None:
        self.names, self.cells = names, cells
        self._groups, self._columns = groups, columns
        _, _, first_shown, first_repeat = groups.bounds
        #: (types + 1,) the first incident of each type, and the end of the last.
        self.first: Ints = first_shown + first_repeat
        #: (incidents,) number of the type.
        self.type: Ints = np.repeat(np.arange(len(names)), np.diff(self.first))
        self._every = np.ones(len(names), dtype=np.bool_)
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
        groups, more = self._groups, np.zeros_like(self.first)
        for code, (keys, _) in found.items():
            more[code + 1] = keys.size
        behind = {code: keys for code, (keys, _) in found.items()}
        bounds = groups.bounds.copy()
        bounds[3] += np.cumsum(more)
        persons = _with_behind(groups.bounds[3], groups.persons, behind)
        columns = {
            name: _with_behind(
                self.first, values, {code: columns[name] for code, (_, columns) in found.items()}
            )
            for name, values in self._columns.items()
        }
        groups = groups._replace(persons=persons, bounds=bounds)
        return Blocks(self.names, self.cells, groups, columns)

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

    def taken(self, types: Bools, values: Any) -> Any:
        """Return a column of the incidents of some types, given that of all; not to be changed."""
        runs = self.runs(types)
        if len(runs) == 1:
            return values[runs[0]]
        return np.concatenate([values[:0], *(values[run] for run in runs)])

    def codes(self, types: Bools) -> Ints:
        """Return the numbers of the types of these incidents."""
        codes: Ints = self.taken(types, self.type)
        return codes

    def of(self, types: Bools) -> Chosen:
        """Return the incidents of some types."""
        return Chosen(self, types, _NONE, self.codes(types))

    def at(self, rows: Ints) -> Chosen:
        """Return some of the incidents, by their rows, in rising order."""
        place = np.full(len(self), -1)
        place[rows] = np.arange(rows.size)
        return Chosen(self, self._every, place, self.type[rows])

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
        streams : Streams
            Where they come from.
        purpose : str
            Name of the purpose.
        width : int
            Marks per incident; must never change for a purpose.
        used : int, optional
            How many of them to return, from the first; all by default.
        types : Bools, optional
            (types,) of which they are drawn; all by default.

        Returns
        -------
        Floats
            (used, incidents of these types).
        """
        wanted = width if used is None else used
        some = self._every if types is None else types
        found = np.empty((wanted, self._number_of(some)))
        into = Into(found.ravel(), found.shape[1], _NONE, _NONE)
        self.draw_into(streams, purpose, width, wanted, into, some)
        return found

    def draw_into(
        self, streams: Streams, purpose: str, width: int, used: int, into: Into,
        types: Bools | None = None,
    ) -> None:  # fmt: skip
        """Draw the marks of a purpose, and write them where they belong.

        Parameters
        ----------
        streams, purpose, width, used, types : Streams, str, int, int, Bools
            As for `marks`.
        into : Into
            Place and number of each incident's marks, (incidents of all types,).
        """
        of = self._some(self._every if types is None else types)
        streams.fill(
            streams_of_types(of.cells, purpose), _of_repeats(of.names, purpose), self._groups,
            of.some, width, used, into,
        )  # fmt: skip

    def keys(self, streams: Streams, purpose: str, types: Bools | None = None) -> Keys:
        """Return a key for each incident that depends on its permanent name alone.

        Parameters
        ----------
        streams, purpose, types : Streams, str, Bools
            As for `marks`. What is hashed from the key has nothing to do with the marks.
        """
        some = self._every if types is None else types
        of = self._some(some)
        hashes = streams.register(streams_of_types(of.cells, purpose))
        return keys_of_rows(
            hashes, of.some.moved, self._groups, some, self.column("ordinal"), _OF_REPEATS,
            self._number_of(some),
        )  # fmt: skip

    def _number_of(self, types: Bools) -> int:
        return int(np.diff(self.first)[types].sum())

    def _some(self, types: Bools) -> _Types:
        return _some_types(self.names, self.cells, types.tobytes())


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
