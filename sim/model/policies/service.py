"""What the service that an incident had is worth: the chance that it is followed by another.

All of it is judged at a given time, by what had happened until then.
"""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def factor(w: World, s: State, incident: int) -> int:
    """Return by what the service before a repeat multiplies its chance, in millionths."""
    kind = w.drawn.type[incident]
    if not depends(w, incident):
        return MILLIONTHS
    found = product(w, s, w.drawn.parent[incident], w.drawn.created_ms[incident])
    return found * MILLIONTHS // w.service.reference[kind]


def depends(w: World, incident: int) -> bool:
    """Whether the service decides if an incident comes about: not if it came before the run."""
    if w.drawn.repeat[incident] == 0 or w.drawn.parent[incident] < 0:
        return False
    return w.service.depends[w.drawn.type[incident]]


def product(w: World, s: State, incident: int, at_ms: int) -> int:
    """Return the product of the factors that hold for an incident at a time, in millionths."""
    rules = w.service
    kind = w.drawn.type[incident]
    found = MILLIONTHS
    if was_late(w, s, incident, at_ms):
        found = found * rules.attended_late[kind] // MILLIONTHS
    if not was_reached(w, s, incident, at_ms):
        found = found * rules.not_reached[kind] // MILLIONTHS
    if s.incidents.arrested[incident] and s.incidents.first_arrived_ms[incident] <= at_ms:
        found = found * rules.arrest[kind] // MILLIONTHS
    if was_heard(w, s, incident, at_ms):
        found = found * rules.heard_at_marac[kind] // MILLIONTHS
    return found


def was_late(w: World, s: State, incident: int, at_ms: int) -> bool:
    """Whether the first officer came by then, after the target or the slot agreed first."""
    incidents = s.incidents
    arrived_ms = incidents.first_arrived_ms[incident]
    if arrived_ms < 0 or arrived_ms > at_ms:
        return False
    grade = incidents.grade[incident]
    slot_ms = incidents.first_appointment_ms[incident]
    if slot_ms >= 0:
        return arrived_ms > slot_ms + w.grades.slot_ms[grade]
    return arrived_ms > w.drawn.created_ms[incident] + w.grades.target_ms[grade]


def was_reached(w: World, s: State, incident: int, at_ms: int) -> bool:
    """Whether somebody came or called back in time, or still may, and it was not screened out."""
    if s.cases.state[incident] == codes.CASE_SCREENED_OUT and s.cases.opened_ms[incident] <= at_ms:
        return False
    within_ms = w.service.reached_within_ms[w.drawn.type[incident]]
    limit_ms = w.drawn.created_ms[incident] + within_ms
    if at_ms < limit_ms:
        return True
    incidents = s.incidents
    came_ms, called_ms = incidents.first_arrived_ms[incident], incidents.contacted_ms[incident]
    return 0 <= came_ms <= limit_ms or 0 <= called_ms <= limit_ms


def was_heard(w: World, s: State, incident: int, at_ms: int) -> bool:
    """Whether an incident, or one that it repeats, had been heard at a MARAC by then."""
    if w.sizes.safeguarded == 0:
        return False
    while incident >= 0:
        heard_ms = s.safeguarding.heard_ms[incident]
        if 0 <= heard_ms <= at_ms:
            return True
        incident = w.drawn.parent[incident]
    return False
