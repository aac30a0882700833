"""Measures of what is decided when a log is opened.

They cover the incidents created at or after the end of the warm-up, by hub and grade at creation.
There are rows only where the scenario has something to decide.
"""

from __future__ import annotations

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, nothing
from sim.outputs.measures.view import MINUTE_MS, View
from sim.scenario.facts.closed_by_rule import closes_any


def closed_without_visit_share(view: View) -> Cells:
    """Incidents closed by rule, without a visit or a call back / incidents created.

    Unit: share. Good: neutral (work that is spared, and callers who get nothing).
    """
    if not closes_any(view.scenario):
        return nothing()
    return view.ratio_of(of.CLOSED_BY_RULE, of.CREATED, grades=view.grades)


def dispatch_delay_mean_min(view: View) -> Cells:
    """Sum of (graded and passed on - log created) / number, over incidents passed on or closed.

    The wait for a dispatcher, and the time that the dispatcher takes.
    Unit: minutes. Good: lower.
    """
    if not view.scenario.control_room.grading_min:
        return nothing()
    return view.ratio_of(of.DELAY_MS, of.PASSED_ON, unit=MINUTE_MS, grades=view.grades)
