"""Measures of the way from what happens to what is recorded.

There are rows only where a scenario says that they differ. What comes in is `incidents_count`.
"""

from __future__ import annotations

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, nothing
from sim.outputs.measures.view import View
from sim.scenario.facts.harm import states_reporting


def true_incidents_count(view: View) -> Cells:
    """Sum of 1 / share that comes in, over the incidents that came in, by hub and grade.

    An estimate of how many there really were: of a type of which one in two comes in, each that
    does stands for two (Horvitz and Thompson, 1952). By grade at creation.
    Unit: incidents. Good: lower.
    """
    return _sum(view, of.TRUE_INCIDENTS)


def crimes_count(view: View) -> Cells:
    """Count crimes that came in, recorded or not, by hub and grade at creation.

    Crimes are incidents of the types with `investigation.without_charge`, except for those that
    turn out not to be crimes.
    Unit: incidents. Good: neutral.
    """
    return _sum(view, of.CRIMES)


def recorded_crimes_count(view: View) -> Cells:
    """Count crimes that came in and were recorded, by hub and grade at creation.

    Unit: incidents. Good: neutral (better recording raises it, and less crime lowers it).
    """
    return _sum(view, of.RECORDED)


def _sum(view: View, number: int) -> Cells:
    """Return a sum over the incidents that came in."""
    if not states_reporting(view.scenario):
        return nothing()
    return hub_grade_cells(view, view.table(number, view.grades), grades=view.grades)
