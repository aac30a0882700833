"""One process at a time writes to a results folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sim.errors import RunError
from sim.outputs.files import is_plain


@contextlib.contextmanager
def locked(lock: Path, folder: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends.

    Parameters
    ----------
    lock : pathlib.Path
        The file that is locked; it stays when the lock is given up.
    folder : pathlib.Path
        The folder that it stands for, for the message.

    Raises
    ------
    RunError
        If another process holds it.
    OSError
        If there can be no such file.
    """
    from filelock import FileLock, Timeout

    holding = FileLock(lock)
    try:
        holding.acquire(timeout=0)
    except Timeout:
        raise RunError(f"another sixhubs is writing to {folder}") from None
    try:
        yield
    finally:
        holding.release()


def is_held(lock: Path) -> bool:
    """Tell whether a process holds a lock, as far as can be told of a folder of somebody else."""
    from filelock import FileLock, Timeout

    holding = FileLock(lock)
    try:
        # Only a lock that is there can be held, and none is to be made.
        if is_plain(lock):
            holding.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    finally:
        holding.release()
    return False
