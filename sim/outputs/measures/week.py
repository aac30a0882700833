"""The typical week of a replication, hour by hour and hub by hub.

It shows at which hours the people rostered do not fit the demand, which no mean over the whole
period can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

import numpy as np

from sim import clock, vocabulary
from sim.clock import HOURS_PER_WEEK, MS_PER_DAY, MS_PER_HOUR, day_number
from sim.machine_code import kept_ahead, kept_njit
from sim.model.state import State
from sim.outputs.measures import passes
from sim.outputs.measures.cells import ratio
from sim.outputs.measures.summed import codes, short
from sim.outputs.measures.view import MINUTE_MS, View, view_of
from sim.scenario.schema.scenario import Scenario
from sim.world import arrays
from sim.world.array_kinds import IntTable
from sim.world.arrays import GRADES, Bools, Codes, Floats, Ints, Names, Shorts, World

#: Compiles ahead what depends on the numbers of words, and on when an incident waits.
_ahead = partial(kept_ahead, uses=(vocabulary, arrays, clock, passes))


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
    queued = _by_hour_of_week(waited_ms(view, edges), first)
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
    mean: Floats = waited_ms(view, edges).sum(axis=0) / MS_PER_HOUR
    return mean


def _hour_of_week(scenario: Scenario, time_ms: Ints) -> Ints:
    """Return 0 to 167 for moments of the run; 0 is Monday 00:00 to 01:00."""
    hour: Ints = (time_ms + _first_ms(scenario)) // MS_PER_HOUR % HOURS_PER_WEEK
    return hour


def _first_ms(scenario: Scenario) -> int:
    """Return when in its week the run starts."""
    return day_number(scenario.run.start) % 7 * MS_PER_DAY


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
    """Return by hour of creation how many there were, by hub, and how soon they were reached.

    The latter is the mean response time by hub and grade, in minutes.
    """
    drawn, incidents, sizes = view.world.drawn, view.state.incidents, view.world.sizes
    number = np.zeros((sizes.hubs, HOURS_PER_WEEK), dtype=np.int64)
    total, reached = np.zeros((2, sizes.hubs * GRADES, HOURS_PER_WEEK), dtype=np.int64)
    _created(
        view.happened, drawn.created_ms, short(drawn.hub), codes(incidents.grade),
        incidents.first_arrived_ms, sizes.warm_up_ms, _first_ms(view.scenario), number, total,
        reached,
    )  # fmt: skip
    total_ms, attended = (
        _with_force(_shown(view, each.astype(np.float64))) for each in (total, reached)
    )
    return number, ratio(total_ms, attended) / MINUTE_MS


@kept_ahead
def _created(
    happened: Bools, created_ms: Ints, hub: Shorts, grade: Codes, arrived_ms: Ints, begin_ms: int,
    first_ms: int, number: IntTable, total_ms: IntTable, reached: IntTable,
) -> None:  # fmt: skip
    """Count incidents by hub and hour of the week, those reached by grade, and their times."""
    for i in range(created_ms.size):
        if happened[i] and created_ms[i] >= begin_ms:
            hour = (created_ms[i] + first_ms) // MS_PER_HOUR % HOURS_PER_WEEK
            number[hub[i], hour] += 1
            if arrived_ms[i] >= 0:
                cell = hub[i] * GRADES + grade[i]
                total_ms[cell, hour] += arrived_ms[i] - created_ms[i]
                reached[cell, hour] += 1


def waited_ms(view: View, edges: Ints) -> Ints:
    """Return how long incidents waited for officers, (hubs * GRADES, intervals of edges)."""
    incidents, sizes = view.state.incidents, view.world.sizes
    shape = sizes.hubs * GRADES, edges.size
    within = np.zeros(shape, dtype=np.int64)
    state, grade, outcome = map(codes, (incidents.state, incidents.grade, incidents.outcome))
    _add_waits(
        view.happened, short(view.world.drawn.hub), state, grade, outcome, incidents.due_since_ms,
        incidents.first_assigned_ms, incidents.finished_ms, view.world.grades.at_desk,
        sizes.horizon_ms, edges, np.zeros(shape, dtype=np.int64), within,
    )  # fmt: skip
    return within[:, 1:]


@_ahead
def _add_waits(
    happened: Bools, hub: Shorts, state: Codes, grade: Codes, outcome: Codes, due_since_ms: Ints,
    assigned_ms: Ints, finished_ms: Ints, at_desk: Bools, end_ms: int, edges: Ints, begun: IntTable,
    within: IntTable,
) -> None:  # fmt: skip
    """Add up between edges, by hub and last grade, the time that incidents waited."""
    for i in range(hub.size):
        if happened[i]:
            since, until = passes.waits(
                at_desk[grade[i]], state[i], outcome[i], due_since_ms[i], assigned_ms[i],
                finished_ms[i], end_ms,
            )  # fmt: skip
            _add_span(edges, since, until, 1, hub[i] * GRADES + grade[i], begun, within)
    _add_passing(edges, begun, within)


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
    for i in range(start_ms.size):
        often = weight[i if weight.size > 1 else 0]
        _add_span(edges, start_ms[i], end_ms[i], often, group[i], begun, within)
    _add_passing(edges, begun, within)


@kept_njit
def _add_span(
    edges: Ints, start: int, end: int, often: int, group: int, begun: IntTable, within: IntTable
) -> None:
    """Note between which edges a span starts and ends, and its time up to the next of them."""
    if start == end:
        return
    length = edges[1] - edges[0] if edges.size > 1 else 1
    for moment, way in ((start, often), (end, -often)):
        upto = max(-((edges[0] - moment) // length), 0)  # the first edge not before it
        if upto < edges.size:
            begun[group, upto] += way
            within[group, upto] += (edges[upto] - moment) * way


@kept_njit
def _add_passing(edges: Ints, begun: IntTable, within: IntTable) -> None:
    """Add the time of spans that have begun, between the edges that they span as a whole."""
    length = edges[1] - edges[0] if edges.size > 1 else 1
    for g in range(begun.shape[0]):
        passing = 0
        for n in range(1, edges.size):
            passing += begun[g, n - 1]
            within[g, n] += passing * length
