"""The columns of all incidents, brought into order of creation as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim import clock
from sim.world.array_kinds import dtypes_of
from sim.world.arrays import NO_ARREST, NO_PARENT, Drawn, Ints

#: What incidents have in the columns of levers that their type is without, where that is not 0.
PLAIN = {
    "patience_ms": clock.NEVER,
    "reached_on": 1,
    "deadline_ms": -1,
    "follow_up": NO_PARENT,
    "arrest_mark": NO_ARREST,
}
#: The type of the numbers of each column of `Drawn`.
_DTYPE_OF = dtypes_of(Drawn)


class Columns:
    """The columns of `arrays.Drawn` while they are filled.

    What is drawn is kept type after type, and each column is brought into order when it is asked
    for: incidents that stand side by side are then read from few places, where writing one type
    after another would go through the whole column each time.

    Parameters
    ----------
    order : Ints
        (incidents,) the incidents in order of creation, numbered type after type.
    behind : mapping of str to array
        Columns of the cases that are open at the start, whose rows follow those of the incidents;
        empty if there are none.
    """

    def __init__(self, order: Ints, behind: Mapping[str, Any]) -> None:
        self.incidents = order.size
        self._order = order
        self._behind = behind
        self._rows = order.size + (behind["created_ms"].size if behind else 0)
        self._by_type: dict[str, Any] = {}
        self._found: dict[str, Any] = {}

    def put(self, columns: Mapping[str, Any]) -> None:
        """Take columns of the incidents, type after type."""
        for name, values in columns.items():
            self._by_type[name] = values.astype(_DTYPE_OF[name], copy=False)

    def column(self, name: str) -> Any:
        """Return a column, which may be changed; what is drawn of it has been put by then."""
        if name not in self._found:
            column = np.empty(self._rows, dtype=_DTYPE_OF[name])
            incidents, behind = column[: self.incidents], column[self.incidents :]
            behind[:] = self._behind.get(name, 0)
            if name in self._by_type:
                np.take(self._by_type.pop(name), self._order, out=incidents, mode="clip")
            else:
                incidents[:] = PLAIN.get(name, 0)
            self._found[name] = column
        return self._found[name]

    def drawn(self) -> Drawn:
        """Return all columns; those that are 0 all through are one and the same."""
        nothing = {dtype: np.zeros(self._rows, dtype=dtype) for dtype in set(_DTYPE_OF.values())}
        for name, dtype in _DTYPE_OF.items():
            if name in PLAIN or name in self._behind or name in self._by_type:
                self.column(name)
            self._found.setdefault(name, nothing[dtype])
        return Drawn(**self._found)
