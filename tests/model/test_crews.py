"""Crews of two: sent together, on a break together, parted when one works on in the next shift."""

from __future__ import annotations

import pytest

from sim.vocabulary import EndedBy
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

IN_TWOS = {"crewing": {"double_share": 1.0}}


def crews(count: int, *calls: Call) -> Course:
    """Run calls with people who work in twos: 0 leads 1, 2 leads 3 ..."""
    ready = [call._replace(spare=call.spare + 1) for call in calls]
    return play(force({"response": team(count, **IN_TWOS)}), ready)


def test_a_crew_counts_as_two() -> None:
    course = crews(4, Call(at=0, officers=2, scene=30), Call(at=5, scene=10))
    assert course.officers == [[0, 1], [2, 3]]
    assert course.deployments("assigned")[:2] == [0, 0]
    assert course.deployments("left")[:2] == [30, 30]
    assert course.day(0) == course.day(1) == [(0, "SCENE"), (30, "AVAILABLE")]


def test_both_go_to_a_job_for_one() -> None:
    course = crews(2, Call(at=0, scene=30), Call(at=10, scene=20))
    assert course.officers == [[0, 1], [0, 1]]
    assert course.incidents("first_assigned") == [0, 30]
    assert course.account(0) == course.account(1) == {"AVAILABLE": 1390, "SCENE": 50}


def test_two_crews_go_where_three_are_needed() -> None:
    course = crews(4, Call(at=0, officers=3, scene=30))
    assert course.officers == [[0, 1, 2, 3]]
    course = crews(4, Call(at=0, officers=3, together=True, scene=30))
    assert course.officers == [[0, 1, 2, 3]]


def test_a_crew_and_one_alone_make_three() -> None:
    teams = {"response": team(3, **IN_TWOS)}
    calls = [Call(at=0, officers=3, together=True, scene=30, spare=1), Call(at=40, spare=1)]
    course = play(force(teams), calls)
    assert course.officers[0] == [0, 1, 2]
    assert course.incidents("cleared") == [30, 70]


def test_a_share_of_the_people_works_in_twos() -> None:
    teams = {"response": team(5, crewing={"double_share": 0.5})}
    course = play(force(teams), [Call(at=n, spare=1) for n in range(4)])
    # Of five, one crew: 2.5 people make no more than one whole one.
    assert course.officers == [[0, 1], [2], [3], [4]]


def test_the_one_who_leads_writes_up_for_both() -> None:
    course = crews(2, Call(at=0, scene=30, writing_up=20), Call(at=40, scene=5))
    both = [(0, "SCENE"), (30, "WRITING_UP"), (50, "SCENE"), (55, "AVAILABLE")]
    assert course.day(0) == course.day(1) == both


BREAKS = {"breaks": {"minutes": 40.0, "from_min": 60.0, "until_min": 300.0}}


def test_a_crew_has_its_break_together() -> None:
    scenario = force({"response": team(2, **on_shifts(**BREAKS), **IN_TWOS)})
    duty = Duty([0, 1], 0, 480, break_due=100, break_until=300, crews=[(0, 1)])
    course = play(scenario, [Call(at=90, scene=30, spare=1)], duties=[duty])
    both = [(0, "AVAILABLE"), (90, "SCENE"), (120, "BREAK"), (160, "AVAILABLE"), (480, "OFF_DUTY")]
    assert course.day(0) == course.day(1) == both
    assert course.state.officers.missed_breaks.tolist() == [0, 0]


def test_a_crew_stays_on_and_goes_home_together() -> None:
    scenario = force({"response": team(2, **on_shifts(), **IN_TWOS)})
    duty = Duty([0, 1], 0, 480, crews=[(0, 1)])
    course = play(scenario, [Call(at=470, scene=30, spare=1)], duties=[duty])
    assert course.of_officers("overtime") == [20, 20]
    assert course.of_officers("on_duty") == [500, 500]


@pytest.mark.parametrize("rolls_on", [0, 1])
def test_a_crew_parts_when_one_rolls_on(rolls_on: int) -> None:
    scenario = force({"response": team(2, **on_shifts(), **IN_TWOS)})
    duties = [Duty([0, 1], 0, 480, crews=[(0, 1)]), Duty([rolls_on], 500, 900)]
    calls = [Call(at=470, scene=40, spare=1), Call(at=520, scene=10, spare=1)]
    course = play(scenario, calls, duties=duties)
    goes = 1 - rolls_on
    assert course.day(goes)[-1] == (510, "OFF_DUTY")
    assert course.officers[1] == [rolls_on]
    assert course.of_officers("overtime")[goes] == 30
    # Whoever works on has ended the first shift at 500.
    assert course.of_officers("overtime")[rolls_on] == 20


def test_whoever_comes_on_while_the_other_is_at_work_works_alone() -> None:
    scenario = force({"response": team(2, **on_shifts(), **IN_TWOS)})
    duties = [Duty([0], 0, 480), Duty([0, 1], 490, 900, crews=[(0, 1)])]
    calls = [Call(at=470, scene=40, spare=1), Call(at=495, scene=10, spare=1)]
    course = play(scenario, calls, duties=duties)
    assert course.officers == [[0], [1]]


def test_a_crew_is_called_away_as_one() -> None:
    grades = {1: {"label": "E", "target_min": 15.0, "interrupts": ["travel", "scene"]}}
    scenario = force({"response": team(2, **IN_TWOS)}, grades=grades)
    calls = [Call(at=0, scene=30, spare=7), Call(at=10, grade=1, scene=20, spare=7)]
    course = play(scenario, calls)
    assert course.officers == [[0, 1, 0, 1], [0, 1]]
    rows = course.state.deployments
    assert rows.ended_by[:4].tolist() == [EndedBy.CALLED_AWAY] * 2 + [EndedBy.CLEARED] * 2
    assert course.incidents("cleared") == [50, 30]


def test_who_still_drives_is_not_put_to_work_by_a_crew_that_arrives() -> None:
    scenario = force({"response": team(3, **on_shifts(crewing={"double_share": 0.67}))})
    call = Call(at=10, scene=60, officers=2, together=True, spare=2, factors=(40.0, 1.0, 1.0))
    duties = [Duty([0, 1, 2], 0, 960, crews=[(1, 2)])]
    course = play(scenario, [call], drives={"A": [1]}, duties=duties)
    assert course.day(0)[1:4] == [(10, "TRAVEL"), (50, "SCENE"), (71, "AVAILABLE")]


SHORT_BREAKS = {"minutes": 20.0, "from_min": 60.0, "until_min": 300.0}
FIRST = Duty([0, 1], 0, 480, break_due=60, break_until=300, crews=[(0, 1)])


@pytest.mark.parametrize(
    "later", [Duty([0, 1], 500, 960, 600, 780, crews=[(0, 1)]), Duty([1], 500, 960, 600, 780)]
)
def test_both_of_a_crew_that_rolls_on_have_had_their_break(later: Duty) -> None:
    scenario = force({"response": team(2, **on_shifts(**IN_TWOS, breaks=SHORT_BREAKS))})
    # At work past 500, and then on duty again: both, or the second alone.
    course = play(scenario, [Call(at=470, scene=60, spare=2)], duties=[FIRST, later])
    assert course.state.officers.missed_breaks.tolist() == [0, 0]
    assert (60, "BREAK") in course.day(1)
    assert (600, "BREAK") in course.day(1)
