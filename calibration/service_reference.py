"""The service at which the repeats and the arrests of the baseline hold.

Usage: ``python -m calibration.service_reference [--replications N] [--write]``. The baseline is run
as it stands, and of each type whose repeats depend on the service the mean product of the factors
is printed, over all repeats that might follow; then, by grade, the response time at which arrests
are as many as the shares say. With ``--write`` both go into
scenarios/sussex/repeats-by-service.yaml and its rows of figures, unless what stands there holds: to
write them moves the next run by a hair. To be done again whenever people, rules or counts of the
baseline change.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict

import numpy as np

from calibration.command import run
from calibration.tables import BASELINE, ROWS, SUSSEX, records, rows_text
from sim.clock import MS_PER_MIN
from sim.engine.on_simpy.engine import simulate
from sim.model.policies import service
from sim.model.state import State
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import GRADES, MILLIONTHS, NO_ARREST, World
from sim.world.build import build
from sim.world.service import service_rules

#: How far what is stated may be from what a run gives: products, and times as a share.
MOST_OFF, MOST_OFF_SHARE = 0.004, 0.02

FILE = SUSSEX / "repeats-by-service.yaml"
TABLE = ROWS / "repeats_by_service.csv"


def references(
    baseline: Scenario, with_service: Scenario, replications: int
) -> tuple[dict[str, float], dict[int, float]]:
    """Return the mean product of factors by type, and the response time by grade in minutes.

    Parameters
    ----------
    baseline : Scenario
        The scenario at which counts and shares hold.
    with_service : Scenario
        One with the same types, whose factors and elasticity are taken.
    replications : int
        Runs to take the mean of.
    """
    rules = service_rules(with_service.incident_types.values(), 1)
    of_type: dict[str, list[int]] = defaultdict(list)
    of_grade: dict[int, list[float]] = defaultdict(list)
    names = list(baseline.incident_types)
    for replication in range(replications):
        world = build(baseline, baseline.run.seed, replication)
        state = simulate(world)
        judged = world._replace(service=rules)
        for incident in _followed(world, state):
            name = names[world.drawn.type[world.drawn.parent[incident]]]
            at_ms = int(world.drawn.created_ms[incident])
            parent = int(world.drawn.parent[incident])
            of_type[name].append(int(service.product(judged, state, parent, at_ms)))
        for grade in range(1, GRADES):
            of_grade[grade] += _response_min(world, state, grade)
    products = {
        name: round(float(np.mean(of_type[name])) / MILLIONTHS, 3)
        for number, name in enumerate(names)
        if rules.depends[number] and of_type[name]
    }
    arrests = with_service.arrests
    times = {
        grade: round(_neutral(np.array(of_grade[grade]), arrests.elasticity), 1)
        for grade in arrests.reference_min
        if of_grade[grade]
    }
    return products, times


def _followed(world: World, state: State) -> list[int]:
    """Return the repeats of incidents that happened in the run, whether or not they come about."""
    drawn = world.drawn
    rows = np.flatnonzero((drawn.repeat > 0) & (drawn.parent >= 0))
    rows = rows[drawn.created_ms[rows] < world.sizes.horizon_ms]
    happened = state.incidents.state[drawn.parent[rows]] != int(IncidentState.EXPECTED)
    return [int(row) for row in rows[happened]]


def _response_min(world: World, state: State, grade: int) -> list[float]:
    """Return the response times of incidents of a grade at which arrests may be made."""
    drawn, arrived_ms = world.drawn, state.incidents.first_arrived_ms
    n = world.sizes.incidents
    ours = (drawn.grade[:n] == grade) & (arrived_ms >= 0) & (drawn.arrest_mark[:n] < NO_ARREST)
    response_ms = (arrived_ms - drawn.created_ms[:n])[ours]
    return [float(each) for each in response_ms[response_ms > 0] / MS_PER_MIN]


def _neutral(response_min: np.ndarray, elasticity: float) -> float:
    """Return the reference at which the mean factor of these response times is 1."""
    if elasticity == 0:
        return float(response_min.mean())
    return float(np.mean(response_min**-elasticity) ** (-1 / elasticity))


def do_hold(baseline: Scenario, products: dict[str, float], times: dict[int, float]) -> bool:
    """Tell whether the references that a baseline states are near enough to what a run gives."""
    for name, product in products.items():
        repeat = baseline.incident_types[name].repeat
        stated = repeat.depends_on if repeat else None
        if stated is None or abs(stated.reference - product) > MOST_OFF:
            return False
    stated_min = baseline.arrests.reference_min
    return all(abs(stated_min[n] / time - 1) <= MOST_OFF_SHARE for n, time in times.items())


def write(products: dict[str, float], times: dict[int, float]) -> None:
    """Put the references into the scenario and into the rows of figures."""
    text = FILE.read_text(encoding="utf-8")
    for name, value in products.items():
        text = re.sub(
            rf"(  {name}:\n.*?reference: )[\d.]+", rf"\g<1>{value:g}", text, flags=re.DOTALL
        )
    said = ", ".join(f"{grade}: {value:g}" for grade, value in times.items())
    text = re.sub(r"(reference_min: )\{.*?\}", rf"\g<1>{{{said}}}", text)
    FILE.write_text(text, encoding="utf-8")
    lines = records(TABLE)
    values = {
        f"incident_types.{name}.repeat.depends_on.reference": f"{value:g}"
        for name, value in products.items()
    }
    values |= {f"arrests.reference_min.{grade}": f"{value:g}" for grade, value in times.items()}
    for line in lines:
        line["value"] = values.get(line["path"], line["value"])
    TABLE.write_text(rows_text(lines), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.service_reference", description=__doc__)
    parser.add_argument("--replications", type=int, default=4, help="runs to take the mean of")
    parser.add_argument("--write", action="store_true", help="put the references into their files")
    options = parser.parse_args(arguments)
    baseline = load(BASELINE).scenario
    products, times = references(baseline, baseline, options.replications)
    for name, value in products.items():
        print(f"{name:28}{value:8.3f}")
    for grade, value in times.items():
        print(f"grade {grade:<22}{value:8.1f} minutes")
    if options.write and do_hold(baseline, products, times):
        print("what stands there holds")
    elif options.write:
        write(products, times)
    return 0


if __name__ == "__main__":
    run(main)
