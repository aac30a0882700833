"""Who stays on prevention in protected hours, whatever happens."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.world.arrays import World


def staying(w: World, s: State, role: int, pool: int) -> int:
    """Return how many of a team's pool at a hub stay on prevention now."""
    hub = pool % (w.sizes.hubs + 1)
    if hub == w.sizes.hubs:
        return 0
    officers = w.teams.protected[role * w.sizes.hubs + hub]
    return officers if officers > 0 and _are_on(w, s, role) else 0


def has_any(w: World, role: int) -> bool:
    """Whether a team has protected hours anywhere."""
    return w.teams.protected_until_ms[role] > 0


def all_stay(w: World, s: State, role: int, pool: int) -> bool:
    """Whether nobody of a team's pool at a hub may leave prevention now."""
    return s.pools.size[pool] <= staying(w, s, role, pool)


def _are_on(w: World, s: State, role: int) -> bool:
    """Whether it is one of a team's protected hours, which may run past midnight."""
    now_ms = s.clock.now_ms[0]
    if now_ms < w.teams.protected_first_ms[role] or now_ms >= w.teams.protected_last_ms[role]:
        return False
    begins_ms, ends_ms = w.teams.protected_from_ms[role], w.teams.protected_until_ms[role]
    time_ms = now_ms % MS_PER_DAY
    return begins_ms <= time_ms < ends_ms or time_ms + MS_PER_DAY < ends_ms


def next_end_ms(w: World, s: State, role: int) -> int:
    """Return when protected hours of a team end next, after now; -1: they do no more."""
    ends_ms = w.teams.protected_until_ms[role] % MS_PER_DAY
    after_ms = max(s.clock.now_ms[0], w.teams.protected_first_ms[role])
    due_ms = after_ms - after_ms % MS_PER_DAY + ends_ms
    if due_ms <= after_ms:
        due_ms += MS_PER_DAY
    return due_ms if due_ms <= w.teams.protected_last_ms[role] else -1
