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

#: What incidents have in `Block`, beside that from which their marks are drawn.
_COLUMNS = (
    "district", "week", "ordinal", "layer", "repeat", "parent", "mark", "created_ms"
)  # fmt: skip
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


class Blocks:
    """Incidents of several types, type after type, in the order of their blocks.

    Parameters
    ----------
    blocks : sequence of Block
        One for each type.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        sizes = [block.created_ms.size for block in blocks]
        #: (types + 1,) the first incident of each type, and the end of the last.
        self.first: Ints = np.cumsum([0, *sizes])
        #: (incidents,) number of the type.
        self.type: Ints = np.repeat(np.arange(len(sizes)), sizes)
        self._chosen: dict[bytes, Chosen] = {}
        self._rows: dict[bytes, Ints] = {}
        self._runs: dict[bytes, list[slice]] = {}

    def __len__(self) -> int:
        """Return how many incidents there are."""
        return self.type.size

    def column(self, name: str) -> Ints:
        """Return a column of `Block` of all incidents, whose repeats name rows of their type."""
        return np.concatenate([getattr(block, name) for block in self.blocks])

    def forget_columns(self) -> None:
        """Give the memory of the columns back; marks can still be drawn."""
        none: dict[str, Any] = dict.fromkeys(_COLUMNS, self.type[:0])
        self.blocks = tuple(block._replace(**none) for block in self.blocks)

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

    def of(self, types: Bools | None = None) -> Chosen:
        """Return the incidents of some types; of all by default."""
        some = np.ones(len(self.blocks), dtype=np.bool_) if types is None else types
        key = some.tobytes()
        if key not in self._chosen:
            chosen = [block for block, is_one in zip(self.blocks, some, strict=True) if is_one]
            self._chosen[key] = _chosen(
                self.type if some.all() else self.type[self.rows(some)], chosen
            )
        return self._chosen[key]

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


def _chosen(code: Ints, blocks: Sequence[Block]) -> Chosen:
    """Return the incidents of some types, whose numbers are given."""
    repeating = [block for block in blocks if block.repeat_key.size]
    cells = [sum(map(len, block.cells.places)) * len(block.cells.weeks) for block in blocks]
    rows = [int(block.cells.incidents.sum()) for block in blocks]
    # First incidents and repeats, type after type: those to the left come first.
    sizes = np.array([[block.shown.size, block.repeat_key.size] for block in blocks]).reshape(-1)
    is_repeat = np.repeat(np.arange(sizes.size) % 2 == 1, sizes)
    return Chosen(
        type=code,
        cells=tuple((block.cells.places, block.cells.weeks) for block in blocks),
        which=_counted_on([block.cells.number for block in blocks], cells),
        incidents=np.concatenate([block.cells.incidents for block in blocks]),
        shown=_counted_on([block.shown for block in blocks], rows),
        repeating=tuple(block.type_name for block in repeating),
        persons=Persons(
            np.concatenate([block.repeat_key for block in blocks]),
            np.cumsum([0, *(block.repeat_key.size for block in repeating)]),
        ),
        place=_true_first(~is_repeat),
    )


def _true_first(which: Bools) -> Ints:
    """Return the rows of those that are true, and then of the others."""
    return np.concatenate([np.flatnonzero(which), np.flatnonzero(~which)])


def _counted_on(parts: Sequence[Ints], sizes: Sequence[int]) -> Ints:
    """Return numbers of several types as those of all, by how many there are of each type."""
    before = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([part + first for part, first in zip(parts, before, strict=True)])


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
