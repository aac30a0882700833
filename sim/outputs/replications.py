"""What the replications of a scenario measured: a row for each cell, a column for each replication.

A thousand replications have more than a million rows in ``replications.parquet``. Here they are one
array of numbers, and their rows exist only a group at a time, while that file is written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.breakdowns import labels
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CELL = ["measure", "team", "hub", "grade"]
REPLICATION_COLUMNS = ["scenario", "replication", "seed", *CELL, "value"]
#: Rows that are written together.
TOGETHER = 1 << 16


class Measured(NamedTuple):
    """The measures of the replications of one scenario."""

    scenario: str
    seed: int
    #: Index `CELL`, in the order of the registry, and behind it `DISTRICT`, `TYPE`, `WINDOW` or
    #: `MONTH` in tables by one of them; a column of floats for each replication, named after its
    #: number and in that order.
    table: pd.DataFrame


def measured(scenario: str, seed: int, found: Iterable[tuple[int, MeasureRows]]) -> Measured:
    """Put the measures of replications beside each other.

    Parameters
    ----------
    scenario : str
        Its name.
    seed : int
        Root of all randomness.
    found : iterable of (int, MeasureRows)
        Number of each replication and its measures, in any order; at least one.

    Raises
    ------
    ValueError
        If a replication comes twice, a cell stands twice in one, or replications differ in their
        cells, which depend on the scenario only.
    """
    import pandas as pd

    cells: tuple[tuple[str, ...], ...] = ()
    values = {}
    for number, rows in found:
        if number in values:
            raise ValueError(f"replication {number} comes twice")
        cells = cells or rows[:-1]
        if rows[:-1] != cells:
            raise ValueError(f"replication {number} has other cells than the ones before")
        values[number] = rows.value
    index = _index(cells, tuple(CELL))
    if not index.is_unique:
        raise ValueError("a cell stands twice in one replication")
    numbers = sorted(values)
    table = np.column_stack([values[number] for number in numbers])
    return Measured(scenario, seed, pd.DataFrame(table, index, numbers))


@functools.lru_cache(maxsize=8)
def _index(cells: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> pd.MultiIndex:
    """Return the index of cells, which scenarios that are compared mostly share."""
    import pandas as pd

    return pd.MultiIndex.from_arrays(cells, names=names)


def broken_down(scenario: Scenario, seed: int, by: str, values: Sequence[Floats]) -> Measured:
    """Put the measures of replications by district, type, window or month beside each other.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    seed : int
        Root of all randomness.
    by : str
        `DISTRICT`, `TYPE`, `WINDOW` or `MONTH`.
    values : sequence of arrays
        One for each replication, in the order of replications.
    """
    import pandas as pd

    index = _index(labels(scenario, by), (*CELL, by))
    table = pd.DataFrame(np.column_stack(values), index, list(range(len(values))))
    return Measured(scenario.name, seed, table)


def measured_again(scenario: str, frame: pd.DataFrame) -> Measured:
    """Return what `measured` did, from the rows of ``replications.parquet``."""
    mine = frame[frame["scenario"] == scenario]
    found = []
    for number in sorted(set(mine["replication"].tolist())):
        part = mine[mine["replication"] == number]
        measure, team, hub, grade = (tuple(part[name].tolist()) for name in CELL)
        value = part["value"].to_numpy(np.float64)
        found.append((number, MeasureRows(measure, team, hub, grade, value)))
    return measured(scenario, int(mine["seed"].tolist()[0]), found)


def replication_rows(scenarios: Iterable[Measured]) -> Iterator[pa.Table]:
    """Yield the rows of ``replications.parquet``, a group of them at a time.

    Parameters
    ----------
    scenarios : iterable of Measured
        In the order in which they are to stand.

    Yields
    ------
    pyarrow.Table
        `REPLICATION_COLUMNS`, by replication and then by cell.
    """
    for one in scenarios:
        numbers = one.table.columns.to_numpy()
        step = max(TOGETHER // len(one.table), 1)
        for first in range(0, len(numbers), step):
            yield _rows(one, numbers[first : first + step])


def _rows(one: Measured, numbers: np.ndarray) -> pa.Table:
    """Return the rows of some replications."""
    import pyarrow as pa

    cells, text = len(one.table), pa.large_string()
    rows = cells * len(numbers)
    labels = one.table.index.to_frame(index=False)
    columns = {
        "scenario": pa.repeat(pa.scalar(one.scenario, text), rows),
        "replication": np.repeat(numbers.astype(np.int64), cells),
        "seed": np.full(rows, one.seed, dtype=np.int64),
        **{name: pa.concat_arrays([pa.array(labels[name], text)] * len(numbers)) for name in CELL},
        "value": pa.array(one.table[numbers].to_numpy().T.ravel(), from_pandas=True),
    }
    return pa.table(columns).select(REPLICATION_COLUMNS)
