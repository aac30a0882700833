"""The baseline on the compiled engine, in steps: 28 days and a year, in a process that has run one.

Says whether one replication of a year takes longer than it may, and fails where it takes more
memory. The peak is that of this process, so `python -m benches` runs the file in one of its own,
and what has to be compiled first is compiled in another.
"""

from __future__ import annotations

import resource
import sys
import time
from itertools import pairwise
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import fresh, subject
from benches.conftest import Note, Show
from benches.engines import measure, simulator
from benches.figures import bound
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build

#: Days measured, and timed replications of each, after one that is not timed.
ROUNDS = {28: 14, 364: 5}
STEPS = ("create", "simulate", "measure", "all in")
YEAR = 364
MOST_S = 1.5
MOST_MB = 500.0
ENGINE = "compiled"


def steps(scenario: Scenario, replication: int) -> tuple[float, ...]:
    """Return the CPU seconds of each step of a replication, and of all."""
    simulate = simulator(ENGINE)
    times = [time.process_time()]
    world = build(scenario, subject.SEED, replication)
    times.append(time.process_time())
    state = simulate(world)
    times.append(time.process_time())
    measure(scenario, world, state)
    times.append(time.process_time())
    spans = (end - start for start, end in pairwise(times))
    return *spans, times[-1] - times[0]


@pytest.mark.benchmark(group="baseline, compiled engine")
def test_baseline(benchmark: BenchmarkFixture, note: Note, show: Show) -> None:
    fresh.run([sys.executable, "-m", "benches.replicate"])
    lines = ["| step | " + " | ".join(f"{days} days: best, median, s" for days in ROUNDS) + " |"]
    lines.append("|---|" + "---:|" * len(ROUNDS))
    cells: dict[str, list[str]] = {step: [] for step in STEPS}
    best_s = {}
    for days, rounds in ROUNDS.items():
        scenario = subject.scenario(days)
        taken = [steps(scenario, replication) for replication in range(rounds + 1)][1:]
        for step, times in zip(STEPS, zip(*taken, strict=True), strict=True):
            cells[step].append(f"{min(times):.2f}, {median(times):.2f}")
        best_s[days] = min(times[-1] for times in taken)
    lines += [f"| {step} | {' | '.join(cells[step])} |" for step in STEPS]
    show(f"Baseline, {ENGINE} engine", lines)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    met = best_s[YEAR] <= MOST_S
    note("a year all in, best", f"{best_s[YEAR]:.2f} s", bound(f"at most {MOST_S:g} s", met=met))
    note("peak memory with a year", f"{peak_mb:,.0f} MB", f"under {MOST_MB:,.0f}")
    benchmark.pedantic(steps, args=(subject.scenario(), 0), rounds=1)
    assert peak_mb < MOST_MB
