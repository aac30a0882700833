"""The shipped scenarios are valid, explain themselves, and differ only where they say."""

from __future__ import annotations

import pytest

from calibration.tables import REPOSITORY
from sim.scenario.load import load

FOLDER = REPOSITORY / "scenarios"
SCENARIOS = sorted(path.name for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenarios_load_and_say_what_they_ask(name):
    scenario = load(FOLDER / name).scenario
    assert scenario.name == name.removesuffix(".yaml")
    assert scenario.title
    assert len(scenario.why) == 3
    assert scenario.protective_marking == "OFFICIAL"


@pytest.mark.parametrize("name", ["ring-fenced.yaml", "redeploy-when-queue-long.yaml"])
def test_comparisons_change_the_redeployment_rule_only(name):
    texts = ("name", "title", "why")
    changed = [line.path for line in load(FOLDER / name).overrides if line.path not in texts]
    assert changed
    assert all(path.startswith("redeployment.") for path in changed)


def test_the_three_rules_are_in_order_of_readiness():
    never, moderate, ready = (
        load(FOLDER / f"{name}.yaml").scenario.redeployment
        for name in ("ring-fenced", "sussex-2017", "redeploy-when-queue-long")
    )
    assert never.rule == "never"
    assert moderate.rule == ready.rule == "queue_long"
    assert ready.waiting < moderate.waiting
    assert ready.older_than_min < moderate.older_than_min


def test_the_baseline_is_the_six_hubs_of_sussex():
    scenario = load(FOLDER / "sussex-2017.yaml").scenario
    assert len(scenario.districts) == 13
    assert sorted(scenario.hubs) == [
        "Brighton",
        "Chichester",
        "Crawley",
        "Eastbourne",
        "Hastings",
        "Worthing",
    ]
    assert len(scenario.incident_types) >= 16
    assert scenario.run.start.weekday() == 0
    assert set(scenario.grades) == {1, 2, 3, 4}
