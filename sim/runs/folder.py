"""What a results folder holds: enough to continue a run, and never to mix it with another.

Beside its results a folder has a subfolder ``.replications`` with

- ``run.json``: what was run (`sim.runs.keys`); the run of another key is refused
  (`sim.runs.reuse`);
- the saved replications (`sim.runs.saved`);
- ``lock``: held while a run writes to the folder (`sim.runs.locking`).

Only what this program has written is ever replaced or removed (`sim.runs.ownership`).
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from sim.errors import NotWritableError, RunError
from sim.outputs.files import is_full, is_plain, sha256_of, write_whole
from sim.runs import saved
from sim.runs.keys import SCENARIO, ComparisonKey, StudyKey, hash_of, kind_of
from sim.runs.locking import locked
from sim.runs.ownership import (
    NEW_FILES,
    SAVED_FOLDER,
    remove_own,
    replace_files,
    sweep,
)
from sim.runs.reuse import (
    REPLACES,
    RUN_FILE,
    WantedRun,
    check_folder,
    is_finished,
    recorded_run,
    saved_replication,
)
from sim.runs.saved import LOGS, VALUES, ReplicationRecord, file_of, read_record, record_file

LOCK_FILE = "lock"
_SUBFOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Folder:
    """A results folder.

    Parameters
    ----------
    path : pathlib.Path
        The folder, which need not exist.
    key : RunKey or ComparisonKey
        What is to be run.
    outputs : iterable of str
        Names of the files that a run can leave in the folder.
    replications : int
        How many there are to be.
    """

    def __init__(
        self, path: Path, key: StudyKey, outputs: Iterable[str], replications: int
    ) -> None:
        self.path = path
        self.saved = path / SAVED_FOLDER
        self.new_files = self.saved / NEW_FILES
        self.run_hash = hash_of(key.words())
        self._words = key.words()
        self._outputs = tuple(outputs)
        self._wanted = WantedRun(path, self._words, self._outputs, replications)
        self._seed = key.runs[0].seed if isinstance(key, ComparisonKey) else key.seed
        self._files = (VALUES, *(f"{name}.parquet" for name in LOGS if self._words["log"]))

    def check(self, *, overwrite: bool = False) -> None:
        """Check that the folder is free for this run: nothing of anybody else would be lost.

        Raises
        ------
        OtherRunError
            If it holds another run that is not to be replaced, or files that are not ours; the
            message says what and what to do.
        """
        check_folder(self._wanted, overwrite=overwrite)

    def is_finished(self) -> bool:
        """Tell whether the results of this run are there, all of them as they were written."""
        return is_finished(self._wanted)

    @contextlib.contextmanager
    def claimed(self, *, overwrite: bool = False) -> Iterator[None]:
        """Lock the folder for this run, after creating it and recording the key.

        Raises
        ------
        OtherRunError
            If it is not free for this run (see `check`).
        NotWritableError
            If there can be no files in it, though the disk has room.
        RunError
            If the disk is full, or another process is writing to it.
        """
        self.check(overwrite=overwrite)
        with contextlib.ExitStack() as claim:
            try:
                self.saved.mkdir(parents=True, exist_ok=True)
                claim.enter_context(locked(self.saved / LOCK_FILE, self.path))
                self.check(overwrite=overwrite)
                before = self._before()
                if overwrite:
                    saved.remove_saved(self.saved)
                sweep(self.path, self._outputs)
            except OSError as error:
                message = f"cannot write to {self.path}: {error.strerror}"
                if is_full(error):
                    raise RunError(message) from error
                raise NotWritableError(f"{message}; nothing was run") from error
            words = {**self._words, **({REPLACES: before} if before else {})}
            if recorded_run(self.saved) != words:
                write_whole(self.saved / RUN_FILE, text_of(words))
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    sweep(self.path, self._outputs)

    def _before(self) -> list[str]:
        """Return the scenarios that have a subfolder here and will have none."""
        recorded = recorded_run(self.saved) or {}
        listed = recorded.get(REPLACES)
        names = {str(name) for name in listed} if isinstance(listed, list) else set()
        names |= {name.removeprefix(SCENARIO) for name in recorded if name.startswith(SCENARIO)}
        return sorted(
            name
            for name in names
            if _SUBFOLDER.fullmatch(name) and f"{SCENARIO}{name}" not in self._words
        )

    @contextlib.contextmanager
    def being_replaced(self) -> Iterator[None]:
        """Provide `new_files`, a folder for new results, which take the place of the old ones.

        Raises
        ------
        RunError
            If they cannot.
        """
        try:
            self.new_files.mkdir(exist_ok=True)
        except OSError as error:
            raise RunError(f"cannot write to {self.path}: {error.strerror}") from error
        yield
        replace_files(self.path, self._outputs)
        before = self._before()
        try:
            for name in before:
                _remove_run(self.path / name, name, self._outputs)
        except OSError as error:
            raise RunError(f"cannot remove the earlier run: {error}") from error
        if before:
            write_whole(self.saved / RUN_FILE, text_of(self._words))

    # --- replications ---

    def file_of(self, replication: int, name: str) -> Path:
        """Return the file of this name that belongs to a replication."""
        return file_of(self.saved, replication, name)

    def record(
        self, replication: int, names: Iterable[str], *, seconds: float, events: int, checked: bool
    ) -> None:
        """Record that all files of a replication are written.

        Raises
        ------
        RunError
            If the record cannot be written.
        """
        files = {name: sha256_of(self.file_of(replication, name)) for name in names}
        record = ReplicationRecord(
            self._words, replication, self._seed, float(seconds), int(events), checked, files
        )
        # The disk is not waited for: where the power fails, hashes tell what has to run again.
        path = record_file(self.saved, replication)
        write_whole(path, text_of(asdict(record)), is_settled=False)

    def record_of(self, replication: int) -> ReplicationRecord | None:
        """Return what is known of a replication, None unless all of it is there and of this run."""
        return saved_replication(self._wanted, replication, self._seed, self._files)

    def seconds(self, replication: int) -> float:
        """Return how long a finished replication took."""
        record = read_record(record_file(self.saved, replication))
        if record is None:
            raise RunError(f"replication {replication} in {self.saved} is not there any more")
        return record.seconds


def _remove_run(folder: Path, scenario: str, outputs: Iterable[str]) -> None:
    """Remove what a run of a scenario has written to a folder, and the folder if nothing is left.

    Raises
    ------
    OSError
        If something cannot be removed.
    RunError
        If another process is writing to it.
    """
    inside = folder / SAVED_FOLDER
    if folder.is_symlink() or inside.is_symlink() or not inside.is_dir():
        return
    recorded = recorded_run(inside) or {}
    if kind_of(recorded) != "run" or recorded.get("scenario") != scenario:
        return
    with locked(inside / LOCK_FILE, folder):
        sweep(folder, outputs)
        remove_own(folder, outputs)
        saved.remove_saved(inside)
        (inside / RUN_FILE).unlink()
    with contextlib.suppress(OSError):
        if is_plain(inside / LOCK_FILE):
            (inside / LOCK_FILE).unlink()
        inside.rmdir()
        folder.rmdir()


def text_of(value: object) -> str:
    """Return a key or a record as it stands in its file."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
