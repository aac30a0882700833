"""Runs a baseline and a scenario at many values of a parameter, on the same incidents.

Nothing is written: what is kept of each replication is its measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.errors import InputError, Problem
from sim.outputs.break_even import BreakEven, Point, find, gain_at
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.runs.ceiling import changes_to
from sim.runs.length import with_days
from sim.runs.measuring import as_difference, good_sign, measure_all, places_of
from sim.runs.places.place import Workers
from sim.runs.replication import Task
from sim.runs.study import Study
from sim.scenario.facts.numbers import is_group
from sim.scenario.load import Loaded
from sim.world.arrays import Floats


@dataclass(frozen=True)
class Parameter:
    """A number of both scenarios that is varied, or several by one factor.

    Attributes
    ----------
    path : str
        Where it stands, keys joined by dots. With a * in the place of a key it is a factor on all
        numbers that the path leads to; without, the number itself.
    ceiling : float
        Of demand, in all runs.
    """

    path: str
    ceiling: float

    @property
    def is_factor(self) -> bool:
        """Tell whether it is a factor on several numbers."""
        return is_group(self.path)

    def at(self, loaded: Loaded, value: float) -> Loaded:
        """Return a scenario in which the parameter has a value, measured for as many days.

        Raises
        ------
        InputError
            If such a scenario is not valid.
        """
        changes = changes_to(loaded, self.path, value)
        changes.setdefault("demand", {})["ceiling"] = self.ceiling
        # A changed copy is read again, and says nothing of the days that a study measures.
        return with_days([loaded.with_changes(changes)], loaded.scenario.run.days)[0]


class Search:
    """Gains of a scenario over a baseline by the value of a parameter; each is run once.

    Parameters
    ----------
    study : Study
        The comparison: its two scenarios, seed, replications and engine. Nothing is written.
    parameter : Parameter
        What is varied.
    workers : Workers
        Where replications run.
    tell : callable
        Given a line about each value that has been run.
    """

    def __init__(
        self, study: Study, parameter: Parameter, workers: Workers, tell: Callable[[str], None]
    ) -> None:
        self._study = study
        self._parameter = parameter
        self._workers = workers
        self._tell = tell
        self._known: dict[float, tuple[dict[Cell, int], Floats]] = {}

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

    def break_even(self, cell: Cell, low: float, high: float) -> BreakEven:
        """Return where the scenario becomes better by a measure, within a range.

        Raises
        ------
        InputError, RunError
            As `gain`; also if there is no such cell at any value.
        """
        found = find(partial(self.gain, cell), low, high)
        if np.isnan(found.first.gain) and not self._has(cell):
            named = ", ".join(part for part in cell[1:] if part != ALL)
            message = f"has no values{f' for {named}' if named else ''} in these scenarios"
            raise InputError([Problem("--measure", 0, 0, cell.measure, message)])
        return found

    def _has(self, cell: Cell) -> bool:
        return any(cell in places for places, _ in self._known.values())

    @property
    def tried(self) -> int:
        """Return how many values were run."""
        return len(self._known)

    def _run(self, value: float) -> tuple[dict[Cell, int], Floats]:
        """Run both scenarios at a value; return the rows of cells, and their differences."""
        pair = [self._parameter.at(loaded, value) for loaded in self._study.scenarios]
        study = self._study
        tasks = [
            Task(loaded.scenario, loaded.scenario_hash, study.seed, number, study.options.engine)
            for loaded in pair
            for number in range(study.replications)
        ]
        found = measure_all(tasks, self._workers, f"{self._parameter.path} = {value:g}")
        self._tell(f"{self._parameter.path} {value:.4g}: {len(tasks)} replications done")
        return _differences([one.scenario.name for one in pair], study.replications, found)


def _differences(
    names: Sequence[str], replications: int, found: Mapping[tuple[str, int], MeasureRows]
) -> tuple[dict[Cell, int], Floats]:
    """Return the rows of the cells that both scenarios have, and scenario minus baseline."""
    before, after = (places_of(found[name, 0]) for name in names)
    shared = [cell for cell in before if cell in after]

    def table(name: str, places: Mapping[Cell, int]) -> Floats:
        chosen = [places[cell] for cell in shared]
        return np.array([found[name, number].value[chosen] for number in range(replications)]).T

    difference = table(names[1], after) - table(names[0], before)
    return {cell: row for row, cell in enumerate(shared)}, difference


@contextmanager
def searching(study: Study, parameter: Parameter, tell: Callable[[str], None]) -> Iterator[Search]:
    """Provide a search whose workers are kept from one value to the next."""
    with study.options.place.open(2 * study.replications) as workers:
        yield Search(study, parameter, workers, tell)
