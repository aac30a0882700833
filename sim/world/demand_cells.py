"""The cells in which demand is drawn, and their streams of marks.

A cell is a type in a district in a calendar week, and in a layer (`sim.world.layers`).
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from sim.world.arrays import Bools, Floats, Ints
from sim.world.name_hashes import hashes_of_pairs
from sim.world.streams import NOBODY, Beside, Named, Streams, with_hashes

#: First parts of the names of streams, district/type and the layer: for each layer, each district.
StreamNames = tuple[tuple[str, ...], ...]
#: The same of several types, each with the weeks of its cells.
CellsOfTypes = tuple[tuple[StreamNames, range], ...]


class DemandCells(NamedTuple):
    """The cells of one type that have any incidents, each with streams of its own.

    Cells that there may be are numbered by layer, week and district.
    """

    places: StreamNames
    weeks: range
    number: Ints  #: (cells,)
    incidents: Ints  #: (cells,) how many each has, never 0

    def streams(self, purpose: str) -> Named:
        """Return the streams of a purpose, of all cells that there may be."""
        return cell_streams(self.places, self.weeks, purpose)

    def only(self, some: Bools, weeks: range) -> DemandCells:
        """Return some of the cells, all of them in these weeks."""
        row, district = np.divmod(self.number[some], len(self.places[0]))
        layer, row = np.divmod(row, len(self.weeks))
        row += layer * len(weeks) + self.weeks.start - weeks.start
        return DemandCells(
            self.places, weeks, row * len(self.places[0]) + district, self.incidents[some]
        )


def stream_names(places: StreamNames, weeks: range, purpose: str) -> list[str]:
    """Return the names of the streams of all cells: district/type/purpose/week."""
    return [f"{place}/{purpose}/{week}" for layer in places for week in weeks for place in layer]


@lru_cache(maxsize=2048)
def cell_streams(places: StreamNames, weeks: range, purpose: str) -> Named:
    """Return the streams of a purpose; the same ones in all replications and in most scenarios."""
    return _named(((places, weeks),), purpose)


@lru_cache(maxsize=4096)
def streams_of_types(cells: CellsOfTypes, purpose: str) -> Named:
    """Return the streams of a purpose of several types, one type after the other."""
    return _named(cells, purpose)


def _named(cells: CellsOfTypes, purpose: str) -> Named:
    hashes = [
        hashes_of_pairs(layer, [f"/{purpose}/{week}" for week in weeks])
        for places, weeks in cells
        for layer in places
    ]
    return with_hashes(np.concatenate(hashes), partial(_names, cells, purpose))


def _names(cells: CellsOfTypes, purpose: str) -> list[str]:
    return [name for places, weeks in cells for name in stream_names(places, weeks, purpose)]


def cell_marks(
    streams: Streams,
    cells: DemandCells,
    purpose: str,
    width: int,
    used: int | None = None,
    only: Ints | None = None,
    beside: Beside = NOBODY,
) -> Floats:
    """Draw the marks of a purpose for the first incidents of some cells; see `Streams.uniforms`."""
    return streams.uniforms(
        cells.streams(purpose), cells.number, cells.incidents, width, used, only, beside
    )
