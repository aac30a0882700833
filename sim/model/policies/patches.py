"""Whose job is whose, where PCSOs are tied to patches."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import eligibility, whereabouts
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.world.arrays import World

NOBODY = -1


def is_tied(w: World, s: State, incident: int) -> bool:
    """Whether an incident waits for the owners of its patch: it falls to PCSOs first."""
    if w.sizes.patches == 0 or w.patches.of_incident[incident] < 0:
        return False
    attendance_class = eligibility.class_of(w, s, incident)
    return w.teams.preferred[attendance_class * w.sizes.roles] == codes.ROLE_PCSO


def owner(w: World, s: State, incident: int) -> int:
    """Return the nearest owner of an incident's patch who can go; ties: longest idle, number.

    Owners are called away from nothing for it, and nobody else goes.
    """
    patch = w.patches.of_incident[incident]
    grade = s.incidents.grade[incident]
    pool = pool_of(w, AVAILABLE, codes.ROLE_PCSO, w.drawn.hub[incident])
    best = NOBODY
    best_ms = 0
    first = s.pools.first[pool]
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        if w.patches.of_officer[officer] != patch:
            continue
        if not eligibility.may_start(w, s, officer, grade):
            continue
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        if best < 0 or drive_ms < best_ms:
            best = officer
            best_ms = drive_ms
        elif drive_ms == best_ms and whereabouts.idle_before(s, officer, best):
            best = officer
    return best
