"""Measures of incidents and of the officers sent to them.

Unless it says otherwise, a measure covers the incidents created at or after the end of the warm-up,
and the grade is the one at the end of the run. *Due* incidents are those that have begun to wait
for an officer, or were turned away because all were busy. Cells without incidents are NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, join, ratio, team_hub_cells
from sim.outputs.measures.quantiles import quantiles
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.summed import moments_ms
from sim.outputs.measures.view import MINUTE_MS, View
from sim.vocabulary import ATTENDING_ROLES, Role
from sim.world.arrays import GRADES, Floats


def incidents_count(view: View) -> Cells:
    """Count incidents created, by hub and grade at creation.

    Here alone the grade is the first one: this is the demand that came in. Tasks and visits that
    follow incidents are work that the police make, and do not count.
    Unit: incidents. Good: neutral.
    """
    return hub_grade_cells(view, view.table(of.CAME_IN, view.grades), grades=view.grades)


def repeat_share(view: View) -> Cells:
    """Incidents with a parent / incidents created, by hub and grade at creation.

    The parent may lie before the run.
    Unit: share. Good: lower.
    """
    return view.ratio_of(of.REPEATS, of.CAME_IN, grades=view.grades)


def response_time_mean_min(view: View) -> Cells:
    """Sum of (first officer at the scene - log created) / number, over attended incidents.

    Unit: minutes. Good: lower.
    """
    return view.ratio_of(of.RESPONSE_MS, of.REACHED, unit=MINUTE_MS)


def response_time_median_min(view: View) -> Cells:
    """Median of (first officer at the scene - log created) over attended incidents.

    Interpolated between the two middle values when their number is even.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, _response_quantile(view, 0.5) / MINUTE_MS)


def response_time_p90_min(view: View) -> Cells:
    """90th percentile of (first officer at the scene - log created) over attended incidents.

    At position 0.9 (n - 1) of the n sorted values, interpolated.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, _response_quantile(view, 0.9) / MINUTE_MS)


def within_target_share(view: View) -> Cells:
    """Share arrived by the target / (arrived, or due with the target expired before the end).

    The target runs from the creation of the log, also for cases that the Resolution Centre sends
    on, and is that of the grade at the end, also for those that were upgraded. For a visit by
    appointment it is the end of the slot agreed first. An incident that is overdue and not attended
    is a miss; one that is not attended and not yet overdue does not count: see `target_open_share`.
    Unit: share. Good: higher.
    """
    return view.ratio_of(of.IN_TIME, of.REACHED_OR_OVERDUE)


def queue_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over incidents that have been assigned.

    Due means created, sent on by the Resolution Centre, or, for an appointment, the start of the
    slot. It ends with the first assignment also where that officer is called away. Incidents that
    still wait at the end are not in it: see `queue_length_mean` and `unfinished_count`.
    Unit: minutes. Good: lower.
    """
    return view.ratio_of(of.SERVED_WAIT_MS, of.SERVED, unit=MINUTE_MS)


def first_choice_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over assigned incidents, by team of first choice.

    The team of first choice stands first among those that may attend; who went in the end does not
    matter. Incidents that still wait at the end are not in it, as in `queue_wait_mean_min`.
    By team and hub of the incident.
    Unit: minutes. Good: lower.
    """
    team = view.sums.team
    table = ratio(team[of.TEAM_SERVED_WAIT_MS], team[of.TEAM_SERVED]) / MINUTE_MS
    return team_hub_cells(view, table, [role for role in view.teams if role in ATTENDING_ROLES])


def wait_probability(view: View) -> Cells:
    """Incidents due whose wait for the first assignment was above zero / incidents due.

    One that was never assigned has waited until it was lost, or until the end.
    Unit: share. Good: lower.
    """
    return view.ratio_of(of.HAD_TO_WAIT, of.DUE)


def travel_mean_min(view: View) -> Cells:
    """Sum of (arrived - assigned) / number, over deployments that arrived.

    By hub and grade of the incident, and by team of the officer and hub of the incident.
    Unit: minutes. Good: lower.
    """
    by_grade = view.ratio_of(of.DRIVE_MS, of.ARRIVED, unit=MINUTE_MS)
    return join(by_grade, _of_teams(view, of.TEAM_DRIVE_MS, of.TEAM_ARRIVED, MINUTE_MS))


def cross_hub_share(view: View) -> Cells:
    """Deployments of officers whose home is another hub than the incident's / deployments.

    By hub and grade of the incident, and by team of the officer and hub of the incident. Officers
    who serve the whole force are at home everywhere.
    Unit: share. Good: neutral (help where it is needed, and absence where it comes from).
    """
    by_grade = view.ratio_of(of.FROM_AWAY, of.SENT)
    return join(by_grade, _of_teams(view, of.TEAM_FROM_AWAY, of.TEAM_SENT))


def preempted_count(view: View) -> Cells:
    """Count officers who left an incident for a higher grade (DIVERTED or CALLED_AWAY).

    On the way to it or from its scene, by hub and grade of the incident that they left. A crew
    counts as two.
    Unit: officers. Good: lower.
    """
    return hub_grade_cells(view, view.table(of.CALLED_AWAY))


def attended_share(view: View) -> Cells:
    """Incidents due with at least one arrival / incidents due.

    Unit: share. Good: higher.
    """
    return view.ratio_of(of.DUE_AND_REACHED, of.DUE)


def attended_of_all_share(view: View) -> Cells:
    """Incidents with at least one arrival / incidents with an arrival, or finished without one.

    Of all that came in, by hub and grade at creation: those that the Resolution Centre closes, that
    are referred, lost or cancelled count as not attended. Those neither reached nor finished at the
    end do not count. `attended_share` is of those that were due for a visit.
    Unit: share. Good: neutral (a visit that was not needed is time that others wait for).
    """
    return view.ratio_of(of.REACHED_OF_FIRST, of.REACHED_OR_FINISHED, grades=view.grades)


def cancelled_share(view: View) -> Cells:
    """Incidents that ended without being dealt with (LOST or CANCELLED) / incidents created.

    Unit: share. Good: lower.
    """
    return view.ratio_of(of.GONE, of.INCIDENTS, grades=view.grades)


def unfinished_count(view: View) -> Cells:
    """Count incidents that are not finished at the end, whenever they were created.

    Those from the warm-up count too: work that is never reached must not drop out of sight.
    Unit: incidents. Good: lower.
    """
    return hub_grade_cells(view, view.table(of.UNFINISHED, view.grades), grades=view.grades)


def target_open_share(view: View) -> Cells:
    """Incidents neither reached nor overdue at the end / these, and those of which it is known.

    They have begun to wait, nobody has arrived, and their target runs out after the end of the run:
    `within_target_share` is of the others. Team `resolution_centre`: callers not yet contacted, and
    `desk_contact_within_target_share`.
    Unit: share. Good: neutral.
    """
    rows = view.ratio_of(of.STILL_OPEN, of.DUE_OR_REACHED)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    known = view.desk_promise_known
    share = float((~known).mean()) if known.size else float("nan")
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return join(rows, Cells((name,), (ALL,), (ALL,), np.array([share])))


def queue_length_mean(view: View) -> Cells:
    """Mean number that wait: time waited within the measured period / its length.

    Team `all`: incidents due and not yet assigned, and callers not yet contacted by the Resolution
    Centre, by hub and grade. Team `resolution_centre`: the callers alone. Incidents from the
    warm-up that still wait count too.
    Unit: incidents. Good: lower.
    """
    length = max(view.measured_ms, 1)
    return _of_queues(view, [of.WAITED_MS], [of.DESK_WAITED_MS], lambda tables: tables[0] / length)


def queue_growth_count(view: View) -> Cells:
    """Count who wait at the end, less those who waited some weeks before (`steps.growth_steps`).

    Three steps before, each a quarter of the measured period, cut to whole weeks; in periods of
    less than two weeks to whole days. So a queue has time to fill, and both moments are of one hour
    and, with weeks, one day. NaN in periods of less than four days. Teams as in
    `queue_length_mean`; `queue_growth_variance` says how far chance goes.
    Unit: incidents. Good: lower.
    """
    return _at_steps(view, lambda tables: tables[-1] - tables[0])


def queue_growth_variance(view: View) -> Cells:
    """Estimate the variance of `queue_growth_count`: steps * variance of the change in a step.

    The variance is that of a sample, over the steps of this replication; NaN for a single step. A
    queue that is stable comes back after it has risen, so its true variance is smaller.
    Unit: incidents squared. Good: neutral.
    """

    def variance(tables: list[Floats]) -> Floats:
        changes = np.diff(np.array(tables), axis=0)
        if len(changes) < 2:
            return np.full_like(tables[0], np.nan)
        result: Floats = len(changes) * changes.var(axis=0, ddof=1)
        return result

    return _at_steps(view, variance)


def pcso_outside_home_hub_share(view: View) -> Cells:
    """Incidents closed by a PCSO of another hub / incidents closed by a PCSO.

    Closed by a PCSO: finished after attendance, and the first officer at the scene was a PCSO. By
    hub of the incident.
    Unit: share. Good: neutral.
    """
    team = view.sums.team
    table = ratio(team[of.TEAM_CLOSED_FROM_AWAY], team[of.TEAM_CLOSED])
    return team_hub_cells(view, table, [r for r in view.teams if r == int(Role.PCSO)])


def _response_quantile(view: View, share: float) -> Floats:
    """Return a quantile of the response times by hub and grade, laid out as `by_cell`."""
    shown = list(view.attended_grades)
    force, by_grade, by_hub, both = (
        quantiles(found, share) for found in (*view.response_groups, *view.response_groups_by_hub)
    )
    by_both = both.reshape(-1, GRADES)[:, shown]
    top = np.concatenate([force, by_grade[shown]])
    return np.vstack([top, np.column_stack([by_hub, by_both])])


def _of_teams(view: View, total: int, number: int, unit: float = 1.0) -> Cells:
    """Return a mean over officers sent by team and hub of the incident."""
    table = ratio(view.sums.team[total], view.sums.team[number])
    attending = [role for role in view.teams if role in ATTENDING_ROLES]
    return team_hub_cells(view, table / unit, attending)


def _at_steps(view: View, follows: Callable[[list[Floats]], Floats]) -> Cells:
    """Return what follows from the numbers waiting at each step."""
    steps = range(len(moments_ms(view.world)))
    return _of_queues(
        view,
        [of.WAIT_AT + step for step in steps],
        [of.DESK_WAIT_AT + step for step in steps],
        follows,
    )


def _of_queues(
    view: View,
    of_waited: list[int],
    of_callers: list[int],
    follows: Callable[[list[Floats]], Floats],
) -> Cells:
    """Return what follows from sums over those who wait: for anything, and for the desk alone.

    Without any sums, at periods that are too short, all is NaN.
    """
    grades = view.grades
    callers = [view.table(one, grades) for one in of_callers]
    officers = [view.table(one, grades) for one in of_waited]
    both = [one + other for one, other in zip(officers, callers, strict=True)]
    nothing = np.full((view.world.sizes.hubs + 1, len(grades) + 1), np.nan)
    rows = hub_grade_cells(view, follows(both) if both else nothing, grades=grades)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    desk = (follows(callers) if callers else nothing)[0, :1]
    return join(rows, Cells((name,), (ALL,), (ALL,), desk))
