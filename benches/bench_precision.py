"""Time to a given precision: seconds until a difference is known to half a percentage point.

The spread of the difference comes from a pilot on the quickest engine there is, since all engines
give the same replications; the time of a pair is measured for each engine. Seconds are of one core:
pairs that are needed times the time of one. A pilot of 20 knows the spread to some 16%, and the
number of pairs that are needed to some 32%; one of 4 is a rough guess.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import engines, subject
from benches.conftest import Show
from benches.precision import (
    GRADE,
    HALF_WIDTH,
    MEASURE,
    OTHER_SEED,
    Shares,
    pairs_needed,
    shares,
    spread,
)

BASELINE = subject.BASELINE.stem
OTHERS = ("ring-fenced", "one-pool")
#: Replications of the pilot, if this is the quickest engine.
PILOT = {"simpy": 4, "compiled": 20}
#: Replications by which an engine is timed that does not run the pilot.
TIMED = 1
HEADS = ("random numbers", "difference, points", "spread of a pair, points", "pairs needed")


@pytest.mark.benchmark(group="time to a given precision")
@pytest.mark.parametrize("name", OTHERS)
def test_precision(benchmark: BenchmarkFixture, name: str, show: Show) -> None:
    quickest = engines.available()[-1]
    seeds = {"common": subject.SEED, "of its own": OTHER_SEED}
    baseline = shares(BASELINE, quickest, subject.SEED, PILOT[quickest])

    def pilot() -> dict[str, Shares]:
        return {how: shares(name, quickest, seed, PILOT[quickest]) for how, seed in seeds.items()}

    found = benchmark.pedantic(pilot, rounds=1)
    pair_s = {quickest: baseline.best_s + found["common"].best_s}
    for engine in set(engines.available()) - {quickest}:
        runs = (shares(which, engine, subject.SEED, TIMED) for which in (BASELINE, name))
        pair_s[engine] = sum(run.best_s for run in runs)
    heads = [*HEADS, *(f"{engine} engine, s" for engine in pair_s)]
    what = (
        f"{name} against the baseline, {subject.DAYS} days after {subject.WARM_UP_DAYS}: "
        f"{MEASURE} of grade {GRADE} to {100 * HALF_WIDTH:g} percentage points, 95%; "
        f"pilot of {PILOT[quickest]} replications."
    )
    lines = [what, "", f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for how, other in found.items():
        deviation = spread(baseline.values, other.values)
        pairs = pairs_needed(deviation)
        cells = [
            how,
            f"{100 * float((other.values - baseline.values).mean()):+.2f}",
            f"{100 * deviation:.2f}",
            f"{pairs:,}",
            *(f"{pairs * seconds:,.1f}" for seconds in pair_s.values()),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    show(f"time to a given precision: {name}", lines)
