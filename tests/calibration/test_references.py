"""The baseline delivers the prevention and the service at which its counts are said to hold.

Both are taken from runs of the baseline, so they go stale when its people, rules or demand change;
demand and arrests would then drift off the counts that were put in. `make baseline` renews them.
"""

from __future__ import annotations

import pytest

from calibration import reference_hours, service_reference
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
    hours = reference_hours.delivered(baseline, REPLICATIONS)
    assert reference_hours.do_hold(baseline, hours), hours


@pytest.mark.slow
def test_service(baseline: Scenario) -> None:
    products, times = service_reference.references(baseline, baseline, REPLICATIONS)
    assert service_reference.do_hold(baseline, products, times), (products, times)


def test_what_is_off_does_not_hold(baseline: Scenario) -> None:
    assert baseline.demand.prevention is not None
    stated = baseline.demand.prevention.reference_hours_per_week
    hours = {work: dict(by_hub) for work, by_hub in stated.items()}
    assert reference_hours.do_hold(baseline, hours)
    more = {work: {hub: 1.02 * n for hub, n in each.items()} for work, each in hours.items()}
    assert not reference_hours.do_hold(baseline, more)
    hours["patrol"]["Hastings"] *= 1.04
    assert not reference_hours.do_hold(baseline, hours)

    times = dict(baseline.arrests.reference_min)
    assert service_reference.do_hold(baseline, {}, times)
    # What 452 posts of Response gave, when 33.8 minutes stood there.
    assert not service_reference.do_hold(baseline, {}, times | {2: times[2] * 35.0 / 33.8})
    repeat = baseline.incident_types["burglary"].repeat
    assert repeat is not None
    for off, holds in ((0.003, True), (0.005, False)):
        product = repeat.depends_on.reference + off
        assert service_reference.do_hold(baseline, {"burglary": product}, times) == holds
