"""Fills the rules of a world from the sections of a scenario, by the names of the fields.

The number `older_than_ms` of a rule is the field `older_than_min` of a section (or `_hours`, or
`_days`) on the time grid; any other takes the field of its own name. A word becomes its number in
the enumeration of `sim.vocabulary` that has exactly the words which the field may be; a share or a
ratio becomes whole millionths. What a rule has that no field says as it stands, its own file works
out and gives under `others`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, TypeVar, get_args

import numpy as np
from pydantic import BaseModel

from sim import vocabulary
from sim.scenario.schema.section import unit_of
from sim.world.arrays import MILLIONTHS
from sim.world.time_grid import on_grid_ms

Rules = TypeVar("Rules", bound=tuple[Any, ...])
#: Minutes of each unit of time that a field may have, by the end of its name.
MINUTES = {"min": 1, "hours": 60, "days": 24 * 60}


def filled(
    kind: type[Rules], sections: tuple[BaseModel | None, ...], tick_ms: int, **others: Any
) -> Rules:
    """Return rules that hold single numbers.

    Parameters
    ----------
    kind : type of a named tuple
        The rules.
    sections : tuple of BaseModel or None
        Where the fields stand; the first that has one of the name is asked. With None among them,
        for a part that the scenario does not have, what no other has is 0, or false.
    tick_ms : int
        Time grid.
    **others
        What is not filled by name.
    """
    values = dict(others)
    for name in _left(kind, others):
        having = [each for each in sections if each is not None and _key(type(each), name)]
        if not having and None not in sections:
            raise _unknown(kind, name)
        absent = False if "bool" in str(kind.__annotations__[name]) else 0
        values[name] = number(having[0], name, tick_ms) if having else absent
    return kind(**values)


def filled_rows(
    kind: type[Rules],
    of: type[BaseModel],
    sections: Mapping[Any, BaseModel],
    size: tuple[int, int],
    **others: Any,
) -> Rules:
    """Return rules that hold arrays, with a row for each section.

    Parameters
    ----------
    kind : type of a named tuple
        The rules.
    of : type of BaseModel
        What the sections are; of the classes made from it, each has what its own fields say.
    sections : mapping of int to BaseModel
        The sections by row. Rows without one, or without the field, are 0.
    size : tuple of int
        Number of rows, and the time grid.
    **others
        What is not filled by name.
    """
    rows, tick_ms = size
    values = dict(others)
    for name in _left(kind, others):
        if not any(_key(each, name) for each in _classes(of)):
            raise _unknown(kind, name)
        flags = "Bools" in str(kind.__annotations__[name])
        column: Any = np.zeros(rows, dtype=np.bool_ if flags else np.int64)
        for row, section in sections.items():
            if _key(type(section), name):
                column[row] = number(section, name, tick_ms)
        values[name] = column
    return kind(**values)


def number(section: BaseModel, name: str, tick_ms: int) -> int:
    """Return what a field of a section stands for under the name of a rule; 0 if it is omitted."""
    key = _key(type(section), name)
    value, field = getattr(section, key), type(section).model_fields[key]
    if value is None:
        return 0
    if minutes := fields_of(name)[key]:
        return on_grid_ms(value * minutes, tick_ms)
    if isinstance(value, str):
        words = frozenset(get_args(field.annotation))
        return int(_enumeration(words)[value.upper()])
    if isinstance(value, float) and unit_of(field).startswith(("share", "ratio")):
        return round(value * MILLIONTHS)
    if not isinstance(value, int):
        raise TypeError(f"{type(section).__name__}.{name} is no whole number; fill it by hand")
    return value


@functools.cache
def fields_of(name: str) -> dict[str, int]:
    """Return the fields from which a rule of a name may be filled; those of times with minutes."""
    in_ms = re.compile(r"_ms(?=_|$)")
    if not in_ms.search(name):
        return {name: 0}
    return {in_ms.sub(f"_{unit}", name): minutes for unit, minutes in MINUTES.items()}


@functools.cache
def _key(of: type[BaseModel], name: str) -> str:
    """Return the field of a class from which a rule of a name is filled; empty if it has none."""
    return next((key for key in fields_of(name) if key in of.model_fields), "")


def _left(kind: type[Rules], others: Mapping[str, Any]) -> list[str]:
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    return [name for name in fields if name not in others]


def _unknown(kind: type[Rules], name: str) -> LookupError:
    named = " or ".join(fields_of(name))
    return LookupError(f"{kind.__name__}.{name}: no field is called {named}; fill it by hand")


def _classes(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield of
    for each in of.__subclasses__():
        yield from _classes(each)


@functools.cache
def _enumeration(words: frozenset[str]) -> type[IntEnum]:
    """Return the enumeration that has these words and no others."""
    kinds = [kind for kind in vars(vocabulary).values() if isinstance(kind, type)]
    found = [k for k in kinds if issubclass(k, IntEnum) and {m.name.lower() for m in k} == words]
    if len(found) != 1:
        listed = ", ".join(sorted(words))
        raise LookupError(f"sim/vocabulary.py needs one enumeration of the words {listed}")
    return found[0]
