"""The least number of posts with which a gain is not below zero: numbers known by formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.outputs.break_even import Point, gain_at
from sim.outputs.posts_needed import PostsNeeded, find
from sim.world.arrays import Floats

#: Where the lines of replications begin, and how steep they are.
STARTS = np.array([-331.0, -309.0, -320.5, -319.5])
SLOPE = 4.0


def lines(start: Floats, slope: float, low: int = 10, now: float = 60.5) -> PostsNeeded:
    """Return what is found of gains that are lines with one slope, up to 200 posts."""
    return find(lambda posts: gain_at(posts, start + slope * posts), low, now, 200)


def test_the_least_whole_number_and_its_interval() -> None:
    """Mean start -320 and slope 4: zero at 80; the limits of the gain are parallel to it."""
    found = lines(STARTS, SLOPE)
    half = stdtrit(3, 0.975) * STARTS.std(ddof=1) / 2
    assert found.posts == 80
    assert found.least == math.ceil(80 - half / SLOPE)
    assert found.most == math.ceil(80 + half / SLOPE)
    assert found.now == gain_at(60.5, STARTS + SLOPE * 60.5)
    assert found.last == gain_at(200, STARTS + SLOPE * 200)


@pytest.mark.parametrize(("start", "posts"), [(-319.0, 80), (-320.0, 80), (-321.0, 81)])
def test_a_number_that_is_just_enough_counts(start: float, posts: int) -> None:
    assert lines(np.full(3, start), SLOPE).posts == posts


def test_none_is_enough_and_the_fewest_are() -> None:
    never = lines(STARTS, 0.01)
    assert (never.posts, never.least, never.most) == (None, None, None)
    always = lines(-STARTS, SLOPE)
    assert (always.posts, always.least, always.most) == (10, 10, 10)


def test_an_interval_may_leave_the_range_at_one_end() -> None:
    found = lines(np.array([-1500.0, 900.0, -300.0, -380.0]), SLOPE)
    assert (found.least, found.posts, found.most) == (10, 80, None)


def test_numbers_at_which_nothing_was_measured_are_not_enough() -> None:
    def curve(posts: float) -> Point:
        return gain_at(posts, np.full(3, np.nan if posts < 70 else 1.0))

    assert find(curve, 10, 60, 200).posts == 70
