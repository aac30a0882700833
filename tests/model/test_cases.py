"""Investigations: who gets which case, when it is worked on, and that no work is lost."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from tests.support.worlds import Call, Case, Course, Duty, force, on_shifts, play, team

#: Two response officers attend; the investigators are officers 2, 3 ...
FIRST, SECOND = 2, 3
PATROL = Duty([0, 1], 0, 6000)
DAYS = [Duty([FIRST], 1440 * day + 480, 1440 * day + 960) for day in range(3)]


def crime(at: float, work: float, **rules: Any) -> Call:
    """Return an incident that is cleared when it is created, and investigated."""
    return Call(at=at, scene=0, case=Case(work, **rules))


def scenario(posts: int = 1, days: int = 1, **rules: Any) -> Scenario:
    return force({"response": team(2), "investigation": team(posts, **rules)}, days=days)


def worked(course: Course) -> None:
    """Hold that closed cases had all their work and the others no more than theirs."""
    work = course.world.drawn.case_work_ms
    cases = course.state.cases
    closed = cases.closed_ms >= 0
    assert (cases.worked_ms[closed] == work[closed]).all()
    assert (cases.worked_ms <= work).all()
    spent = sum(
        course.account(o).get("CASE_WORK", 0) for o in range(2, course.world.sizes.officers)
    )
    in_hand = sum(
        course.day(o)[-1][1] == "CASE_WORK" for o in range(2, course.world.sizes.officers)
    )
    if not in_hand:
        assert cases.worked_ms.sum() == round(spent * 60_000)


def test_a_case_is_opened_when_the_incident_is_cleared() -> None:
    course = play(scenario(), [Call(at=10, scene=30, case=Case(50)), Call(at=11)])
    assert course.cases("opened") == [40, -1]
    assert course.cases("closed") == [90, -1]
    assert course.case_states == ["CLOSED", "NONE"]
    assert course.day(FIRST) == [(0, "AVAILABLE"), (40, "CASE_WORK"), (90, "AVAILABLE")]
    worked(course)


def test_the_highest_harm_is_allocated_first_and_within_it_the_oldest() -> None:
    calls = [
        crime(0, 100),
        crime(1, 10, harm=0),
        crime(2, 10, harm=2),
        crime(3, 10, harm=1),
        crime(4, 10, harm=2),
    ]
    course = play(scenario(), calls)
    assert course.work_on_cases(FIRST) == [(0, 0), (100, 2), (110, 4), (120, 3), (130, 1)]
    worked(course)


def test_cases_stay_within_their_hub() -> None:
    teams = {"response": team(1, 1), "investigation": team(1, 1)}
    calls = [crime(0, 100), crime(1, 10), crime(2, 10)._replace(place="B")]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls)
    assert course.state.cases.owner.tolist() == [2, 2, 3]
    assert course.cases("closed") == [100, 110, 12]


def test_one_case_at_a_time_and_the_investigator_with_the_fewest_gets_the_next() -> None:
    calls = [
        crime(0, 10, episodes=2, waits=500),
        crime(20, 10, episodes=2, waits=500),
        crime(40, 10),
        crime(41, 10),
    ]
    course = play(scenario(2), calls)
    # Each holds one case in its wait; equal loads go by number.
    assert course.state.cases.owner.tolist() == [2, 3, 2, 3]
    worked(course)


def test_work_is_paused_at_the_end_of_the_shift_and_taken_up_the_next_day() -> None:
    course = play(scenario(days=2, **on_shifts()), [crime(0, 600)], duties=[PATROL, *DAYS[:2]])
    assert course.day(FIRST) == [
        (480, "CASE_WORK"),
        (960, "OFF_DUTY"),
        (1920, "CASE_WORK"),
        (2040, "AVAILABLE"),
        (2400, "OFF_DUTY"),
    ]
    assert course.cases("closed") == [2040]
    assert course.of_officers("overtime") == [0, 0, 0]
    worked(course)


def test_work_is_paused_for_the_break() -> None:
    rules = on_shifts(breaks={"minutes": 40.0, "from_min": 100.0, "until_min": 300.0})
    duty = DAYS[0]._replace(break_due=700, break_until=780)
    course = play(scenario(**rules), [crime(0, 250), crime(1, 10)], duties=[PATROL, duty])
    assert course.day(FIRST)[:5] == [
        (480, "CASE_WORK"),
        (700, "BREAK"),
        (740, "CASE_WORK"),
        (770, "CASE_WORK"),
        (780, "AVAILABLE"),
    ]
    # The case in hand before any other.
    assert course.work_on_cases(FIRST) == [(480, 0), (740, 0), (770, 1)]
    worked(course)


def test_the_paused_case_is_taken_up_before_those_that_became_ready() -> None:
    calls = [crime(0, 20, episodes=2, waits=900), crime(1, 600)]
    course = play(scenario(days=2, **on_shifts()), calls, duties=[PATROL, *DAYS[:2]])
    # Case 0 is ready again at 490 + 900 = 1390, in the night.
    assert course.work_on_cases(FIRST) == [(480, 0), (490, 1), (1920, 1), (2050, 0)]
    assert course.cases("closed") == [2060, 2050]
    worked(course)


def test_cases_that_become_ready_in_the_night_keep_their_order() -> None:
    waits = {0: 600, 1: 620, 2: 610}  # ready at 1090, 1120 and 1120
    calls = [crime(n, 20, episodes=2, waits=waits[n]) for n in waits]
    course = play(scenario(days=2, **on_shifts()), calls, duties=[PATROL, *DAYS[:2]])
    # Events of one time run in the order in which they were asked for.
    assert course.work_on_cases(FIRST)[3:] == [(1920, 0), (1930, 1), (1940, 2)]
    assert course.case_states == ["CLOSED"] * 3
    worked(course)


def test_an_episode_that_ends_with_the_shift_is_not_paused() -> None:
    course = play(scenario(**on_shifts()), [crime(0, 480)], duties=[PATROL, DAYS[0]])
    assert course.cases("closed") == [960]
    assert course.of_officers("overtime") == [0, 0, 0]


def test_episodes_are_separated_by_waits() -> None:
    course = play(scenario(), [crime(0, 90, episodes=3, waits=200)])
    assert course.day(FIRST) == [
        (0, "CASE_WORK"),
        (30, "AVAILABLE"),
        (130, "CASE_WORK"),
        (160, "AVAILABLE"),
        (260, "CASE_WORK"),
        (290, "AVAILABLE"),
    ]
    assert course.cases("closed") == [290]
    worked(course)


def test_work_that_does_not_divide_is_conserved() -> None:
    call = crime(0, 100_001 / 60_000, episodes=3, waits=1)
    course = play(scenario(), [call])
    assert course.state.cases.worked_ms.tolist() == [100_001]
    assert course.state.cases.closed_ms.tolist() == [100_001 + 60_000]


def test_cases_in_hand_that_are_ready_come_before_new_ones() -> None:
    calls = [crime(0, 20, episodes=2, waits=30), crime(1, 60), crime(2, 10, harm=5)]
    # Case 0 is at work until 10, then case 2 as the graver, then 1; case 0 is ready at 40.
    course = play(scenario(), calls)
    assert course.work_on_cases(FIRST) == [(0, 0), (10, 2), (20, 1), (80, 0)]
    calls = [crime(0, 20, episodes=2, waits=5), crime(1, 60), crime(2, 10, harm=5)]
    course = play(scenario(), calls)
    assert course.work_on_cases(FIRST) == [(0, 0), (10, 2), (20, 0), (30, 1)]


@pytest.mark.parametrize("limit", [1, 2, None])
def test_the_caseload_limit_counts_cases_that_wait_for_others(limit: int | None) -> None:
    rules = {} if limit is None else {"caseload_limit": limit}
    calls = [crime(0, 20, episodes=2, waits=100), crime(5, 40), crime(6, 40)]
    course = play(scenario(**rules), calls)
    expected = {
        1: [(0, 0), (110, 0), (120, 1), (160, 2)],
        2: [(0, 0), (10, 1), (50, 2), (110, 0)],
        None: [(0, 0), (10, 1), (50, 2), (110, 0)],
    }
    assert course.work_on_cases(FIRST) == expected[limit]
    worked(course)


def test_at_the_limit_new_cases_wait_though_the_investigator_is_free() -> None:
    calls = [
        crime(0, 20, episodes=2, waits=100),
        crime(20, 20, episodes=2, waits=100),
        crime(40, 5),
    ]
    course = play(scenario(caseload_limit=2), calls)
    # Free from 30 to 110, with two open cases; the third is allocated when the first is closed.
    assert course.work_on_cases(FIRST) == [(0, 0), (20, 1), (110, 0), (120, 2), (130, 1)]
    assert course.state.cases.open[FIRST] == 0
    worked(course)


def test_others_take_what_is_over_the_limit_of_one() -> None:
    calls = [crime(0, 100), crime(1, 100), crime(2, 100)]
    course = play(scenario(2, caseload_limit=1), calls)
    assert course.state.cases.owner.tolist() == [2, 3, 2]
    assert course.cases("closed") == [100, 101, 200]


def test_cases_of_the_night_are_taken_up_in_the_morning() -> None:
    course = play(
        scenario(2, **on_shifts()),
        [crime(0, 10), crime(1, 10, harm=1), crime(2, 10)],
        duties=[PATROL, Duty([FIRST, SECOND], 480, 960)],
    )
    assert course.cases("closed") == [490, 490, 500]
    assert course.state.cases.owner.tolist() == [3, 2, 2]


def test_a_wait_may_end_when_the_owner_is_off_duty_or_busy() -> None:
    calls = [crime(0, 20, episodes=2, waits=60), crime(500, 100)]
    course = play(scenario(days=2, **on_shifts()), calls, duties=[PATROL, *DAYS[:2]])
    assert course.work_on_cases(FIRST) == [(480, 0), (500, 1), (600, 0)]
    calls = [crime(0, 20, episodes=2, waits=700)]
    course = play(scenario(days=2, **on_shifts()), calls, duties=[PATROL, *DAYS[:2]])
    assert course.work_on_cases(FIRST) == [(480, 0), (1920, 0)]
    worked(course)


def test_work_in_hand_at_the_horizon_is_in_the_time_account() -> None:
    course = play(scenario(), [crime(1000, 1000)])
    assert course.account(FIRST) == {"AVAILABLE": 1000, "CASE_WORK": 440}
    assert course.case_states == ["WORKED_ON"]
