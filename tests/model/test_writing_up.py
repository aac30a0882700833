"""Writing up: by the first officer, at the station, interrupted by emergencies and resumed."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team

DRIVES = {"A": [1, 10], "B": [10, 2]}


def response(posts: int = 1, *, interrupting: tuple[int, ...] = (1,), **rules: Any) -> Scenario:
    grades = {n: grade(interrupts=["writing_up"]) for n in interrupting}
    return force({"response": team(posts, **rules)}, hubs={"A": "A", "B": "A"}, grades=grades)


def test_the_first_to_be_assigned_writes_up_and_the_others_are_free() -> None:
    course = play(response(2), [Call(at=0, officers=2, scene=30, writing_up=20)])
    assert course.day(0) == [(0, "SCENE"), (30, "WRITING_UP"), (50, "AVAILABLE")]
    assert course.day(1) == [(0, "SCENE"), (30, "AVAILABLE")]


def test_writing_up_is_done_at_the_station() -> None:
    course = play(response(), [Call(at=0, place="B", writing_up=20)], drives=DRIVES)
    assert course.day(0) == [
        (0, "TRAVEL"),
        (10, "SCENE"),
        (40, "RETURNING"),
        (50, "WRITING_UP"),
        (70, "AVAILABLE"),
    ]
    assert course.of_officers("drive_back") == [10]


def test_a_drive_back_for_a_break_is_none_to_write_up() -> None:
    breaks = {"minutes": 20.0, "from_min": 0.0, "until_min": 400.0}
    scenario = response(**on_shifts(breaks=breaks))
    duties = [Duty([0], 0, 480, break_due=20, break_until=400)]
    course = play(scenario, [Call(at=0, place="B")], drives=DRIVES, duties=duties)
    assert course.day(0)[2:4] == [(40, "RETURNING"), (50, "BREAK")]
    assert course.of_officers("drive_back") == [0]


def test_a_drive_back_counts_as_far_as_it_went() -> None:
    calls = [
        Call(at=0, place="B", writing_up=20, spare=1),
        Call(at=44, grade=1, place="B", scene=10, spare=1),
    ]
    course = play(response(2, crewing={"double_share": 1.0}), calls, drives=DRIVES)
    assert course.day(0)[2:4] == [(40, "RETURNING"), (44, "TRAVEL")]
    # Both of the crew: four minutes, and later all ten.
    assert course.of_officers("drive_back") == [14, 14]


@pytest.mark.parametrize("idle_limit", [5.0, None])
def test_writing_up_means_driving_back_however_long_ago_the_officer_was_idle(
    idle_limit: float | None,
) -> None:
    rules = {} if idle_limit is None else {"idle_limit_min": idle_limit}
    call = Call(at=600, place="B", writing_up=20)
    course = play(response(**rules), [call], drives=DRIVES)
    assert course.day(0)[2:] == [
        (610, "SCENE"),
        (640, "RETURNING"),
        (650, "WRITING_UP"),
        (670, "AVAILABLE"),
    ]


def test_after_writing_up_officers_stand_at_the_station() -> None:
    calls = [Call(at=0, place="B", writing_up=20), Call(at=100, place="B")]
    course = play(response(), calls, drives=DRIVES)
    assert course.incidents("first_arrived") == [10, 110]


def test_writing_up_is_interrupted_by_emergencies_and_resumed() -> None:
    calls = [
        Call(at=0, scene=30, writing_up=40),
        Call(at=40, grade=2, scene=10),
        Call(at=50, grade=1, scene=10),
    ]
    course = play(response(), calls)
    assert course.day(0) == [
        (0, "SCENE"),
        (30, "WRITING_UP"),
        (50, "SCENE"),
        (60, "WRITING_UP"),  # 20 minutes left
        (80, "SCENE"),
        (90, "AVAILABLE"),
    ]


def test_writing_up_of_several_incidents_adds_up() -> None:
    calls = [Call(at=0, scene=30, writing_up=40), Call(at=50, grade=1, scene=10, writing_up=15)]
    course = play(response(), calls)
    assert course.day(0)[2:] == [(50, "SCENE"), (60, "WRITING_UP"), (95, "AVAILABLE")]


def test_an_emergency_that_waits_is_taken_before_writing_up_begins() -> None:
    calls = [Call(at=0, scene=30, writing_up=40), Call(at=10, grade=1, scene=5)]
    course = play(response(), calls)
    assert course.day(0)[1:] == [(30, "SCENE"), (35, "WRITING_UP"), (75, "AVAILABLE")]
    assert course.incidents("first_assigned") == [0, 30]


def test_the_drive_back_is_called_off_too_and_starts_from_the_scene() -> None:
    calls = [Call(at=0, place="B", writing_up=20), Call(at=45, place="B", grade=1, scene=10)]
    course = play(response(), calls, drives=DRIVES)
    assert course.day(0)[2:] == [
        (40, "RETURNING"),
        (45, "TRAVEL"),
        (47, "SCENE"),
        (57, "RETURNING"),
        (67, "WRITING_UP"),
        (87, "AVAILABLE"),
    ]


@pytest.mark.parametrize("idle_limit", [5.0, None])
def test_an_officer_called_off_the_drive_back_is_not_at_the_station_yet(
    idle_limit: float | None,
) -> None:
    rules = {} if idle_limit is None else {"idle_limit_min": idle_limit}
    calls = [Call(at=600, place="B", writing_up=20), Call(at=645, place="B", grade=1)]
    course = play(response(**rules), calls, drives=DRIVES)
    assert course.incidents("first_arrived")[1] == 647


def test_other_grades_interrupt_only_if_the_scenario_says_so() -> None:
    calls = [Call(at=0, scene=30, writing_up=40), Call(at=40, grade=1)]
    assert play(response(interrupting=()), calls).incidents("first_assigned") == [0, 70]


def test_whatever_grade_interrupts_takes_its_turn() -> None:
    """The oldest goes first, though it came before there was anybody to call away."""
    calls = [
        Call(at=0, scene=30, writing_up=40),
        Call(at=10, grade=2, scene=10),
        Call(at=35, grade=2, scene=10),
    ]
    course = play(response(interrupting=(1, 2)), calls)
    assert course.incidents("first_assigned") == [0, 30, 40]


def test_an_available_officer_goes_rather_than_one_who_writes_up() -> None:
    calls = [Call(at=0, scene=30, writing_up=90), Call(at=40, place="A", grade=1)]
    teams = {"response": team(2, stations={"A": {"A": 0.5, "B": 0.5}})}
    scenario = force(teams, hubs={"A": "A", "B": "A"}, grades={1: grade(interrupts=["writing_up"])})
    course = play(scenario, calls, drives=DRIVES)
    assert course.officers == [[0], [1]]
