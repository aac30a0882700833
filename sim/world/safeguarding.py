"""Safeguarding before the clock starts: who is referred, the time of triage, days of meetings."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.scenario.facts.times import Times
from sim.scenario.schema.safeguarding import Marac, Safeguarding
from sim.world.arrays import Ints, SafeguardingRules
from sim.world.arrivals import Block
from sim.world.filling import filled
from sim.world.marks import duration_ms
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
MARAC_WIDTH = 1
MASH_WIDTH = 2


def is_on(safeguarding: Safeguarding) -> bool:
    """Return whether there is any such work."""
    return safeguarding.marac is not None or safeguarding.mash is not None


def safeguarding_columns(
    safeguarding: Safeguarding, streams: Streams, block: Block, tick_ms: int
) -> dict[str, Any]:
    """Draw who is referred to a MARAC, and how long the triage of each report takes."""
    columns: dict[str, Any] = {}
    marac, mash = safeguarding.marac, safeguarding.mash
    if marac is not None and marac.referred_share.get(block.type_name, 0) > 0:
        (u,) = block.marks(streams, "marac", MARAC_WIDTH)
        columns["marac"] = u < marac.referred_share[block.type_name]
    if mash is not None and mash.reported_share.get(block.type_name, 0) > 0:
        u_whether, u_triage = block.marks(streams, "mash", MASH_WIDTH)
        triage_ms = duration_ms(mash.triage_min, u_triage, clock.MS_PER_MIN, tick_ms)
        reported = u_whether < mash.reported_share[block.type_name]
        columns["triage_ms"] = np.where(reported, np.maximum(triage_ms, tick_ms), 0)
    return columns


def safeguarding_rules(safeguarding: Safeguarding, times: Times) -> SafeguardingRules:
    """Return the days of meetings, and what they take."""
    marac = safeguarding.marac
    meetings = np.zeros(0, dtype=np.int64) if marac is None else _meetings(marac, times)
    return filled(SafeguardingRules, (marac,), times.tick_ms, meeting_ms=meetings)


def _meetings(marac: Marac, times: Times) -> Ints:
    """Return when the MARACs of all hubs meet."""
    first = marac.every_days
    if marac.first_meeting is not None:
        first = clock.day_number(marac.first_meeting) - times.first_day
    days = np.arange(first, times.days, marac.every_days, dtype=np.int64)
    start_ms = clock.parse_time_of_day(marac.start) // times.tick_ms * times.tick_ms
    return days * clock.MS_PER_DAY + start_ms
