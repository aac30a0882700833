"""With which others an incident's marks are drawn makes no difference to them."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from sim.scenario.load import load
from sim.world.arrays import Floats
from sim.world.arrivals import draw_blocks
from sim.world.blocks import Blocks, spread
from sim.world.build import prepare
from sim.world.day_factor import day_factors
from sim.world.pcg64 import Into
from sim.world.streams import Streams

WIDTH = 6


@functools.cache
def blocks() -> Blocks:
    demand = prepare(load("sussex-2017", {"run": {"days": 2, "warm_up_days": 0}}).scenario).demand
    streams = Streams(3, 1)
    return draw_blocks(demand.arrivals, streams, day_factors(demand.day_factor, streams))


@functools.cache
def marks() -> Floats:
    """Return the marks of all incidents, of which some are repeats."""
    assert (blocks().column("repeat") > 0).any()
    return blocks().marks(Streams(3, 1), "some purpose", WIDTH)


@pytest.mark.parametrize("every", [2, 3, 28])
def test_marks_of_some_types_are_those_among_all(every: int) -> None:
    types = np.arange(len(blocks().names)) % every == 1
    found = blocks().marks(Streams(3, 1), "some purpose", WIDTH, 4, types)
    rows = blocks().rows(types)
    assert blocks().type[rows].tolist() == blocks().codes(types).tolist()
    assert found.tolist() == marks()[:4, rows].tolist()
    column = spread(blocks(), types, found[0], -1.0)
    assert column[rows].tolist() == found[0].tolist()
    assert (np.delete(column, rows) == -1).all()


@pytest.mark.parametrize("every", [1, 2, 50, 1_000_000])
def test_marks_of_some_incidents_are_those_among_all(every: int) -> None:
    rows = np.arange(len(blocks()))[::every]
    found = blocks().at(rows).marks(Streams(3, 1), "some purpose", WIDTH)
    assert found.tolist() == marks()[:, rows].tolist()


def test_as_many_marks_as_are_needed_stand_where_they_belong() -> None:
    number = np.arange(len(blocks())) % (WIDTH + 1)
    turn = np.random.default_rng(1).permutation(number.size)
    place = np.empty_like(number)
    place[turn] = np.cumsum(number[turn]) - number[turn]
    found = np.empty(number.sum())
    into = Into(found, 1, place, number)
    blocks().draw_into(Streams(3, 1), "some purpose", WIDTH, WIDTH, into)
    needed = np.arange(WIDTH)[:, np.newaxis] < number[turn]
    assert found.tolist() == marks()[:, turn].T[needed.T].tolist()
