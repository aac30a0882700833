"""Collects the figures of a run of benches and prints them as the table of docs/performance.md."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Callable
from importlib import metadata

import pytest

from sim.executors import cores

LIBRARIES = ("numpy", "scipy", "simpy", "pydantic")
FIGURES = pytest.StashKey[dict[str, tuple[str, str]]]()

Note = Callable[[str, str, str], None]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = {}


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Return a function that adds a line to the table: what, figure, bound."""

    def add(what: str, figure: str, bound: str = "") -> None:
        request.config.stash[FIGURES][what] = (figure, bound)

    return add


@pytest.fixture
def noted(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Return a function that looks up a figure noted by an earlier bench."""

    def look_up(what: str) -> str:
        return request.config.stash[FIGURES].get(what, ("not measured", ""))[0]

    return look_up


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table."""
    if not config.stash[FIGURES]:
        return
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    today = dt.datetime.now(dt.UTC).date()
    terminalreporter.section("figures for docs/performance.md")
    terminalreporter.line(
        f"{today}, {platform.system()} {platform.machine()}, {cores()} cores, "
        f"Python {platform.python_version()}, {versions}"
    )
    terminalreporter.line("")
    terminalreporter.line("| what | figure | bound |")
    terminalreporter.line("|---|---:|---:|")
    for what, (figure, bound) in config.stash[FIGURES].items():
        terminalreporter.line(f"| {what} | {figure} | {bound} |")
