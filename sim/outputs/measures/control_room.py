"""Measures of what is decided when a log is opened.

They cover the incidents created at or after the end of the warm-up, by hub and grade at creation.
There are rows only where the scenario has something to decide.
"""

from __future__ import annotations

from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing, ratio
from sim.outputs.measures.view import MINUTE_MS, View
from sim.scenario.facts.closing import closes_any
from sim.vocabulary import Outcome


def closed_without_visit_share(view: View) -> Cells:
    """Incidents closed by rule, without a visit or a call back / incidents created.

    Unit: share. Good: neutral (work that is spared, and callers who get nothing).
    """
    if not closes_any(view.scenario):
        return nothing()
    closed = view.state.incidents.outcome[view.measured] == int(Outcome.CLOSED_WITHOUT_VISIT)
    number = by_cell(view, view.first_cell, grades=view.grades)
    gone = by_cell(view, view.first_cell[closed], grades=view.grades)
    return hub_grade_cells(view, ratio(gone, number), grades=view.grades)


def dispatch_delay_mean_min(view: View) -> Cells:
    """Sum of (graded and passed on - log created) / number, over incidents passed on or closed.

    The wait for a dispatcher, and the time that the dispatcher takes.
    Unit: minutes. Good: lower.
    """
    if not view.scenario.control_room.grading_min:
        return nothing()
    passed_on_ms = view.state.incidents.assessed_ms[view.measured]
    done = passed_on_ms >= 0
    cell, delay = view.first_cell[done], (passed_on_ms - view.created_ms)[done]
    total = by_cell(view, cell, delay, grades=view.grades)
    number = by_cell(view, cell, grades=view.grades)
    return hub_grade_cells(view, ratio(total, number) / MINUTE_MS, grades=view.grades)
