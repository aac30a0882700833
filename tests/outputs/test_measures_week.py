"""The typical week of the small force of tests/outputs/tiny.py, worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import HOURS_PER_WEEK, MS_PER_HOUR, MS_PER_MIN
from sim.outputs.measures.all_measures import measure
from sim.outputs.measures.week import (
    WeekProfile,
    hourly_queue,
    time_within,
    week_profile,
)
from tests.outputs import tiny

#: Measuring begins on a Friday.
FRIDAY = 4 * 24


@pytest.fixture(scope="module")
def week() -> WeekProfile:
    return week_profile(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())


#: Places in the arrays: the force before the hubs; grades 1 and 2; teams of the force.
ALL, EAST, WEST = 0, 1, 2
GRADE_1, GRADE_2 = 0, 1
RESPONSE, NEIGHBOURHOOD, PCSO, DESK = range(4)


def test_hours_that_are_not_measured_are_empty(week: WeekProfile) -> None:
    """Friday to Monday are measured, once each."""
    measured = np.zeros(HOURS_PER_WEEK, dtype=bool)
    measured[FRIDAY:] = True
    measured[:24] = True
    assert (np.isnan(week.demand_per_hour) == ~measured).all()
    assert (np.isnan(week.queue_length_mean) == ~measured).all()
    assert (np.isnan(week.rostered_mean[:DESK]) == ~measured).all()


def test_demand(week: WeekProfile) -> None:
    demand = week.demand_per_hour[ALL]
    # Created in the first hour: 1 and 7; in the second (minute 60): 2; nothing on Friday night.
    assert week.demand_per_hour[:, FRIDAY].tolist() == [2, 1, 1]
    assert demand[FRIDAY + 1] == 1
    assert demand[FRIDAY + 20] == 0
    # The last hour of Monday: 5, and 8 exactly at its beginning.
    assert demand[23] == 2
    assert np.nansum(demand) == 10


def test_rostered(week: WeekProfile) -> None:
    # Two people of East until 12:00, one of West from 11:30 on.
    rostered = week.rostered_mean[RESPONSE]
    assert rostered[:, FRIDAY].tolist() == [2, 2, 0]
    assert rostered[:, FRIDAY + 11].tolist() == [2.5, 2, 0.5]
    assert rostered[:, FRIDAY + 12].tolist() == [1, 0, 1]
    assert rostered[:, FRIDAY + 24 + 11].tolist() == [0.5, 0, 0.5]
    assert rostered[:, FRIDAY + 24 + 12].tolist() == [0, 0, 0]
    # A PCSO at East all the time; nobody of neighbourhood, and the desk has nobody at hubs.
    assert week.rostered_mean[PCSO, :, 23].tolist() == [1, 1, 0]
    assert week.rostered_mean[NEIGHBOURHOOD, :, 23].tolist() == [0, 0, 0]
    assert week.rostered_mean[DESK, ALL, 23] == 0
    assert np.isnan(week.rostered_mean[DESK, 1:]).all()


def test_the_mean_of_the_hours_is_the_measure(week: WeekProfile) -> None:
    found = measure(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())
    for place, team in [(RESPONSE, "response"), (PCSO, "pcso")]:
        for hub, name in enumerate(("all", "East", "West")):
            mean = np.nanmean(week.rostered_mean[place, hub])
            assert mean == pytest.approx(tiny.value(found, "rostered_mean", team, name))
    for hub, name in enumerate(("all", "East", "West")):
        for grade in (1, 2):
            mean = np.nanmean(week.queue_length_mean[hub, grade - 1])
            expected = tiny.value(found, "queue_length_mean", hub=name, grade=str(grade))
            assert mean == pytest.approx(expected)


def test_queue(week: WeekProfile) -> None:
    # Incident 2 waits 5 minutes in the second hour; 4 from minute 200 on; 5 in the last half hour.
    queue = week.queue_length_mean
    assert queue[EAST, GRADE_1, FRIDAY + 1] == pytest.approx(5 / 60)
    assert queue[WEST, GRADE_2, FRIDAY + 3] == pytest.approx(40 / 60)
    assert queue[:, GRADE_2, FRIDAY + 4].tolist() == [1, 0, 1]
    assert queue[:, GRADE_2, 23].tolist() == pytest.approx([1.5, 0.5, 1])


def test_response(week: WeekProfile) -> None:
    times = week.response_time_mean_min
    assert times[ALL, GRADE_1, FRIDAY] == times[EAST, GRADE_1, FRIDAY] == 10
    assert times[ALL, GRADE_1, FRIDAY + 1] == 20
    assert times[ALL, GRADE_2, FRIDAY] == times[WEST, GRADE_2, FRIDAY] == 2970
    assert math.isnan(times[WEST, GRADE_1, FRIDAY])
    assert math.isnan(times[ALL, GRADE_1, FRIDAY + 5])


def test_two_weeks_are_averaged() -> None:
    """The same Friday twice: hours that come twice count half each."""
    world = tiny.world()
    longer = world._replace(
        sizes=world.sizes._replace(horizon_ms=world.sizes.horizon_ms + 7 * 24 * MS_PER_HOUR)
    )
    week = week_profile(tiny.scenario(), tiny.names(), longer, tiny.state())
    assert week.demand_per_hour[ALL, FRIDAY] == 1
    assert week.rostered_mean[RESPONSE, ALL, FRIDAY] == 1
    assert week.demand_per_hour[ALL, 2 * 24] == 0


def test_time_zero_is_a_time(week: WeekProfile) -> None:
    """Without the warm-up the same things happen from time 0 on, and look the same."""
    world, state = tiny.without_warm_up()
    run = tiny.SCENARIO["run"] | {"start": "2026-01-09", "warm_up_days": 0}
    moved = week_profile(tiny.scenario(run=run), tiny.names(), world, state)
    for before, after in zip(week, moved, strict=True):
        assert after == pytest.approx(before, nan_ok=True)
    arrived = state.incidents.first_arrived_ms.copy()
    arrived[1] = 0
    at_once = state._replace(incidents=state.incidents._replace(first_arrived_ms=arrived))
    moved = week_profile(tiny.scenario(run=run), tiny.names(), world, at_once)
    assert moved.response_time_mean_min[ALL, GRADE_1, FRIDAY] == 0
    waited = state.incidents.first_assigned_ms.copy()
    waited[1] = 6 * MS_PER_MIN
    later = state._replace(incidents=state.incidents._replace(first_assigned_ms=waited))
    assert hourly_queue(tiny.scenario(), tiny.names(), world, later)[0] == pytest.approx(0.1)


def test_hourly_queue() -> None:
    """From the first hour of the warm-up on, in which incident 0 does not wait at all."""
    series = hourly_queue(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())
    assert len(series) == 5 * 24
    assert series[23] == 0
    assert series[24 + 1] == pytest.approx(5 / 60)
    assert series[24 + 3] == pytest.approx(40 / 60)
    assert series[-1] == pytest.approx(1.5)


spans = st.lists(
    st.tuples(st.integers(-500, 1500), st.integers(0, 900), st.integers(0, 5)), max_size=30
)


@given(spans)
def test_time_within_groups_adds_up_to_all(rows: list[tuple[int, int, int]]) -> None:
    edges = np.arange(0, 1001, 100) * MS_PER_MIN
    start = np.array([row[0] for row in rows], dtype=np.int64) * MS_PER_MIN
    end = start + np.array([row[1] for row in rows], dtype=np.int64) * MS_PER_MIN
    group = np.array([row[2] for row in rows], dtype=np.int64)
    found = time_within(edges, start, end, group=group, groups=6)
    for number in range(6):
        alone = time_within(edges, start[group == number], end[group == number])
        assert found[number].tolist() == alone[0].tolist()


@given(spans)
def test_time_within_adds_up(rows: list[tuple[int, int, int]]) -> None:
    """Against the plain sum over spans and intervals, in whole minutes."""
    edges = np.arange(0, 1001, 100) * MS_PER_MIN
    start = np.array([row[0] for row in rows], dtype=np.int64) * MS_PER_MIN
    end = start + np.array([row[1] for row in rows], dtype=np.int64) * MS_PER_MIN
    weight = np.array([row[2] for row in rows], dtype=np.int64)
    expected: list[Any] = [
        sum(
            max(0, min(e, high) - max(s, low)) * w
            for s, e, w in zip(start.tolist(), end.tolist(), weight.tolist(), strict=True)
        )
        for low, high in zip(edges.tolist()[:-1], edges.tolist()[1:], strict=True)
    ]
    assert time_within(edges, start, end, weight).tolist() == [expected]
