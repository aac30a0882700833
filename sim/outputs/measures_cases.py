"""Measures of investigations."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures_view import (
    HOUR_MS,
    Cells,
    View,
    by_team_hub,
    ratio,
    team_hub_cells,
)
from sim.vocabulary import Activity, CaseState, Role
from sim.world.arrays import Bools

#: Ages are reported only when the run is this many times as long as their median: a run that starts
#: with few open cases cannot show older ones than itself.
RUN_PER_MEDIAN_AGE = 3


def open_cases_end(view: View) -> Cells:
    """Count investigations that are open at the end, by hub of the incident.

    Whenever they were opened; waiting for allocation counts as open.
    Unit: cases. Good: lower.
    """
    return _cases_by_hub(view, _open_at_end(view))


def open_cases_growth_count(view: View) -> Cells:
    """Investigations open at the end minus those open when the warm-up ended.

    Unit: cases. Good: lower.
    """
    cases = view.state.cases
    start = view.world.sizes.warm_up_ms
    known = cases.state != int(CaseState.NONE)
    at_start = known & (cases.opened_ms < start)
    at_start &= (cases.closed_ms < 0) | (cases.closed_ms >= start)
    end, begin = _cases_by_hub(view, _open_at_end(view)), _cases_by_hub(view, at_start)
    return end._replace(value=end.value - begin.value)


def cases_per_investigator(view: View) -> Cells:
    """Open cases held by investigators at the end / investigators, by home hub.

    Investigators are those who can be given cases, on duty or not.
    Unit: cases. Good: lower.
    """
    people = view.world.people
    held = by_team_hub(view, people.role, people.hub, view.state.cases.open)
    table = ratio(held, by_team_hub(view, people.role, people.hub))
    return team_hub_cells(view, table, _investigation(view))


def case_hours_worked(view: View) -> Cells:
    """Hours on case work in the measured period, by home hub of who did it.

    Unit: hours. Good: neutral.
    """
    people = view.world.people
    spent = by_team_hub(view, people.role, people.hub, view.account(Activity.CASE_WORK))
    return team_hub_cells(view, spent / HOUR_MS, _investigation(view))


def case_age_median_days(view: View) -> Cells:
    """Median of (end - opened) over the cases open at the end, by hub of the incident.

    Only where the run, warm-up included, is at least three times as long as that median; NaN
    elsewhere, and where there are no open cases.
    Unit: days. Good: lower.
    """
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    horizon = view.world.sizes.horizon_ms
    numbers = np.flatnonzero(_open_at_end(view))
    age = horizon - view.state.cases.opened_ms[numbers]
    hub = view.world.drawn.hub[numbers]
    table = np.full((roles + 1, hubs + 1), np.nan)
    for column, ages in enumerate([age, *(age[hub == h] for h in range(hubs))]):
        if ages.size and horizon >= RUN_PER_MEDIAN_AGE * np.median(ages):
            table[int(Role.INVESTIGATION) + 1, column] = np.median(ages) / MS_PER_DAY
    return team_hub_cells(view, table, _investigation(view))


def _open_at_end(view: View) -> Bools:
    """Return for each incident of the world whether it has an open case."""
    state = view.state.cases.state
    opened: Bools = (state != int(CaseState.NONE)) & (state != int(CaseState.CLOSED))
    return opened


def _cases_by_hub(view: View, chosen: Bools) -> Cells:
    """Count cases by hub of the incident."""
    hub = view.world.drawn.hub[np.flatnonzero(chosen)]
    table = by_team_hub(view, np.full_like(hub, int(Role.INVESTIGATION)), hub)
    return team_hub_cells(view, table, _investigation(view))


def _investigation(view: View) -> list[int]:
    return [role for role in view.teams if role in {int(Role.INVESTIGATION)}]
