"""The story of an incident tells patches, redeployment by record, and shifts that are made up."""

from __future__ import annotations

import re

from sim.report.story.incident import tell
from sim.world.build import names
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

KINDS = {"job": ["response"], "visit": ["pcso", "response"]}


def story(course: Course, scenario: object, incident: int) -> str:
    text = tell(scenario, names(scenario), course.world, course.state, incident)  # type: ignore[arg-type]
    return re.sub(r"\s+", " ", text)


def test_a_job_is_left_to_the_owners_of_its_patch() -> None:
    teams = {"response": team(1), "pcso": team(2, deployment="patches")}
    also = {"districts": {"A": {"hub": "A", "patches": 2}}}
    scenario = force(teams, kinds=KINDS, also=also)
    course = play(
        scenario,
        [Call(at=0, kind="visit", patch=1), Call(at=5, kind="visit", patch=1)],
    )
    told = story(course, scenario, 1)
    assert "It is left to the owners of its patch: PCSO 2 of A is at a scene." in told
    assert "The owner of its patch." in told


def test_who_was_redeployed_and_why() -> None:
    rule = {"rule": "one_pool", "who": "longest_on_prevention"}
    scenario = force({"response": team(1), "neighbourhood": team(2)}, redeployment=rule)
    told = story(play(scenario, [Call(at=0), Call(at=10)]), scenario, 1)
    assert "taken off prevention, under the redeployment rule" in told
    assert "On prevention for longest of those who can be sent (2 of the team are free)." in told


def test_who_is_redeployed_at_once() -> None:
    rule = {"rule": "never", "at_once": {1: ["neighbourhood"]}}
    scenario = force({"response": team(1), "neighbourhood": team(1)}, redeployment=rule)
    told = story(play(scenario, [Call(at=0), Call(at=10, grade=1)]), scenario, 1)
    assert "taken off prevention, redeployed at once" in told


def test_under_one_pool_nobody_is_said_to_be_kept_back() -> None:
    scenario = force({"response": team(1), "neighbourhood": team(1)}, redeployment=POOL)
    told = story(play(scenario, [Call(at=0), Call(at=10), Call(at=11)]), scenario, 2)
    assert "redeployment is off" not in told


def test_who_makes_up_response() -> None:
    teams = {
        "response": team(2, **on_shifts(), minimum_strength={"A": 2}),
        "neighbourhood": team(1, **on_shifts()),
    }
    scenario = force(teams, redeployment={"backfill": True})
    duties = [Duty([2], 0, 480), Duty([0], 60, 540)]
    course = play(scenario, [Call(at=70), Call(at=80), Call(at=90)], duties=duties)
    assert "who makes up response in this shift" in story(course, scenario, 1)
    assert "2 response officers of A are on duty: 2 at a scene." in story(course, scenario, 2)


POOL = {"rule": "one_pool"}
