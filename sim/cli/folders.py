"""Which folder results go to."""

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
        if not str(value):
            self.fail("got an empty name, expected a folder (. is the current one)", param, ctx)
        if Path(value).is_file():
            self.fail(f"{value} is a file, expected a folder", param, ctx)
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
