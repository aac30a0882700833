"""Turn what the schema's validator says into problems that a planner can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.reading.advice import advice, without_unit
from sim.scenario.reading.finding import Finding
from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.words import (
    Wanted,
    expected,
    got,
    inside,
    is_model,
    kinds_of,
    listed,
    step,
    strip,
    wanted_at,
    wanted_by,
)
from sim.scenario.schema.rotas import REST
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.section import former_name
from sim.scenario.schema.teams import Teams
from sim.suggestions import did_you_mean

#: Mistakes of the schema that are put into words.
FINDINGS_LIMIT = 1_000
_KEY_ERROR = "[key]"
#: How the schema names the arm of a union that is a number with limits.
_NUMBER = "constrained-"
#: How every message about a key that is not there begins.
MISSING = "is missing"
#: What does the work of a key that may be expected beside `scene_factor`.
_GROWTH = "; demand.growth multiplies the counts of all types, demand.changes those of some"
_INSTEAD = {"count_factor": _GROWTH, "demand_factor": _GROWTH, "growth": _GROWTH}


def findings(error: ValidationError, data: object, broken: Iterable[Path]) -> Iterator[Finding]:
    """Yield what is wrong, once each.

    Parameters
    ----------
    error : pydantic.ValidationError
        What the schema said.
    data : object
        The plain data it was given.
    broken : iterable of tuple
        Paths of values that could not be read; they have been reported and are passed over.
    """
    unreadable = set(broken)
    seen: set[Finding] = set()
    for item in error.errors(include_url=False, include_context=False):
        finding = _finding(item["type"], item["loc"], data)
        if finding is None or finding in seen or _known(finding.path, unreadable):
            continue
        seen.add(finding)
        yield finding
        if len(seen) >= FINDINGS_LIMIT:
            message = f"has more than {FINDINGS_LIMIT:,} mistakes; the others are not listed"
            yield Finding((), message, at_key=True)
            return


def _known(path: Path, unreadable: set[Path]) -> bool:
    """Tell whether the path lies at or under a value that was reported already.

    A merge key stands for keys that nobody can know, so none of its mapping is said to be missing.
    """
    if (*path[:-1], "<<") in unreadable:
        return True
    return any(path[:length] in unreadable for length in range(len(path) + 1))


def _finding(kind: str, loc: tuple[Any, ...], data: object) -> Finding | None:
    path, value, arm = _clean(loc, data)
    if arm is not None and _other_arm(arm, value, loc):
        return None
    if loc and loc[-1] == _KEY_ERROR:
        return _bad_key(path, data)
    if kind == "missing":
        return _missing((*path, str(loc[-1])), data)
    if kind in {"extra_forbidden", "invalid_key"}:
        return _unknown(path, data)
    if kind == "union_tag_not_found":
        return _missing((*path, "distribution"), data)
    if kind == "union_tag_invalid":
        path = (*path, "distribution")
        value = step(value, "distribution")
    wanted = wanted_at(Scenario, path, data)
    if wanted is None:
        return Finding(path, f"got {got(value)}, which is not expected here")
    said = _on_an_entry(path, value, data) or without_unit(value, wanted, path)
    said = said or advice(value, wanted, _names_for(path, data))
    return Finding(path, f"got {got(value)}, expected {expected(wanted)}{said}")


def _on_an_entry(path: Path, value: object, data: object) -> str:
    """Say how to do without an entry of a mapping, or how to change posts by a number."""
    parent = wanted_at(Scenario, path[:-1], data)
    annotation: Any = strip(parent).annotation if parent else None
    is_entry = get_origin(annotation) is dict
    if value is None:
        fields = annotation.model_fields if is_model(annotation) else {}
        may_go = is_entry or (path[-1] in fields and not fields[path[-1]].is_required())
        why = "null removes what an extended file says, and none says this"
        return f"; {why}: leave it out" if may_go else ""
    if not is_entry or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if path[-2] == "posts" and value < 0:
        return "; to take posts from those of the scenario that this one extends, use posts_change"
    if value == 0:
        return "; leave the entry out, or, where an extended file has it, remove it with null"
    return ""


def _names_for(path: Path, data: object) -> tuple[str, ...]:
    """Return the names that a pattern of a rota may hold."""
    if len(path) != 3 or path[0] != "rotas" or path[-1] != "pattern":
        return ()
    shifts = step(step(step(data, "rotas"), path[1]), "shifts")
    return (*map(str, shifts), REST) if isinstance(shifts, Mapping) else ()


def _clean(loc: tuple[Any, ...], data: object) -> tuple[Path, object, str | None]:
    """Follow an error's location through the data, without the parts that are not in the data.

    Validators add words of their own: the name of a distribution, or of one arm of a union, which
    is returned apart.
    """
    path: list[Key] = []
    arm: str | None = None
    for part in loc:
        if _holds(data, part):
            path.append(part)
            data = step(data, part)
        elif isinstance(part, str) and part.startswith(("list[", "dict[")):
            arm = part[:4]
        elif isinstance(part, str) and part.startswith(_NUMBER):
            arm = _NUMBER
    return tuple(path), data, arm


def _holds(data: object, part: object) -> bool:
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _other_arm(arm: str, value: object, loc: tuple[Any, ...]) -> bool:
    """Tell whether the error speaks of an alternative that nobody meant to write."""
    at_union = bool(loc) and str(loc[-1]).startswith(arm)
    if arm == _NUMBER:
        return at_union and isinstance(value, Mapping)
    if not at_union:
        return False
    return isinstance(value, list) if arm == "dict" else isinstance(value, Mapping)


def _bad_key(path: Path, data: object) -> Finding:
    """Say what is wrong with a key that the user may choose."""
    parent = wanted_at(Scenario, path[:-1], data)
    key = path[-1]
    annotation = parent.annotation if parent else None
    if get_origin(annotation) is dict and get_args(annotation)[0] is str:
        return Finding(path, f"got {got(key)} as a name; put it in quotes", at_key=True)
    if get_origin(annotation) is dict and get_origin(get_args(annotation)[0]) is Literal:
        kinds = get_args(get_args(annotation)[0])
        message = f"got the key {got(key)}, expected one of {listed(kinds)}"
        return Finding(path, message + did_you_mean(str(key), kinds), at_key=True)
    advice = "; leave out the quotes" if isinstance(key, str) and key.isdigit() else ""
    is_mapping = get_origin(annotation) is dict
    kind = expected(Wanted(get_args(annotation)[0])) if is_mapping else "a whole number above 0"
    message = f"got the key {got(key)}, expected {kind}{advice}"
    return Finding(path, message, at_key=True)


def _missing(path: Path, data: object) -> Finding:
    wanted = wanted_at(Scenario, path, data)
    what = f"; expected {expected(wanted)}" if wanted else ""
    return Finding(path, f"{MISSING}{what}")


def _unknown(path: Path, data: object) -> Finding:
    """Say what a key is called now, on which teams it belongs, or what may have been meant."""
    key = str(path[-1])
    holder = data
    wanted: Wanted | None = Wanted(Scenario)
    for part in path[:-1]:
        wanted = inside(wanted, part, holder) if wanted else None
        holder = step(holder, part)
    known = _fields(wanted, holder) if wanted else {}
    elsewhere = _on_other_teams(key) if path[0] == "teams" and len(path) == 3 else ""
    said = _renamed(key, known) or elsewhere or _INSTEAD.get(key) or did_you_mean(key, known)
    said = said or f"; expected one of {listed(known)}"
    return Finding(path, f"unknown key {key!r}{said}", at_key=True)


def _renamed(key: str, known: Mapping[str, FieldInfo]) -> str:
    """Say the name that a key has now; nothing if it never was one of the keys."""
    now = [name for name, field in known.items() if former_name(field) == key]
    return f"; it is now called {now[0]!r}" if now else ""


def _on_other_teams(key: str) -> str:
    """Say which teams have a key; nothing if none has."""
    owners = [
        f"teams.{name}"
        for name, field in Teams.model_fields.items()
        if key in strip(wanted_by(field)).annotation.model_fields
    ]
    return f"; {key} belongs to {listed(owners, 'and')}" if owners else ""


def _fields(wanted: Wanted, holder: object) -> Mapping[str, FieldInfo]:
    """Return the fields that a mapping may have, by key."""
    annotation = strip(wanted).annotation
    kinds = kinds_of(annotation)
    if kinds and isinstance(holder, Mapping):
        annotation = kinds.get(str(holder.get("distribution")))
    return annotation.model_fields if is_model(annotation) else {}
