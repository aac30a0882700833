"""To which custody suite somebody who is arrested is taken, and into which cell."""

from __future__ import annotations

from sim.clock import MS_PER_HOUR
from sim.model.state import State
from sim.world.arrays import World


def choose(w: World, s: State, scene: int) -> int:
    """Return the custody suite that is nearest to a scene, is open, and has a free cell by now.

    Whoever sets out calls ahead. If no cell is free anywhere, it is the nearest that is open, where
    they wait. `sim.scenario` refuses scenarios in which none is.
    """
    first = scene * w.sizes.suites
    nearest_open = -1
    for place in range(first, first + w.sizes.suites):
        suite = w.custody.nearest[place]
        if not is_open(w, s, suite):
            continue
        cell = free_first(w, s, suite)
        if cell < 0 or s.custody.free_from_ms[cell] <= s.clock.now_ms[0]:
            return suite
        if nearest_open < 0:
            nearest_open = suite
    return nearest_open


def is_open(w: World, s: State, suite: int) -> bool:
    """Whether a custody suite takes anybody in this hour."""
    hours = w.sizes.horizon_ms // MS_PER_HOUR
    return not w.custody.closed[suite * hours + s.clock.now_ms[0] // MS_PER_HOUR]


def free_first(w: World, s: State, suite: int) -> int:
    """Return the cell of a suite that is free first; -1: there is always room."""
    found = -1
    for cell in range(w.custody.first_cell[suite], w.custody.first_cell[suite + 1]):
        if found < 0 or s.custody.free_from_ms[cell] < s.custody.free_from_ms[found]:
            found = cell
    return found
