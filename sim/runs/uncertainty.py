"""Runs a baseline and a scenario in many worlds that could be, on the same incidents in each.

No results are written: what is kept of each replication is its measures.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from sim.errors import InputError, Problem
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import Design, agreement, all_of
from sim.runs.demand_ceiling import Overrides, ceiling_for, changes_to, joined
from sim.runs.executors.executor import Workers
from sim.runs.kept_measures import KeptMeasures
from sim.runs.length import changed_for_as_long
from sim.runs.measuring import as_difference, measure_rest, measures_alone, places_of
from sim.runs.replication import Task, TaskKey
from sim.runs.study import Study
from sim.runs.uncertain_inputs import NotKnown
from sim.scenario.load import Loaded
from sim.world.arrays import Bools, Floats

#: How many draws are run between two lines about how far it is.
AT_A_TIME = 20


@dataclass(frozen=True, kw_only=True)
class DrawTask(Task):
    """A replication of a draw: its scenario is made where it is run, by changes to another.

    To pack and unpack that takes as long as half of making it, so it is packed once for all draws,
    and each worker keeps what it unpacked.
    """

    packed: bytes
    changes: Overrides

    def words(self) -> dict[str, Any]:
        """Return all that its measures depend on."""
        return super().words() | {"changes": json.loads(json.dumps(self.changes, default=str))}


def measures_of_draw(task: DrawTask) -> MeasureRows:
    """Make the scenario of a draw, run it once, and return its measures."""
    made = changed_for_as_long(_unpacked(task.packed), task.changes)
    return measures_alone(
        Task(made.scenario, made.scenario_hash, task.seed, task.replication, task.engine)
    )


def scenario_of_draw(task: DrawTask) -> Loaded:
    """Make the scenario of a draw.

    Raises
    ------
    InputError
        If it is not valid.
    """
    return _unpacked(task.packed).with_changes(task.changes)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Loaded:
    """Return a baseline or scenario that was packed by the process that started this one."""
    loaded: Loaded = pickle.loads(packed)  # noqa: S301 - as every task is passed on
    return loaded


class Worlds:
    """Baseline and scenario in each draw, all with one ceiling of demand.

    Candidates depend on the ceiling: it is the same in all, so that those of a draw meet the same
    incidents. Whether each draw makes a valid scenario is found by `sim.runs.faulty_draws`.

    Attributes
    ----------
    study : Study
        The comparison: its two scenarios, seed and engine.
    drawn : Design
        What is drawn.
    ceilings : tuple of float
        What each draw needs as its ceiling of demand; all are run with the highest.
    """

    def __init__(self, study: Study, unknown: NotKnown, drawn: Design) -> None:
        self.study, self.drawn = study, drawn
        self._unknown = unknown
        self._values, self._answers = drawn.values(), drawn.answers()
        # Checks from outside see nothing that is drawn, and cannot be packed.
        self._packed = [pickle.dumps(replace(one, further=())) for one in study.scenarios]
        self.ceilings = tuple(self.ceiling(draw, drawn.names) for draw in range(drawn.draws))

    @property
    def draws(self) -> int:
        """Return how many draws there are."""
        return self.drawn.draws

    def task(self, arm: int, draw: int) -> DrawTask:
        """Return the replication of the baseline (arm 0) or the scenario (arm 1) in a draw."""
        loaded = self.study.scenarios[arm]
        return DrawTask(
            scenario=loaded.scenario,
            scenario_hash=loaded.scenario_hash,
            seed=self.study.seed,
            replication=draw,
            engine=self.study.options.engine,
            packed=self._packed[arm],
            changes=self.changes(arm, draw, self.drawn.names, max(self.ceilings)),
        )

    def ceiling(self, draw: int, inputs: Collection[str]) -> float:
        """Return the ceiling of demand that is needed with some inputs of a draw as drawn.

        Where they make no valid scenario, it is that of the scenarios.
        """
        scenarios = self.study.scenarios
        pairs = [(one, self._inputs(one, draw, inputs)) for one in scenarios]
        try:
            return ceiling_for(scenarios, pairs)
        except InputError:
            return max(one.scenario.demand.ceiling for one in scenarios)

    def changes(self, arm: int, draw: int, inputs: Collection[str], ceiling: float) -> Overrides:
        """Return what an extending file would say of a draw, some of its inputs as drawn."""
        of_draw = self._inputs(self.study.scenarios[arm], draw, inputs)
        return joined(of_draw, {"demand": {"ceiling": ceiling}})

    def _inputs(self, loaded: Loaded, draw: int, inputs: Collection[str]) -> Overrides:
        changes: Overrides = {}
        for number, value in zip(self.drawn.numbers, self._values[draw], strict=True):
            if number.path in inputs:
                changes = joined(changes, changes_to(loaded, number.path, float(value)))
        for rule, answer in zip(self.drawn.rules, self._answers[draw], strict=True):
            if rule.name in inputs:
                changes = joined(changes, self._unknown.changes[rule.name, rule.answers[answer]])
        return changes


@dataclass(frozen=True)
class MeasuredDraws:
    """Measures of all draws."""

    names: tuple[str, str]
    draws: int
    rows: Mapping[TaskKey, MeasureRows]

    def of_baseline(self, cell: Cell) -> Floats:
        """Return the value of the baseline in each draw; NaN where it has none."""
        return self._values(0, cell)

    def change(self, cell: Cell) -> Floats:
        """Return scenario minus baseline in each draw; NaN where either has no value."""
        found, sign = as_difference(cell)
        return sign * (self._values(1, found) - self._values(0, found))

    def _values(self, arm: int, cell: Cell) -> Floats:
        tables = (self._by_cell.get((self.names[arm], n), {}) for n in range(self.draws))
        return np.array([table.get(cell, np.nan) for table in tables], dtype=np.float64)

    @cached_property
    def _by_cell(self) -> dict[TaskKey, dict[Cell, float]]:
        return {
            key: {cell: float(rows.value[row]) for cell, row in places_of(rows).items()}
            for key, rows in self.rows.items()
        }


def measure(
    worlds: Worlds,
    published: Mapping[str, tuple[Cell, tuple[float, float]]],
    workers: Workers,
    kept: KeptMeasures,
    tell: Callable[[str], None],
) -> tuple[MeasuredDraws, dict[str, Bools]]:
    """Run the baseline in each world, and the scenario in those that agree with what is published.

    Each world is run once and has chance events of its own.

    Returns
    -------
    MeasuredDraws
        The measures.
    dict
        For each published figure, whether the baseline agrees with it, by draw.

    Raises
    ------
    InputError
        If the baseline gives what is published in no draw.
    RunError
        If a replication fails.
    """
    baseline, scenario = (loaded.scenario.name for loaded in worlds.study.scenarios)
    names, draws = (baseline, scenario), worlds.draws
    found = _run(worlds, 0, range(draws), workers, kept, tell)
    ours = MeasuredDraws(names, draws, found)
    agrees = agreement(
        {name: ours.of_baseline(cell) for name, (cell, _) in published.items()},
        {name: range_ for name, (_, range_) in published.items()},
        draws,
    )
    agreeing = np.flatnonzero(all_of(agrees, draws)).tolist()
    if not agreeing:
        values = {name: ours.of_baseline(cell) for name, (cell, _) in published.items()}
        raise InputError(_none_counts(worlds.study.scenarios[0], values, agrees), "written")
    theirs = _run(worlds, 1, agreeing, workers, kept, tell)
    return MeasuredDraws(names, draws, found | theirs), agrees


def _none_counts(
    baseline: Loaded, values: Mapping[str, Floats], agrees: Mapping[str, Bools]
) -> list[Problem]:
    """Say which published figures no draw gives; if each is given by some, that none gives all."""
    missed = [name for name, given in agrees.items() if not given.any()] or list(agrees)
    found = []
    for name in missed:
        one, known = baseline.scenario.published[name], values[name][~np.isnan(values[name])]
        gives = f"{known.min():.4g} to {known.max():.4g}" if known.size else "no value"
        many = f"{np.count_nonzero(agrees[name])} of {agrees[name].size} draws agree with it"
        many += ", but none with all that is published" if agrees[name].any() else ""
        said = f"{many}: expected {one.low:g} to {one.high:g}, the draws give {gives}; none can "
        said += "be used; a wider range here or in `evidence`, or more draws, may help"
        found.append(baseline.problem_at(("published", name), said))
    return found


def _run(
    worlds: Worlds,
    arm: int,
    draws: Sequence[int],
    workers: Workers,
    kept: KeptMeasures,
    tell: Callable[[str], None],
) -> dict[TaskKey, MeasureRows]:
    """Run one of the two scenarios in some of the draws."""
    name = worlds.study.scenarios[arm].scenario.name
    found: dict[TaskKey, MeasureRows] = {}
    for first in range(0, len(draws), AT_A_TIME):
        some = draws[first : first + AT_A_TIME]
        tasks = [worlds.task(arm, draw) for draw in some]
        where = f"draws {some[0]} and after"
        found |= measure_rest(tasks, workers, where, kept, measures_of_draw)
        tell(f"{name}: {first + len(some)} of {len(draws)} draws done")
    return found


def published_cells(baseline: Loaded) -> dict[str, tuple[Cell, tuple[float, float]]]:
    """Return the cell and the range of each figure that was published of the baseline."""
    return {
        name: (
            Cell(one.measure, one.team, one.hub, ALL if one.grade is None else str(one.grade)),
            (one.low, one.high),
        )
        for name, one in baseline.scenario.published.items()
    }
