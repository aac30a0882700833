"""Where a gain passes zero: roots and intervals that are known by formula."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.outputs.break_even import TOLERANCE, BreakEven, Point, find, gain_at
from sim.world.arrays import Floats

#: Where the lines of replications begin, and how steep they are.
STARTS = np.array([-11.0, -9.0, -10.5, -9.5])
SLOPE = 4.0


def lines(start: Floats, slope: float, low: float = 0.0, high: float = 10.0) -> BreakEven:
    """Return the break-even of gains that are lines with one slope."""
    return find(lambda value: gain_at(value, start + slope * value), low, high)


def test_the_root_of_lines_and_its_interval() -> None:
    """Mean start -10 and slope 4: zero at 2.5; the limits of the gain are parallel to it."""
    found = lines(STARTS, SLOPE)
    half = stdtrit(3, 0.975) * STARTS.std(ddof=1) / 2
    near = pytest.approx
    assert found.value == near(2.5, abs=10 * TOLERANCE)
    assert found.least == near(2.5 - half / SLOPE, abs=10 * TOLERANCE)
    assert found.most == near(2.5 + half / SLOPE, abs=10 * TOLERANCE)
    assert found.rises
    assert found.crossings == 1
    assert found.first == gain_at(0.0, STARTS)


def test_a_gain_that_falls() -> None:
    """From 10 down: the lower limit passes zero first."""
    found = lines(-STARTS, -SLOPE)
    assert found.value == pytest.approx(2.5, abs=10 * TOLERANCE)
    assert not found.rises
    assert found.least is not None
    assert found.most is not None
    assert found.least < found.value < found.most


def test_an_interval_that_leaves_the_range_is_open() -> None:
    assert lines(STARTS * 50, SLOPE * 50 / 8, high=20.5).most is None
    assert lines(np.array([-30.0, 20.0, 10.0, -1.0]), 1.0, high=100.0).least is None


@pytest.mark.parametrize(("start", "nearest"), [(STARTS - 40, None), (STARTS * 3, "least")])
def test_no_value_makes_it_pay(start: Floats, nearest: str | None) -> None:
    """At 10 the gain is -10, clearly, and -1, which chance leaves open."""
    found = find(lambda value: gain_at(value, start + (SLOPE if nearest is None else 2.9) * value),
                 0.0, 10.0)  # fmt: skip
    assert found.value is None
    assert found.last.gain < 0
    assert (found.least is not None) == (nearest == "least")


def test_better_throughout_and_no_difference() -> None:
    better = lines(-STARTS, SLOPE)
    assert better.value is None
    assert better.first.gain > 0
    same = lines(np.zeros(4), 0.0)
    assert (same.value, same.least, same.most, same.crossings) == (None, None, None, 0)


def test_a_gain_that_comes_and_goes() -> None:
    """A parabola above zero between 2 and 6: the first of two roots."""
    found = find(lambda value: gain_at(value, np.full(3, -(value - 2) * (value - 6))), 0.0, 10.0)
    assert found.crossings == 2
    assert found.value == pytest.approx(2.0, abs=10 * TOLERANCE)


def test_values_at_which_nothing_was_measured_are_passed_over() -> None:
    def curve(value: float) -> Point:
        return gain_at(value, np.full(3, np.nan if value == 0 else value - 4))

    found = find(curve, 0.0, 10.0)
    assert found.value == pytest.approx(4.0, abs=10 * TOLERANCE)
    assert found.first.value == 2.5
    nothing = find(lambda value: gain_at(value, np.full(3, np.nan)), 0.0, 10.0)
    assert nothing.value is None
    assert np.isnan(nothing.first.gain)


def test_one_replication_has_no_interval() -> None:
    found = lines(np.array([-10.0]), SLOPE)
    assert found.value == pytest.approx(2.5, abs=10 * TOLERANCE)
    assert np.isnan(found.first.low)
    assert found.least is None
