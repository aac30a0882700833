"""Measures of demand that reacts: what came about beside what would have at the reference.

There are rows only where demand reacts. The candidates of a run are drawn up to the ceiling of
demand, each with a mark: at the reference, where the multiplier of demand is 1, those whose mark is
below 1 come about, repeats if the incident before them does.
"""

from __future__ import annotations

import numpy as np

from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing
from sim.outputs.measures.view import View
from sim.scenario.facts.harm import harm_days, states_days
from sim.scenario.facts.reaction import demand_reacts
from sim.scenario.schema.repeats import REPEATS_LIMIT
from sim.world.arrays import GRADES, MILLIONTHS, Bools, Floats


def incidents_prevented_count(view: View) -> Cells:
    """Count candidates that come about at the reference, less those that came about.

    Of the types that react, created in the measured period, by hub and grade at creation. Negative
    where the police prevent less than at the reference. The candidates are those of this run, so a
    difference between two scenarios with one ceiling is exact, incident by incident;
    `incidents_prevented` of a comparison counts other incidents too.
    Unit: incidents. Good: higher.
    """
    if not demand_reacts(view.scenario):
        return nothing()
    return _prevented(view, np.ones(view.world.sizes.types))


def harm_prevented_days(view: View) -> Cells:
    """As `incidents_prevented_count`, each incident counted with the harm of its type in days.

    Unit: days. Good: higher.
    """
    if not (demand_reacts(view.scenario) and states_days(view.scenario)):
        return nothing()
    return _prevented(view, np.array(harm_days(view.scenario)))


def _prevented(view: View, of_type: Floats) -> Cells:
    """Return the candidates of the reference less those that came about, weighted by type."""
    drawn, sizes = view.world.drawn, view.world.sizes
    decided = (drawn.mark >= 0) & (drawn.created_ms >= sizes.warm_up_ms)
    decided &= drawn.created_ms < sizes.horizon_ms
    prevented = view.once(_at_reference).astype(np.float64) - view.happened
    rows = np.flatnonzero(decided & (prevented != 0))
    cell = drawn.hub[rows] * GRADES + drawn.grade[rows]
    table = by_cell(view, cell, prevented[rows] * of_type[drawn.type[rows]], grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def _at_reference(view: View) -> Bools:
    """Return whether each candidate comes about at the reference."""
    drawn = view.world.drawn
    comes: Bools = drawn.mark < MILLIONTHS
    children = np.flatnonzero(drawn.parent >= 0)
    parents = drawn.parent[children]
    for _ in range(REPEATS_LIMIT):
        fails = comes[children] & ~comes[parents]
        if not fails.any():
            break
        comes[children[fails]] = False
    return comes
