"""What is kept of a scenario is that scenario's own, and no more is kept than the limit says."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.scenario import Scenario
from sim.world import build as building
from sim.world.arrays import World
from sim.world.build import build
from sim.world.scenario_cache import LIMIT, ScenarioCache
from tests.world.forces import SMALL, scenario


def equal(one: World, other: World) -> bool:
    return pickle.dumps(one) == pickle.dumps(other)


def turned_round() -> dict[str, Any]:
    """Return the small force with its districts in the other order; a dict's == does not see it."""
    data = copy.deepcopy(SMALL)
    data["districts"] = dict(reversed(data["districts"].items()))
    return data


@pytest.fixture
def cache() -> ScenarioCache[str]:
    """A cache that makes a new object of each scenario."""
    return ScenarioCache(lambda force: f"made of {force.name}")


def test_a_copy_is_the_same_scenario(cache: ScenarioCache[str]) -> None:
    force = scenario()
    made = cache.get(force)
    assert cache.get(force.model_copy(deep=True)) is made
    assert cache.get(scenario(run__days=22)) is not made
    assert cache.get(force) is made


def test_the_order_of_districts_counts(cache: ScenarioCache[str]) -> None:
    force, other = scenario(), Scenario.model_validate(turned_round())
    assert force == other
    assert cache.get(force) is not cache.get(other)
    codes = [build(each, 1, 0).places.hub_of_district.tolist() for each in (force, other)]
    assert codes == [[0, 1, 1], [1, 1, 0]]


def test_worlds_do_not_depend_on_what_was_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = scenario(), scenario(run__days=15, teams__response__posts__Upper=31.0)
    first = build(one, 4, 1)
    assert not equal(build(other, 4, 1), first)
    build(one, 4, 2)
    again = build(one.model_copy(deep=True), 4, 1)
    monkeypatch.setattr(building, "_PREPARED", ScenarioCache(building.prepare))
    assert equal(build(one, 4, 1), first)
    assert equal(again, first)


def test_a_scenario_is_prepared_once_for_all_its_replications(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared = []

    def counting(force: Scenario) -> building.Prepared:
        prepared.append(force.run.days)
        return building.prepare(force)

    monkeypatch.setattr(building, "_PREPARED", ScenarioCache(counting))
    for replication in range(3):
        build(scenario(), 1, replication)
    build(scenario(run__days=8), 1, 0)
    assert prepared == [21, 8]


def test_threads_make_the_same_worlds() -> None:
    forces = [scenario(run__days=days) for days in range(8, 14)] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda force: build(force, 7, 0), forces))
    for force, world in zip(forces, together, strict=True):
        assert equal(build(force, 7, 0), world)


def test_only_the_last_used_scenarios_are_kept(cache: ScenarioCache[str]) -> None:
    forces = [scenario(run__days=days) for days in range(7, 7 + LIMIT + 2)]
    found = [cache.get(force) for force in forces]
    assert len(cache) == LIMIT
    assert cache.get(forces[-1].model_copy(deep=True)) is found[-1]
    assert cache.get(forces[2].model_copy(deep=True)) is found[2]
    assert cache.get(forces[0]) is not found[0]
    assert len(cache) == LIMIT


def test_nothing_that_is_kept_can_be_changed() -> None:
    world = build(scenario(), 1, 0)
    for array in (world.people.hub, world.teams.rank, world.places.expected_ms):
        assert isinstance(array, np.ndarray)
        assert not array.flags.writeable
