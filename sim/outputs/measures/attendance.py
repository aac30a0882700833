"""Measures of incidents and of the officers sent to them.

Unless it says otherwise, a measure covers the incidents created at or after the end of the warm-up,
and the grade is the one at the end of the run. *Due* incidents are those that have begun to wait
for an officer, or were turned away because all were busy. Cells without incidents are NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures.cells import (
    Cells,
    by_cell,
    by_team_hub,
    hub_grade_cells,
    join,
    ratio,
    team_hub_cells,
)
from sim.outputs.measures.quantiles import quantiles
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.steps import growth_steps
from sim.outputs.measures.view import GIVEN_UP, MINUTE_MS, View
from sim.outputs.measures.view_parts import Sent
from sim.vocabulary import ATTENDING_ROLES, EndedBy, IncidentState, Outcome, Role
from sim.world.arrays import GRADES, VISIT, Bools, Floats, Ints


def incidents_count(view: View) -> Cells:
    """Count incidents created, by hub and grade at creation.

    Here alone the grade is the first one: this is the demand that came in. Tasks and visits that
    follow incidents are work that the police make, and do not count.
    Unit: incidents. Good: neutral.
    """
    table = by_cell(view, view.first_cell[view.once(_came_in)], grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def _came_in(view: View) -> Bools:
    """Return which incidents that count are no task or visit that follows another."""
    task = view.world.drawn.task[view.measured]
    came: Bools = (task == 0) | (task > VISIT)
    return came


def repeat_share(view: View) -> Cells:
    """Incidents with a parent / incidents created, by hub and grade at creation.

    The parent may lie before the run.
    Unit: share. Good: lower.
    """
    again = view.world.drawn.repeat[view.measured] > 0
    number = by_cell(view, view.first_cell[view.once(_came_in)], grades=view.grades)
    repeats = by_cell(view, view.first_cell[again], grades=view.grades)
    return hub_grade_cells(view, ratio(repeats, number), grades=view.grades)


def response_time_mean_min(view: View) -> Cells:
    """Sum of (first officer at the scene - log created) / number, over attended incidents.

    Unit: minutes. Good: lower.
    """
    total = by_cell(view, view.response_cell, view.response_ms)
    number = by_cell(view, view.response_cell)
    return hub_grade_cells(view, ratio(total, number) / MINUTE_MS)


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
    deadline = view.deadline_ms
    arrived = view.arrived_ms >= 0
    overdue = view.due & ~arrived & (deadline < view.world.sizes.horizon_ms)
    hit = arrived & (view.arrived_ms <= deadline)
    hits = by_cell(view, view.cell[hit])
    return hub_grade_cells(view, ratio(hits, by_cell(view, view.cell[arrived | overdue])))


def queue_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over incidents that have been assigned.

    Due means created, sent on by the Resolution Centre, or, for an appointment, the start of the
    slot. It ends with the first assignment also where that officer is called away. Incidents that
    still wait at the end are not in it: see `queue_length_mean` and `unfinished_count`.
    Unit: minutes. Good: lower.
    """
    cell, wait = view.cell[view.served], view.served_wait_ms
    return hub_grade_cells(view, ratio(by_cell(view, cell, wait), by_cell(view, cell)) / MINUTE_MS)


def first_choice_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over assigned incidents, by team of first choice.

    The team of first choice stands first among those that may attend; who went in the end does not
    matter. Incidents that still wait at the end are not in it, as in `queue_wait_mean_min`.
    By team and hub of the incident.
    Unit: minutes. Good: lower.
    """
    rules, roles = view.world.teams, view.world.sizes.roles
    served, wait = view.served, view.served_wait_ms
    type_code = view.world.drawn.type[view.measured[served]]
    of_class = rules.class_of[type_code * GRADES + view.grade[served]]
    first = rules.preferred.reshape(-1, roles)[of_class, 0]
    hub = view.hub[served]
    table = ratio(by_team_hub(view, first, hub, wait), by_team_hub(view, first, hub)) / MINUTE_MS
    return team_hub_cells(view, table, [role for role in view.teams if role in ATTENDING_ROLES])


def wait_probability(view: View) -> Cells:
    """Incidents due whose wait for the first assignment was above zero / incidents due.

    One that was never assigned has waited until it was lost, or until the end.
    Unit: share. Good: lower.
    """
    waited = (view.wait_until_ms[view.measured] > view.due_since_ms) & view.due
    return hub_grade_cells(view, ratio(by_cell(view, view.cell[waited]), view.due_number))


def travel_mean_min(view: View) -> Cells:
    """Sum of (arrived - assigned) / number, over deployments that arrived.

    By hub and grade of the incident, and by team of the officer and hub of the incident.
    Unit: minutes. Good: lower.
    """
    sent = view.sent
    arrived = np.flatnonzero(sent.arrived_ms >= 0)
    time = sent.arrived_ms[arrived] - view.state.deployments.assigned_ms[sent.row[arrived]]
    return _per_deployment(view, sent, time, MINUTE_MS, arrived)


def cross_hub_share(view: View) -> Cells:
    """Deployments of officers whose home is another hub than the incident's / deployments.

    By hub and grade of the incident, and by team of the officer and hub of the incident. Officers
    who serve the whole force are at home everywhere.
    Unit: share. Good: neutral (help where it is needed, and absence where it comes from).
    """
    sent = view.sent
    away = (sent.home != sent.hub) & (sent.home < view.world.sizes.hubs)
    return _per_deployment(view, sent, away, 1.0)


def preempted_count(view: View) -> Cells:
    """Count officers who left an incident for a higher grade (DIVERTED or CALLED_AWAY).

    On the way to it or from its scene, by hub and grade of the incident that they left. A crew
    counts as two.
    Unit: officers. Good: lower.
    """
    ended_by = view.state.deployments.ended_by[view.sent.row]
    left = (ended_by == int(EndedBy.DIVERTED)) | (ended_by == int(EndedBy.CALLED_AWAY))
    return hub_grade_cells(view, by_cell(view, view.sent.cell[left]))


def attended_share(view: View) -> Cells:
    """Incidents due with at least one arrival / incidents due.

    Unit: share. Good: higher.
    """
    reached = by_cell(view, view.cell[view.due & (view.arrived_ms >= 0)])
    return hub_grade_cells(view, ratio(reached, view.due_number))


def attended_of_all_share(view: View) -> Cells:
    """Incidents with at least one arrival / incidents with an arrival, or finished without one.

    Of all that came in, by hub and grade at creation: those that the Resolution Centre closes, that
    are referred, lost or cancelled count as not attended. Those neither reached nor finished at the
    end do not count. `attended_share` is of those that were due for a visit.
    Unit: share. Good: neutral (a visit that was not needed is time that others wait for).
    """
    reached = view.arrived_ms >= 0
    known = reached | view.finished
    of = by_cell(view, view.first_cell[known], grades=view.grades)
    table = ratio(by_cell(view, view.first_cell[reached], grades=view.grades), of)
    return hub_grade_cells(view, table, grades=view.grades)


def cancelled_share(view: View) -> Cells:
    """Incidents that ended without being dealt with (LOST or CANCELLED) / incidents created.

    Unit: share. Good: lower.
    """
    lost = np.isin(view.state.incidents.outcome[view.measured], GIVEN_UP)
    number = by_cell(view, view.cell, grades=view.grades)
    gone = by_cell(view, view.cell[lost], grades=view.grades)
    return hub_grade_cells(view, ratio(gone, number), grades=view.grades)


def unfinished_count(view: View) -> Cells:
    """Count incidents that are not finished at the end, whenever they were created.

    Those from the warm-up count too: work that is never reached must not drop out of sight.
    Unit: incidents. Good: lower.
    """
    incidents = view.state.incidents
    still = view.happened & (incidents.state != int(IncidentState.FINISHED))
    numbers = np.flatnonzero(still)
    cell = view.world.drawn.hub[numbers] * GRADES + incidents.grade[numbers]
    table = by_cell(view, cell, grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def target_open_share(view: View) -> Cells:
    """Incidents neither reached nor overdue at the end / these, and those of which it is known.

    They have begun to wait, nobody has arrived, and their target runs out after the end of the run:
    `within_target_share` is of the others. Team `resolution_centre`: callers not yet contacted, and
    `desk_contact_within_target_share`.
    Unit: share. Good: neutral.
    """
    arrived = view.arrived_ms >= 0
    unknown = view.due & ~arrived & (view.deadline_ms >= view.world.sizes.horizon_ms)
    unknown &= ~np.isin(view.state.incidents.outcome[view.measured], GIVEN_UP)
    of = by_cell(view, view.cell[view.due | arrived])
    rows = hub_grade_cells(view, ratio(by_cell(view, view.cell[unknown]), of))
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
    start, end = view.world.sizes.warm_up_ms, view.world.sizes.horizon_ms
    length = max(end - start, 1)

    def time_in_queue(since: Ints, until: Ints) -> Ints:
        time: Ints = np.maximum(np.minimum(until, end) - np.maximum(since, start), 0)
        return time

    return _of_queues(
        view,
        [time_in_queue(*view.waited[:2])],
        [time_in_queue(*view.waited_at_desk[:2])],
        lambda tables: tables[0] / length,
    )


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
    incidents, sent = view.state.incidents, view.sent
    by_pcso = np.flatnonzero(sent.role == int(Role.PCSO))
    number, home = sent.incident[by_pcso], sent.home[by_pcso]
    first = (
        (incidents.team[number] == int(Role.PCSO))
        & (incidents.outcome[number] == int(Outcome.ATTENDED))
        & (sent.arrived_ms[by_pcso] == incidents.first_arrived_ms[number])
    )
    # Rows of one incident stand together: of two who came at the same moment, the first counts.
    number, home = number[first], home[first]
    alone = np.append(True, number[1:] != number[:-1])[: number.size]
    number, home = number[alone], home[alone]
    hub = view.world.drawn.hub[number]
    role = np.full_like(hub, int(Role.PCSO))
    away = home != hub
    table = ratio(by_team_hub(view, role, hub, away), by_team_hub(view, role, hub))
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


def _per_deployment(
    view: View, sent: Sent, weights: Ints | Bools, unit: float, some: Ints | slice = slice(None)
) -> Cells:
    """Return the mean weight of some deployments by hub and grade, then by team and hub."""
    cell, role, hub = sent.cell[some], sent.role[some], sent.hub[some]
    by_grade = ratio(by_cell(view, cell, weights), by_cell(view, cell))
    by_team = ratio(by_team_hub(view, role, hub, weights), by_team_hub(view, role, hub))
    attending = [role for role in view.teams if role in ATTENDING_ROLES]
    return join(
        hub_grade_cells(view, by_grade / unit), team_hub_cells(view, by_team / unit, attending)
    )


def _steps_ms(view: View) -> list[int]:
    """Return the moments at which queues are counted, the end last; none in a short run."""
    end = view.world.sizes.horizon_ms
    step, number = growth_steps((end - view.world.sizes.warm_up_ms) // MS_PER_DAY)
    return [end - n * step * MS_PER_DAY for n in range(number, -1, -1)] if step else []


def _at_steps(view: View, of: Callable[[list[Floats]], Floats]) -> Cells:
    """Return what follows from the numbers waiting at each step."""
    moments = _steps_ms(view)
    (since, until, _), (called, contacted, _) = view.waited, view.waited_at_desk
    return _of_queues(
        view,
        [(since < moment) & (until >= moment) for moment in moments],
        [(called < moment) & (contacted >= moment) for moment in moments],
        of,
    )


def _of_queues(
    view: View,
    of_waited: list[Ints] | list[Bools],
    of_callers: list[Ints] | list[Bools],
    of: Callable[[list[Floats]], Floats],
) -> Cells:
    """Return what follows from sums over those who wait: for anything, and for the desk alone.

    Without any sums, at periods that are too short, all is NaN.
    """
    grades = view.grades
    callers = [by_cell(view, view.waited_at_desk.cell, one, grades=grades) for one in of_callers]
    officers = [by_cell(view, view.waited.cell, one, grades=grades) for one in of_waited]
    both = [one + other for one, other in zip(officers, callers, strict=True)]
    nothing = np.full((view.world.sizes.hubs + 1, len(grades) + 1), np.nan)
    rows = hub_grade_cells(view, of(both) if both else nothing, grades=grades)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    desk = (of(callers) if callers else nothing)[0, :1]
    return join(rows, Cells((name,), (ALL,), (ALL,), desk))
