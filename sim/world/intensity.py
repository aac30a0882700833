"""How many incidents are to be expected in each hour of each week, and when in the week they fall.

The intensity of a type in a district is a rate per hour times its shape over the week times its
shape over the year, constant within each hour. Shapes are scaled to a mean of 1: over the 168 hours
of the week, and over the 365 days of a year in which each month counts with its length. So a year
in which every month holds every weekday alike yields the yearly count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.clock import HOURS_PER_WEEK
from sim.scenario.facts.incident_counts import per_hour_by_place
from sim.scenario.schema.demand import IncidentType, Shape
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats, Ints
from sim.world.loops import summed, times_within_ms

#: Days of each month, from January, in a year of 365 days.
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)


class WeekShapes(NamedTuple):
    """Intensity over calendar weeks, relative to the mean rate per hour."""

    by_hour: Floats  #: (weeks, 168) from Monday 00:00
    upto: Floats  #: (weeks, 169) sum over the hours before; the last is 168 in a level year
    #: (weeks, 168) sum up to the end of the hour; infinite from the last hour of positive intensity
    until: Floats


class Period(NamedTuple):
    """Days for which demand is drawn."""

    first_day: int  #: since the epoch Monday
    days: int

    @property
    def weeks(self) -> range:
        """Calendar weeks, counted from the epoch Monday, that it touches."""
        return range(self.first_day // 7, (self.first_day + self.days - 1) // 7 + 1)


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


def week_shapes(scenario: Scenario, incident_type: IncidentType, weeks: range) -> Floats:
    """Return the intensity of a type over calendar weeks.

    Parameters
    ----------
    scenario : Scenario
        For its named shapes.
    incident_type : IncidentType
        The type.
    weeks : range
        Weeks since the epoch Monday. The months of a week's seven days count, day by day.

    Returns
    -------
    Floats
        (weeks, 168) from Monday 00:00, relative to the mean rate per hour; of each week the same
        whatever else the scenario holds.
    """
    hours = hour_weights(
        scenario.shapes[incident_type.hour_shape] if incident_type.hour_shape else None
    )
    months = month_weights(
        scenario.month_shapes[incident_type.month_shape] if incident_type.month_shape else None
    )
    return _week_shapes(tuple(hours.tolist()), tuple(months.tolist()), weeks)


@lru_cache(maxsize=128)
def _week_shapes(hours: tuple[float, ...], months: tuple[float, ...], weeks: range) -> Floats:
    """Return the intensity of weeks by their weights; types of one shape share it."""
    days = np.empty((len(weeks), 7))
    for row, week in enumerate(weeks):
        monday = clock.EPOCH + dt.timedelta(weeks=week)
        days[row] = [months[(monday + dt.timedelta(days=day)).month - 1] for day in range(7)]
    return np.asarray(np.array(hours) * np.repeat(days, 24, axis=1))


def laid_out(by_hour: Floats) -> WeekShapes:
    """Return intensities, (weeks, 168), with what is needed to find times in them."""
    return WeekShapes(by_hour, *summed(by_hour))


def rate_per_hour(scenario: Scenario, incident_type: IncidentType) -> Floats:
    """Return the mean rate of a type in incidents an hour, (districts,)."""
    rates = per_hour_by_place(scenario, incident_type)
    return np.array([rates.get(name, 0.0) for name in scenario.districts])


def time_in_week_ms(shapes: WeekShapes, week: Ints, begins_ms: Ints, u: Floats) -> Ints:
    """Place incidents in their weeks: the inverse of the cumulative intensity.

    Given their number, the times of a Poisson process are independent draws from its intensity.

    Parameters
    ----------
    shapes : WeekShapes
        Intensity of the weeks, somewhere above 0 in those that have any incidents.
    week : Ints
        (n,) row of the shapes.
    begins_ms : Ints
        (n,) when the Monday of that week begins.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Ints
        (n,) milliseconds, rounded down; always inside an hour of positive intensity.
    """
    return times_within_ms(shapes.upto, shapes.until, shapes.by_hour, week, begins_ms, u)
