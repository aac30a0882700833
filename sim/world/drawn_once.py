"""Scenarios that are compared mostly draw the same demand: it is drawn once for all of them.

Whoever works through several scenarios of one replication says so (`keeping`), and what the last of
them drew serves the next, as long as all that the draw depends on is equal (`digest`).
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

T = TypeVar("T")


class _Here(threading.local):
    """What this thread keeps."""

    keeps = False
    last: tuple[Hashable, Any] | None = None


_HERE = _Here()


@contextlib.contextmanager
def keeping() -> Iterator[None]:
    """Keep the last draw within this block, for this thread."""
    _HERE.keeps = True
    try:
        yield
    finally:
        _HERE.keeps, _HERE.last = False, None


def once(key: Hashable, draw: Callable[[], T]) -> T:
    """Return what was last drawn if that had this key; otherwise draw."""
    if _HERE.last is not None and _HERE.last[0] == key:
        kept: T = _HERE.last[1]
        return kept
    _HERE.last = None  # two draws of a year are not to be in memory together
    made = draw()
    if _HERE.keeps:
        _HERE.last = (key, made)
    return made


def digest(value: object) -> bytes:
    """Return the same bytes for all values that are equal in every part.

    Raises
    ------
    TypeError
        For anything but models, arrays, numbers, texts, and what is made up of these.
    """
    return _digest(value, {})


def _digest(value: Any, known: dict[int, bytes]) -> bytes:
    """Return the digest; of arrays that stand in several places, from those worked out before."""
    if value is None or isinstance(value, (bool, int, float, str, range, np.generic)):
        return _hash(type(value).__name__.encode(), repr(value).encode())
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, np.ndarray):
        said = [f"{value.dtype.str} {value.shape}".encode(), value.tobytes()]
    elif isinstance(value, BaseModel):
        said = [type(value).__qualname__.encode(), value.model_dump_json(warnings=False).encode()]
    elif isinstance(value, dict):
        said = [b"dict", *(_digest(item, known) for pair in value.items() for item in pair)]
    elif isinstance(value, (tuple, list)):
        said = [type(value).__qualname__.encode(), *(_digest(item, known) for item in value)]
    else:
        raise TypeError(f"{type(value).__name__} has no digest")
    known[id(value)] = _hash(*said)
    return known[id(value)]


def _hash(*parts: bytes) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little") + part)
    return found.digest()
