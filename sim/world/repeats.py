"""Repeats: an incident is followed by another of its type, that by a third, and so on.

A repeat is known by its first incident and its number in the chain. Its marks are hashed from these
(see `sim.world.streams.hashed_uniforms`), so only the repeats that may come about are drawn, and
nothing else moves them.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeGuard

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.schema.demand import IncidentType, Repeat
from sim.scenario.schema.distributions import Distribution
from sim.world.arrays import ALWAYS, MILLIONTHS, NO_PARENT, Floats, Ints
from sim.world.marks import quantile
from sim.world.pcg64 import Keys
from sim.world.streams import Streams, following, hashed_uniforms, part

#: Marks of the purpose `chain`: whether a repeat follows, and its delay; never to be changed.
CHAIN_WIDTH = 2


class Chains(NamedTuple):
    """Repeats of one type; each (repeats,), parents before their children."""

    primary: Ints  #: row of the first incident among all that were drawn
    number: Ints  #: place in the chain, from 1
    parent: Ints  #: repeat before it (row of this table), or `NO_PARENT`: the first incident
    created_ms: Ints
    needs_effect: Ints  #: as in `arrays.Drawn`
    key: Keys  #: from which all its marks are hashed


def has_repeats(repeat: Repeat | None) -> TypeGuard[Repeat]:
    """Return whether a type has any repeats."""
    return repeat is not None and repeat.share > 0


def longest_days(repeat: Repeat | None) -> int:
    """Return how long after its first incident the last repeat of a chain may come."""
    return repeat.most * repeat.within_days if has_repeats(repeat) else 0


def chains(
    streams: Streams, name: str, incident_type: IncidentType, delays: float, created_ms: Ints,
    key: Keys, horizon_ms: int, tick_ms: int,
) -> Chains:  # fmt: skip
    """Draw the repeats that first incidents of a type may have.

    Parameters
    ----------
    streams : Streams
        Where the marks come from.
    name, incident_type : str, IncidentType
        The type, which has repeats.
    delays : float
        Share of the distribution of delays that lies within the limit: see `share_within`.
    created_ms, key : Ints, Keys
        (primaries,) first incidents, those before the start of the run included.
    horizon_ms : int
        End of the run; what comes later is not drawn.
    tick_ms : int
        Time grid.

    Returns
    -------
    Chains
        Before the start prevention is as at the reference; what it would have prevented there is
        not drawn, nor anything that follows it.
    """
    repeat = incident_type.repeat
    if not has_repeats(repeat):
        raise RunError(f"the type {name} has no repeats to draw")
    chance = repeat.share * (1 + incident_type.preventable_share)
    stream = streams.key(f"{part(name)}/repeats/chain")
    parts = []
    primary = np.arange(created_ms.size)
    before = np.full(primary.shape, NO_PARENT, dtype=np.int64)
    at_ms = created_ms
    drawn = 0
    for number in range(1, repeat.most + 1):
        own_key = following(key[primary], number)
        whether, delay = hashed_uniforms(stream, own_key, np.arange(CHAIN_WIDTH)).T
        days = np.ceil(quantile(repeat.delay_days, delay * delays)).astype(np.int64)
        days = np.clip(days, 1, repeat.within_days)
        then_ms = (at_ms + days * clock.MS_PER_DAY) // tick_ms * tick_ms
        needs = needs_effect(whether / repeat.share, incident_type.preventable_share)
        follows = np.flatnonzero(
            (whether < chance) & (then_ms < horizon_ms) & ((then_ms >= 0) | (needs < 0))
        )
        parts.append(
            Chains(
                primary[follows], np.full(follows.shape, number, dtype=np.int64), before[follows],
                then_ms[follows], needs[follows], own_key[follows],
            )
        )  # fmt: skip
        primary, at_ms = primary[follows], then_ms[follows]
        before = drawn + np.arange(follows.size)
        drawn += follows.size
    found = Chains._make(np.concatenate(column) for column in zip(*parts, strict=True))
    if np.unique(found.key).size < found.key.size:
        raise RunError(f"two repeats of {name} have the same hash: rename the type or a district")
    return found


def needs_effect(mark: Floats, preventable_share: float) -> Ints:
    """Return above which effect of prevention an incident comes about, in millionths.

    An incident of mark u comes about when u < 1 + preventable_share * effect: so all of those under
    1 do at the reference, where the effect is 0.
    """
    if preventable_share == 0:
        return np.full(mark.shape, ALWAYS, dtype=np.int64)
    return np.floor((mark - 1) / preventable_share * MILLIONTHS).astype(np.int64)


def share_within(delay: Distribution, days: int) -> float:
    """Return the share of a distribution that lies within a limit, by halving the interval."""
    low, high = 0.0, 1.0
    if float(quantile(delay, np.array([math.nextafter(1.0, 0.0)]))[0]) <= days:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if float(quantile(delay, np.array([middle]))[0]) <= days:
            low = middle
        else:
            high = middle
    return low
