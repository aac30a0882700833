"""Which incidents are closed by rule when they are graded, drawn before the clock starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.world.arrays import GRADES, Ints
from sim.world.arrivals import Block
from sim.world.streams import Streams

#: Marks per incident of the purpose `closing`; never to be changed.
CLOSING_WIDTH = 1


def closing_columns(
    shares: Mapping[int, float], streams: Streams, block: Block, grade: Ints
) -> dict[str, Any]:
    """Draw which incidents of a type are closed by rule.

    Parameters
    ----------
    shares : mapping of int to float
        Share of each grade that is closed. A higher share keeps those that a lower one closes.
    streams, block : Streams, Block
        Where the marks come from, and for which incidents.
    grade : Ints
        (incidents,) grade of each, as first given.
    """
    if not shares:
        return {}
    (u,) = block.marks(streams, "closing", CLOSING_WIDTH)
    by_grade = np.zeros(GRADES)
    by_grade[list(shares)] = list(shares.values())
    return {"closed_by_rule": u < by_grade[grade]}
