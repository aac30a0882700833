"""What the pages of the model say of each scenario: what moves, and why.

The tables that say so stand in docs/, where the rule in question is explained. Their heads are
those of `HEAD`; a row begins with the scenario that it explains, and may say against which other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from calibration.command import UnsuitedError
from calibration.tables import REPOSITORY

DOCS = REPOSITORY / "docs"
HEAD = "| scenario | what moves | because |"
_ROW = re.compile(r"^\| `([\w-]+)`[^|]*\| ([^|]+) \| ([^|]+) \|$")
_HEADING = re.compile(r"^#+ (.+)$")
_TITLE = re.compile(r"^# (.+)$")


class Explanation(NamedTuple):
    """Why a scenario gives what it gives."""

    moves: str
    because: str
    title: str  #: of the page
    link: str  #: to the table

    @property
    def line(self) -> str:
        """Return the line that the gallery has of it."""
        why = f"**Because:** {self.because}."
        return f"**What moves:** {self.moves}. {why} ([{self.title}]({self.link}))"


def explanations(docs: Path = DOCS) -> dict[str, Explanation]:
    """Return what is explained, by scenario.

    Raises
    ------
    UnsuitedError
        If a scenario is explained twice.
    """
    found: dict[str, Explanation] = {}
    for page in sorted(docs.glob("*.md")):
        for name, explanation in _of_page(page):
            if name in found:
                raise UnsuitedError(f"{page.name}: {name} is explained in {found[name].link} too")
            found[name] = explanation
    return found


def _of_page(page: Path) -> Iterator[tuple[str, Explanation]]:
    """Yield the scenarios that a page explains."""
    title = heading = ""
    inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if of_page := _TITLE.match(line):
            title = of_page[1]
        if part := _HEADING.match(line):
            heading = part[1]
        inside = line == HEAD or (inside and line.startswith("|"))
        if inside and (row := _ROW.match(line)):
            link = f"{page.name}#{_anchor(heading)}"
            yield row[1], Explanation(row[2], row[3], title, link)


def _anchor(heading: str) -> str:
    """Return the name by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
