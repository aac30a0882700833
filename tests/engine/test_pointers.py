"""What compiled code takes for granted of the arrays that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, NewType

import numpy as np
import pytest
from numba.core import types

from sim.engine import memory
from sim.engine.compiled import calendar, pointers, tables
from sim.engine.compiled.engine import Compiled
from sim.world import array_kinds
from sim.world.arrays import Floats, World
from tests.engine.busy import levers_world

Opaque = NewType("Opaque", object)


class Part(NamedTuple):
    """Fields as a world or state has them, one of a type that NumPy might come up with."""

    ages: Opaque
    shares: Floats
    is_open: bool


def arrays_of(parts: Any) -> Iterator[np.ndarray[Any, Any]]:
    for part in parts:
        if isinstance(part, np.ndarray):
            yield part
        elif isinstance(part, tuple):
            yield from arrays_of(part)


def overlapping(world: World, *written: Any) -> int:
    """Count the arrays that begin before another one, by address, has ended."""
    arrays = [*arrays_of(world), *(array for parts in written for array in arrays_of(parts))]
    written_to = {id(array) for parts in written for array in arrays_of(parts)}
    places = sorted(
        (start, start + array.nbytes, id(array) in written_to)
        for array in arrays
        if array.nbytes
        for start in [array.__array_interface__["data"][0]]
    )
    return sum(
        end > start and (one or other) for (_, end, one), (start, _, other) in pairwise(places)
    )


def test_nothing_that_a_run_writes_shares_memory() -> None:
    world = levers_world()
    for log in (False, True):
        run = Compiled(world, log=log)
        run.run()
        state = memory.new_state(world, log=log)
        assert overlapping(world, run.state, run._due, state, calendar.new_calendar(10, 1)) == 0


def test_an_annotation_need_not_be_known_from_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What NumPy's annotations of arrays consist of differs between its versions."""
    monkeypatch.setitem(array_kinds.DTYPES, Opaque, np.int64)
    made = pointers.Tuple(Part, 0)
    assert made.fields["ages"].dtype == types.int64
    assert made.fields["shares"].dtype == types.float64
    ages = np.arange(3)
    words = tables.table(Part(ages, np.zeros(2), is_open=True))
    assert words[[0, 1, 3, 4]].tolist() == [ages.__array_interface__["data"][0], 3, 2, 1]
    with pytest.raises(TypeError, match="ages is float64"):
        tables.table(Part(np.zeros(3), np.zeros(2), is_open=True))


def test_shared_memory_would_be_noticed() -> None:
    world = levers_world()
    state = memory.new_state(world, log=False)
    assert overlapping(world, state, state._replace(desk=(state.clock.now_ms[:1],))) > 0
