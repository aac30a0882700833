"""Other duties of investigators: a spell in each shift that is not for cases."""

from __future__ import annotations

import pytest

from tests.support.worlds import Call, Case, Course, Duty, force, on_shifts, play, team

#: A response officer attends; the investigator is officer 1.
PATROL, INVESTIGATOR = Duty([0], 0, 6000), 1


def course(*calls: Call, duties: list[Duty], posts: int = 1) -> Course:
    teams = {"response": team(1), "investigation": team(posts, **on_shifts())}
    return play(force(teams, days=2), list(calls), duties=[PATROL, *duties])


def crime(at: float, work: float, **rules: float) -> Call:
    return Call(at=at, scene=0, case=Case(work, **rules))  # type: ignore[arg-type]


def day(**rules: float) -> Duty:
    return Duty([INVESTIGATOR], 480, 960, **rules)  # type: ignore[arg-type]


def test_a_case_is_put_down_for_them_and_taken_up_again() -> None:
    made = course(crime(400, 200), duties=[day(other_due=600, other=60)])
    assert made.day(INVESTIGATOR) == [
        (480, "CASE_WORK"),
        (600, "OTHER_DUTIES"),
        (660, "CASE_WORK"),
        (740, "AVAILABLE"),
        (960, "OFF_DUTY"),
    ]
    assert made.cases("closed") == [740]


def test_one_with_nothing_to_do_has_them_too_and_takes_no_case_meanwhile() -> None:
    made = course(crime(610, 30), duties=[day(other_due=600, other=60)])
    assert made.day(INVESTIGATOR)[:4] == [
        (480, "AVAILABLE"),
        (600, "OTHER_DUTIES"),
        (660, "CASE_WORK"),
        (690, "AVAILABLE"),
    ]


def test_a_suspect_in_custody_is_dealt_with_first() -> None:
    made = course(crime(590, 100, custody=600), duties=[day(other_due=600, other=60)])
    assert made.day(INVESTIGATOR)[1:4] == [
        (590, "CASE_WORK"),
        (690, "OTHER_DUTIES"),
        (750, "AVAILABLE"),
    ]


@pytest.mark.parametrize("custody", [None, 600.0])
def test_a_suspect_who_comes_meanwhile_waits(custody: float | None) -> None:
    calls = [crime(610, 100, **({} if custody is None else {"custody": custody}))]
    made = course(*calls, duties=[day(other_due=600, other=60)])
    assert made.cases("first_done") == [760]


def test_the_end_of_the_shift_cuts_them_short() -> None:
    made = course(crime(890, 50, custody=600), duties=[day(other_due=900, other=60)])
    assert made.day(INVESTIGATOR)[2:] == [(940, "OTHER_DUTIES"), (960, "OFF_DUTY")]
    assert made.of_officers("overtime") == [0, 0]


def test_they_and_the_break_both_come_in_the_shift() -> None:
    duty = day(other_due=600, other=60, break_due=600, break_until=800)
    teams = {
        "response": team(1),
        "investigation": team(
            1, **on_shifts(breaks={"minutes": 30.0, "from_min": 100.0, "until_min": 400.0})
        ),
    }
    made = play(force(teams, days=2), [crime(400, 200)], duties=[PATROL, duty])
    assert made.day(INVESTIGATOR)[:4] == [
        (480, "CASE_WORK"),
        (600, "BREAK"),
        (630, "OTHER_DUTIES"),
        (690, "CASE_WORK"),
    ]


def test_they_come_once_where_the_break_is_due_at_the_same_time_and_is_not_taken() -> None:
    """As where a time grid rounds a break of two minutes to none; here it is too late for it."""
    duty = day(other_due=600, other=60, break_due=600, break_until=599)
    breaks = {"minutes": 30.0, "from_min": 100.0, "until_min": 400.0}
    teams = {"response": team(1), "investigation": team(1, **on_shifts(breaks=breaks))}
    made = play(force(teams, days=2), [], duties=[PATROL, duty])
    assert made.day(INVESTIGATOR) == [
        (480, "AVAILABLE"),
        (600, "OTHER_DUTIES"),
        (660, "AVAILABLE"),
        (960, "OFF_DUTY"),
    ]
