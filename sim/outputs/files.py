"""Files that appear whole or not at all, and files that are read only if they are plain ones."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from sim.errors import RunError

#: What is said behind a fault of one file of results.
VERIFY_LISTS = "(sixhubs verify lists all such files)"
#: Beginning of the names of files that are being written.
UNFINISHED = ".sixhubs-unfinished-"
_SETTLED_AT_A_TIME = 16
#: A link is not followed and a pipe not waited for, where the system knows of that.
_PLAIN = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
)
#: What a system says where there is no room, or none for this user.
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def is_full(error: OSError) -> bool:
    """Tell whether the reason of an error is that there is no room left."""
    return error.errno in _NO_ROOM


@contextlib.contextmanager
def whole(path: Path, *, is_settled: bool = True) -> Iterator[Path]:
    """Provide a file to write to, which takes the name `path` when all of it is on the disk.

    It lies in the folder of `path`, because only within one file system is a change of name
    indivisible. If the block fails, `path` stays as it was. The folder must be there: one that has
    vanished is not made again, as what it held would be missing. In a folder that is unfinished
    itself, where nobody looks for files, it need not be on the disk yet (`settle_together`).

    Parameters
    ----------
    is_settled : bool
        Whether it is to be on the disk. Then it is there even if the power fails; for that the disk
        is waited for, twice.

    Raises
    ------
    RunError
        If the file cannot be written, in one line.
    """
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        os.close(handle)
        draft = Path(name)
        yield draft
        is_settled = is_settled and not path.parent.name.startswith(UNFINISHED)
        if is_settled:
            _settle(draft)
        _open_to_others(draft)
        draft.replace(path)
        draft = None
        if is_settled:
            settle_names(path.parent)
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
            reason = f"the folder {path.parent} is not there any more"
        raise RunError(f"cannot write {path}: {reason}") from error
    finally:
        if draft is not None:
            with contextlib.suppress(OSError):
                draft.unlink()


def _settle(path: Path) -> None:
    """Bring the content of a file to the disk."""
    # Some systems do so only for those who may write, and a finished file may be closed to writing.
    with path.open("r+b" if os.access(path, os.W_OK) else "rb") as file:
        os.fsync(file.fileno())


def settle_together(files: Sequence[Path]) -> None:
    """Bring the content of files to the disk, in a fifth of the time that each by itself takes.

    Raises
    ------
    OSError
        If that is not possible.
    """
    from concurrent.futures import ThreadPoolExecutor  # which takes long to import

    if files:
        with ThreadPoolExecutor(min(len(files), _SETTLED_AT_A_TIME)) as pool:
            list(pool.map(_settle, files))


def _open_to_others(draft: Path) -> None:
    """Let those read a finished draft whom the user lets read files."""
    # Drafts are private to the user; finished files follow the user's own setting.
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)


def settle_names(folder: Path) -> None:
    """Bring the names of the files in a folder to the disk.

    Raises
    ------
    OSError
        If that is not possible.
    """
    if not hasattr(os, "O_DIRECTORY"):  # a system on which folders cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: str | bytes, *, is_settled: bool = True) -> None:
    """Write text or bytes to a file that appears whole or not at all; see `whole`.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    with whole(path, is_settled=is_settled) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)


def is_plain(path: Path) -> bool:
    """Tell whether there is a file of this name that is not a link, folder or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def open_plain(path: Path) -> BufferedReader:
    """Open a file to be read.

    Raises
    ------
    OSError
        If it cannot be read, or is a link, a folder or a device.
    """
    if path.is_symlink():
        raise OSError(None, "is a link", str(path))
    try:
        handle = os.open(path, _PLAIN)
    except ValueError:
        raise OSError(None, "is not a name that a file can have", str(path)) from None
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(None, "is not a file", str(path))
    return file


def read_plain(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    OSError
        If it cannot be read, or is a link, a folder or a device.
    UnicodeDecodeError
        If it is not text.
    """
    with open_plain(path) as file:
        return file.read().decode("utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, as 64 hexadecimal digits.

    Raises
    ------
    OSError
        If it cannot be read, or is a link, a folder or a device.
    """
    with open_plain(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, digest: str) -> str:
    """Say what is wrong with a file of results that is to have this hash; empty if nothing is."""
    try:
        if sha256_of(path) == digest:
            return ""
    except OSError as error:
        return f"cannot be read: {error.strerror} {VERIFY_LISTS}"
    return f"has been changed since it was written {VERIFY_LISTS}"
