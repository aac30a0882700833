"""Which incidents are closed by rule when they are graded, drawn before the clock starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.world.arrays import GRADES, Floats, Ints
from sim.world.blocks import Blocks, spread
from sim.world.streams import Streams

#: Marks per incident of the purpose `closing`; never to be changed.
CLOSING_WIDTH = 1


def shares_by_grade(shares: Sequence[Mapping[int, float]]) -> Floats:
    """Return the share of each type and grade that is closed, (types, GRADES)."""
    found = np.zeros((len(shares), GRADES))
    for code, of_type in enumerate(shares):
        found[code, list(of_type)] = list(of_type.values())
    return found


def closing_columns(
    shares: Floats, streams: Streams, blocks: Blocks, grade: Ints
) -> dict[str, Any]:
    """Draw which incidents are closed by rule.

    Parameters
    ----------
    shares : Floats
        From `shares_by_grade`. A higher share keeps those that a lower one closes.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    grade : Ints
        (incidents,) grade of each, as first given.
    """
    types = shares.sum(axis=1) > 0
    if not types.any():
        return {}
    (u,) = blocks.marks(streams, "closing", CLOSING_WIDTH, types=types)
    closed = u < shares[blocks.codes(types), blocks.taken(types, grade)]
    return {"closed_by_rule": spread(blocks, types, closed)}
