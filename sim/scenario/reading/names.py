"""Names that people choose: which can be used, and which of them was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.scenario.reading.tree import Branch, Node, Path, below
from sim.scenario.reading.words import listed
from sim.scenario.reading.writing import text_as_yaml, title_of
from sim.scenario.schema.scenario import NAME_LENGTH, NAME_PATTERN
from sim.suggestions import did_you_mean

#: What a message says to write instead of a key.
_INSTEAD = re.compile(
    r"; (did you mean (?P<meant>'[^']+'|\"[^\"]+\")\?|(write|it is now called) (?P<better>.+)$)"
)
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@")
#: What programs that read csv files take for a value that is missing, in lower case.
_MISSING = frozenset(
    ("na", "n/a", "#na", "#n/a", "#n/a n/a", "<na>", "nan", "-nan", "null", "none", "1.#ind")
)


def name_fault(name: str) -> str:
    """Say what is wrong with a name that people choose; empty when nothing is."""
    if not name.strip() or not name.isprintable():
        return f"got {name!r}, expected a name of visible characters"
    inner = name.strip()
    if inner.startswith(_FORMULA):
        return f"got {name!r}, which spreadsheets take for a formula; begin with a letter or digit"
    if inner.lower() in _MISSING:
        return f"got {name!r}, which reads as a missing value in tables; expected another name"
    if name != inner:
        return f"got {name!r}, expected no blanks at either end; write {text_as_yaml(inner)}"
    return ""


def is_scenario_name(name: str) -> bool:
    """Tell whether the name of a scenario has the letters, and the length, that it may have."""
    return re.fullmatch(NAME_PATTERN, name) is not None and len(name) <= NAME_LENGTH


def scenario_name_fault(name: str) -> str:
    """Say what is wrong with the name of a scenario, or with its title; empty if nothing is."""
    return name_fault(name) or name_fault(title_of(name))


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a name stands for nothing, and what it may have been meant to be.

    A name that is itself at fault is not proposed: that fault is reported where the name is given.
    """
    names = list(known)
    usable = [each for each in names if not name_fault(each)]
    if near := did_you_mean(name, usable):
        return f"unknown {kind} {name!r}{near}"
    if usable:
        return f"unknown {kind} {name!r}; expected {listed(usable)}"
    none = "none has a name that can be used" if names else "there are none"
    return f"unknown {kind} {name!r}; {none}"


def without_doubles(message: str, root: Node, path: Path) -> str:
    """Return what is said of a key, with no advice to write another that is there already.

    Parameters
    ----------
    message : str
        What is wrong with the key, and what to write instead.
    root : Node
        The merged scenario.
    path : tuple of str and int
        The key, which stands somewhere.

    Returns
    -------
    str
        The same; or, if the same file has that key beside this one, that it is there already.
    """
    found = _INSTEAD.search(message)
    beside = below(root, path[:-1])
    if found is None or not isinstance(beside, Branch) or path[-1] not in beside.entries:
        return message
    wanted = (found["meant"] or found["better"]).strip("\"'")
    here = beside.entries[path[-1]].mark.file
    there = [str(key) for key, entry in beside.entries.items() if entry.mark.file == here]
    if wanted not in there or wanted == path[-1]:
        return message
    instead = f"; {wanted!r} is there already: name another, or leave it out"
    return message[: found.start()] + instead + message[found.end() :]
