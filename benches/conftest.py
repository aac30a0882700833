"""Collects the figures of a run of benches and prints them as the table of docs/performance.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benches.figures import page
from sim import native

FIGURES = pytest.StashKey[dict[str, tuple[str, str]]]()

TABLES = pytest.StashKey[dict[str, Sequence[str]]]()

Note = Callable[[str, str, str], None]
Show = Callable[[str, Sequence[str]], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "seconds that one point of the benches of growth may take; larger ones are omitted"
    parser.addoption("--budget-s", type=float, default=10.0, help=text)
    text = "write the figures to this file, for `python -m benches`, and do not print them"
    parser.addoption("--figures", type=Path, help=text)


@pytest.fixture
def budget_s(request: pytest.FixtureRequest) -> float:
    """Return the seconds that one point of a bench may take."""
    seconds: float = request.config.getoption("--budget-s")
    return seconds


def pytest_configure(config: pytest.Config) -> None:
    native.keep_freed_memory()  # as `sim.runs.replication.replicate` does, for every program here
    config.stash[FIGURES] = {}
    config.stash[TABLES] = {}


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Return a function that adds a line to the table: what, figure, bound."""

    def add(what: str, figure: str, bound: str = "") -> None:
        request.config.stash[FIGURES][what] = (figure, bound)

    return add


@pytest.fixture
def show(request: pytest.FixtureRequest) -> Show:
    """Return a function that adds a table of its own: title, and lines in Markdown."""

    def add(title: str, lines: Sequence[str]) -> None:
        request.config.stash[TABLES][title] = lines

    return add


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table, or leave it to who asked for the figures."""
    figures, tables = config.stash[FIGURES], config.stash[TABLES]
    file: Path | None = config.getoption("--figures")
    if file is not None:
        file.write_text(json.dumps({"figures": figures, "tables": tables}), encoding="utf-8")
    elif figures or tables:
        terminalreporter.section("figures for docs/performance.md")
        for line in page(figures, tables):
            terminalreporter.line(line)
