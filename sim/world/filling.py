"""Fills the rules of a world from the sections of a scenario, by the names of the fields.

The number `older_than_ms` of a rule is the field `older_than_min` of a section on the time grid;
any other takes the field of its own name. A word becomes its number in the enumeration of
`sim.vocabulary` that has exactly the words which the field may be. What a rule has that no field
says as it stands, its own file works out and gives under `others`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, TypeVar, get_args

import numpy as np
from pydantic import BaseModel

from sim import vocabulary
from sim.world.time_grid import on_grid_ms

Rules = TypeVar("Rules", bound=tuple[Any, ...])


def filled(
    kind: type[Rules], sections: tuple[BaseModel, ...], tick_ms: int, **others: Any
) -> Rules:
    """Return rules that hold single numbers.

    Parameters
    ----------
    kind : type of a named tuple
        The rules.
    sections : tuple of BaseModel
        Where the fields stand; the first that has one of the name is asked.
    tick_ms : int
        Time grid.
    **others
        What is not filled by name.
    """
    values = dict(others)
    for name in _left(kind, others):
        having = [each for each in sections if _key(name) in type(each).model_fields]
        if not having:
            raise _unknown(kind, name)
        values[name] = number(having[0], name, tick_ms)
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
    known = {name for each in _classes(of) for name in each.model_fields}
    values = dict(others)
    for name in _left(kind, others):
        if _key(name) not in known:
            raise _unknown(kind, name)
        flags = "Bools" in str(kind.__annotations__[name])
        column: Any = np.zeros(rows, dtype=np.bool_ if flags else np.int64)
        for row, section in sections.items():
            if _key(name) in type(section).model_fields:
                column[row] = number(section, name, tick_ms)
        values[name] = column
    return kind(**values)


def number(section: BaseModel, name: str, tick_ms: int) -> int:
    """Return what a field of a section stands for under the name that a rule gives it."""
    value = getattr(section, _key(name))
    if name.endswith("_ms"):
        return on_grid_ms(value, tick_ms)
    if isinstance(value, str):
        words = frozenset(get_args(type(section).model_fields[name].annotation))
        return int(_enumeration(words)[value.upper()])
    if not isinstance(value, int):
        raise TypeError(f"{type(section).__name__}.{name} is no whole number; fill it by hand")
    return value


def _key(name: str) -> str:
    """Return the field from which a rule of a name is filled."""
    return f"{name.removesuffix('_ms')}_min" if name.endswith("_ms") else name


def _left(kind: type[Rules], others: Mapping[str, Any]) -> list[str]:
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    return [name for name in fields if name not in others]


def _unknown(kind: type[Rules], name: str) -> LookupError:
    return LookupError(f"{kind.__name__}.{name}: no field is called {_key(name)}; fill it by hand")


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
