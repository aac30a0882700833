"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sim.errors import RunError

#: Beginning of the names of files that are being written.
UNFINISHED = ".unfinished-"


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Provide a file to write to, which takes the name `path` when all of it is on the disk.

    It lies in the folder of `path`, because only within one file system is a change of name
    indivisible. If the block fails, `path` stays as it was.

    Raises
    ------
    RunError
        If the file cannot be written, in one line.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        os.close(handle)
        draft = Path(name)
        yield draft
        _settle(draft, path)
        draft = None
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        raise RunError(f"cannot write {path}: {reason}") from error
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                draft.unlink()


def _settle(draft: Path, path: Path) -> None:
    """Bring a finished draft to the disk, then give it its name."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    # Drafts are private to the user; finished files follow the user's own setting.
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text or bytes to a file that appears whole or not at all.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    with whole(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
