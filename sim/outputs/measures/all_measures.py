"""Measures of one replication, as rows of measure, team, hub, grade and value.

What is computed is in the functions of the files beside this one, one function per measure with its
formula; names, units and directions of good are in `registry`. Which rows there are depends on the
scenario only, never on what happened: a cell without anything to measure is a row with NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from sim.model.state import State
from sim.outputs.measures import (
    attendance,
    casework,
    control_room,
    desk,
    harm,
    outcomes,
    people,
    places,
    prevented,
    prevention,
    queues,
    reporting,
    response_times,
    safeguarding,
    service,
    visits,
    watches,
)
from sim.outputs.measures.cells import Cells
from sim.outputs.measures.registry import REGISTRY
from sim.outputs.measures.view import View, view_of
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats, Names, World


class MeasureRows(NamedTuple):
    """All measures of one replication; five columns of one length.

    ``all`` stands where a dimension does not apply. Grades are written as text.
    """

    measure: tuple[str, ...]
    team: tuple[str, ...]
    hub: tuple[str, ...]
    grade: tuple[str, ...]
    value: Floats


@lru_cache(maxsize=256)
def function_of(name: str) -> Callable[[View], Cells]:
    """Return the function that computes a measure; it has the measure's name."""
    if name in prevention.BY_WORK:
        return prevention.BY_WORK[name]
    for module in (
        attendance,
        response_times,
        queues,
        visits,
        watches,
        control_room,
        people,
        desk,
        prevention,
        places,
        casework,
        outcomes,
        harm,
        reporting,
        prevented,
        safeguarding,
        service,
    ):
        if hasattr(module, name):
            found: Callable[[View], Cells] = getattr(module, name)
            return found
    raise KeyError(name)


def measure(scenario: Scenario, names: Names, world: World, state: State) -> MeasureRows:
    """Compute every measure of a finished replication.

    Parameters
    ----------
    scenario : Scenario
        The scenario of the replication.
    names : Names
        Names of the codes in the world.
    world : World
        Static arrays of the replication.
    state : State
        Arrays after the run, with all accounts closed at the horizon.

    Returns
    -------
    MeasureRows
        In the order of the registry, then team, hub and grade with ``all`` first.
    """
    return measures_of(view_of(scenario, names, world, state))


def measures_of(view: View) -> MeasureRows:
    """As `measure`, of a view that there is already."""
    parts = [(name, function_of(name)(view)) for name in REGISTRY]
    return MeasureRows(
        tuple(chain.from_iterable((name,) * len(cells.team) for name, cells in parts)),
        tuple(chain.from_iterable(cells.team for _, cells in parts)),
        tuple(chain.from_iterable(cells.hub for _, cells in parts)),
        tuple(chain.from_iterable(cells.grade for _, cells in parts)),
        np.concatenate([cells.value for _, cells in parts]),
    )
