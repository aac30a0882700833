"""Queues with one feature that the simplest lack against theory, through the front door.

The scenarios, and what theory says of each, stand in `special`. The rules are those of
`test_queues`, but for precision, which goes by the slope.
"""

from __future__ import annotations

from concurrent import futures

import pytest

from docs.generators.theory import found
from sim.runs.replication import Engine
from tests.theory.cases import Simulated, assert_agrees
from tests.theory.conftest import Report
from tests.theory.page import assert_page_shows
from tests.theory.runs import EFFORT, ENGINES
from tests.theory.special import CASES

pytestmark = [pytest.mark.theory, pytest.mark.slow]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_runs_agree_with_theory(
    name: str, engine: Engine, pool: futures.Executor, report: Report
) -> None:
    case = CASES[name]
    results = case.run(name, pool, engine)
    rows = assert_agrees(name, case, engine, results, report)
    if EFFORT[engine].share == 1:
        assert_page_shows(found(name, case, results, rows))


@pytest.mark.parametrize("case", CASES.values())
def test_slopes(case: Simulated) -> None:
    right, wrong = case.theory(1), case.theory(EFFORT["compiled"].wrong)
    for quantity, value in right.items():
        planted = quantity.slope * (EFFORT["compiled"].wrong - 1)
        # Shares of those who give up, or have to wait, move less than the rate.
        assert quantity.slope == 1 or abs(wrong[quantity] / value - 1) > planted * 0.99
