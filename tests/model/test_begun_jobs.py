"""As of which grade officers are sought for jobs that have been begun: relief, and scenes left."""

from __future__ import annotations

from typing import Any

import pytest

from sim.vocabulary import EndedBy
from tests.engine.audit import audit
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

#: Emergencies call officers from writing up, from drives and from scenes, and drive twice as fast.
GRADES = {
    1: grade(interrupts=["writing_up", "travel", "scene"], emergency_travel=True),
    2: grade(),
    3: grade(),
}
ONE_HUB = {"A": "A", "B": "A"}
DRIVES = {"A": [1, 10], "B": [10, 1]}
FAST = {"A": [1, 5], "B": [5, 1]}
AS_PRIORITY = {"begun_jobs_as": 2}
RELAYED = {"job": {"relayable": True}}


def run(calls: list[Call], people: int, duties: list[Duty], dispatch: dict[str, Any]) -> Course:
    """Run calls with officers of one hub on shifts; the audit agrees with every decision."""
    scenario = force(
        {"response": team(people, **on_shifts())},
        grades=GRADES,
        hubs=ONE_HUB,
        kind_rules=RELAYED,
        dispatch=dispatch,
    )
    ready = [call._replace(spare=6) for call in calls]
    course = play(scenario, ready, drives=DRIVES, emergency=FAST, duties=duties)
    assert audit(course.world, course.state) == []
    return course


@pytest.mark.parametrize(("dispatch", "sent", "there"), [({}, 100, 105), (AS_PRIORITY, 127, 137)])
def test_relief_of_an_emergency_interrupts_only_what_its_grade_does(
    dispatch: dict[str, Any], sent: float, there: float
) -> None:
    # Officer 0 is at B until 300. At 100, when that shift ends, officer 1 is back at the station, a
    # minute away, and writes up for 27.
    calls = [
        Call(at=0, place="B", grade=1, scene=295),
        Call(at=95, grade=2, scene=3, writing_up=27),
    ]
    course = run(calls, 2, [Duty([0], 0, 100), Duty([1], 90, 500)], dispatch)
    assert course.officers == [[0, 1], [1]]
    rows = course.state.deployments
    assert rows.assigned_ms[:2].tolist() == [0, sent * 60_000]
    assert rows.arrived_ms[:2].tolist() == [5 * 60_000, there * 60_000]
    assert rows.ended_by[:2].tolist() == [EndedBy.RELIEVED, EndedBy.CLEARED]
    assert course.state.incidents.grade[0] == 1


def test_relief_comes_before_calls_of_its_grade_that_fell_due_later() -> None:
    # Both wait for officer 1, who is free at 120: the scene of grade 3 fell due first.
    calls = [
        Call(at=0, grade=3, place="B", scene=290),
        Call(at=91, grade=2, scene=28),
        Call(at=95, grade=2, scene=20),
    ]
    duties = [Duty([0], 0, 100), Duty([1], 90, 500)]
    assert run(calls, 2, duties, AS_PRIORITY).deployments("assigned")[1] == 120
    assert run(calls, 2, duties, {}).deployments("assigned")[1] > 120


def test_what_an_emergency_lacks_of_its_own_is_sought_as_an_emergency() -> None:
    # From 60 on one of the two whom it needs is there, and is to be relieved from 100 on. Officer 1
    # is free at 120, when a job of grade 2 has waited since it was left at 55.
    calls = [
        Call(at=0, grade=2, scene=200),
        Call(at=1, grade=1, scene=118),
        Call(at=55, place="B", grade=1, officers=2, scene=295),
    ]
    course = run(calls, 2, [Duty([0], 0, 100), Duty([1], 0, 500)], AS_PRIORITY)
    assert course.officers[2] == [0, 1]
    row = course.state.deployments.first[2]
    second = course.state.deployments.following[row]
    assert course.state.deployments.assigned_ms[[row, second]].tolist() == [
        55 * 60_000,
        120 * 60_000,
    ]


@pytest.mark.parametrize(("dispatch", "resumed"), [({}, 60), (AS_PRIORITY, 30)])
def test_a_scene_that_was_left_is_gone_back_to_as_to_a_call_of_the_grade(
    dispatch: dict[str, Any], resumed: float
) -> None:
    # The emergency takes officer 0 off a job of grade 3 from 10 to 30; a call of grade 2 waits.
    calls = [
        Call(at=0, grade=3, scene=39),
        Call(at=10, grade=1, scene=19),
        Call(at=15, grade=2, scene=29),
    ]
    course = run(calls, 1, [Duty([0], 0, 500)], dispatch)
    first, second = course.state.deployments.first[0], course.state.deployments.following
    again = second[first]
    assert course.state.deployments.assigned_ms[again] == resumed * 60_000
    assert course.incidents("first_assigned")[0] == 0


def test_a_job_sought_as_priority_calls_nobody_off_itself() -> None:
    # Grade 2 takes officers off scenes of grade 3. Of two at one an emergency takes officer 0; for
    # the place that is empty nobody is taken off the same scene.
    grades = {**GRADES, 2: grade(interrupts=["travel", "scene"])}
    grades[1] = grade(interrupts=["travel", "scene"])
    scenario = force({"response": team(2)}, grades=grades, dispatch=AS_PRIORITY)
    calls = [
        Call(at=0, grade=3, officers=2, scene=60, spare=6),
        Call(at=10, grade=1, scene=20, spare=6),
    ]
    course = play(scenario, calls)
    assert course.officers == [[0, 1, 0], [0]]
    assert audit(course.world, course.state) == []
