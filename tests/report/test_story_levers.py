"""The stories of incidents on which the levers of Response act."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.report.story.incident import tell
from sim.report.story.listing import ListFilter, listing
from sim.report.story.situation import History
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import EndedBy, IncidentState, Outcome
from sim.world.arrays import World, only_incidents
from sim.world.build import names
from tests.engine.busy import levers_run, levers_scenario
from tests.support.worlds import Call, Duty, force, grade, on_shifts, team, world


def told(scenario: Scenario, made: World, state: State, incident: int) -> str:
    return re.sub(r"\s+", " ", tell(scenario, names(scenario), made, state, incident))


def story(scenario: Scenario, calls: list[Call], incident: int = 0, **rest: Any) -> str:
    made = world(scenario, calls, **rest)
    return told(scenario, made, simulate(made, log=True), incident)


URGENT = {1: grade(interrupts=["travel", "scene"])}


def test_called_away_and_back() -> None:
    calls = [Call(at=0, scene=30, spare=3), Call(at=10, grade=1, scene=20, spare=3)]
    scenario = force({"response": team(1)}, grades=URGENT)
    text = story(scenario, calls)
    assert "Response officer 1 of A is called away from the scene: A.job." in text
    assert "of grade 1 (a grade) is more urgent." in text
    assert "Nobody is left: it waits again, in its old place in the line. What is left" in text
    assert text.index("is called away") < text.index("Nobody is left")
    assert "The scene is cleared after 30 min of work." in text
    assert text.count("is sent from") == 2
    assert "never came" not in text
    other = story(scenario, calls, 1)
    assert "called away from A.job." in other


def test_diverted() -> None:
    calls = [
        Call(at=0, place="B", scene=30, spare=3),
        Call(at=2, grade=1, scene=20, spare=3),
    ]
    scenario = force({"response": team(1)}, grades=URGENT, hubs={"A": "A", "B": "A"})
    drives = {"A": [1, 10], "B": [10, 1]}
    text = story(scenario, calls, drives=drives)
    assert "is diverted on the way" in text
    assert "What is left" not in text
    assert "diverted on the way to B.job." in story(scenario, calls, 1, drives=drives)


def test_an_appointment() -> None:
    slot = {"earliest": "09:00", "latest": "17:00", "slot_min": 60.0}
    scenario = force({"response": team(1)}, grades={3: grade(appointment=slot)})
    calls = [Call(at=0, grade=3, seen_at=600), Call(at=590, scene=100)]
    text = story(scenario, calls)
    assert "An appointment is agreed for Mon 05 Jan 10:00:00" in text
    assert "in a slot of 60 min." in text
    assert "The slot agreed begins. It has to wait. 1 response officer of A is on duty" in text
    assert "after the log was opened: after the slot agreed." in text
    assert "within the slot agreed" in story(scenario, calls[:1])
    late = [Call(at=0, grade=3, seen_after_days=3, seen_at=600)]
    assert "The run ends before the appointment." in story(scenario, late)


@pytest.mark.parametrize(
    ("upgraded", "words"),
    [
        (False, "Nobody has been sent for 40 min: the caller waits no longer. It is cancelled."),
        (True, "Nobody has been sent for 40 min: upgraded to grade 1 (a grade)."),
    ],
)
def test_patience(upgraded: bool, words: str) -> None:
    waits = {
        "minutes": {"distribution": "fixed", "value": 60.0},
        "upgraded_share": 0.5,
        "upgraded_to": 1,
    }
    scenario = force({"response": team(1)}, grades={2: grade(patience=waits)})
    calls = [Call(at=0, scene=100), Call(at=10, patience=40, upgraded=upgraded)]
    assert words in story(scenario, calls, 1)


def test_custody() -> None:
    text = story(force({"response": team(1)}), [Call(at=0, custody=60)])
    assert "Response officer 1 of A takes somebody arrested to custody." in text
    assert "Response officer 1 of A is free." in text
    text = story(force({"response": team(1)}), [Call(at=0, custody=60), Call(at=40)], 1)
    assert "1 in custody with somebody arrested" in text
    assert "The officer has just come from the custody suite." in text


def test_relief() -> None:
    rules = {"job": {"relayable": True}}
    scenario = force({"response": team(2, **on_shifts())}, kind_rules=rules)
    duties = [Duty([0], 0, 100), Duty([1], 100, 500)]
    call = Call(at=9, scene=300, spare=6)
    text = story(scenario, [call], duties=duties)
    assert "The shift of an officer at the scene ends, who stays until relief comes" in text
    assert "Response officer 2 of A is sent from A" in text
    assert "Response officer 1 of A is relieved." in text
    assert "never came" not in text


def test_relief_at_the_end_of_overtime() -> None:
    scenario = force({"response": team(2, **on_shifts(overtime_limit_min=20.0))})
    duties = [Duty([0], 0, 100), Duty([1], 100, 500)]
    text = story(scenario, [Call(at=9, scene=300, spare=6)], duties=duties)
    assert "The overtime of an officer at the scene ends, who stays until relief comes" in text
    assert "Response officer 1 of A is relieved." in text


def test_a_crew() -> None:
    scenario = force({"response": team(2, crewing={"double_share": 1.0})})
    text = story(scenario, [Call(at=0, officers=2, spare=1)])
    assert "Response officer 2 of A goes with Response officer 1 of A: they are a crew." in text
    assert "It waits for" not in text


def test_held_back() -> None:
    scenario = force({"response": team(2, held_back={2: 1})})
    text = story(scenario, [Call(at=0), Call(at=5)], 1)
    assert "1 is free, but 1 of response must stay available for higher grades." in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("longest_idle", "Free for the longest of those who can be sent (2 of the team are free)"),
        ("least_loaded", "With the fewest jobs in the shift"),
    ],
)
def test_the_rule_of_dispatch(rule: str, words: str) -> None:
    assert words in story(force({"response": team(2)}, dispatch={"rule": rule}), [Call(at=0)])


@cache
def everything() -> tuple[Scenario, World, State]:
    made, state = levers_run()
    return levers_scenario(), made, state


def test_the_log_replays_to_the_state_at_the_end() -> None:
    _, made, state = everything()
    history = History(only_incidents(made), state)
    end = history.before(history.lines)
    np.testing.assert_array_equal(end.activity, state.officers.activity)
    np.testing.assert_array_equal(end.incident_state, state.incidents.state)
    happened = state.incidents.state != int(IncidentState.EXPECTED)
    np.testing.assert_array_equal(end.grade[happened], state.incidents.grade[happened])
    with_officers = made.sizes.hubs * 10 * made.sizes.classes
    queued = (state.queues.of_incident >= 0) & (state.queues.of_incident < with_officers)
    np.testing.assert_array_equal(end.waiting_since >= 0, queued)


def test_every_incident_has_a_story() -> None:
    scenario, made, state = everything()
    rows = state.deployments
    for incident in range(made.sizes.incidents):
        text = told(scenario, made, state, incident)
        slots = rows.incident == incident
        leads = rows.leads[slots]
        assert text.count("is sent from") == leads.sum()
        early = rows.ended_by[slots]
        assert text.count("is diverted on the way") == (early == EndedBy.DIVERTED).sum()
        assert text.count("is called away") == (early == EndedBy.CALLED_AWAY).sum()
        assert text.count("is relieved") == (early == EndedBy.RELIEVED).sum()
        cancelled = state.incidents.outcome[incident] == Outcome.CANCELLED
        assert ("It is cancelled" in text) == cancelled


def test_the_list_knows_all_outcomes() -> None:
    scenario, made, state = everything()
    text = listing(scenario, names(scenario), made, state, ListFilter())
    assert "attended" in text
    assert "open: " in text or "cancelled" in text
