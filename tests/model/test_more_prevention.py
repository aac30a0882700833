"""More of any kind of prevention never raises the demand that is to be expected."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import MS_PER_HOUR
from sim.engine import memory
from sim.model import cohorts, multiplier, operations, problem_files, small_areas
from sim.model.state import State
from sim.scenario.load import examine
from sim.world.arrays import MILLIONTHS, World
from sim.world.build import build
from tests.model.test_places_and_demand import CONCENTRATION, FILES, PLAN, SPOTS

Dose = Callable[[World, State, int], None]


def town(**parts: Any) -> dict[str, Any]:
    """Return a hub with nuisance and quarrels, of which prevention acts on nuisance alone."""
    kind = {
        "label": "Nuisance",
        "basis": "assumption",
        "per_hour": {"A": 0.5},
        "grade_mix": {1: 1.0},
        "scene_min": {"distribution": "fixed", "value": 20.0},
        "repeat": {"share": 0.2, "delay_days": {"distribution": "exponential", "mean": 2.0}},
    }
    team = {"posts": {"A": 4.0}, "rota": "always"}
    return {
        "name": "town",
        "protective_marking": "OFFICIAL",
        "run": {"start": "2026-01-05", "days": 7, "seed": 3},
        "districts": {"A": {"hub": "A"}},
        "hubs": {"A": {"district": "A"}},
        "travel": {"mode": "none"},
        "grades": {1: {"label": "one", "target_min": 15.0}},
        "incident_types": {"nuisance": kind, "quarrel": {**kind, "label": "Quarrel"}},
        "teams": {
            "response": team,
            "neighbourhood": {**team, "prevention_plan": PLAN},
        },
        **parts,
    }


def areas(**more: Any) -> dict[str, Any]:
    return {"small_areas": {"number": {"A": 12}, "concentration": CONCENTRATION, **more}}


def an_operation(effect: float) -> dict[str, Any]:
    match = {
        "team": "response",
        "dates": ["2026-01-05"],
        "start": "00:00",
        "hours": 24.0,
        "officers": {"A": 4},
        "targets": {"types": ["nuisance"]},
        "effect": effect,
    }
    return {"operations": {"match": match}}


def visit(w: World, s: State, dose: int) -> None:
    """Let patrols visit the first of the list as often as the dose says."""
    s.patrols.today[0] = dose
    small_areas.count(w, s)


def close(w: World, s: State, dose: int) -> None:
    """Close files on as many areas as the dose says."""
    for area in range(dose):
        s.problem_areas.closed_ms[area] = 0
    problem_files.count(w, s)


def manage(w: World, s: State, dose: int) -> None:
    """Spend some hours on those who offend often."""
    s.cohorts.remembered_ms[0] = dose * MS_PER_HOUR
    cohorts.count(w, s)


def attend(w: World, s: State, dose: int) -> None:
    """Let as many officers come to the operation as the dose says."""
    s.operations.started[0] = 1
    s.operations.under_way[0] = True
    for officer in range(dose):
        s.operations.posted[officer] = 0
        operations.arrive(w, s, officer)


def spotted(displaced: float, fall: float) -> dict[str, Any]:
    spots = {**SPOTS, "fall": {"nuisance": fall}, "displaced_share": displaced}
    return areas(hot_spots=spots) | {"demand": {"ceiling": 2.0}}


def filed(fall: float) -> dict[str, Any]:
    return areas() | {"problem_files": {**FILES, "fall": fall}}


def managed(effect: float) -> dict[str, Any]:
    cohort = {
        "share": {"nuisance": 0.5},
        "effect": effect,
        "people": {"A": 10},
        "hours_each_per_week": 4.0,
        "memory_days": 10,
    }
    return {"offender_management": {"prolific": cohort}}


@cache
def made(kind: str, effect: float, displaced: float) -> World:
    parts = {
        "visits": lambda: spotted(displaced, effect),
        "files": lambda: filed(effect),
        "cohorts": lambda: managed(effect),
        "operations": lambda: an_operation(effect),
    }
    scenario, found = examine(town(**parts[kind]()))
    assert scenario is not None, found
    return build(scenario, 3, 0)


def expected(w: World, give: Dose, dose: int) -> tuple[int, int]:
    """Return the expected number of nuisances and of quarrels after a dose, in millionths."""
    s = memory.mirror(memory.new_state(w, log=False))
    small_areas.start(w, s)
    problem_files.start(w, s)
    cohorts.start(w, s)
    give(w, s, dose)
    sums = [0, 0]
    for incident in range(w.sizes.incidents):
        if w.drawn.type[incident] < len(sums):
            sums[w.drawn.type[incident]] += multiplier.multiplier(w, s, incident)
    return sums[0], sums[1]


GIVEN: dict[str, tuple[Dose, int]] = {
    "visits": (visit, 8),
    "files": (close, 12),
    "cohorts": (manage, 80),
    "operations": (attend, 4),
}


@pytest.mark.parametrize("kind", GIVEN)
@settings(deadline=None, max_examples=20)
@given(
    effect=st.sampled_from([0.0, 0.05, 0.3]),
    displaced=st.sampled_from([-0.2, 0.0, 0.3]),
    parts=st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_more_of_it_never_raises_what_is_to_be_expected(
    kind: str, effect: float, displaced: float, parts: tuple[int, int]
) -> None:
    give, most = GIVEN[kind]
    w = made(kind, effect, displaced if kind == "visits" else 0.0)
    less, more = (expected(w, give, most * part // 100) for part in sorted(parts))
    assert more[0] <= less[0]
    assert more[1] == less[1], "what is not named does not react"


@pytest.mark.parametrize("kind", GIVEN)
def test_all_of_it_lowers_what_it_is_directed_against(kind: str) -> None:
    """By its effect at the most, and by nothing if that is nothing."""
    give, most = GIVEN[kind]
    for effect in (0.0, 0.3):
        w = made(kind, effect, 0.0)
        none, (nuisances, quarrels) = expected(w, give, 0), expected(w, give, most)
        assert none[0] == none[0] // MILLIONTHS * MILLIONTHS
        assert quarrels == none[1]
        assert (1 - effect) * none[0] <= nuisances
        assert (nuisances < none[0]) == (effect > 0)
