"""The baseline delivers the prevention and the service at which its counts are said to hold.

Both are taken from runs of the baseline, so they go stale when its people, rules or demand change;
demand and arrests would then drift off the counts that were put in. `make baseline` renews them.
"""

from __future__ import annotations

import pytest

from calibration.reference_hours import delivered
from calibration.service_reference import references
from calibration.tables import BASELINE
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario

#: As many as both commands run by default: more would differ from what they have written.
REPLICATIONS = 4


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load(BASELINE).scenario


@pytest.mark.slow
def test_hours_of_prevention(baseline: Scenario) -> None:
    prevention = baseline.demand.prevention
    assert prevention is not None
    for work, by_hub in delivered(baseline, REPLICATIONS).items():
        stated = prevention.reference_hours_per_week[work]
        assert sum(by_hub.values()) == pytest.approx(sum(stated.values()), rel=0.01), work
        assert by_hub == pytest.approx(stated, rel=0.03), work


@pytest.mark.slow
def test_service(baseline: Scenario) -> None:
    products, times = references(baseline, baseline, REPLICATIONS)
    assert times == pytest.approx(baseline.arrests.reference_min, rel=0.02)
    for name, product in products.items():
        repeat = baseline.incident_types[name].repeat
        assert repeat is not None
        assert product == pytest.approx(repeat.depends_on.reference, abs=0.004), name
