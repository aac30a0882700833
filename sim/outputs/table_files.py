"""How tables are written: csv for people and spreadsheets, parquet for what is long.

The protective marking is on every table: as the last column of csv files, which have no other
place for it that every reader of csv accepts, and as the entry ``protective_marking`` of the file
metadata in parquet files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.outputs.files import whole, write_whole

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MARKING = "protective_marking"
#: A text with one of these in it stands between quotation marks.
_QUOTED = frozenset(',"\r\n')


def write_csv(path: Path, frame: pd.DataFrame, marking: str) -> None:
    """Write a table as csv, whole or not at all, with the marking as its last column.

    Numbers are written with the fewest digits that read back as the same number; empty cells are
    empty. Lines end with a line feed on every platform.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    # The bytes of `DataFrame.to_csv`, which looks at every text of a column and not at each once.
    columns = [_texts(frame[name]) for name in frame.columns]
    lines = map(",".join, zip(*columns, [marking] * len(frame), strict=True))
    names = ",".join(_quoted(str(name)) for name in [*frame.columns, MARKING])
    write_whole(path, "\n".join([names, *lines, ""]))


def _texts(column: pd.Series) -> list[str]:
    """Return the cells of a column as they stand in a csv file."""
    is_number = column.dtype.kind == "f"
    if not is_number and column.hasnans:
        column = column.fillna("")
    values = column.to_numpy().tolist()
    if is_number:
        return ["" if value != value else repr(value) for value in values]  # noqa: PLR0124 - NaN
    texts = {value: _quoted(str(value)) for value in set(values)}
    return [texts[value] for value in values]


def _quoted(text: str) -> str:
    """Return a text as it stands in a csv file."""
    if _QUOTED.isdisjoint(text):
        return text
    return '"{}"'.format(text.replace('"', '""'))


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
