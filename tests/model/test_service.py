"""Repeats that depend on the service that the incident before had."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.policies import service
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import MILLIONTHS
from sim.world.build import build
from tests.support.worlds import Call, Case, Course, desk, force, play, team

#: Minutes of a day, after which the first repeat may come.
DAY = 1440


def of(*, posts: int = 1, days: int = 4, **rules: Any) -> Scenario:
    """Return a force whose repeats depend on the service."""
    repeat = {
        "share": 0.2,
        "delay_days": {"distribution": "fixed", "value": 1.0},
        "depends_on": rules,
    }
    teams = {"response": team(posts), "resolution_centre": desk(1)}
    work = {"handling_min": {"distribution": "fixed", "value": 0.0}, "resolved_share": 1.0}
    kinds = {"job": {"repeat": repeat, "resolution_centre": {**work, "sent_on_as": 2}}}
    return force(teams, kind_rules=kinds, days=days)


def marked(mark: float, at: float, parent: int = 0) -> Call:
    return Call(at=at, parent=parent, scene=1, mark=round(mark * MILLIONTHS))


def came(course: Course, row: int) -> bool:
    return course.states[row] != "EXPECTED"


def comes(first: list[Call], mark: float, at: float, **rules: Any) -> bool:
    """Return whether a repeat of the last of some calls comes about."""
    calls = [*first, marked(mark, at, len(first) - 1)]
    return came(play(of(**rules), calls), len(first))


#: The second is reached at once, or after 100 minutes; the target is 15.
IN_TIME = [Call(at=0, scene=10)]
LATE = [Call(at=0, scene=100), Call(at=1, scene=10)]


@pytest.mark.parametrize(("factor", "at_1", "at_109"), [(1.1, True, True), (0.9, False, False)])
def test_a_late_visit(factor: float, at_1: bool, at_109: bool) -> None:
    for mark, expected in ((0.89, True), (0.95, at_1), (1.05, at_109), (1.15, False)):
        assert comes(LATE, mark, DAY, attended_late=factor, reference=1.0) == expected
        assert comes(IN_TIME, mark, DAY, attended_late=factor, reference=1.0) == (mark < 1)


def test_what_is_not_known_yet_does_not_count() -> None:
    """Not reached after 48 hours: the repeat of the first day comes before that is known."""
    waits = [Call(at=0, scene=5000), Call(at=1)]
    rules = {"not_reached": 1.5, "attended_late": 3.0, "ceiling": 4.5}
    for at, expected in ((DAY, False), (2 * DAY, False), (2 * DAY + 2, True), (3 * DAY, True)):
        assert comes(waits, 1.2, at, **rules) == expected
    assert comes([Call(at=0, scene=1), Call(at=1)], 1.2, 3 * DAY, **rules) is False
    assert comes(waits, 1.2, DAY, reached_within_hours=12.0, **rules)


def test_a_call_back_reaches_too_and_closing_by_rule_does_not() -> None:
    called = [Call(at=0, grade=4, desk=5)]
    closed = [Call(at=0, closed=True)]
    assert not comes(called, 1.2, 3 * DAY, not_reached=1.5)
    assert comes(closed, 1.2, 3 * DAY, not_reached=1.5)


def test_a_case_that_is_screened_out() -> None:
    filed = [Call(at=0, scene=1, case=Case(1, screened_out=True))]
    assert comes(filed, 1.2, DAY, not_reached=1.5)


@pytest.mark.parametrize("mark", [0.5, 0.84, 0.86, 0.99])
def test_an_arrest(mark: float) -> None:
    arrested = [Call(at=0, scene=10, custody=5)]
    assert comes(arrested, mark, DAY, arrest=0.85) == (mark < 0.85)
    assert comes(IN_TIME, mark, DAY, arrest=0.85)


def test_factors_multiply_and_the_reference_divides() -> None:
    rules = {"attended_late": 1.2, "arrest": 1.1, "reference": 1.1}
    late = [Call(at=0, scene=100), Call(at=1, scene=10, custody=5)]
    assert comes(late, 1.19, DAY, **rules)
    assert not comes(late, 1.21, DAY, **rules)
    assert comes(IN_TIME, 0.9, DAY, **rules)
    assert not comes(IN_TIME, 0.92, DAY, **rules)


def test_a_chain_breaks_where_one_does_not_come_about() -> None:
    calls = [*LATE, marked(1.2, DAY, 1), marked(0.1, 2 * DAY, 2), marked(0.1, 2 * DAY + 1, 1)]
    course = play(of(attended_late=1.1), calls)
    assert [came(course, row) for row in (2, 3, 4)] == [False, False, True]


def test_first_incidents_and_repeats_from_before_the_run_do_not_depend() -> None:
    course = play(of(attended_late=1.5), [marked(0.99, 10, -1), Call(at=20, mark=1_200_000)])
    assert [came(course, row) for row in (0, 1)] == [True, False]


def test_worse_service_never_takes_repeats_away() -> None:
    rules = {"attended_late": 1.3, "not_reached": 1.2, "reference": 1.1}
    generator = np.random.default_rng(3)
    marks = generator.uniform(0, 1.6, 40)
    expected = -1
    for scene in (1, 30, 120):
        calls = [Call(at=60 * n, scene=scene) for n in range(40)]
        repeats = [marked(mark, DAY * 3 + n, n) for n, mark in enumerate(marks)]
        course = play(of(days=5, **rules), [*calls, *repeats])
        number = sum(came(course, row) for row in range(40, 80))
        assert number >= expected
        expected = number
    assert expected > 20


def test_looked_at_again_after_the_run_it_is_the_same() -> None:
    """What `calibration.service_reference` relies on."""
    scenario = of(attended_late=1.3, not_reached=1.2, arrest=0.8)
    calls = [*LATE, Call(at=500, closed=True), Call(at=600, scene=2, custody=1)]
    course = play(scenario, [*calls, *(marked(0.1, 3 * DAY + n, n) for n in range(4))])
    w, s = course.world, course.state
    found = [service.product(w, s, n, 3 * DAY * 60_000) for n in range(4)]
    assert found == [1_000_000, 1_300_000, 1_200_000, 800_000]
    assert service.product(w, s, 1, 60_000) == 1_000_000


def test_factors_of_one_give_the_incidents_of_a_force_in_which_service_leaves_no_trace() -> None:
    found = []
    for rules in ({}, {"attended_late": 1.0, "not_reached": 1.0, "arrest": 1.0}):
        repeat = {
            "share": 0.3,
            "delay_days": {"distribution": "exponential", "mean": 2.0},
            **({"depends_on": rules} if rules else {}),
        }
        kinds = {"job": {"repeat": repeat, "per_hour": {"A": 1.0}}}
        scenario = force({"response": team(1)}, kind_rules=kinds, days=14)
        w = build(scenario, 1, 0)
        s = simulate(w, log=True)
        came_about = np.flatnonzero(s.incidents.state)
        found.append(w.drawn.created_ms[came_about].tolist())
    assert len(found[0]) > 300
    assert found[0] == found[1]
