"""Pools: who can be sent, by role and hub."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.state import State
from sim.world.arrays import ENGAGED_POOLS, World

#: Officers with nothing in hand, or on prevention.
AVAILABLE = 0
#: Officers whom an emergency may call away from a briefing, a break or writing up.
INTERRUPTIBLE = 1
#: Officers on the way to an incident or at its scene, whom a higher grade may call away.
ENGAGED = ENGAGED_POOLS
#: Kinds of pool.
KINDS = 3


def pool_of(w: World, kind: int, role: int, hub: int) -> int:
    """Return the number of a pool."""
    return (kind * w.sizes.roles + role) * (w.sizes.hubs + 1) + hub


def may_be_called(w: World, s: State, officer: int) -> bool:
    """Whether an officer is in a pool from which anybody can be sent; not those engaged."""
    return 0 <= s.pools.of_officer[officer] < w.sizes.callable_pools


def is_engaged(w: World, s: State, officer: int) -> bool:
    """Whether an officer is in the pool of those on the way or at a scene."""
    return s.pools.of_officer[officer] >= w.sizes.callable_pools


def join(w: World, s: State, officer: int, kind: int) -> None:
    """Put an officer, who is in no pool, into the pool of the officer's role and home hub."""
    pools = s.pools
    pool = pools.home[officer] + kind * w.sizes.roles * (w.sizes.hubs + 1)
    size = pools.size[pool]
    position = pools.first[pool] + size
    if position >= pools.first[pool + 1]:
        log.run_out(s, codes.FULL_POOLS)
        return
    pools.member[position] = officer
    pools.size[pool] = size + 1
    pools.position[officer] = position
    pools.of_officer[officer] = pool


def leave(s: State, officer: int) -> None:
    """Take an officer out of whatever pool the officer is in; the last member moves up."""
    pools = s.pools
    pool = pools.of_officer[officer]
    if pool < 0:
        return
    position = pools.position[officer]
    size = pools.size[pool] - 1
    last = pools.first[pool] + size
    if position != last:
        moved = pools.member[last]
        pools.member[position] = moved
        pools.position[moved] = position
    pools.size[pool] = size
    pools.of_officer[officer] = -1


def will_be_offered(w: World, s: State, officer: int) -> None:
    """Note that an officer who is free with others has yet to be offered what waits."""
    if not s.pools.to_be_offered[officer]:
        s.pools.to_be_offered[officer] = True
        s.pools.number_to_be_offered[s.pools.home[officer]] += 1
        s.pools.to_be_offered_at_hub[w.people.hub[officer]] += 1


def was_offered(w: World, s: State, officer: int) -> None:
    """Note that an officer has been offered what waits."""
    if s.pools.to_be_offered[officer]:
        s.pools.to_be_offered[officer] = False
        s.pools.number_to_be_offered[s.pools.home[officer]] -= 1
        s.pools.to_be_offered_at_hub[w.people.hub[officer]] -= 1


def are_others_to_be_offered(w: World, s: State, role: int, hub: int) -> bool:
    """Whether people of another role, free at a hub, are still to be offered what waits there."""
    of_all = s.pools.to_be_offered_at_hub[hub]
    return of_all > 0 and of_all > s.pools.number_to_be_offered[pool_of(w, AVAILABLE, role, hub)]


def move(w: World, s: State, officer: int, role: int) -> None:
    """Let an officer, who is in no pool, join those of a role from now on."""
    home = pool_of(w, AVAILABLE, role, w.people.hub[officer])
    if s.pools.to_be_offered[officer]:
        s.pools.number_to_be_offered[s.pools.home[officer]] -= 1
        s.pools.number_to_be_offered[home] += 1
    s.pools.home[officer] = home
