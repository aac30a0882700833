"""What every system together costs: incidents a second with all on, and with none.

Both run on the compiled engine in turns in one process, so that the ratio hardly depends on how
busy the machine is. The incidents are those that come about, as candidates that do not are no work
that anybody asked for.
"""

from __future__ import annotations

import time
from statistics import median

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
ROUNDS = 7
#: Of the incidents a second without any system.
LEAST_RATIO = 0.7
ENGINE = "compiled"


def without_systems() -> Scenario:
    """Return the baseline without what it has of them: demand reacts to nothing."""
    base = subject.scenario()
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


def per_second(scenario: Scenario, replication: int) -> float:
    """Return how many incidents a replication gets through in a second of CPU, all in."""
    begun = time.process_time()
    world = build(scenario, subject.SEED, replication)
    state = simulator(ENGINE)(world)
    measure(scenario, world, state)
    taken_s = time.process_time() - begun
    return float(np.count_nonzero(state.incidents.state != IncidentState.EXPECTED) / taken_s)


@pytest.mark.benchmark(group="every system, compiled engine")
def test_every_system(benchmark: BenchmarkFixture, note: Note, show: Show) -> None:
    none, everything = without_systems(), subject.scenario(path=EVERYTHING)
    found = [
        (per_second(none, replication), per_second(everything, replication))
        for replication in range(ROUNDS + 1)
    ][1:]
    ratios = [all_on / all_off for all_off, all_on in found]
    lines = ["| incidents a second of CPU, all in | median |", "|---|---:|"]
    for name, speeds in zip(("no system", "every system"), zip(*found, strict=True), strict=True):
        lines.append(f"| {name} | {median(speeds):,.0f} |")
    show(f"Every system of local policing, {ENGINE} engine", lines)
    met = median(ratios) >= LEAST_RATIO
    note(
        "every system on, speed of none",
        f"{median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}",
        bound(f"at least {LEAST_RATIO:.2f}", met=met),
    )
    benchmark.pedantic(per_second, args=(everything, 0), rounds=1)
