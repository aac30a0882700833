"""Arrests that depend on the response time, settled as the first officer arrives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_MIN
from sim.model.policies import arrests as policy
from sim.scenario.schema.arrests import Arrests
from sim.world.arrays import MILLIONTHS
from sim.world.arrests import arrest_mark, arrest_rules
from tests.support.worlds import Call, Course, force, play, team, world


def course(calls: list[Call], **rules: Any) -> Course:
    """Return a day of one officer who needs 20 minutes to get anywhere in B."""
    force_of_one = force({"response": team(1)}, hubs={"A": "A", "B": "A"}, arrests=rules)
    return play(force_of_one, calls, drives={"A": (0, 20), "B": (20, 0)})


def made(found: Course) -> list[bool]:
    return found.state.incidents.arrested.tolist()


def call(at: float, mark: float) -> Call:
    return Call(at=at, place="B", scene=10, custody=5, arrest_mark=round(mark * MILLIONTHS))


@pytest.mark.parametrize(
    ("reference", "arrested"),
    [
        # Reached after 20 minutes: 1, 1/2 and 2 times as long as the reference, elasticity 1.
        (20.0, [True, False, False]),
        (40.0, [True, True, False]),
        (10.0, [False, False, False]),
    ],
)
def test_a_slow_response_makes_fewer_arrests(reference: float, arrested: list[bool]) -> None:
    for mark, expected in zip((0.9, 1.9, 2.1), arrested, strict=True):
        found = course([call(0, mark)], elasticity=1.0, reference_min={2: reference})
        assert made(found) == [expected]
        spent = found.account(0)
        assert ("CUSTODY" in spent) == expected


def test_grades_without_a_reference_and_no_elasticity_leave_the_shares() -> None:
    calls = [call(0, 0.99), call(100, 1.0)]
    assert made(course(calls)) == [True, False]
    assert made(course(calls, elasticity=1.0, reference_min={1: 1.0})) == [True, False]
    assert made(course(calls, reference_min={2: 1.0})) == [True, False]


def test_a_call_that_is_never_reached_makes_no_arrest() -> None:
    calls = [Call(at=0, scene=5000), Call(at=10, custody=5)]
    assert made(course(calls)) == [False, False]


def test_the_first_officer_to_arrive_settles_it() -> None:
    """A second one, who comes later, changes nothing."""
    scenario = force(
        {"response": team(2)},
        hubs={"A": "A", "B": "A"},
        arrests={"elasticity": 1.0, "reference_min": {2: 20.0}},
    )
    calls = [
        Call(at=0, scene=60, place="A"),
        Call(at=0, place="B", officers=2, scene=500, custody=5, arrest_mark=900_000),
    ]
    found = play(scenario, calls, drives={"A": (0, 20), "B": (20, 0)})
    assert made(found) == [False, True]
    assert found.incidents("first_arrived")[1] == 20


def test_the_factor_is_the_power_law_within_its_limit() -> None:
    rules = arrest_rules(Arrests(elasticity=0.4, reference_min={2: 10.0}, factor_limit=1.5), 1)
    w = world(force({"response": team(1)}))._replace(arrests=rules)
    for minutes in (0, 1, 5, 9.7, 10, 11, 33, 159):
        exact = min((minutes / 10) ** -0.4, 1.5) if minutes else 1.5
        got = policy.factor(w, 2, round(minutes * MS_PER_MIN)) / MILLIONTHS
        assert got == pytest.approx(exact, abs=2e-3)
    assert policy.factor(w, 2, 10 * MS_PER_MIN) == MILLIONTHS
    times = np.arange(0, 200 * MS_PER_MIN, 7919)
    assert (np.diff([policy.factor(w, 2, int(t)) for t in times]) <= 0).all()
    assert policy.factor(w, 1, 5) == MILLIONTHS


@pytest.mark.parametrize("share", [0.05, 0.3, 1.0])
def test_marks_give_the_share_exactly_at_the_reference(share: float) -> None:
    u = np.array([0, share / 2, np.nextafter(share, 0), share, np.nextafter(1, 0)])
    assert ((arrest_mark(u, share) < MILLIONTHS) == (u < share)).all()
    assert not (arrest_mark(u, 0.0) < 10 * MILLIONTHS).any()
