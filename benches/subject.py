"""What the benches measure: one replication of the shipped baseline, and the counts it must have.

The period and the seed are fixed here, so that a bench means the same whatever the scenario says.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.scenario.load import Loaded, load
from sim.scenario.schema.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "scenarios" / "sussex-2017.yaml"
PINNED = Path(__file__).with_name("pinned.json")
#: The command that renews PINNED; nothing else writes it.
PIN_COMMAND = "python -m benches.pin"

SEED = 2017
REPLICATION = 0
DAYS = 28
WARM_UP_DAYS = 7


class Counts(NamedTuple):
    """What a replication of the baseline holds; a change is a change of the model or its data."""

    scenario_hash: str
    incidents: int
    officers: int
    events: int


@cache
def loaded(path: Path = BASELINE) -> Loaded:
    return load(path)


def scenario(days: int = DAYS, warm_up_days: int = WARM_UP_DAYS, path: Path = BASELINE) -> Scenario:
    """Return a scenario, by default the baseline, with the period of the benches."""
    base = loaded(path).scenario
    run = base.run.model_copy(update={"days": days, "warm_up_days": warm_up_days})
    return base.model_copy(update={"run": run})


def counted() -> Counts:
    """Run the replication and count."""
    from sim.engine.on_simpy.engine import simulate
    from sim.world.build import build

    world = build(scenario(), SEED, REPLICATION)
    state = simulate(world)
    return Counts(
        scenario_hash=loaded().scenario_hash,
        incidents=world.sizes.incidents,
        officers=world.sizes.officers,
        events=int(state.clock.events[0]),
    )


def pinned() -> Counts:
    """Return the counts that were pinned."""
    return Counts(**json.loads(PINNED.read_text(encoding="utf-8")))


def explain(what: str, got: int, wanted: int) -> str:
    """Say which of scenario and model must have changed."""
    same = loaded().scenario_hash == pinned().scenario_hash
    why = "the scenario is the same, so the model changed" if same else "the scenario changed"
    return f"{got:,} {what}, pinned are {wanted:,}: {why}. If that is meant: {PIN_COMMAND}"
