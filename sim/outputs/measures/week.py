"""The typical week of a replication, hour by hour: demand, people on duty, queue, response time.

It shows at which hours the people on duty do not fit the demand, which no mean over the whole
period can show.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.clock import MS_PER_DAY, MS_PER_HOUR, day_number
from sim.model.state import State
from sim.outputs.measures.cells import ratio
from sim.outputs.measures.view import MINUTE_MS, View, view_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Role
from sim.world.arrays import GRADES, Floats, Ints, Names, World

HOURS = 168
#: Grades whose response times have a column.
SHOWN_GRADES = (1, 2)


class WeekProfile(NamedTuple):
    """One value for each hour of the week, from Monday 00:00; each (168,).

    NaN where the measured period has no such hour, or nobody was reached.
    """

    demand_per_hour: Floats  #: incidents created in the hour
    response_rostered_mean: Floats  #: response officers rostered and not absent, mean over the hour
    queue_length_mean: Floats  #: incidents waiting for an officer, mean over the hour
    response_time_grade_1_mean_min: Floats  #: of incidents created in the hour
    response_time_grade_2_mean_min: Floats


def week_profile(scenario: Scenario, names: Names, world: World, state: State) -> WeekProfile:
    """Return the mean of each hour of the week over the measured period of a replication.

    Parameters
    ----------
    scenario, names, world, state
        As for `sim.outputs.measures.all_measures`.
    """
    return week_profile_of(view_of(scenario, names, world, state))


def week_profile_of(view: View) -> WeekProfile:
    """As `week_profile`, of a view that there is already."""
    world = view.world
    start, end = world.sizes.warm_up_ms, world.sizes.horizon_ms
    edges = np.arange(start, end + 1, MS_PER_HOUR, dtype=np.int64)
    hour = _hour_of_week(view.scenario, edges[:-1])
    occurrences = np.bincount(hour, minlength=HOURS).astype(np.float64)

    def mean_of(time_ms: Ints) -> Floats:
        """Return mean numbers from the time that was spent within each hour of the period."""
        total = np.bincount(hour, weights=time_ms, minlength=HOURS)
        return ratio(total / MS_PER_HOUR, occurrences)

    created = _hour_of_week(view.scenario, view.created_ms)
    duties = world.duties
    ours = duties.role == int(Role.RESPONSE)
    people = np.diff(duties.first_member)[ours]
    since, until, _ = view.waited
    waiting = until > start
    in_queue = time_within(edges, since[waiting], until[waiting])
    on_duty = time_within(edges, duties.start_ms[ours], duties.end_ms[ours], people)
    return WeekProfile(
        ratio(np.bincount(created, minlength=HOURS).astype(np.float64), occurrences),
        mean_of(on_duty),
        mean_of(in_queue),
        *_response(view, created[view.attended]),
    )


def hourly_queue(scenario: Scenario, names: Names, world: World, state: State) -> Floats:
    """Return the mean number of incidents waiting for an officer in each hour of the whole run.

    Warm-up included: averaged over replications, and over whole weeks by
    `sim.outputs.statistics.cycle_means`, it is the series from which
    `sim.outputs.statistics.mser` tells whether the warm-up is long enough.

    Parameters
    ----------
    scenario, names, world, state
        As for `sim.outputs.measures.all_measures`.

    Returns
    -------
    array of shape (hours of the run,)
    """
    view = view_of(scenario, names, world, state)
    edges = np.arange(0, world.sizes.horizon_ms + 1, MS_PER_HOUR, dtype=np.int64)
    return time_within(edges, view.waited.since_ms, view.waited.until_ms) / MS_PER_HOUR


def _hour_of_week(scenario: Scenario, time_ms: Ints) -> Ints:
    """Return 0 to 167 for moments of the run; 0 is Monday 00:00 to 01:00."""
    first_ms = day_number(scenario.run.start) % 7 * MS_PER_DAY
    return (time_ms + first_ms) // MS_PER_HOUR % HOURS


def _response(view: View, hour: Ints) -> list[Floats]:
    """Return the mean response times of the shown grades, in minutes, by hour of creation."""
    cell = view.response_cell % GRADES * HOURS + hour
    total = np.bincount(cell, weights=view.response_ms, minlength=GRADES * HOURS)
    number = np.bincount(cell, minlength=GRADES * HOURS).astype(np.float64)
    means = ratio(total.astype(np.float64), number).reshape(GRADES, HOURS) / MINUTE_MS
    return [means[grade] for grade in SHOWN_GRADES]


def time_within(edges: Ints, start_ms: Ints, end_ms: Ints, weight: Ints | None = None) -> Ints:
    """Return how much time spans of time have in each interval between edges, added up.

    Parameters
    ----------
    edges : array of shape (intervals + 1,)
        Rising moments.
    start_ms, end_ms : array of shape (spans,)
        Beginning and end of each span.
    weight : array of shape (spans,), optional
        How often each span counts; once by default.

    Returns
    -------
    array of shape (intervals,)
    """
    return np.diff(_elapsed(edges, start_ms, weight) - _elapsed(edges, end_ms, weight))


def _elapsed(edges: Ints, moments: Ints, weights: Ints | None) -> Ints:
    """Return for each edge the time since each earlier moment, weighted and added up.

    From edge to edge it grows by the time between them for each moment before the earlier one, and
    by what has passed since each moment between the two.
    """
    upto = np.searchsorted(edges, moments)  # the first edge that is not before the moment
    some = upto < edges.size
    if not some.all():
        upto, moments = upto[some], moments[some]
        weights = None if weights is None else weights[some]
    passed = edges[upto] - moments
    number = _summed(upto, weights, edges.size)
    since = _summed(upto, passed if weights is None else passed * weights, edges.size)
    grown = np.cumsum(number)[:-1] * np.diff(edges)
    return np.cumsum(since + np.concatenate([[0], grown]))


def _summed(place: Ints, weights: Ints | None, places: int) -> Ints:
    """Return sums of whole numbers by place, exact while they are below 2**53."""
    return np.bincount(place, weights=weights, minlength=places).astype(np.int64)
