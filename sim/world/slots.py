"""Marks of each officer who may be sent to an incident, and where they stand."""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.demand import OFFICERS_LIMIT
from sim.scenario.schema.travel import Travel
from sim.world.arrays import Floats, Ints
from sim.world.blocks import Blocks
from sim.world.marks import lognormal_factor
from sim.world.pcg64 import Into
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
TRAVEL_WIDTH = OFFICERS_LIMIT
MORE_TRAVEL_WIDTH = 32


def travel_factors(
    travel: Travel, streams: Streams, blocks: Blocks, turn: Ints, first_slot: Ints
) -> Floats:
    """Return actual / expected drive for each officer who may be sent, incident after incident.

    Every incident has the marks of all officers who could ever be, so the k-th officer's drive
    does not depend on how many are needed.

    Parameters
    ----------
    travel : Travel
        How far drives vary.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    turn : Ints
        (incidents,) where they stand in order of creation.
    first_slot : Ints
        (incidents + 1,) in that order the first row of each, and the end of the last.
    """
    size = int(first_slot[-1])
    if travel.cv == 0 or travel.mode == "none":
        return np.ones(size)
    u, place = np.empty(size), first_slot[turn]
    rows = first_slot[turn + 1] - place
    number = np.minimum(rows, TRAVEL_WIDTH)
    blocks.draw_into(streams, "travel", TRAVEL_WIDTH, TRAVEL_WIDTH, Into(u, 1, place, number))
    if size > number.sum():
        further = Into(u, 1, place + TRAVEL_WIDTH, np.maximum(rows - TRAVEL_WIDTH, 0))
        blocks.draw_into(streams, "more_travel", MORE_TRAVEL_WIDTH, MORE_TRAVEL_WIDTH, further)
    return lognormal_factor(travel.cv, u)
