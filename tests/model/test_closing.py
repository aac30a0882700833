"""Incidents closed by rule: nobody goes, nobody calls back, and nothing follows."""

from __future__ import annotations

from sim.vocabulary import CaseState
from tests.support.worlds import Call, desk, force, play, team
from tests.support.worlds_calls import Case


def test_an_incident_closed_by_rule_never_waits_and_takes_nobody() -> None:
    course = play(
        force({"response": team(1)}),
        [Call(at=0, scene=60), Call(at=10, closed=True), Call(at=20, scene=10)],
    )
    assert course.outcomes == ["ATTENDED", "CLOSED_WITHOUT_VISIT", "ATTENDED"]
    assert course.incidents("first_assigned") == [0, -1, 60]
    assert course.incidents("due_since") == [0, -1, 20]
    assert course.incidents("finished") == [60, 10, 70]


def test_nobody_calls_back_either() -> None:
    made = force({"response": team(1), "resolution_centre": desk(1)})
    course = play(made, [Call(at=0, grade=4, desk=10, closed=True), Call(at=5, grade=4, desk=10)])
    assert course.outcomes == ["CLOSED_WITHOUT_VISIT", "RESOLVED_AT_DESK"]
    assert course.incidents("called") == [-1, 5]


def test_it_opens_no_case_and_counts_for_no_redeployment() -> None:
    teams = {"response": team(1), "neighbourhood": team(1), "investigation": team(1)}
    rule = {"rule": "queue_long", "waiting": 2, "older_than_min": 15.0}
    calls = [
        Call(at=0, scene=300),
        Call(at=10),
        Call(at=12, closed=True, case=Case(60)),
        Call(at=14, closed=True),
    ]
    course = play(force(teams, redeployment=rule), calls)
    assert course.state.redeployment.switched_on.tolist() == [0]
    assert course.state.cases.state.tolist() == [CaseState.NONE] * 4


def test_its_repeat_comes_all_the_same() -> None:
    course = play(force({"response": team(1)}), [Call(at=0, closed=True), Call(at=60, parent=0)])
    assert course.outcomes == ["CLOSED_WITHOUT_VISIT", "ATTENDED"]
