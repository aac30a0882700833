"""Measures of the Resolution Centre and of investigations."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.outputs.measures_registry import ALL
from sim.outputs.measures_view import (
    HOUR_MS,
    MINUTE_MS,
    Cells,
    View,
    by_team_hub,
    ratio,
    team_hub_cells,
)
from sim.vocabulary import Activity, CaseState, Outcome, Role
from sim.world.arrays import Bools, Ints

#: Time within which callers are promised contact by the Resolution Centre.
CONTACT_MS = 48 * MS_PER_HOUR
#: Ages are reported only when the run is this many times as long as their median: a run that starts
#: with few open cases cannot show older ones than itself.
RUN_PER_MEDIAN_AGE = 3


def desk_resolved_share(view: View) -> Cells:
    """Cases closed at the desk / cases that left the desk (closed there or sent on).

    Unit: share. Good: higher.
    """
    ours = _desk_cases(view)
    resolved = view.state.incidents.outcome[ours] == int(Outcome.RESOLVED_AT_DESK)
    # Sent on with the grade of its own that an attended incident has.
    sent_on = ~view.world.grades.at_desk[view.state.incidents.grade[ours]]
    return _desk(view, _mean(resolved[resolved | sent_on]))


def desk_contact_within_48h_share(view: View) -> Cells:
    """First contact within 48 hours / cases that reached contact or 48 hours before the end.

    Elapsed hours since the log was created, whether or not the desk was open.
    Unit: share. Good: higher.
    """
    ours = _desk_cases(view)
    limit = view.world.drawn.created_ms[ours] + CONTACT_MS
    contacted = view.state.incidents.contacted_ms[ours]
    known = (contacted >= 0) | (limit < view.world.sizes.horizon_ms)
    return _desk(view, _mean(((contacted >= 0) & (contacted <= limit))[known]))


def desk_wait_mean_min(view: View) -> Cells:
    """Sum of (first contact - log created) / number, over cases that were contacted.

    Unit: minutes. Good: lower.
    """
    ours = _desk_cases(view)
    wait = view.state.incidents.contacted_ms[ours] - view.world.drawn.created_ms[ours]
    reached = view.state.incidents.contacted_ms[ours] >= 0
    return _desk(view, _mean(wait[reached]) / MINUTE_MS)


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


def _desk_cases(view: View) -> Ints:
    """Return the numbers of the incidents that came to the Resolution Centre."""
    first = view.world.drawn.grade[view.measured]
    return view.measured[view.world.grades.at_desk[first]]


def _mean(values: Ints | Bools) -> float:
    return float(values.mean()) if values.size else float("nan")


def _desk(view: View, value: float) -> Cells:
    """Return the one row of a measure of the Resolution Centre: it serves the whole force."""
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return Cells((), (), (), np.array([], dtype=np.float64))
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return Cells((name,), (ALL,), (ALL,), np.array([value]))


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
