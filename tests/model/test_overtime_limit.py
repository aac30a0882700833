"""The end of overtime: what is handed over, what is left for the next shift, who is called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_MIN
from sim.engine.on_simpy.engine import simulate
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import EndedBy, Record
from tests.engine.audit import audit
from tests.model.one_shift import INTERRUPTING, SHIFT
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team, world

#: Twenty minutes after the end of the shift at 540.
LIMIT = {"overtime_limit_min": 20.0}
NEXT = Duty([1], 550, 900)
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 15], "C": [20, 15, 1]}


def limited(posts: int = 2, **rules: Any) -> Scenario:
    """Return one hub with officers whose overtime is limited."""
    rules = {**LIMIT, **rules}
    return force({"response": team(posts, **on_shifts(**rules))}, grades=INTERRUPTING)


def audited(course: Course) -> Course:
    """Return a course in which the audit finds nothing wrong."""
    assert not list(audit(course.world, course.state))
    return course


def test_what_is_left_to_write_up_waits_for_the_next_shift() -> None:
    calls = [Call(at=500, scene=30, writing_up=60)]
    duties = [SHIFT, Duty([0], 1000, 1200)]
    course = audited(play(limited(1), calls, duties=duties))
    assert course.day(0)[-5:] == [
        (530, "WRITING_UP"),
        (560, "OFF_DUTY"),
        (1000, "WRITING_UP"),
        (1030, "AVAILABLE"),
        (1200, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [20]
    assert course.of_officers("writing_up_put_off") == [30]


def test_a_drive_back_to_write_up_ends_with_overtime() -> None:
    scenario = force({"response": team(1, **on_shifts(**LIMIT))}, hubs={"A": "A", "B": "A"})
    calls = [Call(at=500, place="B", scene=42, writing_up=30)]
    course = audited(play(scenario, calls, drives={"A": [1, 15], "B": [15, 1]}, duties=[SHIFT]))
    assert course.day(0)[-2:] == [(557, "RETURNING"), (560, "OFF_DUTY")]


def test_whoever_is_on_duty_takes_over_at_the_scene() -> None:
    """Work of 200 minutes from 500: handed over at 560, and done at 700 all the same."""
    course = audited(play(limited(), [Call(at=500, scene=200, spare=1)], duties=[SHIFT, NEXT]))
    assert course.officers == [[0, 1]]
    assert course.day(0)[-2:] == [(500, "SCENE"), (560, "OFF_DUTY")]
    assert course.day(1)[1:3] == [(560, "SCENE"), (700, "AVAILABLE")]
    assert course.of_officers("overtime") == [20, 0]
    assert course.state.deployments.ended_by.tolist() == [EndedBy.RELIEVED, EndedBy.CLEARED]


def test_without_a_limit_the_job_is_finished() -> None:
    scenario = limited(overtime_limit_min=None)
    course = audited(play(scenario, [Call(at=500, scene=200, spare=1)], duties=[SHIFT, NEXT]))
    assert course.officers == [[0]]
    assert course.of_officers("overtime") == [160, 0]


def test_one_stays_until_somebody_can_take_over() -> None:
    calls = [Call(at=500, scene=200, spare=1), Call(at=555, scene=50)]
    course = audited(play(limited(), calls, duties=[SHIFT, NEXT]))
    assert course.officers == [[0, 1], [1]]
    assert course.day(0)[-1] == (605, "OFF_DUTY")


def test_relief_is_called_once_for_each_who_is_to_go() -> None:
    calls = [Call(at=500, officers=2, scene=200, spare=2), Call(at=552, officers=2, scene=68)]
    duties = [SHIFT._replace(who=[0, 1]), Duty([2, 3], 550, 900)]
    course = audited(play(limited(4), calls, duties=duties))
    called = course.state.log.record == Record.RELIEF_CALLED
    assert called.sum() == 2
    assert course.day(0)[-1] == course.day(1)[-1] == (620, "OFF_DUTY")


def test_who_is_on_the_way_hands_over_at_the_next_look() -> None:
    """Sent at 539 from afar: there at 569, looked after again a quarter of an hour after 560."""
    scenario = force(
        {"response": team(2, **on_shifts(**LIMIT))}, hubs={"A": "A", "B": "A"}, grades=INTERRUPTING
    )
    calls = [Call(at=538, place="B", scene=100, spare=1)]
    course = audited(
        play(scenario, calls, drives={"A": [1, 31], "B": [31, 1]}, duties=[SHIFT, NEXT])
    )
    assert course.day(0)[-3:] == [(538, "TRAVEL"), (569, "SCENE"), (606, "OFF_DUTY")]
    assert course.day(1)[1:3] == [(575, "TRAVEL"), (606, "SCENE")]


def test_custody_is_handed_over_when_somebody_is_free() -> None:
    """In custody from 530 until 700; the colleague is busy at both looks at 540 and 560."""
    scenario = force({"response": team(2, **on_shifts(**LIMIT))})
    calls = [Call(at=500, scene=30, custody=170), Call(at=535, scene=35)]
    course = audited(play(scenario, calls, duties=[SHIFT, Duty([1], 530, 900)]))
    assert course.day(0)[-2:] == [(530, "CUSTODY"), (575, "OFF_DUTY")]
    assert course.day(1)[1:4] == [(535, "SCENE"), (570, "AVAILABLE"), (575, "CUSTODY")]


#: A neighbourhood officer has somebody in custody from 530 until 700; the shift ends at 540.
IN_CUSTODY = Call(at=500, scene=30, custody=170)


def with_response(call: Call, duty: Duty, job: Call = IN_CUSTODY) -> Course:
    """Run a night with one neighbourhood officer in custody, and one of response."""
    teams = {"response": team(1, **on_shifts()), "neighbourhood": team(1, **on_shifts(**LIMIT))}
    kinds = {"job": ["neighbourhood"], "call": ["response"]}
    duties = [SHIFT._replace(who=[1]), duty]
    watch = {"share": 1.0, "hours": {"distribution": "fixed", "value": 1.0}}
    made = force(teams, kinds=kinds, kind_rules={"job": {"watch": watch}})
    return audited(play(made, [job, call], duties=duties))


def test_response_takes_over_custody_from_a_team_that_has_gone_home() -> None:
    course = with_response(Call(at=531, kind="call", scene=35), Duty([0], 530, 900))
    assert course.day(1)[-2:] == [(530, "CUSTODY"), (575, "OFF_DUTY")]
    assert course.day(0)[-3:] == [(575, "CUSTODY"), (700, "AVAILABLE"), (900, "OFF_DUTY")]


def test_response_takes_over_a_watch_once_overtime_is_over() -> None:
    """Looked for at 540 and 555 in the own team, and at 570 in response too."""
    watch = Call(at=500, scene=30, watch=170)
    course = with_response(Call(at=531, kind="call", scene=5), Duty([0], 530, 900), watch)
    assert course.day(1)[-2:] == [(530, "WATCH"), (570, "OFF_DUTY")]
    assert course.day(0)[-3:] == [(570, "WATCH"), (700, "AVAILABLE"), (900, "OFF_DUTY")]


def test_paperwork_is_put_down_to_take_over_custody() -> None:
    """Written up from 540 on, and the ten minutes that are left at 560 after custody."""
    call = Call(at=531, kind="call", scene=9, writing_up=30)
    course = with_response(call, Duty([0], 530, 900))
    assert course.day(1)[-1] == (560, "OFF_DUTY")
    assert course.day(0)[2:] == [
        (540, "WRITING_UP"),
        (560, "CUSTODY"),
        (700, "WRITING_UP"),
        (710, "AVAILABLE"),
        (900, "OFF_DUTY"),
    ]


@pytest.mark.parametrize(("ends", "goes_home_at"), [(620, 560), (619, 700)])
def test_who_goes_home_within_the_hour_takes_nobody_over(ends: float, goes_home_at: float) -> None:
    call = Call(at=531, kind="call", scene=9, writing_up=200)
    course = with_response(call, Duty([0], 530, ends))
    assert course.day(1)[-1] == (goes_home_at, "OFF_DUTY")


@pytest.mark.parametrize(("at", "goes"), [(559, True), (561, False)])
def test_nobody_is_called_once_overtime_is_over(at: float, goes: bool) -> None:
    calls = [Call(at=500, scene=30, writing_up=29.5), Call(at=at, grade=1, scene=5)]
    course = audited(play(limited(1), calls, duties=[SHIFT]))
    assert course.incidents("first_assigned") == [500, at if goes and at < 559.5 else -1]


def test_a_limit_of_none_hands_everything_over_with_the_shift() -> None:
    scenario = limited(3, overtime_limit_min=0.0)
    calls = [Call(at=500, scene=200, spare=1), Call(at=500, scene=10, writing_up=200)]
    duties = [SHIFT._replace(who=[0, 1]), Duty([2], 530, 900)]
    course = audited(play(scenario, calls, duties=duties))
    assert course.of_officers("overtime") == [0, 0, 0]
    assert course.day(2)[1:3] == [(540, "SCENE"), (700, "AVAILABLE")]


def test_one_who_is_called_away_in_overtime_leaves_no_relief_behind() -> None:
    grades = {1: grade(interrupts=["scene"])}
    scenario = force({"response": team(2, **on_shifts(**LIMIT))}, grades=grades)
    calls = [Call(at=500, scene=200, spare=3), Call(at=550, grade=1, scene=30)]
    course = audited(play(scenario, calls, duties=[SHIFT, Duty([1], 570, 900)]))
    assert course.incidents("first_assigned") == [500, 550]
    assert course.day(0)[-1] == (580, "OFF_DUTY")
    assert course.day(1)[0] == (570, "SCENE")
    assert not (course.state.log.record == Record.RELIEF_CALLED).any()


def test_more_may_relieve_each_other_than_drives_are_drawn_for() -> None:
    """Who comes after the last for whom a drive is drawn takes as long as an earlier one."""
    scenario = limited(4)
    duties = [Duty([n], 60 + 200 * n, 280 + 200 * n) for n in range(4)]
    made = world(scenario, [Call(at=100, scene=650, spare=1)], drives={"A": [10]}, duties=duties)
    assert np.diff(made.drawn.first_slot).tolist() == [2]
    made = made._replace(
        drawn=made.drawn._replace(rows=made.drawn.rows + 2),
        slots=made.slots._replace(travel_factor=np.array([0.5, 1.5])),
    )
    state = simulate(made, log=True)
    sent = state.deployments
    assert sent.officer.tolist() == [0, 1, 2, 3]
    assert ((sent.arrived_ms - sent.assigned_ms) / MS_PER_MIN).tolist() == [5, 15, 5, 15]
    assert not list(audit(made, state))
