"""How cost grows: with days, hubs, replications and workers; each point in a fresh process.

A point that would take longer than the budget, going by the two before, is omitted, and the table
says so. The budget is small, so that all benches are over in some minutes; for the whole table:

    python -m pytest benches/bench_growth.py --benchmark-only --benchmark-enable --budget-s 900
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import engines, fresh, subject
from benches.conftest import Show

DAYS = (7, 28, 91, 182, 364)
HUBS = (1, 3, 6, 12, 30, 60)
REPLICATIONS = (1, 10, 100, 1_000)
WORKERS = (1, 2)
#: Days of each point where something else grows.
SHORT_DAYS = 7

pytestmark = pytest.mark.benchmark(group="growth, fresh processes")


class Point(NamedTuple):
    """What a run took, and cells of a table about it."""

    cost_s: float
    cells: Sequence[str]


def grow(
    sizes: Sequence[int], run: Callable[[int], Point], budget_s: float
) -> list[tuple[int, Sequence[str]]]:
    """Run ever larger sizes for as long as the next one stays within the budget."""
    rows: list[tuple[int, Sequence[str]]] = []
    known: list[tuple[int, float]] = []
    for size in sizes:
        if len(known) > 1:
            (before, before_s), (last, last_s) = known[-2:]
            expected_s = last_s + (last_s - before_s) / (last - before) * (size - last)
            if expected_s > budget_s:
                rows.append((size, [f"omitted: some {expected_s:,.0f} s"]))
                continue
        point = run(size)
        known.append((size, point.cost_s))
        rows.append((size, point.cells))
    return rows


def lines(
    heads: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], why: str
) -> Sequence[str]:
    """Return a table in Markdown; short rows are filled up."""
    table = [why, "", f"| {' | '.join(heads)} |", "|" + "---:|" * len(heads)]
    for size, cells in rows:
        filled = [f"{size:,}", *cells, *[""] * (len(heads) - 1 - len(cells))]
        table.append(f"| {' | '.join(filled)} |")
    return table


def one_replication(engine: str, folder: Path, days: int, hubs: int) -> Point:
    """Run one replication in a fresh process."""
    file = folder / "point.json"
    words: list[Path | str] = [fresh.BIN / "python", "-m", "benches.point", file]
    words += ["--engine", engine, "--days", str(days), "--hubs", str(hubs)]
    used = fresh.run(words)
    found = json.loads(file.read_text(encoding="utf-8"))
    steps_s = [found[step] for step in ("create_s", "simulate_s", "measure_s")]
    cost_s = sum(steps_s)
    cells = [f"{found['incidents']:,}", *(f"{step_s:.2f}" for step_s in steps_s)]
    cells += [f"{cost_s:.2f}", f"{found['incidents'] / cost_s:,.0f}", f"{used.peak_mb:,.0f}"]
    return Point(cost_s, cells)


HEADS = ("incidents", "create, s", "simulate, s", "measure, s", "in all, s", "a second", "peak, MB")


class Growth(NamedTuple):
    """Runs one engine at ever larger sizes, and shows the table."""

    engine: str
    benchmark: BenchmarkFixture
    show: Show
    budget_s: float

    def measure(
        self,
        what: str,
        sizes: Sequence[int],
        run: Callable[[int], Point],
        heads: Sequence[str],
        why: str,
    ) -> None:
        """Measure how cost grows with `what`."""
        rows = self.benchmark.pedantic(grow, args=(sizes, run, self.budget_s), rounds=1)
        title = f"growth with {what}, {self.engine} engine"
        self.show(title, lines((what, *heads), rows, why))


@pytest.fixture(params=engines.available())
def growth(
    request: pytest.FixtureRequest, benchmark: BenchmarkFixture, show: Show, budget_s: float
) -> Growth:
    """Return what measures growth, on each engine."""
    return Growth(request.param, benchmark, show, budget_s)


def test_days(growth: Growth, tmp_path: Path) -> None:
    def run(days: int) -> Point:
        return one_replication(growth.engine, tmp_path, days, 6)

    why = f"The baseline, one replication on the {growth.engine} engine; CPU."
    growth.measure("days", DAYS, run, HEADS, why)


def test_hubs(growth: Growth, tmp_path: Path) -> None:
    def run(hubs: int) -> Point:
        return one_replication(growth.engine, tmp_path, SHORT_DAYS, hubs)

    why = f"Sussex in part or several times over, {SHORT_DAYS} days; {growth.engine} engine; CPU."
    growth.measure("hubs", HUBS, run, HEADS, why)


def test_replications(growth: Growth, tmp_path: Path) -> None:
    """Measure the command as users run it: start-up and writing of results included."""
    short = tmp_path / "short.yaml"
    short.write_text(
        f"extends: [{subject.BASELINE.stem}]\nname: short\n"
        f"run: {{days: {SHORT_DAYS}, warm_up_days: 0}}\n",
        encoding="utf-8",
    )
    words: list[Path | str] = [fresh.BIN / "sixhubs", "run", short, "--engine", growth.engine]

    def run(replications: int) -> Point:
        cells: list[str] = []
        longest_s = 0.0
        for workers in WORKERS:
            out = tmp_path / f"{replications}-{workers}"
            how = ["--replications", str(replications), "--executor", f"processes:{workers}"]
            begun = time.perf_counter()
            used = fresh.run([*words, *how, "--out", out, "--quiet"])
            taken_s = time.perf_counter() - begun
            longest_s = max(longest_s, taken_s)
            cells += [f"{taken_s:.1f}", f"{used.peak_mb:,.0f}"]
        return Point(longest_s, cells)

    heads = [head for n in WORKERS for head in (f"{n} at a time, s", "peak of a process, MB")]
    why = f"`sixhubs run` of {SHORT_DAYS} days of the baseline; {growth.engine} engine; wall clock."
    growth.measure("replications", REPLICATIONS, run, heads, why)
