"""A table of what levers do, below the tests' own summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.pairs import HEADER

#: Under this name rows travel from where a test ran to where the table is printed.
PROPERTY = "lever"


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Take down a row for the table."""

    def take_down(row: str) -> None:
        record_property(PROPERTY, row)
        print(row)

    return take_down


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    rows = [
        row
        for test in reports
        for name, row in getattr(test, "user_properties", [])
        if name == PROPERTY and test.when == "call"
    ]
    if rows:
        terminalreporter.section("levers: differences with 95% intervals")
        terminalreporter.write_line(HEADER)
        for row in rows:
            terminalreporter.write_line(row)
