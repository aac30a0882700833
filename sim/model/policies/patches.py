"""Whose job is whose, where PCSOs are tied to patches."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import attending, end_of_shift, protected_hours, whereabouts
from sim.model.policies.turns import LAST, NOBODY, rank_by_rule
from sim.model.pools import AVAILABLE, pool_of
from sim.model.queues import queue_of_patch
from sim.model.state import State
from sim.world.arrays import World


def is_tied(w: World, s: State, incident: int) -> bool:
    """Whether an incident waits for the owners of its patch: it falls to PCSOs first."""
    if w.sizes.patches > 0 and s.queues.open_to_all[incident]:
        return False
    return is_tied_at(w, incident, s.incidents.grade[incident])


def owners_had_their_time(w: World, s: State, incident: int) -> bool:
    """Whether a job waits for owners of its patch, and has done so for as long as it may."""
    if s.queues.of_incident[incident] < 0 or not is_tied(w, s, incident):
        return False
    limit_ms = w.types.patch_owner_within_ms[w.drawn.type[incident]]
    return s.incidents.due_since_ms[incident] + limit_ms <= s.clock.now_ms[0]


def is_tied_at(w: World, incident: int, grade: int) -> bool:
    """Whether an incident would wait for the owners of its patch at a grade."""
    if w.sizes.patches == 0 or w.patches.of_incident[incident] < 0:
        return False
    attendance_class = attending.class_at(w, incident, grade)
    return w.teams.preferred[attendance_class * w.sizes.roles] == codes.ROLE_PCSO


def owns(w: World, officer: int, incident: int) -> bool:
    """Whether an officer owns the patch of an incident."""
    return w.patches.of_officer[officer] == w.patches.of_incident[incident]


def owner(w: World, s: State, incident: int) -> int:
    """Return the owner of an incident's patch who goes, by the rule of dispatch, or -1.

    Ties go to the nearest, then the longest idle, then the lowest number. Owners are called away
    from nothing for it, and nobody else goes.
    """
    grade = s.incidents.sought_as[incident]
    pool = pool_of(w, AVAILABLE, codes.ROLE_PCSO, w.drawn.hub[incident])
    if protected_hours.all_stay(w, s, codes.ROLE_PCSO, pool):
        return NOBODY
    start = s.pools.first[pool]
    first = (LAST, LAST, LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not owns(w, officer, incident):
            continue
        if not end_of_shift.may_start(w, s, officer, grade):
            continue
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        idle_since_ms = s.officers.idle_since_ms[officer]
        turn = (rank_by_rule(w, s, officer), drive_ms, idle_since_ms, officer)
        if turn < first:
            first = turn
    return first[3]


def next_job(w: World, s: State, officer: int, grade: int) -> int:
    """Return the job of a grade that has waited for longest for an owner of a patch, or -1."""
    return s.queues.head[queue_of_patch(w, w.patches.of_officer[officer], grade)]


def next_of_hub(w: World, s: State, hub: int, grade: int, after: int) -> int:
    """Return which job of a grade comes next that owners who are free could go to, or -1.

    Parameters
    ----------
    after : int
        The job that was looked at last, -1 at the start; they come in the order of their numbers.
    """
    order = s.queues.order
    pool = pool_of(w, AVAILABLE, codes.ROLE_PCSO, hub)
    start = s.pools.first[pool]
    first = -1
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if w.patches.of_officer[officer] < 0:
            continue
        incident = next_job(w, s, officer, grade)
        if incident < 0 or (after >= 0 and order[incident] <= order[after]):
            continue
        if first < 0 or order[incident] < order[first]:
            first = incident
    return first
