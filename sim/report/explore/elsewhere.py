"""Settings that the live page does not offer: their fields, to be written in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sim.report.explore.fields import Json, arms_of, resolved, whole
from sim.report.explore.levers import ANY
from sim.report.page.sections import in_words
from sim.scenario.reading.tree import Path, dotted

#: Parts that say what a scenario is called, what is run of it, and how it is drawn.
_NO_SETTINGS = {"name", "title", "why", "protective_marking", "run", "headlines", "maps"}


class Field(NamedTuple):
    """A field that is not on the page."""

    path: str  #: with a star for the name of a team or of another part
    meaning: str


def elsewhere(offered: Collection[Path], data: Mapping[Any, Any]) -> list[Field]:
    """Return the fields under which the page offers nothing; those of all teams together.

    Parameters
    ----------
    offered : collection of tuple
        Patterns of the levers that are on the page.
    data : mapping
        The scenario as plain data.
    """
    found: dict[str, str] = {}
    for path, field in _not_offered(whole(), (), frozenset(offered), data):
        shown = (path[0], ANY, *path[2:]) if path[0] == "teams" and len(path) > 2 else path
        meaning = in_words(field.get("description", "").replace("`", ""))
        found.setdefault(dotted(shown), meaning)
    return [Field(path, meaning) for path, meaning in found.items()]


def _not_offered(
    node: Json, path: Path, offered: frozenset[Path], data: object
) -> Iterator[tuple[Path, Json]]:
    """Yield the highest fields under which nothing is offered."""
    known = data if isinstance(data, Mapping) else {}
    for arm in arms_of(resolved(node)):
        inner = arm.get("additionalProperties")
        if isinstance(inner, dict) and known and _is_offered((*path, ANY), offered):
            yield from _not_offered(inner, (*path, ANY), offered, next(iter(known.values())))
        for name, field in arm.get("properties", {}).items():
            here = (*path, name)
            # What only says how a file changes another is in no scenario; nor is a team without.
            is_there = name in known and not (path == ("teams",) and known[name] is None)
            if not is_there or (not path and name in _NO_SETTINGS):
                continue
            if here in offered:
                continue
            if _is_offered(here, offered):
                yield from _not_offered(field, here, offered, known[name])
            else:
                yield here, field


def _is_offered(path: Path, offered: frozenset[Path]) -> bool:
    """Tell whether something at a path or below it is on the page."""
    return any(
        len(one) >= len(path)
        and all(key in (ANY, own) for key, own in zip(one, path, strict=False))
        for one in offered
    )
