"""How tables are written: csv for people and spreadsheets, parquet for what is long.

The protective marking is on every table: as the last column of csv files, which have no other
place for it that every reader of csv accepts, and as the entry ``protective_marking`` of the file
metadata in parquet files.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.outputs.files import whole

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MARKING = "protective_marking"


def write_csv(path: Path, frame: pd.DataFrame, marking: str) -> None:
    """Write a table as csv, whole or not at all, with the marking as its last column.

    Numbers are written with the fewest digits that read back as the same number; empty cells are
    empty. Lines end with a line feed on every platform.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    columns = [_cells_of(frame[name]) for name in frame.columns]
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        # What pandas writes with as well, in half as long again.
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*frame.columns, MARKING])
        writer.writerows(zip(*columns, repeat(marking, len(frame)), strict=True))


def _cells_of(column: pd.Series) -> list[Any]:
    """Return what is written of a column: nothing where a value is missing."""
    cells: list[Any] = column.tolist()
    for place in column.isna().to_numpy().nonzero()[0]:
        cells[place] = None
    return cells


def write_parquet(path: Path, tables: pa.Table | Iterable[pa.Table], marking: str) -> None:
    """Write a table as parquet, whole or not at all, with the marking in its metadata.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    tables : pyarrow Table or iterable of pyarrow Tables
        Tables of an iterable are taken one by one and stand under each other in one file, so that
        many replications need not be in memory at once.
    marking : str
        Protective marking.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = iter([tables] if isinstance(tables, pa.Table) else tables)
    first = next(parts)
    schema = first.schema.with_metadata({MARKING: marking})
    with whole(path) as draft, pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        writer.write_table(first.cast(schema))
        for part in parts:
            writer.write_table(part.cast(schema))


@contextlib.contextmanager
def parquet_beside(path: Path, tables: Iterable[pa.Table], marking: str) -> Iterator[None]:
    """Write a table as `write_parquet` does, in a thread while the block runs.

    Most of that is compressing, for which Python is not needed: another core does it.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    from concurrent.futures import ThreadPoolExecutor  # which takes long to import

    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(write_parquet, path, tables, marking)
        yield
    written.result()
