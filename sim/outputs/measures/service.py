"""Measures of what follows from the service that callers had: further calls, and arrests.

They cover the incidents created at or after the end of the warm-up, and the grade is the one at
creation. There are none where nothing depends on the service: without `chasers`, or an elasticity
of `arrests`.
"""

from __future__ import annotations

import numpy as np

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, nothing
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.view import HOUR_MS, View
from sim.vocabulary import Role


def arrests_count(view: View) -> Cells:
    """Count incidents at which somebody was arrested; only where `arrests.elasticity` is above 0.

    Unit: incidents. Good: higher.
    """
    if view.scenario.arrests.elasticity == 0:
        return nothing()
    return hub_grade_cells(view, view.table(of.ARRESTS, view.grades), grades=view.grades)


def chasers_count(view: View) -> Cells:
    """Count calls by people to whom nobody had come or called back.

    Unit: calls. Good: lower.
    """
    if view.scenario.chasers is None:
        return nothing()
    return hub_grade_cells(view, view.table(of.CHASERS, view.grades), grades=view.grades)


def chased_share(view: View) -> Cells:
    """Incidents whose caller called again at least once / incidents whose caller might have.

    The latter are those of the grades at which callers call again that were not closed by rule, and
    followed no other incident.
    Unit: share. Good: lower.
    """
    if view.scenario.chasers is None:
        return nothing()
    return view.ratio_of(of.CHASED, of.MIGHT_CHASE, grades=view.grades)


def chaser_desk_hours(view: View) -> Cells:
    """Hours of the Resolution Centre spent on such calls, in the measured period.

    Unit: hours. Good: lower.
    """
    if view.scenario.chasers is None or Role.RESOLUTION_CENTRE not in view.teams:
        return nothing()
    hours = np.array([view.state.desk.calls_ms[0] / HOUR_MS])
    return Cells((view.names.roles[Role.RESOLUTION_CENTRE],), (ALL,), (ALL,), hours)
