"""Measures of visits by appointment; there are rows only where there are appointments."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, nothing
from sim.outputs.measures.view import View


def appointment_after_mean_days(view: View) -> Cells:
    """Sum of (start of the slot agreed first - log created) / number, over visits agreed.

    Unit: days. Good: lower.
    """
    if not view.world.grades.slot_ms.any():
        return nothing()
    return view.ratio_of(of.AGREED_AFTER_MS, of.AGREED, unit=MS_PER_DAY)


def appointments_missed_count(view: View) -> Cells:
    """Count slots that ended before anybody was sent, after which another was agreed.

    Unit: slots. Good: lower.
    """
    if not view.world.grades.slot_ms.any():
        return nothing()
    return hub_grade_cells(view, view.table(of.SLOTS_MISSED))
