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
from sim.world.arrays import Floats, Ints
from sim.world.arrival_loops import REPEAT_CREATED, come
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
    """Repeats of one type, parents before their children."""

    table: Ints  #: of which the rows are `arrival_loops.PRIMARY` and so on
    key: Keys  #: (repeats,) from which all marks of each are hashed
    created_ms: Ints  #: (repeats,)

    @classmethod
    def none(cls) -> Chains:
        """Return no repeats."""
        table = np.empty((5, 0), dtype=np.int64)
        return cls(table, np.empty(0, dtype=np.uint64), table[REPEAT_CREATED])


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
    about, own, marks = followed(
        streams.key(f"{part(name)}/repeats/chain"), key, share, most, longest(repeat),
        ceiling or 1.0, CHAIN_WIDTH,
    )  # fmt: skip
    table, keys, day, time = come(
        about, own, marks, quantile(repeat.delay_days, marks[1, : own.size] * delays), share,
        created_ms, days, repeat.within_days, reacts=ceiling is not None,
    )  # fmt: skip
    of_day_ms = times.drawn_ms((first_day + day) % 7, day * clock.MS_PER_DAY, time)
    table[REPEAT_CREATED, : day.size] = of_day_ms // tick_ms * tick_ms
    _refuse_twins(keys, name)
    return Chains(table, keys, table[REPEAT_CREATED, : day.size])


def _refuse_twins(key: Keys, name: str) -> None:
    """Make sure that no two repeats have one key."""
    keys = np.sort(key)
    if (keys[1:] == keys[:-1]).any():
        raise RunError(f"two repeats of {name} have the same hash: rename the type or a district")


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
