"""Emergencies of other hubs call officers from what they interrupt, if nobody who helps is free."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.audit import audit
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

THREE = {"A": "A", "B": "B", "C": "C"}
GRADES = {1: grade(interrupts=["briefing", "break", "writing_up"]), 2: grade()}
#: Five minutes within a district, 30 between A and B, 20 between A and C.
DRIVES = {"A": [5, 30, 20], "B": [30, 5, 15], "C": [20, 15, 5]}
#: A job of grade 2 that ends at 15, after which its officer writes up until 75.
PAPERWORK = Call(at=0, place="B", grade=2, scene=10, writing_up=60)


def run(calls: list[Call], *posts: int, calls_away: bool = True, **rules: Any) -> Course:
    """Run calls at hubs of which each may help the others with emergencies, within 40 minutes."""
    rule = {"rule": "emergencies", "within_min": 40.0, "calls_away": calls_away}
    scenario = force(
        {"response": team(*posts, cross_hub_help={**rule, **rules})}, hubs=THREE, grades=GRADES
    )
    course = play(scenario, calls, drives=DRIVES)
    assert audit(course.world, course.state) == []
    return course


@pytest.mark.parametrize(
    ("calls_away", "within", "sent"), [(True, 40.0, 20), (False, 40.0, 80), (True, 29.0, None)]
)
def test_an_emergency_calls_who_writes_up_at_another_hub(
    calls_away: bool, within: float, sent: float | None
) -> None:
    # A has nobody. At 20 the officer of B is back at the station, and writes up until 80.
    emergency = Call(at=20, place="A", grade=1, scene=10)
    course = run([PAPERWORK, emergency], 0, 1, calls_away=calls_away, within_min=within)
    assert course.officers == [[0], [] if sent is None else [0]]
    if sent is not None:
        assert course.incidents("first_assigned")[1] == sent
        assert course.incidents("first_arrived")[1] == sent + 30


def test_lower_grades_of_other_hubs_call_nobody() -> None:
    course = run([PAPERWORK, Call(at=20, place="A", grade=2, scene=10)], 0, 1)
    assert course.officers == [[0], []]


def test_help_after_a_wait_calls_nobody() -> None:
    rule = {"rule": "after_wait", "grades": [1], "after_min": 0.0}
    course = run([PAPERWORK, Call(at=20, place="A", grade=1, scene=10)], 0, 1, **rule)
    assert course.incidents("first_assigned")[1] == 80


def test_whoever_is_free_helps_before_a_nearer_one_is_called_away() -> None:
    # C is 20 minutes from A and writes up; B's officer is free, 30 minutes away.
    paperwork = PAPERWORK._replace(place="C")
    course = run([paperwork, Call(at=21, place="A", grade=1, scene=10)], 0, 1, 1)
    assert course.officers == [[1], [0]]


def test_who_is_called_at_home_goes_before_anybody_of_another_hub() -> None:
    paperwork = PAPERWORK._replace(place="A")
    course = run([paperwork, PAPERWORK, Call(at=21, place="A", grade=1, scene=10)], 1, 1)
    assert course.officers == [[0], [1], [0]]


def test_whoever_turns_to_the_paperwork_goes_to_an_emergency_that_waits() -> None:
    # Until 40 the officer of B is at a scene, which nothing interrupts.
    course = run([PAPERWORK._replace(scene=35), Call(at=20, place="A", grade=1, scene=10)], 0, 1)
    assert course.officers == [[0], [0]]
    assert course.incidents("first_assigned")[1] == 40


def test_a_shift_that_begins_goes_from_the_briefing() -> None:
    rule = {"rule": "emergencies", "within_min": 40.0, "calls_away": True}
    teams = {"response": team(0, 1, cross_hub_help=rule, **on_shifts(briefing_min=20.0))}
    scenario = force(teams, hubs=THREE, grades=GRADES)
    call = Call(at=10, place="A", grade=1, scene=10)
    course = play(scenario, [call], drives=DRIVES, duties=[Duty([0], 30, 500)])
    assert course.incidents("first_assigned") == [30]
    assert audit(course.world, course.state) == []
