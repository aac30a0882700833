"""What every system together costs: incidents a second, and a year, with all on and with none.

Both run on the compiled engine in turns in one process, each as often first as the other, so that
the ratio of a pair hardly depends on how busy the machine is; of many pairs the median counts, and
the quartiles say how sure it is. The incidents are those that come about, as candidates that do not
are no work that anybody asked for.
"""

from __future__ import annotations

import gc
import time
from itertools import pairwise
from statistics import median, quantiles
from typing import NamedTuple

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import subject
from benches.conftest import Note, Show
from benches.engines import measure, simulator
from benches.figures import bound
from sim.scenario.schema.arrests import Arrests
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.build import build

EVERYTHING = subject.ROOT / "scenarios" / "every-system-on.yaml"
#: Pairs of replications that count; an even number, and one before them does not.
ROUNDS = 16
#: Of the incidents a second without any system.
LEAST_RATIO = 0.7
ENGINE = "compiled"
#: Pairs of years, after one that does not count, and how much longer one with all may take.
YEARS = 4
YEAR = 364
MOST_TIMES = 1.5


def without_systems(days: int = subject.DAYS) -> Scenario:
    """Return the baseline without what it has of them: demand reacts to nothing."""
    base = subject.scenario(days)
    kinds = {
        name: kind.model_copy(
            update={
                "prevention_elasticity": {},
                "repeat": kind.repeat and kind.repeat.model_copy(update={"depends_on": None}),
            }
        )
        for name, kind in base.incident_types.items()
    }
    changes = {"incident_types": kinds, "chasers": None, "arrests": Arrests()}
    return base.model_copy(update=changes)


class Taken(NamedTuple):
    """What one replication took, in seconds of CPU."""

    create_s: float
    simulate_s: float
    measure_s: float
    incidents: int  #: that came about

    @property
    def all_s(self) -> float:
        """All in."""
        return self.create_s + self.simulate_s + self.measure_s

    @property
    def per_second(self) -> float:
        """Incidents a second, all in."""
        return self.incidents / self.all_s


def taken(scenario: Scenario, replication: int) -> Taken:
    """Run a replication and return what it took; no rubbish of the one before is in it."""
    gc.collect()
    times = [time.process_time()]
    world = build(scenario, subject.SEED, replication)
    times.append(time.process_time())
    state = simulator(ENGINE)(world)
    times.append(time.process_time())
    measure(scenario, world, state)
    times.append(time.process_time())
    came = int(np.count_nonzero(state.incidents.state != IncidentState.EXPECTED))
    create_s, simulate_s, measure_s = (after - before for before, after in pairwise(times))
    return Taken(create_s, simulate_s, measure_s, came)


def pair(none: Scenario, everything: Scenario, replication: int) -> tuple[Taken, Taken]:
    """Return what a replication took without systems and with all, run in turns."""
    if replication % 2:
        second = taken(everything, replication)
        return taken(none, replication), second
    return taken(none, replication), taken(everything, replication)


@pytest.mark.benchmark(group="every system, compiled engine")
def test_every_system(benchmark: BenchmarkFixture, note: Note, show: Show) -> None:
    none, everything = without_systems(), subject.scenario(path=EVERYTHING)
    found = [pair(none, everything, replication) for replication in range(ROUNDS + 1)][1:]
    lines = ["| medians | create, ms | simulate, ms | measure, ms | incidents a second of CPU |"]
    lines += ["|---|---:|---:|---:|---:|"]
    for name, rows in zip(("no system", "every system"), zip(*found, strict=True), strict=True):
        parts = [median(row[part] for row in rows) * 1000 for part in range(3)]
        shown = " | ".join(f"{ms:,.0f}" for ms in parts)
        lines.append(f"| {name} | {shown} | {median(row.per_second for row in rows):,.0f} |")
    show(f"Every system of local policing, {ENGINE} engine", lines)
    low, middle, high = quantiles(
        (on.per_second / off.per_second for off, on in found), n=4, method="inclusive"
    )
    note(
        "every system on, speed of none",
        f"{middle:.2f}, half of {ROUNDS} pairs within {low:.2f} to {high:.2f}",
        bound(f"at least {LEAST_RATIO:.2f}", met=middle >= LEAST_RATIO),
    )
    benchmark.pedantic(taken, args=(everything, 0), rounds=1)


@pytest.mark.benchmark(group="every system, compiled engine")
def test_a_year(benchmark: BenchmarkFixture, note: Note) -> None:
    none, everything = without_systems(YEAR), subject.scenario(YEAR, path=EVERYTHING)
    found = [pair(none, everything, replication) for replication in range(YEARS + 1)][1:]
    times = sorted(on.all_s / off.all_s for off, on in found)
    note(
        "a year with every system on, times one with none",
        f"{median(times):.2f}, {YEARS} pairs from {times[0]:.2f} to {times[-1]:.2f}",
        bound(f"at most {MOST_TIMES:.2f}", met=median(times) <= MOST_TIMES),
    )
    benchmark.pedantic(taken, args=(everything, 0), rounds=1)
