"""Which files of a results folder this program has written, and may therefore replace or remove.

A results file is ours if its content has the hash that the manifest beside it states, and the
manifest if it states its own hash. While files are being replaced, a list of the hashes of the old
and the new ones stands beside the saved replications, so that a run that is killed in the middle
knows its files. Whatever else stands in the folder belongs to somebody else. No link is followed.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.errors import RunError
from sim.outputs.files import (
    UNFINISHED,
    is_plain,
    read_plain,
    settle_names,
    settle_together,
    sha256_of,
    write_whole,
)
from sim.outputs.manifest_file import MANIFEST, NoManifestError, read_manifest

SAVED_FOLDER = ".replications"
#: The hashes of old and new files, while the ones take the place of the others.
REPLACING = "replacing.json"
#: Where new files stand until all of them are whole.
NEW_FILES = f"{UNFINISHED}tables"
_UNFINISHED_NAME = re.compile(re.escape(UNFINISHED) + r"\w+")


def own_hashes(folder: Path) -> dict[str, set[str]]:
    """Return the hashes of the results files that were written to a folder, by name."""
    found: dict[str, set[str]] = {}
    with contextlib.suppress(NoManifestError, OSError):
        for name, digest in read_manifest(folder)["files"].items():
            found.setdefault(name, set()).add(digest)
        found.setdefault(MANIFEST, set()).add(sha256_of(folder / MANIFEST))
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        for name, digests in json.loads(read_plain(folder / SAVED_FOLDER / REPLACING)).items():
            found.setdefault(name, set()).update(map(str, digests))
    return found


def is_own(path: Path, hashes: Mapping[str, Iterable[str]]) -> bool:
    """Tell whether a file is one that was written, and has not been changed since."""
    if path.name not in hashes or not is_plain(path):
        return False
    try:
        return sha256_of(path) in hashes[path.name]
    except OSError:
        return False


def foreign(folder: Path, names: Iterable[str]) -> list[str]:
    """Return the names under which something stands in a folder that is not ours."""
    there = [name for name in names if is_there(folder / name)]
    hashes = own_hashes(folder) if there else {}
    return [name for name in there if not is_own(folder / name, hashes)]


def why_no_manifest(folder: Path) -> str:
    """Say what a folder with saved replications and without a manifest is; empty without these."""
    if not (folder / SAVED_FOLDER).is_dir():
        return ""
    if any(folder.glob("*.csv")):
        return (
            f"its {MANIFEST} is gone, by which its files are known; move them away, and the "
            "command that made them writes all of them again"
        )
    return "its run has not finished; the command that started it continues it"


def is_there(path: Path) -> bool:
    """Tell whether anything has this name, be it a link to nothing."""
    return path.is_symlink() or path.exists()


def remove_own(folder: Path, names: Iterable[str]) -> None:
    """Remove those of the results files of a folder that are ours.

    Raises
    ------
    OSError
        If one cannot be removed.
    """
    hashes = own_hashes(folder)
    for name in names:
        if is_own(folder / name, hashes):
            (folder / name).unlink()


def replace_files(folder: Path, names: Iterable[str]) -> None:
    """Put the new files of a folder, all of them whole, in the place of the old ones.

    Parameters
    ----------
    folder : pathlib.Path
        The results folder; the new files stand in `NEW_FILES` beside the saved replications.
    names : iterable of str
        Every name that a results file can have: old ones without a successor are removed.

    Raises
    ------
    RunError
        If somebody else's file stands there now, or a file cannot be moved.
    """
    names = tuple(names)
    saved = folder / SAVED_FOLDER
    if strange := foreign(folder, names):
        raise RunError(f"{folder / strange[0]} has been put there by somebody else meanwhile")
    old = own_hashes(folder)
    new = [name for name in names if is_plain(saved / NEW_FILES / name)]
    try:
        for name in new:
            old.setdefault(name, set()).add(sha256_of(saved / NEW_FILES / name))
        settle_together([saved / NEW_FILES / name for name in new])
        listed = {name: sorted(old[name]) for name in names if name in old}
        write_whole(saved / REPLACING, json.dumps(listed, indent=2) + "\n")
        # The manifest comes last: where it is, all others are, even if the power fails meanwhile.
        for some in ([name for name in new if name != MANIFEST], [MANIFEST] * (MANIFEST in new)):
            for name in some:
                _move(saved / NEW_FILES / name, folder / name)
            settle_names(folder)
        for name in names:
            if name not in new and is_own(folder / name, old):
                (folder / name).unlink()
        (saved / REPLACING).unlink()
    except OSError as error:
        raise RunError(f"cannot write to {folder}: {error.strerror}") from error


def _move(file: Path, path: Path) -> None:
    """Give a file another name on the same disk."""
    file.replace(path)


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove files that a killed process did not finish writing.

    Raises
    ------
    OSError
        If one cannot be removed.
    """
    new_files = folder / SAVED_FOLDER / NEW_FILES
    places = [folder, folder / SAVED_FOLDER]
    if new_files.is_dir() and not new_files.is_symlink():
        for name in names:
            if is_plain(new_files / name):
                (new_files / name).unlink()
        places.append(new_files)
    for place in places:
        for leftover in place.glob(f"{UNFINISHED}*"):
            if is_plain(leftover) and _UNFINISHED_NAME.fullmatch(leftover.name):
                leftover.unlink()
    with contextlib.suppress(OSError):
        new_files.rmdir()
