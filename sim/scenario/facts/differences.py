"""What differs between two scenarios: each value with its place, the old one and the new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sim.scenario.facts.districts import district_of
from sim.scenario.reading.tree import Path, dotted, in_one_line
from sim.scenario.reading.writing import value_as_yaml
from sim.scenario.schema.scenario import Scenario

#: Characters of a value that are shown.
VALUE_WIDTH = 60
#: What a scenario says of itself, of what is not known, and how often it is run: nothing in it
#: happens otherwise.
_ABOUT: set[Path] = {("name",), ("title",), ("why",), ("protective_marking",), ("headlines",)}
_ABOUT |= {("evidence",), ("rules_not_known",), ("published",)}
_ABOUT |= {("run", word) for word in ("replications", "seed", "windows", "days_in_comparisons")}


class Difference(NamedTuple):
    """A value in which two scenarios differ."""

    path: Path  #: keys from the top, e.g. ``("teams", "response", "posts", "Hastings")``
    old: object  #: plain data; None where there was nothing
    new: object  #: None where there is nothing any more

    def __str__(self) -> str:
        """Return e.g. ``teams.response.posts.Hastings: 40 -> 30``."""
        return change_line(dotted(self.path), self.old, self.new)


def change_line(path: str, old: object, new: object) -> str:
    """Return ``path: old -> new``, each value in one line, cut where it is long."""
    return f"{path}: {_short(old, 'none')} -> {_short(new, '(removed)')}"


def _short(value: object, nothing: str) -> str:
    text = nothing if value is None else in_one_line(_as_in_a_file(value))
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 3]}..."


def _as_in_a_file(value: object) -> str:
    """Return plain data as a scenario file would write them, in one line."""
    if isinstance(value, dict):
        said = {key: _as_in_a_file(each) for key, each in value.items() if each is not None}
        return f"{{{', '.join(f'{key}: {text}' for key, text in said.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_in_a_file, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else value_as_yaml(value)


def differences(baseline: Scenario, scenario: Scenario) -> tuple[Difference, ...]:
    """Return where a scenario differs from a baseline, in the order of the schema.

    Defaults count as values, so it does not matter which of the two states them. What a scenario
    says of itself (name, title, why, marking, headlines), of what is not known, and how often it is
    run are no part of it.
    """
    return _found(_Itself(baseline), _Itself(scenario))


def differences_below(
    before: Scenario | None, after: Scenario, path: Path
) -> tuple[Difference, ...]:
    """Return where two scenarios differ in the values below a path.

    Parameters
    ----------
    before, after : Scenario
        If there is none before, everything is new.
    path : tuple
        Keys from the top; what a scenario says of itself counts too.
    """
    old = None if before is None else _value_at(_plain(_Itself(before)), path)
    return tuple(_between(old, _value_at(_plain(_Itself(after)), path), path))


def _value_at(data: Any, path: Path) -> Any:
    for key in path:
        data = data.get(str(key)) if isinstance(data, dict) else None
    return data


class _Itself:
    """A scenario that is known again by being the same object: its content takes long to hash."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.scenario is self.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


#: Of those that are compared, asked for again and again.
@lru_cache(maxsize=64)
def _found(baseline: _Itself, scenario: _Itself) -> tuple[Difference, ...]:
    return tuple(_between(_plain(baseline), _plain(scenario), ()))


@lru_cache(maxsize=8)
def _plain(one: _Itself) -> dict[str, Any]:
    return one.scenario.model_dump(mode="json")


def _between(old: Any, new: Any, path: Path) -> Iterator[Difference]:
    if path in _ABOUT or old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and _same_kind(old, new):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _between(old.get(key), new.get(key), (*path, key))
        return
    yield Difference(path, old, new)


def _same_kind(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two mappings are no distributions of different kinds, which are shown whole."""
    return bool(old.get("distribution") == new.get("distribution"))


def hubs_changed(scenarios: Sequence[Scenario], found: Sequence[Difference]) -> tuple[str, ...]:
    """Return the hubs that a change names, if it is local; nothing if it is not.

    A change is local if every part of it names a hub, or a district (which counts for its hub),
    and they are not all the hubs there are.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Those between which the differences are.
    found : sequence of Difference
        All of them.
    """
    named = _hubs_by_part(scenarios, found)
    return hubs_named(scenarios, found) if all(named) else ()


def hubs_named(scenarios: Sequence[Scenario], found: Sequence[Difference]) -> tuple[str, ...]:
    """Return the hubs that parts of a change name, whatever other parts do everywhere.

    Nothing where these are all the hubs there are.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Those between which the differences are.
    found : sequence of Difference
        All of them.
    """
    hubs = _all_hubs(scenarios)
    touched = set().union(*_hubs_by_part(scenarios, found))
    return tuple(hub for hub in hubs if hub in touched) if len(touched) < len(hubs) else ()


def _all_hubs(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hub for one in scenarios for hub in one.hubs))


def _hubs_by_part(scenarios: Sequence[Scenario], found: Sequence[Difference]) -> list[set[str]]:
    """Return the hubs that each difference names, by themselves or by their districts."""
    of_place = {name: place.hub for one in scenarios for name, place in one.districts.items()}
    of_place |= {hub: hub for hub in _all_hubs(scenarios)}
    return [{of_place[name] for name in _names(each) if name in of_place} for each in found]


def districts_changed(
    scenarios: Sequence[Scenario], found: Sequence[Difference]
) -> tuple[str, ...]:
    """Return the districts that a change names where it names no hub of the same name.

    A place of a district counts for it, also one that only the changed force has.
    """
    hubs = {hub for one in scenarios for hub in one.hubs}
    district = {name: district_of(one, name) for one in scenarios for name in one.districts}
    named = {name for each in found for name in _names(each)} - hubs
    return tuple(dict.fromkeys(district[name] for name in district if name in named))


def _names(found: Difference) -> set[str]:
    """Return every word of a difference that could name a place."""
    return {str(key) for key in found.path} | _words(found.old) ^ _words(found.new)


def _words(value: object) -> set[str]:
    """Return the texts that plain data hold, as keys or as values."""
    if isinstance(value, dict):
        return {str(key) for key in value}.union(*(_words(each) for each in value.values()))
    if isinstance(value, list):
        return set[str]().union(*(_words(each) for each in value))
    return {value} if isinstance(value, str) else set()
