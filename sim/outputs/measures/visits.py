"""Measures of visits by appointment; there are rows only where there are appointments."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing, ratio
from sim.outputs.measures.view import View


def appointment_after_mean_days(view: View) -> Cells:
    """Sum of (start of the slot agreed first - log created) / number, over visits agreed.

    Unit: days. Good: lower.
    """
    if not view.world.grades.slot_ms.any():
        return nothing()
    first_ms = view.state.incidents.first_appointment_ms[view.measured]
    agreed = np.flatnonzero(first_ms >= 0)
    cell = view.cell[agreed]
    total = by_cell(view, cell, first_ms[agreed] - view.created_ms[agreed])
    return hub_grade_cells(view, ratio(total, by_cell(view, cell)) / MS_PER_DAY)


def appointments_missed_count(view: View) -> Cells:
    """Count slots that ended before anybody was sent, after which another was agreed.

    Unit: slots. Good: lower.
    """
    if not view.world.grades.slot_ms.any():
        return nothing()
    missed = view.state.incidents.appointments_missed[view.measured].astype(np.int64)
    return hub_grade_cells(view, by_cell(view, view.cell, missed))
