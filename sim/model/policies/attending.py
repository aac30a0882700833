"""Which teams attend what, by the type and grade of an incident, whatever the situation is."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import GRADES, World


def class_of(w: World, s: State, incident: int) -> int:
    """Return the attendance class of an incident at its present grade."""
    return class_at(w, incident, s.incidents.grade[incident])


def class_at(w: World, incident: int, grade: int) -> int:
    """Return the attendance class that an incident has at a grade."""
    return w.teams.class_of[w.drawn.type[incident] * GRADES + grade]


def attends_class(w: World, role: int, attendance_class: int) -> bool:
    """Whether a team attends incidents of a class at all, without redeployment."""
    return w.teams.rank[attendance_class * w.sizes.roles + role] > 0


def is_barred(w: World, role: int, attendance_class: int) -> bool:
    """Whether a team lacks the power that incidents of a class need, and is never sent to them."""
    return w.teams.barred[attendance_class * w.sizes.roles + role]
