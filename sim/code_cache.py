"""Keeps compiled code from one run to the next, where nobody else can write to it.

Loading compiled code runs whatever the file says. A file is loaded only if it and its folder belong
to this user and nobody else may write to them, and if its content is what was written. A file that
fails is thrown away and its function compiled again. Nothing is deleted but files that this module
has written.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from pathlib import Path

import platformdirs

#: Where folders of what is kept are made, instead of the user's folder for caches.
FOLDER_VARIABLE = "SIXHUBS_CACHE_DIR"
#: Name of that folder, and of the file in it without which nothing is deleted there.
OWN_FOLDER = "sixhubs-compiled"
MARKER = "made-by-sixhubs.txt"
MARKER_TEXT = "Compiled code of sixhubs. Older files are deleted; the folder may be deleted too.\n"
#: Files of each function that are kept: the latest.
KEPT = 8

#: Start of each file; then a SHA-256 of name and content, then the content.
MAGIC = b"sixhubs compiled code 2\n"
HASH_BYTES = 32
_FILE_NAME = re.compile(r"(?P<function>[\w.]+)-[0-9a-f]{32}\.code")
_UNFINISHED_NAME = re.compile(r"unfinished-\w+\.tmp")
_UNFINISHED_KEPT_S = 24 * 3600

#: A link is not followed and a pipe not waited for, where the system knows of that.
_OPEN_FLAGS = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
)

_LOG = logging.getLogger(__name__)
_ONE_AT_A_TIME = threading.RLock()


# --- the folder -------------------------------------------------------------------------------


def base() -> Path:
    """Return where the user has asked for folders of what is kept; it need not exist."""
    asked = os.environ.get(FOLDER_VARIABLE)
    return Path(asked).absolute() if asked else platformdirs.user_cache_path("sixhubs", False)


def folder() -> Path:
    """Return the folder of compiled code; it exists, and nobody else can write to it.

    Where the chosen one cannot be made or used, it is a new one that is removed when this process
    ends. Processes started from now on use the same.

    Raises
    ------
    OSError
        If temporary files cannot be kept from others either.
    """
    with _ONE_AT_A_TIME:
        chosen = base() / OWN_FOLDER
        fault = _claim(chosen)
        return _private(f"{chosen} {fault}") if fault else chosen


def _claim(own: Path) -> str:
    """Make the folder if there is none; return why it cannot be used, or an empty text."""
    if not own.is_absolute():
        return "is in no known home folder"
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            own.mkdir(mode=0o700)
            (own / MARKER).write_text(MARKER_TEXT, encoding="utf-8")
        found = own.lstat()
    except OSError as error:
        return f"cannot be made ({error.strerror})"
    if not stat.S_ISDIR(found.st_mode):
        return "is not a folder"
    if not os.access(own, os.W_OK | os.X_OK):
        return "cannot be written to"
    return _distrust(found)


def _distrust(found: os.stat_result) -> str:
    """Return why others could have written a file or folder, or an empty text.

    Windows has neither such owners nor such modes; there a user's folders are the user's own.
    """
    if not hasattr(os, "geteuid"):
        return ""
    if found.st_uid != os.geteuid():
        return "belongs to another user"
    return "can be written to by other users" if found.st_mode & 0o022 else ""


def _private(reason: str) -> Path:
    """Make a folder for this process and those that it starts, and say why."""
    made = Path(tempfile.mkdtemp(prefix="sixhubs-"))
    atexit.register(_remove, made, os.getpid())
    if fault := _claim(made / OWN_FOLDER):
        raise OSError(f"{made / OWN_FOLDER} {fault}")
    os.environ[FOLDER_VARIABLE] = str(made)
    _LOG.warning(
        "%s: compiled code is kept in a temporary folder, for this run only; "
        "%s may name another place",
        reason,
        FOLDER_VARIABLE,
    )
    return made / OWN_FOLDER


def _remove(made: Path, made_by: int) -> None:
    if os.getpid() == made_by:
        shutil.rmtree(made, ignore_errors=True)


# --- its files --------------------------------------------------------------------------------


def read(name: str) -> bytes | None:
    """Return what was kept under a name; None if there is nothing that can be trusted."""
    try:
        path = folder() / name
        file = os.fdopen(os.open(path, _OPEN_FLAGS), "rb")
    except FileNotFoundError:
        return None
    except OSError as error:
        discard(name, f"cannot be read ({error.strerror})")
        return None
    with file:
        found = os.fstat(file.fileno())
        fault = _distrust(found) if stat.S_ISREG(found.st_mode) else "is no file"
        kept = b"" if fault else file.read()
    start = len(MAGIC) + HASH_BYTES
    if not fault and kept[:start] != MAGIC + _hash(name, kept[start:]):
        fault = "is damaged"
    if fault:
        discard(name, fault)
        return None
    return kept[start:]


def discard(name: str, fault: str) -> None:
    """Throw a file away. Of all processes that do so, the one that was first says it."""
    with contextlib.suppress(OSError):
        path = folder() / name
        path.unlink()
        _LOG.warning("%s %s: it is thrown away and compiled again", path, fault)


def keep(name: str, content: bytes) -> None:
    """Keep a file under a name, whole or not at all; say so if that is not possible."""
    try:
        _write(folder(), name, content)
    except OSError as error:
        try:
            _write(_private(str(error)), name, content)
        except OSError:
            _LOG.warning("compiled code cannot be kept: %s", error)


def _write(own: Path, name: str, content: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(dir=own, prefix="unfinished-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + _hash(name, content) + content)
        Path(unfinished).replace(own / name)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise
    _forget_old(own)


def _hash(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + content).digest()


def _forget_old(own: Path) -> None:
    """Delete all but the latest files of each function, and what was never finished."""
    with contextlib.suppress(OSError):
        if not stat.S_ISREG((own / MARKER).lstat().st_mode):
            return
        latest_first = sorted(
            ((path.lstat().st_mtime, path) for path in own.iterdir() if _is_plain(path)),
            reverse=True,
        )
        counts: dict[str, int] = {}
        for written, path in latest_first:
            if kept := _FILE_NAME.fullmatch(path.name):
                function = kept["function"]
                counts[function] = counts.get(function, 0) + 1
                is_old = counts[function] > KEPT
            else:
                is_old = written < time.time() - _UNFINISHED_KEPT_S
                is_old = is_old and bool(_UNFINISHED_NAME.fullmatch(path.name))
            if is_old:
                with contextlib.suppress(OSError):
                    path.unlink()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
