"""What is drawn in many compiled calls is what each incident would have if it stood alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build
from tests.engine.busy import levers_scenario
from tests.house.tree import ROOT
from tests.support.strategies import scenario_of, scenarios
from tests.support.strategies_parts import Data
from tests.world.plainly import Plainly


def differences(scenario: Scenario, seed: int, replication: int) -> list[tuple[int, str, Any, Any]]:
    world = build(scenario, seed, replication)
    return list(Plainly(scenario, world, seed, replication).differences())[:5]


@settings(max_examples=12, deadline=None)
@given(scenarios())
def test_random_worlds_are_those_of_each_incident_alone(data: Data) -> None:
    assert differences(scenario_of(data), 5, 2) == []


def test_a_world_in_which_everything_happens_is_that_of_each_incident_alone() -> None:
    assert differences(levers_scenario(), 3, 1) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sussex-2017", "sussex-2015", "pcso-patches"])
def test_shipped_worlds_are_those_of_each_incident_alone(name: str) -> None:
    base = load(ROOT / "scenarios" / f"{name}.yaml").scenario
    run = base.run.model_copy(update={"days": 1, "warm_up_days": 0})
    assert differences(base.model_copy(update={"run": run}), 2017, 0) == []
