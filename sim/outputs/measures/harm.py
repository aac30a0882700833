"""Measures of harm, and of who waits; there are rows only where a scenario states the harm.

An incident waits until it is served: until an officer is at the scene or, where the Resolution
Centre deals with it, until the caller is reached. Who gave up or was never reached has waited until
the incident ended; who still waits, up to the end of the run. Those that are closed by rule wait
for nothing and are not in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing, ratio
from sim.outputs.measures.view import MINUTE_MS, View
from sim.scenario.facts.harm import (
    costs_gbp,
    states_costs,
    states_days,
    states_vulnerable,
)
from sim.scenario.facts.harm import harm_days as days_by_type
from sim.world.arrays import Bools, Floats, Ints


def harm_days(view: View) -> Cells:
    """Sum of the harm, in days, of the incidents that came in, by hub and grade at creation.

    Unit: days. Good: lower.
    """
    if not states_days(view.scenario):
        return nothing()
    return _of_incidents(view, days_by_type(view.scenario))


def harm_gbp(view: View) -> Cells:
    """Sum of what the incidents that came in cost, by hub and grade at creation.

    To victims and public services together, so that what police time costs is in it, and is in
    `cost_gbp` too: the two are not to be added.
    Unit: GBP. Good: lower.
    """
    if not states_costs(view.scenario):
        return nothing()
    return _of_incidents(view, costs_gbp(view.scenario))


def harm_weighted_wait_min(view: View) -> Cells:
    """Sum of (harm in days * wait until served) / sum of harm in days, over incidents that wait.

    Unit: minutes. Good: lower.
    """
    if not states_days(view.scenario):
        return nothing()
    return _mean_wait(view, _by_type(view, days_by_type(view.scenario)))


def vulnerable_wait_mean_min(view: View) -> Cells:
    """Mean wait until served of incidents whose victim or caller is vulnerable.

    Unit: minutes. Good: lower.
    """
    if not states_vulnerable(view.scenario):
        return nothing()
    return _mean_wait(view, _vulnerable(view).astype(np.float64))


def others_wait_mean_min(view: View) -> Cells:
    """Mean wait until served of the other incidents.

    Unit: minutes. Good: lower.
    """
    if not states_vulnerable(view.scenario):
        return nothing()
    return _mean_wait(view, (~_vulnerable(view)).astype(np.float64))


def _by_type(view: View, of_types: Sequence[float]) -> Floats:
    """Return what is stated of the type of each incident that counts."""
    return np.array(of_types)[view.type]


def _vulnerable(view: View) -> Bools:
    """Return whether the victim of each incident that counts is vulnerable."""
    return view.world.drawn.vulnerable[view.measured]


def _of_incidents(view: View, of_types: Sequence[float]) -> Cells:
    """Return the sum of what is stated of the type of each incident that came in."""
    table = by_cell(view, view.first_cell, _by_type(view, of_types), grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def _waiting(view: View) -> Ints:
    """Return places of the incidents that wait for anybody."""
    return np.flatnonzero(view.served_after_ms >= 0)


def _mean_wait(view: View, weight: Floats) -> Cells:
    """Return the weighted mean wait of the incidents that wait for anybody."""
    rows = view.once(_waiting)
    cell, of_row = view.cell[rows], weight[rows]
    total = by_cell(view, cell, of_row * view.served_after_ms[rows], grades=view.grades)
    number = by_cell(view, cell, of_row, grades=view.grades)
    return hub_grade_cells(view, ratio(total, number) / MINUTE_MS, grades=view.grades)
