"""Safeguarding before the clock starts: who is referred, the time of triage, days of meetings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.times import Times
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.safeguarding import Marac, Safeguarding
from sim.world.arrays import Floats, Ints, SafeguardingRules
from sim.world.blocks import Blocks, spread
from sim.world.filling import filled
from sim.world.marks import duration_ms
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
MARAC_WIDTH = 1
MASH_WIDTH = 2


def is_on(safeguarding: Safeguarding) -> bool:
    """Return whether there is any such work."""
    return safeguarding.marac is not None or safeguarding.mash is not None


class SafeguardingPlan(NamedTuple):
    """Of which incidents there is any such work."""

    referred: Floats  #: (types,) share referred to a MARAC
    reported: Floats  #: (types,) share of which a report is made
    triage_min: Distribution | None  #: None if none are made
    tick_ms: int


def plan_safeguarding(
    safeguarding: Safeguarding, types: Collection[str], tick_ms: int
) -> SafeguardingPlan:
    """Return of which incidents there is any such work."""
    marac, mash = safeguarding.marac, safeguarding.mash
    referred = {} if marac is None else marac.referred_share
    reported = {} if mash is None else mash.reported_share
    return SafeguardingPlan(
        referred=np.array([referred.get(name, 0.0) for name in types]),
        reported=np.array([reported.get(name, 0.0) for name in types]),
        triage_min=None if mash is None else mash.triage_min,
        tick_ms=tick_ms,
    )


def safeguarding_columns(
    plan: SafeguardingPlan, streams: Streams, blocks: Blocks
) -> dict[str, Any]:
    """Draw who is referred to a MARAC, and how long the triage of each report takes."""
    columns: dict[str, Any] = {}
    types = plan.referred > 0
    if types.any():
        (u,) = blocks.marks(streams, "marac", MARAC_WIDTH, types=types)
        referred = u < plan.referred[blocks.codes(types)]
        columns["marac"] = spread(blocks, types, referred)
    types = plan.reported > 0
    if plan.triage_min is not None and types.any():
        u_whether, u_triage = blocks.marks(streams, "mash", MASH_WIDTH, types=types)
        triage_ms = duration_ms(plan.triage_min, u_triage, clock.MS_PER_MIN, plan.tick_ms)
        reported = u_whether < plan.reported[blocks.codes(types)]
        triage_ms = np.where(reported, np.maximum(triage_ms, plan.tick_ms), 0)
        columns["triage_ms"] = spread(blocks, types, triage_ms)
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
