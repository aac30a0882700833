"""Engines against queueing theory, through the front door.

The scenarios, and what theory says of each, stand in `queues`. A run agrees when the mean over its
replications lies within four standard errors of theory, the standard error being at most 1% of it
(2% for tails); and each quantity must be precise enough to tell a rate that is wrong by 5%. That is
how the compiled clock is held; SimPy, on which a replication takes many times as long, runs a third
of them and is held less closely (`runs.EFFORT`). Where a standard error is too large, because the
draws have changed, the scenario needs some more replications.

Incidents that still wait at the end of a replication are not in its mean wait, and a mean of
ratios is not the ratio of the means. With thousands of incidents in each replication the two take
less than a tenth of a percent off the mean wait, a small part of the standard error.
"""

from __future__ import annotations

from concurrent import futures

import pytest

from docs.generators.theory import found
from sim.runs.replication import Engine, Result
from tests.theory.agreement import ERRORS, Quantity, assert_all_notice, compare, mean_and_error
from tests.theory.cases import assert_agrees
from tests.theory.conftest import Report
from tests.theory.formulas import mmc_wait, queue_from_empty
from tests.theory.page import assert_page_shows
from tests.theory.queues import CASES, long_run_of_shifts, loss
from tests.theory.runs import EFFORT, ENGINES, simulate

pytestmark = [pytest.mark.theory, pytest.mark.slow]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_runs_agree_with_theory(
    name: str, engine: Engine, pool: futures.Executor, report: Report
) -> None:
    case = CASES[name]
    results: list[Result] = case.run(name, pool, engine)
    rows = assert_agrees(name, case, engine, results, report)
    if EFFORT[engine].share == 1:  # with fewer, one in a few dozen would fail by chance
        assert_level(results)
        assert_page_shows(found(name, case, results, rows))


def assert_level(results: list[Result]) -> None:
    """Require that queues are no longer at the end than some weeks before.

    They would be if the warm-up, which starts with nobody waiting, were too short.
    """
    growth = [Quantity("queue_growth_count").of(result) for result in results]
    mean, error = mean_and_error(growth)
    assert abs(mean) <= ERRORS * error


@pytest.mark.parametrize("engine", ENGINES)
def test_five_percent_more_incidents_are_noticed(engine: Engine, pool: futures.Executor) -> None:
    """On SimPy too with all replications: few enough."""
    results: list[Result] = simulate("loss-more", pool, engine)
    assert_all_notice(compare(results, loss(1)))


@pytest.mark.parametrize(
    ("rate", "mean", "servers"),
    [(6 / 60, 5, 1), (12 / 60, 12, 4), (10 / 60, 6, 2), (10 / 60, 6.6, 2)],
)
def test_a_day_of_warm_up_is_enough(rate: float, mean: float, servers: int) -> None:
    late = rate * mmc_wait(rate, mean, servers)
    assert queue_from_empty(rate, mean, servers, 24 * 60) == pytest.approx(late, rel=1e-5)
    assert queue_from_empty(rate, mean, servers, 60) < 0.99 * late


def test_a_week_of_warm_up_is_enough_for_shifts() -> None:
    assert long_run_of_shifts(1).days <= 7
