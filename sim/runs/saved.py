"""Saved replications: each names its run, seed and number, and is used only where they fit.

- ``00003.values.npz`` and the like: the files of a finished replication;
- ``00003.json``: its record, written last, with the hashes of those files. A replication without
  it, or whose record or files are not those of this run and this number, is run again.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.outputs.files import is_plain, read_plain, sha256_of

RECORD_NAME = re.compile(r"(?P<number>[0-9]{5,})\.json")
#: Names of files of a replication, after its number.
VALUES = "values.npz"
LOGS = ("incidents", "deployments", "events")
FILES = (VALUES, *(f"{name}.parquet" for name in LOGS))
_FILE_NAME = re.compile(r"[0-9]{5,}\.(?:json|" + "|".join(map(re.escape, FILES)) + ")")


@dataclass(frozen=True)
class ReplicationRecord:
    """What is known of a saved replication."""

    run: Mapping[str, Any]  #: key of its run
    replication: int
    seed: int
    seconds: float  #: time it took
    events: int  #: model events that ran
    checked: bool  #: whether the invariants were checked
    files: Mapping[str, str]  #: hash of each file, by the end of its name


def file_of(saved: Path, replication: int, name: str) -> Path:
    """Return the file of this name that belongs to a replication."""
    return saved / f"{replication:05d}.{name}"


def record_file(saved: Path, replication: int) -> Path:
    """Return the file that holds the record of a replication."""
    return file_of(saved, replication, "json")


def read_record(path: Path) -> ReplicationRecord | None:
    """Return a record; None if there is none, or it is not of the right form."""
    try:
        words = json.loads(read_plain(path))
        record = ReplicationRecord(**words)
        kinds = {
            "run": dict, "replication": int, "seed": int, "seconds": float, "events": int,
            "checked": bool, "files": dict,
        }  # fmt: skip
        sound = all(type(words[name]) is kind for name, kind in kinds.items())
        sound = sound and math.isfinite(record.seconds) and record.seconds >= 0
        sound = sound and set(record.files) <= set(FILES)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return record if sound else None


def is_whole(saved: Path, record: ReplicationRecord, names: tuple[str, ...]) -> bool:
    """Tell whether the files of a replication are all there and undamaged."""
    try:
        return set(record.files) == set(names) and all(
            sha256_of(file_of(saved, record.replication, name)) == digest
            for name, digest in record.files.items()
        )
    except OSError:
        return False


def names_of(saved: Path) -> list[str]:
    """Return the names in a folder that a saved replication could have."""
    if not saved.is_dir():
        return []
    return sorted(path.name for path in saved.iterdir() if _FILE_NAME.fullmatch(path.name))


def records(saved: Path) -> Iterator[tuple[int, Path]]:
    """Yield the number and the path of each record in a folder."""
    for name in names_of(saved):
        if match := RECORD_NAME.fullmatch(name):
            yield int(match["number"]), saved / name


def remove_saved(saved: Path) -> None:
    """Remove all saved replications, those files whose hash a record states and the records.

    Raises
    ------
    OSError
        If one cannot be removed.
    """
    for number, path in list(records(saved)):
        try:
            stated = json.loads(read_plain(path))["files"]
            hashes = {name: stated[name] for name in FILES if name in stated}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            continue
        for name, digest in hashes.items():
            file = file_of(saved, number, name)
            if is_plain(file) and sha256_of(file) == digest:
                file.unlink()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
