"""Measures of what follows from the service that callers had: further calls, and arrests.

They cover the incidents created at or after the end of the warm-up, and the grade is the one at
creation. There are none where nothing depends on the service: without `chasers`, or an elasticity
of `arrests`.
"""

from __future__ import annotations

import numpy as np

from sim.outputs.measures.cells import Cells, by_cell, hub_grade_cells, nothing, ratio
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.view import HOUR_MS, View
from sim.vocabulary import Role
from sim.world.arrays import Ints


def arrests_count(view: View) -> Cells:
    """Count incidents at which somebody was arrested.

    Unit: incidents. Good: higher.
    """
    if view.scenario.arrests.elasticity == 0:
        return nothing()
    arrested = view.state.incidents.arrested[view.measured]
    table = by_cell(view, view.first_cell[arrested], grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def chasers_count(view: View) -> Cells:
    """Count calls by people to whom nobody had come or called back.

    Unit: calls. Good: lower.
    """
    if view.scenario.chasers is None:
        return nothing()
    made = view.state.chasers.made[view.measured]
    table = by_cell(view, view.first_cell, made, grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def chased_share(view: View) -> Cells:
    """Incidents whose caller called again at least once / incidents whose caller might have.

    The latter are those of the grades at which callers call again that were not closed by rule, and
    followed no other incident.
    Unit: share. Good: lower.
    """
    if view.scenario.chasers is None:
        return nothing()
    ours = _waiting(view)
    called = view.state.chasers.made[view.measured][ours] > 0
    number = by_cell(view, view.first_cell[ours], grades=view.grades)
    table = ratio(by_cell(view, view.first_cell[ours][called], grades=view.grades), number)
    return hub_grade_cells(view, table, grades=view.grades)


def _waiting(view: View) -> Ints:
    """Return which of the incidents that count have a caller who might call again."""
    drawn, most = view.world.drawn, view.world.chasers.most
    first_ms = view.world.chasers.due_ms.reshape(-1, most)[view.measured, 0]
    might = (first_ms >= 0) & ~drawn.closed_by_rule[view.measured]
    return np.flatnonzero(might)


def chaser_desk_hours(view: View) -> Cells:
    """Hours of the Resolution Centre spent on such calls, in the measured period.

    Unit: hours. Good: lower.
    """
    if view.scenario.chasers is None or Role.RESOLUTION_CENTRE not in view.teams:
        return nothing()
    hours = np.array([view.state.desk.calls_ms[0] / HOUR_MS])
    return Cells((view.names.roles[Role.RESOLUTION_CENTRE],), (ALL,), (ALL,), hours)
