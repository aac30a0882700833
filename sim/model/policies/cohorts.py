"""What the management of offenders does to the incidents that they would commit."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def covered(w: World, s: State, row: int) -> int:
    """Return what part of a cohort at a hub is managed with the work of late, in millionths."""
    needed_ms = w.cohorts.needed_ms[row]
    if needed_ms == 0:
        return 0
    return min(s.cohorts.remembered_ms[row], needed_ms) * MILLIONTHS // needed_ms


def factor(w: World, s: State, incident: int) -> int:
    """Return by what incidents of the same offenders are multiplied now, in millionths."""
    cohort = w.drawn.cohort[incident]
    if cohort == 0:
        return MILLIONTHS
    return s.cohorts.factor[(cohort - 1) * w.sizes.hubs + w.drawn.hub[incident]]
