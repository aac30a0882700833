"""Measures of demand that reacts: what came about beside what would have at the reference.

There are rows only where demand reacts. The candidates of a run are drawn up to the ceiling of
demand, each with a mark: at the reference, where the multiplier of demand is 1, those whose mark is
below 1 come about, repeats if the incident before them does.
"""

from __future__ import annotations

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, nothing
from sim.outputs.measures.view import View
from sim.scenario.facts.harm import states_days
from sim.scenario.facts.multiplier import demand_reacts


def incidents_prevented_count(view: View) -> Cells:
    """Count possible incidents that happen at the reference, less those that happened.

    Of the types that react, created in the measured period, by hub and grade at creation. Negative
    where the police prevent less than at the reference. Possible incidents are this run's, so a
    difference between two scenarios with one ceiling is exact, incident by incident;
    `incidents_prevented` of a comparison counts other incidents too.
    Unit: incidents. Good: higher.
    """
    if not demand_reacts(view.scenario):
        return nothing()
    return _prevented(view, of.PREVENTED)


def harm_prevented_days(view: View) -> Cells:
    """As `incidents_prevented_count`, each incident counted with the harm of its type in days.

    Unit: days. Good: higher.
    """
    if not (demand_reacts(view.scenario) and states_days(view.scenario)):
        return nothing()
    return _prevented(view, of.PREVENTED_DAYS)


def _prevented(view: View, number: int) -> Cells:
    """Return the candidates of the reference less those that came about."""
    return hub_grade_cells(view, view.table(number, view.grades), grades=view.grades)
