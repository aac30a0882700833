"""Measures of incidents and of the officers sent to them.

Unless it says otherwise, a measure covers the incidents created at or after the end of the warm-up,
and the grade is the one at the end of the run. *Due* incidents are those that have begun to wait
for an officer, or were turned away because all were busy. Cells without incidents are NaN.
"""

from __future__ import annotations

import numpy as np

from sim.clock import NEVER
from sim.outputs.measures_view import (
    GIVEN_UP,
    MINUTE_MS,
    Cells,
    View,
    by_hub_grade,
    by_team_hub,
    hub_grade_cells,
    join,
    quantile_table,
    ratio,
    team_hub_cells,
)
from sim.vocabulary import ATTENDING_ROLES, EndedBy, IncidentState, Outcome, Role
from sim.world.arrays import GRADES, Floats, Ints


def incidents_count(view: View) -> Cells:
    """Count incidents created, by hub and grade at creation.

    Here alone the grade is the first one: this is the demand that came in.
    Unit: incidents. Good: neutral.
    """
    first = view.world.drawn.grade[view.measured]
    table = by_hub_grade(view, view.hub, first, grades=view.grades)
    return hub_grade_cells(view, table, grades=view.grades)


def repeat_share(view: View) -> Cells:
    """Incidents with a parent / incidents created, by hub and grade at creation.

    The parent may lie before the run.
    Unit: share. Good: lower.
    """
    drawn = view.world.drawn
    first = drawn.grade[view.measured]
    again = drawn.repeat[view.measured] > 0
    number = by_hub_grade(view, view.hub, first, grades=view.grades)
    repeats = by_hub_grade(view, view.hub[again], first[again], grades=view.grades)
    return hub_grade_cells(view, ratio(repeats, number), grades=view.grades)


def response_time_mean_min(view: View) -> Cells:
    """Sum of (first officer at the scene - log created) / number, over attended incidents.

    Unit: minutes. Good: lower.
    """
    times = view.response
    total = by_hub_grade(view, times.hub, times.grade, times.time_ms)
    number = by_hub_grade(view, times.hub, times.grade)
    return hub_grade_cells(view, ratio(total, number) / MINUTE_MS)


def response_time_median_min(view: View) -> Cells:
    """Median of (first officer at the scene - log created) over attended incidents.

    Interpolated between the two middle values when their number is even.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, quantile_table(view, view.response, 0.5) / MINUTE_MS)


def response_time_p90_min(view: View) -> Cells:
    """90th percentile of (first officer at the scene - log created) over attended incidents.

    At position 0.9 (n - 1) of the n sorted values, interpolated.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, quantile_table(view, view.response, 0.9) / MINUTE_MS)


def within_target_share(view: View) -> Cells:
    """Share arrived by the target / (arrived, or due with the target expired before the end).

    The target runs from the creation of the log, also for cases that the Resolution Centre sends
    on, and is that of the grade at the end, also for those that were upgraded. For a visit by
    appointment it is the end of the slot agreed. An incident that is overdue and not attended is a
    miss; one that is not attended and not yet overdue does not count.
    Unit: share. Good: higher.
    """
    rules = view.world.grades
    appointment_ms = view.state.incidents.appointment_ms[view.measured]
    deadline = np.where(
        appointment_ms >= 0,
        appointment_ms + rules.slot_ms[view.grade],
        view.created_ms + rules.target_ms[view.grade],
    )
    arrived = view.arrived_ms >= 0
    overdue = view.due & ~arrived & (deadline < view.world.sizes.horizon_ms)
    hit = arrived & (view.arrived_ms <= deadline)
    return _share(view, hit, arrived | overdue)


def queue_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over incidents that have been assigned.

    Due means created, sent on by the Resolution Centre, or, for an appointment, the start of the
    slot. It ends with the first assignment also where that officer is called away. Incidents that
    still wait at the end are not in it: see `queue_length_mean` and `unfinished_count`.
    Unit: minutes. Good: lower.
    """
    assigned = view.state.incidents.first_assigned_ms[view.measured]
    served = (assigned >= 0) & view.due
    wait = (assigned - view.due_from_ms[view.measured])[served]
    hub, grade = view.hub[served], view.grade[served]
    total = by_hub_grade(view, hub, grade, wait)
    return hub_grade_cells(view, ratio(total, by_hub_grade(view, hub, grade)) / MINUTE_MS)


def first_choice_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over assigned incidents, by team of first choice.

    The team of first choice stands first among those that may attend; who went in the end does not
    matter. Incidents that still wait at the end are not in it, as in `queue_wait_mean_min`.
    By team and hub of the incident.
    Unit: minutes. Good: lower.
    """
    rules, roles = view.world.teams, view.world.sizes.roles
    assigned = view.state.incidents.first_assigned_ms[view.measured]
    served = (assigned >= 0) & view.due
    number = view.measured[served]
    wait = assigned[served] - view.due_from_ms[number]
    of_class = rules.class_of[view.world.drawn.type[number] * GRADES + view.grade[served]]
    first = rules.preferred.reshape(-1, roles)[of_class, 0]
    total = by_team_hub(view, first, view.hub[served], wait)
    table = ratio(total, by_team_hub(view, first, view.hub[served])) / MINUTE_MS
    return team_hub_cells(view, table, [role for role in view.teams if role in ATTENDING_ROLES])


def wait_probability(view: View) -> Cells:
    """Incidents due whose wait for the first assignment was above zero / incidents due.

    One that was never assigned has waited until it was lost, or until the end.
    Unit: share. Good: lower.
    """
    waited = view.wait_until_ms[view.measured] > view.due_from_ms[view.measured]
    return _share(view, waited & view.due, view.due)


def travel_mean_min(view: View) -> Cells:
    """Sum of (arrived - assigned) / number, over deployments that arrived.

    By hub and grade of the incident, and by team of the officer and hub of the incident.
    Unit: minutes. Good: lower.
    """
    deployments = view.state.deployments
    rows = view.sent[deployments.arrived_ms[view.sent] >= 0]
    time = deployments.arrived_ms[rows] - deployments.assigned_ms[rows]
    return _per_deployment(view, rows, time, MINUTE_MS)


def cross_hub_share(view: View) -> Cells:
    """Deployments of officers whose home is another hub than the incident's / deployments.

    By hub and grade of the incident, and by team of the officer and hub of the incident. Officers
    who serve the whole force are at home everywhere.
    Unit: share. Good: neutral (help where it is needed, and absence where it comes from).
    """
    rows = view.sent
    home = view.world.people.hub[view.state.deployments.officer[rows]]
    there = view.world.drawn.hub[view.world.slots.incident[rows]]
    away = (home != there) & (home < view.world.sizes.hubs)
    return _per_deployment(view, rows, away.astype(np.int64), 1.0)


def preempted_count(view: View) -> Cells:
    """Count officers who left an incident for a higher grade (DIVERTED or CALLED_AWAY).

    On the way to it or from its scene, by hub and grade of the incident that they left. A crew
    counts as two.
    Unit: officers. Good: lower.
    """
    rows = view.sent
    left = (int(EndedBy.DIVERTED), int(EndedBy.CALLED_AWAY))
    rows = rows[np.isin(view.state.deployments.ended_by[rows], left)]
    number = view.world.slots.incident[rows]
    hub, grade = view.world.drawn.hub[number], view.state.incidents.grade[number]
    return hub_grade_cells(view, by_hub_grade(view, hub, grade))


def attended_share(view: View) -> Cells:
    """Incidents due with at least one arrival / incidents due.

    Unit: share. Good: higher.
    """
    return _share(view, view.due & (view.arrived_ms >= 0), view.due)


def cancelled_share(view: View) -> Cells:
    """Incidents that ended without being dealt with (LOST or CANCELLED) / incidents created.

    Unit: share. Good: lower.
    """
    lost = np.isin(view.state.incidents.outcome[view.measured], GIVEN_UP)
    number = by_hub_grade(view, view.hub, view.grade, grades=view.grades)
    gone = by_hub_grade(view, view.hub[lost], view.grade[lost], grades=view.grades)
    return hub_grade_cells(view, ratio(gone, number), grades=view.grades)


def unfinished_count(view: View) -> Cells:
    """Count incidents that are not finished at the end, whenever they were created.

    Those from the warm-up count too: work that is never reached must not drop out of sight.
    Unit: incidents. Good: lower.
    """
    incidents = view.state.incidents
    still = view.happened & (incidents.state != int(IncidentState.FINISHED))
    numbers = np.flatnonzero(still)
    table = by_hub_grade(
        view, view.world.drawn.hub[numbers], incidents.grade[numbers], grades=view.grades
    )
    return hub_grade_cells(view, table, grades=view.grades)


def queue_length_mean(view: View) -> Cells:
    """Mean number that wait: time waited within the measured period / its length.

    Team `all`: incidents due and not yet assigned, by hub and grade. Team `resolution_centre`:
    callers not yet contacted. Incidents from the warm-up that still wait count too.
    Unit: incidents. Good: lower.
    """
    start, end = view.world.sizes.warm_up_ms, view.world.sizes.horizon_ms
    return _waiting(view, [(start, end, 1.0)])


def queue_growth_count(view: View) -> Cells:
    """Mean number waiting in the second half of the measured period minus the first half.

    About zero for a queue that is stable; a queue that grows without end shows here while its mean
    says little. Teams as in `queue_length_mean`.
    Unit: incidents. Good: lower.
    """
    start, end = view.world.sizes.warm_up_ms, view.world.sizes.horizon_ms
    middle = start + (end - start) // 2
    return _waiting(view, [(middle, end, 1.0), (start, middle, -1.0)])


def pcso_outside_home_hub_share(view: View) -> Cells:
    """Incidents closed by a PCSO of another hub / incidents closed by a PCSO.

    Closed by a PCSO: finished after attendance, and the first officer at the scene was a PCSO. By
    hub of the incident.
    Unit: share. Good: neutral.
    """
    incidents, deployments = view.state.incidents, view.state.deployments
    rows = view.sent
    number = view.world.slots.incident[rows]
    officer = deployments.officer[rows]
    first = (
        (view.world.people.role[officer] == int(Role.PCSO))
        & (incidents.team[number] == int(Role.PCSO))
        & (incidents.outcome[number] == int(Outcome.ATTENDED))
        & (deployments.arrived_ms[rows] == incidents.first_arrived_ms[number])
    )
    # Rows of one incident stand together: of two who came at the same moment, the first counts.
    number, officer = number[first], officer[first]
    alone = np.append(True, number[1:] != number[:-1])[: number.size]
    number, officer = number[alone], officer[alone]
    hub = view.world.drawn.hub[number]
    role = np.full_like(hub, int(Role.PCSO))
    away = (view.world.people.hub[officer] != hub).astype(np.int64)
    table = ratio(by_team_hub(view, role, hub, away), by_team_hub(view, role, hub))
    return team_hub_cells(view, table, [r for r in view.teams if r == int(Role.PCSO)])


def _share(
    view: View, part: np.typing.NDArray[np.bool_], whole: np.typing.NDArray[np.bool_]
) -> Cells:
    """Return by hub and grade the share of incidents in `whole` that are in `part`."""
    hits = by_hub_grade(view, view.hub[part], view.grade[part])
    return hub_grade_cells(
        view, ratio(hits, by_hub_grade(view, view.hub[whole], view.grade[whole]))
    )


def _per_deployment(view: View, rows: Ints, weights: Ints, unit: float) -> Cells:
    """Return the mean weight of deployment rows by hub and grade, then by team and hub."""
    number = view.world.slots.incident[rows]
    hub, grade = view.world.drawn.hub[number], view.state.incidents.grade[number]
    role = view.world.people.role[view.state.deployments.officer[rows]]
    by_grade = ratio(by_hub_grade(view, hub, grade, weights), by_hub_grade(view, hub, grade))
    by_team = ratio(by_team_hub(view, role, hub, weights), by_team_hub(view, role, hub))
    attending = [role for role in view.teams if role in ATTENDING_ROLES]
    return join(
        hub_grade_cells(view, by_grade / unit), team_hub_cells(view, by_team / unit, attending)
    )


def _waiting(view: View, spans: list[tuple[int, int, float]]) -> Cells:
    """Return the mean number waiting over spans of time, added up with the sign of each."""
    officers = np.zeros((view.world.sizes.hubs + 1, len(view.attended_grades) + 1))
    desk = 0.0
    for start, end, sign in spans:
        length = max(end - start, 1)
        officers += sign * _queued(view, start, end) / length
        desk += sign * _at_desk(view, start, end) / length
    rows = hub_grade_cells(view, officers)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return join(rows, Cells((name,), ("all",), ("all",), np.array([desk])))


def _queued(view: View, start: int, end: int) -> Floats:
    """Return by hub and grade the time that incidents waited for officers in a span."""
    since, until = view.due_from_ms, view.wait_until_ms
    numbers = np.flatnonzero((since >= 0) & (until > start) & (since < end))
    time = np.minimum(until[numbers], end) - np.maximum(since[numbers], start)
    grade = view.state.incidents.grade[numbers]
    return by_hub_grade(view, view.world.drawn.hub[numbers], grade, time)


def _at_desk(view: View, start: int, end: int) -> float:
    """Return the time that callers waited for the Resolution Centre in a span.

    Until contact, or until they were lost, given up or sent on without one.
    """
    created, contacted = view.world.drawn.created_ms, view.state.incidents.contacted_ms
    finished = view.state.incidents.finished_ms
    ours = view.happened & view.world.grades.at_desk[view.world.drawn.grade]
    lost = np.where(finished == NEVER, view.world.sizes.horizon_ms, finished)
    sent_on = view.due_from_ms
    until = np.where(contacted >= 0, contacted, np.where(sent_on >= 0, sent_on, lost))
    time = np.minimum(until, end) - np.maximum(created, start)
    return float(np.maximum(time, 0)[ours].sum())
