"""A parameter of a baseline and a scenario, varied to find where the scenario becomes better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.outputs.break_even import BreakEven, find
from sim.outputs.statistics import Cell
from sim.runs.demand_ceiling import changes_to
from sim.runs.length import changed_for_as_long
from sim.runs.searching import Search
from sim.scenario.load import Loaded


@dataclass(frozen=True)
class Parameter:
    """A number that is varied in the scenarios that have it, or several by one factor.

    Attributes
    ----------
    name : str
        Where it stands, keys joined by dots. With a * in the place of a key it is a factor on all
        numbers that the path leads to; without, the number itself.
    ceiling : float
        Of demand, in all runs.
    """

    name: str
    ceiling: float

    def at(self, loaded: Loaded, value: float) -> Loaded:
        """Return a scenario in which the parameter has a value, measured for as many days.

        Raises
        ------
        InputError
            If such a scenario is not valid.
        """
        changes = changes_to(loaded, self.name, value)
        changes.setdefault("demand", {})["ceiling"] = self.ceiling
        return changed_for_as_long(loaded, changes)

    def pair(self, scenarios: Sequence[Loaded], value: float) -> list[Loaded]:
        """Return baseline and scenario with the parameter at a value."""
        return [self.at(loaded, value) for loaded in scenarios]


def break_even(search: Search, cell: Cell, low: float, high: float) -> BreakEven:
    """Return where the scenario becomes better by a measure, within a range.

    Raises
    ------
    InputError
        If a value makes no valid scenario, or there is no such cell at any value.
    RunError
        If a replication fails.
    """
    found = find(partial(search.gain, cell), low, high)
    if np.isnan(found.first.gain):
        search.refuse_unmeasured(cell)
    return found
