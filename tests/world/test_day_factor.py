"""A factor for each hub and day: how far counts vary, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import clock
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build
from tests.world.forces import SMALL, incidents, of, scenario

CV = 0.3
DAYS = 28
CALL = {
    "label": "Call",
    "basis": "assumption",
    "per_hour": {"North": 4.0, "South": 3.0, "East": 1.0},
    "grade_mix": {2: 1.0},
    "scene_min": {"distribution": "fixed", "value": 1.0},
}


def force(**changes: Any) -> Scenario:
    run = {"start": "2026-01-07", "days": DAYS, "warm_up_days": 0}
    plain = {**SMALL, "run": run, "incident_types": {"call": CALL}}
    return scenario(plain, **{"demand": {"day_factor": {"cv": CV}}, **changes})


def by_day(made: Scenario, replication: int) -> np.ndarray[Any, Any]:
    """Return the incidents of each district and day."""
    drawn = build(made, 1, replication).drawn
    cell = drawn.district * DAYS + drawn.created_ms // clock.MS_PER_DAY
    return np.bincount(cell, minlength=3 * DAYS).reshape(3, DAYS)


def test_counts_of_a_day_vary_as_a_gamma_factor_on_a_poisson_mean() -> None:
    made = force()
    counts = np.concatenate([by_day(made, n) for n in range(40)], axis=1)
    hubs = np.stack([counts[0], counts[1] + counts[2]])
    for count in hubs:
        mean = 24 * 4.0
        variance = mean + (CV * mean) ** 2
        assert count.mean() == pytest.approx(mean, abs=4 * (variance / count.size) ** 0.5)
        assert count.var() == pytest.approx(variance, rel=0.25)
    # Districts of one hub share the factor; hubs do not.
    shared = CV**2 * 72 * 24
    alone = [mean + (CV * mean) ** 2 for mean in (72, 24)]
    expected = shared / (alone[0] * alone[1]) ** 0.5
    assert np.corrcoef(counts[1], counts[2])[0, 1] == pytest.approx(expected, abs=0.08)
    assert abs(np.corrcoef(hubs)[0, 1]) < 4 / counts.shape[1] ** 0.5


def test_a_run_that_starts_later_has_the_same_days() -> None:
    early, late = force(), force(run__start="2026-01-14")
    before, after = incidents(early, of(early)), incidents(late, of(late))
    common = before.keys() & after.keys()
    assert len(common) > 1000
    assert all(before[key] == after[key] for key in common)


def test_more_demand_keeps_what_there_was() -> None:
    plain, more = force(), force(incident_types__call__per_hour__North=6.0)
    before, after = incidents(plain, of(plain)), incidents(more, of(more))
    assert before.keys() < after.keys()


def test_every_layer_and_type_has_the_factor_of_the_day() -> None:
    demand = {"growth": 2.0, "day_factor": {"cv": 1.0}}
    grown = force(demand=demand, incident_types__other=CALL)
    drawn = of(grown).drawn
    day = drawn.created_ms // clock.MS_PER_DAY
    north = drawn.district == 0
    counts = [
        np.bincount(day[north & (drawn.type == kind) & (drawn.layer == layer)], minlength=DAYS)
        for kind in (0, 1)
        for layer in np.unique(drawn.layer)
    ]
    assert len(counts) == 4
    assert np.corrcoef(counts).min() > 0.9
