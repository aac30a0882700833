"""Which incidents are closed by rule when they are graded, drawn before the clock starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.world.arrays import GRADES, Floats, Ints
from sim.world.arrivals import Block
from sim.world.blocks import Blocks, spread
from sim.world.streams import Streams

#: Marks per incident of the purpose `closing`; never to be changed.
CLOSING_WIDTH = 1


def by_grade(shares: Mapping[int, float]) -> Floats | None:
    """Return the share of each grade that is closed, (GRADES,); None if nothing is."""
    if not shares:
        return None
    found = np.zeros(GRADES)
    found[list(shares)] = list(shares.values())
    return found


def shares_by_grade(shares: Sequence[Mapping[int, float]]) -> Floats:
    """Return the share of each type and grade that is closed, (types, GRADES)."""
    found = np.zeros((len(shares), GRADES))
    for code, of_type in enumerate(shares):
        found[code, list(of_type)] = list(of_type.values())
    return found


def closing_columns_of_all(
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
    closed = u < shares[blocks.codes(types), grade[blocks.rows(types)]]
    return {"closed_by_rule": spread(blocks, types, closed)}


def closing_columns(
    shares: Floats | None, streams: Streams, block: Block, grade: Ints
) -> dict[str, Any]:
    """Draw which incidents of a type are closed by rule.

    Parameters
    ----------
    shares : Floats, optional
        From `by_grade`. A higher share keeps those that a lower one closes.
    streams, block : Streams, Block
        Where the marks come from, and for which incidents.
    grade : Ints
        (incidents,) grade of each, as first given.
    """
    if shares is None:
        return {}
    (u,) = block.marks(streams, "closing", CLOSING_WIDTH)
    return {"closed_by_rule": u < shares[grade]}
