"""The incidents of several types side by side, so that marks of all are drawn in one call.

A mark is that of an incident, by its type, its cell and its ordinal, or by the key of a repeat.
With which other types it is drawn makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Floats, Ints
from sim.world.arrivals import Block
from sim.world.demand_cells import CellsOfTypes, streams_of_types
from sim.world.pcg64 import Persons
from sim.world.streams import NOBODY, Beside, Named, Streams, following, part, several

#: What follows a repeat is hashed from the key of the repeat, this far along its sequence.
_OF_REPEATS = 1_000_000


class _Marked(NamedTuple):
    """Where the marks of some incidents come from; rows of cells, and repeats, by type."""

    cells: CellsOfTypes
    which: Ints  #: (cells with incidents,) among those of all types
    incidents: Ints  #: (the same,) how many each has
    shown: Ints  #: (first incidents,) rows among these
    place: Ints  #: (first incidents,) where each stands among the incidents
    repeating: tuple[str, ...]  #: types that have repeats here
    persons: Persons  #: the repeats of these


class Blocks:
    """Incidents of several types, type after type, in the order of their blocks.

    Parameters
    ----------
    blocks : sequence of Block
        One for each type.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = tuple(blocks)
        sizes = [block.created_ms.size for block in blocks]
        #: (types + 1,) the first incident of each type, and the end of the last.
        self.first: Ints = np.cumsum([0, *sizes])
        #: (incidents,) number of the type.
        self.type: Ints = np.repeat(np.arange(len(sizes)), sizes)
        self._marked: dict[bytes, _Marked] = {}
        self._rows: dict[bytes, Ints] = {}
        self._runs: dict[bytes, list[slice]] = {}

    def __len__(self) -> int:
        """Return how many incidents there are."""
        return self.type.size

    def column(self, name: str) -> Ints:
        """Return a column of `Block` of all incidents, whose repeats name rows of their type."""
        return np.concatenate([getattr(block, name) for block in self._blocks])

    def rows(self, types: Bools) -> Ints:
        """Return the incidents of some types, in order; (types,) says which."""
        key = types.tobytes()
        if key not in self._rows:
            self._rows[key] = np.flatnonzero(types[self.type])
        return self._rows[key]

    def runs(self, types: Bools) -> list[slice]:
        """Return where the incidents of some types stand: those of neighbours in one run."""
        key = types.tobytes()
        if key not in self._runs:
            edges = self.first[np.flatnonzero(np.diff(types, prepend=False, append=False))]
            self._runs[key] = list(map(slice, edges[::2].tolist(), edges[1::2].tolist()))
        return self._runs[key]

    def codes(self, types: Bools) -> Ints:
        """Return the numbers of the types of these incidents."""
        return self.type if types.all() else self.type[self.rows(types)]

    def marks(
        self,
        streams: Streams,
        purpose: str,
        width: int,
        used: int | None = None,
        types: Bools | None = None,
        rows: Ints | None = None,
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
        types : Bools, optional
            (types,) of which they are drawn; all by default.
        rows : Ints, optional
            Incidents whose marks to return, in rising order, all of these types; all by default.

        Returns
        -------
        Floats
            (used, incidents of these types).
        """
        here = self._of_types(types)
        if rows is not None:
            every = rows if types is None else np.searchsorted(self.rows(types), rows)
            here = _only(here, every)
        beside = NOBODY._replace(place=here.place)
        if here.repeating:
            beside = Beside(_of_repeats(here.repeating, purpose), here.persons, here.place)
        of_cells = streams_of_types(here.cells, purpose)
        return streams.uniforms(
            of_cells, here.which, here.incidents, width, used, here.shown, beside
        )

    def keys(self, streams: Streams, purpose: str, types: Bools | None = None) -> Keys:
        """Return a key for each incident that depends on its permanent name alone.

        Parameters
        ----------
        streams, purpose, types : Streams, str, Bools
            As for `marks`. What is hashed from the key has nothing to do with the marks.
        """
        here = self._of_types(types)
        of_cell = streams.register(streams_of_types(here.cells, purpose))[here.which]
        of_row = np.repeat(of_cell, here.incidents)[here.shown]
        ordinal = self.column("ordinal")
        if types is not None:
            ordinal = ordinal[self.rows(types)]
        found = np.empty(ordinal.shape, dtype=np.uint64)
        found[here.place] = following(of_row, ordinal[here.place] + 1)
        found[_columns(here.persons)] = following(here.persons.key, _OF_REPEATS)
        return found

    def _of_types(self, types: Bools | None) -> _Marked:
        """Return where the marks of the incidents of some types come from."""
        some = np.ones(len(self._blocks), dtype=np.bool_) if types is None else types
        key = some.tobytes()
        if key not in self._marked:
            chosen = [block for block, is_one in zip(self._blocks, some, strict=True) if is_one]
            self._marked[key] = _marked(chosen)
        return self._marked[key]


def _marked(blocks: Sequence[Block]) -> _Marked:
    """Return where the marks of the incidents of some types come from."""
    which, incidents, shown, place, keys, repeating = [], [], [], [], [], []
    first, column = [0], []
    cells = rows = before = 0
    for block in blocks:
        firsts, repeats = block.shown.size, block.repeat_key.size
        which.append(block.cells.number + cells)
        incidents.append(block.cells.incidents)
        shown.append(block.shown + rows)
        place.append(np.arange(before, before + firsts))
        if repeats:
            keys.append(block.repeat_key)
            repeating.append(block.type_name)
            first.append(first[-1] + repeats)
            column.append(before + firsts)
        cells += sum(map(len, block.cells.places)) * len(block.cells.weeks)
        rows += int(block.cells.incidents.sum())
        before += firsts + repeats
    return _Marked(
        cells=tuple((block.cells.places, block.cells.weeks) for block in blocks),
        which=np.concatenate(which),
        incidents=np.concatenate(incidents),
        shown=np.concatenate(shown),
        place=np.concatenate(place),
        repeating=tuple(repeating),
        persons=Persons(
            np.concatenate([np.empty(0, dtype=np.uint64), *keys]), _ints(first), _ints(column)
        ),
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _only(marked: _Marked, rows: Ints) -> _Marked:
    """Return where the marks of some incidents come from, by their rows, in rising order."""
    size = marked.place.size + marked.persons.key.size
    of_first, of_repeat = np.full((2, size), -1, dtype=np.int64)
    of_first[marked.place] = marked.shown
    every, begins, _ = marked.persons
    of_repeat[_columns(marked.persons)] = np.arange(every.size)
    firsts, repeats = np.flatnonzero(of_first[rows] >= 0), np.flatnonzero(of_repeat[rows] >= 0)
    kept = of_repeat[rows[repeats]]
    first = np.searchsorted(kept, begins)
    column = np.append(repeats, 0)[first[:-1]]
    return marked._replace(
        shown=of_first[rows[firsts]],
        place=firsts,
        persons=Persons(every[kept], first, column),
    )


def _columns(persons: Persons) -> Ints:
    """Return where each person stands."""
    every, begins, column = persons
    return np.arange(every.size) + np.repeat(column - begins[:-1], np.diff(begins))


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
