"""Pulling a lever: a force with and without it over the same demand, on the compiled clock.

The two engines give the same events (tests/engine), so that one is enough here. Differences are
scenario minus baseline, replication by replication, with a 95% interval by Student's t.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from sim.engine.compiled.engine import simulate
from sim.outputs.measures.all_measures import measure
from sim.outputs.measures.registry import ALL
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build, names
from tests.behaviour.further import further

Data = dict[str, Any]
#: Changes a scenario's data in place.
Change = Callable[[Data], None]
Cell = tuple[str, str, str, str]
Values = list[dict[Cell, float]]


def cell(name: str, grade: str | int = ALL, *, team: str = ALL, hub: str = ALL) -> Cell:
    """Return where a number stands: a measure, or one of `further`."""
    return name, team, hub, str(grade)


def nothing(data: Data) -> None:
    """Change nothing."""


class Difference(NamedTuple):
    """Scenario minus baseline: the mean over replications and its 95% t interval."""

    before: float
    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.before:.4g} {self.mean:+.4g} ({self.low:+.4g} to {self.high:+.4g})"

    @property
    def share(self) -> tuple[float, float]:
        """Return the interval relative to the mean before."""
        return self.low / self.before, self.high / self.before


def difference(before: Values, after: Values, where: Cell) -> Difference:
    """Return by how much `after` lies above `before`, replication by replication.

    A team that has no row before, such as Response without cases, has 0.
    """
    return paired([row.get(where, 0.0) for row in before], [row[where] for row in after])


def paired(before: list[float], after: list[float]) -> Difference:
    """Return by how much the numbers of `after` lie above those of `before`."""
    gaps = np.array(after) - np.array(before)
    half = stats.t.ppf(0.975, gaps.size - 1) * stats.sem(gaps) if gaps.std() > 0 else 0.0
    mean = float(gaps.mean())
    return Difference(float(np.mean(before)), mean, mean - float(half), mean + float(half))


class Force:
    """A scenario's data, of which variants are run; each variant once.

    Parameters
    ----------
    data : dict
        The scenario.
    replications : int
        How many of each variant.
    """

    def __init__(self, data: Data, replications: int) -> None:
        self.data = data
        self.replications = replications
        self._runs: dict[Change, Values] = {}

    def scenario(self, change: Change = nothing) -> Scenario:
        """Return the scenario after a change; it must be without fault."""
        data = copy.deepcopy(self.data)
        change(data)
        scenario, found = examine(data)
        assert scenario is not None, found
        assert not found, found
        return scenario

    def runs(self, change: Change = nothing) -> Values:
        """Return every measure, and those of `further`, of every replication."""
        if change not in self._runs:
            scenario = self.scenario(change)
            self._runs[change] = [
                _values(scenario, replication) for replication in range(self.replications)
            ]
        return self._runs[change]

    def values(self, where: Cell, change: Change = nothing) -> list[float]:
        """Return a number of each replication."""
        return [row[where] for row in self.runs(change)]

    def effect(self, change: Change, where: Cell, before: Change = nothing) -> Difference:
        """Return what a change does to a number, against the force or another change of it."""
        return difference(self.runs(before), self.runs(change), where)


def _values(scenario: Scenario, replication: int) -> dict[Cell, float]:
    known = names(scenario)
    world = build(scenario, scenario.run.seed, replication)
    state = simulate(world)
    rows = measure(scenario, known, world, state)
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
    return dict(zip(cells, rows.value.tolist(), strict=True)) | further(world, state)


class Pull(NamedTuple):
    """A lever, a number that it moves, and by how much it did when this was written."""

    change: Change
    where: Cell
    size: float  #: mean difference; its sign is what policing expects
    before: Change = nothing

    def __str__(self) -> str:
        return f"{self.change.__name__}-{self.where[0]}-{self.where[3]}"


HEADER = f"{'lever':<30} {'measure, grade, team, hub':<52} {'before':>9} {'difference':>11}"


def hold(force: Force, pull: Pull, report: Callable[[str], None]) -> None:
    """Hold that a lever moves a number the right way, and about as far as it is said to.

    The interval excludes zero, and the mean lies within a factor of two of the size.
    """
    __tracebackhide__ = True
    found = force.effect(pull.change, pull.where, pull.before)
    measure_name, team, hub, grade = pull.where
    words = [measure_name, *(word for word in (grade, team, hub) if word != ALL)]
    lever = pull.change.__name__.replace("_", " ")
    report(
        f"{lever:<30} {', '.join(words):<52} {found.before:>9.4g} {found.mean:>+11.4g} "
        f"({found.low:+.4g} to {found.high:+.4g})"
    )
    if pull.size > 0:
        assert_above(found, f"{lever}: {', '.join(words)}")
    else:
        assert_below(found, f"{lever}: {', '.join(words)}")
    assert 0.5 <= found.mean / pull.size <= 2, f"{lever}: {found}, it was {pull.size:+.4g}"


def assert_above(found: Difference, what: str) -> None:
    """Hold that the interval lies above zero; the message says how large the effect is."""
    print(f"{what}: {found}")
    assert found.low > 0, f"{what}: {found}, expected above 0"


def assert_below(found: Difference, what: str) -> None:
    """Hold that the interval lies below zero; the message says how large the effect is."""
    print(f"{what}: {found}")
    assert found.high < 0, f"{what}: {found}, expected below 0"
