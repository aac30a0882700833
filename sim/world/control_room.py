"""The control room before the clock starts: who is at work when, and how long each log takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.clock import HOURS_PER_WEEK
from sim.scenario.facts.times import Times
from sim.scenario.schema.control_room import ControlRoom
from sim.world.arrays import ControlRoomRules, Ints
from sim.world.blocks import Blocks
from sim.world.marks import ByCode, duration_by_code_ms
from sim.world.streams import Streams

#: Marks per incident of the purpose `grading`; never to be changed.
GRADING_WIDTH = 1


def control_room_rules(room: ControlRoom, times: Times) -> ControlRoomRules:
    """Return how many dispatchers are at work in each hour; none means that no log waits."""
    week = np.resize(np.array(room.dispatchers, dtype=np.int64), HOURS_PER_WEEK)
    if not room.dispatchers:
        week = np.zeros(HOURS_PER_WEEK, dtype=np.int64)
    from_start = np.roll(week, -24 * (times.first_day % 7))
    return ControlRoomRules(
        limited=bool(room.dispatchers),
        at_work=np.ascontiguousarray(from_start),
        hour_ms=clock.MS_PER_HOUR,
    )


def grading_columns(
    grading: ByCode | None, streams: Streams, blocks: Blocks, grade: Ints, tick_ms: int
) -> dict[str, Any]:
    """Draw how long a dispatcher takes for each incident.

    Parameters
    ----------
    grading : ByCode, optional
        Minutes by grade; other grades take no time.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    grade : Ints
        (incidents,) grade of each, as first given.
    tick_ms : int
        Time grid.
    """
    if grading is None:
        return {}
    (u,) = blocks.marks(streams, "grading", GRADING_WIDTH)
    return {"grading_ms": duration_by_code_ms(grading, grade, u, clock.MS_PER_MIN, tick_ms)}
