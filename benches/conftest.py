"""Collects the figures of a run of benches and prints them as the table of docs/performance.md."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Callable, Sequence
from importlib import metadata

import pytest

from sim import native
from sim.runs.places.place import cores

LIBRARIES = ("numpy", "scipy", "simpy", "numba", "ciw", "pydantic")
FIGURES = pytest.StashKey[dict[str, tuple[str, str]]]()

TABLES = pytest.StashKey[dict[str, Sequence[str]]]()

Note = Callable[[str, str, str], None]
Show = Callable[[str, Sequence[str]], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "seconds that one point of the benches of growth may take; larger ones are omitted"
    parser.addoption("--budget-s", type=float, default=10.0, help=text)


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
    """Print the table."""
    figures, tables = config.stash[FIGURES], config.stash[TABLES]
    if not figures and not tables:
        return
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    today = dt.datetime.now(dt.UTC).date()
    terminalreporter.section("figures for docs/performance.md")
    terminalreporter.line(
        f"{today}, {platform.system()} {platform.machine()}, {cores()} cores, "
        f"Python {platform.python_version()}, {versions}"
    )
    lines = ["", "| what | figure | bound |", "|---|---:|---:|"] if figures else []
    lines += [f"| {what} | {figure} | {bound} |" for what, (figure, bound) in figures.items()]
    for title, table in tables.items():
        lines += ["", f"### {title}", "", *table]
    for line in lines:
        terminalreporter.line(line)
