"""The common six-hub model in SimPy, Ciw, plain Python, C and sixhubs: same calls, same waits.

What is simulated stands in benches/common/definition.py. The bench fails if any program has another
wait than the others for any call; speed is compared with the targets and reported.
"""

from __future__ import annotations

from statistics import median

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from benches.common import definition
from benches.common.programs import (
    C_PEOPLE,
    CIW,
    HEAPQ,
    OURS,
    SIMPY,
    C,
    in_turns,
    programs,
    ratios,
    table,
)
from benches.conftest import Note, Show
from benches.figures import bound, spread

DAYS = 28
ROUNDS = 5
#: Programs that take longer than this run in every other round.
LONG_S = 2.0

#: How many times as quick as another program the compiled engine should be: alone, and in all.
TARGETS = [
    (SIMPY, False, 80.0),
    (CIW, False, 300.0),
    (C, False, 1 / 1.5),
    (C_PEOPLE, False, 1 / 1.5),
    (SIMPY, True, 40.0),
]


def test_common_model(benchmark: BenchmarkFixture, note: Note, show: Show) -> None:
    scenario = definition.scenario(DAYS)
    calls, found = programs(scenario)
    outcomes = benchmark.pedantic(in_turns, args=(found, ROUNDS, LONG_S), rounds=1)
    for name, outcome in outcomes.items():
        different = np.flatnonzero(outcome.wait_ms != outcomes[HEAPQ].wait_ms)
        assert different.size == 0, f"{name}: other waits for calls {different[:5].tolist()}"
        benchmark.extra_info[name] = outcome.best._asdict()
    show("the common model", table(calls, outcomes, scenario))
    ours = OURS.format("compiled")
    for other, in_all, target in TARGETS:
        if ours in outcomes and other in outcomes:
            what = "create, simulate, measure" if in_all else "simulate"
            reached = ratios(outcomes, ours, other, in_all=in_all)
            said = bound(f"at least {target:.2f}", met=median(reached) >= target)
            note(f"common model, {what}: x {other}", spread(reached, 2), said)
