"""How many replications, and how long, until a difference of scenarios is known well enough.

The difference is in the share of grade-1 incidents reached within the target. It is estimated from
pairs of replications, of the baseline and of the other scenario: with common random numbers both
meet the same incidents, without them each has its own.
"""

from __future__ import annotations

import time
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from benches import engines, subject
from sim.outputs.measures.all_measures import measure
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats
from sim.world.build import build, names

#: Half-width of the 95% interval that is asked for: half a percentage point.
HALF_WIDTH = 0.005
MEASURE, GRADE = "within_target_share", "1"
#: Root of the randomness of the other scenario where random numbers are not common.
OTHER_SEED = subject.SEED + 1
#: A search that goes further has lost its way.
MOST_REPLICATIONS = 1_000_000


class Shares(NamedTuple):
    """Shares within target of some replications of a scenario."""

    values: Floats  #: (replications,)
    best_s: float  #: CPU seconds of the quickest replication: create, simulate, measure


def share(scenario: Scenario, engine: str, seed: int, replication: int) -> float:
    """Return the share within target of one replication."""
    world = build(scenario, seed, replication)
    state = engines.simulator(engine)(world)
    rows = measure(scenario, names(scenario), world, state)
    wanted = (MEASURE, "all", "all", GRADE)
    keys = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
    (value,) = [float(rows.value[row]) for row, key in enumerate(keys) if key == wanted]
    return value


@cache
def shares(name: str, engine: str, seed: int, replications: int) -> Shares:
    """Run replications of a shipped scenario, with the period of the benches."""
    scenario = subject.scenario(path=subject.BASELINE.with_name(f"{name}.yaml"))
    values, seconds = [], []
    for replication in range(replications):
        begun = time.process_time()
        values.append(share(scenario, engine, seed, replication))
        seconds.append(time.process_time() - begun)
    return Shares(np.array(values), min(seconds))


def spread(baseline: Floats, other: Floats) -> float:
    """Return the standard deviation of a pair's difference."""
    return float(np.std(other - baseline, ddof=1))


def pairs_needed(deviation: float, half_width: float = HALF_WIDTH) -> int:
    """Return the smallest n >= 2 with t(n - 1, 0.975) * deviation / sqrt(n) <= half_width."""
    for n in range(2, MOST_REPLICATIONS):
        if stdtrit(n - 1, 0.975) * deviation / n**0.5 <= half_width:
            return n
    raise ValueError(f"{deviation} is beyond any number of replications")
