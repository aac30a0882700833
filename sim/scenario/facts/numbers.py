"""The numbers of a scenario that a path leads to: one, or with * all of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path, dotted, in_one_line
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario

ALL_KEYS = "*"
#: Where numbers begin that say nothing of a force or its rules, and what they say instead.
_OF_NO_FORCE: dict[Path, str] = {
    ("run", "seed"): "which chance events are drawn",
    ("run", "replications"): "how often the period is simulated",
    ("run", "days"): "how many days are measured",
    ("run", "days_in_comparisons"): "how many days are measured",
    ("run", "warm_up_days"): "how many days are simulated before any is measured",
    ("run", "time_grid_min"): "how finely times are kept",
    ("run", "windows"): "what is also measured separately",
    ("demand", "ceiling"): "how high demand may rise, for which runs leave enough room",
    ("headlines",): "which changes matter",
    ("budget",): "which savings are asked for",
    ("maps",): "what maps look like",
    ("published",): "what was published of the force",
    ("evidence",): "what is not known of the force",
    ("rules_not_known",): "what is not known of the force",
}


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
        If there are none. It says which key is not there, or what stands there instead.
    """
    missed: list[_Missed] = []
    found = dict(_walk(scenario, tuple(path.split(".")), (), missed))
    if not found:
        raise LookupError(min(missed, key=lambda one: one.rank).why)
    return found


def says_instead(numbers: Iterable[Path]) -> str:
    """Return what numbers say that are none of the force or its rules; empty for those that are."""
    starts = {number[:length] for number in numbers for length in (1, 2)}
    return next((what for start, what in _OF_NO_FORCE.items() if start in starts), "")


class _Missed(NamedTuple):
    """Why a path leads to no number; of several reasons that of the lowest rank is told."""

    rank: int
    why: str


def numbers_or_none(scenario: Scenario, path: str) -> dict[Path, float]:
    """Return the numbers that a path leads to, as `numbers_at`; nothing if there are none."""
    try:
        return numbers_at(scenario, path)
    except LookupError:
        return {}


def _walk(
    node: Any, keys: Sequence[str], at: Path, missed: list[_Missed]
) -> Iterator[tuple[Path, float]]:
    """Yield the numbers below a node; a key may have dots in it, as names do."""
    below = _below(node)
    if not keys:
        if isinstance(node, int | float) and not isinstance(node, bool):
            yield at, node
        else:
            missed.append(_no_number(node, below))
        return
    if not below:
        missed.append(_nothing_below(node, at))
        return
    wanted = {
        key: length
        for key in below
        for length in range(1, len(keys) + 1)
        if str(key) == ".".join(keys[:length]) or (keys[0] == ALL_KEYS and length == 1)
    }
    if not wanted:
        where = f"in {dotted(at)}: " if at else ""
        missed.append(_Missed(0, where + unknown("key", keys[0], map(str, below))))
    for key, length in wanted.items():
        yield from _walk(below[key], keys[length:], (*at, key), missed)


def _no_number(node: Any, below: Mapping[Any, Any]) -> _Missed:
    """Say what stands where a path ends."""
    if node is None:
        return _Missed(2, "leads to a number that is not set here")
    if below:
        keys = listed(map(repr, map(str, below)))
        return _Missed(1, f"leads to a part of the scenario, expected a number; add {keys}")
    what = {True: "yes", False: "no"}[node] if isinstance(node, bool) else node
    said = "an empty part" if isinstance(what, Mapping | list) else in_one_line(str(what))
    return _Missed(1, f"leads to {said}, expected a number")


def _nothing_below(node: Any, at: Path) -> _Missed:
    """Say why a path cannot go on."""
    if node is None or isinstance(node, Mapping):
        return _Missed(2, f"leads to a number of {dotted(at)}, which is not there")
    return _Missed(1, f"leads on from {dotted(at)}, which has no parts with names")


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
