"""Pairs of scenarios over the same demand: by how much a measure differs, with an interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from sim.engine.simpy_engine import simulate
from sim.outputs.measures import measure
from sim.outputs.measures_registry import ALL
from sim.scenario.schema import Scenario
from sim.world.build import build, names

Cell = tuple[str, str, str, str]
#: Incidents that somebody reached, warm-up included: no measure, but what levers are about.
ATTENDED: Cell = ("attended_count", ALL, ALL, ALL)


class Difference(NamedTuple):
    """Scenario minus baseline: the mean over replications and its 95% t interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.4g} ({self.low:+.4g} to {self.high:+.4g})"


def cell(name: str, team: str = ALL, hub: str = ALL, grade: str = ALL) -> Cell:
    return name, team, hub, grade


def values(scenario: Scenario, replications: int) -> list[dict[Cell, float]]:
    """Return every measure of every replication, and `ATTENDED`."""
    known = names(scenario)
    found = []
    for replication in range(replications):
        made = build(scenario, scenario.run.seed, replication)
        state = simulate(made)
        rows = measure(scenario, known, made, state)
        cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
        attended = float((state.incidents.first_arrived_ms >= 0).sum())
        found.append(dict(zip(cells, rows.value.tolist(), strict=True)) | {ATTENDED: attended})
    return found


def difference(
    one: list[dict[Cell, float]], other: list[dict[Cell, float]], where: Cell
) -> Difference:
    """Return by how much `other` lies above `one`, replication by replication."""
    gaps = np.array([b[where] - a[where] for a, b in zip(one, other, strict=True)])
    half = stats.t.ppf(0.975, gaps.size - 1) * gaps.std(ddof=1) / gaps.size**0.5
    return Difference(float(gaps.mean()), float(gaps.mean() - half), float(gaps.mean() + half))


def changed(scenario: Scenario, change: Callable[[dict[str, Any]], None]) -> Scenario:
    """Return a scenario after a change to its data."""
    data = scenario.model_dump()
    change(data)
    return Scenario.model_validate(data)


def assert_above(found: Difference, what: str) -> None:
    """Hold that the interval lies above zero; the message says how large the effect is."""
    assert found.low > 0, f"{what}: {found}, expected above 0"


def assert_below(found: Difference, what: str) -> None:
    """Hold that the interval lies below zero; the message says how large the effect is."""
    assert found.high < 0, f"{what}: {found}, expected below 0"
