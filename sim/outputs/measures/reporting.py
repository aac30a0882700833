"""Measures of the way from what happens to what is recorded.

There are rows only where a scenario says that they differ. What comes in is `incidents_count`.
"""

from __future__ import annotations

import numpy as np

from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing
from sim.outputs.measures.view import View
from sim.scenario.facts.casework import is_crime
from sim.scenario.facts.harm import reported_share, states_reporting
from sim.vocabulary import CaseState, WithoutCharge
from sim.world.arrays import Bools


def true_incidents_count(view: View) -> Cells:
    """Sum of 1 / share that comes in, over the incidents that came in, by hub and grade.

    An estimate of how many there really were: of a type of which one in two comes in, each that
    does stands for two (Horvitz and Thompson, 1952). By grade at creation.
    Unit: incidents. Good: lower.
    """
    if not states_reporting(view.scenario):
        return nothing()
    types = view.scenario.incident_types.values()
    each = np.array([1 / reported_share(one.reporting) for one in types])[view.type]
    table = by_cell(view, view.first_cell, each, grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def crimes_count(view: View) -> Cells:
    """Count crimes that came in, recorded or not, by hub and grade at creation.

    Crimes are incidents of the types of which it is said how they end without a charge, but for
    those that turn out to be none.
    Unit: incidents. Good: neutral.
    """
    return _count(view, view.once(_crimes))


def recorded_crimes_count(view: View) -> Cells:
    """Count crimes that came in and were recorded, by hub and grade at creation.

    Unit: incidents. Good: neutral (better recording raises it, and less crime lowers it).
    """
    if not states_reporting(view.scenario):
        return nothing()
    return _count(view, view.once(_crimes) & ~view.world.drawn.unrecorded[view.measured])


def _crimes(view: View) -> Bools:
    """Return whether each incident that counts is a crime."""
    types, drawn, rows = view.scenario.incident_types.values(), view.world.drawn, view.measured
    crimes: Bools = np.array([is_crime(one.investigation) for one in types])[view.type]
    has_case = view.state.cases.state[rows] != int(CaseState.NONE)
    is_charged = has_case & (drawn.file_ms[rows] > 0)
    no_crime = drawn.without_charge[rows] == int(WithoutCharge.NO_CRIME)
    counted: Bools = crimes & (is_charged | ~no_crime)
    return counted


def _count(view: View, chosen: Bools) -> Cells:
    """Count some of the incidents that came in."""
    if not states_reporting(view.scenario):
        return nothing()
    table = by_cell(view, view.first_cell[chosen], grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)
