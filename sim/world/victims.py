"""Whose incident it is, and whether it is recorded, drawn before the clock starts."""

from __future__ import annotations

from typing import Any

from sim.scenario.schema.harm import Harm
from sim.world.arrays import Floats
from sim.world.blocks import Blocks, spread
from sim.world.streams import Streams

#: Marks per incident of the purposes `victim` and `recording`; never to be changed.
VICTIM_WIDTH = 1
RECORDING_WIDTH = 1


def vulnerable_share(harm: Harm | None) -> float:
    """Return the share of a type's incidents whose victim is vulnerable."""
    return 0.0 if harm is None else harm.vulnerable_share


def victim_columns(share: Floats, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw which incidents have a vulnerable victim, by the share of each type, (types,).

    A higher share keeps those of a lower one.
    """
    types = share > 0
    if not types.any():
        return {}
    (u,) = blocks.marks(streams, "victim", VICTIM_WIDTH, types=types)
    return {"vulnerable": spread(blocks, types, u < share[blocks.codes(types)])}


def recording_columns(share: Floats, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw which incidents are recorded as crimes, by the share of each type, (types,).

    A higher share keeps those of a lower one, so that better recording adds to the same crimes.
    """
    types = share < 1
    if not types.any():
        return {}
    (u,) = blocks.marks(streams, "recording", RECORDING_WIDTH, types=types)
    return {"unrecorded": spread(blocks, types, u >= share[blocks.codes(types)])}
