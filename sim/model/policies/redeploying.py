"""Which prevention officer is sent to response work, where it is not the nearest."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import eligibility, whereabouts
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.world.arrays import World

NOBODY = -1


def by_record(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return who of a pool goes by record; ties: nearest, longest idle, number."""
    best = NOBODY
    best_ms = 0
    first = s.pools.first[pool]
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not eligibility.may_start(w, s, officer, grade):
            continue
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        if best >= 0:
            earlier = _record(w, s, officer) - _record(w, s, best)
            if earlier > 0 or (earlier == 0 and drive_ms > best_ms):
                continue
            level = earlier == 0 and drive_ms == best_ms
            if level and not whereabouts.idle_before(s, officer, best):
                continue
        best = officer
        best_ms = drive_ms
    return best


def _record(w: World, s: State, officer: int) -> int:
    """Return what an officer's turn goes by: the lowest goes first."""
    if w.redeployment.who == codes.WHO_GOES_LEAST_REDEPLOYED:
        return s.officers.redeployed_ms[officer]
    return s.officers.idle_since_ms[officer]


def next_to_backfill(w: World, s: State, hub: int) -> int:
    """Return who joins a response shift below its minimum strength, or -1.

    Of the teams that may, in their order, those on prevention who work alone; the one on prevention
    for longest, unless the rule says the least redeployed; ties: number.
    """
    now = s.clock.now_ms[0]
    for role in range(w.sizes.roles):
        best = NOBODY
        if w.redeployment.backfills[role]:
            pool = pool_of(w, AVAILABLE, role, hub)
            first = s.pools.first[pool]
            for position in range(first, first + s.pools.size[pool]):
                officer = s.pools.member[position]
                if s.officers.duty_end_ms[officer] <= now or s.officers.partner[officer] >= 0:
                    continue
                if best >= 0:
                    later = _record(w, s, officer) - _record(w, s, best)
                    if later > 0 or (later == 0 and officer > best):
                        continue
                best = officer
        if best >= 0:
            return best
    return NOBODY
