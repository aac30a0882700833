"""Marks of each officer who may be sent to an incident, and where they stand."""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.demand import OFFICERS_LIMIT
from sim.scenario.schema.travel import Travel
from sim.world.arrays import Drawn, Floats, Ints, Slots
from sim.world.arrivals import Block
from sim.world.loops import firsts_of_columns, runs_in_order
from sim.world.marks import lognormal_factor
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
TRAVEL_WIDTH = OFFICERS_LIMIT
MORE_TRAVEL_WIDTH = 32


def travel_factors(travel: Travel, streams: Streams, block: Block, rows: Ints) -> Floats:
    """Return actual / expected drive for each officer who may be sent, incident after incident.

    Every incident has the marks of all officers who could ever be, so the k-th officer's drive
    does not depend on how many are needed.
    """
    if travel.cv == 0 or travel.mode == "none":
        return np.ones(int(rows.sum()))
    most, some = int(rows.max(initial=0)), np.flatnonzero(rows)
    which = None if some.size == rows.size else some
    u = block.marks(streams, "travel", TRAVEL_WIDTH, min(most, TRAVEL_WIDTH), which)
    if most > TRAVEL_WIDTH:
        more = block.marks(streams, "more_travel", MORE_TRAVEL_WIDTH, most - TRAVEL_WIDTH, which)
        u = np.vstack([u, more])
    return lognormal_factor(travel.cv, firsts_of_columns(u, rows[some]))


def laid_out(drawn: Drawn, order: Ints, factors: list[Floats]) -> tuple[Drawn, Slots]:
    """Bring the officers' marks into the order of the incidents.

    Parameters
    ----------
    drawn : Drawn
        Incidents in order, and after them cases open at the start, to which nobody is sent.
    order : Ints
        (incidents,) the incidents in order, numbered type after type.
    factors : list of Floats
        For each type, the factors of its incidents, one incident after another; it is emptied.

    Returns
    -------
    tuple of Drawn and Slots
        With `first_slot` as `arrays.Drawn` describes it.
    """
    first_slot = np.zeros(drawn.rows.size + 1, dtype=np.int32)
    np.cumsum(drawn.rows, out=first_slot[1:])
    by_type = np.zeros(order.size + 1, dtype=np.int64)
    by_type[1 + order] = drawn.rows[: order.size]
    values = np.concatenate(factors)
    factors.clear()
    factor = runs_in_order(np.cumsum(by_type), order, values)
    return drawn._replace(first_slot=first_slot), Slots(factor)
