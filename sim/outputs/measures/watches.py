"""Measures of watches at hospitals and in custody. There are none where no type has a watch."""

from __future__ import annotations

import numpy as np

from sim.outputs.measures.cells import (
    Cells,
    by_cell,
    by_team_hub,
    hub_grade_cells,
    nothing,
    team_hub_cells,
)
from sim.outputs.measures.view import HOUR_MS, View
from sim.vocabulary import Activity
from sim.world.arrays import GRADES


def watch_hours(view: View) -> Cells:
    """Hours of officers on watch at hospitals and in custody, the drive to a hospital included.

    In the measured period, of both of a crew. By team and home hub.
    Unit: hours. Good: lower.
    """
    if not _has_watches(view):
        return nothing()
    people = view.world.people
    table = by_team_hub(view, people.role, people.hub, view.account(Activity.WATCH)) / HOUR_MS
    return team_hub_cells(view, table, view.teams, everybody=True)


def watches_count(view: View) -> Cells:
    """Count cleared incidents after which somebody was watched at a hospital or in custody.

    Of those created at or after the end of the warm-up; the grade is the one at creation.
    Unit: incidents. Good: neutral.
    """
    if not _has_watches(view):
        return nothing()
    drawn, incidents, rows = view.world.drawn, view.state.incidents, view.measured
    time_ms = np.where(incidents.arrested[rows], drawn.custody_watch_ms[rows], drawn.watch_ms[rows])
    watched = (time_ms > 0) & (incidents.cleared_ms[rows] >= 0)
    rows = rows[watched]
    cell = drawn.hub[rows].astype(np.int64) * GRADES + drawn.grade[rows]
    table = by_cell(view, cell, grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def _has_watches(view: View) -> bool:
    """Return whether any type has a watch."""
    types = view.scenario.incident_types.values()
    return any(each.watch or (each.arrest and each.arrest.watch) for each in types)
