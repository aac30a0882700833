"""Whose turn it is: where the choice among several begins, before anybody has been looked at.

A choice starts with the turn ``(LAST, ..., NOBODY)`` and keeps the lowest that it meets. The number
of the officer is the last entry, so that a choice among nobody ends with `NOBODY`.
"""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import World

NOBODY = -1
#: Later than any time, farther than any drive, lower than any rank.
LAST = 1 << 62


def rank_by_rule(w: World, s: State, officer: int) -> int:
    """Return an officer's rank by the rule of dispatch, before any drive: the lowest goes."""
    if w.dispatch.rule == codes.DISPATCH_LEAST_LOADED:
        return s.officers.jobs[officer]
    if w.dispatch.rule == codes.DISPATCH_LONGEST_IDLE:
        return s.officers.idle_since_ms[officer]
    return 0
