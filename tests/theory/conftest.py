"""A table of theory against simulation, below the tests' own summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from typing import Any

import pytest

from sim.runs.compiled_ahead import prepare
from sim.runs.executors.executor import cores
from sim.runs.executors.parsing import parse
from tests.theory.agreement import HEADER, Row

#: Under this name rows travel from where a test ran to where the table is printed.
PROPERTY = "theory"

Report = Callable[[str, Sequence[Row]], None]


@pytest.fixture(scope="session")
def pool() -> Iterator[futures.Executor]:
    """Open one set of worker processes for all runs, once the model is compiled.

    Where tests themselves run side by side, they already keep all processors busy.
    """
    prepare("compiled", print)
    kind = "serial" if "PYTEST_XDIST_WORKER" in os.environ else "processes"
    with parse(kind).open(cores()) as workers:
        yield workers.pool


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Report:
    """Take down for the table what a scenario gave, under a title that says what it cost."""

    def take_down(title: str, rows: Sequence[Row]) -> None:
        text = "\n".join([title, *(f"  {row}" for row in rows)])
        record_property(PROPERTY, text)
        print(f"  {HEADER}\n{text}")

    return take_down


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    texts = [
        text
        for test in reports
        for name, text in getattr(test, "user_properties", [])
        if name == PROPERTY and test.when == "call"
    ]
    if texts:
        terminalreporter.section("theory against simulation")
        terminalreporter.write_line(f"  {HEADER}")
        for text in texts:
            terminalreporter.write_line(text)
