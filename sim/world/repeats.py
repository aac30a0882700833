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
from sim.scenario.facts.multiplier import highest_share
from sim.scenario.schema.demand import IncidentType, Shape
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.repeats import Repeat
from sim.world.array_kinds import Keys
from sim.world.arrays import ALWAYS, MILLIONTHS, NO_PARENT, Floats, Ints
from sim.world.intensity import hour_weights, laid_out
from sim.world.loops import times_within_ms
from sim.world.marks import quantile
from sim.world.splitmix64 import followed
from sim.world.streams import Streams, hashed_uniforms, part

#: Marks of the purpose `chain`: whether a repeat follows, its delay, and the time of its day. More
#: may be added behind them.
CHAIN_WIDTH = 3
HOURS_PER_DAY = 24


class Chains(NamedTuple):
    """Repeats of one type; each (repeats,), parents before their children."""

    primary: Ints  #: row of the first incident among all that were drawn
    number: Ints  #: place in the chain, from 1
    parent: Ints  #: repeat before it (row of this table), or `NO_PARENT`: the first incident
    mark: Ints  #: as in `arrays.Drawn`
    key: Keys  #: from which all its marks are hashed
    created_ms: Ints


def has_repeats(repeat: Repeat | None) -> TypeGuard[Repeat]:
    """Return whether a type has any repeats."""
    return repeat is not None and highest_share(repeat) > 0


class TimesOfDay(NamedTuple):
    """When incidents of a type come on each day of the week, Monday first."""

    by_hour: Floats  #: (7, 24) weights
    upto: Floats  #: (7, 25) sum over the hours before
    until: Floats  #: (7, 24) sum up to the end of the hour; infinite from the last that has any

    def drawn_ms(self, weekday: Ints, begins_ms: Ints, u: Floats) -> Ints:
        """Return a time on each of some days that begin then, by day of the week and mark."""
        return times_within_ms(self.upto, self.until, self.by_hour, weekday, begins_ms, u)


def times_of_day(shape: Shape | None) -> TimesOfDay:
    """Return when incidents of a shape come on each day of the week.

    On a day without any first incidents repeats come as over the whole week.
    """
    by_hour = hour_weights(shape).reshape(7, HOURS_PER_DAY)
    none = by_hour.sum(axis=1) == 0
    by_hour = np.where(none[:, np.newaxis], by_hour.mean(axis=0), by_hour)
    return TimesOfDay(*laid_out(by_hour))


def longest_days(repeat: Repeat | None) -> int:
    """Return how long after its first incident the last repeat of a chain may come."""
    return longest(repeat) * repeat.within_days if has_repeats(repeat) else 0


def longest(repeat: Repeat) -> int:
    """Return the most repeats that follow one first incident, of all chains."""
    return repeat.most if repeat.often is None else max(repeat.most, repeat.often.most)


def _classes(streams: Streams, name: str, repeat: Repeat, key: Keys) -> tuple[Floats, Ints]:
    """Return of each chain the share of incidents that are followed by another, and the most."""
    share = np.full(key.shape, repeat.share)
    most = np.full(key.shape, repeat.most, dtype=np.int64)
    if repeat.often is not None:
        stream = streams.key(f"{part(name)}/repeats/often")
        u = hashed_uniforms(stream, key, np.arange(1))[:, 0]
        share[u < repeat.often.share_of_first] = repeat.often.share
        most[u < repeat.often.share_of_first] = repeat.often.most
    return share, most


def chains(
    streams: Streams, name: str, incident_type: IncidentType, ceiling: float | None,
    delays: float, times: TimesOfDay, created_ms: Ints, key: Keys, first_day: int, days: int,
    tick_ms: int,
) -> Chains:  # fmt: skip
    """Draw the repeats that first incidents of a type may have.

    Parameters
    ----------
    streams : Streams
        Where the marks come from.
    name, incident_type, ceiling : str, IncidentType, float or None
        The type, which has repeats; the multiplier above which none is kept, None: never changed.
    delays : float
        Share of the distribution of delays that lies within the limit: see `share_within`.
    times : TimesOfDay
        When on its day a repeat comes.
    created_ms, key : Ints, Keys
        (primaries,) first incidents, those before the start of the run included.
    first_day, days, tick_ms : int
        Day of the start, from the epoch Monday; days of the run, after which nothing is drawn; grid
        of times.

    Returns
    -------
    Chains
        Before the start the multiplier of demand is 1; what would have come about there only
        above that is not drawn, nor anything that follows it.
    """
    repeat = incident_type.repeat
    if not has_repeats(repeat):
        raise RunError(f"the type {name} has no repeats to draw")
    share, most = _classes(streams, name, repeat, key)
    stream = streams.key(f"{part(name)}/repeats/chain")
    parts = []
    primary = np.arange(created_ms.size)
    before = np.full(primary.shape, NO_PARENT, dtype=np.int64)
    day = created_ms // clock.MS_PER_DAY
    drawn = 0
    for number in range(1, longest(repeat) + 1):
        may, own_key, (whether, delay, time) = followed(
            stream, key, primary, number, share, most, ceiling or 1.0, CHAIN_WIDTH
        )
        then = day[may] + _days_later(repeat, delay * delays)
        own = _marks(whether, share[primary[may]], ceiling)
        comes = np.flatnonzero((then < days) & ((then >= 0) | (own < MILLIONTHS)))
        follows = may[comes]
        primary, day = primary[follows], then[comes]
        numbers = np.full(comes.shape, number, dtype=np.int64)
        own, own_key, time = own[comes], own_key[comes], time[comes]
        parts.append((primary, numbers, before[follows], own, own_key, day, time))
        before = np.arange(drawn, drawn + comes.size)
        drawn += comes.size
        if not comes.size:
            break
    *columns, day, time = (np.concatenate(column) for column in zip(*parts, strict=True))
    of_day_ms = times.drawn_ms((first_day + day) % 7, day * clock.MS_PER_DAY, time)
    return _without_twins(Chains._make([*columns, of_day_ms // tick_ms * tick_ms]), name)


def _without_twins(found: Chains, name: str) -> Chains:
    """Return repeats, no two of which may have one key."""
    keys = np.sort(found.key)
    if (keys[1:] == keys[:-1]).any():
        raise RunError(f"two repeats of {name} have the same hash: rename the type or a district")
    return found


def _days_later(repeat: Repeat, delay: Floats) -> Ints:
    """Return after how many days repeats come, at least one."""
    later = np.ceil(quantile(repeat.delay_days, delay)).astype(np.int64)
    return np.minimum(np.maximum(later, 1), repeat.within_days)


def _marks(whether: Floats, share: Floats, ceiling: float | None) -> Ints:
    """Return the marks of repeats; those of a type that does not react come about in any case."""
    if ceiling is None:
        return np.full(whether.shape, ALWAYS, dtype=np.int64)
    return in_millionths(whether / np.where(share > 0, share, 1.0))


def in_millionths(mark: Floats) -> Ints:
    """Return marks as whole millionths; those under 1 come about while the multiplier is 1."""
    return np.floor(mark * MILLIONTHS).astype(np.int64)


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
