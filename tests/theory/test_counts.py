"""Demand that changes by the hour is Poisson, and the clock meets exactly this demand."""

from __future__ import annotations

from concurrent import futures

import pytest

from docs.generators.theory import found
from sim.runs.replication import Engine, Result
from tests.theory.agreement import Quantity, assert_agreement, assert_all_notice
from tests.theory.conftest import Report
from tests.theory.counts import CASES, DRAWN, chi_square, count, rates, week_variance
from tests.theory.page import assert_page_shows
from tests.theory.runs import ENGINES, simulate

pytestmark = [pytest.mark.theory, pytest.mark.slow]

WRONG = 1.05


def test_counts_by_hour_of_week_are_poisson(pool: futures.Executor, report: Report) -> None:
    case = CASES["hours"]
    counted = case.run("hours", pool, "compiled")
    rows = case.rows(counted)
    means, variances = case.all_rows(counted)
    seconds = sum(counts.seconds for counts in counted)
    report(f"hours: {case.spent(counted)}, {seconds:.1f} s", rows)
    assert sum(counts.incidents for counts in counted) == pytest.approx(DRAWN, rel=0.01)
    assert_agreement([*means, *variances, *rows])
    assert_page_shows(found("hours", case, counted, rows))

    wrong = rates(WRONG)
    assert_all_notice(case.all_rows(counted, WRONG)[0])
    assert_all_notice([week_variance(counted, wrong), chi_square(counted, wrong)])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_clock_meets_the_incidents_that_were_drawn(engine: Engine) -> None:
    result: Result = simulate("hours", None, engine, replications=1)[0]
    (drawn,) = simulate("hours", None, work=count, replications=1)
    assert Quantity("incidents_count").of(result) == drawn.incidents
    assert result.week.demand_per_hour[0] == pytest.approx(drawn.mean, rel=1e-12)
