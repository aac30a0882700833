"""What a planner expects of Response's levers: the signs, with the size of each effect.

Paired replications of a small force meet the same incidents with and without a lever. The 95%
interval of the mean difference (Student's t) must lie on the side that policing would expect.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.clock import MS_PER_MIN
from sim.engine.simpy_engine import simulate
from sim.outputs.measures import measure
from sim.outputs.statistics import difference
from sim.scenario.load import examine
from sim.world.build import build, names

REPLICATIONS = 16
Data = dict[str, Any]


def force() -> Data:
    """Return two hubs whose response officers have just too little time in the evenings."""
    return {
        "name": "behaviour",
        "protective_marking": "OFFICIAL",
        "run": {"start": "2026-01-05", "days": 6, "warm_up_days": 1},
        "districts": {
            "North": {"hub": "North", "area_km2": 80.0, "latitude": 51.0, "longitude": 0.0},
            "Moor": {"hub": "North", "area_km2": 120.0, "latitude": 51.1, "longitude": 0.1},
            "South": {"hub": "South", "area_km2": 60.0, "latitude": 50.9, "longitude": 0.0},
        },
        "hubs": {"North": {"district": "North"}, "South": {"district": "South"}},
        "travel": {"mode": "distance", "turnout_min": 1.0, "cv": 0.3},
        "grades": {
            1: {"label": "Emergency", "target_min": 15.0, "emergency_travel": True},
            2: {"label": "Priority", "target_min": 60.0},
            3: {"label": "Scheduled", "target_min": 240.0},
        },
        "incident_types": {
            "job": {
                "label": "Job",
                "basis": "assumption",
                "per_hour": {"North": 2.0, "Moor": 0.8, "South": 3.0},
                "grade_mix": {1: 0.2, 2: 0.4, 3: 0.4},
                "officers_mix": {1: 0.8, 2: 0.2},
                "scene_min": {"distribution": "lognormal", "mean": 50.0, "cv": 0.8},
                "writing_up_min": {"distribution": "exponential", "mean": 10.0},
            },
            "watch": {
                "label": "Watch",
                "basis": "assumption",
                "per_hour": {"North": 0.04, "South": 0.04},
                "grade_mix": {2: 1.0},
                "interruptible": False,
                "scene_min": {"distribution": "gamma", "mean": 360.0, "cv": 0.5},
            },
        },
        "rotas": {
            "round": {
                "shifts": {
                    "early": {"start": "07:00", "hours": 8.0},
                    "late": {"start": "15:00", "hours": 8.0},
                    "night": {"start": "23:00", "hours": 8.0},
                },
                "pattern": ["early", "late", "night", "rest"],
                "groups": 4,
            }
        },
        "teams": {
            "response": {
                "posts": {"North": 24.0, "South": 24.0},
                "rota": "round",
                "last_assignment_min": 30.0,
            }
        },
    }


def changed(*keys: str | int, value: Any) -> Data:
    """Return the force with one entry set, given by its path."""
    result = copy.deepcopy(force())
    part = result
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    return result


def _numbered(pairs: list[tuple[str, Any]]) -> dict[Any, Any]:
    """Return an object of JSON with the numbers that were keys."""
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


@cache
def _measured(text: str, replication: int) -> dict[Cell, float]:
    """Return the measures of a replication, and some that no table has."""
    scenario, found = examine(json.loads(text, object_pairs_hook=_numbered))
    assert scenario is not None, found
    assert not found, found
    world = build(scenario, 11, replication)
    state = simulate(world)
    rows = measure(scenario, names(scenario), world, state)
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
    result: dict[Cell, float] = dict(zip(cells, rows.value.tolist(), strict=True))
    incidents = state.incidents
    due, first = incidents.due_since_ms, incidents.first_assigned_ms
    measured = due >= world.sizes.warm_up_ms
    waits = (first - due) / MS_PER_MIN
    minute = due // MS_PER_MIN % 1440
    for part, spans in PARTS.items():
        then = sum((minute >= start) & (minute < end) for start, end in spans) > 0
        mine = waits[measured & (first >= 0) & then]
        result["wait", "all", "all", part] = float(mine.mean())
    everywhere = float(waits[measured & (first >= 0)].mean())
    changeover = result["wait", "all", "all", "changeover"]
    result["spike", "all", "all", "changeover"] = changeover - everywhere
    result["wait_p95", "all", "all", "all"] = float(
        np.quantile(waits[measured & (first >= 0)], 0.95)
    )
    for grade in (1, 2, 3):
        done = measured & (incidents.cleared_ms >= 0) & (incidents.grade == grade)
        total = (incidents.cleared_ms - world.drawn.created_ms)[done] / MS_PER_MIN
        result["time_to_clear", "all", "all", str(grade)] = float(total.mean())
    return result


#: Parts of the day, in minutes: nights, and the last half hours before shifts change.
PARTS = {
    "night": [(0, 420), (1380, 1440)],
    "changeover": [(390, 420), (870, 900), (1350, 1380)],
}
Cell = tuple[str, str, str, str]


class Effect(NamedTuple):
    """Difference of a measure: its mean and 95% interval."""

    mean: float
    low: float
    high: float


def effect(lever: Data, name: str, *, grade: str = "all", team: str = "all") -> Effect:
    """Return what a lever does to a measure, over paired replications."""
    cell = (name, team, "all", grade)
    texts = json.dumps(force()), json.dumps(lever)
    before, after = (
        np.array([[_measured(text, r)[cell] for r in range(REPLICATIONS)]]) for text in texts
    )
    found = difference(before, after).estimate
    mean, low, high = (float(value[0]) for value in (found.mean, found.low, found.high))
    print(f"{name} {grade} {team}: {before.mean():.3f} {mean:+.3f} ({low:+.3f} to {high:+.3f})")
    return Effect(mean, low, high)


def more_officers() -> Data:
    return changed("teams", "response", "posts", value={"North": 28.0, "South": 28.0})


def preemption() -> Data:
    return changed("grades", 1, "interrupts", value=["travel", "scene"])


def held_back() -> Data:
    return changed("teams", "response", "held_back", value={2: 1, 3: 2})


def crews_at_night() -> Data:
    rule = {"double_share": 1.0, "shifts": ["night"]}
    return changed("teams", "response", "crewing", value=rule)


def help_after_a_wait() -> Data:
    rule = {"rule": "after_wait", "grades": [2, 3], "after_min": 30.0, "within_min": 60.0}
    return changed("teams", "response", "cross_hub_help", value=rule)


def relayable() -> Data:
    return changed("incident_types", "watch", "relayable", value=True)


def staggered() -> Data:
    """Half of each group comes an hour and a half before the other half goes."""
    shifts = {
        "early": {"start": "07:00", "hours": 8.0},
        "late": {"start": "15:00", "hours": 8.0},
        "night": {"start": "23:00", "hours": 8.0},
        "early2": {"start": "08:30", "hours": 8.0},
        "late2": {"start": "16:30", "hours": 8.0},
        "night2": {"start": "00:30", "hours": 8.0},
    }
    pattern = ["early", "late", "night", "rest", "early2", "late2", "night2", "rest"]
    rota = {"shifts": shifts, "pattern": pattern, "groups": 8}
    return changed("rotas", "round", value=rota)


def longest_idle() -> Data:
    return changed("dispatch", value={"rule": "longest_idle"})


def patience() -> Data:
    rule = {"minutes": {"distribution": "exponential", "mean": 90.0}}
    return changed("grades", 3, "patience", value=rule)


def arrests() -> Data:
    rule = {"share": 0.1, "custody_min": {"distribution": "fixed", "value": 120.0}}
    return changed("incident_types", "job", "arrest", value=rule)


def appointments() -> Data:
    slot = {"earliest": "09:00", "latest": "20:00", "notice_min": 60.0, "slot_min": 60.0}
    return changed("grades", 3, "appointment", value=slot)


#: Lever, measure, cell, sign, and the mean difference that was found when this was written.
EFFECTS: list[tuple[Callable[[], Data], str, str, int, float]] = [
    (more_officers, "response_time_mean_min", "1", -1, -3.0),
    (more_officers, "response_time_mean_min", "3", -1, -18.7),
    (preemption, "response_time_mean_min", "1", -1, -5.9),
    (preemption, "preempted_count", "all", 1, 92),
    (preemption, "time_to_clear", "3", 1, 11.4),
    (held_back, "response_time_mean_min", "1", -1, -3.7),
    (held_back, "response_time_mean_min", "3", 1, 164),
    (crews_at_night, "wait", "night", 1, 105),
    (help_after_a_wait, "wait_p95", "all", -1, -37),
    (help_after_a_wait, "cross_hub_share", "all", 1, 0.062),
    (relayable, "overtime_hours", "all", -1, -21.6),
    (staggered, "spike", "changeover", -1, -2.5),
    (longest_idle, "travel_mean_min", "all", 1, 0.063),
    (patience, "cancelled_share", "3", 1, 0.124),
    (patience, "queue_wait_mean_min", "3", -1, -20.5),
    (arrests, "response_time_mean_min", "1", 1, 3.3),
    (appointments, "wait", "night", -1, -13.8),
]


@pytest.mark.parametrize(("lever", "name", "grade", "sign", "size"), EFFECTS)
def test_the_sign_and_the_size(
    lever: Callable[[], Data], name: str, grade: str, sign: int, size: float
) -> None:
    found = effect(lever(), name, grade=grade)
    assert (found.low > 0) if sign > 0 else (found.high < 0), found
    assert found.low <= size <= found.high
