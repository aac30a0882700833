"""The control room: how long logs take, who waits for a dispatcher, and what comes after."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from tests.support.worlds import Call, Course, desk, force, play, team

GRADING = {"grading_min": {2: {"distribution": "fixed", "value": 1.0}}}


def scenario(dispatchers: list[int] | None = None, **changes: Any) -> Scenario:
    room = {**GRADING, "dispatchers": dispatchers or []}
    teams = {"response": team(9), "resolution_centre": desk(9)}
    return force(changes.pop("teams", teams), control_room=room, **changes)


def taken(course: Course) -> list[float]:
    """Return when a dispatcher took each log in hand, in order of creation."""
    log = course.state.log
    lines = np.flatnonzero(log.record == Record.GRADING_STARTED)
    by_incident = dict(zip(log.incident[lines].tolist(), log.time_ms[lines].tolist(), strict=True))
    return [by_incident[incident] / 60_000 for incident in sorted(by_incident)]


def test_nobody_is_sent_before_the_log_is_graded() -> None:
    course = play(scenario(), [Call(at=0, grading=3), Call(at=1, grading=1), Call(at=5)])
    assert course.incidents("assessed") == [3, 2, 5]
    assert course.incidents("first_assigned") == [3, 2, 5]
    assert course.incidents("due_since") == [3, 2, 5]


def test_the_resolution_centre_calls_back_after_it_too() -> None:
    course = play(scenario(), [Call(at=0, grade=4, desk=10, grading=2)])
    assert course.incidents("called") == [2]
    assert course.outcomes == ["RESOLVED_AT_DESK"]


def test_what_is_closed_by_rule_is_graded_first() -> None:
    course = play(scenario(), [Call(at=0, grading=2, closed=True)])
    assert course.outcomes == ["CLOSED_WITHOUT_VISIT"]
    assert course.incidents("finished") == [2]


def test_a_busy_dispatcher_takes_the_highest_grade_next_and_then_first_come() -> None:
    calls = [
        Call(at=0, grading=10),
        Call(at=1, grading=5, grade=3),
        Call(at=2, grading=5),
        Call(at=3, grading=5),
        Call(at=4, grading=5, grade=1),
    ]
    course = play(scenario([1] * 24), calls)
    assert taken(course) == [0, 25, 15, 20, 10]
    assert course.incidents("assessed") == [10, 30, 20, 25, 15]
    assert taken(play(scenario([2] * 24), calls)) == [0, 1, 10, 11, 6]
    assert taken(play(scenario(), calls)) == [0, 1, 2, 3, 4]


def test_what_takes_no_time_waits_for_no_dispatcher() -> None:
    course = play(scenario([1] * 24), [Call(at=0, grading=10), Call(at=1)])
    assert course.incidents("first_assigned") == [10, 1]


def test_more_dispatchers_begin_at_the_full_hour_and_fewer_finish_what_they_have() -> None:
    hours = [1, 2, 1, *[1] * 21]
    calls = [Call(at=0, grading=70), Call(at=10, grading=65), Call(at=20, grading=10)]
    # The second starts at 60, when there are two; the third when both are at work until 70.
    course = play(scenario(hours), calls)
    assert taken(course) == [0, 60, 70]
    calls = [Call(at=60, grading=70), Call(at=61, grading=80), Call(at=125, grading=5)]
    # From 120 there is one: at 130 the other is still busy, until 141.
    assert taken(play(scenario(hours), calls)) == [60, 61, 141]


def test_the_week_of_dispatchers_begins_on_monday() -> None:
    # The run starts on a Monday.
    week = [1] * 24 + [2] * 24 + [1] * 120
    calls = [Call(at=1440, grading=10), Call(at=1441, grading=10)]
    assert taken(play(scenario(week, days=2), calls)) == [1440, 1441]
    assert taken(play(scenario([1] * 24, days=2), calls)) == [1440, 1450]


def test_redeployment_and_patience_count_from_when_the_log_is_passed_on() -> None:
    teams = {"response": team(1), "neighbourhood": team(1)}
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 15.0}
    calls = [Call(at=0, scene=300), Call(at=10, grading=20, patience=100)]
    course = play(scenario(teams=teams, redeployment=rule), calls)
    assert course.incidents("first_assigned") == [0, 45]
    teams = {"response": team(1)}
    course = play(scenario(teams=teams), calls)
    assert course.incidents("finished") == [300, 130]
