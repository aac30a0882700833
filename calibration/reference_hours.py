"""The hours of prevention at which the counts of the baseline hold.

Usage: ``python -m calibration.reference_hours [--replications N] [--write]``. The baseline is run
with demand that does not react, and the hours delivered in its measured weeks are printed by hub.
With ``--write`` they go into scenarios/sussex/prevention-effect.yaml and the rows of figures. To be
done again whenever people, rules or counts of the baseline change.
"""

from __future__ import annotations

import argparse
import re

import numpy as np

from calibration.command import run
from calibration.tables import BASELINE, ROWS, records, rows_text
from sim.clock import MS_PER_HOUR
from sim.engine.on_simpy.engine import simulate
from sim.model.state import ACTIVITIES
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity
from sim.world.build import build

FILE = BASELINE.parent / "sussex" / "prevention-effect.yaml"
PATH = "demand.prevention.reference_hours_per_week"


def delivered(scenario: Scenario, replications: int) -> dict[str, float]:
    """Return the mean hours of prevention delivered in a week, by hub, when nothing reacts."""
    incident_types = {
        name: incident_type.model_copy(update={"preventable_share": 0.0})
        for name, incident_type in scenario.incident_types.items()
    }
    still = scenario.model_copy(update={"incident_types": incident_types})
    total = np.zeros(len(scenario.hubs))
    for replication in range(replications):
        world = build(still, scenario.run.seed, replication)
        state = simulate(world)
        account = state.officers.account_ms.reshape(-1, ACTIVITIES)[:, Activity.PREVENTION]
        inside = world.people.hub < world.sizes.hubs
        total += np.bincount(
            world.people.hub[inside], weights=account[inside], minlength=total.size
        )
    hours = total / MS_PER_HOUR / replications / (scenario.run.days / 7)
    return {hub: float(round(n)) for hub, n in zip(scenario.hubs, hours.tolist(), strict=True)}


def write(hours: dict[str, float]) -> None:
    """Put the hours into the scenario and into the rows of figures."""
    said = ", ".join(f"{hub}: {value:g}" for hub, value in hours.items())
    text = FILE.read_text(encoding="utf-8")
    changed = re.sub(r"(reference_hours_per_week: )\{.*\}", rf"\g<1>{{{said}}}", text)
    FILE.write_text(changed, encoding="utf-8")
    rows = ROWS / "prevention_effect.csv"
    lines = records(rows)
    for line in lines:
        if line["path"].startswith(PATH):
            line["value"] = f"{hours[line['path'].removeprefix(f'{PATH}.')]:g}"
    rows.write_text(rows_text(lines), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.reference_hours", description=__doc__)
    parser.add_argument("--replications", type=int, default=4, help="runs to take the mean of")
    parser.add_argument("--write", action="store_true", help="put the hours into their files")
    options = parser.parse_args(arguments)
    hours = delivered(load(BASELINE).scenario, options.replications)
    for hub, value in hours.items():
        print(f"{hub:12}{value:8,.0f} hours a week")
    if options.write:
        write(hours)
    return 0


if __name__ == "__main__":
    run(main)
