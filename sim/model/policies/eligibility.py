"""Which teams may be sent to what as things stand: by their job, or redeployed from prevention."""

from __future__ import annotations

from sim.model.policies import attending, held_back, interruptions, redeployment
from sim.model.pools import AVAILABLE, ENGAGED, INTERRUPTIBLE, pool_of
from sim.model.state import State
from sim.world.arrays import World


def may_attend(w: World, s: State, role: int, attendance_class: int, grade: int, hub: int) -> bool:
    """Whether a role may be sent to incidents of a class and grade at a hub, as things stand.

    Those who are on prevention are redeployed, and to grades to which the team goes at once those
    too whom such a grade calls away. While all of them must stay, what the team would be redeployed
    to holds up nothing else that it may attend.
    """
    if attending.attends_class(w, role, attendance_class):
        return True
    if redeployment.calls_away(w, s, role, attendance_class, grade, hub):
        if _has_somebody_to_call(w, s, role, grade, hub, INTERRUPTIBLE):
            return True
        if _has_somebody_to_call(w, s, role, grade, hub, ENGAGED):
            return True
    pool = pool_of(w, AVAILABLE, role, hub)
    if s.pools.size[pool] == 0:
        return False
    to_it = redeployment.redeployed_to(w, s, role, attendance_class, grade, hub)
    if not to_it or held_back.stays_back(w, s, role, grade, pool):
        return False
    return redeployment.has_anybody(w, s, grade, pool)


def _has_somebody_to_call(w: World, s: State, role: int, grade: int, hub: int, kind: int) -> bool:
    """Whether somebody of a pool would be called away to be redeployed to a grade."""
    pool = pool_of(w, kind, role, hub)
    start = s.pools.first[pool]
    for position in range(start, start + s.pools.size[pool]):
        if may_be_redeployed_from(w, s, s.pools.member[position], grade, kind):
            return True
    return False


def may_be_redeployed_from(w: World, s: State, officer: int, grade: int, kind: int) -> bool:
    """Whether a member of a pool of some kind may be redeployed to a grade."""
    return redeployment.may_go(w, s, officer) and interruptions.may_go(w, s, officer, grade, kind)


def is_redeployed(w: World, s: State, officer: int, incident: int) -> bool:
    """Whether an officer who is sent to an incident goes under redeployment."""
    role = s.officers.role[officer]
    if not redeployment.may_be_redeployed(w, s, role):
        return False
    attendance_class = attending.class_of(w, s, incident)
    hub, grade = w.drawn.hub[incident], s.incidents.sought_as[incident]
    if redeployment.calls_away(w, s, role, attendance_class, grade, hub):
        return True
    return redeployment.redeployed_to(w, s, role, attendance_class, grade, hub)
