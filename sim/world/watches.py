"""Watches: for how long somebody is watched after the scene, or in custody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.watches import Watch, WatchAfterScene
from sim.world.arrays import GRADES, Bools, Floats, Ints
from sim.world.blocks import Blocks, spread
from sim.world.grades import flags, share_by_grade
from sim.world.marks import ByCode, duration_by_code_ms, durations_by_code
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
WATCH_WIDTH = 2


class PlannedWatches(NamedTuple):
    """After which incidents somebody is watched, and for how long."""

    types: Bools  #: (types,) that have any
    share: Floats  #: (types, GRADES)
    hours: ByCode | None  #: by type; None if none have any


class WatchPlan(NamedTuple):
    """The watches of all types."""

    after_scene: PlannedWatches
    in_custody: PlannedWatches
    tick_ms: int


def plan_watches(types: Collection[IncidentType], tick_ms: int) -> WatchPlan:
    """Return after which incidents somebody is watched, and for how long."""
    scene = {code: each.watch for code, each in enumerate(types) if each.watch is not None}
    custody = {
        code: each.arrest.watch
        for code, each in enumerate(types)
        if each.arrest is not None and each.arrest.watch is not None
    }
    return WatchPlan(_watches(scene, len(types)), _watches(custody, len(types)), tick_ms)


def _watches(said: Mapping[int, Watch], types: int) -> PlannedWatches:
    share = np.zeros((types, GRADES))
    for code, watch in said.items():
        grades = watch.grades if isinstance(watch, WatchAfterScene) else []
        share[code] = share_by_grade(watch.share, grades)
    hours = {code: watch.hours for code, watch in said.items()}
    return PlannedWatches(flags(said, types), share, durations_by_code(hours, types))


def watch_columns(plan: WatchPlan, streams: Streams, blocks: Blocks, grade: Ints) -> dict[str, Any]:
    """Draw the watches of all incidents, at the grades that have them.

    Parameters
    ----------
    plan : WatchPlan
        From `plan_watches`.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    grade : Ints
        (incidents,) grade of each, as first given.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    columns = {}
    for column, purpose, watches in (
        ("watch_ms", "watch", plan.after_scene),
        ("custody_watch_ms", "custody watch", plan.in_custody),
    ):
        types, share, hours = watches
        if hours is not None:
            code, of_grade = blocks.codes(types), blocks.taken(types, grade)
            u_whether, u_hours = blocks.marks(streams, purpose, WATCH_WIDTH, types=types)
            time_ms = duration_by_code_ms(hours, code, u_hours, clock.MS_PER_HOUR, plan.tick_ms)
            time_ms[u_whether >= share[code, of_grade]] = 0
            columns[column] = spread(blocks, types, time_ms)
    return columns
