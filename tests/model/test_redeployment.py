"""The redeployment rule: when it comes on, who goes, and when people are recalled."""

from __future__ import annotations

import pytest

from tests.model.redeploying import BUSY, FIRST, LONG, RESPONSE, RULE, SECOND, scenario, switches
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team


def test_people_are_redeployed_when_so_many_have_waited_so_long() -> None:
    course = play(scenario(), LONG)
    assert switches(course)[0] == (35, "ON")
    assert course.officers == [[RESPONSE], [FIRST], [SECOND]]
    assert course.incidents("first_assigned") == [0, 35, 35]
    assert course.state.deployments.redeployed.tolist() == [False, True, True]
    assert course.state.redeployment.switched_on.tolist() == [1]


def test_one_old_incident_is_not_enough() -> None:
    course = play(scenario(), LONG[:2])
    assert switches(course) == []
    assert course.officers == [[RESPONSE], [RESPONSE]]


def test_incidents_that_were_assigned_in_time_do_not_count() -> None:
    calls = [Call(at=0, scene=22), *LONG[1:]]  # response takes the second call at 22
    course = play(scenario(), calls)
    assert switches(course) == []
    assert course.officers == [[RESPONSE]] * 3


def test_incidents_that_are_assigned_later_count_no_longer() -> None:
    # The second call is old at 25 and assigned at 30; the third is old at 35, the fourth at 55.
    calls = [Call(at=0, scene=30), Call(at=10, scene=60), Call(at=20), Call(at=40)]
    course = play(scenario(), calls)
    assert switches(course)[0] == (55, "ON")
    assert course.officers == [[RESPONSE], [RESPONSE], [FIRST], [SECOND]]


def test_an_incident_with_one_of_its_officers_is_not_unassigned() -> None:
    calls = [Call(at=0, officers=2, scene=300), Call(at=10, officers=2), Call(at=20)]
    course = play(scenario(rule={"waiting": 3}), calls)
    assert switches(course) == []


@pytest.mark.parametrize(("number", "goes"), [(1, True), (2, True), (3, False)])
def test_only_grades_of_the_rule_count_and_are_served(number: int, goes: bool) -> None:
    calls = [BUSY, *(call._replace(grade=number) for call in LONG[1:])]
    course = play(scenario(), calls)
    assert (switches(course) != []) == goes
    assert course.incidents("first_assigned")[1:] == ([35, 35] if goes else [300, 330])


def test_redeployed_people_are_sent_to_grades_of_the_rule_only() -> None:
    calls = [BUSY, Call(at=5, grade=3), *LONG[1:], Call(at=36, grade=3)]
    course = play(scenario(3), calls)
    assert course.incidents("first_assigned") == [0, 300, 35, 35, 330]


def test_while_the_rule_is_on_new_incidents_are_served_at_once() -> None:
    course = play(scenario(3), [*LONG, Call(at=40)])
    assert course.officers[3] == [3]
    assert course.incidents("first_assigned")[3] == 40


def test_while_the_rule_is_on_the_own_team_is_preferred() -> None:
    calls = [Call(at=0, scene=45), *LONG[1:], Call(at=50)]
    course = play(scenario(3), calls)
    assert switches(course) == [(35, "ON"), (65, "OFF")]
    assert course.officers[3] == [RESPONSE]


def test_only_the_hub_with_the_long_queue_redeploys() -> None:
    teams = {"response": team(1, 1), "neighbourhood": team(2, 2)}
    calls = [BUSY, Call(at=0, place="B", scene=300), *LONG[1:], Call(at=30, place="B")]
    course = play(force(teams, redeployment=RULE, hubs={"A": "A", "B": "B"}), calls)
    # Officers 0 and 1 are response, 2 and 3 neighbourhood of A, 4 and 5 of B.
    assert course.officers == [[0], [1], [2], [3], [1]]
    assert course.state.redeployment.switched_on.tolist() == [1, 0]


def test_only_the_named_teams_are_redeployed() -> None:
    teams = {"response": team(1), "neighbourhood": team(1), "pcso": team(1)}
    for names, sent in (
        (("neighbourhood",), [1]),
        (("pcso",), [2]),
        (("neighbourhood", "pcso"), [1, 2]),
    ):
        course = play(force(teams, redeployment={**RULE, "teams": list(names)}), LONG)
        redeployed = course.state.deployments.officer[course.state.deployments.redeployed]
        assert redeployed.tolist()[: len(sent)] == sent
        assert set(redeployed.tolist()) == set(sent)


def test_the_nearest_of_the_redeployed_goes() -> None:
    teams = {
        "response": team(1),
        "neighbourhood": team(2, stations={"A": {"A": 0.5, "B": 0.5}}),
    }
    calls = [BUSY, Call(at=10, place="B"), Call(at=20, place="A")]
    course = play(
        force(teams, redeployment=RULE, hubs={"A": "A", "B": "A"}),
        calls,
        drives={"A": [1, 10], "B": [10, 1]},
    )
    assert course.officers == [[RESPONSE], [SECOND], [FIRST]]


def test_never_is_never() -> None:
    course = play(scenario(rule={"rule": "never"}), LONG)
    assert switches(course) == []
    assert course.incidents("first_assigned") == [0, 300, 330]
    assert course.of_officers("redeployed") == [0, 0, 0]
    assert course.account(FIRST) == {"PREVENTION": 1440}
    assert not course.state.deployments.redeployed.any()


def test_work_that_is_the_teams_own_is_not_redeployment() -> None:
    kinds = {"job": ["response"], "shared": ["response", "neighbourhood"]}
    teams = {"response": team(1), "neighbourhood": team(3)}
    calls = [*LONG, Call(at=40, kind="shared")]
    course = play(force(teams, kinds=kinds, redeployment=RULE), calls)
    assert course.state.deployments.redeployed.tolist() == [False, True, True, False]
    assert course.of_officers("redeployed") == [0, 30, 30, 0]


def test_nobody_is_redeployed_from_a_break_or_writing_up() -> None:
    kinds = {"job": ["response"], "visit": ["neighbourhood"]}
    teams = {"response": team(1), "neighbourhood": team(1)}
    calls = [BUSY, Call(at=0, kind="visit", scene=20, writing_up=60), *LONG[1:]]
    course = play(force(teams, kinds=kinds, redeployment=RULE), calls)
    # On prevention again at 80, and at 110.
    assert course.incidents("first_assigned") == [0, 0, 80, 110]


@pytest.mark.parametrize(
    ("near", "sent"),
    [("A", RESPONSE), ("B", FIRST), ("C", FIRST)],
    ids=["response", "tie", "other"],
)
def test_the_redeployed_or_those_called_away_go_whoever_is_nearer(near: str, sent: int) -> None:
    # The response officer writes up in A when the call of 50 comes; the other is in C.
    teams = {"response": team(1), "neighbourhood": team(1, stations={"A": {"C": 1.0}})}
    drives = {"A": [1, 10, 20], "B": [10, 1, 10], "C": [20, 10, 1]}
    rule = {**RULE, "waiting": 1, "older_than_min": 5.0, "recall_after_min": 60.0}
    scenario = force(
        teams,
        redeployment=rule,
        hubs={"A": "A", "B": "A", "C": "A"},
        grades={1: grade(interrupts=["writing_up"])},
    )
    calls = [
        Call(at=0, place="A", scene=39, writing_up=60),
        Call(at=5, place="C", scene=10),
        Call(at=50, place=near, grade=1),
    ]
    course = play(scenario, calls, drives=drives)
    assert course.officers == [[RESPONSE], [FIRST], [sent]]
    assert course.incidents("first_assigned") == [0, 10, 50]


def test_who_would_have_to_be_called_away_does_not_count_for_redeployment() -> None:
    kinds = {"job": ["response"], "visit": ["neighbourhood"]}
    teams = {"response": team(1), "neighbourhood": team(2)}
    rule = {**RULE, "waiting": 1, "older_than_min": 0.0}
    scenario = force(
        teams, kinds=kinds, redeployment=rule, grades={1: grade(interrupts=["writing_up"])}
    )
    calls = [
        BUSY,
        Call(at=0, kind="visit", scene=10, writing_up=90),  # writing up until 100
        Call(at=50, grade=1, officers=2, together=True),
    ]
    course = play(scenario, calls)
    assert course.incidents("first_assigned") == [0, 0, 100]


def test_response_work_that_waits_does_not_keep_people_from_their_own() -> None:
    kinds = {"job": ["response"], "visit": ["neighbourhood"]}
    teams = {"response": team(1), "neighbourhood": team(1)}
    grades = {1: grade(interrupts=["writing_up"])}
    calls = [
        BUSY,
        Call(at=0, kind="visit", scene=40, writing_up=60),
        *(call._replace(grade=1) for call in LONG[1:]),
        Call(at=30, kind="visit", grade=1, scene=10),
    ]
    course = play(force(teams, kinds=kinds, redeployment=RULE, grades=grades), calls)
    # Free at 40, she is to write up: her own emergency calls her away, response's do not.
    assert course.incidents("first_assigned") == [0, 0, 110, 140, 40]


# --- hours ------------------------------------------------------------------------------------


def test_redeployed_hours_run_from_assignment_until_back_on_prevention() -> None:
    calls = [
        BUSY,
        Call(at=10, place="B", scene=30, writing_up=15),
        Call(at=20, place="B", scene=20),
    ]
    teams = {"response": team(1), "neighbourhood": team(2)}
    course = play(
        force(teams, redeployment=RULE, hubs={"A": "A", "B": "A"}),
        calls,
        drives={"A": [1, 10], "B": [10, 1]},
    )
    assert course.day(FIRST)[1:] == [
        (35, "TRAVEL"),
        (45, "SCENE"),
        (75, "RETURNING"),
        (85, "WRITING_UP"),
        (100, "PREVENTION"),
    ]
    assert course.of_officers("redeployed") == [0, 65, 30]


def test_redeployed_hours_end_with_the_break() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts(breaks=breaks))}
    duties = [Duty([0], 0, 2000), Duty([1], 0, 480, break_due=50, break_until=240)]
    course = play(force(teams, redeployment=RULE), LONG, duties=duties)
    assert course.day(1)[1:4] == [(35, "SCENE"), (65, "BREAK"), (105, "SCENE")]
    assert course.of_officers("redeployed") == [0, 60]


def test_redeployed_hours_end_with_the_shift() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts())}
    duties = [Duty([0], 0, 2000), Duty([1], 0, 40)]
    course = play(force(teams, redeployment=RULE), LONG, duties=duties)
    assert course.day(1)[-1] == (65, "OFF_DUTY")
    assert course.of_officers("redeployed") == [0, 30]
    assert course.of_officers("overtime") == [0, 25]


def test_redeployed_hours_stop_at_the_horizon() -> None:
    calls = [BUSY._replace(at=1000, scene=1000), Call(at=1380), Call(at=1390, scene=500)]
    course = play(scenario(), calls)
    assert course.incidents("first_assigned") == [1000, 1405, 1405]
    assert course.of_officers("redeployed") == [0, 30, 35]


# --- recall -----------------------------------------------------------------------------------


def test_people_are_recalled_when_the_queue_has_been_short_for_so_long() -> None:
    calls = [*LONG, Call(at=64.9), Call(at=65.1)]
    course = play(scenario(4), calls)
    # Nobody old waits from 35 on; the rule goes off at 65.
    assert switches(course) == [(35, "ON"), (65, "OFF")]
    assert course.incidents("first_assigned")[3:] == [64.9, 300]


def test_recalled_people_finish_what_they_are_at() -> None:
    calls = [BUSY, LONG[1]._replace(scene=100), LONG[2]._replace(scene=100)]
    course = play(scenario(), calls)
    assert course.incidents("cleared")[1:] == [135, 135]
    assert course.of_officers("redeployed") == [0, 100, 100]


def test_the_recall_is_cancelled_when_the_queue_grows_again() -> None:
    # The recall would be due at 65. All are busy until 70, when a call of 40 is old since 55.
    calls = [BUSY, *(call._replace(scene=35) for call in LONG[1:])]
    calls += [Call(at=40, scene=10), Call(at=99), Call(at=101)]
    course = play(scenario(), calls)
    # Assigned at 70, so the rule goes off at 100.
    assert switches(course) == [(35, "ON"), (100, "OFF")]
    assert course.incidents("first_assigned")[3:] == [70, 99, 300]


def test_the_queue_may_grow_a_little_without_cancelling_the_recall() -> None:
    # Three make the queue long, fewer than two short.
    rule = {"waiting": 3, "recall_below": 2, "recall_after_min": 60.0}
    calls = [*LONG, Call(at=21, scene=30), Call(at=45)]
    course = play(scenario(rule=rule), calls)
    # Old at 25, 35, 36: two are sent at 36, one is left, the recall is due at 96. At 60 there
    # are two old ones again, until 66 when both are served: off at 126.
    assert switches(course) == [(36, "ON"), (126, "OFF")]
    calls = [*LONG, Call(at=21, scene=30), Call(at=52)]
    course = play(scenario(rule=rule), calls)
    # Here the one of 52 would be old at 67, but is assigned at 66.
    assert switches(course) == [(36, "ON"), (96, "OFF")]


def test_the_rule_comes_on_again() -> None:
    calls = [*LONG, Call(at=100), Call(at=110)]
    course = play(scenario(), calls)
    assert switches(course) == [(35, "ON"), (65, "OFF"), (125, "ON"), (155, "OFF")]
    assert course.state.redeployment.switched_on.tolist() == [2]


def test_incidents_the_desk_sends_on_age_from_then() -> None:
    teams = {
        "response": team(1),
        "neighbourhood": team(2),
        "resolution_centre": {"posts": {"force": 2.0}, "rota": "always"},
    }
    to_desk = Call(at=0, grade=4, desk=20, resolves=False, sent_on=2)
    course = play(force(teams, redeployment=RULE), [BUSY, to_desk, to_desk])
    assert switches(course)[0] == (35, "ON")
    assert course.incidents("first_assigned")[1:] == [35, 35]


@pytest.mark.parametrize("officers", [1, 2])
def test_what_waits_again_counts_whether_it_waited_for_more_or_not(officers: int) -> None:
    calls = [Call(at=0, scene=60, officers=officers, spare=8), Call(at=10, grade=1, scene=200)]
    grades = {1: grade(interrupts=["travel", "scene"])}
    rule = {"waiting": 1, "grades": [2]}
    course = play(scenario(1, rule=rule, grades=grades), calls)
    # Nobody is at the first from 10, and it is old at 15.
    assert course.officers == [[0, 1], [0]]
