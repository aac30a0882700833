"""What nobody knows of a scenario since it is faulty, and how a check goes on without it.

A faulty value of a field is not there, so whoever asks for it gets an AttributeError; within a
mapping or a list stands `UNKNOWN` instead. Both end a check (`sim.scenario.checks.registry`). A
check that looks at several things of a part, each for itself, passes over those that are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class Unknown:
    """Stands in a mapping or a list for a value that nobody knows: it answers no question."""

    def _ask(self, *_: object) -> Any:
        raise AttributeError

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _ask
    __hash__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _ask
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _ask
    __neg__ = __abs__ = __int__ = __float__ = __index__ = __str__ = __repr__ = __format__ = _ask


UNKNOWN = Unknown()


def known_alike(one: object, other: object) -> bool:
    """Tell whether two parts are alike; where one has something unknown, that cannot be told."""
    try:
        return one == other
    except AttributeError:
        return False


def known_of(part: BaseModel, *names: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a part that are known, of those named, with their values."""
    for name in names:
        if name in part.__dict__:
            yield name, getattr(part, name)


def numbered(items: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Yield the items of a list that are known, each with its position."""
    return ((place, item) for place, item in enumerate(items) if item is not UNKNOWN)
