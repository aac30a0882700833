"""Which fields of the schema are levers, and which of them a scenario sets.

A lever has one name, made of the keys that lead to it without the names that a scenario gives:
`grades.patience.upgraded_share`, `redeployment.who`. What several teams have is one lever,
`teams.held_back`. A distribution is one value.

A field is a lever unless `NOT_LEVERS` names it or a part that it stands in; so a new one is.
Relative fields are none: they are another way to write others, and no scenario that has been read
has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import Wanted, is_model, kinds_of, strip
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Teams

#: Fields that are no levers, with all below them, and why.
NOT_LEVERS = {
    **dict.fromkeys(("name", "title", "why", "protective_marking"), "says what the scenario is"),
    "run": "says how long and how often it is simulated",
    **dict.fromkeys(("hubs", "districts.hub"), "the map"),
    **dict.fromkeys((f"districts.{f}" for f in ("area_km2", "latitude", "longitude")), "the map"),
    **dict.fromkeys(("shapes", "month_shapes"), "numbers to which incident types refer"),
    **dict.fromkeys(("grades.label", "incident_types.label"), "a name for tables"),
    "incident_types.basis": "says where the counts come from",
    "maps": "says what is drawn; no run depends on it",
    "budget": "says what is to be saved; no run depends on it",
    "evidence": "says how far numbers may differ; no run depends on it",
    "rules_not_known": "says which rules may be otherwise; no run depends on it",
    "published": "says what a run should give; no run depends on it",
}


def levers() -> dict[str, FieldInfo]:
    """Return the levers by name, in the order of the schema."""
    return dict(_fields(Scenario, ""))


def pulled(data: Mapping[str, Any]) -> set[str]:
    """Return the levers that plain data set to something other than their default.

    Parameters
    ----------
    data : mapping
        A valid scenario as a file holds it. A lever without a default is pulled where it stands.
    """
    return {
        name
        for name, field, value in _values(Scenario, data, "")
        if field.is_required() or value != field.get_default(call_default_factory=True)
    }


def stated(data: Mapping[str, Any]) -> set[str]:
    """Return the levers that plain data state, at their default or not."""
    return {name for name, _, _ in _values(Scenario, data, "")}


def parts(data: dict[str, Any]) -> list[tuple[type[BaseModel], dict[str, Any]]]:
    """Return each part that plain data have, with its values, which may be changed."""
    return [(part, values) for name, _, part, values in _parts(Scenario, data, "", ()) if name]


def owed_by_parts(
    data: Mapping[str, Any],
) -> Iterator[tuple[str, Path, type[BaseModel], Mapping[str, Any]]]:
    """Yield each lever that plain data state nowhere though they have a part that it may stand in.

    With the path of that part, what it is, and its values.
    """
    found = stated(data)
    for within, path, part, values in _parts(Scenario, data, "", ()):
        for key in part.model_fields:
            name = _name(part, within, key)
            if values and name in levers() and name not in found:
                yield name, path, part, values


def _part_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the part of the schema that a field holds, alone, by name or in a list."""
    return _part_in(field.annotation)


@cache
def _part_in(annotation: Any) -> type[BaseModel] | None:
    annotation = strip(Wanted(annotation)).annotation
    while not is_model(annotation) and not kinds_of(annotation) and get_args(annotation):
        annotation = strip(Wanted(get_args(annotation)[-1])).annotation
    return annotation if is_model(annotation) else None


def _name(part: type[BaseModel], within: str, key: str) -> str:
    if part is Teams:
        return within
    return f"{within}.{key}" if within else key


def _fields(part: type[BaseModel], within: str) -> Iterator[tuple[str, FieldInfo]]:
    for key, field in part.model_fields.items():
        name, inner = _name(part, within, key), _part_of(field)
        if name in NOT_LEVERS or field.exclude:
            continue
        if inner is None:
            yield name, field
        else:
            yield from _fields(inner, name)


def _parts(
    part: type[BaseModel], data: Any, within: str, path: Path
) -> Iterator[tuple[str, Path, type[BaseModel], Any]]:
    """Yield the name of each part that data have, its path, what it is, and its values."""
    yield within, path, part, data
    for key, field in part.model_fields.items():
        name, inner, value = _name(part, within, key), _part_of(field), data.get(key)
        if name in NOT_LEVERS or field.exclude or value is None or inner is None:
            continue
        if isinstance(value, list):
            for given, one in enumerate(value):
                if isinstance(one, Mapping):
                    yield from _parts(inner, one, name, (*path, key, given))
        elif set(value) <= set(inner.model_fields):
            yield from _parts(inner, value, name, (*path, key))
        else:
            for given, one in value.items():
                if one is None:  # removed
                    continue
                yield from _parts(inner, one, name, (*path, key, given))


def _values(
    part: type[BaseModel], data: Mapping[str, Any], within: str
) -> Iterator[tuple[str, FieldInfo, Any]]:
    """Yield the name of each lever that data set, its field and its value."""
    for name_of_part, _, each, values in _parts(part, data, within, ()):
        for key, field in each.model_fields.items():
            name = _name(each, name_of_part, key)
            if name in NOT_LEVERS or field.exclude or values.get(key) is None:
                continue
            if _part_of(field) is None:
                yield name, field, values[key]
