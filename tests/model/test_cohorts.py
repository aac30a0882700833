"""Cohorts of offenders: what part of them is managed, and what that does to demand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.view import view_of
from sim.scenario.facts.cohorts import highest_by_cohorts
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import MILLIONTHS
from sim.world.build import build, names
from tests.support.worlds import Call, Course, force, play, team

COHORT = {
    "share": {"job": 0.5},
    "effect": 0.4,
    "people": {"A": 10},
    "hours_each_per_week": 4.0,  # 40 hours a week
    "memory_days": 10,
}
#: One officer round the clock: 168 hours a week, all of it enforcement.
ENFORCING = {"prevention_planned_share": 1.0, "prevention_plan": {"enforcement": 1.0}}


def county(days: int = 3, *, rate: float = 0.0, officers: int = 1, **cohort: Any) -> Scenario:
    teams = {"response": team(2), "enforcement": {**team(officers), **ENFORCING}}
    return force(
        teams,
        days=days,
        kind_rules={"job": {"per_hour": {"A": rate}}},
        offender_management={"prolific": {**COHORT, **cohort}},
    )


def factor(course: Course) -> float:
    return float(course.state.cohorts.factor[0]) / MILLIONTHS


def measured(scenario: Scenario, course: Course) -> dict[str, float]:
    rows = measures_of(view_of(scenario, names(scenario), course.world, course.state))
    whole = zip(rows.measure, rows.hub, rows.value, strict=True)
    return {name: float(value) for name, hub, value in whole if hub == "all"}


@pytest.mark.parametrize(
    ("cohort", "highest"), [({}, 1.0), ({"effect": 0.0}, None), ({"share": {"job": 0.0}}, None)]
)
def test_only_cohorts_with_a_share_and_an_effect_act(
    cohort: dict[str, Any], highest: float | None
) -> None:
    assert highest_by_cohorts(county(**cohort), "job") == highest


@pytest.mark.parametrize(("hours", "managed"), [(10, 0.25), (20, 0.5), (40, 1), (80, 1)])
def test_hours_of_those_in_no_team_manage_part_of_the_cohort(hours: float, managed: float) -> None:
    scenario = county(work_share=0.0, hours_per_week={"A": float(hours)})
    course = play(scenario, [])
    assert factor(course) == pytest.approx(1 - 0.4 * managed, abs=1e-4)
    assert measured(scenario, course)["offenders_managed_share"] == pytest.approx(managed, abs=1e-3)


def test_booked_work_counts_by_its_share_and_fades() -> None:
    # Spells are booked when they end: here each call ends one.
    calls = [Call(at=24 * 60 * day - 60, kind="job", scene=0) for day in (1, 2)]
    teams = {"enforcement": {**team(1), **ENFORCING}}
    scenario = force(
        teams,
        days=3,
        kinds={"job": ["enforcement"]},
        offender_management={"prolific": {**COHORT, "work_share": 0.25}},
    )
    course = play(scenario, calls)
    # 23 hours by the first count, 24 more by the second, a quarter of them; needed 40 / 7 * 10.
    managed = (23 / 4 * 0.9 + 24 / 4) / (40 / 7 * 10)
    assert factor(course) == pytest.approx(1 - 0.4 * managed, abs=1e-4)


def test_only_incidents_of_the_cohort_are_prevented() -> None:
    scenario = county(hours_per_week={"A": 80.0})
    calls = [
        Call(at=60, mark=590_000, cohort=1),
        Call(at=120, mark=610_000, cohort=1),
        Call(at=180, mark=610_000),
    ]
    state = play(scenario, calls).state.incidents.state.tolist()
    came = [each != IncidentState.EXPECTED for each in state]
    assert came == [True, False, True]


def test_more_hours_never_mean_more_incidents_and_no_effect_changes_nothing() -> None:
    def came(**cohort: Any) -> set[int]:
        scenario = county(28, rate=1.0, **cohort)
        world = build(scenario, 1, 0)
        state = simulate(world, log=False).incidents.state
        return set(np.flatnonzero(state != IncidentState.EXPECTED).tolist())

    fully, half = came(hours_per_week={"A": 40.0}), came(hours_per_week={"A": 20.0})
    # Nobody is taken away from prevention here, so only the stated hours differ.
    nothing = came(effect=1e-9, hours_per_week={"A": 40.0})
    assert fully <= half <= nothing
    assert len(fully) < len(half) < len(nothing)
    # Half of all incidents are of the cohort, and 40% of these do not happen.
    n = len(nothing)
    assert abs(n - len(fully) - 0.2 * n) < 4 * np.sqrt(0.16 * n)


def test_the_share_of_a_cohort_is_that_of_all_incidents() -> None:
    scenario = county(60, rate=1.0)
    cohort = build(scenario, 1, 0).drawn.cohort
    n = cohort.size
    assert abs((cohort == 1).sum() - n / 2) < 4 * np.sqrt(n / 4)


def test_without_cohorts_there_is_nothing_to_manage() -> None:
    scenario = force({"response": team(1)})
    course = play(scenario, [Call(at=60)])
    assert course.state.cohorts.factor.size == 0
    assert "offenders_managed_share" not in measured(scenario, course)
