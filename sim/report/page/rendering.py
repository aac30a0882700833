"""How templates become HTML: everything in them is escaped, and nothing may be missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from sim.scenario.reading.words import with_capital

if TYPE_CHECKING:
    import jinja2
    import markupsafe

#: A command that is named in a sentence.
_COMMAND = re.compile("`(sixhubs [^`]+)`")
#: The room whose template/parts.html lays out tables and figures.
OWN = "sim.report.page"


def text_of(room: str, name: str) -> str:
    """Return a file of a room's folder of templates."""
    return (files(room) / "template" / name).read_text(encoding="utf-8")


def environment(*rooms: str) -> jinja2.Environment:
    """Return the templates of this room, and those of others, looked for in that order."""
    import jinja2

    def loaded(name: str) -> str | None:
        for room in (OWN, *rooms):
            if (files(room) / "template" / name).is_file():
                return text_of(room, name)
        return None

    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(loaded),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    made.filters["capitalize_first"] = with_capital
    made.filters["paragraphs"] = paragraphs
    made.filters["commands"] = commands
    return made


def paragraphs(lines: Sequence[str]) -> str:
    """Return lines of prose as paragraphs; indented lines and empty ones stay as they are."""
    text = "\n".join(lines)
    return re.sub(r"(?<=\S)\n(?=\S)", " ", text)


def commands(text: str) -> markupsafe.Markup:
    """Return a text as HTML, with commands of ours as code; no other backtick means anything."""
    import markupsafe

    pieces = _COMMAND.split(text)
    return markupsafe.Markup("").join(
        markupsafe.Markup("<code>{}</code>").format(piece) if place % 2 else piece
        for place, piece in enumerate(pieces)
    )
