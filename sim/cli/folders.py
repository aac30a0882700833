"""Which folder results go to, and which file a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import click

RESULTS = Path("results")
#: Longest name of a folder that names all scenarios of a comparison.
NAME_LIMIT = 100


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
        if Path(value).is_file():
            self.fail(f"{value} is a file, expected a folder", param, ctx)
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
        if Path(value).is_dir():
            self.fail(f"{value} is a folder, expected a file", param, ctx)
        if not Path(value).parent.is_dir():
            where = Path(value).parent
            self.fail(f"{value} cannot be written: there is no folder {where}", param, ctx)
        if self.endings and Path(value).suffix.lower() not in self.endings:
            kinds = " or ".join(self.endings)
            self.fail(f"got {str(value)!r}, expected a name that ends in {kinds}", param, ctx)
        return Path(value)


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
