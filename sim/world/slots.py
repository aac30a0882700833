"""Marks of each officer who may be sent to an incident, and where they stand."""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.demand import OFFICERS_LIMIT
from sim.scenario.schema.travel import Travel
from sim.world.arrays import Drawn, Floats, Ints, Slots
from sim.world.blocks import Blocks
from sim.world.loops import runs_in_order
from sim.world.marks import lognormal_factor
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
TRAVEL_WIDTH = OFFICERS_LIMIT
MORE_TRAVEL_WIDTH = 32


def travel_factors(travel: Travel, streams: Streams, blocks: Blocks, rows: Ints) -> Floats:
    """Return actual / expected drive for each officer who may be sent, incident after incident.

    Every incident has the marks of all officers who could ever be, so the k-th officer's drive
    does not depend on how many are needed.

    Parameters
    ----------
    travel : Travel
        How far drives vary.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    rows : Ints
        (incidents,) how many officers may be sent to each.
    """
    if travel.cv == 0 or travel.mode == "none":
        return np.ones(int(rows.sum()))
    most, some = int(rows.max(initial=0)), np.flatnonzero(rows)
    number = np.minimum(rows[some], TRAVEL_WIDTH)
    u = blocks.at(some).marks(streams, "travel", TRAVEL_WIDTH, number=number)
    if most > TRAVEL_WIDTH:
        many = np.flatnonzero(rows > TRAVEL_WIDTH)
        number = rows[many] - TRAVEL_WIDTH
        more = blocks.at(many).marks(streams, "more_travel", MORE_TRAVEL_WIDTH, number=number)
        behind = np.cumsum(np.minimum(rows, TRAVEL_WIDTH))[many]
        u = np.insert(u, np.repeat(behind, number), more)
    return lognormal_factor(travel.cv, u)


def laid_out(drawn: Drawn, order: Ints, factors: Floats) -> tuple[Drawn, Slots]:
    """Bring the officers' marks into the order of the incidents.

    Parameters
    ----------
    drawn : Drawn
        Incidents in order, and after them cases open at the start, to which nobody is sent.
    order : Ints
        (incidents,) the incidents in order, numbered type after type.
    factors : Floats
        From `travel_factors`, one incident after another, type after type.

    Returns
    -------
    tuple of Drawn and Slots
        With `first_slot` as `arrays.Drawn` describes it.
    """
    first_slot = np.zeros(drawn.rows.size + 1, dtype=np.int32)
    np.cumsum(drawn.rows, out=first_slot[1:])
    by_type = np.zeros(order.size + 1, dtype=np.int64)
    by_type[1 + order] = drawn.rows[: order.size]
    factor = runs_in_order(np.cumsum(by_type), order, factors)
    return drawn._replace(first_slot=first_slot), Slots(factor)
