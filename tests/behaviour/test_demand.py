"""Levers of demand move the measures the right way: paired, with the interval stated."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.engine.simpy_engine import simulate
from sim.outputs.measures import measure
from sim.outputs.measures_week import hourly_queue
from sim.outputs.statistics import difference
from sim.scenario.load import examine
from sim.scenario.schema import Scenario
from sim.vocabulary import Activity
from sim.world.build import build, names

pytestmark = pytest.mark.slow

REPLICATIONS = 6
#: One town: response busy for some two thirds of its time, neighbourhood officers who may help.
TOWN: dict[str, Any] = {
    "name": "town",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 28, "warm_up_days": 7, "seed": 5},
    "districts": {"Town": {"hub": "Town", "area_km2": 60.0, "latitude": 51.0, "longitude": 0.0}},
    "hubs": {"Town": {"district": "Town"}},
    "travel": {"mode": "distance", "cv": 0.3},
    "grades": {
        1: {"label": "Emergency", "target_min": 15.0, "emergency_travel": True},
        2: {"label": "Priority", "target_min": 60.0},
    },
    "incident_types": {
        "disorder": {
            "label": "Disorder",
            "basis": "assumption",
            "per_hour": {"Town": 3.3},
            "grade_mix": {1: 0.3, 2: 0.7},
            "scene_min": {"distribution": "exponential", "mean": 60.0},
            "writing_up_min": {"distribution": "fixed", "value": 30.0},
            "repeat": {
                "share": 0.1,
                "delay_days": {"distribution": "exponential", "mean": 10.0},
                "within_days": 30,
            },
            "preventable_share": 0.3,
        }
    },
    "demand": {"prevention": {"reference_hours_per_week": {"Town": 700.0}, "memory_days": 7}},
    "teams": {
        "response": {"posts": {"Town": 8.0}, "rota": "always"},
        "neighbourhood": {"posts": {"Town": 5.0}, "rota": "always"},
    },
    "redeployment": {"rule": "queue_long", "waiting": 1, "older_than_min": 1.0},
}


def town(**changes: Any) -> Scenario:
    data = copy.deepcopy(TOWN)
    for key, value in changes.items():
        data[key] = {**data.get(key, {}), **value}
    scenario, found = examine(data)
    assert scenario is not None, found
    assert not found, found
    return scenario


def values(scenario: Scenario, name: str, grade: str = "all") -> list[float]:
    """Return a measure of the whole force in each replication."""
    found = []
    for replication in range(REPLICATIONS):
        world = build(scenario, scenario.run.seed, replication)
        rows = measure(scenario, names(scenario), world, simulate(world))
        cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
        place = list(cells).index((name, "all", "all", grade))
        found.append(float(rows.value[place]))
    return found


@cache
def baseline(name: str, grade: str = "all") -> tuple[float, ...]:
    return tuple(values(town(), name, grade))


def interval(before: tuple[float, ...], after: list[float]) -> tuple[float, float]:
    """Return the 95% interval of the paired difference."""
    paired = difference(np.array([before]), np.array([after])).estimate
    return float(paired.low[0]), float(paired.high[0])


RING_FENCED = {"redeployment": {"rule": "never"}}


def test_ten_per_cent_more_demand_slows_responses() -> None:
    more = town(demand={"growth": 1.1})
    low, high = interval(baseline("response_time_mean_min", "2"),
                         values(more, "response_time_mean_min", "2"))  # fmt: skip
    assert 0 < low < high < 60, (low, high)
    low, high = interval(baseline("incidents_count"), values(more, "incidents_count"))
    expected = 0.1 * np.mean(baseline("incidents_count"))
    # More demand takes officers from prevention, which adds some to the tenth.
    assert 0.7 * expected < low < high < 1.6 * expected, (low, high, expected)


def test_ring_fencing_lowers_preventable_incidents() -> None:
    low, high = interval(
        baseline("incidents_count"), values(town(**RING_FENCED), "incidents_count")
    )
    assert -0.3 * np.mean(baseline("incidents_count")) < low < high < 0, (low, high)


def test_without_effects_ring_fencing_moves_no_incident() -> None:
    data = copy.deepcopy(TOWN)
    data["incident_types"]["disorder"]["preventable_share"] = 0.0
    still, _ = examine(data)
    fenced, _ = examine({**data, **RING_FENCED})
    assert still is not None
    assert fenced is not None
    assert values(still, "incidents_count") == values(fenced, "incidents_count")


def test_repeats_are_the_share_that_theory_gives() -> None:
    """1 - 1 / (1 + p + p^2 + p^3), a little more while the effect of prevention is above 0."""
    got = np.array(baseline("repeat_share"))
    p = 0.1
    assert abs(got.mean() - (1 - 1 / (1 + p + p**2 + p**3))) < 0.02


def test_a_shock_raises_the_queue_in_its_hours_only() -> None:
    change = {"factor": 4.0, "first_day": "2026-01-24", "last_day": "2026-01-24", "from_hour": 12,
              "until_hour": 20}  # fmt: skip
    shocked = town(**RING_FENCED, demand={"changes": {"riot": change}})
    differences = []
    for replication in range(REPLICATIONS):
        queues = []
        for scenario in (town(**RING_FENCED), shocked):
            world = build(scenario, scenario.run.seed, replication)
            state = simulate(world)
            queues.append(hourly_queue(scenario, names(scenario), world, state))
        differences.append(queues[1] - queues[0])
    rise = np.array(differences)
    first = 24 * 19 + 12  # 24 January is the twentieth day of the run
    assert (rise[:, :first] == 0).all()
    during = rise[:, first + 1 : first + 12].mean(axis=1)
    assert during.min() > 1
    assert abs(rise[:, first + 72 :].mean()) < during.mean() / 10


def test_an_operation_costs_response_time() -> None:
    days = [f"2026-01-{day:02}" for day in range(13, 31)]
    match = {"team": "response", "dates": days, "start": "12:00", "hours": 8.0,
             "officers": {"Town": 2}}  # fmt: skip
    taken = town(operations={"match": match})
    low, high = interval(
        baseline("response_time_mean_min"), values(taken, "response_time_mean_min")
    )
    assert 0 < low < high, (low, high)
    hours = values(taken, "operation_hours")
    assert max(hours) <= 18 * 8 * 2
    assert min(hours) > 0.8 * 18 * 8 * 2


def test_prevention_delivered_is_what_demand_remembers() -> None:
    scenario = town(**RING_FENCED)
    world = build(scenario, 5, 0)
    state = simulate(world)
    account = state.officers.account_ms.reshape(world.sizes.officers, len(Activity))
    a_day = account[:, Activity.PREVENTION].sum() / MS_PER_HOUR / 28
    memory = 7
    assert state.reaction.remembered_ms[0] / MS_PER_HOUR == pytest.approx(a_day * memory, rel=0.05)
    assert state.reaction.next_count_ms[0] == 35 * MS_PER_DAY
