"""Levers of casework move the measures the right way: paired intervals that exclude zero.

A small force of two hubs, so that many replications are cheap. Sizes are differences of means over
replications that meet the same incidents and the same absences.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.engine.simpy_engine import simulate
from sim.outputs.measures import measure
from sim.scenario.load import examine
from sim.world.build import build, names

pytestmark = pytest.mark.slow

REPLICATIONS = 6
INVESTIGATED = {
    "share": 0.5,
    "work_hours": {"distribution": "lognormal", "mean": 5.0, "cv": 1.0},
    "episodes": 2,
    "waits_days": {"distribution": "lognormal", "mean": 5.0, "cv": 1.0},
    "charged_share": 0.4,
    "file_build_hours": {"distribution": "fixed", "value": 4.0},
}
ROTA = {"rota": "office"}
FORCE: dict[str, Any] = {
    "name": "casework",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 28, "warm_up_days": 7},
    "districts": {"North": {"hub": "North"}, "South": {"hub": "South"}},
    "hubs": {"North": {"district": "North"}, "South": {"district": "South"}},
    "travel": {"mode": "none"},
    "grades": {2: {"label": "Priority", "target_min": 60.0}},
    "incident_types": {
        "crime": {
            "label": "Crime",
            "basis": "assumption",
            "per_hour": {"North": 0.8, "South": 0.3},
            "grade_mix": {2: 1.0},
            "scene_min": {"distribution": "exponential", "mean": 40.0},
            "investigation": {**INVESTIGATED, "harm": 1},
        },
        "grave": {
            "label": "Grave",
            "basis": "assumption",
            "per_hour": {"North": 0.17, "South": 0.17},
            "grade_mix": {2: 1.0},
            "scene_min": {"distribution": "exponential", "mean": 60.0},
            "investigation": {
                **INVESTIGATED,
                "harm": 9,
                "investigated_by": "public_protection",
            },
        },
    },
    "rotas": {
        "office": {
            "shifts": {"day": {"start": "08:00", "hours": 8.0}},
            "pattern": [*["day"] * 5, "rest", "rest"],
        }
    },
    "teams": {
        "response": {"posts": {"North": 4.0, "South": 4.0}, "rota": "always"},
        "investigation": {**ROTA, "posts": {"North": 8.0, "South": 8.0}, "caseload_limit": 20},
        "public_protection": {**ROTA, "posts": {"North": 2.0, "South": 2.0}, "caseload_limit": 20},
    },
    "casework": {"open_cases_weeks": 10},
}


@cache
def run(lever: str) -> list[dict[tuple[str, str, str], float]]:
    """Return every measure by name, team and hub, of each replication under a lever."""
    data = copy.deepcopy(FORCE)
    LEVERS[lever](data)
    scenario, found = examine(data)
    assert scenario is not None, found
    assert not found, found
    results = []
    for replication in range(REPLICATIONS):
        made = build(scenario, 1, replication)
        rows = measure(scenario, names(scenario), made, simulate(made))
        cells = zip(rows.measure, rows.team, rows.hub, rows.value.tolist(), strict=True)
        results.append({(name, team, hub): value for name, team, hub, value in cells})
    return results


def _more_investigators(data: dict[str, Any]) -> None:
    data["teams"]["investigation"]["posts"] = {"North": 11.0, "South": 11.0}


def _more_public_protection(data: dict[str, Any]) -> None:
    data["teams"]["public_protection"]["posts"] = {"North": 4.0, "South": 4.0}


def _file_build(data: dict[str, Any]) -> None:
    data["casework"]["file_build"] = "response"


def _screening(data: dict[str, Any]) -> None:
    data["casework"]["screening"] = {"harm_below": 4, "solvability_below": 0.5}


def _lending(data: dict[str, Any]) -> None:
    data["teams"]["investigation"]["lends"] = "when_idle"


def _retained(data: dict[str, Any]) -> None:
    data["incident_types"]["crime"]["investigation"]["retained_share"] = 0.5


LEVERS = {
    "baseline": lambda _: None,
    "more investigators": _more_investigators,
    "more public protection": _more_public_protection,
    "file build to response": _file_build,
    "screening": _screening,
    "lending": _lending,
    "retained": _retained,
}

#: Lever, measure, team, hub, and the least size of the change, with its sign.
EXPECTED = [
    ("more investigators", "open_cases_end", "investigation", "all", -20.0),
    ("more investigators", "cases_per_investigator", "investigation", "all", -0.5),
    ("more investigators", "cases_waiting_allocation_end", "investigation", "North", -20.0),
    ("more public protection", "open_cases_end", "public_protection", "all", -10.0),
    ("more public protection", "cases_waiting_allocation_end", "public_protection", "all", -5.0),
    ("more public protection", "allocation_wait_mean_days", "public_protection", "all", -0.5),
    ("file build to response", "caseload_share", "response", "all", 0.02),
    ("file build to response", "case_hours_worked", "investigation", "all", -50.0),
    ("file build to response", "open_cases_end", "investigation", "all", -10.0),
    ("screening", "screened_out_share", "investigation", "all", 0.4),
    ("screening", "open_cases_end", "investigation", "all", -50.0),
    ("screening", "caseload_share", "investigation", "all", -0.1),
    ("lending", "cases_waiting_allocation_end", "investigation", "North", -20.0),
    ("lending", "caseload_share", "investigation", "South", 0.02),
    ("retained", "caseload_share", "response", "all", 0.05),
    ("retained", "open_cases_end", "investigation", "all", -50.0),
]


@pytest.mark.parametrize(("lever", "name", "team", "hub", "size"), EXPECTED)
def test_the_lever_moves_the_measure(
    lever: str, name: str, team: str, hub: str, size: float
) -> None:
    cell = (name, team, hub)
    before = [values.get(cell, 0.0) for values in run("baseline")]
    change = np.array([values[cell] for values in run(lever)]) - np.nan_to_num(before)
    half = stats.t.ppf(0.975, REPLICATIONS - 1) * change.std(ddof=1) / np.sqrt(REPLICATIONS)
    sign = np.sign(size)
    assert sign * change.mean() - half > 0, (change.mean(), half)
    assert sign * change.mean() > abs(size), change.mean()


def test_response_answers_as_quickly_with_files_to_build() -> None:
    """Any call interrupts them, so no incident is reached later."""
    cell = ("response_time_mean_min", "all", "all")
    pairs = zip(run("baseline"), run("file build to response"), strict=True)
    assert all(before[cell] == after[cell] for before, after in pairs)
