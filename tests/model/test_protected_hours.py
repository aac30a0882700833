"""Protected hours: nothing takes the last ones on prevention, and all may go when they are over."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import NotSent
from tests.engine.audit import audit
from tests.support.reasons import reasons_not_sent
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

#: Protected from 10:00 to 12:00, one officer at hub A.
HOURS = {"officers": {"A": 1}, "from_hour": 10, "until_hour": 12}
AT_10, AT_11, NOON = 600, 660, 720
KINDS = {"job": ["response"], "visit": ["pcso"]}


def with_hours(posts: int = 1, rule: dict[str, Any] | None = None, **others: Any) -> Scenario:
    """Return a force of a response officer (0) and PCSOs (from 1) with protected hours."""
    pcso = team(posts, protected_hours=HOURS, **others)
    return force({"response": team(1), "pcso": pcso}, kinds=KINDS, redeployment=rule)


def sent(course: Course, incident: int = 0) -> tuple[list[int], float]:
    return course.officers[incident], course.incidents("first_assigned")[incident]


@pytest.mark.parametrize(
    ("at", "goes"), [(AT_10 - 1, AT_10 - 1), (AT_10, NOON), (AT_11, NOON), (NOON, NOON)]
)
def test_a_visit_waits_until_protected_hours_are_over(at: float, goes: float) -> None:
    assert sent(play(with_hours(), [Call(at=at, kind="visit")])) == ([1], goes)


def test_those_beyond_the_number_go() -> None:
    calls = [Call(at=AT_11, kind="visit", scene=30), Call(at=AT_11 + 1, kind="visit", scene=30)]
    course = play(with_hours(2), calls)
    assert sent(course, 0)[1] == AT_11
    assert sent(course, 1)[1] == AT_11 + 30  # when the other one is back


def test_hours_may_run_past_midnight() -> None:
    hours = {**HOURS, "from_hour": 22, "until_hour": 2}
    pcso = team(1, protected_hours=hours)
    scenario = force({"response": team(1), "pcso": pcso}, kinds=KINDS, days=2)
    calls = [Call(at=60, kind="visit"), Call(at=1380, kind="visit")]
    assert play(scenario, calls).incidents("first_assigned") == [120, 1560]


@pytest.mark.parametrize(
    ("days", "goes"),
    [
        ({"first_day": "2026-01-06"}, [60, 1380, 3000, 4440]),
        ({"last_day": "2026-01-05"}, [120, 1560, 2820, 4260]),
        ({"first_day": "2026-01-06", "last_day": "2026-01-06"}, [60, 1380, 3000, 4260]),
    ],
    ids=["from", "until", "on one day"],
)
def test_only_hours_that_begin_on_these_days_count(days: dict[str, str], goes: list[int]) -> None:
    hours = {**HOURS, "from_hour": 22, "until_hour": 2, **days}
    pcso = team(1, protected_hours=hours)
    scenario = force({"response": team(1), "pcso": pcso}, kinds=KINDS, days=4)
    calls = [Call(at=at, kind="visit") for at in (60, 1380, 2820, 4260)]
    assert play(scenario, calls).incidents("first_assigned") == goes


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "one_pool", "teams": ["pcso"]},
        {"rule": "queue_long", "teams": ["pcso"], "waiting": 1, "older_than_min": 5.0},
        {"rule": "never", "at_once": {2: ["pcso"]}},
    ],
    ids=["one pool", "queue", "at once"],
)
def test_nobody_is_redeployed_either(rule: dict[str, Any]) -> None:
    calls = [Call(at=AT_10, scene=300), Call(at=AT_11, scene=10)]
    free = play(
        force({"response": team(1), "pcso": team(1)}, kinds=KINDS, redeployment=rule), calls
    )
    kept = play(with_hours(rule=rule), calls)
    assert sent(free, 1)[0] == [1]
    assert sent(free, 1)[1] < NOON
    assert sent(kept, 1) == ([1], NOON)


def test_what_they_would_be_redeployed_to_holds_up_nothing_else() -> None:
    """One who writes up from 680 is called to the second emergency, while the first waits."""
    rule = {"rule": "one_pool", "teams": ["pcso"]}
    pcso = team(2, protected_hours=HOURS)
    grades = {1: grade(interrupts=["writing_up"]), 2: grade()}
    scenario = force(
        {"response": team(1), "pcso": pcso}, kinds=KINDS, redeployment=rule, grades=grades
    )
    calls = [
        Call(at=AT_10, scene=300),
        Call(at=650, kind="visit", scene=30, writing_up=60),
        Call(at=655, grade=1, scene=10),
        Call(at=656, grade=1, kind="visit", scene=10),
    ]
    course = play(scenario, calls)
    assert sent(course, 3) == ([1], 680)
    assert sent(course, 2)[1] == NOON
    assert audit(course.world, course.state) == []


def test_nobody_goes_to_a_job_that_needs_two_together() -> None:
    rule = {"rule": "one_pool", "teams": ["pcso"]}
    course = play(with_hours(rule=rule), [Call(at=AT_11, officers=2, together=True, scene=30)])
    assert sent(course) == ([0, 1], NOON)


def test_no_other_hub_is_helped() -> None:
    helps = {"cross_hub_help": {"rule": "after_wait", "grades": [2], "after_min": 5.0}}
    pcso = {"posts": {"A": 1.0}, "rota": "always", "protected_hours": HOURS, **helps}
    scenario = force({"response": team(1, 1), "pcso": pcso}, kinds=KINDS, hubs={"A": "A", "B": "B"})
    drives = {"A": [0, 10], "B": [10, 0]}
    course = play(scenario, [Call(at=AT_11, kind="visit", place="B")], drives=drives)
    assert sent(course)[1] == NOON


def test_no_shift_is_made_up_from_them() -> None:
    rule = {"rule": "never", "teams": ["pcso"], "backfill": True}
    response = team(2, **on_shifts(), minimum_strength={"A": 2})
    pcso = team(1, protected_hours=HOURS)
    scenario = force({"response": response, "pcso": pcso}, kinds=KINDS, redeployment=rule)
    course = play(scenario, duties=[Duty([2], 0, 1440), Duty([0], AT_11, 1200)], calls=[])
    assert course.day(2) == [(0, "PREVENTION"), (NOON, "AVAILABLE")]


def test_whoever_makes_up_a_shift_as_another_comes_back_is_offered_what_waits() -> None:
    rule = {"rule": "never", "teams": ["pcso"], "backfill": True}
    response = team(2, **on_shifts(), minimum_strength={"A": 2})
    pcso = team(2, protected_hours=HOURS)
    scenario = force({"response": response, "pcso": pcso}, kinds=KINDS, redeployment=rule)
    calls = [
        Call(at=AT_10 + 10, kind="visit", scene=60),
        Call(at=AT_10 + 30, scene=120),
        Call(at=AT_10 + 40),
    ]
    duties = [Duty([2, 3], 0, 1440), Duty([0], AT_10 + 20, 1200)]
    course = play(scenario, calls, duties=duties)
    assert course.officers[0] == [2]
    # Officer 2 is back, so that 3, who has been on prevention for longer, need not stay.
    assert sent(course, 2) == ([3], AT_10 + 70)


def test_no_operation_takes_them() -> None:
    operation = {
        "team": "pcso",
        "dates": ["2026-01-05"],
        "start": "11:00",
        "hours": 4.0,
        "officers": {"A": 1},
    }
    pcso = team(1, protected_hours=HOURS)
    scenario = force(
        {"response": team(1), "pcso": pcso}, kinds=KINDS, also={"operations": {"match": operation}}
    )
    assert play(scenario, []).day(1) == [
        (0, "PREVENTION"),
        (NOON, "OPERATION"),
        (900, "PREVENTION"),
    ]


def test_owners_of_patches_stay_too() -> None:
    course = play(with_hours(deployment="patches"), [Call(at=AT_11, kind="visit", patch=0)])
    assert sent(course)[1] == NOON


def test_the_story_says_why() -> None:
    found = reasons_not_sent(with_hours(), [Call(at=AT_11, kind="visit")])
    assert found[1] == NotSent.PROTECTED


def test_when_they_end_the_line_goes_before_what_comes_at_that_moment() -> None:
    calls = [Call(at=AT_11, kind="visit", scene=30), Call(at=NOON, kind="visit", scene=30)]
    course = play(with_hours(), calls)
    assert course.incidents("first_assigned") == [NOON, NOON + 30]


# --- PCSOs on patches ---


def on_patches(posts: int, **rules: Any) -> Scenario:
    """Return a force whose PCSOs (from 1) each own a patch (from 0), one of them protected."""
    pcso = team(posts, deployment="patches", protected_hours=HOURS, **rules)
    also = {"districts": {"A": {"hub": "A", "patches": posts}}}
    return force({"response": team(1), "pcso": pcso}, kinds=KINDS, also=also)


def test_an_owner_goes_when_one_of_another_patch_is_back_on_prevention() -> None:
    """Officer 1 is at a job of patch 0 until 620; 2, who owns patch 1, is kept until then."""
    calls = [
        Call(at=AT_10 - 10, kind="visit", patch=0, scene=30),
        Call(at=AT_10 + 10, kind="visit", patch=1, scene=30),
    ]
    course = play(on_patches(2), calls)
    assert sent(course, 1) == ([2], AT_10 + 20)
    assert audit(course.world, course.state) == []


def test_an_owner_goes_when_one_of_another_patch_comes_on_duty() -> None:
    duties = [Duty([0], 0, 1440), Duty([2], 0, 1440), Duty([1], AT_10 + 30, 1440)]
    calls = [Call(at=AT_10 + 10, kind="visit", patch=1, scene=30)]
    course = play(on_patches(2, **on_shifts()), calls, duties=duties)
    assert sent(course) == ([2], AT_10 + 30)
    assert audit(course.world, course.state) == []


def test_of_owners_of_whom_one_may_go_the_one_whose_job_fell_due_first_does() -> None:
    """At 620 officer 1, who has a job of 615, is back beside 2, who has one of 610."""
    calls = [
        Call(at=AT_10 - 10, kind="visit", patch=0, scene=30),
        Call(at=AT_10 + 10, kind="visit", patch=1, scene=30),
        Call(at=AT_10 + 15, kind="visit", patch=0, scene=30),
    ]
    course = play(on_patches(2), calls)
    assert sent(course, 1) == ([2], AT_10 + 20)
    assert sent(course, 2) == ([1], AT_10 + 50)
    urgent = [*calls[:2], calls[2]._replace(grade=1)]
    course = play(on_patches(2), urgent)
    assert sent(course, 2) == ([1], AT_10 + 20)
    assert sent(course, 1) == ([2], AT_10 + 50)
    assert audit(course.world, course.state) == []
