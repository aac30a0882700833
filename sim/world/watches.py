"""Watches: for how long somebody is watched after the scene, or in custody."""

from __future__ import annotations

from typing import Any

from sim import clock
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.watches import Watch
from sim.world.arrays import Ints
from sim.world.arrivals import Block
from sim.world.grades import flags
from sim.world.marks import duration_ms
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
WATCH_WIDTH = 2


def watch_columns(
    incident_type: IncidentType, streams: Streams, block: Block, grade: Ints, tick_ms: int
) -> dict[str, Any]:
    """Draw the watches of a type's incidents, as far as it has any, at the grades that have them.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    columns = {}
    arrest = incident_type.arrest
    watch = incident_type.watch
    if watch is not None:
        columns["watch_ms"] = _time_ms(watch, "watch", streams, block, tick_ms)
        if watch.grades:
            columns["watch_ms"][~flags(watch.grades)[grade]] = 0
    if arrest is not None and arrest.watch is not None:
        time_ms = _time_ms(arrest.watch, "custody watch", streams, block, tick_ms)
        columns["custody_watch_ms"] = time_ms
    return columns


def _time_ms(watch: Watch, purpose: str, streams: Streams, block: Block, tick_ms: int) -> Ints:
    """Return the time of each watch; 0 where there is none."""
    u_whether, u_hours = block.marks(streams, purpose, WATCH_WIDTH)
    time_ms = duration_ms(watch.hours, u_hours, clock.MS_PER_HOUR, tick_ms)
    time_ms[u_whether >= watch.share] = 0
    return time_ms
