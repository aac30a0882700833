"""Who is taken for an operation."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import allocation, protected_hours
from sim.model.policies.turns import LAST, NOBODY
from sim.model.state import State
from sim.world.arrays import World

_NO_OPERATION = -1


def can_come_now(w: World, s: State, officer: int) -> bool:
    """Whether an officer has nothing in hand that must be finished first."""
    if allocation.has_prisoner_file(w, s, officer):
        return False
    return s.officers.activity[officer] in (
        codes.ACTIVITY_AVAILABLE,
        codes.ACTIVITY_PREVENTION,
        codes.ACTIVITY_CASE_WORK,
    )


def is_over(w: World, s: State, operation: int) -> bool:
    """Whether an operation ends at this moment, or has ended: nobody goes to it any more."""
    return w.operations.end_ms[operation] <= s.clock.now_ms[0]


def goes_now(w: World, s: State, officer: int) -> bool:
    """Whether an officer with nothing left in hand goes to the operation that has asked."""
    operation = s.operations.posted[officer]
    return operation != _NO_OPERATION and not is_over(w, s, operation)


def may_stay(w: World, s: State, officer: int, operation: int) -> bool:
    """Whether an officer's shift covers the rest of an operation, or leaves few enough hours to it.

    Hours count from booking on to the end of the operation; the operation's longest duty limits
    them. (What is kept as the time of booking on is never before the end of the warm-up.)
    """
    end_ms = w.operations.end_ms[operation]
    if s.officers.duty_end_ms[officer] >= end_ms:
        return True
    began_ms = w.duties.start_ms[s.officers.duty[officer]]
    began_ms = min(began_ms, s.officers.booked_on_ms[officer])
    return end_ms - began_ms <= w.operations.longest_duty_ms[operation]


def _is_protected(w: World, s: State, officer: int) -> bool:
    """Whether an officer is on prevention where protected hours let nobody more leave it."""
    pool = s.pools.of_officer[officer]
    if s.officers.activity[officer] != codes.ACTIVITY_PREVENTION or pool < 0:
        return False
    return protected_hours.all_stay(w, s, s.officers.role[officer], pool)


def choose(w: World, s: State, operation: int) -> int:
    """Return who goes next: on duty the longest from now, then who is free; or -1."""
    role, hub = w.operations.role[operation], w.operations.hub[operation]
    first = (LAST, 0, NOBODY)
    if is_over(w, s, operation):
        return NOBODY
    for officer in range(w.sizes.officers):
        if w.people.role[officer] != role or w.people.hub[officer] != hub:
            continue
        if s.officers.duty[officer] < 0 or s.operations.posted[officer] != _NO_OPERATION:
            continue
        if s.officers.leader[officer] >= 0:
            continue
        if not may_stay(w, s, officer, operation) or _is_protected(w, s, officer):
            continue
        end = s.officers.duty_end_ms[officer]
        turn = (-end, 0 if can_come_now(w, s, officer) else 1, officer)
        if end > s.clock.now_ms[0] and turn < first:
            first = turn
    return first[2]
