"""Callers who call again because nobody has come or called back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.model.policies import chasers as chasers_policy
from sim.outputs.measures.all_measures import measure
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from sim.world.arrays import NEW_LOG, WITH_PARENT
from sim.world.build import names
from tests.engine.audit import audit
from tests.outputs.tiny import value
from tests.support.worlds import Call, Course, Duty, desk, force, on_shifts, play, team

#: One response officer, then one person of the desk.
RESPONSE, FIRST = 0, 1
#: Response works round the clock.
ALWAYS_ON = Duty([RESPONSE], 0, 3000)


def of(posts: int = 1, *, grades: Any = None, desk_rules: Any = None, **rules: Any) -> Scenario:
    teams: dict[str, Any] = {"response": team(posts)}
    if desk_rules is not None:
        teams["resolution_centre"] = desk(1, **desk_rules)
    chasers = {"gap_hours": {"distribution": "fixed", "value": 1.0}, "handling_min": 8.0, **rules}
    return force(teams, grades=grades, chasers=chasers, days=2)


def made(course: Course) -> list[int]:
    return course.state.chasers.made.tolist()


def chased_at(course: Course) -> list[tuple[float, int]]:
    log = course.state.log
    lines = np.flatnonzero(log.record == Record.CHASED)
    return [(log.time_ms[line] / 60_000, int(log.incident[line])) for line in lines]


def test_callers_call_again_until_somebody_comes() -> None:
    calls = [
        Call(at=0, scene=100, chasers=(50,)),
        Call(at=10, scene=100, chasers=(60, 90, 130)),  # reached at 100
        Call(at=20, scene=10, chasers=(70, 150, 230)),  # reached at 200
    ]
    course = play(of(), calls)
    assert made(course) == [0, 2, 2]
    assert chased_at(course) == [(60, 1), (70, 2), (90, 1), (150, 2)]


def test_no_more_than_so_often() -> None:
    calls = [Call(at=0, scene=1000), Call(at=1, chasers=(10, 20, 30, 40))]
    assert made(play(of(most=2), calls)) == [0, 2]


def test_a_call_back_ends_it_and_an_attempt_does_not() -> None:
    attempts = {"most": 2, "reached_share": 0.5, "failed_min": 5.0, "again_after_min": 60.0}
    calls = [Call(at=0, grade=4, desk=30, reached_on=2, chasers=(3, 30, 64, 66))]
    course = play(of(desk_rules={"attempts": attempts}, handling_min=0.0), calls)
    assert course.incidents("contacted") == [65]
    assert made(course) == [3]


def test_the_desk_answers_before_it_calls_anybody_back() -> None:
    calls = [
        Call(at=0, scene=200),
        Call(at=5, chasers=(20, 25)),
        Call(at=10, grade=4, desk=30),
        Call(at=11, grade=4, desk=30),
    ]
    course = play(of(desk_rules={}), calls)
    assert course.incidents("contacted")[2:] == [10, 56]
    assert course.day(FIRST)[1:] == [
        (10, "DESK_CALL"),  # calls back until 40
        (40, "DESK_CALL"),  # answers two who called at 20 and 25
        (48, "DESK_CALL"),
        (56, "DESK_CALL"),
        (86, "AVAILABLE"),
    ]
    assert course.state.desk.calls_ms[0] == 16 * 60_000
    assert course.state.incidents.attempts.tolist() == [0, 0, 1, 1]


def test_calls_of_the_night_are_answered_when_it_opens() -> None:
    calls = [Call(at=0, scene=1000), Call(at=5, chasers=(20, 40)), Call(at=470, grade=4, desk=30)]
    duties = [ALWAYS_ON, Duty([FIRST], 480, 960)]
    course = play(of(desk_rules=on_shifts()), calls, duties=duties)
    assert course.incidents("contacted")[2] == 480 + 16


def test_not_before_the_appointment_unless_the_scenario_says_so() -> None:
    agreed = {"earliest": "00:00", "latest": "20:00", "within_days": 0, "slot_min": 60.0}
    slots = {"label": "visit", "target_min": 600.0, "appointment": agreed}
    calls = [
        Call(at=0, scene=800),
        Call(at=1, grade=3, seen_at=500, chasers=(100, 490, 510, 900)),  # agreed for 500
    ]
    assert made(play(of(grades={3: slots}), calls)) == [0, 1]
    assert made(play(of(grades={3: slots}, before_appointments=True), calls)) == [0, 3]


def test_callers_of_what_is_closed_do_not_call_again() -> None:
    assert made(play(of(), [Call(at=0, closed=True, chasers=(10,))])) == [0]
    lost = {2: {"label": "lost", "target_min": 15.0, "when_all_busy": "lost"}}
    calls = [Call(at=0, scene=100), Call(at=1, chasers=(10,))]
    assert made(play(of(grades=lost), calls)) == [0, 0]


def helped() -> Scenario:
    """Return a force of two hubs at one place, where the other hub helps after half an hour."""
    rule = {"rule": "after_wait", "grades": [2], "after_min": 30.0, "within_min": 60.0}
    return force(
        {"response": team(1, 1, cross_hub_help=rule)},
        hubs={"A": "A", "B": "B"},
        chasers={"gap_hours": {"distribution": "fixed", "value": 1.0}, "handling_min": 0.0},
    )


@pytest.mark.parametrize(("at", "calls"), [(29, 1), (30, 1), (31, 0)])
def test_who_calls_as_help_is_sent_calls_before_it_comes(at: float, calls: int) -> None:
    # B's officer comes at 30, after all else of that moment.
    jobs = [Call(at=0, scene=100), Call(at=0, scene=10, chasers=(at,))]
    course = play(helped(), jobs)
    assert course.officers == [[0], [1]]
    assert course.incidents("first_arrived") == [0, 30]
    assert made(course) == [0, calls]
    assert audit(course.world, course.state) == []


def test_the_audit_objects_to_calls_once_somebody_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At 30 the first job ends, and its officer is at the second before the caller would call.
    jobs = [Call(at=0, scene=30), Call(at=0, scene=10, chasers=(30,))]
    assert made(play(of(handling_min=0.0), jobs)) == [0, 0]
    monkeypatch.setattr(chasers_policy, "still_waits", lambda *_: True)
    course = play(of(handling_min=0.0), jobs)
    assert made(course) == [0, 1]
    assert any("nobody is awaited" in fault for fault in audit(course.world, course.state))


@pytest.mark.parametrize(("busy", "opened"), [(15, 0), (35, 1), (55, 2), (99, 2)])
def test_a_log_is_opened_by_its_call_only(busy: float, opened: int) -> None:
    calls = [
        Call(at=0, scene=busy),
        Call(at=1, scene=1, chasers=(20, 40, 60)),
        Call(at=20.001, scene=1, parent=1, task=NEW_LOG, mark=WITH_PARENT),
        Call(at=40.001, scene=1, parent=1, task=NEW_LOG + 1, mark=WITH_PARENT),
    ]
    scenario = of()
    course = play(scenario, calls)
    assert [state != "EXPECTED" for state in course.states[2:]] == [opened > 0, opened > 1]
    found = measure(scenario, names(scenario), course.world, course.state)
    assert value(found, "incidents_count") == 2 + opened
    assert value(found, "distinct_incidents_count") == 2


def test_without_any_calls_nothing_is_asked_for() -> None:
    calls = [Call(at=0, scene=100), Call(at=1)]
    without = play(force({"response": team(1)}, days=2), calls)
    quiet = play(of(), calls)
    assert quiet.state.clock.events[0] == without.state.clock.events[0]
    for one, other in zip(quiet.state.log, without.state.log, strict=True):
        assert np.array_equal(one, other)
