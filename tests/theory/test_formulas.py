"""The formulas against values known otherwise: other forms, limits, and special cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.theory.formulas import (
    erlang_b,
    erlang_c,
    hypercube,
    loss_by_need,
    mg1_wait,
    mm1_wait,
    mmc_wait,
    mmc_wait_tail,
    priority_waits,
    queue_from_empty,
    shift_queue,
)

pytestmark = pytest.mark.theory

LOADS = [0.1, 1.0, 2.7, 9.0]


def erlang_b_as_a_sum(servers: int, load: float) -> float:
    terms = [load**k / math.factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


def erlang_c_as_a_sum(servers: int, load: float) -> float:
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("servers", [1, 2, 5, 10])
def test_erlang_b_is_the_truncated_poisson_sum(servers: int, load: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(erlang_b_as_a_sum(servers, load), rel=1e-12)


@pytest.mark.parametrize("load", LOADS)
def test_erlang_c_is_the_sum_of_the_textbooks(load: float) -> None:
    servers = math.ceil(load) + 1
    assert erlang_c(servers, load) == pytest.approx(erlang_c_as_a_sum(servers, load), rel=1e-12)


def test_erlang_by_hand() -> None:
    assert erlang_b(0, 3.0) == 1
    assert erlang_b(2, 1.0) == pytest.approx(1 / 5)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.9])
def test_one_server_keeps_callers_waiting_as_often_as_it_is_busy(rho: float) -> None:
    assert erlang_c(1, rho) == pytest.approx(rho)
    assert mmc_wait(rho / 5, 5, 1) == pytest.approx(mm1_wait(rho / 5, 5))


def test_erlang_c_at_its_limits() -> None:
    assert erlang_c(50, 1.0) == pytest.approx(0, abs=1e-12)
    assert erlang_c(3, 2.999999) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("servers", [1, 3])
def test_a_server_who_cannot_keep_up_has_no_mean_wait(servers: int) -> None:
    with pytest.raises(ValueError, match="expected below 1"):
        mmc_wait(servers / 5, 5, servers)
    with pytest.raises(ValueError, match="expected below 1"):
        mg1_wait(1 / 5, 5, 0.5)


def test_the_tail_of_the_wait_sums_to_its_mean() -> None:
    step = 0.01
    middle = np.arange(step / 2, 400, step)
    area = sum(mmc_wait_tail(0.2, 12, 4, t) for t in middle) * step
    assert area == pytest.approx(mmc_wait(0.2, 12, 4), rel=1e-6)


def test_pollaczek_khinchine_holds_mm1_and_halves_for_md1() -> None:
    assert mg1_wait(0.1, 5, 1) == pytest.approx(mm1_wait(0.1, 5)) == pytest.approx(5)
    assert mg1_wait(0.1, 5, 0) == pytest.approx(mm1_wait(0.1, 5) / 2)


def test_one_class_has_the_wait_of_everybody() -> None:
    assert priority_waits([0.1], [5], [0.6]) == [pytest.approx(mg1_wait(0.1, 5, 0.6))]


def test_priorities_move_waiting_from_class_to_class_and_make_none() -> None:
    """Kleinrock's conservation law: the sum of load * wait does not depend on who goes first."""
    rates, means, cvs = [0.05, 0.06, 0.02], [3.0, 5.0, 7.0], [1.0, 0.5, 2.0]
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    first = priority_waits(rates, means, cvs)
    turned = priority_waits(rates[::-1], means[::-1], cvs[::-1])[::-1]
    assert first != pytest.approx(turned, rel=0.1)
    assert np.dot(loads, first) == pytest.approx(np.dot(loads, turned))


@pytest.mark.parametrize("servers", [1, 4])
def test_needs_of_one_are_erlang_b(servers: int) -> None:
    one, other = loss_by_need([2.0, 0.7], [1, 1], servers)
    assert one == pytest.approx(erlang_b(servers, 2.7))
    assert other == pytest.approx(one)


def test_needs_by_hand() -> None:
    # Two servers, jobs for one (load a) and for both (load b): states 0, 1, 2 and (0, 1).
    a, b = 1.0, 0.5
    whole = 1 + a + a**2 / 2 + b
    one, both = loss_by_need([a, b], [1, 2], 2)
    assert one == pytest.approx((a**2 / 2 + b) / whole)
    assert both == pytest.approx((a + a**2 / 2 + b) / whole)


def test_hypercube_loses_as_much_as_erlang_says() -> None:
    """Who answers first does not change how many are busy when all answer for all."""
    rates, mean = [0.05, 0.06, 0.03], 12.0
    cube = hypercube(rates, mean, [[0, 1, 2], [1, 0, 2], [2, 0, 1]])
    load = sum(rates) * mean
    assert cube.lost == pytest.approx(erlang_b(3, load))
    assert sum(cube.busy) == pytest.approx(load * (1 - cube.lost))
    assert cube.answered.sum(axis=1) == pytest.approx([1 - cube.lost] * 3)
    answered = np.array(rates) @ cube.answered * mean
    assert cube.busy == pytest.approx(answered.tolist())


def test_hypercube_by_hand() -> None:
    # One place, two units, always asked in one order: the first is Erlang's system of one, and
    # both together, of load 1, his system of two.
    cube = hypercube([0.1], 10, [[0, 1]])
    assert cube.lost == pytest.approx(1 / 5)
    assert cube.busy == pytest.approx([1 / 2, 4 / 5 - 1 / 2])


def test_a_level_day_without_handovers_is_mmc() -> None:
    day = shift_queue([12.0] * 24, 0.2, 4)
    assert day.wait == pytest.approx(mmc_wait(12, 0.2, 4), rel=1e-6)
    assert day.wait_probability == pytest.approx(erlang_c(4, 2.4), rel=1e-6)
    assert day.overtime == 0


def test_handovers_free_the_new_shift_of_work_in_hand() -> None:
    day = shift_queue([12.0] * 24, 0.2, 4, (7, 15, 23))
    assert day.wait < mmc_wait(12, 0.2, 4)
    # Nearly everybody is where a queue without handovers would be: 2.4 at work, thrice a day.
    assert day.overtime == pytest.approx(3 * 2.4 * 0.2, rel=0.02)


def test_with_people_to_spare_work_follows_the_infinite_server_queue() -> None:
    """M(t)/M/infinity: the mean number at work m has m' = rate - m / mean, however it varies."""
    rates, mean = [2.0] * 12 + [6.0] * 12, 0.5
    day = shift_queue(rates, mean, 50, (12,))
    at_noon = 2 * mean + (at_midnight(mean) - 2 * mean) * math.exp(-12 / mean)
    assert day.overtime == pytest.approx(at_noon * mean, rel=1e-6)
    assert day.wait_probability == pytest.approx(0, abs=1e-12)


def at_midnight(mean: float) -> float:
    """Return the mean number at work after twelve hours at a rate of 6 from nobody at noon."""
    return 6 * mean * (1 - math.exp(-12 / mean))


def test_a_queue_that_starts_empty_fills_to_its_long_run() -> None:
    assert queue_from_empty(0.1, 5, 1, 0) == 0
    times = [queue_from_empty(0.1, 5, 1, time) for time in (5, 20, 100, 2000)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(0.1 * mm1_wait(0.1, 5))
