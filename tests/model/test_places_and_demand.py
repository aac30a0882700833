"""What visits and files do to demand: signs, and that without any effect nothing changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.scenario.load import examine
from sim.world.build import build

PLAN = {"patrol": 0.4, "problem_solving": 0.3, "enforcement": 0.3}
SPOTS: dict[str, Any] = {"areas": {"A": 2}, "teams": ["neighbourhood"]}
FILES: dict[str, Any] = {
    "harm": {"nuisance": 1.0},
    "opens_at_count": 2,
    "opens_at_ratio": 0.5,
    "work_hours": {"distribution": "fixed", "value": 6.0},
    "partner_wait_days": {"distribution": "fixed", "value": 0.5},
    "powers_mix": {1: 1.0},
}
CONCENTRATION = {"top_1_percent": 0.4, "next_4_percent": 0.2}


def run(
    spots: dict[str, Any] | None = None, files: dict[str, Any] | None = None, **more: Any
) -> State:
    """Run two weeks of a hub in which neighbourhood officers have plenty of time."""
    where: dict[str, Any] = {"number": {"A": 12}, "concentration": CONCENTRATION}
    if spots is not None:
        where["hot_spots"] = spots
    nuisance = {
        "label": "Nuisance",
        "basis": "assumption",
        "per_hour": {"A": 1.0},
        "grade_mix": {1: 1.0},
        "scene_min": {"distribution": "fixed", "value": 20.0},
    }
    team = {"posts": {"A": 4.0}, "rota": "day"}
    data = {
        "name": "places",
        "protective_marking": "OFFICIAL",
        "run": {"start": "2026-01-05", "days": 14, "seed": 3},
        "districts": {"A": {"hub": "A"}},
        "hubs": {"A": {"district": "A"}},
        "travel": {"mode": "none"},
        "grades": {1: {"label": "one", "target_min": 15.0}},
        "incident_types": {"nuisance": nuisance},
        "rotas": {
            "day": {"shifts": {"day": {"start": "08:00", "hours": 10.0}}, "pattern": ["day"]}
        },
        "teams": {
            "response": {**team, "rota": "always"},
            "neighbourhood": {**team, "prevention_plan": PLAN},
        },
        "small_areas": where,
        **({"problem_files": files} if files else {}),
        **more,
    }
    scenario, found = examine(data)
    assert scenario is not None
    assert not found, found
    return simulate(build(scenario, 3, 0), log=True)


def came(state: State) -> int:
    return int(np.count_nonzero(state.incidents.state))


def log_of(state: State) -> list[list[int]]:
    return [column.tolist() for column in state.log[3:]]


PLAIN = run()


def test_visits_and_files_without_effect_give_the_log_without_them() -> None:
    without = {**SPOTS, "fall": {"nuisance": 0.0}, "displaced_share": 0.2}
    state = run(without, {**FILES, "fall": 0.0})
    assert state.patrols.made.sum() > 20
    assert state.problem_hubs.closed[0] > 0
    assert log_of(state) == log_of(PLAIN)


def test_one_without_effect_changes_nothing_beside_one_that_has() -> None:
    spots, ceiling = {**SPOTS, "fall": {"nuisance": 0.3}}, {"ceiling": 1.3}
    visited, filed = run(spots, demand=ceiling), run(None, {**FILES, "fall": 0.3})
    assert came(visited) < came(PLAIN)
    assert came(filed) < came(PLAIN)
    assert log_of(run(spots, {**FILES, "fall": 0.0}, demand=ceiling)) == log_of(visited)
    without = {**SPOTS, "fall": {"nuisance": 0.0}, "displaced_share": 0.2}
    assert log_of(run(without, {**FILES, "fall": 0.3})) == log_of(filed)


def test_an_effect_that_nobody_makes_use_of_changes_nothing() -> None:
    # Patrol of another team's hours: the night, in which nobody is on duty.
    unused = {**SPOTS, "fall": {"nuisance": 0.3}, "from_hour": 1, "until_hour": 3}
    assert log_of(run(unused)) == log_of(PLAIN)
    assert log_of(run(None, {**FILES, "opens_at_count": 1000, "fall": 0.3})) == log_of(PLAIN)


def test_visits_lower_incidents_at_hot_spots_and_displacement_moves_some() -> None:
    counts = {
        displaced: came(
            run(
                {**SPOTS, "fall": {"nuisance": 0.5}, "displaced_share": displaced},
                demand={"ceiling": 1.3},
            )
        )
        for displaced in (-0.2, 0.0, 0.3)
    }
    assert counts[-0.2] < counts[0.0] < counts[0.3] < came(PLAIN)


def test_fewer_visits_than_at_the_reference_lead_to_more_incidents() -> None:
    spots = {**SPOTS, "fall": {"nuisance": 0.3}, "reference_visits_per_day": 2.0}
    none = {**spots, "from_hour": 1, "until_hour": 3}
    as_many = came(run(spots, demand={"ceiling": 1.5}))
    fewer = came(run(none, demand={"ceiling": 1.5}))
    assert fewer > came(PLAIN)
    assert abs(as_many - came(PLAIN)) < fewer - came(PLAIN)


def test_closed_files_lower_incidents() -> None:
    state = run(None, {**FILES, "fall": 0.9})
    assert state.problem_hubs.closed[0] > 0
    assert came(state) < came(PLAIN)


def test_a_ceiling_that_displacement_passes_is_refused() -> None:
    with pytest.raises(AssertionError, match="by visits to hot spots"):
        run({**SPOTS, "fall": {"nuisance": 0.5}, "displaced_share": 0.3})
