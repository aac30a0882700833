"""Who takes over from an officer with somebody in custody, or on a watch."""

from __future__ import annotations

from sim.clock import MS_PER_HOUR
from sim.model import codes
from sim.model.policies import dispatch, end_of_shift, whereabouts
from sim.model.policies.turns import LAST, NOBODY
from sim.model.pools import AVAILABLE, INTERRUPTIBLE, pool_of
from sim.model.state import State
from sim.world.arrays import ORDINARY_DRIVE, World


def whom(w: World, s: State, officer: int) -> int:
    """Return who of the hub takes over from an officer at the end of a shift, or -1.

    It is who has been free the longest of the officer's own team. Once overtime is over, also of
    response, and then who of response writes up: paperwork waits for the next shift if need be.
    """
    role, hub = w.people.role[officer], w.people.hub[officer]
    colleague = dispatch.longest_free(w, s, pool_of(w, AVAILABLE, role, hub))
    if colleague >= 0 or not end_of_shift.is_overtime_over(w, s, officer):
        return colleague
    response = codes.ROLE_RESPONSE
    colleague = dispatch.longest_free(w, s, pool_of(w, AVAILABLE, response, hub))
    if colleague >= 0:
        return colleague
    return _nearest_who_writes_up(w, s, officer, pool_of(w, INTERRUPTIBLE, response, hub))


def _nearest_who_writes_up(w: World, s: State, officer: int, pool: int) -> int:
    """Return the nearest of a pool who writes up and stays for an hour at least; -1: nobody."""
    now, place = s.clock.now_ms[0], s.officers.district[officer]
    first = (LAST, NOBODY)
    start = s.pools.first[pool]
    for position in range(start, start + s.pools.size[pool]):
        other = s.pools.member[position]
        if s.officers.activity[other] != codes.ACTIVITY_WRITING_UP:
            continue
        if s.officers.duty_end_ms[other] < now + MS_PER_HOUR:
            continue
        origin = whereabouts.district_of(w, s, other)
        drive_ms = whereabouts.expected_ms(w, now, origin, place, ORDINARY_DRIVE)
        if (drive_ms, other) < first:
            first = (drive_ms, other)
    return first[1]
