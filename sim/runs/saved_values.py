"""What is saved of a finished replication: every number that the tables are made from.

One npz file with three arrays: of what replication it is, the cells of its measures, compressed,
and all numbers one after another, as they are: compressing them saves half of the bytes and takes
longer than all else that saving does. A file of few arrays is written and read in a fraction of the
time that one of many takes.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import RunError
from sim.outputs.files import open_plain, whole
from sim.runs.folder import Folder
from sim.runs.saved import VALUES

if TYPE_CHECKING:
    import numpy as np

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile
    from sim.runs.replication import Result, Task
    from sim.world.arrays import Floats

    Bytes = np.typing.NDArray[np.uint8]

#: How hard zlib tries.
_LEVEL = 1

#: What reading a file raises that is not as it was written.
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class SavedValues(NamedTuple):
    """What is saved of one replication."""

    measures: MeasureRows
    breakdowns: Breakdowns
    week: WeekProfile
    reached_within: Floats


def write_values(folder: Folder, task: Task, result: Result) -> None:
    """Save what a replication measured.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    import numpy as np

    arrays = (result.measures.value, *result.breakdowns, *result.week, result.reached_within)
    about = {
        "run_hash": folder.run_hash,
        "replication": task.replication,
        "protective_marking": task.scenario.protective_marking,
        "shapes": [array.shape for array in arrays],
    }
    # Not parquet: writing it makes pyarrow load pandas, which takes a worker longer than to start.
    path = folder.file_of(task.replication, VALUES)
    with whole(path, is_settled=False) as draft, draft.open("wb") as file:
        np.savez(
            file,
            about=as_array(json.dumps(about).encode()),
            cells=as_array(packed_cells(result.measures)),
            numbers=np.concatenate([array.ravel() for array in arrays]),
        )


def read_values(folder: Folder, replications: int) -> Iterator[SavedValues]:
    """Yield what is saved of each replication.

    Raises
    ------
    RunError
        If one cannot be read, or is of another run or number.
    """
    known: dict[bytes, MeasureRows] = {}
    for number in range(replications):
        path = folder.file_of(number, VALUES)
        try:
            yield _read(path, folder.run_hash, number, known)
        except UNREADABLE as error:
            reason = str(error) if isinstance(error, ValueError) else type(error).__name__
            raise RunError(
                f"{path} cannot be used ({reason}); remove it, and the same command runs the "
                "replication again"
            ) from error


def _read(path: Path, run_hash: str, number: int, known: dict[bytes, MeasureRows]) -> SavedValues:
    """Return what is saved of one replication.

    Parameters
    ----------
    known : dict
        As `unpacked` takes it.

    Raises
    ------
    ValueError
        If it is of another run or number.
    """
    import numpy as np

    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile

    with open_plain(path) as file, np.load(file, allow_pickle=False) as saved:
        about = json.loads(saved["about"].tobytes())
        if (about["run_hash"], about["replication"]) != (run_hash, number):
            raise ValueError("it is of another run or another replication")
        joined, numbers = saved["cells"].tobytes(), saved["numbers"]
    shapes = about["shapes"]
    ends = np.cumsum([prod(shape) for shape in shapes])
    # Copies: most are kept until all are read, and the long ones of the week are not.
    value, *others, reached_within = (
        part.reshape(shape).copy()
        for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)
    )
    parts = len(Breakdowns._fields)
    return SavedValues(
        unpacked(joined, value, known),
        Breakdowns(*others[:parts]),
        WeekProfile(*others[parts:]),
        reached_within,
    )


def packed_cells(rows: MeasureRows) -> bytes:
    """Return which measures there are, of which team, hub and grade."""
    *cells, _ = rows
    # Nothing that has a name in a scenario has a line break in it.
    return zlib.compress("\n".join(chain.from_iterable(cells)).encode(), _LEVEL)


def unpacked(packed: bytes, value: Floats, known: dict[bytes, MeasureRows]) -> MeasureRows:
    """Return measures of which the cells were packed.

    Parameters
    ----------
    known : dict
        The cells of those read before, by what was packed of them: one copy is enough for all.
    """
    from sim.outputs.measures.all_measures import MeasureRows

    if packed not in known:
        words, size = tuple(zlib.decompress(packed).decode().split("\n")), value.size
        measure, team, hub, grade = (words[at * size : (at + 1) * size] for at in range(4))
        known[packed] = MeasureRows(measure, team, hub, grade, value)
    return known[packed]._replace(value=value)


def as_array(content: bytes) -> Bytes:
    """Return bytes as an array, a quarter as long as one of texts."""
    import numpy as np

    return np.frombuffer(content, np.uint8)
