"""The hours of prevention at which the counts of the baseline hold.

Usage: ``python -m calibration.reference_hours [--replications N] [--write]``. The baseline is run
with demand that does not react, and the hours that went into each kind of prevention work in its
measured weeks are printed by hub; kinds of work without reference hours are left alone. With
``--write`` they go into scenarios/sussex/prevention-effect.yaml and the rows of figures, unless
what stands there holds: to write them moves the next run by a hair. To be done again whenever
people, rules or counts of the baseline change.
"""

from __future__ import annotations

import argparse
import re

import numpy as np

from calibration.command import run
from calibration.tables import BASELINE, ROWS, records, rows_text
from sim.clock import MS_PER_HOUR
from sim.engine.on_simpy.engine import simulate
from sim.model.state import ACTIVITIES, PREVENTION_WORKS
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, PreventionWork, Role
from sim.world.build import build

#: How far what is stated may be from what a run gives, as a share: of all hubs, and of each.
MOST_OFF, MOST_OFF_OF_A_HUB = 0.01, 0.03

FILE = BASELINE.parent / "sussex" / "prevention-effect.yaml"
PATH = "demand.prevention.reference_hours_per_week"


def delivered(scenario: Scenario, replications: int) -> dict[str, dict[str, float]]:
    """Return the mean hours a week of each kind of work, by hub, when nothing reacts.

    A team's hours count by its weight. The time of teams without a plan is patrol.
    """
    prevention = scenario.demand.prevention
    if prevention is None:
        raise SystemExit("the baseline says nothing of what prevention does to demand")
    still = scenario.model_copy(
        update={
            "incident_types": {
                name: incident_type.model_copy(update={"prevention_elasticity": {}})
                for name, incident_type in scenario.incident_types.items()
            }
        }
    )
    total = np.zeros((len(scenario.hubs), PREVENTION_WORKS))
    for replication in range(replications):
        world = build(still, scenario.run.seed, replication)
        state = simulate(world)
        hours = state.prevention.delivered_ms.reshape(-1, PREVENTION_WORKS) / MS_PER_HOUR
        account = state.officers.account_ms.reshape(-1, ACTIVITIES)[:, Activity.PREVENTION]
        unplanned = ~world.prevention.planned[world.people.role]
        hours[unplanned, PreventionWork.PATROL] = account[unplanned] / MS_PER_HOUR
        for team, weight in prevention.team_weights.items():
            hours[world.people.role == Role[team.upper()]] *= weight
        inside = world.people.hub < world.sizes.hubs
        np.add.at(total, world.people.hub[inside], hours[inside])
    a_week = total / replications / (scenario.run.days / 7)
    return {
        work: {
            hub: float(round(number))
            for hub, number in zip(
                scenario.hubs, a_week[:, PreventionWork[work.upper()]].tolist(), strict=True
            )
        }
        for work in prevention.reference_hours_per_week
    }


def do_hold(scenario: Scenario, hours: dict[str, dict[str, float]]) -> bool:
    """Tell whether the hours that a scenario states are near enough to what a run delivers."""
    prevention = scenario.demand.prevention
    if prevention is None:
        return False
    for work, stated in prevention.reference_hours_per_week.items():
        by_hub = hours[work]
        if abs(sum(stated.values()) / sum(by_hub.values()) - 1) > MOST_OFF:
            return False
        if any(abs(stated[hub] / each - 1) > MOST_OFF_OF_A_HUB for hub, each in by_hub.items()):
            return False
    return True


def write(hours: dict[str, dict[str, float]]) -> None:
    """Put the hours into the scenario and into the rows of figures."""
    text = FILE.read_text(encoding="utf-8")
    before, heading, after = text.partition("reference_hours_per_week:\n")
    for work, by_hub in hours.items():
        said = ", ".join(f"{hub}: {value:g}" for hub, value in by_hub.items())
        after = re.sub(rf"( {work}: )\{{.*\}}", rf"\g<1>{{{said}}}", after, count=1)
    FILE.write_text(before + heading + after, encoding="utf-8")
    rows = ROWS / "prevention_effect.csv"
    lines = records(rows)
    for line in lines:
        if line["path"].startswith(PATH):
            work, hub = line["path"].removeprefix(f"{PATH}.").split(".", 1)
            line["value"] = f"{hours[work][hub]:g}"
    rows.write_text(rows_text(lines), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.reference_hours", description=__doc__)
    parser.add_argument("--replications", type=int, default=4, help="runs to take the mean of")
    parser.add_argument("--write", action="store_true", help="put the hours into their files")
    options = parser.parse_args(arguments)
    baseline = load(BASELINE).scenario
    hours = delivered(baseline, options.replications)
    for work, by_hub in hours.items():
        for hub, value in by_hub.items():
            print(f"{work:20}{hub:12}{value:8,.0f} hours a week")
    if options.write and do_hold(baseline, hours):
        print("what stands there holds")
    elif options.write:
        write(hours)
    return 0


if __name__ == "__main__":
    run(main)
