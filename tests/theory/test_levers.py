"""Levers against theory, through the front door.

The scenarios, and what theory says of each, stand in `levers`. The rules are those of
`test_queues`, but for precision, which goes by the slope.
"""

from __future__ import annotations

from concurrent import futures

import pytest

from docs.generators.theory import found
from sim.runs.replication import Engine
from tests.theory import queues
from tests.theory.cases import Simulated, assert_agrees
from tests.theory.conftest import Report
from tests.theory.levers import CASES, busy, in_one_line, wait, waits
from tests.theory.page import assert_page_shows
from tests.theory.runs import EFFORT, ENGINES, simulate

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


@pytest.mark.parametrize("case", [*CASES.values(), queues.CASES["mdc"]])
def test_slopes(case: Simulated) -> None:
    right, wrong = case.theory(1), case.theory(EFFORT["compiled"].wrong)
    for quantity, value in right.items():
        planted = quantity.slope * (EFFORT["compiled"].wrong - 1)
        assert abs(wrong[quantity] / value - 1) > planted * 0.99


@pytest.mark.parametrize("engine", ENGINES)
def test_crews_are_to_jobs_for_two_what_officers_are_to_jobs_for_one(engine: Engine) -> None:
    """With all needs doubled and everybody in crews of two, every number stays the same."""
    (alone,) = simulate("in-one-line", None, engine, replications=1)
    (in_crews,) = simulate("crews", None, engine, replications=1)
    for quantity in in_one_line(1):
        assert quantity.of(in_crews) == quantity.of(alone)


@pytest.mark.parametrize("engine", ENGINES)
def test_help_after_no_wait_is_help_with_emergencies(engine: Engine) -> None:
    (at_once,) = simulate("after-wait", None, engine, replications=1)
    (emergencies,) = simulate("help-at-once", None, engine, replications=1)
    for quantity in [waits(1, 1), wait(1, 1), busy(hub="East"), busy(hub="West")]:
        assert quantity.of(at_once) == quantity.of(emergencies)
