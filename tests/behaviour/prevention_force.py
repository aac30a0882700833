"""A force of one hub with all that prevention knows, small enough to run many times."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

from sim.engine.simpy_engine import simulate
from sim.outputs.measures import measure
from sim.scenario.load import examine
from sim.world.build import build, names

Data = dict[str, Any]
Change = Callable[[Data], None]
REPLICATIONS = 8

SHIFTS: Data = {
    "early": {"start": "07:00", "hours": 9.0},
    "late": {"start": "15:00", "hours": 9.0},
}
BASE: Data = {
    "name": "one-hub",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 21, "warm_up_days": 2, "seed": 11},
    "districts": {"A": {"hub": "A", "area_km2": 100.0, "latitude": 51.0, "longitude": 0.0}},
    "hubs": {"A": {"district": "A"}},
    "travel": {"mode": "distance", "turnout_min": 1.0},
    "grades": {
        n: {"label": f"Grade {n}", "target_min": 60.0 * n, "when_all_busy": "wait"}
        for n in (1, 2, 3)
    },
    "incident_types": {
        "call": {
            "label": "Call",
            "basis": "assumption",
            "per_hour": {"A": 1.7},
            "grade_mix": {1: 0.3, 2: 0.7},
            "scene_min": {"distribution": "exponential", "mean": 80.0},
        },
        "visit": {
            "label": "Visit",
            "basis": "assumption",
            "per_hour": {"A": 1.0},
            "grade_mix": {3: 1.0},
            "attended_by": ["pcso"],
            "scene_min": {"distribution": "exponential", "mean": 45.0},
        },
    },
    "rotas": {
        "turns": {
            "shifts": SHIFTS,
            "pattern": ["early", "early", "early", "late", "late", "late", *["rest"] * 4],
            "groups": 10,
        },
        "blocks": {
            "shifts": {**SHIFTS, "late": {"start": "13:00", "hours": 9.0}},
            "pattern": [*["early"] * 6, *["rest"] * 4, *["late"] * 6, *["rest"] * 4],
            "groups": 10,
        },
        "round": {
            "shifts": {**SHIFTS, "night": {"start": "23:00", "hours": 9.0}},
            "pattern": ["early", "early", "late", "late", "night", "night", *["rest"] * 4],
            "groups": 10,
        },
    },
    "teams": {
        "response": {
            "posts": {"A": 20.0},
            "rota": "round",
            "absence": {"leave": {"share": 0.2, "spell_days": 3}},
        },
        "neighbourhood": {
            "posts": {"A": 10.0},
            "rota": "turns",
            "prevention_planned_share": 0.6,
            "prevention_plan": {"patrol": 0.3, "problem_solving": 0.4, "enforcement": 0.3},
            "asb_powers_per_hour": {"enforcement": 0.5, "problem_solving": 0.1},
        },
        "pcso": {
            "posts": {"A": 10.0},
            "rota": "turns",
            "prevention_plan": {"patrol": 0.4, "problem_solving": 0.6},
            "asb_powers_per_hour": {"problem_solving": 0.1},
            "absence": {"leave": {"share": 0.2, "spell_days": 3}},
        },
    },
    "prevention": {"shortest_spell_min": {"problem_solving": 90.0, "enforcement": 60.0}},
    "redeployment": {
        "rule": "queue_long",
        "teams": ["neighbourhood"],
        "waiting": 2,
        "older_than_min": 15.0,
        "recall_after_min": 30.0,
    },
}


def nothing(data: Data) -> None:
    """Change nothing."""


@cache
def runs(change: Change = nothing) -> tuple[dict[tuple[str, str], float], ...]:
    """Return the measures of each replication, by name and team, of the changed force."""
    data = copy.deepcopy(BASE)
    change(data)
    scenario, found = examine(data)
    assert scenario is not None, found
    assert not found, found
    cells = []
    for replication in range(REPLICATIONS):
        world = build(scenario, scenario.run.seed, replication)
        rows = measure(scenario, names(scenario), world, simulate(world))
        keys = zip(rows.measure, rows.team, rows.hub, rows.grade, rows.value, strict=True)
        cells.append({(m, t): float(v) for m, t, h, g, v in keys if (h, g) == ("all", "all")})
    return tuple(cells)


def values(name: str, team: str, change: Change = nothing) -> np.ndarray[Any, Any]:
    """Return a measure of each replication."""
    return np.array([cells[name, team] for cells in runs(change)])


def interval(differences: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return the 95% t interval of the mean of paired differences."""
    mean = float(differences.mean())
    half = float(stats.t.ppf(0.975, differences.size - 1) * stats.sem(differences))
    return mean - half, mean + half


def effect(name: str, team: str, change: Change) -> tuple[float, float]:
    """Return the interval of what a change does to a measure, relative to its mean before."""
    before = values(name, team)
    low, high = interval(values(name, team, change) - before)
    return low / float(before.mean()), high / float(before.mean())
