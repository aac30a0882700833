"""Say in plain words what the schema expects at a place, and what was found there.

Error messages and the scenario reference both take their words from here.
"""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from sim.scenario.reading.tree import Key, Path, in_one_line
from sim.scenario.schema.dates import TIME_OF_DAY

_SHOWN_LENGTH = 60
_RULES = ConfigDict(strict=True, allow_inf_nan=False)


#: Words for a part of the schema with named fields, in the singular or plural.
NamePart = Callable[[type[BaseModel], bool], str]


class Wanted(NamedTuple):
    """A place in the schema: its type and the limits on it."""

    annotation: Any
    limits: tuple[Any, ...] = ()


def wanted_by(field: FieldInfo) -> Wanted:
    """Return what a field of the schema expects."""
    return strip(Wanted(field.annotation, tuple(field.metadata)))


def strip(wanted: Wanted) -> Wanted:
    """Take away the wrapping: limits join the other limits, and "or nothing" goes."""
    annotation, limits = wanted
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for limit in more:
                limits += tuple(limit.metadata) if isinstance(limit, FieldInfo) else (limit,)
        elif _is_union(annotation) and type(None) in get_args(annotation):
            rest = [arg for arg in get_args(annotation) if arg is not type(None)]
            annotation = Union[tuple(rest)]  # noqa: UP007 - the members are known only here
        else:
            return Wanted(annotation, limits)


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def arms(annotation: Any) -> tuple[Any, ...]:
    """Return the alternatives of a union, or the annotation alone."""
    return get_args(annotation) if _is_union(annotation) else (annotation,)


def is_model(annotation: Any) -> bool:
    """Tell whether the annotation is a part of the schema with named fields."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def kinds_of(annotation: Any) -> dict[str, type[BaseModel]]:
    """Return the members of a union of distributions by name; empty for anything else."""
    members = get_args(annotation) if _is_union(annotation) else ()
    if not members or not all(is_model(member) for member in members):
        return {}
    return {get_args(m.model_fields["distribution"].annotation)[0]: m for m in members}


@cache
def adapter_of(wanted: Wanted) -> TypeAdapter[Any]:
    """Return what holds a value against the schema as strictly as a part holds its fields."""
    # A part brings its own rules; a value by itself would be read less strictly than in its part.
    config = None if is_model(wanted.annotation) else _RULES
    kind: Any = wanted.annotation
    for limit in wanted.limits:
        kind = Annotated[kind, limit]
    return TypeAdapter(kind, config=config)


def inside(wanted: Wanted, key: Key, value: object) -> Wanted | None:
    """Return what is wanted under a key or list position; None where nothing is known.

    Parameters
    ----------
    wanted : Wanted
        What the mapping or list itself should be.
    key : str or int
        The key or the position.
    value : object
        The plain data found at the mapping or list, which decides between alternatives.
    """
    annotation = strip(wanted).annotation
    kinds = kinds_of(annotation)
    if kinds:
        kind = value.get("distribution") if isinstance(value, Mapping) else None
        model = kinds.get(kind) if isinstance(kind, str) else None
        if model is None:
            return Wanted(Literal[tuple(kinds)]) if key == "distribution" else None
        annotation = model
    elif _is_union(annotation):
        matching = list if isinstance(value, list) else dict
        arms = [arm for arm in get_args(annotation) if get_origin(arm) is matching]
        annotation = arms[0] if arms else annotation
    if is_model(annotation):
        field = annotation.model_fields.get(key)
        return wanted_by(field) if field else None
    if get_origin(annotation) is dict:
        return strip(Wanted(get_args(annotation)[1]))
    if get_origin(annotation) is list:
        return strip(Wanted(get_args(annotation)[0]))
    return None


def wanted_at(model: type[BaseModel], path: Path, data: object) -> Wanted | None:
    """Return what the schema expects at a path of the data; None where it knows no such place."""
    wanted: Wanted | None = Wanted(model)
    for key in path:
        wanted = inside(wanted, key, data) if wanted else None
        data = step(data, key)
    return wanted


def step(data: object, key: Key) -> object:
    """Return what plain data hold under a key or position; None when there is no such thing."""
    if isinstance(data, Mapping):
        return data.get(key)
    if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None


def expected(wanted: Wanted, *, plural: bool = False, name_part: NamePart | None = None) -> str:
    """Say what is wanted, e.g. ``a whole number above 0``.

    Parameters
    ----------
    wanted : Wanted
        A place in the schema.
    plural : bool
        Whether several such things are wanted.
    name_part : callable, optional
        Gives words for a part of the schema with named fields; by default its keys are listed.
    """
    annotation, limits = strip(wanted)
    origin = get_origin(annotation)

    def of(inner: Any, *, plural: bool) -> str:
        return expected(Wanted(inner), plural=plural, name_part=name_part)

    if kinds_of(annotation):
        names = listed(kinds_of(annotation))
        return "distributions" if plural else f"a distribution ({names})"
    if _is_union(annotation):
        return ", or ".join(of(arm, plural=plural) for arm in get_args(annotation))
    if origin is Literal and len(get_args(annotation)) == 1:
        return repr(get_args(annotation)[0])
    if origin is Literal:
        return f"{'any' if plural else 'one'} of {listed(get_args(annotation))}"
    if origin is dict:
        keys, values = (of(arg, plural=True) for arg in get_args(annotation))
        keys = "names" if keys == "texts" else keys
        return f"{'mappings' if plural else 'a mapping'} from {keys} to {values}" + _length(limits)
    if origin is list:
        items = of(get_args(annotation)[0], plural=True)
        return f"{'lists' if plural else 'a list'} of {items}" + _length(limits)
    if is_model(annotation):
        if name_part is not None:
            return name_part(annotation, plural)
        keys = ", ".join(annotation.model_fields)
        return f"{'mappings' if plural else 'a mapping'} (keys {keys})"
    return _scalar(annotation, limits, plural=plural)


def _scalar(annotation: Any, limits: tuple[Any, ...], *, plural: bool) -> str:
    one, many = {
        int: ("a whole number", "whole numbers"),
        float: ("a number", "numbers"),
        bool: ("true or false", "true or false"),
        str: ("text", "texts"),
        dt.date: ("a date such as 2017-10-02", "dates"),
    }.get(annotation, ("something else", "other things"))
    if TIME_OF_DAY in limits:
        return "times of day" if plural else "a time of day such as 07:00 or 22:30"
    if any(getattr(limit, "pattern", None) for limit in limits):
        most = [limit.max_length for limit in limits if getattr(limit, "max_length", None)]
        return (
            "a short name of letters a to z, digits, dots, hyphens and underscores "
            "that starts with a letter or a digit"
        ) + (f", of at most {most[0]} characters" if most else "")
    return (many if plural else one) + bounds(limits)


def bounds(limits: Iterable[Any]) -> str:
    """Say in words what limits a number has, e.g. `` from 0 to 1``; empty for none."""
    found: dict[str, Any] = {}
    for limit in limits:
        for name in ("gt", "ge", "lt", "le"):
            if (value := getattr(limit, name, None)) is not None:
                found[name] = value
    if "ge" in found and "le" in found:
        return f" from {found['ge']} to {found['le']}"
    if "gt" in found and "ge" in found:
        found.pop("gt" if found["ge"] > found["gt"] else "ge")
    said = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}
    parts = [f"{said[name]} {found[name]}" for name in said if name in found]
    if not parts:
        return ""
    return " " + " and ".join([*parts[:1], *(p.removeprefix("of ") for p in parts[1:])])


def _length(limits: Iterable[Any]) -> str:
    least = [limit.min_length for limit in limits if getattr(limit, "min_length", None)]
    return f", at least {least[0]}" if least else ""


def listed(names: Iterable[object], last: Literal["or", "and"] = "or") -> str:
    """Return e.g. ``a, b or c``."""
    words = [in_one_line(str(name)) for name in names]
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def with_capital(text: str) -> str:
    """Return a text with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def got(value: object) -> str:
    """Say what was found, e.g. ``'x' (text)``."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"{str(value).lower()} (yes or no)"
    if isinstance(value, int):
        return f"{value} (a whole number)"
    if isinstance(value, float):
        return f"{value} ({'a number' if math.isfinite(value) else 'not a finite number'})"
    if isinstance(value, str):
        return f"{shortened(value)!r} (text)"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, Mapping):
        keys = shortened(", ".join(in_one_line(key) for key in value))
        return f"a mapping (keys {keys})" if value else "an empty mapping"
    return "something that could not be read"


def shortened(text: str) -> str:
    """Cut text that is too long for a message."""
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 3] + "..."
