"""The story of an incident tells what the control room does with its log."""

from __future__ import annotations

import re

from sim.report.story.incident import ENDINGS, tell
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.build import names
from tests.support.worlds import Call, Course, desk, force, play, team

#: The last minute of the run, which is a day.
LAST_MIN = 24 * 60 - 1
ROOM = {"grading_min": {2: {"distribution": "fixed", "value": 1.0}}, "dispatchers": [1] * 24}


def scenario() -> Scenario:
    return force({"response": team(2), "resolution_centre": desk(1)}, control_room=ROOM)


def story(course: Course, incident: int) -> str:
    made = scenario()
    return re.sub(r"\s+", " ", tell(made, names(made), course.world, course.state, incident))


def test_who_waits_for_a_dispatcher_and_how_long_it_took() -> None:
    calls = [Call(at=0, grading=3), Call(at=1, grading=4), Call(at=2, grade=4, desk=9, grading=1)]
    course = play(scenario(), calls)
    first, second, third = (story(course, incident) for incident in range(3))
    assert "The log is opened. " in first
    assert "A dispatcher takes it. " in first
    assert "Graded and passed on after 3 min: grade 2" in first
    assert "All dispatchers are busy, so it waits for one." in second
    assert "A dispatcher takes it, after 2 min." in second
    assert "Graded and passed on after 6 min: grade 2" in second
    assert "Graded and passed on after 6 min: grade 4" in third


def test_what_is_closed_by_rule() -> None:
    course = play(scenario(), [Call(at=0, closed=True), Call(at=5, grading=2, closed=True)])
    assert "The log is opened: grade 2" in story(course, 0)
    assert "Closed by rule: nobody goes and nobody calls back." in story(course, 0)
    assert "Graded after 2 min: grade 2" in story(course, 1)


def test_the_run_ends_before_a_log_is_graded() -> None:
    """One dispatcher is at a log, and another log waits for them."""
    calls = [Call(at=LAST_MIN - 1, grading=3), Call(at=LAST_MIN, grading=4)]
    course = play(scenario(), calls)
    assert "The run ends as its log is graded." in story(course, 0)
    assert "The run ends; its log still waits to be graded." in story(course, 1)


def test_something_is_said_wherever_an_incident_stands() -> None:
    assert {*ENDINGS, IncidentState.EXPECTED} == set(IncidentState)
