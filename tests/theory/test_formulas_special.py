"""The formulas of `formulas_special` against values known otherwise: limits, and other forms."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory.formulas import erlang_b, mg1_wait, mm1_wait, mmc_wait, priority_waits
from tests.theory.formulas_special import (
    attempts,
    batches,
    days_put_off,
    expected_in_chain,
    fixed_patience,
    left_over,
    second_joins,
    unlike_grades,
    variance_of_chains,
)
from tests.theory.priorities import waits_among_many

pytestmark = pytest.mark.theory


def test_whoever_waits_for_ever_is_served() -> None:
    endless = fixed_patience(0.1, 5, 300)
    assert endless.cancelled == pytest.approx(0, abs=1e-9)
    assert endless.waits == pytest.approx(0.5)
    assert endless.wait == pytest.approx(mm1_wait(0.1, 5))


def test_whoever_does_not_wait_is_lost() -> None:
    none = fixed_patience(0.1, 5, 1e-6)
    assert none.cancelled == pytest.approx(erlang_b(1, 0.5), rel=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.21, 0.4])
def test_the_server_does_the_work_of_those_who_stay(rate: float) -> None:
    found = fixed_patience(rate, 5, 6)
    assert rate * (1 - found.cancelled) * 5 == pytest.approx(found.waits)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
def test_batches_wait_as_long_as_if_they_came_one_by_one(load: float) -> None:
    assert batches(load).wait * 5 == pytest.approx(mg1_wait(load / 5, 5, 0))


def test_days_put_off_with_room_for_one_are_those_of_batches() -> None:
    left = 0.6**2 / (2 * (1 - 0.6))
    assert days_put_off(0.6, 1) == pytest.approx(left / 0.6)


def test_nobody_is_put_off_where_there_is_room_for_all() -> None:
    assert days_put_off(2.0, 60) == pytest.approx(0, abs=1e-9)


def test_attempts_and_no_reply_are_all() -> None:
    assert sum(attempts(0.6, 4)) + 0.4**4 == pytest.approx(1)


def test_what_is_left_of_an_exponential_time_is_as_long_as_all_of_it() -> None:
    assert left_over(40, 1) == pytest.approx(40)
    assert left_over(40, 0) == pytest.approx(20)


@pytest.mark.parametrize(("share", "expected"), [(0, mmc_wait(0.1, 5, 2)), (1, mm1_wait(0.1, 5))])
def test_jobs_that_all_need_the_same_number_are_textbook_queues(
    share: float, expected: float
) -> None:
    chain = second_joins(0.1, 5, share)
    assert chain.mean(lambda s: s[3]) / 0.1 == pytest.approx(expected)
    assert chain.mean(lambda s: s[2]) == pytest.approx(0, abs=1e-12)


def test_grades_with_one_mean_wait_as_the_formulas_say() -> None:
    rates = [0.1, 0.1]
    alike = unlike_grades(rates, [6, 6], 2, [40, 80])
    waits = [alike.mean(lambda s, n=n: s[2 + n]) / 0.1 for n in range(2)]
    assert waits == pytest.approx(waits_among_many(rates, 6, 2), rel=1e-6)


def test_one_officer_serves_unlike_grades_as_cobham_says() -> None:
    rates = [0.05, 0.05]
    one = unlike_grades(rates, [3, 8], 1, [40, 80])
    waits = [one.mean(lambda s, n=n: s[2 + n]) / 0.05 for n in range(2)]
    assert waits == pytest.approx(priority_waits(rates, [3, 8], [1, 1]), rel=1e-6)


def test_chains_without_repeats_are_poisson() -> None:
    assert variance_of_chains(2.0, 0.0, 3, np.array([0.0, 1.0]), 7) == pytest.approx(14)


def test_a_chain_has_one_incident_a_day_at_most() -> None:
    delays = np.array([0.0, 0.5, 0.5])
    assert variance_of_chains(2.0, 0.4, 5, delays, 1) == pytest.approx(2.0)


def test_in_the_long_run_whole_chains_count() -> None:
    """Then the variance is the rate of first incidents times E(length squared)."""
    share, most, days = 0.4, 10, 1000
    squared = sum((2 * number + 1) * share**number for number in range(most + 1))
    index = squared / expected_in_chain(share, most)
    found = variance_of_chains(1.0, share, most, np.array([0.0, 0.5, 0.5]), days)
    assert found / days == pytest.approx(index, rel=0.005)
