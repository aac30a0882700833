"""Whether a results folder is as it was written: what is missing, changed or foreign.

The manifest states the hash of each results file and its own, and that of the key of its run, which
``run.json`` beside the saved replications must hold; the records of these state the hashes of their
files, and which run they are of. What a command has not finished writing is told from what somebody
else has put there; while one is writing, nothing can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, problem
from sim.outputs.files import UNFINISHED as DRAFT
from sim.outputs.files import is_plain, read_plain, sha256_of
from sim.outputs.manifest_file import MANIFEST, NoManifestError, read_manifest
from sim.runs import saved
from sim.runs.folder import LOCK_FILE, text_of
from sim.runs.keys import hash_of, kind_of
from sim.runs.locking import is_held
from sim.runs.ownership import (
    REPLACING,
    SAVED_FOLDER,
    is_own,
    is_there,
    own_hashes,
    why_no_manifest,
)
from sim.runs.reuse import REPLACES, RUN_FILE, recorded_run

MISSING = "missing"
CHANGED = "changed since it was written"
FOREIGN = "foreign: sixhubs has not written it there"
OTHER = "foreign: of another run"
UNFINISHED = "unfinished: left by a command that was ended; given again, it writes what is missing"
#: What must be the same in the manifest of a comparison and in those of its runs.
_SHARED = ("seed", "replications", "log", "source_hash")


class Checked(NamedTuple):
    """One file, and what is wrong with it."""

    path: Path  #: below the results folder
    fault: str = ""  #: empty if it is as it was written


def verify(folder: Path) -> list[Checked]:
    """Return every file of a results folder and what is wrong with it, sorted by name.

    Raises
    ------
    InputError
        If the folder holds no results, or a command is writing to it.
    """
    _refuse_while_written(folder)
    if not is_there(folder / MANIFEST):
        reason = "manifest.json is missing" if folder.is_dir() else "there is no such folder"
        reason = why_no_manifest(folder) or reason
        raise InputError([problem(str(folder), f"holds no results: {reason}")])
    found = sorted(_of_folder(folder, Path()))
    if any(one.fault for one in found):
        # A command may have begun meanwhile.
        _refuse_while_written(folder)
    return found


def _refuse_while_written(folder: Path) -> None:
    """Refuse a folder to which a command is writing, or to one of the runs in it.

    Raises
    ------
    InputError
        If there is such a command.
    """
    inside = Path(SAVED_FOLDER, LOCK_FILE)
    runs = folder.glob(str(Path("*", inside))) if is_there(folder / MANIFEST) else []
    for lock in (folder / inside, *sorted(runs)):
        if is_held(lock):
            message = "another sixhubs is writing there; check it when that has ended"
            raise InputError([problem(str(lock.parents[1]), message)])


def _of_folder(
    folder: Path, below: Path, stated: Mapping[str, Any] | None = None
) -> Iterator[Checked]:
    """Yield what stands in the folder of a run or comparison.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the results.
    below : pathlib.Path
        Name of a run's folder in that of its comparison.
    stated : mapping, optional
        What the manifest of the comparison says of the run.
    """
    here = folder / below
    if stated is not None and here.is_symlink():
        yield Checked(below, FOREIGN)
        return
    try:
        manifest = read_manifest(here)
    except NoManifestError:
        yield Checked(below / MANIFEST, CHANGED if is_there(here / MANIFEST) else MISSING)
        return
    is_other = stated is not None and any(manifest.get(word) != stated[word] for word in stated)
    yield Checked(below / MANIFEST, OTHER if is_other else "")
    own = own_hashes(here)
    for name, digest in manifest["files"].items():
        fault = _fault(here / name, digest)
        is_new = fault == CHANGED and is_own(here / name, own)
        yield Checked(below / name, UNFINISHED if is_new else fault)
    known = {MANIFEST, SAVED_FOLDER, *manifest["files"]}
    if stated is None:
        for name, run in _runs(manifest):
            known.add(name)
            yield from _of_folder(folder, Path(name), run)
    yield from _foreign(here, below, known)
    yield from _of_saved(here, below, manifest.get("run_hash"))


def _runs(manifest: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the runs of a comparison: name of the folder, and what its manifest must say."""
    others = manifest.get("compared_with") or []
    for one in [manifest, *others] if others else []:
        words = {word: manifest.get(word) for word in _SHARED}
        named = {word: one.get(word) for word in ("scenario", "scenario_hash")}
        if Path(str(named["scenario"])).name == named["scenario"]:
            yield str(named["scenario"]), {**words, **named}


def _foreign(here: Path, below: Path, known: set[str]) -> Iterator[Checked]:
    """Yield what stands in a folder and is not known."""
    own = own_hashes(here)
    for path in here.iterdir():
        if path.name not in known:
            is_draft = path.name.startswith(DRAFT) or is_own(path, own)
            yield Checked(below / path.name, UNFINISHED if is_draft else FOREIGN)


def _of_saved(here: Path, below: Path, run_hash: str | None) -> Iterator[Checked]:
    """Yield the saved replications of a run, which may have been deleted."""
    inside, below = here / SAVED_FOLDER, below / SAVED_FOLDER
    if inside.is_symlink() or not inside.is_dir():
        if is_there(inside):
            yield Checked(below, FOREIGN)
        return
    yield Checked(below / RUN_FILE, _fault_of_key(inside, run_hash))
    known = {RUN_FILE, LOCK_FILE}
    for number, path in saved.records(inside):
        record = saved.read_record(path)
        known.add(path.name)
        if record is None:
            yield Checked(below / path.name, CHANGED)
            continue
        is_ours = record.replication == number and run_hash in (None, hash_of(record.run))
        yield Checked(below / path.name, "" if is_ours else OTHER)
        for name, digest in record.files.items():
            file = saved.file_of(inside, number, name)
            known.add(file.name)
            yield Checked(below / file.name, _fault(file, digest))
    # Those of a replication are ours only if its record says so, which is written last.
    left = [REPLACING, *saved.names_of(inside)]
    for name in left:
        if name not in known and is_plain(inside / name):
            known.add(name)
            yield Checked(below / name, UNFINISHED)
    yield from _foreign(inside, below, known)


def _fault_of_key(inside: Path, run_hash: str | None) -> str:
    """Return what is wrong with the key of the run whose replications are saved here.

    Parameters
    ----------
    inside : pathlib.Path
        The folder of the saved replications.
    run_hash : str or None
        Hash of the key that the manifest states, None in old ones, which state none.
    """
    if not is_there(inside / RUN_FILE):
        return MISSING
    words = recorded_run(inside) or {}
    if kind_of(words) is None or read_plain(inside / RUN_FILE) != text_of(words):
        return CHANGED
    key = {name: value for name, value in words.items() if name != REPLACES}
    return "" if run_hash in (None, hash_of(key)) else OTHER


def _fault(path: Path, digest: str) -> str:
    """Return what is wrong with a file that is to have this hash."""
    if not is_there(path):
        return MISSING
    try:
        return "" if sha256_of(path) == digest else CHANGED
    except OSError:  # a link, a folder, or not to be read
        return CHANGED
