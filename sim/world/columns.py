"""The columns of all incidents, in order of creation, filled type by type as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import numpy as np

from sim import clock
from sim.world.arrays import NO_ARREST, NO_PARENT, Bools, Drawn, Ints, Shorts

#: What incidents have in the columns of levers that their type is without, where that is not 0.
PLAIN = {
    "patience_ms": clock.NEVER,
    "reached_on": 1,
    "deadline_ms": -1,
    "follow_up": NO_PARENT,
    "arrest_mark": NO_ARREST,
}
_DTYPES: dict[Any, Any] = {Ints: np.int64, Shorts: np.int32, Bools: np.bool_}
#: The type of the numbers of each column of `Drawn`.
_DTYPE_OF = {name: _DTYPES[kind] for name, kind in get_type_hints(Drawn).items()}


class Columns:
    """The columns of `arrays.Drawn` while they are filled.

    What is drawn of a type goes to its place at once, so that nothing is kept twice.

    Parameters
    ----------
    incidents : int
        How many there are.
    behind : mapping of str to array
        Columns of the cases that are open at the start, whose rows follow those of the incidents;
        empty if there are none.
    """

    def __init__(self, incidents: int, behind: Mapping[str, Any]) -> None:
        self.incidents = incidents
        self._behind = behind
        self._rows = incidents + (behind["created_ms"].size if behind else 0)
        self._found: dict[str, Any] = {}

    def put(self, rows: Ints, columns: Mapping[str, Any]) -> None:
        """Put the columns of some incidents in their rows; a number is that of each of them."""
        for name, values in columns.items():
            if isinstance(values, np.ndarray) or values != PLAIN.get(name, 0):
                self.column(name)[rows] = values

    def column(self, name: str) -> Any:
        """Return a column, which may be changed."""
        if name not in self._found:
            column = np.full(self._rows, PLAIN.get(name, 0), dtype=_DTYPE_OF[name])
            column[self.incidents :] = self._behind.get(name, 0)
            self._found[name] = column
        return self._found[name]

    def drawn(self) -> Drawn:
        """Return all columns; those that are 0 all through are one and the same."""
        nothing = {dtype: np.zeros(self._rows, dtype=dtype) for dtype in _DTYPES.values()}
        for name, dtype in _DTYPE_OF.items():
            if name in PLAIN or name in self._behind:
                self.column(name)
            self._found.setdefault(name, nothing[dtype])
        return Drawn(**self._found)
