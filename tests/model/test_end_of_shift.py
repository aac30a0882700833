"""The end of the shift: who goes home, who works on, and what is assigned before it."""

from __future__ import annotations

import pytest

from tests.model.one_shift import BREAKS, SHIFT, response
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team


def test_the_free_go_home_and_the_busy_finish_as_overtime() -> None:
    course = play(response(2), [Call(at=530, scene=30.5)], duties=[SHIFT._replace(who=[0, 1])])
    assert course.day(0)[-2:] == [(530, "SCENE"), (560.5, "OFF_DUTY")]
    assert course.day(1)[-1] == (540, "OFF_DUTY")
    assert course.of_officers("overtime") == [20.5, 0]
    assert course.of_officers("on_duty") == [500.5, 480]


def test_a_job_that_ends_with_the_shift_makes_no_overtime() -> None:
    course = play(response(), [Call(at=500, scene=40), Call(at=520)], duties=[SHIFT])
    assert course.of_officers("overtime") == [0]
    assert course.incidents("first_assigned") == [500, -1]


def test_writing_up_is_finished_as_overtime() -> None:
    course = play(response(), [Call(at=500, scene=30, writing_up=25)], duties=[SHIFT])
    assert course.day(0)[-2:] == [(530, "WRITING_UP"), (555, "OFF_DUTY")]
    assert course.of_officers("overtime") == [15]


def test_an_emergency_interrupts_writing_up_in_overtime_too() -> None:
    calls = [Call(at=500, scene=30, writing_up=25), Call(at=550, grade=1, scene=10)]
    course = play(response(), calls, duties=[SHIFT])
    assert course.day(0)[-4:] == [
        (530, "WRITING_UP"),
        (550, "SCENE"),
        (560, "WRITING_UP"),
        (565, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [25]


def test_who_drives_to_a_break_goes_home_and_who_drives_to_write_up_does_not() -> None:
    hubs = {"A": "A", "B": "A"}
    duties = [
        Duty([0], 60, 540, break_due=535, break_until=600),
        Duty([1], 60, 540),
    ]
    calls = [Call(at=400, place="B"), Call(at=505, place="B", scene=20, writing_up=15)]
    scenario = force({"response": team(2, **on_shifts(breaks=BREAKS))}, hubs=hubs)
    course = play(scenario, calls, drives={"A": [1, 10], "B": [10, 50]}, duties=duties)
    assert course.officers == [[0], [1]]
    assert course.day(0)[-2:] == [(535, "RETURNING"), (540, "OFF_DUTY")]
    assert course.day(1)[-3:] == [(535, "RETURNING"), (545, "WRITING_UP"), (560, "OFF_DUTY")]
    assert course.of_officers("overtime") == [0, 20]


@pytest.mark.parametrize(
    ("at", "grade_", "goes"), [(479, 2, True), (480, 2, False), (480, 3, False), (539, 1, True)]
)
def test_towards_the_end_only_emergencies_are_assigned(at: float, grade_: int, goes: bool) -> None:
    scenario = response(last_assignment_min=60.0)
    course = play(scenario, [Call(at=at, grade=grade_)], duties=[SHIFT])
    assert course.incidents("first_assigned") == [at if goes else -1]


@pytest.mark.parametrize(("at", "goes"), [(519, True), (520, False), (530, False)])
def test_while_cars_are_handed_over_nobody_idle_goes_to_an_emergency(at: float, goes: bool) -> None:
    scenario = response(2, last_assignment_min=60.0, last_emergency_min=20.0)
    next_shift = Duty([1], 540, 900)
    course = play(scenario, [Call(at=at, grade=1, scene=5)], duties=[SHIFT, next_shift])
    assert course.officers == [[0 if goes else 1]]
    assert course.incidents("first_assigned") == [at if goes else 540]


def test_while_cars_are_handed_over_whoever_writes_up_is_called_from_it() -> None:
    """Writing up until 535, called at 525."""
    scenario = response(last_assignment_min=60.0, last_emergency_min=20.0)
    calls = [Call(at=470, scene=30, writing_up=35), Call(at=525, grade=1, scene=5)]
    course = play(scenario, calls, duties=[SHIFT])
    assert course.incidents("first_assigned") == [470, 525]


@pytest.mark.parametrize(
    ("limit", "at", "goes"),
    [(None, 620, True), (30, 569, True), (30, 570, False), (0, 539, True), (0, 540, False)],
)
def test_in_overtime_an_emergency_calls_from_writing_up_within_the_limit(
    limit: float | None, at: float, goes: bool
) -> None:
    """Writing up from 500 until 630; the shift ends at 540, and the next begins at 640."""
    scenario = response(2, overtime_call_limit_min=limit)
    calls = [Call(at=470, scene=30, writing_up=130), Call(at=at, grade=1, scene=5)]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 640, 900)])
    assert course.incidents("first_assigned") == [470, at if goes else 640]


def test_in_overtime_an_emergency_calls_from_a_scene_within_the_limit() -> None:
    """At a scene until 600; called from it at 550, and not at 570."""
    rules = on_shifts(overtime_call_limit_min=20.0)
    scenario = force({"response": team(1, **rules)}, grades={1: grade(interrupts=["scene"])})
    for at, assigned in ((550, 550), (570, -1)):
        course = play(
            scenario, [Call(at=470, scene=130, spare=3), Call(at=at, grade=1)], duties=[SHIFT]
        )
        assert course.incidents("first_assigned") == [470, assigned]


def test_a_change_of_shifts_is_seen_by_emergencies_if_briefings_are_kept() -> None:
    """Handed over from 520, briefed until 555: nobody can go in between."""
    rules = {"last_assignment_min": 60.0, "last_emergency_min": 20.0, "briefing_min": 15.0}
    calls = [Call(at=525, grade=1, scene=5), Call(at=545, grade=1, scene=5)]
    course = play(
        response(2, interrupting=False, **rules), calls, duties=[SHIFT, Duty([1], 540, 900)]
    )
    assert course.incidents("first_assigned") == [555, 560]


def test_what_comes_towards_the_end_waits_for_the_next_shift() -> None:
    scenario = response(2, last_assignment_min=60.0)
    calls = [Call(at=500), Call(at=510, grade=1, scene=10)]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 530, 900)])
    assert course.officers == [[1], [0]]
    assert course.incidents("first_assigned") == [530, 510]


def test_towards_the_end_officers_do_not_count_for_those_who_go_together() -> None:
    scenario = response(2, last_assignment_min=60.0)
    calls = [
        Call(at=470, scene=5, officers=2, together=True),
        Call(at=481, officers=2, together=True),
    ]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 60, 600)])
    assert course.incidents("first_assigned") == [470, -1]


@pytest.mark.parametrize(("begins", "assigned"), [(540, 541), (500, 500)])
def test_at_the_end_of_the_shift_the_free_are_not_sent_to_an_emergency(
    begins: float, assigned: float
) -> None:
    pair = Call(at=480, grade=1, officers=2, together=True, scene=5)
    duties = sorted([SHIFT, Duty([1], begins, 600), Duty([2], 541, 600)], key=lambda d: d[1])
    assert play(response(3), [pair], duties=duties).incidents("first_assigned") == [assigned]


def test_nobody_works_before_the_first_shift_or_is_paid_for_it() -> None:
    course = play(response(), duties=[SHIFT])
    assert course.account(0) == {"OFF_DUTY": 960, "AVAILABLE": 480}
    assert course.of_officers("on_duty") == [480]
