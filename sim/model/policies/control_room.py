"""The control room: whether a dispatcher is free, and which log is graded next."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import GRADES, World

NOTHING = -1


def is_anybody_free(w: World, s: State) -> bool:
    """Whether fewer dispatchers are busy than are at work in this hour."""
    if not w.control_room.limited:
        return True
    hour = s.clock.now_ms[0] // w.control_room.hour_ms
    return s.control_room.busy[0] < w.control_room.at_work[hour % len(w.control_room.at_work)]


def next_to_grade(s: State) -> int:
    """Return the log to be graded next, or -1: the highest grade first, then first come."""
    for grade in range(1, GRADES):
        if s.control_room.head[grade] >= 0:
            return s.control_room.head[grade]
    return NOTHING
