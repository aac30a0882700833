"""Time to a given precision: seconds until a difference is known to half a percentage point.

The spread of the difference comes from a pilot on the quickest engine there is, since all engines
give the same replications; the time of a pair is measured for each engine. Seconds are of one core:
pairs that are needed times the time of one. With the pilot's number of replications the spread is
known to some 15%, and the number of pairs that are needed to some 30%.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import engines, subject
from benches.conftest import Show
from benches.precision import GRADE, HALF_WIDTH, MEASURE, pair_s, pairs_needed, pilot

OTHERS = ("ring-fenced", "one-pool")
#: Replications of the pilot, by engine.
PILOT = {"simpy": 4, "compiled": 30}
#: Pairs that are timed, by engine; the best counts, so that what is compiled at first is not.
TIMED = {"simpy": 1, "compiled": 5}
HEADS = ("random numbers", "difference, points", "spread of a pair, points", "pairs needed")


@pytest.mark.benchmark(group="time to a given precision")
@pytest.mark.parametrize("name", OTHERS)
def test_precision(benchmark: BenchmarkFixture, name: str, show: Show) -> None:
    baseline = subject.scenario()
    other = subject.scenario(path=subject.BASELINE.with_name(f"{name}.yaml"))
    engine = engines.available()[-1]
    arguments = (baseline, other, engine, PILOT[engine])
    found = benchmark.pedantic(pilot, args=arguments, rounds=1)
    taken_s = {known: pair_s(baseline, other, known, TIMED[known]) for known in engines.available()}
    heads = [*HEADS, *(f"{known} engine, s" for known in taken_s)]
    what = (
        f"{name} against the baseline, {subject.DAYS} days after {subject.WARM_UP_DAYS}: "
        f"{MEASURE} of grade {GRADE} to {100 * HALF_WIDTH:g} percentage points, 95%; "
        f"pilot of {PILOT[engine]} replications."
    )
    lines = [
        what,
        "",
        f"| {' | '.join(heads)} |",
        "|---|" + "---:|" * (len(heads) - 1),
    ]
    for common in (True, False):
        values = found.same_seed if common else found.other_seed
        spread = found.deviation(common=common)
        pairs = pairs_needed(spread)
        cells = [
            "common" if common else "of its own",
            f"{100 * float((values - found.baseline).mean()):+.2f}",
            f"{100 * spread:.2f}",
            f"{pairs:,}",
            *(f"{pairs * seconds:,.1f}" for seconds in taken_s.values()),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    show(f"time to a given precision: {name}", lines)
