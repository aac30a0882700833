"""Repeats: an incident is followed by another of its type, that by a third, and so on.

A repeat is known by its first incident and its number in the chain. Its marks are hashed from these
(see `sim.world.streams.hashed_uniforms`), so only the repeats that may come about are drawn, and
nothing else moves them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeGuard

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.facts.multiplier import highest_share
from sim.scenario.schema.demand import Shape
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.repeats import Repeat
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Floats, Ints
from sim.world.arrival_loops import REPEAT_CREATED, come
from sim.world.intensity import Period, hour_weights, laid_out
from sim.world.loops import times_within_ms
from sim.world.marks import quantile
from sim.world.splitmix64 import followed
from sim.world.streams import Streams, hashed_uniforms, part

#: Marks of the purpose `chain`: whether a repeat follows, its delay, and the time of its day. More
#: may be added behind them.
CHAIN_WIDTH = 3
HOURS_PER_DAY = 24


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


class TypeRepeats(NamedTuple):
    """What is known of the repeats of one type before any is drawn."""

    name: str
    repeat: Repeat | None  #: None: nothing is repeated
    kept_up_to: float | None  #: multiplier above which none can come about; None: never changed
    delays: float  #: share of the distribution of delays that lies within the limit
    times: TimesOfDay  #: when on their days they come
    period: Period


def plan_of_type(
    name: str, repeat: Repeat | None, kept_up_to: float | None, shape: Shape | None, period: Period
) -> TypeRepeats:
    """Return what is known of the repeats of a type whose incidents come as a shape says."""
    if not has_repeats(repeat):
        return TypeRepeats(name, None, kept_up_to, 1.0, times_of_day(shape), period)
    delays = share_within(repeat.delay_days, repeat.within_days)
    return TypeRepeats(name, repeat, kept_up_to, delays, times_of_day(shape), period)


def highest_chance(plan: TypeRepeats) -> float:
    """Return the highest chance that an incident of a type is followed by another."""
    return highest_share(plan.repeat) * (plan.kept_up_to or 1.0) if plan.repeat else 0.0


class RepeatsPlan(NamedTuple):
    """What is known of the repeats of several types; each array (types,)."""

    names: tuple[str, ...]
    some: dict[int, Repeat]  #: the types that have any
    share: Floats  #: of incidents that another follows; of the types without repeats 0, as is most
    most: Ints
    longest: Ints  #: most of all chains
    kept_up_to: Floats
    reacts: Bools
    delays: Floats
    within_days: Ints
    first_day: Ints  #: of the period, from the epoch Monday
    days: Ints  #: of the period, after which nothing is drawn
    times: TimesOfDay  #: seven rows for each type


def plan_repeats(types: Sequence[TypeRepeats]) -> RepeatsPlan:
    """Return what is known of the repeats of several types."""
    found = [each.repeat for each in types]
    return RepeatsPlan(
        names=tuple(each.name for each in types),
        some={number: repeat for number, repeat in enumerate(found) if repeat is not None},
        share=np.array([repeat.share if repeat else 0.0 for repeat in found]),
        most=np.array([repeat.most if repeat else 0 for repeat in found]),
        longest=np.array([longest(repeat) if repeat else 0 for repeat in found]),
        kept_up_to=np.array([each.kept_up_to or 1.0 for each in types]),
        reacts=np.array([each.kept_up_to is not None for each in types]),
        delays=np.array([each.delays for each in types]),
        within_days=np.array([repeat.within_days if repeat else 0 for repeat in found]),
        first_day=np.array([each.period.first_day for each in types]),
        days=np.array([each.period.days for each in types]),
        times=TimesOfDay(*map(np.concatenate, zip(*(each.times for each in types), strict=True))),
    )


class Chains(NamedTuple):
    """Repeats of several types, one type after the other; of each, parents before children."""

    first: Ints  #: (types + 1,) first of each type, and the end of the last
    table: Ints  #: of which the rows are `arrival_loops.PRIMARY` and so on
    key: Keys  #: (repeats,) from which all marks of each are hashed
    created_ms: Ints  #: (repeats,)


def keys_of_chains(streams: Streams, plan: RepeatsPlan) -> Keys:
    """Return the key of the stream of each type's repeats, (types,); 0 where there are none."""
    found = np.zeros(plan.share.shape, dtype=np.uint64)
    names = tuple(f"{part(plan.names[n])}/repeats/chain" for n in plan.some)
    found[list(plan.some)] = streams.keys(names)
    return found


def chains(
    streams: Streams, plan: RepeatsPlan, stream: Keys, first: Ints, created_ms: Ints, key: Keys,
    tick_ms: int,
) -> Chains:  # fmt: skip
    """Draw the repeats that first incidents may have.

    Parameters
    ----------
    streams : Streams
        Where the marks come from.
    plan : RepeatsPlan
        What is known of the types.
    stream : Keys
        From `keys_of_chains`.
    first : Ints
        (types + 1,) first row of each type, and the end of the last.
    created_ms, key : Ints, Keys
        (primaries,) first incidents, those before the start of the run included.
    tick_ms : int
        Grid of times.

    Returns
    -------
    Chains
        Before the start the multiplier of demand is 1; what would have come about there only
        above that is not drawn, nor anything that follows it.
    """
    share, most = _classes(streams, plan, first, key)
    about, own, marks, upto = followed(
        stream, first, key, share, most, plan.longest, plan.kept_up_to, CHAIN_WIDTH
    )
    later = np.empty(own.shape)
    for n, repeat in plan.some.items():
        ours = slice(int(upto[n]), int(upto[n + 1]))
        later[ours] = quantile(repeat.delay_days, marks[1, ours] * plan.delays[n])
    table, keys, day, time, upto = come(
        upto, about, own, marks, later, share, created_ms, plan.days, plan.within_days, plan.reacts
    )
    of_type = np.repeat(np.arange(upto.size - 1), np.diff(upto))
    weekday = (plan.first_day[of_type] + day) % 7
    of_day_ms = plan.times.drawn_ms(7 * of_type + weekday, day * clock.MS_PER_DAY, time)
    table[REPEAT_CREATED, : day.size] = of_day_ms // tick_ms * tick_ms
    _refuse_twins(keys, of_type, plan.names)
    return Chains(upto, table, keys, table[REPEAT_CREATED, : day.size])


def _classes(streams: Streams, plan: RepeatsPlan, first: Ints, key: Keys) -> tuple[Floats, Ints]:
    """Return of each chain the share of incidents that are followed by another, and the most."""
    sizes = np.diff(first)
    share, most = np.repeat(plan.share, sizes), np.repeat(plan.most, sizes)
    for n, repeat in plan.some.items():
        if repeat.often is not None:
            ours = slice(int(first[n]), int(first[n + 1]))
            stream = streams.key(f"{part(plan.names[n])}/repeats/often")
            often = hashed_uniforms(stream, key[ours], np.arange(1))[:, 0] < (
                repeat.often.share_of_first
            )
            share[ours][often], most[ours][often] = repeat.often.share, repeat.often.most
    return share, most


def _refuse_twins(key: Keys, of_type: Ints, names: Sequence[str]) -> None:
    """Make sure that no two repeats of one type have one key."""
    keys = np.sort(key)
    if (keys[1:] != keys[:-1]).all():
        return
    for n, name in enumerate(names):
        if np.unique(ours := key[of_type == n]).size < ours.size:
            raise RunError(
                f"two repeats of {name} have the same hash: rename the type or a district"
            )


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
