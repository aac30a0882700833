"""Whom to call away from a drive or a scene."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import eligibility, whereabouts
from sim.model.state import State
from sim.world.arrays import World

NOBODY = -1


def choose(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return whom of a pool of engaged officers the rule calls away for an incident, or -1.

    Ties go to the nearest, then to the lowest number.
    """
    first = s.pools.first[pool]
    best = NOBODY
    best_rank = 0
    best_ms = 0
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        may_go = eligibility.may_start(w, s, officer, grade)
        if not may_go or not eligibility.may_be_preempted(w, s, officer, grade):
            continue
        rank = _rank(w, s, officer)
        drive_ms = whereabouts.engaged_drive_ms(w, s, incident, grade, officer)
        if best >= 0:
            if rank > best_rank:
                continue
            farther = drive_ms > best_ms or (drive_ms == best_ms and officer > best)
            if rank == best_rank and farther:
                continue
        best = officer
        best_rank = rank
        best_ms = drive_ms
    return best


def _rank(w: World, s: State, officer: int) -> int:
    """Return how early an officer is called away under the rule; the lowest goes first."""
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LOWEST_GRADE:
        return -s.incidents.grade[w.slots.incident[s.officers.slot[officer]]]
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LATEST:
        return -s.officers.began_ms[officer]
    return 0
