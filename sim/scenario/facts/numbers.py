"""The numbers of a scenario that a path leads to: one, or with * all of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario

ALL_KEYS = "*"


def is_group(path: str) -> bool:
    """Tell whether a path leads to several numbers: it has a * in the place of a key."""
    return ALL_KEYS in path.split(".")


def numbers_at(scenario: Scenario, path: str) -> dict[Path, float]:
    """Return the numbers that a path leads to, each with the keys that lead to it.

    Parameters
    ----------
    path : str
        Keys joined by dots. A * stands for every key in its place; where what follows is not there
        or not set, there is no number.

    Raises
    ------
    LookupError
        If there are none. It says which key is not there, or that no number is.
    """
    missed: list[str] = []
    found = dict(_walk(scenario, tuple(path.split(".")), (), missed))
    if not found:
        raise LookupError(missed[0] if missed else "leads to no number that is set")
    return found


def numbers_or_none(scenario: Scenario, path: str) -> dict[Path, float]:
    """Return the numbers that a path leads to, as `numbers_at`; nothing if there are none."""
    try:
        return numbers_at(scenario, path)
    except LookupError:
        return {}


def _walk(
    node: Any, keys: Sequence[str], at: Path, missed: list[str]
) -> Iterator[tuple[Path, float]]:
    """Yield the numbers below a node."""
    if not keys:
        if isinstance(node, int | float) and not isinstance(node, bool):
            yield at, node
        return
    below = _below(node)
    wanted = [key for key in below if keys[0] in (ALL_KEYS, str(key))]
    if not wanted and below:
        where = f"in {'.'.join(map(str, at))}: " if at else ""
        missed.append(where + unknown("key", keys[0], map(str, below)))
    for key in wanted:
        yield from _walk(below[key], keys[1:], (*at, key), missed)


def _below(node: Any) -> Mapping[Any, Any]:
    """Return what stands in a part of a scenario by its keys; nothing in what is no part."""
    if isinstance(node, BaseModel):
        return {name: getattr(node, name) for name in type(node).model_fields}
    return node if isinstance(node, Mapping) else {}


def changed_to(numbers: Mapping[Path, float], value: float, *, factor: bool) -> dict[Any, Any]:
    """Return the changes, as an extending file would state them, that set or multiply numbers.

    Whole numbers stay whole.
    """
    changes: dict[Any, Any] = {}
    for path, number in numbers.items():
        part = changes
        for key in path[:-1]:
            part = part.setdefault(key, {})
        new = number * value if factor else value
        part[path[-1]] = round(new) if isinstance(number, int) else float(new)
    return changes
