"""How many incidents are to be expected in each hour of each week, and when in the week they fall.

The intensity of a type in a district is a rate per hour times its shape over the week times its
shape over the year, constant within each hour. Shapes are scaled to a mean of 1: over the 168 hours
of the week, and over the 365 days of a year in which each month counts with its length. So a year
in which every month holds every weekday alike yields the yearly count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.demand_schema import IncidentType, Shape
from sim.scenario.schema import Scenario
from sim.world.arrays import Floats, Ints

HOURS_PER_WEEK = 168
HOURS_PER_YEAR = 24 * clock.DAYS_PER_YEAR
#: Days of each month, from January, in a year of 365 days.
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)


class WeekShape(NamedTuple):
    """Intensity over one calendar week, relative to the mean rate per hour."""

    by_hour: Floats  #: (168,) from Monday 00:00
    upto: Floats  #: (169,) sum over the hours before; the last is 168 in a level year


def weeks_of_run(scenario: Scenario) -> range:
    """Return the calendar weeks, counted from the epoch Monday, that the run touches."""
    first_day = clock.day_number(scenario.run.start)
    last_day = first_day + scenario.run.warm_up_days + scenario.run.days - 1
    return range(first_day // 7, last_day // 7 + 1)


def hour_weights(shape: Shape | None) -> Floats:
    """Return the shape over the week, (168,) from Monday 00:00, with mean 1."""
    if shape is None:
        return np.ones(HOURS_PER_WEEK)
    if shape.hour_of_week is not None:
        weights = np.array(shape.hour_of_week, dtype=np.float64)
    else:
        hours = np.ones(24) if shape.hour_of_day is None else np.array(shape.hour_of_day)
        days = np.ones(7) if shape.day_of_week is None else np.array(shape.day_of_week)
        weights = np.outer(days, hours).ravel()
    return np.asarray(weights / weights.mean())


def month_weights(weights: Sequence[float] | None) -> Floats:
    """Return the shape over the year, (12,) from January, with mean 1 over 365 days."""
    if weights is None:
        return np.ones(12)
    by_month = np.array(weights, dtype=np.float64)
    return by_month * (clock.DAYS_PER_YEAR / float((by_month * MONTH_DAYS).sum()))


def week_shapes(scenario: Scenario, kind: IncidentType, weeks: Sequence[int]) -> list[WeekShape]:
    """Return the intensity of a type over calendar weeks.

    Parameters
    ----------
    scenario : Scenario
        For its named shapes.
    kind : IncidentType
        The type.
    weeks : sequence of int
        Weeks since the epoch Monday. The months of a week's seven days count, day by day.

    Returns
    -------
    list of WeekShape
        One for each week, the same whatever else the scenario holds.
    """
    hours = hour_weights(scenario.shapes[kind.hour_shape] if kind.hour_shape else None)
    months = month_weights(scenario.month_shapes[kind.month_shape] if kind.month_shape else None)
    shapes = []
    for week in weeks:
        monday = clock.EPOCH + dt.timedelta(weeks=week)
        days = [months[(monday + dt.timedelta(days=day)).month - 1] for day in range(7)]
        by_hour = hours * np.repeat(days, 24)
        shapes.append(WeekShape(by_hour, np.concatenate(([0.0], np.cumsum(by_hour)))))
    return shapes


def rate_per_hour(scenario: Scenario, kind: IncidentType) -> Floats:
    """Return the mean rate of a type in incidents an hour, (districts,)."""
    if kind.per_hour is not None:
        return np.array([kind.per_hour.get(name, 0.0) for name in scenario.districts])
    yearly = kind.yearly_count or {}
    return np.array([yearly.get(name, 0.0) / HOURS_PER_YEAR for name in scenario.districts])


def time_in_week_ms(shape: WeekShape, u: Floats) -> Ints:
    """Place incidents in the week: the inverse of the cumulative intensity.

    Given their number, the times of a Poisson process are independent draws from its intensity.

    Parameters
    ----------
    shape : WeekShape
        Intensity of the week, somewhere above 0 if there are any incidents.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Ints
        (n,) milliseconds after Monday 00:00, rounded down; always inside an hour of positive
        intensity.
    """
    if u.size == 0:  # as it must be where the intensity is 0 all week
        return np.zeros(0, dtype=np.int64)
    target = u * shape.upto[-1]
    last = int(np.flatnonzero(shape.by_hour)[-1])
    hour = np.minimum(np.searchsorted(shape.upto, target, side="right") - 1, last)
    within_hours = (target - shape.upto[hour]) / shape.by_hour[hour]
    within_ms = (within_hours * clock.MS_PER_HOUR).astype(np.int64)
    within_ms = np.minimum(within_ms, clock.MS_PER_HOUR - 1)
    return np.asarray(hour * clock.MS_PER_HOUR + within_ms, dtype=np.int64)
