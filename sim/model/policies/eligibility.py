"""Which teams may be sent to what as things stand: by their job, or redeployed from prevention."""

from __future__ import annotations

from sim.model.policies import attending, held_back, redeployment
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.world.arrays import World


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
    if not to_it or held_back.stays_back(w, s, role, grade, pool):
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
