"""Scenarios that are compared mostly draw the same demand: it is drawn once for all of them.

Whoever works through several scenarios of one replication says so (`keeping`), and what the last of
them drew serves the next, as long as all that the draw depends on is equal (`digest`). Whoever will
come back to the same replications again and again keeps the draws of several (`keep_for_good`).
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
    room = 0  #: bytes of all draws that are kept; the last one is, however large
    size = 1  #: bytes of the last draw

    def __init__(self) -> None:
        self.kept: dict[Hashable, Any] = {}  #: the one that was used last at the end


_HERE = _Here()


@contextlib.contextmanager
def keeping() -> Iterator[None]:
    """Keep the last draw within this block, for this thread."""
    before = _HERE.keeps, _HERE.room, _HERE.kept
    _HERE.keeps, _HERE.room, _HERE.kept = True, 0, {}
    try:
        yield
    finally:
        _HERE.keeps, _HERE.room, _HERE.kept = before


def keep_for_good(room: int) -> None:
    """Keep the draws of this thread from now on, those last used, in a number of bytes."""
    _HERE.keeps, _HERE.room = True, room


def once(key_of: Callable[[], Hashable], draw: Callable[[], T]) -> T:
    """Return what was drawn with this key, if that is kept; otherwise draw.

    The key is asked for only where draws are kept.
    """
    if not _HERE.keeps:
        return draw()
    kept, key = _HERE.kept, key_of()
    if key in kept:
        found: T = kept.pop(key)
        kept[key] = found
        return found
    # Before the draw: two draws of a year are not to be in memory together.
    while kept and (len(kept) + 1) * _HERE.size > _HERE.room:
        del kept[next(iter(kept))]
    made = draw()
    kept[key] = made
    _HERE.size = max(_bytes_of(made), 1)
    return made


def _bytes_of(value: object) -> int:
    """Return the memory of the arrays in a draw; those that share it count twice."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, dict):
        return sum(map(_bytes_of, value.values()))
    return sum(map(_bytes_of, value)) if isinstance(value, (tuple, list)) else 0


def digest(value: object) -> bytes:
    """Return the same bytes for all values that are equal in every part.

    Raises
    ------
    TypeError
        For anything but models, arrays, numbers, texts, and what is made up of these.
    """
    return _hash(_digest(value, {}))


def _digest(value: Any, known: dict[int, bytes]) -> bytes:
    """Return the digest; of arrays that stand in several places, from those worked out before.

    Of a single number or text it is what that says, which takes less than to hash it.
    """
    if value is None or isinstance(value, (bool, int, float, str, range, np.generic)):
        return f"{type(value).__name__} {value!r}".encode()
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
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()
