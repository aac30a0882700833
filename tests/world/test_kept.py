"""What is kept of a scenario is that scenario's own, and no more is kept than the limit says."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.scenario import Scenario
from sim.world import scenario_cache
from sim.world.arrays import World
from sim.world.build import build
from sim.world.scenario_cache import once, same
from tests.world.forces import SMALL, scenario


def equal(one: World, other: World) -> bool:
    return pickle.dumps(one) == pickle.dumps(other)


def turned_round() -> dict[str, Any]:
    """Return the small force with its districts in the other order; a dict's == does not see it."""
    data = copy.deepcopy(SMALL)
    data["districts"] = dict(reversed(data["districts"].items()))
    return data


def test_a_copy_is_the_same_scenario() -> None:
    force = scenario()
    assert same(force) is same(force.model_copy(deep=True))
    assert same(force) is not same(scenario(run__days=22))


def test_the_order_of_districts_counts() -> None:
    force, other = scenario(), Scenario.model_validate(turned_round())
    assert force == other
    assert same(force) is not same(other)
    codes = [build(each, 1, 0).places.hub_of_district.tolist() for each in (force, other)]
    assert codes == [[0, 1, 1], [1, 1, 0]]


def test_worlds_do_not_depend_on_what_was_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = scenario(), scenario(run__days=15, teams__response__posts__Upper=31.0)
    first = build(one, 4, 1)
    assert not equal(build(other, 4, 1), first)
    build(one, 4, 2)
    again = build(one.model_copy(deep=True), 4, 1)
    monkeypatch.setattr(scenario_cache, "_kept", [])
    assert equal(build(one, 4, 1), first)
    assert equal(again, first)


def test_threads_make_the_same_worlds() -> None:
    forces = [scenario(run__days=days) for days in range(8, 14)] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda force: build(force, 7, 0), forces))
    for force, world in zip(forces, together, strict=True):
        assert equal(build(force, 7, 0), world)


def test_a_function_is_called_once_for_each_argument() -> None:
    calls = []

    @once
    def days(force: Scenario, more: int) -> int:
        """Count."""
        calls.append(more)
        return force.run.days + more

    assert days.__doc__ == "Count."
    assert [days(scenario(), 1), days(scenario(), 2), days(scenario(), 1)] == [22, 23, 22]
    assert calls == [1, 2]


def test_only_the_last_used_scenarios_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_cache, "_kept", [])
    forces = [scenario(run__days=days) for days in range(7, 7 + scenario_cache.LIMIT + 2)]
    found = [same(force) for force in forces]
    assert len(scenario_cache._kept) == scenario_cache.LIMIT
    assert same(forces[-1].model_copy(deep=True)) is found[-1]
    assert same(forces[2].model_copy(deep=True)) is found[2]
    assert same(copied := forces[0].model_copy(deep=True)) is copied


def test_nothing_that_is_kept_can_be_changed() -> None:
    world = build(scenario(), 1, 0)
    for array in (world.people.hub, world.teams.rank, world.places.expected_ms):
        assert isinstance(array, np.ndarray)
        assert not array.flags.writeable
