"""A scenario and what theory says of it, and what its runs are held to.

The cases stand in `queues`, `special`, `levers` and `counts`; `all_cases` has them together. The
tests run them, and so does docs/generators/theory.py, which makes the page docs/theory.md of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent import futures
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from sim.runs.replication import Engine, Result
from tests.theory.agreement import Quantity, Row, assert_agreement, assert_all_notice, compare
from tests.theory.conftest import Report
from tests.theory.runs import (
    EFFORT,
    cost,
    events,
    expected_events,
    replicate_in_detail,
    simulate,
)

Theory = dict[Quantity, float]

#: What cases check, in the order of the page.
CHECKS = (
    "Waiting in line",
    "Calls that are lost, and callers who give up",
    "Who goes first",
    "Who is interrupted",
    "Jobs for two officers",
    "Hubs that help each other",
    "Who is sent",
    "Demand and staff over the day",
    "Casework",
)


@cache
def _worked_out(formula: Callable[[float], Theory], factor: float) -> Theory:
    return formula(factor)


@dataclass(frozen=True)
class Case:
    """A scenario and where its theory comes from."""

    checks: str  #: one of `CHECKS`
    title: str  #: what the scenario is, in a few words
    method: str  #: the formula, or the equations that are solved
    sources: tuple[str, ...]  #: names in `sources.SOURCES`; none for what follows from the case

    def run(self, name: str, pool: futures.Executor | None, engine: Engine) -> list[Any]:
        """Return as many replications as the engine's effort allows."""
        raise NotImplementedError

    def rows(self, results: Sequence[Any], factor: float = 1.0, coarser: float = 1.0) -> list[Row]:
        """Hold replications against theory, with all rates multiplied by a factor.

        Parameters
        ----------
        results : sequence
            The replications.
        factor : float
            1 for the scenario's own rates; anything else makes the theory wrong.
        coarser : float
            Factor of the largest standard error, where fewer replications are run on purpose.
        """
        raise NotImplementedError

    def spent(self, results: Sequence[Any]) -> str:
        """Say what the replications took."""
        raise NotImplementedError


@dataclass(frozen=True)
class Simulated(Case):
    """A scenario that is run, what theory says of its measures, and what it may cost."""

    formula: Callable[[float], Theory]  #: from a factor of all rates
    events: int  #: model events of all replications together, within 1%

    def theory(self, factor: float) -> Theory:
        """Return what theory says when rates are multiplied by a factor."""
        return _worked_out(self.formula, factor)

    def run(self, name: str, pool: futures.Executor | None, engine: Engine) -> list[Result]:
        return simulate(name, pool, engine, work=replicate_in_detail, effort=EFFORT[engine])

    def rows(self, results: Sequence[Any], factor: float = 1.0, coarser: float = 1.0) -> list[Row]:
        return compare(results, self.theory(factor), coarser)

    def spent(self, results: Sequence[Any]) -> str:
        return f"{events(results):,} events"


def assert_agrees(
    name: str, case: Simulated, engine: Engine, results: Sequence[Result], report: Report
) -> list[Row]:
    """Require that runs agree with theory, refuse a wrong one, and cost what they may.

    Parameters
    ----------
    name : str
        Name of the scenario's file.
    case : Simulated
        What theory says of it.
    engine : str
        On which the replications were run.
    results : sequence of Result
        The replications, as many as the engine's effort allows.
    report : callable
        Takes the rows down for the table below the tests' summary.

    Returns
    -------
    list of Row
        What was found.
    """
    __tracebackhide__ = True
    effort = EFFORT[engine]
    rows = case.rows(results, coarser=effort.coarser)
    report(f"{name} on {engine}: {cost(results)}", rows)
    expected = expected_events(results, name, case.events)
    assert events(results) == pytest.approx(expected, rel=effort.events_rel)
    assert_agreement(rows)
    assert_all_notice(case.rows(results, effort.wrong))
    return rows
