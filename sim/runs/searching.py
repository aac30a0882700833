"""Runs a baseline and a scenario at many values of what is varied, on the same incidents.

No results are written: what is kept of each replication is its measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import numpy as np

from sim.errors import InputError, Problem
from sim.outputs.break_even import Point, gain_at
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import ALL, good_sign
from sim.outputs.statistics import Cell
from sim.runs.executors.executor import Workers
from sim.runs.kept_measures import KeptMeasures
from sim.runs.measuring import as_difference, measure_rest, places_of
from sim.runs.replication import Task
from sim.runs.study import Study
from sim.scenario.load import Loaded
from sim.wording import counted
from sim.world.arrays import Floats


class UnmeasuredError(InputError):
    """There is no such measure, team, hub or grade in these scenarios."""


class Varied(Protocol):
    """What differs from value to value."""

    @property
    def name(self) -> str:
        """What it is called in lines about what has been run."""

    def pair(self, scenarios: Sequence[Loaded], value: float) -> list[Loaded]:
        """Return baseline and scenario at a value.

        Raises
        ------
        InputError
            If such a scenario is not valid.
        """


class Search:
    """Gains of a scenario over a baseline by the value of what is varied; each is run once.

    Parameters
    ----------
    study : Study
        The comparison: its two scenarios, seed, replications and engine. Nothing is written.
    varied : Varied
        What is varied.
    workers : Workers
        Where replications run.
    kept : KeptMeasures
        Where the measures of finished ones are kept.
    tell : callable
        Given a line about each value that has been run.
    """

    def __init__(
        self,
        study: Study,
        varied: Varied,
        workers: Workers,
        kept: KeptMeasures,
        tell: Callable[[str], None],
    ) -> None:
        self._study = study
        self._varied = varied
        self._workers = workers
        self._kept = kept
        self._tell = tell
        self._known: dict[float, tuple[dict[Cell, int], Floats]] = {}
        #: Of the scenarios run last, by hash: one that is the same at every value is run once.
        self._measured: dict[str, list[MeasureRows]] = {}

    def gain(self, cell: Cell, value: float) -> Point:
        """Return what the scenario gains at a value: above 0 it is better than the baseline.

        Raises
        ------
        InputError
            If the value makes no valid scenario.
        RunError
            If a replication fails.
        """
        if value not in self._known:
            self._known[value] = self._run(value)
        places, differences = self._known[value]
        found, sign = as_difference(cell)
        if found not in places:
            # A scenario may have nothing to measure at one value, such as no harm at a factor of 0.
            return gain_at(value, np.full(1, np.nan))
        return gain_at(value, good_sign(cell.measure) * sign * differences[places[found]])

    def refuse_unmeasured(self, cell: Cell) -> None:
        """Raise `UnmeasuredError` if there is no such cell at any value that was run."""
        found, _ = as_difference(cell)
        if any(found in places for places, _ in self._known.values()):
            return
        named = ", ".join(part for part in cell[1:] if part != ALL)
        message = f"has no values{f' for {named}' if named else ''} in these scenarios"
        raise UnmeasuredError([Problem("--measure", 0, 0, cell.measure, message)], "found")

    @property
    def tried(self) -> int:
        """Return how many values were run."""
        return len(self._known)

    def _run(self, value: float) -> tuple[dict[Cell, int], Floats]:
        """Run both scenarios at a value; return the rows of cells, and their differences."""
        study, pair = self._study, self._varied.pair(self._study.scenarios, value)
        tasks = [
            Task(loaded.scenario, loaded.scenario_hash, study.seed, number, study.options.engine)
            for loaded in pair
            if loaded.scenario_hash not in self._measured
            for number in range(study.replications)
        ]
        where = f"{self._varied.name} = {value:g}"
        found = measure_rest(tasks, self._workers, where, self._kept)
        for loaded in pair:
            if loaded.scenario_hash not in self._measured:
                name, numbers = loaded.scenario.name, range(study.replications)
                self._measured[loaded.scenario_hash] = [found[name, number] for number in numbers]
        self._measured = {one.scenario_hash: self._measured[one.scenario_hash] for one in pair}
        self._tell(f"{self._varied.name} {value:.4g}: {counted(len(tasks), 'replication')} done")
        return _differences(*(self._measured[loaded.scenario_hash] for loaded in pair))


def _differences(
    before: Sequence[MeasureRows], after: Sequence[MeasureRows]
) -> tuple[dict[Cell, int], Floats]:
    """Return the rows of the cells that both scenarios have, and scenario minus baseline.

    Parameters
    ----------
    before, after : sequence of MeasureRows
        The replications of the baseline, and of the scenario.
    """
    of_before, of_after = places_of(before[0]), places_of(after[0])
    shared = [cell for cell in of_before if cell in of_after]

    def table(replications: Sequence[MeasureRows], places: Mapping[Cell, int]) -> Floats:
        chosen = [places[cell] for cell in shared]
        return np.array([rows.value[chosen] for rows in replications]).T

    difference = table(after, of_after) - table(before, of_before)
    return {cell: row for row, cell in enumerate(shared)}, difference


@contextmanager
def searching(
    study: Study, varied: Varied, kept: KeptMeasures, tell: Callable[[str], None]
) -> Iterator[Search]:
    """Provide a search whose workers are kept from one value to the next."""
    with study.options.executor.open(2 * study.replications) as workers:
        yield Search(study, varied, workers, kept, tell)
