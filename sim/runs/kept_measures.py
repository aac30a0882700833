"""Keeps what a command has measured that writes no results, until it has ended well.

One that was interrupted, or in which something failed, goes on from there when it is given again.
Of each replication there is one file, named by all that its measures depend on, beside the compiled
code in the user's folder for caches. Nothing is deleted but files that this module has written.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim import code_cache
from sim.errors import RunError
from sim.outputs.files import UNFINISHED, open_plain, whole
from sim.runs.keys import hash_of
from sim.runs.saved_values import UNREADABLE, as_array, packed_cells, unpacked

if TYPE_CHECKING:
    from sim.outputs.measures.all_measures import MeasureRows
    from sim.runs.replication import Task, TaskKey

#: Name of the folder, and how long files stay of a command that was never given again.
OWN_FOLDER = "sixhubs-unfinished"
KEPT_S = 30 * 24 * 3600
_FILE_NAME = re.compile(r"[0-9a-f]{64}\.npz")

_LOG = logging.getLogger(__name__)


class KeptMeasures:
    """Measures of finished replications.

    Parameters
    ----------
    tell : callable
        Given a line when the first is found that was finished before.

    Attributes
    ----------
    count : int
        How many replications of this command are kept.
    """

    def __init__(self, tell: Callable[[str], None] = lambda _line: None) -> None:
        self._tell = tell
        self._has_told = False
        self._folder: Path | None = code_cache.base() / OWN_FOLDER
        self._files: set[Path] = set()
        self._cells: dict[bytes, MeasureRows] = {}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self._give_up(error.strerror or error)
        else:
            _forget_old(self._folder)

    @property
    def count(self) -> int:
        """Return how many replications of this command are kept."""
        return len(self._files)

    def known(self, tasks: Sequence[Task]) -> dict[TaskKey, MeasureRows]:
        """Return the measures of those tasks that were finished before."""
        found: dict[TaskKey, MeasureRows] = {}
        for task in tasks:
            path = self._path_of(task)
            # One that is not as it was written is run and written again.
            with contextlib.suppress(*UNREADABLE):
                if path is not None and path.exists():
                    found[task.key] = self._read(path)
                    self._files.add(path)
        if found and not self._has_told:
            self._has_told = True
            self._tell("what was finished before is not run again")
        return found

    def keep(self, task: Task, rows: MeasureRows) -> None:
        """Keep the measures of a task that has just finished."""
        import numpy as np

        path = self._path_of(task)
        if path is None:
            return
        try:
            with whole(path, is_settled=False) as draft, draft.open("wb") as file:
                np.savez(file, cells=as_array(packed_cells(rows)), value=rows.value)
        except RunError as error:
            self._give_up(error)
        else:
            self._files.add(path)

    def forget(self) -> None:
        """Delete what was kept: the command has ended well."""
        for path in self._files:
            with contextlib.suppress(OSError):
                path.unlink()
        self._files.clear()

    def _path_of(self, task: Task) -> Path | None:
        return self._folder and self._folder / f"{hash_of(task.words())}.npz"

    def _read(self, path: Path) -> MeasureRows:
        import numpy as np

        with open_plain(path) as file, np.load(file, allow_pickle=False) as saved:
            return unpacked(saved["cells"].tobytes(), saved["value"], self._cells)

    def _give_up(self, reason: object) -> None:
        """Keep nothing from now on."""
        _LOG.warning("finished replications cannot be kept in %s: %s", self._folder, reason)
        self._folder = None


def _forget_old(folder: Path) -> None:
    """Delete files of commands that were never given again."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            is_own = _FILE_NAME.fullmatch(path.name) or path.name.startswith(UNFINISHED)
            is_plain = path.is_file() and not path.is_symlink()
            if is_own and is_plain and path.lstat().st_mtime < time.time() - KEPT_S:
                with contextlib.suppress(OSError):
                    path.unlink()
