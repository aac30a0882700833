"""Whether the results in a folder are used again, or the folder is refused as one of another run.

A run is continued only where nothing on which its results depend has changed (`sim.runs.keys`):
the content of the scenario, the seed, the program, the version of numpy, the family of the engine.
Files that somebody else has put there, or has changed since, are refused in any case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import OtherRunError
from sim.outputs.files import read_plain
from sim.outputs.manifest_file import NoManifestError, read_manifest
from sim.runs import saved
from sim.runs.keys import differences, hash_of, kind_of
from sim.runs.ownership import NEW_FILES, SAVED_FOLDER, foreign, is_own, is_there, own_hashes
from sim.runs.saved import ReplicationRecord, read_record, record_file
from sim.wording import counted

RUN_FILE = "run.json"
#: In `RUN_FILE`, the scenarios of the comparison that stood here before.
REPLACES = "replaces"
_ELSEWHERE = "choose another folder with --out"
_WAYS_OUT = f"{_ELSEWHERE}, or replace what is there with --overwrite"


@dataclass(frozen=True)
class WantedRun:
    """The run for which a folder is to be used."""

    path: Path
    words: Mapping[str, Any]  #: key of the run, see `sim.runs.keys`
    outputs: tuple[str, ...]  #: names of the files that a run can leave in the folder
    replications: int


def check_folder(wanted: WantedRun, *, overwrite: bool) -> None:
    """Check that a folder is free for a run: nothing of anybody else would be lost.

    Raises
    ------
    OtherRunError
        If it holds another run that is not to be replaced, or files that are not ours; the message
        says what and what to do.
    """
    path, inside = wanted.path, wanted.path / SAVED_FOLDER
    _check_links(path)
    recorded = recorded_run(inside)
    strange = foreign(path, wanted.outputs)
    if recorded is None:
        strange += [f"{SAVED_FOLDER}/{name}" for name in saved.names_of(inside)]
    if strange:
        raise OtherRunError(
            f"{path} holds {strange[0]}, which sixhubs has not written there, or which has been "
            f"changed since; move it away, or {_ELSEWHERE}"
        )
    if recorded is not None and kind_of(recorded) is None:
        raise OtherRunError(
            f"{path} holds another run: its {SAVED_FOLDER}/{RUN_FILE} cannot be read; move "
            f"{SAVED_FOLDER} away, or {_ELSEWHERE}"
        )
    if not overwrite:
        _check_run(wanted, recorded)


def _check_links(folder: Path) -> None:
    for path in (folder, folder / SAVED_FOLDER, folder / SAVED_FOLDER / NEW_FILES):
        if path.is_symlink():
            raise OtherRunError(
                f"{path} is a link to {path.readlink()}, and results are not written through "
                "links; name the folder itself with --out"
            )


def _check_run(wanted: WantedRun, recorded: Mapping[str, Any] | None) -> None:
    """Check that a folder is empty or holds the run, with no more replications."""
    if recorded is None:
        ours = [name for name in wanted.outputs if is_there(wanted.path / name)]
        if ours:
            raise OtherRunError(
                f"{wanted.path} holds {ours[0]} without the record of its run; {_WAYS_OUT}"
            )
        return
    known = {name: value for name, value in recorded.items() if name != REPLACES}
    reasons = differences(known, wanted.words)
    if reasons:
        raise OtherRunError(f"{wanted.path} holds another run: {'; '.join(reasons)}; {_WAYS_OUT}")
    there = _manifest(wanted).get("replications")
    if isinstance(there, int) and there > wanted.replications:
        raise OtherRunError(
            f"{wanted.path} holds the results of {counted(there, 'replication')} of this run, and "
            f"{wanted.replications} are asked for; ask for {there} or more, or {_WAYS_OUT}"
        )


def is_finished(wanted: WantedRun) -> bool:
    """Tell whether the results of a run are there, all of them as they were written."""
    manifest, hashes = _manifest(wanted), own_hashes(wanted.path)
    return manifest.get("replications") == wanted.replications and all(
        is_own(wanted.path / name, hashes) for name in manifest["files"]
    )


def saved_replication(
    wanted: WantedRun, replication: int, seed: int, files: tuple[str, ...]
) -> ReplicationRecord | None:
    """Return the record of a replication that can be used again, None if it must be run.

    It can if it is of this run, seed and number, and all its files are there and undamaged.
    """
    inside = wanted.path / SAVED_FOLDER
    record = read_record(record_file(inside, replication))
    if record is None or inside.is_symlink():
        return None
    if (record.run, record.replication, record.seed) != (wanted.words, replication, seed):
        return None
    return record if saved.is_whole(inside, record, files) else None


def recorded_run(inside: Path) -> dict[str, Any] | None:
    """Return the key in `RUN_FILE`, None if there is no such file, {} if it cannot be read."""
    path = inside / RUN_FILE
    if not is_there(path):
        return None
    try:
        recorded = json.loads(read_plain(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def _manifest(wanted: WantedRun) -> dict[str, Any]:
    """Return the manifest of the run, {} if there is none."""
    try:
        manifest = read_manifest(wanted.path)
    except NoManifestError:
        return {}
    return manifest if manifest.get("run_hash") == hash_of(wanted.words) else {}
