"""Whom to call away from a drive or a scene."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import eligibility, end_of_shift, whereabouts
from sim.model.policies.turns import LAST, NOBODY
from sim.model.state import State
from sim.world.arrays import World


def choose(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return whom of a pool of engaged officers the rule calls away for an incident, or -1.

    Ties go to the nearest, then to the lowest number.
    """
    start = s.pools.first[pool]
    first = (LAST, LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        may_start = end_of_shift.may_start(w, s, officer, grade)
        if not may_start or not eligibility.may_be_preempted(w, s, officer, grade):
            continue
        drive_ms = whereabouts.engaged_drive_ms(w, s, incident, grade, officer)
        turn = (_rank(w, s, officer), drive_ms, officer)
        if turn < first:
            first = turn
    return first[2]


def _rank(w: World, s: State, officer: int) -> int:
    """Return how early an officer is called away under the rule; the lowest goes first."""
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LOWEST_GRADE:
        return -s.incidents.grade[s.deployments.incident[s.officers.slot[officer]]]
    if w.dispatch.who_is_called_away == codes.CALL_AWAY_LATEST:
        return -s.officers.began_ms[officer]
    return 0
