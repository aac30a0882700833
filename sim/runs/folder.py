"""What a results folder holds: enough to continue a run, and never to mix it with another.

Beside its results a folder has a subfolder ``.replications`` with

- ``run.json``: what was run (`RunKey` or `ComparisonKey`); the run of another key is refused;
- ``00003.values.npz`` and the like: the files of a finished replication;
- ``00003.json``: written last, with the hashes of those files; a replication without it, or whose
  files do not match it, is run again;
- ``lock``: held while a run writes to the folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sim
from sim.errors import OtherRunError, RunError
from sim.outputs.files import UNFINISHED, sha256_of, write_whole

SAVED_FOLDER = ".replications"
RUN_FILE = "run.json"
LOCK_FILE = "lock"
#: Changes when replications are saved in another way.
LAYOUT = 1
#: Folders of the program in which no result can change.
NOT_SOURCES = ("shipped/", "public/")
#: Comes before the name of a scenario in the key of a comparison.
_SCENARIO = "scenario "
_WAYS_OUT = "choose another folder with --out, or replace what is there with --overwrite"


@cache
def source_hash() -> str:
    """Return the SHA-256 of the program's own sources, as 64 hexadecimal digits.

    The shipped scenarios are no sources, nor is the face of the program (`sim/public`, installed
    as ``sixhubs``): no result depends on it, and in a wheel it lies elsewhere.
    """
    root = Path(sim.__file__).parent
    sources = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    digest = hashlib.sha256()
    for name, path in sorted(sources.items()):
        if not name.startswith(NOT_SOURCES):
            content = path.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True)
class RunKey:
    """All that the results of a replication depend on, its number apart.

    Both engines give the same results, so the key names their family and not the engine.
    """

    scenario: str
    scenario_hash: str
    source_hash: str
    numpy: str
    seed: int
    log: bool
    engine_family: str

    def words(self) -> dict[str, Any]:
        """Return the key as it is written to `RUN_FILE`."""
        return {"kind": "run", "layout": LAYOUT, **asdict(self)}


@dataclass(frozen=True)
class ComparisonKey:
    """What a comparison is of; the runs in its subfolders have keys of their own.

    Parameters
    ----------
    runs : tuple of RunKey
        Keys of the runs, the baseline first.
    """

    runs: tuple[RunKey, ...]

    def words(self) -> dict[str, Any]:
        """Return the key as it is written to `RUN_FILE`."""
        baseline = asdict(self.runs[0])
        shared = ("source_hash", "numpy", "seed", "log", "engine_family")
        return {
            "kind": "comparison",
            "layout": LAYOUT,
            "baseline": baseline["scenario"],
            **{name: baseline[name] for name in shared},
            **{f"{_SCENARIO}{run.scenario}": run.scenario_hash for run in self.runs},
        }


@dataclass(frozen=True)
class Record:
    """What is known of a saved replication."""

    seconds: float  #: time it took
    events: int  #: model events that ran
    checked: bool  #: whether the invariants were checked
    files: Mapping[str, str]  #: hash of each file, by name


class Folder:
    """A results folder.

    Parameters
    ----------
    path : pathlib.Path
        The folder, which need not exist.
    key : RunKey or ComparisonKey
        What is to be run.
    outputs : iterable of str
        Names of the files that a run leaves in the folder; replacing removes them.
    """

    def __init__(self, path: Path, key: RunKey | ComparisonKey, outputs: Iterable[str]) -> None:
        self.path = path
        self.saved = path / SAVED_FOLDER
        self._words = key.words()
        self._outputs = tuple(outputs)

    def check(self) -> None:
        """Check that the folder is empty or holds this run.

        Raises
        ------
        OtherRunError
            If it holds another run; the message says what differs and what to do.
        """
        recorded = self._recorded()
        if recorded is None:
            strange = [name for name in self._outputs if (self.path / name).exists()]
            if strange:
                raise OtherRunError(
                    f"{self.path} holds a {strange[0]} without the record of its run; {_WAYS_OUT}"
                )
            return
        reasons = differences(recorded, self._words)
        if reasons:
            raise OtherRunError(f"{self.path} holds another run: {'; '.join(reasons)}; {_WAYS_OUT}")

    def _recorded(self) -> dict[str, Any] | None:
        """Return the key in `RUN_FILE`, None if there is no such file, {} if it cannot be read."""
        try:
            recorded = json.loads((self.saved / RUN_FILE).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            return {}
        return recorded if isinstance(recorded, dict) else {}

    @contextlib.contextmanager
    def claimed(self, *, overwrite: bool = False) -> Iterator[None]:
        """Lock the folder for this run, after creating it and recording the key.

        Raises
        ------
        OtherRunError
            If it holds another run and ``overwrite`` is not set.
        RunError
            If it cannot be written, or another process is writing to it.
        """
        if not overwrite:
            self.check()
        with contextlib.ExitStack() as claim:
            try:
                self.saved.mkdir(parents=True, exist_ok=True)
                claim.enter_context(_locked(self.saved / LOCK_FILE, self.path))
                if overwrite:
                    self._empty()
                else:
                    self.check()
                self._sweep()
            except OSError as error:
                raise RunError(f"cannot write to {self.path}: {error.strerror}") from error
            write_whole(self.saved / RUN_FILE, _json(self._words))
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    self._sweep()

    def _sweep(self) -> None:
        """Remove files that a killed process did not finish writing."""
        for folder in (self.saved, self.path):
            for leftover in folder.glob(f"{UNFINISHED}*"):
                leftover.unlink()

    def _empty(self) -> None:
        """Remove what a run left here, and nothing else."""
        recorded = self._recorded() or {}
        _remove_run(self.path, self._outputs, keep_lock=True)
        for name in recorded:
            if name.startswith(_SCENARIO) and name not in self._words:
                subfolder = self.path / name.removeprefix(_SCENARIO)
                _remove_run(subfolder, self._outputs, keep_lock=False)

    # --- replications ---

    def file_of(self, replication: int, name: str) -> Path:
        """Return the file of this name that belongs to a replication."""
        return self.saved / f"{replication:05d}.{name}"

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
        record = Record(seconds, events, checked, files)
        write_whole(self._record_file(replication), _json(asdict(record)))

    def record_of(self, replication: int) -> Record | None:
        """Return what is known of a replication, None unless all of it is there and undamaged."""
        try:
            text = self._record_file(replication).read_text(encoding="utf-8")
            record = Record(**json.loads(text))
            whole = all(
                sha256_of(self.file_of(replication, name)) == digest
                for name, digest in record.files.items()
            )
        except (OSError, ValueError, TypeError, AttributeError):
            return None
        return record if whole else None

    def seconds(self, replication: int) -> float:
        """Return how long a finished replication took."""
        record = json.loads(self._record_file(replication).read_text(encoding="utf-8"))
        return float(record["seconds"])

    def _record_file(self, replication: int) -> Path:
        return self.saved / f"{replication:05d}.json"


def _remove_run(folder: Path, outputs: Iterable[str], *, keep_lock: bool) -> None:
    """Remove outputs and saved replications from a folder, and the folder if nothing is left."""
    saved = folder / SAVED_FOLDER
    if not saved.is_dir():
        return
    for name in outputs:
        (folder / name).unlink(missing_ok=True)
    for path in saved.iterdir():
        if not (keep_lock and path.name == LOCK_FILE):
            path.unlink()
    if not keep_lock:
        saved.rmdir()
        with contextlib.suppress(OSError):
            folder.rmdir()


def differences(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Say in plain words how the run in a folder differs from the one that is wanted.

    A comparison may gain scenarios: what only ``wanted`` names is no difference.
    """
    kinds = {"run": "a single run", "comparison": "a comparison"}
    if not recorded or recorded.get("kind") not in kinds:
        return [f"its {SAVED_FOLDER}/{RUN_FILE} cannot be read"]
    if recorded["kind"] != wanted["kind"]:
        return [f"it is {kinds[recorded['kind']]}, not {kinds[wanted['kind']]}"]
    if recorded.get("layout") != wanted["layout"]:
        return ["it was written by another version of sixhubs"]
    return [
        _difference(name, before, wanted.get(name))
        for name, before in recorded.items()
        if wanted.get(name) != before
    ]


def _difference(name: str, before: object, now: object) -> str:
    if name == "source_hash":
        return "the program has changed since"
    if name == "scenario_hash":
        return "the content of the scenario has changed"
    if name.startswith(_SCENARIO):
        return f"{name} is missing now" if now is None else f"the content of {name} has changed"
    if name == "log":
        return "it was run with --log" if before else "it was run without --log"
    words = {"numpy": "numpy version", "engine_family": "engine"}
    return f"{words.get(name, name)} was {before}, is now {now}"


@contextlib.contextmanager
def _locked(lock: Path, folder: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends."""
    with lock.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(f"another sixhubs is writing to {folder}") from None
        yield


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
