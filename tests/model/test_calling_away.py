"""Pre-emption: who is called away from drives and scenes, and what is kept of the work."""

from __future__ import annotations

from typing import Any

import pytest

from sim.vocabulary import EndedBy
from tests.engine.audit import audit
from tests.support.worlds import Call, Course, force, grade, play, team

EMERGENCY = {1: grade(interrupts=["travel", "scene"])}
#: Enough rows for those who are sent a second time.
SPARE = 3
ONE_HUB = {"A": "A", "B": "A", "C": "A"}
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 15], "C": [20, 15, 1]}


def run(count: int, *calls: Call, **rules: Any) -> Course:
    """Run calls with officers of one hub whom emergencies call away."""
    rules = {"grades": EMERGENCY, **rules}
    drives = rules.pop("drives", {})
    ready = [call._replace(spare=SPARE) if not call.spare else call for call in calls]
    return play(force({"response": team(count)}, **rules), ready, drives=drives)


def ended(course: Course) -> list[str]:
    """Return how the deployments that there were ended, row by row."""
    rows = course.state.deployments
    used = rows.officer >= 0
    return [EndedBy(code).name for code in rows.ended_by[used].tolist()]


def test_work_at_a_scene_is_resumed_with_what_was_left_of_it() -> None:
    odd = 1 / 60_000  # a millisecond
    course = run(1, Call(at=0, scene=30), Call(at=10 + odd, grade=1, scene=7))
    assert course.day(0)[-1] == (37, "AVAILABLE")
    assert course.state.incidents.cleared_ms.tolist() == [37 * 60_000, 17 * 60_000 + 1]
    assert course.state.deployments.assigned_ms[1] == 17 * 60_000 + 1
    assert ended(course) == ["CALLED_AWAY", "CLEARED", "CLEARED"]
    assert course.incidents("first_assigned") == [0, 10 + odd]
    assert course.incidents("first_arrived") == [0, 10 + odd]


def test_somebody_else_takes_over_at_once() -> None:
    scenario = force(
        {"response": team(1), "pcso": team(1)},
        grades=EMERGENCY,
        kinds={"job": ["response"], "either": ["response", "pcso"]},
    )
    calls = [
        Call(at=0, scene=30, kind="either", spare=3),
        Call(at=10, grade=1, scene=20, spare=3),
    ]
    course = play(scenario, calls)
    assert course.officers == [[0, 1], [0]]
    assert course.incidents("cleared") == [30, 30]


def test_nobody_is_called_away_while_somebody_is_available() -> None:
    course = run(2, Call(at=0, scene=30), Call(at=10, grade=1, scene=20))
    assert course.officers == [[0], [1]]


def test_nobody_is_called_away_for_the_same_or_a_lower_grade() -> None:
    grades = {n: grade(interrupts=["travel", "scene"]) for n in (1, 2, 3)}
    calls = [Call(at=0, scene=30), Call(at=10, scene=20), Call(at=15, grade=3)]
    assert run(1, *calls, grades=grades).incidents("first_assigned") == [0, 30, 50]


@pytest.mark.parametrize(("at", "origin", "arrives"), [(9.9, 0, 10.9), (10, 2, 30)])
def test_an_officer_on_the_way_stands_at_one_end_of_the_drive_or_the_other(
    at: float, origin: int, arrives: float
) -> None:
    # The drive from A to C takes 20: half of it is over at 10.
    calls = [Call(at=0, place="C", scene=30), Call(at=at, place="A", grade=1, scene=5)]
    course = run(1, *calls, hubs=ONE_HUB, drives=DRIVES)
    assert course.incidents("first_arrived")[1] == pytest.approx(arrives)
    row = course.state.deployments.first[1]
    assert course.state.deployments.from_district[row] == origin
    assert ended(course) == ["DIVERTED", "CLEARED", "CLEARED"]
    # The first is reached from A, afterwards.
    assert course.incidents("first_arrived")[0] == pytest.approx(arrives + 5 + 20)
    assert course.incidents("first_assigned")[0] == 0


def test_the_expected_drive_counts_not_the_true_one() -> None:
    calls = [
        Call(at=0, place="C", scene=30, factors=(3.0,)),
        Call(at=11, place="C", grade=1, scene=5),
    ]
    course = run(1, *calls, hubs=ONE_HUB, drives=DRIVES)
    # 11 of 60 minutes on the road, but half of the 20 expected: taken to be in C.
    assert course.incidents("first_arrived")[1] == 12


def test_together_the_work_stops_when_one_is_called_away() -> None:
    pair = Call(at=0, officers=2, together=True, scene=30)
    course = run(2, pair, Call(at=10, grade=1, scene=25))
    assert course.incidents("cleared") == [55, 35]
    gone, stays = course.officers[1][0], 1 - course.officers[1][0]
    assert (10, "WAITING_AT_SCENE") in course.day(stays)
    assert (35, "SCENE") in course.day(stays)
    assert course.day(gone)[-1] == (55, "AVAILABLE")


def test_together_the_emergency_takes_the_second_who_waits_too() -> None:
    pair = Call(at=0, officers=2, together=True, scene=30)
    course = run(2, pair, Call(at=10, grade=1, scene=25), Call(at=12, grade=1, scene=5))
    # From 12 nobody is at the scene; the first is back at 17 but goes only with the other.
    assert course.incidents("first_assigned") == [0, 10, 12]
    assert course.incidents("cleared") == [55, 35, 17]


def test_joining_officers_go_on_while_somebody_is_left() -> None:
    calls = [Call(at=0, officers=2, scene=30), Call(at=10, grade=1, scene=25)]
    course = run(2, *calls)
    assert course.incidents("cleared") == [30, 35]
    calls.append(Call(at=20, grade=1, scene=15))
    # Both are away from 20 until 35; ten minutes were left.
    assert run(2, *calls).incidents("cleared") == [45, 35, 35]


def test_scenes_that_are_not_interruptible() -> None:
    calls = [Call(at=0, scene=30), Call(at=10, grade=1, scene=20)]
    rules = {"job": {"interruptible": False}}
    course = run(1, *calls, kind_rules=rules)
    assert course.incidents("first_assigned") == [0, 30]
    # The drive to one may be.
    far = [call._replace(place="B") for call in calls]
    far[1] = far[1]._replace(at=3)
    course = run(1, *far, kind_rules=rules, hubs=ONE_HUB, drives=DRIVES)
    assert course.incidents("first_assigned") == [0, 3]


@pytest.mark.parametrize(
    ("interrupts", "at", "assigned"),
    [(["travel"], 5, 5), (["travel"], 15, 40), (["scene"], 15, 15)],
)
def test_drives_and_scenes_are_named_apart(
    interrupts: list[str], at: float, assigned: float
) -> None:
    calls = [Call(at=0, place="B", scene=30), Call(at=at, place="B", grade=1, scene=20)]
    grades = {1: grade(interrupts=interrupts)}
    course = run(1, *calls, grades=grades, hubs=ONE_HUB, drives=DRIVES)
    assert course.incidents("first_assigned")[1] == assigned


def test_so_often_and_no_more() -> None:
    calls = [Call(at=0, scene=60, spare=2)]
    calls += [Call(at=at, grade=1, scene=5) for at in (10, 20, 30)]
    course = run(1, *calls)
    # Interrupted at 10 and 20; at 25 it has 45 minutes left.
    assert course.incidents("first_assigned") == [0, 10, 20, 70]
    assert ended(course)[:3] == ["CALLED_AWAY", "CALLED_AWAY", "CLEARED"]


def test_so_often_and_no_more_whatever_room_there_is_for_relief() -> None:
    calls = [Call(at=0, scene=60, spare=9)]
    calls += [Call(at=at, grade=1, scene=5) for at in (10, 20, 30)]
    course = run(1, *calls, preemption={"interruptions_limit": 2})
    assert course.incidents("first_assigned") == [0, 10, 20, 70]


def test_a_crew_counts_as_two_of_those_who_are_called_away() -> None:
    scenario = force(
        {"response": team(2, crewing={"double_share": 1.0})},
        grades=EMERGENCY,
        preemption={"interruptions_limit": 3},
    )
    calls = [Call(at=0, scene=60, spare=9)]
    calls += [Call(at=at, grade=1, scene=5, spare=1) for at in (10, 20)]
    assert play(scenario, calls).incidents("first_assigned") == [0, 10, 65]


def test_a_crew_is_called_away_whole_from_a_job_that_one_more_is_at() -> None:
    """The limit of two is spent on the crew, whose turn it is, though the other was sent first."""
    scenario = force(
        {"response": team(3, crewing={"double_share": 0.7})},
        grades=EMERGENCY,
        preemption={"interruptions_limit": 2},
    )
    calls = [
        Call(at=0, scene=5, spare=1),
        Call(at=10, officers=2, together=True, scene=60, spare=9),
        Call(at=20, grade=1, officers=2, together=True, scene=5, spare=3),
    ]
    course = play(scenario, calls)
    assert course.officers == [[0, 1], [2, 0, 1, 0, 1], [0, 1]]
    assert course.incidents("first_assigned") == [0, 10, 20]
    assert audit(course.world, course.state) == []


def test_a_grade_that_does_not_divert_takes_whoever_arrives() -> None:
    calls = [Call(at=0, place="B", scene=30), Call(at=5, place="B", grade=1, scene=20)]
    grades = {1: grade(interrupts=["scene"])}
    course = run(1, *calls, grades=grades, hubs=ONE_HUB, drives=DRIVES)
    # On the way until 10; in B the drive takes a minute.
    assert course.incidents("first_arrived") == [10, 11]
    assert course.incidents("cleared") == [62, 31]


def test_who_arrives_to_wait_for_the_others_may_be_taken_too() -> None:
    calls = [
        Call(at=0, place="B", officers=2, together=True, scene=30, factors=(1.0, 3.0)),
        Call(at=5, place="B", grade=1, scene=20),
    ]
    grades = {1: grade(interrupts=["scene"])}
    course = run(2, *calls, grades=grades, hubs=ONE_HUB, drives=DRIVES)
    assert course.incidents("first_arrived") == [10, 11]


def test_an_incident_that_needs_more_than_the_limit_is_left_alone() -> None:
    calls = [Call(at=0, officers=2, scene=30, spare=1), Call(at=10, grade=1, scene=5)]
    assert run(2, *calls).incidents("first_assigned") == [0, 30]
    calls[0] = calls[0]._replace(spare=2)
    assert run(2, *calls).incidents("first_assigned") == [0, 10]


@pytest.mark.parametrize(("rule", "who"), [("lowest_grade", 0), ("nearest", 1), ("latest", 2)])
def test_who_is_called_away(rule: str, who: int) -> None:
    # 0 works for grade 3 in C since 20, 1 for grade 2 in A since 1, 2 for grade 2 in B since 22.
    calls = [
        Call(at=0, place="C", grade=3, scene=300),
        Call(at=0, place="A", grade=2, scene=300),
        Call(at=12, place="B", grade=2, scene=300),
        Call(at=60, place="A", grade=1, scene=300),
    ]
    course = run(3, *calls, hubs=ONE_HUB, drives=DRIVES, preemption={"who": rule})
    assert [sent[0] for sent in course.officers] == [0, 1, 2, who]
    # Somebody else comes instead, once free: the one who was called away, at 360 or later.
    assert ended(course).count("CALLED_AWAY") == 1


def test_an_interrupted_incident_keeps_its_place_in_the_line() -> None:
    calls = [
        Call(at=0, scene=30),
        Call(at=5, scene=10),
        Call(at=10, grade=1, scene=20),
        Call(at=12, scene=10),
    ]
    course = run(1, *calls)
    # At 30 the first goes on: 20 minutes are left.
    assert course.incidents("cleared") == [50, 60, 30, 70]


def test_an_interrupted_incident_comes_before_lower_grades() -> None:
    calls = [Call(at=0, grade=2, scene=30), Call(at=5, grade=3), Call(at=10, grade=1, scene=20)]
    assert run(1, *calls).incidents("cleared") == [50, 80, 30]


def test_who_is_called_away_from_a_break_or_a_scene() -> None:
    grades = {1: grade(interrupts=["writing_up", "scene"])}
    calls = [
        Call(at=0, scene=10, writing_up=60),
        Call(at=5, scene=100),
        Call(at=20, grade=1, scene=10),
    ]
    # Writing up is interrupted first.
    assert run(2, *calls, grades=grades).officers[2] == [0]


@pytest.mark.parametrize(
    ("calls_away", "who"), [("when_nobody_is_available", 1), ("when_nearer", 0)]
)
def test_whether_somebody_farther_off_is_spared_the_interruption(calls_away: str, who: int) -> None:
    # Officer 0 of A writes up in A; officer 1 stands in C.
    grades = {1: grade(interrupts=["writing_up"], calls_away=calls_away)}
    calls = [
        Call(at=0, place="A", scene=10, writing_up=120),
        Call(at=1, place="C", scene=10),
        Call(at=60, place="A", grade=1, scene=10),
    ]
    course = run(2, *calls, grades=grades, hubs=ONE_HUB, drives=DRIVES)
    assert course.officers == [[0], [1], [who]]


def test_when_nearer_is_not_as_near() -> None:
    grades = {1: grade(interrupts=["writing_up"], calls_away="when_nearer")}
    calls = [Call(at=0, scene=10, writing_up=120), Call(at=60, grade=1, scene=10)]
    # With no drives at all, whoever is available goes.
    assert run(2, *calls, grades=grades).officers == [[0], [1]]


def test_those_who_go_together_are_called_away_together_or_not_at_all() -> None:
    # The first has been interrupted once of at most twice: not both of its two may go.
    calls = [
        Call(at=0, officers=2, scene=90),
        Call(at=5, grade=1, scene=200),
        Call(at=10, grade=1, scene=15),
        Call(at=40, grade=1, officers=2, together=True, scene=10),
    ]
    course = run(3, *calls, preemption={"interruptions_limit": 2})
    pair = course.state.deployments.first[3]
    assert course.deployments("assigned")[pair : pair + 2] == [90, 90]


def test_those_whom_an_emergency_could_not_have_do_not_count_against_the_limit() -> None:
    """The second officer of the first job has been called away once, of at most twice."""
    calls = [
        Call(at=0, kind="shared", officers=2, scene=100, spare=SPARE),
        Call(at=0, grade=1, scene=20),
        Call(at=5, grade=1, scene=5),
        Call(at=30, grade=1, officers=2, together=True, scene=10),
    ]
    scenario = force(
        {"response": team(2), "neighbourhood": team(1)},
        kinds={"job": ["response"], "shared": ["neighbourhood", "response"]},
        grades=EMERGENCY,
        preemption={"interruptions_limit": 2},
    )
    course = play(scenario, calls)
    assert course.officers == [[2, 0, 0, 0], [1], [0], [1, 0]]
    assert course.incidents("first_assigned") == [0, 0, 5, 30]
