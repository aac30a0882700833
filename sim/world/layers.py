"""Layers of demand: what is added to the counts of the types, and what is taken from them.

Each layer has streams of its own, so that the incidents of all others stay the same incidents:

===============  ==============================================================
layer            first incidents an hour
===============  ==============================================================
(no name)        what the counts of the type say, repeats taken out
growth           the same * (growth - 1), where growth is above 1
reporting        the same * max(growth, 1) * (r - 1), where more comes in than when the
                 counts were made: r as often
a change's name  the same * max(growth, 1) * (factor - 1), in its window; or its
                 extra_per_hour
...unprevented   the layer of that name * (ceiling - 1), of types that react:
                 what comes about only while the multiplier of demand is above 1
===============  ==============================================================

Factors below 1 take incidents away: each has a mark of its own and stays if that is under the
factor.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.clock import HOURS_PER_WEEK
from sim.scenario.facts.demand_changes import last_day_felt
from sim.scenario.facts.districts import by_place, places_of
from sim.scenario.facts.harm import reporting_factor
from sim.scenario.facts.multiplier import ceiling
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.demand_changes import GROWTH, REPORTING, UNPREVENTED, Change, Demand
from sim.scenario.schema.repeats import Repeat
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Bools, Floats, Ints
from sim.world.intensity import rate_per_hour, week_shapes

HOURS_PER_DAY = 24


class Layer(NamedTuple):
    """First incidents of one type that have streams of their own."""

    name: str  #: empty for the base
    rate: Floats  #: (districts,) an hour, where the shape is 1
    shapes: Floats  #: (weeks, 168) of the calendar weeks that are drawn
    since: int  #: the first of them in which it has any incidents
    unprevented: bool  #: comes about only while the multiplier of demand is above 1


class Cut(NamedTuple):
    """A factor below 1."""

    name: str
    factor: float
    districts: Bools  #: (districts,) where it holds
    hours: Bools  #: (168 * calendar weeks that are drawn,) when it holds


def layer_names(demand: Demand) -> tuple[str, ...]:
    """Return the names of all layers that the scenario may have; their places are their codes."""
    names = ["", GROWTH, *demand.changes, REPORTING]
    return tuple(part for name in names for part in (name, _unprevented(name)))


def _unprevented(name: str) -> str:
    return f"{name}-{UNPREVENTED}" if name else UNPREVENTED


def expected_chain(repeat: Repeat | None, times: float = 1.0) -> float:
    """Return how many incidents are to be expected of one first incident, itself included.

    1 + p + p^2 + ... + p^most, where p is the chance that an incident is followed by another; with
    a few whose chains go on for longer, the mean of both. The expected share of repeats among all
    incidents is 1 - 1 / chain.

    Parameters
    ----------
    repeat : Repeat or None
        How often incidents are followed by others.
    times : float, optional
        How many times as likely each repeat is: the ceiling, for all that are drawn.
    """
    if repeat is None:
        return 1.0
    others = _chain(repeat.share * times, repeat.most)
    if repeat.often is None:
        return others
    often = _chain(repeat.often.share * times, repeat.often.most)
    return others + repeat.often.share_of_first * (often - others)


def _chain(share: float, most: int) -> float:
    return sum(share**n for n in range(most + 1))


def layers(
    scenario: Scenario, name: str, incident_type: IncidentType, weeks: range, first_week: int
) -> list[Layer]:
    """Return the layers of a type, the base first.

    Parameters
    ----------
    scenario : Scenario
        For districts, shapes and what changes demand.
    name, incident_type : str, IncidentType
        The type.
    weeks : range
        Calendar weeks to be drawn, from the epoch Monday.
    first_week : int
        The first of them that belongs to the run. Before it the multiplier of demand is 1, so
        nothing is unprevented.
    """
    base: Floats = rate_per_hour(scenario, incident_type) / expected_chain(incident_type.repeat)
    shapes = week_shapes(scenario, incident_type, weeks)
    found = [Layer("", base, shapes, 0, False)]
    growth = scenario.demand.growth
    if growth > 1:
        found.append(Layer(GROWTH, base * (growth - 1), shapes, 0, False))
    reported = reporting_factor(incident_type.reporting)
    if reported > 1:
        rate = base * (max(growth, 1.0) * (reported - 1))
        found.append(Layer(REPORTING, rate, shapes, 0, False))
    for title, change in scenario.demand.changes.items():
        if change.types and name not in change.types:
            continue
        where = _districts(scenario, change)
        if change.extra_per_hour:
            rate = _further(scenario, change, change.extra_per_hour)
            found.append(Layer(title, rate, _strength(change, weeks), 0, False))
        elif change.factor is not None and change.factor > 1:
            rate = base * where * (max(growth, 1.0) * (change.factor - 1))
            found.append(Layer(title, rate, shapes * _strength(change, weeks), 0, False))
    above = ceiling(scenario, name) - 1
    if above > 0:
        since = weeks.index(first_week)
        found += [_companion(layer, above, since) for layer in found]
    return found


def _companion(layer: Layer, above: float, since: int) -> Layer:
    """Return what a layer may have beyond its own incidents, up to the ceiling of demand."""
    rate = layer.rate * above
    return Layer(_unprevented(layer.name), rate, layer.shapes, since, True)


def cuts(scenario: Scenario, name: str, weeks: range) -> list[Cut]:
    """Return the factors below 1 that act on a type."""
    found = []
    everywhere = np.ones(len(scenario.districts), dtype=np.bool_)
    always = np.ones(HOURS_PER_WEEK * len(weeks), dtype=np.bool_)
    reported = reporting_factor(scenario.incident_types[name].reporting)
    for title, factor in ((GROWTH, scenario.demand.growth), (REPORTING, reported)):
        if factor < 1:
            found.append(Cut(title, factor, everywhere, always))
    for title, change in scenario.demand.changes.items():
        concerned = not change.types or name in change.types
        if concerned and change.factor is not None and change.factor < 1:
            hours = _window(change, weeks).ravel()
            found.append(Cut(title, change.factor, _districts(scenario, change), hours))
    return found


def _districts(scenario: Scenario, change: Change) -> Bools:
    """Return where a change holds, (districts,)."""
    named = {place for name in change.districts for place in places_of(scenario, name)}
    return np.array([not named or name in named for name in scenario.districts], dtype=np.bool_)


def _further(scenario: Scenario, change: Change, per_hour: float) -> Floats:
    """Return further incidents an hour, (districts,), those of a district by its places' shares."""
    rates = by_place(scenario, dict.fromkeys(change.districts, per_hour))
    return np.array([rates.get(name, 0.0) for name in scenario.districts])


def _strength(change: Change, weeks: range) -> Floats:
    """Return how strong a change is in hours of calendar weeks, (weeks, 168).

    1 up to its last day; after that 2^(-days since / half-life), day by day, where it decays.
    """
    full = _window(change, weeks).astype(np.float64)
    last, felt = change.last_day, last_day_felt(change)
    if last is None or felt is None or change.decay_half_life_days is None:
        return full
    one_day = dt.timedelta(days=1)
    tail = change.model_copy(update={"first_day": last + one_day, "last_day": felt})
    hours = (np.array(weeks)[:, np.newaxis] * 7 * HOURS_PER_DAY) + np.arange(HOURS_PER_WEEK)
    # Hours after midnight belong to the day before when the window runs past midnight.
    after_midnight = change.until_hour <= change.from_hour
    early = after_midnight & (hours % HOURS_PER_DAY < change.until_hour)
    since = hours // HOURS_PER_DAY - early - clock.day_number(last)
    return np.asarray(full + _window(tail, weeks) * 2.0 ** (-since / change.decay_half_life_days))


def _window(change: Change, weeks: range) -> Bools:
    """Return in which hours of calendar weeks a change holds, (weeks, 168)."""
    return np.stack([window(change, week) for week in weeks])


def window(change: Change, week: int) -> Bools:
    """Return in which hours of a calendar week a change holds, (168,) from Monday 00:00.

    Hours after midnight belong to the day before when the window runs past midnight.
    """
    hour = np.tile(np.arange(24), 7)
    day = 7 * week + np.repeat(np.arange(7), 24)
    if change.until_hour > change.from_hour:
        return _days(change, day) & (hour >= change.from_hour) & (hour < change.until_hour)
    evening = _days(change, day) & (hour >= change.from_hour)
    morning = _days(change, day - 1) & (hour < change.until_hour)
    return evening | morning


def _days(change: Change, day: Ints) -> Bools:
    """Return which days, counted from the epoch Monday, a change covers."""
    first = clock.day_number(change.first_day or dt.date.min)
    last = clock.day_number(change.last_day or dt.date.max)
    return (day >= first) & (day <= last)
