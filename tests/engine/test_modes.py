"""With bounds checked, and without compiling, the engine gives what it gives otherwise."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.engine.comparing import differences
from sim.engine.compiled import engine as compiled
from sim.scenario.load import load
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.both import each_world
from tests.house.tree import ROOT
from tests.support.strategies import GRIDS, scenario_of
from tests.support.strategies_situations import SITUATIONS

pytestmark = pytest.mark.slow


def run_with(tmp_path: Path, worlds: list[World], **environment: str) -> list[Any]:
    """Run worlds in a process of its own with some variables set; return states or errors."""
    given, found = tmp_path / "worlds", tmp_path / "results"
    given.write_bytes(pickle.dumps(worlds))
    subprocess.run(
        [sys.executable, ROOT / "tests" / "engine" / "modes.py", given, found],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=True,
        timeout=800,
    )
    results: list[Any] = pickle.loads(found.read_bytes())  # noqa: S301
    return results


def random_worlds(each: int) -> list[World]:
    """Return worlds of random scenarios: a number of each situation on each grid."""
    worlds: list[World] = []
    for situation in (None, *SITUATIONS):
        for grid in range(len(GRIDS)):
            each_world(worlds.append, situation, each, grid)
    return worlds


def baseline(days: int) -> World:
    data = load(ROOT / "scenarios" / "sussex-2017.yaml").data
    run = {**data["run"], "days": days, "warm_up_days": 0}
    return build(scenario_of({**data, "run": run}), 1, 0)


def compare(worlds: list[World], results: list[Any]) -> None:
    for world, result in zip(worlds, results, strict=True):
        assert not isinstance(result, str), result
        assert differences(compiled.simulate(world, log=True), result) == []


def test_with_bounds_checked(tmp_path: Path) -> None:
    """No index is out of bounds, or negative, which compiled code would take for a place before."""
    worlds = [*random_worlds(4), baseline(3)]
    compare(worlds, run_with(tmp_path, worlds, NUMBA_BOUNDSCHECK="1")[: len(worlds)])


def test_an_index_out_of_bounds_is_found(tmp_path: Path) -> None:
    """Arrays cut short, or with a number that is nobody's place."""
    world = baseline(1)
    custody = world.custody._replace(nearest=world.custody.nearest[:2].copy())
    district = world.people.station.copy()
    district[:] = -1
    spoilt = [
        world._replace(custody=custody),
        world._replace(people=world.people._replace(station=district)),
        world._replace(
            slots=world.slots._replace(travel_factor=world.slots.travel_factor[:9].copy())
        ),
    ]
    results = run_with(tmp_path, [*spoilt, world], NUMBA_BOUNDSCHECK="1")
    assert [result for result in results[:-1] if not str(result).startswith("IndexError(")] == []
    compare([world], results[-1:])


def test_without_compiling(tmp_path: Path) -> None:
    """The same functions as plain Python over NumPy arrays."""
    worlds = [*random_worlds(1), baseline(1)]
    compare(worlds, run_with(tmp_path, worlds, NUMBA_DISABLE_JIT="1"))
