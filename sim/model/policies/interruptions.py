"""What a grade may interrupt: a briefing, a break, writing-up, a drive, a scene; and of whom."""

from __future__ import annotations

from sim.model import codes
from sim.model.deployments import BEFORE_ALL, after, has_rows
from sim.model.officers import unit_size
from sim.model.policies import attending, end_of_shift, redeployment, whereabouts
from sim.model.policies.turns import LAST, NOBODY
from sim.model.pools import AVAILABLE, INTERRUPTIBLE
from sim.model.state import State
from sim.world.arrays import World


def interrupts(w: World, grade: int) -> bool:
    """Whether a grade calls officers away from anything but drives and scenes."""
    grades = w.grades
    return (
        grades.interrupts_briefing[grade]
        or grades.interrupts_break[grade]
        or grades.interrupts_writing_up[grade]
    )


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


def may_go(w: World, s: State, officer: int, grade: int, kind: int) -> bool:
    """Whether a member of a pool of some kind could be sent to an incident of this grade."""
    if not end_of_shift.may_start(w, s, officer, grade):
        return False
    if kind == INTERRUPTIBLE:
        return may_be_called_away(w, s, officer, grade)
    return kind == AVAILABLE or may_be_preempted(w, s, officer, grade)


def preempts(w: World, grade: int) -> bool:
    """Whether a grade calls officers away from drives to lower grades, or from their scenes."""
    return w.grades.interrupts_travel[grade] or w.grades.interrupts_scene[grade]


def whom_to_call_away(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return whom of a pool of engaged officers the rule calls away for an incident, or -1.

    Ties go to the nearest, then to the lowest number.
    """
    start = s.pools.first[pool]
    first = (LAST, LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        may_start = end_of_shift.may_start(w, s, officer, grade)
        if not may_start or not may_be_preempted(w, s, officer, grade):
            continue
        drive_ms = whereabouts.engaged_drive_ms(w, s, incident, grade, officer)
        turn = (rank(w, s, officer), drive_ms, officer)
        if turn < first:
            first = turn
    return first[2]


def rank(w: World, s: State, officer: int) -> int:
    """Return how early an officer is called away under the rule; the lowest goes first."""
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LOWEST_GRADE:
        return -s.incidents.grade[s.deployments.incident[s.officers.slot[officer]]]
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LATEST:
        return -s.officers.began_ms[officer]
    return 0


def may_be_preempted(w: World, s: State, officer: int, grade: int) -> bool:
    """Whether this grade calls an officer away from the incident in hand.

    It must be of a lower grade, and nobody sought for it as of this one; interrupted less often
    than the limit; and there must be rows of deployment left for whoever comes instead, even if
    everybody were called away.
    """
    slot = s.officers.slot[officer]
    incident = s.deployments.incident[slot]
    if min(s.incidents.grade[incident], s.incidents.sought_as[incident]) <= grade:
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
    """Whether an officer could be called away besides all of the same job whose turn is earlier.

    For counting how many could go together: the limit is of the job, not of the officer. Those
    whom the incident could not have do not count, nor does a crew too many, which is passed over.
    """
    job = s.deployments.incident[s.officers.slot[officer]]
    taken = 0
    last = (-LAST, -LAST, NOBODY)
    while True:
        turn = _next_of_job(w, s, job, incident, grade, last)
        if turn[2] < 0:
            return False
        size = unit_size(s, turn[2])
        fits = _is_within_limit(w, s, job, taken + size)
        if turn[2] == officer:
            return fits
        if fits:
            taken += size
        last = turn


def _next_of_job(
    w: World, s: State, job: int, incident: int, grade: int, last: tuple[int, int, int]
) -> tuple[int, int, int]:
    """Return whose turn to be called away from a job comes after another's; NOBODY: no more."""
    first = (LAST, LAST, NOBODY)
    row = BEFORE_ALL
    for _ in range(s.incidents.deployed[job]):
        row = after(s, job, row)
        if s.deployments.left_ms[row] >= 0 or not s.deployments.leads[row]:
            continue
        officer = s.deployments.officer[row]
        if not _may_be_taken(w, s, officer, incident, grade):
            continue
        drive_ms = whereabouts.engaged_drive_ms(w, s, incident, grade, officer)
        turn = (rank(w, s, officer), drive_ms, officer)
        if last < turn < first:
            first = turn
    return first


def _may_be_taken(w: World, s: State, officer: int, incident: int, grade: int) -> bool:
    """Whether an incident could have an officer of its hub who is engaged."""
    role, hub = s.officers.role[officer], w.drawn.hub[incident]
    attendance_class = attending.class_of(w, s, incident)
    if w.people.hub[officer] != hub:
        return False
    if redeployment.calls_away(w, s, role, attendance_class, grade, hub):
        if not redeployment.may_go(w, s, officer):
            return False
    elif not attending.attends_class(w, role, attendance_class):
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
