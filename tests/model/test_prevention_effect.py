"""Demand that reacts: the stock of each kind of prevention work, and which incidents come about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_HOUR
from sim.scenario.facts.multiplier import without_prevention
from sim.scenario.schema.demand_changes import PreventionEffect
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import ALWAYS, MILLIONTHS
from sim.world.prevention_effect import effect
from tests.support.worlds import Course, force, on_shifts, play, team
from tests.support.worlds_calls import Call

#: One neighbourhood officer on prevention from 08:00 to 16:00 every day: 56 hours a week.
FULL = 56.0
#: What is kept of a stock that halves in two days.
KEPT = 2**-0.5
#: Half as many incidents more without any patrol.
ELASTICITY = 0.5 / np.expm1(1)


def reacting(
    reference: float,
    *,
    officers: int = 1,
    days: int = 3,
    plan: Any = None,
    warm_up_days: int = 0,
    **rules: Any,
) -> Scenario:
    """Return a force whose demand reacts, with neighbourhood officers who have nothing to do."""
    also_team = {"prevention_plan": plan} if plan else {}
    teams = {"response": team(1)}
    teams |= {"neighbourhood": team(officers, **on_shifts(**also_team))} if officers else {}
    prevention = {
        "reference_hours_per_week": {"patrol": {"A": reference}},
        "half_life_days": {"patrol": 2.0},
        **rules,
    }
    also = {"demand": {"prevention": prevention, "ceiling": 1.6}}
    built = force(teams, days=days, warm_up_days=warm_up_days, also=also)
    kinds = {
        name: kind.model_copy(update={"prevention_elasticity": {"patrol": ELASTICITY}})
        for name, kind in built.incident_types.items()
    }
    return built.model_copy(update={"incident_types": kinds})


def effects(course: Course) -> int:
    return int(course.state.prevention_effect.effect[0])


def stock_hours(course: Course, work: int = 0) -> float:
    return float(course.state.prevention_effect.stock_ms[work] / MS_PER_HOUR)


def test_at_the_reference_nothing_changes() -> None:
    course = play(reacting(FULL), [])
    assert abs(effects(course)) <= 1
    assert stock_hours(course) == pytest.approx(8 / (1 - KEPT), rel=1e-4)
    assert course.state.prevention_effect.factor[0] == pytest.approx(MILLIONTHS, abs=1)


def test_without_prevention_the_stock_halves_in_its_half_life() -> None:
    course = play(reacting(FULL, officers=0, days=3), [])
    # Two counts, at the ends of the first and the second day; events at the horizon do not run.
    assert stock_hours(course) == pytest.approx(0.5 * 8 / (1 - KEPT), rel=1e-4)
    exact = (np.exp(-0.5) - np.exp(-1)) / (1 - np.exp(-1))
    assert effects(course) / MILLIONTHS == pytest.approx(exact, abs=1e-4)
    factor = course.state.prevention_effect.factor[0] / MILLIONTHS
    assert factor == pytest.approx(1 + 0.5 * exact, abs=1e-4)


def test_a_longer_half_life_keeps_more() -> None:
    days = (0.5, 1.0, 5.0, 100.0)
    left = [
        stock_hours(play(reacting(FULL, officers=0, half_life_days={"patrol": each}), []))
        * (1 - 2 ** (-1 / each))
        / 8
        for each in days
    ]
    assert left == pytest.approx([2 ** (-2 / each) for each in days], rel=1e-3)


def test_more_than_the_reference_acts_less_and_less() -> None:
    by_officers = [effects(play(reacting(FULL, officers=n), [])) for n in (1, 2, 3, 4)]
    falls = -np.diff(by_officers)
    assert (falls > 0).all()
    assert (np.diff(falls) < 0).all()


def test_only_spells_that_are_long_enough_build_up_their_kind_of_work() -> None:
    """A plan of problem-solving alone: with spells that are too short all of it is patrol."""
    rules = {
        "reference_hours_per_week": {"patrol": {"A": FULL}, "problem_solving": {"A": FULL}},
        "half_life_days": {"patrol": 2.0, "problem_solving": 2.0},
    }
    found = {}
    for shortest in (60.0, 10_000.0):
        built = reacting(FULL, plan={"problem_solving": 1.0}, **rules)
        works = built.prevention.model_copy(
            update={"shortest_spell_min": {"problem_solving": shortest}}
        )
        state = play(built.model_copy(update={"prevention": works}), []).state
        found[shortest] = state.prevention.fed_ms[:3].tolist()
    assert found[60.0][0] == 0 < found[60.0][2]
    assert found[10_000.0] == [found[60.0][2], 0, 0]


def test_an_hour_of_a_team_counts_for_its_weight() -> None:
    whole = play(reacting(FULL), []).state.prevention.fed_ms[0]
    half = play(reacting(FULL, team_weights={"neighbourhood": 0.5}), []).state.prevention.fed_ms[0]
    assert half * 2 == whole > 0


def test_a_stock_may_start_from_what_the_warm_up_delivers() -> None:
    """Twice the reference, from the first measured day; before it demand is as there."""
    built = reacting(FULL, officers=2, days=2, warm_up_days=3, starts_from="warm_up")
    before, after = 3 * 1440 - 10, 3 * 1440 + 10
    calls = [Call(at=at, mark=MILLIONTHS - 1) for at in (before, after)]
    course = play(built, calls)
    assert stock_hours(course) == pytest.approx(16 / (1 - KEPT), rel=1e-3)
    exact = (np.exp(-2) - np.exp(-1)) / (1 - np.exp(-1))
    assert effects(course) / MILLIONTHS == pytest.approx(exact, abs=1e-3)
    assert [state == "EXPECTED" for state in course.states] == [False, True]


@pytest.mark.parametrize("saturation", [0.1, 1.0, 5.0])
def test_the_effect_is_one_without_and_none_at_the_reference(saturation: float) -> None:
    rules = PreventionEffect(reference_hours_per_week={}, half_life_days={}, saturation=saturation)
    at = effect(rules, np.array([0.0, 1.0, 2.0, 50.0]))
    assert at[:2].tolist() == pytest.approx([1, 0])
    assert at[1] > at[2] > at[3] >= -1 / (np.exp(saturation) - 1) - 1e-12
    # At the reference one per cent more takes away what the elasticity says.
    slope = (effect(rules, np.array([1.001])) - effect(rules, np.array([0.999]))) / 0.002
    assert without_prevention(0.3, saturation) * slope[0] == pytest.approx(-0.3, rel=1e-4)


def test_incidents_come_about_by_the_effect_of_their_day() -> None:
    def course(officers: int) -> Course:
        calls = [
            Call(at=10, mark=ALWAYS),
            Call(at=20, mark=999_990),  # at the reference it comes about
            Call(at=30, mark=1_000_010),  # at the reference it does not
            Call(at=2000, mark=1_050_000),  # on the second day
            Call(at=2010, mark=950_000),
        ]
        return play(reacting(FULL, officers=officers), calls)

    came = {n: [state != "EXPECTED" for state in course(n).states] for n in (0, 1, 3)}
    assert came[1] == [True, True, False, False, True]
    assert came[0] == [True, True, False, True, True]
    assert came[3] == [True, True, False, False, False]


def test_a_repeat_needs_its_parent() -> None:
    calls = [
        Call(at=10, mark=1_000_001),
        Call(at=20, mark=999_999, parent=0),
        Call(at=30, mark=999_999),
        Call(at=40, mark=999_999, parent=2),
        Call(at=50, mark=1_000_001, parent=2),
    ]
    states = play(reacting(FULL), calls).states
    assert [state == "EXPECTED" for state in states] == [True, True, False, False, True]


def test_those_that_do_not_come_about_cost_no_event() -> None:
    none = play(reacting(FULL), []).state.clock.events[0]
    calls = [Call(at=n, mark=1_000_005) for n in range(1, 1000)]
    assert play(reacting(FULL), calls).state.clock.events[0] == none


def test_the_warm_up_does_not_lose_hours() -> None:
    built, later = reacting(FULL, days=3), reacting(FULL, days=1, warm_up_days=2)
    assert stock_hours(play(later, [])) == stock_hours(play(built, []))
