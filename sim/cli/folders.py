"""Which folder results go to, and which file a page."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from sim.outputs.files import UNFINISHED, is_full
from sim.wording import readable

RESULTS = Path("results")
#: Longest name of a folder that names all scenarios of a comparison.
NAME_LIMIT = 100
#: Characters of a name that a message shows.
_SHOWN = 100


class ResultsFolder(click.ParamType[Path]):
    """The folder after ``--out``."""

    name = "folder"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the folder; an empty name, often a variable that is not set, is refused.

        So is the name of a file, before anything is run.
        """
        if not str(value).strip():
            self.fail("got an empty name, expected a folder (. is the current one)", param, ctx)
        if fault := _fault(value):
            self.fail(f"{shortened(value)} cannot be written: {fault}", param, ctx)
        if Path(value).exists() and not Path(value).is_dir():
            self.fail(f"{readable(value)} is a file, expected a folder", param, ctx)
        return Path(value)


class FileToWrite(click.ParamType[Path]):
    """A file after ``--output`` and the like.

    Parameters
    ----------
    endings : str
        Those that its name may have, in lower case; any if there are none.
    """

    name = "file"

    def __init__(self, *endings: str) -> None:
        self.endings = endings

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the file; what cannot be one is refused before anything is run."""
        if not str(value).strip():
            self.fail("got an empty name, expected a file", param, ctx)
        if fault := _fault(value, make_folders=False):
            self.fail(f"{shortened(value)} cannot be written: {fault}", param, ctx)
        if Path(value).is_dir():
            self.fail(f"{readable(value)} is a folder, expected a file", param, ctx)
        if self.endings and Path(value).suffix.lower() not in self.endings:
            kinds = " or ".join(self.endings)
            self.fail(f"got {str(value)!r}, expected a name that ends in {kinds}", param, ctx)
        return Path(value)


def _fault(named: str | Path, *, make_folders: bool = True) -> str:
    """Say why nothing can be written under a name, as far as can be told; empty if it can.

    Of a folder that is there already it is left to those who write: finished results may be
    read-only. A file that is there is replaced by another, for which its folder needs room.
    """
    path = Path(named)
    try:
        str(named).encode()
        path.lstat()
    except UnicodeEncodeError:
        return "the name has bytes that are not text"
    except FileNotFoundError:
        folders = path.absolute().parents
        there = next((one for one in folders if one.exists()), folders[-1])
        if not make_folders and there != folders[0]:
            return f"there is no folder {path.parent}"
        return "" if _takes_files(there) else f"{there} cannot be written to"
    except NotADirectoryError:
        above = next(one for one in path.parents if one.exists())
        return f"{above} is not a folder"
    except OSError as error:
        return error.strerror or str(error)
    if not make_folders and not path.is_dir() and not _takes_files(path.absolute().parent):
        return f"{path.absolute().parent} cannot be written to"
    return ""


def _takes_files(folder: Path) -> bool:
    """Tell whether a folder takes new files, by trying.

    What a system answers when it is asked may be wrong, for root, of folders that are made up by
    the system, and over a network. Whether there is room is left to those who write.
    """
    if not os.access(folder, os.W_OK):
        return False
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED):
            return True
    except OSError as error:
        return is_full(error)


def is_folder(path: Path) -> bool:
    """Tell whether a folder is there; a name that none can have is one of none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def shortened(named: str | Path) -> str:
    """Return a name as a message shows it: what cannot be read is spelt out, a long one cut."""
    text = readable(named)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def comparison_folder(names: Sequence[str]) -> Path:
    """Return the folder for a comparison of scenarios with these names, the baseline first.

    Where that would be too long, it names the first two and says how many more there are.
    """
    whole = "-".join(["compare", *names])
    if len(whole) > NAME_LIMIT:
        which = hashlib.sha256("/".join(names).encode()).hexdigest()[:8]
        shown = [name[: NAME_LIMIT // 3] for name in names[:2]]
        more = [f"and-{len(names) - 2}-more"] if len(names) > 2 else []
        whole = "-".join(["compare", *shown, *more, which])
    return RESULTS / whole
