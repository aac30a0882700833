"""Tables of where the arrays of a world or a run are, which compiled code is given.

How compiled code reads them is said in `sim.engine.compiled.pointers`.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import Any, NamedTuple, get_type_hints

import numpy as np

from sim.engine.compiled.calendar import Calendar
from sim.model.state import State
from sim.world.array_kinds import DTYPES
from sim.world.arrays import Ints


class RunMemory(NamedTuple):
    """All that a run writes to: its state, and what is due."""

    state: State
    due: Calendar


#: Words of the table that an array takes: its address and its length.
ARRAY_WORDS = 2


def scalar(hint: Any) -> Any:
    """Return the type of the numbers of a field with this annotation; None for a tuple."""
    if hasattr(hint, "_fields"):
        return None
    return hint if hint in (int, bool) else DTYPES[hint]


def table(parts: Any) -> Ints:
    """Return the table of a world or a run.

    Parameters
    ----------
    parts : World or RunMemory
        Of NumPy arrays, which must live as long as the table is used.

    Returns
    -------
    Ints
        One word for each number, `ARRAY_WORDS` for each array, in the order of the fields.

    Raises
    ------
    TypeError
        If an array is not of the type that its annotation says, or not contiguous.
    """
    words: list[int] = []
    _put(parts, words, type(parts).__name__)
    return np.array(words, dtype=np.int64)


def _put(part: Any, words: list[int], name: str) -> None:
    for (field, scalar), value in zip(_scalars(part.__class__), part, strict=True):
        if scalar is None:
            _put(value, words, f"{name}.{field}")
        elif isinstance(value, np.ndarray):
            if value.dtype != scalar or value.ndim != 1 or not value.flags.c_contiguous:
                raise TypeError(f"{name}.{field} is {value.dtype} with strides {value.strides}")
            words += [value.__array_interface__["data"][0], len(value)]
        else:
            words.append(int(value))


@functools.cache
def _scalars(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a tuple with the type of their numbers; None for further tuples."""
    return tuple((name, scalar(hint)) for name, hint in get_type_hints(kind).items())
