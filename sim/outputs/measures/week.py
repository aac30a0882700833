"""The typical week of a replication, hour by hour and hub by hub.

It shows at which hours the people rostered do not fit the demand, which no mean over the whole
period can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.clock import HOURS_PER_WEEK, MS_PER_DAY, MS_PER_HOUR, day_number
from sim.machine_code import kept_ahead
from sim.model.state import State
from sim.outputs.measures.cells import ratio
from sim.outputs.measures.view import MINUTE_MS, View, view_of
from sim.scenario.schema.scenario import Scenario
from sim.world.array_kinds import IntTable
from sim.world.arrays import GRADES, Floats, Ints, Names, Shorts, World


class WeekProfile(NamedTuple):
    """Values for each hour of the week, from Monday 00:00, which is the last dimension of each.

    The first of the hubs is the whole force. NaN where the measured period has no such hour, nobody
    was reached, or a team serves the whole force and has nobody at hubs.
    """

    demand_per_hour: Floats  #: (hubs + 1, 168) incidents created in the hour
    #: (hubs + 1, attended grades, 168) incidents waiting for an officer, mean over the hour
    queue_length_mean: Floats
    #: (hubs + 1, attended grades, 168) of incidents created in the hour
    response_time_mean_min: Floats
    #: (teams, hubs + 1, 168) people rostered and not absent, without overtime, mean over the hour
    rostered_mean: Floats


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
    first = int(_hour_of_week(view.scenario, edges[:1])[0])
    occurrences = _by_hour_of_week(np.ones((1, edges.size - 1)), first)
    hubs = world.sizes.hubs
    number, response = _by_creation(view)
    cell = world.drawn.hub * GRADES + view.state.incidents.grade
    waits = view.due_from_ms, view.wait_until_ms
    queued = _by_hour_of_week(time_within(edges, *waits, group=cell, groups=hubs * GRADES), first)
    return WeekProfile(
        ratio(_with_force(number), np.tile(occurrences, (hubs + 1, 1))),
        _mean(_with_force(_shown(view, queued)), occurrences),
        response,
        _mean(_rostered(view, edges, first), occurrences),
    )


def mean_week(profiles: Iterable[WeekProfile]) -> WeekProfile:
    """Return the mean of each hour over replications, of those in which it has a value.

    Parameters
    ----------
    profiles : iterable of WeekProfile
        One for each replication, in the order of replications; taken one by one, so that not all
        are in memory at once.
    """
    total: list[Floats] = []
    number: list[Floats] = []
    for profile in profiles:
        total = total or [np.zeros_like(values) for values in profile]
        number = number or [np.zeros_like(values) for values in profile]
        for values, added, counted in zip(profile, total, number, strict=True):
            there = ~np.isnan(values)
            np.add(added, values, out=added, where=there)
            np.add(counted, there, out=counted)
    return WeekProfile(*(ratio(*pair) for pair in zip(total, number, strict=True)))


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
    queued = time_within(edges, view.due_from_ms, view.wait_until_ms)[0]
    mean: Floats = queued / MS_PER_HOUR
    return mean


def _hour_of_week(scenario: Scenario, time_ms: Ints) -> Ints:
    """Return 0 to 167 for moments of the run; 0 is Monday 00:00 to 01:00."""
    first_ms = day_number(scenario.run.start) % 7 * MS_PER_DAY
    hour: Ints = time_ms + first_ms
    hour //= MS_PER_HOUR
    hour %= HOURS_PER_WEEK
    return hour


def _by_hour_of_week(amount: Ints | Floats, first: int) -> Floats:
    """Add up amounts by hour of the period, (groups, hours), into (groups, 168)."""
    groups, hours = amount.shape
    weeks = -(-(first + hours) // HOURS_PER_WEEK)
    whole = np.zeros((groups, weeks * HOURS_PER_WEEK))
    whole[:, first : first + hours] = amount
    total: Floats = whole.reshape(groups, weeks, HOURS_PER_WEEK).sum(axis=1)
    return total


def _mean(time_ms: Floats, occurrences: Floats) -> Floats:
    """Return mean numbers from the time that was spent within each hour of the week."""
    often = np.broadcast_to(occurrences[0], time_ms.shape)
    return ratio(time_ms / MS_PER_HOUR, often)


def _shown(view: View, by_cell: Floats) -> Floats:
    """Return (hubs, attended grades, 168) of an array by hub and grade."""
    shown: Floats = by_cell.reshape(view.world.sizes.hubs, GRADES, HOURS_PER_WEEK)[
        :, list(view.attended_grades)
    ]
    return shown


def _with_force(by_hub: Ints | Floats) -> Floats:
    """Put the sum of all hubs before them."""
    return np.concatenate([by_hub.sum(axis=0, keepdims=True), by_hub]).astype(np.float64)


def _by_creation(view: View) -> tuple[Ints, Floats]:
    """Return by hour of creation how many there were, by hub, and what `_response` says."""
    hubs, hour = view.world.sizes.hubs, _hour_of_week(view.scenario, view.created_ms)
    place = view.hub
    place *= HOURS_PER_WEEK
    place += hour
    number = np.bincount(place, minlength=hubs * HOURS_PER_WEEK)
    return number.reshape(hubs, HOURS_PER_WEEK), _response(view, hour[view.attended])


def _response(view: View, hour: Ints) -> Floats:
    """Return the mean response times by hub, grade and hour of creation, in minutes."""
    cell, cells = view.response_cell, view.world.sizes.hubs * GRADES * HOURS_PER_WEEK
    cell *= HOURS_PER_WEEK
    cell += hour
    total, number = (
        _with_force(_shown(view, np.bincount(cell, weights, cells).astype(np.float64)))
        for weights in (view.response_ms, None)
    )
    return ratio(total, number) / MINUTE_MS


def _rostered(view: View, edges: Ints, first: int) -> Floats:
    """Return time rostered by team, hub and hour of the week; NaN at hubs where a team has none."""
    duties, sizes = view.world.duties, view.world.sizes
    places = sizes.hubs + 1  # the last is the whole force
    spent = time_within(
        edges,
        duties.start_ms,
        duties.end_ms,
        view.rostered_people,
        group=duties.role * places + duties.hub,
        groups=sizes.roles * places,
    )
    by_hour = _by_hour_of_week(spent, first).reshape(sizes.roles, places, HOURS_PER_WEEK)
    table = by_hour[list(view.teams)]
    force = table.sum(axis=1, keepdims=True)
    table[[role not in view.at_hubs for role in view.teams]] = np.nan
    return np.concatenate([force, table[:, :-1]], axis=1)


def time_within(
    edges: Ints,
    start_ms: Ints,
    end_ms: Ints,
    weight: Ints | None = None,
    *,
    group: Ints | Shorts | None = None,
    groups: int = 1,
) -> Floats:
    """Return how much time spans of time have in each interval between edges, added up.

    Parameters
    ----------
    edges : array of shape (intervals + 1,)
        Rising moments, equally far apart.
    start_ms, end_ms : array of shape (spans,)
        Beginning and end of each span.
    weight : array of shape (spans,), optional
        How often each span counts; once by default.
    group : array of shape (spans,), optional
        The group to which each span is added; all to the first by default.
    groups : int
        How many there are.

    Returns
    -------
    array of shape (groups, intervals)
    """
    weight = np.ones(1, dtype=np.int64) if weight is None else weight
    group = np.zeros(start_ms.shape, dtype=np.int32) if group is None else group
    shape = groups, edges.size
    within = np.zeros(shape, dtype=np.int64)
    group = group.astype(np.int32, copy=False)
    _spread(edges, start_ms, end_ms, weight, group, np.zeros(shape, dtype=np.int64), within)
    return within[:, 1:].astype(np.float64)


@kept_ahead
def _spread(
    edges: Ints,
    start_ms: Ints,
    end_ms: Ints,
    weight: Ints,
    group: Shorts,
    begun: IntTable,
    within: IntTable,
) -> None:
    """Add up the time of spans between edges that are equally far apart.

    From a moment on time passes, and from the end of a span on it is taken off again. Between two
    edges passes all of it from moments before the first, and the rest from those within.
    """
    length = edges[1] - edges[0] if edges.size > 1 else 1
    for i in range(start_ms.size):
        if start_ms[i] == end_ms[i]:
            continue
        often = weight[i if weight.size > 1 else 0]
        for moment, way in ((start_ms[i], often), (end_ms[i], -often)):
            upto = max(-((edges[0] - moment) // length), 0)  # the first edge not before it
            if upto < edges.size:
                begun[group[i], upto] += way
                within[group[i], upto] += (edges[upto] - moment) * way
    for g in range(begun.shape[0]):
        passing = 0
        for n in range(1, edges.size):
            passing += begun[g, n - 1]
            within[g, n] += passing * length
