"""The Resolution Centre: hours, turns, what it resolves and what it sends on."""

from __future__ import annotations

from typing import Any

from sim.scenario.schema import Scenario
from sim.vocabulary import Role
from tests.worlds import Call, Case, Duty, desk, force, grade, on_shifts, play, team

#: One response officer, then the people of the desk.
RESPONSE, FIRST, SECOND = 0, 1, 2
#: Response works round the clock, the desk from 480 to 960.
RESPONSE_SHIFT = Duty([RESPONSE], 0, 3000)
OPEN = Duty([FIRST], 480, 960)


def to_desk(at: float, **rules: Any) -> Call:
    return Call(**{"at": at, "grade": 4, "desk": 30, **rules})


def scenario(posts: int = 1, **rules: Any) -> Scenario:
    teams = {"response": team(1), "resolution_centre": desk(posts, **on_shifts(**rules))}
    return force(teams)


def test_cases_of_the_night_wait_for_the_opening_in_turn() -> None:
    calls = [to_desk(10), to_desk(20), to_desk(475), to_desk(600)]
    course = play(scenario(), calls, duties=[RESPONSE_SHIFT, OPEN])
    assert course.incidents("contacted") == [480, 510, 540, 600]
    assert course.incidents("finished") == [510, 540, 570, 630]
    assert course.outcomes == ["RESOLVED_AT_DESK"] * 4
    assert course.incidents("first_assigned") == [-1] * 4
    assert course.state.incidents.team.tolist() == [int(Role.RESOLUTION_CENTRE)] * 4


def test_lower_grade_numbers_are_called_back_first() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    grades = {5: grade(served_by="resolution_centre")}
    calls = [to_desk(0), to_desk(5, grade=5), to_desk(10), to_desk(15, grade=5)]
    course = play(force(teams, grades=grades), calls)
    assert course.incidents("contacted") == [0, 60, 30, 90]


def test_whoever_has_been_free_the_longest_calls() -> None:
    teams = {"response": team(1), "resolution_centre": desk(2)}
    calls = [to_desk(0, desk=30), to_desk(5, desk=10), to_desk(40), to_desk(41)]
    course = play(force(teams), calls)
    assert course.day(FIRST)[1:] == [(30, "AVAILABLE"), (41, "DESK_CALL"), (71, "AVAILABLE")]
    assert course.day(SECOND)[2:] == [(15, "AVAILABLE"), (40, "DESK_CALL"), (70, "AVAILABLE")]


def test_what_is_not_resolved_is_sent_on_and_waits_from_then() -> None:
    calls = [
        Call(at=0, scene=600),
        to_desk(10, resolves=False, sent_on=3),
        to_desk(20, resolves=False, sent_on=1),
    ]
    course = play(scenario(), calls, duties=[RESPONSE_SHIFT, OPEN])
    assert course.incidents("due_since") == [0, 510, 540]
    assert course.state.incidents.grade.tolist() == [2, 3, 1]
    # Sent on as an emergency, the later one goes first.
    assert course.incidents("first_assigned") == [0, 630, 600]
    assert course.outcomes == ["ATTENDED"] * 3
    assert course.state.incidents.team.tolist() == [0] * 3


def test_incidents_sent_on_take_their_place_behind_those_that_wait() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    calls = [
        Call(at=0, scene=100),
        to_desk(5, desk=40, resolves=False, sent_on=2),  # sent on at 45
        Call(at=20, grade=2),
        Call(at=50, grade=2),
    ]
    course = play(force(teams), calls)
    assert course.incidents("first_assigned") == [0, 130, 100, 160]


def test_a_call_is_finished_as_overtime() -> None:
    calls = [to_desk(945, desk=33), to_desk(950)]
    course = play(
        scenario(), calls, duties=[RESPONSE_SHIFT, OPEN, OPEN._replace(start=1100, end=1400)]
    )
    assert course.incidents("contacted") == [945, 1100]
    assert course.day(FIRST)[1:3] == [(945, "DESK_CALL"), (978, "OFF_DUTY")]
    assert course.of_officers("overtime") == [0, 18]


def test_towards_the_end_of_the_shift_no_case_is_begun() -> None:
    calls = [to_desk(929), to_desk(931)]
    duties = [RESPONSE_SHIFT, OPEN, Duty([SECOND], 940, 1400)]
    course = play(scenario(2, last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [929, 940]
    assert course.of_officers("overtime") == [0, 0, 0]
    calls = [to_desk(900), to_desk(901)]
    course = play(scenario(2, last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [900, 940]


def test_cases_keep_their_turn_when_shifts_touch() -> None:
    calls = [to_desk(931), to_desk(941), to_desk(962)]
    duties = [RESPONSE_SHIFT, OPEN, Duty([FIRST], 960, 1400)]
    course = play(scenario(last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [960, 990, 1020]


def test_the_desk_has_briefings_and_breaks_that_nothing_interrupts() -> None:
    rules = {
        "briefing_min": 10.0,
        "breaks": {"minutes": 40.0, "from_min": 100.0, "until_min": 300.0},
    }
    calls = [to_desk(10, desk=5), to_desk(595, desk=10), to_desk(596), to_desk(700)]
    duty = OPEN._replace(break_due=600, break_until=780)
    course = play(scenario(**rules), calls, duties=[RESPONSE_SHIFT, duty])
    assert course.day(FIRST) == [
        (480, "BRIEFING"),
        (490, "DESK_CALL"),
        (495, "AVAILABLE"),
        (595, "DESK_CALL"),
        (605, "BREAK"),
        (645, "DESK_CALL"),
        (675, "AVAILABLE"),
        (700, "DESK_CALL"),
        (730, "AVAILABLE"),
        (960, "OFF_DUTY"),
    ]


def test_callers_who_do_not_wait_are_lost_when_all_of_the_desk_are_busy() -> None:
    teams = {"response": team(1), "resolution_centre": desk(2)}
    lost = {4: grade(served_by="resolution_centre", when_all_busy="lost")}
    calls = [to_desk(0), to_desk(10), to_desk(20), to_desk(30), to_desk(39.9), to_desk(40)]
    course = play(force(teams, grades=lost), calls)
    outcomes = ["RESOLVED_AT_DESK"] * 2 + ["LOST", "RESOLVED_AT_DESK", "LOST", "RESOLVED_AT_DESK"]
    assert course.outcomes == outcomes
    assert course.incidents("contacted") == [0, 10, -1, 30, -1, 40]


def test_what_the_desk_resolves_may_be_investigated() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1), "investigation": team(1)}
    calls = [to_desk(0, case=Case(work=50)), to_desk(1, resolves=False, case=Case(work=20))]
    course = play(force(teams), calls)
    # The second one is sent on at 60, attended until 90, and only then investigated.
    assert course.cases("opened") == [30, 90]
    assert course.cases("closed") == [80, 110]


def test_the_desk_serves_the_whole_force() -> None:
    teams = {"response": team(1, 1), "resolution_centre": desk(1)}
    scenario = force(teams, hubs={"A": "A", "B": "B"})
    calls = [to_desk(0, place="B"), to_desk(1), to_desk(2, place="B", resolves=False)]
    course = play(scenario, calls)
    assert course.incidents("contacted") == [0, 30, 60]
    assert course.officers[2] == [1]


def test_a_case_that_does_not_wait_is_lost_when_everybody_is_on_a_call() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    grades = {4: grade(served_by="resolution_centre", when_all_busy="lost")}
    course = play(force(teams, grades=grades), [to_desk(0), to_desk(10), to_desk(30)])
    assert course.outcomes == ["RESOLVED_AT_DESK", "LOST", "RESOLVED_AT_DESK"]
    assert course.incidents("contacted") == [0, -1, 30]
