"""Changes to a scenario that a program gives as Python data, as a tree like that of a file."""

from __future__ import annotations

import datetime as dt
import numbers
import re
from collections.abc import Mapping
from typing import Any

from sim.errors import Problem
from sim.scenario.reading.single_values import INTEGER_LIMIT
from sim.scenario.reading.tree import (
    BROKEN,
    Branch,
    Entry,
    Items,
    Key,
    Leaf,
    Mark,
    Node,
    Path,
    Scalar,
    dotted,
)
from sim.scenario.reading.yaml_reader import DEPTH_LIMIT

#: What stands for the file in messages: changes have no lines.
SHOWN = "changes"
#: Control characters and halves of characters, which no text of a file can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MARK = Mark(SHOWN, 0, 0)
_EXPECTED = "expected text, a number, true or false, None, a date, a list or a mapping"


def read_changes(changes: Mapping[Any, Any]) -> tuple[Branch, list[Problem]]:
    """Return changes as a tree, and what in them no scenario file could say.

    Parameters
    ----------
    changes : mapping
        Nested as in a scenario file, e.g. ``{"run": {"days": 7}}``; None removes a key.
    """
    reader = _ChangesReader()
    return reader.branch(changes, ()), reader.problems


class _ChangesReader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def branch(self, changes: Mapping[Any, Any], path: Path) -> Branch:
        entries: dict[Key, Entry] = {}
        for given, value in changes.items():
            key = _key(given)
            if key is None:
                self._fault((*path, str(given)), "got this key, expected a name or a whole number")
            elif key == "extends" and not path:
                self._fault(("extends",), "changes cannot extend; load the other file instead")
            else:
                entries[key] = Entry(_MARK, self._node(value, (*path, key)))
        return Branch(entries, _MARK)

    def _node(self, value: object, path: Path) -> Node:
        if len(path) > DEPTH_LIMIT:
            return self._fault(path[:3], f"is nested more than {DEPTH_LIMIT} deep")
        if isinstance(value, Mapping):
            return self.branch(value, path)
        if isinstance(value, list | tuple):
            return Items(
                tuple(self._node(item, (*path, at)) for at, item in enumerate(value)), _MARK
            )
        scalar = _scalar(value)
        if isinstance(scalar, int) and abs(scalar) >= INTEGER_LIMIT:
            return self._fault(path, "is a whole number too large to be used")
        if isinstance(scalar, str) and not _is_text(scalar):
            return self._fault(path, "holds a character that a scenario file cannot hold")
        if scalar is None and value is not None:
            return self._fault(path, f"got a {type(value).__name__}, {_EXPECTED}")
        return Leaf(scalar, _MARK)

    def _fault(self, path: Path, message: str) -> Leaf:
        self.problems.append(Problem(SHOWN, 0, 0, dotted(path), message))
        return Leaf(BROKEN, _MARK)


def _key(given: object) -> Key | None:
    key = _scalar(given)
    if isinstance(key, bool) or not isinstance(key, str | int):
        return None
    return key if isinstance(key, int) or _is_text(key) else None


def _scalar(value: object) -> Scalar:
    """Return a single value as a file would give it, None where it is nothing of the kind."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return None


def _is_text(text: str) -> bool:
    """Tell whether a file could hold the text."""
    return _UNWRITABLE.search(text) is None
