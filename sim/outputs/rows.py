"""Rows of the tables of measures, by scenario and cell: read once, then looked up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell

if TYPE_CHECKING:
    import pandas as pd

#: A row of a table, by column.
Row = Mapping[str, Any]


def records(frame: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows of a table; `DataFrame.to_dict` takes several times as long."""
    names = [str(name) for name in frame.columns]
    for values in zip(*(frame[name].to_numpy().tolist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


class _LazyRows(Mapping[Cell, Row]):
    """Rows by cell, each made when it is asked for: most never are."""

    def __init__(self, columns: Mapping[str, list[Any]]) -> None:
        self._columns = columns
        self._made: dict[Cell, Row] = {}
        self.places: dict[Cell, int] = {}

    def __getitem__(self, cell: Cell) -> Row:
        if cell not in self._made:
            place = self.places[cell]
            self._made[cell] = {name: values[place] for name, values in self._columns.items()}
        return self._made[cell]

    def __contains__(self, cell: object) -> bool:
        return cell in self.places

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def column(self, name: str) -> list[Any]:
        """Return one column of all rows, of which none is made."""
        values = self._columns[name]
        return [values[place] for place in self.places.values()]


def by_scenario(frame: pd.DataFrame) -> dict[str, Mapping[Cell, Row]]:
    """Return the rows of every scenario by cell."""
    columns = {str(name): frame[name].to_numpy().tolist() for name in frame.columns}
    found: dict[str, _LazyRows] = {}
    cells = map(Cell._make, zip(*(columns[name] for name in Cell._fields), strict=True))
    for place, (scenario, cell) in enumerate(zip(columns["scenario"], cells, strict=True)):
        if scenario not in found:
            found[scenario] = _LazyRows(columns)
        found[scenario].places[cell] = place
    return {**found}


def replications_in(rows: Mapping[Cell, Row]) -> int:
    """Return in how many replications there is a value of the cell that has most."""
    if isinstance(rows, _LazyRows):
        return int(max(rows.column("replications")))
    return max(int(row["replications"]) for row in rows.values())


def rows_of(frame: pd.DataFrame, scenario: str) -> dict[Cell, Row]:
    """Return the rows of one scenario by cell."""
    mine = records(frame[frame["scenario"] == scenario])
    return {Cell(*(row[name] for name in Cell._fields)): row for row in mine}


def mean(rows: Mapping[Cell, Row], cell: Cell) -> float:
    """Return the mean of a cell; NaN where there is none."""
    row = rows.get(cell)
    return float(row["mean"]) if row and row["replications"] else math.nan


def by_part(frame: pd.DataFrame | None, by: str) -> dict[tuple[str, str], dict[Cell, Row]]:
    """Return the rows of a table of districts or types by scenario and part, and by cell.

    A district has one hub, which is no part of its cells. Without a table there are none.
    """
    found: dict[tuple[str, str], dict[Cell, Row]] = {}
    for row in () if frame is None else records(frame):
        hub = ALL if by == "district" else row["hub"]
        cell = Cell(row["measure"], row["team"], hub, row["grade"])
        found.setdefault((row["scenario"], row[by]), {})[cell] = row
    return found
