"""Levers of demand move the measures the right way: paired, with the interval stated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.engine.compiled.engine import simulate
from sim.outputs.measures.week import hourly_queue
from sim.vocabulary import Activity
from sim.world.build import build, names
from tests.support import forces
from tests.support.forces import Data
from tests.support.pairs import Force, Pull, cell, hold

pytestmark = pytest.mark.slow

FORCE = Force(forces.TOWN, 8)
COUNT = cell("incidents_count")
FIRST_DAY, LAST_DAY = 13, 30  #: of January, for the operation


def disorder(data: Data) -> Data:
    found: Data = data["incident_types"]["disorder"]
    return found


def ten_per_cent_more(data: Data) -> None:
    data["demand"]["growth"] = 1.1


def ring_fenced(data: Data) -> None:
    data["redeployment"] = {"rule": "never"}


def no_effects(data: Data) -> None:
    disorder(data)["prevention_elasticity"] = {}


def ring_fenced_without_effects(data: Data) -> None:
    no_effects(data)
    ring_fenced(data)


def more_preventable(data: Data) -> None:
    disorder(data)["prevention_elasticity"] = {"patrol": 0.34}


def twice_the_repeats(data: Data) -> None:
    disorder(data)["repeat"]["share"] = 0.2


def operation(data: Data) -> None:
    match = {
        "team": "response",
        "dates": [f"2026-01-{day:02}" for day in range(FIRST_DAY, LAST_DAY + 1)],
        "start": "12:00",
        "hours": 8.0,
        "officers": {"Town": 2},
    }
    data["operations"] = {"match": match}


def calm(data: Data) -> None:
    """Leave officers where they are, so that nothing but the shock differs."""
    ring_fenced(data)


def shock(data: Data) -> None:
    calm(data)
    day = {"first_day": "2026-01-24", "last_day": "2026-01-24"}
    hours = {"from_hour": 12, "until_hour": 20}
    data["demand"]["changes"] = {"riot": {"factor": 4.0, **day, **hours}}


PULLS = [
    Pull(ten_per_cent_more, COUNT, 255),
    Pull(ten_per_cent_more, cell("response_time_mean_min", 2), 0.15),
    Pull(ring_fenced, COUNT, -52),
    # More prevention is delivered than at the reference.
    Pull(more_preventable, COUNT, -23),
    Pull(twice_the_repeats, cell("repeat_share"), 0.10),
    Pull(operation, cell("response_time_mean_min"), 0.078),
    Pull(operation, cell("operation_hours"), 0.9 * 8 * 2 * (LAST_DAY - FIRST_DAY + 1)),
    Pull(shock, COUNT, 70, calm),
]


@pytest.mark.parametrize("pull", PULLS, ids=str)
def test_the_sign_and_the_size(pull: Pull, report: Callable[[str], None]) -> None:
    hold(FORCE, pull, report)


def test_ten_per_cent_more_is_a_tenth_and_what_it_costs_in_prevention() -> None:
    found = FORCE.effect(ten_per_cent_more, COUNT)
    tenth = 0.1 * found.before
    # More demand takes officers from prevention, which adds some to the tenth.
    assert 0.7 * tenth < found.low < found.high < 1.6 * tenth, found


def test_without_effects_ring_fencing_moves_no_incident() -> None:
    assert FORCE.values(COUNT, no_effects) == FORCE.values(COUNT, ring_fenced_without_effects)


def test_repeats_are_the_share_that_theory_gives() -> None:
    """1 - 1 / (1 + p + p^2 + p^3), a little more while the effect of prevention is above 0."""
    for p, found in (
        (0.1, FORCE.values(cell("repeat_share"))),
        (0.2, FORCE.values(cell("repeat_share"), twice_the_repeats)),
    ):
        assert abs(np.mean(found) - (1 - 1 / (1 + p + p**2 + p**3))) < 0.02


def test_an_operation_takes_no_more_hours_than_it_says() -> None:
    asked = (LAST_DAY - FIRST_DAY + 1) * 8 * 2
    hours = FORCE.values(cell("operation_hours"), operation)
    assert 0.8 * asked < min(hours) <= max(hours) <= asked


def test_a_shock_raises_the_queue_in_its_hours_only() -> None:
    differences = []
    for replication in range(FORCE.replications):
        queues = []
        for scenario in (FORCE.scenario(calm), FORCE.scenario(shock)):
            world = build(scenario, scenario.run.seed, replication)
            queues.append(hourly_queue(scenario, names(scenario), world, simulate(world)))
        differences.append(queues[1] - queues[0])
    rise = np.array(differences)
    first = 24 * 19 + 12  # 24 January is the twentieth day of the run
    assert (rise[:, :first] == 0).all()
    during = rise[:, first + 1 : first + 12].mean(axis=1)
    assert during.min() > 1
    assert abs(rise[:, first + 72 :].mean()) < during.mean() / 10


def test_prevention_delivered_is_what_the_stock_is_made_of() -> None:
    world = build(FORCE.scenario(ring_fenced), 5, 0)
    state = simulate(world)
    account = state.officers.account_ms.reshape(world.sizes.officers, len(Activity))
    a_day = account[:, Activity.PREVENTION].sum() / MS_PER_HOUR / 28
    lost = 1 - 2 ** (-1 / 5)
    assert state.prevention_effect.stock_ms[0] / MS_PER_HOUR == pytest.approx(a_day / lost, rel=0.1)
    assert state.prevention_effect.next_count_ms[0] == 35 * MS_PER_DAY
