"""Rows of the tables of measures, by scenario and cell: read once, then looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

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


def by_scenario(frame: pd.DataFrame) -> dict[str, dict[Cell, Row]]:
    """Return the rows of every scenario by cell."""
    found: dict[str, dict[Cell, Row]] = {}
    for row in records(frame):
        found.setdefault(row["scenario"], {})[_cell_of(row)] = row
    return found


def rows_of(frame: pd.DataFrame, scenario: str) -> dict[Cell, Row]:
    """Return the rows of one scenario by cell."""
    return {_cell_of(row): row for row in records(frame[frame["scenario"] == scenario])}


def _cell_of(row: Row) -> Cell:
    return Cell(row["measure"], row["team"], row["hub"], row["grade"])
