"""The manifest of a results folder as a file: written with its own hash, and read if that fits."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.outputs.files import read_plain, write_whole

MANIFEST = "manifest.json"
PROGRAM = "sixhubs"
#: Field of the manifest with the hash of all other fields; older ones have neither it nor run_hash.
OWN_HASH = "manifest_hash"
_HASH = re.compile("[0-9a-f]{64}")


class NoManifestError(Exception):
    """A file is no manifest of this program, or not the one that was written; it says why."""


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of a results folder.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    plain = json.loads(_as_text(content))
    write_whole(folder / MANIFEST, _as_text({**plain, OWN_HASH: _own_hash(plain)}))


def _as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, default=str, allow_nan=False) + "\n"


def _own_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of a manifest's fields, its own hash apart."""
    rest = {name: value for name, value in content.items() if name != OWN_HASH}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder, if it is as it was written.

    Raises
    ------
    NoManifestError
        If there is none, or it is of another program, or it has been changed since.
    """
    try:
        content = json.loads(read_plain(folder / MANIFEST))
        if content["program"] != PROGRAM:
            reason = "is of another program"
        elif not _is_as_written(content):
            reason = "has been changed since it was written"
        elif _names_its_files(content["files"]):
            return dict(content)
        else:
            reason = "is damaged"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        reason = "is damaged"
    raise NoManifestError(reason) from None


def _is_as_written(content: Mapping[str, Any]) -> bool:
    is_of_before = OWN_HASH not in content and "run_hash" not in content
    return is_of_before or content.get(OWN_HASH) == _own_hash(content)


def _names_its_files(files: Mapping[str, str]) -> bool:
    """Tell whether there is a hash for each file, and none lies elsewhere."""
    return all(
        Path(name).name == name and _HASH.fullmatch(digest) for name, digest in files.items()
    )
