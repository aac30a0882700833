"""Measures of investigations: by the team that works a case, and the hub of its incident."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures.cells import Cells, by_team_hub, ratio, team_hub_cells
from sim.outputs.measures.quantiles import Grouped, grouped, rising
from sim.outputs.measures.view import HOUR_MS, View
from sim.scenario.facts.casework import files_at_once
from sim.vocabulary import Activity, CaseState
from sim.world.arrays import Bools, Floats, Ints

#: Ages are reported only when the run is this many times as long as their median: a run that starts
#: with few open cases cannot show older ones than itself.
RUN_PER_MEDIAN_AGE = 3


def open_cases_end(view: View) -> Cells:
    """Count investigations that are open at the end, by team and hub of the incident.

    Whenever they were opened; waiting for allocation counts as open. A case whose file Response
    builds is Response's.
    Unit: cases. Good: lower.
    """
    return _count(view, _open_at_end(view), view.cases.team)


def open_cases_growth_count(view: View) -> Cells:
    """Investigations open at the end minus those open when the warm-up ended.

    Unit: cases. Good: lower.
    """
    cases = view.cases
    start = view.world.sizes.warm_up_ms
    opened = _opened(view) & (cases.opened_ms < start)
    opened &= (cases.closed_ms == -1) | (cases.closed_ms >= start)
    passed_on = (cases.passed_on_ms >= 0) & (cases.passed_on_ms < start)
    team = np.where(passed_on, view.cases.team, cases.first_team)
    end, begin = _count(view, _open_at_end(view), view.cases.team), _count(view, opened, team)
    return end._replace(value=end.value - begin.value)


def cases_waiting_allocation_end(view: View) -> Cells:
    """Count investigations that wait to be allocated at the end, by team and hub of the incident.

    Unit: cases. Good: lower.
    """
    waiting = view.cases.state == int(CaseState.TO_ALLOCATE)
    return _count(view, waiting, view.cases.team)


def allocation_wait_mean_days(view: View) -> Cells:
    """Sum of (first allocated - opened) / number, over cases first allocated after the warm-up.

    Read with `cases_waiting_allocation_end`: a case that is never allocated is in no mean.
    Unit: days. Good: lower.
    """
    cases = view.cases
    chosen = np.flatnonzero(cases.allocated_ms >= view.world.sizes.warm_up_ms)
    hub, team = cases.hub[chosen], cases.first_team[chosen]
    waited = (cases.allocated_ms - cases.opened_ms)[chosen]
    table = ratio(by_team_hub(view, team, hub, waited), by_team_hub(view, team, hub))
    return _cells(view, table / MS_PER_DAY)


def case_elapsed_median_days(view: View) -> Cells:
    """Median of (closed - opened) over cases closed after the warm-up; not those screened out.

    By the team that first had the case, and hub of the incident.
    Unit: days. Good: lower.
    """
    cases = view.cases
    closed = cases.state == int(CaseState.CLOSED)
    closed &= cases.closed_ms >= view.world.sizes.warm_up_ms
    return _cells(view, _medians(view, closed, cases.closed_ms - cases.opened_ms, cases.first_team))


def case_age_median_days(view: View) -> Cells:
    """Median of (end - opened) over the cases open at the end, by team and hub of the incident.

    Only where the run, with its warm-up and the weeks whose open cases it started with, is at least
    three times as long as that median; NaN elsewhere, and where there are no open cases.
    Unit: days. Good: lower.
    """
    horizon = view.world.sizes.horizon_ms
    age_ms = horizon - view.cases.opened_ms
    medians = _medians(view, _open_at_end(view), age_ms, view.cases.team)
    known = horizon / MS_PER_DAY + 7 * view.scenario.casework.open_cases_weeks
    shown = known >= RUN_PER_MEDIAN_AGE * medians
    return _cells(view, np.where(shown, medians, np.nan))


def cases_per_investigator(view: View) -> Cells:
    """Open cases held by people of the team at the end / people, by home hub.

    People are those who can be given cases, on duty or not.
    Unit: cases. Good: lower.
    """
    people = view.world.people
    held = by_team_hub(view, people.role, people.hub, view.state.cases.open)
    return _cells(view, ratio(held, by_team_hub(view, people.role, people.hub)))


def case_hours_worked(view: View) -> Cells:
    """Hours on case work in the measured period, by team and home hub of who did it.

    Unit: hours. Good: neutral.
    """
    people = view.world.people
    spent = by_team_hub(view, people.role, people.hub, view.account(Activity.CASE_WORK))
    return _cells(view, spent / HOUR_MS)


def screened_out_share(view: View) -> Cells:
    """Cases filed at once by screening / cases opened or filed, opened after the warm-up.

    By the team that would work them, and hub of the incident.
    Unit: share. Good: neutral.
    """
    cases = view.cases
    recent = cases.opened_ms >= view.world.sizes.warm_up_ms
    screened = recent & (cases.state == int(CaseState.SCREENED_OUT))
    counts = [
        by_team_hub(view, cases.first_team[chosen], cases.hub[chosen])
        for chosen in (np.flatnonzero(screened), np.flatnonzero(recent))
    ]
    return _cells(view, ratio(*counts))


def custody_deadlines_missed_count(view: View) -> Cells:
    """Count cases with a suspect in custody whose first episode was not done by its deadline.

    Nor, where files of prisoners are built at once (`casework.prisoner_files`), the file. Cases
    opened after the warm-up whose deadline lies before the end.
    Unit: cases. Good: lower.
    """
    cases = view.cases
    deadline = cases.opened_ms + cases.deadline_ms
    due = _opened(view) & (cases.deadline_ms >= 0)
    due &= (cases.opened_ms >= view.world.sizes.warm_up_ms) & (
        deadline < view.world.sizes.horizon_ms
    )
    done_ms = cases.first_done_ms
    if files_at_once(view.scenario):
        done_ms = np.where(cases.charged, cases.closed_ms, done_ms)
    missed = due & ((done_ms < 0) | (done_ms > deadline))
    return _count(view, missed, cases.first_team)


def _opened(view: View) -> Bools:
    """Return for each case whether it was opened and not screened out."""
    opened: Bools = view.cases.state != int(CaseState.SCREENED_OUT)
    return opened


def _open_at_end(view: View) -> Bools:
    """Return for each case whether it is open."""
    still_open: Bools = _opened(view) & (view.cases.state != int(CaseState.CLOSED))
    return still_open


def _count(view: View, chosen: Bools, team: Ints) -> Cells:
    """Count cases by team and hub of the incident."""
    numbers = np.flatnonzero(chosen)
    return _cells(view, by_team_hub(view, team[numbers], view.cases.hub[numbers]))


def _medians(view: View, chosen: Bools, time_ms: Ints, team: Ints) -> Floats:
    """Return medians in days by team and hub of the incident, laid out as `by_team_hub`."""
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    numbers = np.flatnonzero(chosen)
    order, time_ms = rising(time_ms[numbers])
    team, hub = team[numbers[order]], view.cases.hub[numbers[order]]
    table = np.full((roles + 1, hubs + 1), np.nan)
    table[1:, 0] = _middles(grouped(time_ms, team, roles))
    table[1:, 1:] = _middles(grouped(time_ms, team * hubs + hub, roles * hubs)).reshape(roles, hubs)
    return table


def _middles(values: Grouped) -> Floats:
    """Return the median of each group in days: the mean of the two in the middle."""
    filled = np.flatnonzero(values.size)
    first, size = values.first[filled], values.size[filled]
    below, above = (
        values.value[first + place] / MS_PER_DAY for place in ((size - 1) // 2, size // 2)
    )
    middles = np.full(values.size.size, np.nan)
    middles[filled] = (below + above) / 2
    return middles


def _teams(view: View) -> list[int]:
    """Return the teams that work cases in this scenario."""
    return [role for role in view.teams if role in view.case_roles]


def _cells(view: View, table: Floats) -> Cells:
    """Lay a table of `by_team_hub` out for the teams that work cases."""
    return team_hub_cells(view, table, _teams(view))
