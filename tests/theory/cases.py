"""A scenario and what theory says of it, and what its runs are held to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from sim.runs.replication import Engine, Result
from tests.theory.agreement import Quantity, assert_agreement, assert_all_notice, compare
from tests.theory.conftest import Report
from tests.theory.runs import EFFORT, cost, events, expected_events

Theory = dict[Quantity, float]


class Case(NamedTuple):
    """A scenario, what theory says of it, and what it may cost."""

    theory: Callable[[float], Theory]
    events: int  #: model events of all replications together, within 1%


def assert_agrees(
    name: str, case: Case, engine: Engine, results: Sequence[Result], report: Report
) -> None:
    """Require that runs agree with theory, refuse a wrong one, and cost what they may.

    Parameters
    ----------
    name : str
        Name of the scenario's file.
    case : Case
        What theory says of it.
    engine : str
        On which the replications were run.
    results : sequence of Result
        The replications, as many as the engine's effort allows.
    report : callable
        Takes the rows down for the table below the tests' summary.
    """
    __tracebackhide__ = True
    effort = EFFORT[engine]
    rows = compare(results, case.theory(1), effort.coarser)
    report(f"{name} on {engine}: {cost(results)}", rows)
    expected = expected_events(results, name, case.events)
    assert events(results) == pytest.approx(expected, rel=effort.events_rel)
    assert_agreement(rows)
    assert_all_notice(compare(results, case.theory(effort.wrong)))
