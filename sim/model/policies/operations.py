"""Who is taken for an operation."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies.turns import LAST, NOBODY
from sim.model.state import State
from sim.world.arrays import World

_NO_OPERATION = -1


def can_come_now(s: State, officer: int) -> bool:
    """Whether an officer has nothing in hand that must be finished first."""
    return s.officers.activity[officer] in (
        codes.ACTIVITY_AVAILABLE,
        codes.ACTIVITY_PREVENTION,
        codes.ACTIVITY_CASE_WORK,
    )


def choose(w: World, s: State, operation: int) -> int:
    """Return who goes next: on duty the longest from now, then who is free; or -1."""
    role, hub = w.operations.role[operation], w.operations.hub[operation]
    first = (LAST, 0, NOBODY)
    for officer in range(w.sizes.officers):
        if w.people.role[officer] != role or w.people.hub[officer] != hub:
            continue
        if s.officers.duty[officer] < 0 or s.operations.posted[officer] != _NO_OPERATION:
            continue
        if s.officers.leader[officer] >= 0:
            continue
        end = s.officers.duty_end_ms[officer]
        turn = (-end, 0 if can_come_now(s, officer) else 1, officer)
        if end > s.clock.now_ms[0] and turn < first:
            first = turn
    return first[2]
