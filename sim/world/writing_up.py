"""Paperwork: where each incident is written up, and how far that may be put off."""

from __future__ import annotations

from typing import Any

from sim.scenario.schema.writing_up import WritingUp
from sim.vocabulary import WritingPlace
from sim.world.arrays import Bools, WritingUpRules
from sim.world.blocks import Blocks, spread
from sim.world.marks import category
from sim.world.streams import Streams
from sim.world.teams import NO_LIMIT
from sim.world.time_grid import on_grid_ms

#: Marks per incident; never to be changed.
WRITING_PLACE_WIDTH = 1


def writing_up_rules(rules: WritingUp, tick_ms: int) -> WritingUpRules:
    """Return how far writing up may be put off."""
    limit_min = rules.put_off_limit_min
    return WritingUpRules(
        put_off_limit_ms=NO_LIMIT if limit_min is None else on_grid_ms(limit_min, tick_ms),
        next_shift_limit_ms=on_grid_ms(rules.next_shift_limit_min, tick_ms),
    )


def place_shares(rules: WritingUp) -> dict[int, float] | None:
    """Return the share of incidents written up at each place; None if all are at the station."""
    shares = {int(WritingPlace[place.upper()]): share for place, share in rules.places.items()}
    elsewhere = sum(share for place, share in shares.items() if place != WritingPlace.STATION)
    return shares if elsewhere > 0 else None


def place_columns(
    shares: dict[int, float] | None, streams: Streams, blocks: Blocks, types: Bools
) -> dict[str, Any]:
    """Draw where each incident of the types that are written up is, (types,)."""
    if shares is None or not types.any():
        return {}
    (u,) = blocks.marks(streams, "writing_place", WRITING_PLACE_WIDTH, types=types)
    return {"writing_place": spread(blocks, types, category(shares, u))}
