"""The cells in which demand is drawn, and their streams of marks.

A cell is a type in a district in a calendar week, and in a layer (`sim.world.layers`). Those that a
type may have are numbered by layer, week and district.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from sim.world.name_hashes import hashes_of_pairs
from sim.world.streams import Named, with_hashes

#: First parts of the names of streams, district/type and the layer: for each layer, each district.
StreamNames = tuple[tuple[str, ...], ...]
#: The same of several types, each with the weeks of its cells.
CellsOfTypes = tuple[tuple[StreamNames, range], ...]


def sizes_of_types(cells: CellsOfTypes) -> list[int]:
    """Return the number of cells of each type."""
    return [sum(map(len, places)) * len(weeks) for places, weeks in cells]


def stream_names(places: StreamNames, weeks: range, purpose: str) -> list[str]:
    """Return the names of the streams of all cells: district/type/purpose/week."""
    return [f"{place}/{purpose}/{week}" for layer in places for week in weeks for place in layer]


@lru_cache(maxsize=1024)
def streams_of_types(cells: CellsOfTypes, purpose: str) -> Named:
    """Return the streams of a purpose, of all cells that there may be, one type after the other.

    They are the same ones in all replications and in most scenarios.
    """
    hashes = [
        hashes_of_pairs(layer, [f"/{purpose}/{week}" for week in weeks])
        for places, weeks in cells
        for layer in places
    ]
    return with_hashes(np.concatenate(hashes), partial(_names, cells, purpose))


def _names(cells: CellsOfTypes, purpose: str) -> list[str]:
    return [name for places, weeks in cells for name in stream_names(places, weeks, purpose)]
