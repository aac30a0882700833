"""Whether a team has anybody at a hub who could be sent, before anybody is chosen."""

from __future__ import annotations

from sim.model.policies import cross_hub_help, interruptions
from sim.model.pools import AVAILABLE, ENGAGED, INTERRUPTIBLE, pool_of
from sim.model.state import State
from sim.world.arrays import World


def has_available(w: World, s: State, role: int, hub: int) -> bool:
    """Whether a team has anybody available at a hub."""
    return s.pools.size[pool_of(w, AVAILABLE, role, hub)] > 0


def has_helper(w: World, s: State, role: int, hub: int, grade: int) -> bool:
    """Whether a team has anybody at a hub who might help another hub with a grade."""
    if has_available(w, s, role, hub):
        return True
    calls_away = cross_hub_help.calls_away(w, role, grade)
    return calls_away and s.pools.size[pool_of(w, INTERRUPTIBLE, role, hub)] > 0


def has_somebody(w: World, s: State, role: int, hub: int, grade: int) -> bool:
    """Whether a team has anybody at a hub who might be sent to incidents of a grade."""
    size = s.pools.size
    if has_available(w, s, role, hub):
        return True
    if interruptions.interrupts(w, grade) and size[pool_of(w, INTERRUPTIBLE, role, hub)] > 0:
        return True
    return interruptions.preempts(w, grade) and size[pool_of(w, ENGAGED, role, hub)] > 0
