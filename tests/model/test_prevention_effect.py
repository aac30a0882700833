"""Demand that reacts: what is remembered of prevention, and which incidents come about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_HOUR
from sim.scenario.schema.demand_changes import PreventionEffect
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import ALWAYS
from sim.world.prevention_effect import effect
from tests.support.worlds import Call, Course, force, play, team

#: One neighbourhood officer on prevention round the clock delivers 168 hours a week.
FULL = 168.0


def reacting(reference: float, *, officers: int = 1, days: int = 3, **rules: Any) -> Scenario:
    """Return a force whose demand reacts, with neighbourhood officers who have nothing to do."""
    teams = {"response": team(1)} | ({"neighbourhood": team(officers)} if officers else {})
    prevention = {"reference_hours_per_week": {"A": reference}, "memory_days": 4, **rules}
    built = force(teams, days=days, also={"demand": {"prevention": prevention, "ceiling": 1.5}})
    kinds = {
        name: kind.model_copy(update={"preventable_share": 0.5})
        for name, kind in built.incident_types.items()
    }
    return built.model_copy(update={"incident_types": kinds})


def effects(course: Course) -> int:
    return int(course.state.prevention_effect.effect[0])


def test_at_the_reference_nothing_changes() -> None:
    course = play(reacting(FULL), [])
    assert effects(course) == 0
    assert course.state.prevention_effect.remembered_ms.tolist() == [4 * 24 * MS_PER_HOUR]


def test_without_prevention_memory_fades_by_a_fixed_part_a_day() -> None:
    course = play(reacting(FULL, officers=0, days=3), [])
    # Two counts, at the ends of the first and the second day; events at the horizon do not run.
    left = 0.75**2
    assert course.state.prevention_effect.remembered_ms[0] == pytest.approx(
        left * 4 * 24 * MS_PER_HOUR
    )
    s = PreventionEffect(reference_hours_per_week={"A": 1.0}).saturation
    exact = (np.exp(-s * left) - np.exp(-s)) / (1 - np.exp(-s))
    assert effects(course) / 1e6 == pytest.approx(exact, abs=1e-4)


def test_more_than_the_reference_acts_less_and_less() -> None:
    by_officers = [effects(play(reacting(FULL, officers=n), [])) for n in (1, 2, 3, 4)]
    falls = -np.diff(by_officers)
    assert (falls > 0).all()
    assert (np.diff(falls) < 0).all()


@pytest.mark.parametrize("saturation", [0.1, 1.0, 5.0])
def test_the_effect_is_one_without_and_none_at_the_reference(saturation: float) -> None:
    rules = PreventionEffect(reference_hours_per_week={"A": 1.0}, saturation=saturation)
    at = effect(rules, np.array([0.0, 1.0, 2.0, 50.0]))
    assert at[:2].tolist() == pytest.approx([1, 0])
    assert at[1] > at[2] > at[3] >= -1 / (np.exp(saturation) - 1) - 1e-12


def test_incidents_come_about_by_the_effect_of_their_day() -> None:
    def course(officers: int) -> Course:
        calls = [
            Call(at=10, mark=ALWAYS),
            Call(at=20, mark=999_999),  # at the reference it comes about
            Call(at=30, mark=1_000_000),  # at the reference it does not
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
    built = reacting(FULL, days=3)
    later = built.model_copy(
        update={"run": built.run.model_copy(update={"days": 1, "warm_up_days": 2})}
    )
    assert play(later, []).state.prevention_effect.remembered_ms.tolist() == [4 * 24 * MS_PER_HOUR]
