"""Demand over the week behaves as that of a British town is known to."""

from __future__ import annotations

import pytest

from calibration import hours
from calibration.tables import BASELINE
from sim.scenario.load import load
from sim.scenario.schema.demand import Shape


@pytest.fixture(scope="module")
def urgent():
    return hours.profile(load(BASELINE).scenario, (1, 2))


def test_every_day_peaks_between_18_and_22(urgent):
    assert all(18 <= hour < 22 for hour in hours.busiest_hours(urgent))


def test_weekend_nights_are_twice_as_busy(urgent):
    assert hours.weekend_night_ratio(urgent) == pytest.approx(2, abs=0.3)


def test_friday_and_saturday_peaks_run_past_midnight(urgent):
    for day in (4, 5):
        after_midnight = urgent[24 * (day + 1)]
        assert after_midnight > 1.4 * urgent[24 * 2]


def test_all_calls_go_with_those_of_other_cities():
    everything = hours.profile(load(BASELINE).scenario, (1, 2, 3, 4))
    assert hours.likeness_to_cities(everything) > 0.8


def test_months_leave_the_year_alone():
    for weights in load(BASELINE).scenario.month_shapes.values():
        assert sum(weights) / 12 == pytest.approx(1, abs=0.02)


def test_a_level_shape_is_level():
    assert hours.week(None) == pytest.approx([1 / 168] * 168)


def test_hours_of_the_day_are_weighted_by_the_day():
    shape = Shape(hour_of_day=[1.0] * 24, day_of_week=[2.0] + [1.0] * 6)
    week = hours.week(shape)
    assert sum(week) == pytest.approx(1)
    assert week[0] == pytest.approx(2 * week[24])
