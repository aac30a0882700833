"""Who may be sent to what."""

from __future__ import annotations

from sim.model import codes
from sim.model.deployments import BEFORE_ALL, after
from sim.model.officers import unit_size
from sim.model.policies import attending, end_of_shift, protected_hours, redeployment
from sim.model.pools import AVAILABLE, pool_of
from sim.model.queues import is_help_held
from sim.model.state import State
from sim.world.arrays import GRADES, World


def stays_back(w: World, s: State, role: int, grade: int, pool: int) -> bool:
    """Whether all of a team who are available must stay so: for higher grades, or on prevention."""
    return s.pools.size[pool] <= reserve(w, s, role, grade, pool)


def reserve(w: World, s: State, role: int, grade: int, pool: int) -> int:
    """Return how many of those whom a team has available must stay so when a grade is served."""
    held_back = w.teams.held_back[role * GRADES + grade]
    return max(held_back, protected_hours.staying(w, s, role, pool))


def may_attend(w: World, s: State, role: int, attendance_class: int, grade: int, hub: int) -> bool:
    """Whether a role may be sent to incidents of a class and grade at a hub, as things stand.

    Only those who are on prevention are redeployed: nobody is called away for that. While all of
    them must stay, what the team would be redeployed to holds up nothing else that it may attend.
    """
    if attending.attends_class(w, role, attendance_class):
        return True
    pool = pool_of(w, AVAILABLE, role, hub)
    if s.pools.size[pool] == 0:
        return False
    to_it = redeployment.redeployed_to(w, s, role, attendance_class, grade, hub)
    if not to_it or stays_back(w, s, role, grade, pool):
        return False
    return redeployment.has_anybody(w, s, grade, pool)


def is_redeployed(w: World, s: State, officer: int, incident: int) -> bool:
    """Whether an officer who is sent to an incident goes under redeployment."""
    role = s.officers.role[officer]
    if not redeployment.may_be_redeployed(w, s, role):
        return False
    attendance_class = attending.class_of(w, s, incident)
    hub, grade = w.drawn.hub[incident], s.incidents.grade[incident]
    return redeployment.redeployed_to(w, s, role, attendance_class, grade, hub)


def may_be_called_away(w: World, s: State, officer: int, grade: int) -> bool:
    """Whether this grade interrupts what an officer in the interruptible pool is doing."""
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_CASE_WORK:  # on the file of a prisoner
        return w.grades.interrupts_writing_up[grade] and grade == 1
    if activity == codes.ACTIVITY_WATCH:
        return w.grades.interrupts_writing_up[grade] and grade == 1
    if activity == codes.ACTIVITY_BRIEFING:
        return w.grades.interrupts_briefing[grade]
    if activity == codes.ACTIVITY_BREAK or s.officers.writing_up_left_ms[officer] == 0:
        return w.grades.interrupts_break[grade]
    within_limit = s.officers.writing_up_left_ms[officer] <= w.writing_up.put_off_limit_ms
    return w.grades.interrupts_writing_up[grade] and (grade == 1 or within_limit)


def may_be_helped(w: World, s: State, incident: int, grade: int) -> bool:
    """Whether officers of other hubs are looked for: at once for grade 1, else after a wait."""
    return calls_for_help(s, incident, grade) and not is_help_held(w, s)


def calls_for_help(s: State, incident: int, grade: int) -> bool:
    """Whether an incident is for other hubs too, as soon as they help at this moment."""
    return grade == 1 or s.queues.called_after_ms[incident] >= 0


def interrupts(w: World, grade: int) -> bool:
    """Whether a grade calls officers away from anything but drives and scenes."""
    grades = w.grades
    return (
        grades.interrupts_briefing[grade]
        or grades.interrupts_break[grade]
        or grades.interrupts_writing_up[grade]
    )


def preempts(w: World, grade: int) -> bool:
    """Whether a grade calls officers away from drives to lower grades, or from their scenes."""
    return w.grades.interrupts_travel[grade] or w.grades.interrupts_scene[grade]


def may_be_preempted(w: World, s: State, officer: int, grade: int) -> bool:
    """Whether this grade calls an officer away from the incident in hand.

    It must be of a lower grade, interrupted less often than the limit, and there must be rows of
    deployment left for whoever comes instead, even if everybody were called away.
    """
    slot = s.officers.slot[officer]
    incident = s.deployments.incident[slot]
    if s.incidents.grade[incident] <= grade:
        return False
    if s.officers.activity[officer] == codes.ACTIVITY_TRAVEL:
        if not w.grades.interrupts_travel[grade]:
            return False
    elif not w.grades.interrupts_scene[grade] or not w.types.interruptible[w.drawn.type[incident]]:
        return False
    size = unit_size(s, officer)
    within_limit = _is_within_limit(w, s, incident, size)
    return within_limit and has_rows(w, s, incident, s.incidents.wanted[incident])


def is_spared_with_others(w: World, s: State, officer: int, incident: int, grade: int) -> bool:
    """Whether an officer could be called away besides all who were sent to the same job before.

    For counting how many could go together: the limit is of the job, not of the officer. Those
    whom the incident could not have do not count.
    """
    slot = s.officers.slot[officer]
    job = s.deployments.incident[slot]
    size = unit_size(s, officer)
    is_taken = False
    row = BEFORE_ALL
    for _ in range(s.incidents.deployed[job]):
        row = after(s, job, row)
        if row == slot:
            break
        if s.deployments.left_ms[row] >= 0:
            continue
        if s.deployments.leads[row]:  # the next row may be of the one who is led
            is_taken = _may_be_taken(w, s, s.deployments.officer[row], incident, grade)
        if is_taken:
            size += 1
    return _is_within_limit(w, s, job, size)


def _may_be_taken(w: World, s: State, officer: int, incident: int, grade: int) -> bool:
    """Whether an incident could have an officer of its hub who is engaged."""
    attends = attending.attends_class(
        w, s.officers.role[officer], attending.class_of(w, s, incident)
    )
    if not attends or w.people.hub[officer] != w.drawn.hub[incident]:
        return False
    return end_of_shift.may_start(w, s, officer, grade) and may_be_preempted(w, s, officer, grade)


def _is_within_limit(w: World, s: State, incident: int, officers: int) -> bool:
    """Whether this number of officers more may be called away from an incident."""
    limit = w.dispatch.interruptions_limit
    if w.drawn.officers[incident] > limit:
        return False
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = after(s, incident, slot)
        if s.deployments.ended_by[slot] in (codes.ENDED_BY_DIVERTED, codes.ENDED_BY_CALLED_AWAY):
            officers += 1
    return officers <= limit


def has_rows(w: World, s: State, incident: int, officers: int) -> bool:
    """Whether there are rows of deployment left for more officers, the last in a crew."""
    used = s.incidents.deployed[incident]
    return used + officers + w.dispatch.spare_rows <= w.drawn.rows[incident]


def may_help(w: World, s: State, role: int, incident: int, grade: int) -> bool:
    """Whether a team helps at an incident of another hub, as things stand."""
    if w.teams.cross_hub[role] == codes.CROSS_HUB_EMERGENCIES:
        return grade == 1
    if not goes_when_called(w, role, grade):
        return False
    return s.queues.called_after_ms[incident] >= w.teams.cross_hub_after_ms[role]


def is_in_reach(w: World, role: int, drive_ms: int) -> bool:
    """Whether an incident of another hub is near enough for a team, by the expected drive to it."""
    return drive_ms <= w.teams.cross_hub_within_ms[role]


def goes_when_called(w: World, role: int, grade: int) -> bool:
    """Whether a team goes to incidents of a grade at other hubs once these have called it."""
    rule = w.teams.cross_hub[role]
    by_call = rule == codes.CROSS_HUB_AFTER_WAIT or rule == codes.CROSS_HUB_SHARED
    return by_call and w.teams.cross_hub_grades[role * GRADES + grade]


def shares(w: World, role: int, grade: int) -> bool:
    """Whether a team shares out its jobs of a grade over its people of all hubs."""
    rule = w.teams.cross_hub[role]
    return rule == codes.CROSS_HUB_SHARED and w.teams.cross_hub_grades[role * GRADES + grade]
