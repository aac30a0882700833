"""The story of an incident, in a force with every kind of team."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
import yaml

from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.report.story.incident import tell
from sim.report.story.situation import History
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import EndedBy, IncidentState, Outcome, Role
from sim.world.arrays import Names, World
from sim.world.build import build, names

FORCE = """
name: force
protective_marking: OFFICIAL
run: {start: "2018-01-01", days: 3, warm_up_days: 1}
districts:
  West: {hub: West, area_km2: 50, latitude: 51.0, longitude: 0.0}
  East: {hub: East, area_km2: 50, latitude: 51.0, longitude: 0.2}
hubs: {West: {district: West}, East: {district: East}}
travel: {mode: distance, turnout_min: 1, cv: 0.3}
grades:
  1: {label: Emergency, target_min: 15, emergency_travel: true, interrupts: [break, writing_up]}
  2: {label: Priority, target_min: 60}
  3: {label: Scheduled, target_min: 2880}
  4: {label: Desk, target_min: 2880, served_by: resolution_centre}
incident_types:
  brawl:
    label: Brawl
    basis: assumption
    per_hour: {West: 1.2, East: 0.3}
    grade_mix: {1: 0.3, 2: 0.4, 3: 0.3}
    officers_mix: {1: 0.4, 2: 0.4, 3: 0.2}
    scene_min: {distribution: lognormal, mean: 45, cv: 1}
    writing_up_min: {distribution: fixed, value: 20}
    investigation:
      share: 0.5
      work_hours: {distribution: fixed, value: 2}
      episodes: 3
      waits_days: {distribution: fixed, value: 0.2}
      harm: 2
  search:
    label: Search
    basis: assumption
    per_hour: {West: 0.3, East: 0.1}
    grade_mix: {2: 1.0}
    officers_mix: {2: 1.0}
    officers_arrive: together
    bypass: false
    scene_min: {distribution: fixed, value: 60}
  theft:
    label: Theft
    basis: assumption
    per_hour: {West: 1.0, East: 1.0}
    grade_mix: {4: 1.0}
    attended_by: [neighbourhood, response]
    scene_min: {distribution: fixed, value: 30}
    resolution_centre:
      handling_min: {distribution: fixed, value: 25}
      resolved_share: 0.5
      sent_on_as: 3
rotas:
  days:
    shifts: {early: {start: "06:00", hours: 9}, late: {start: "14:00", hours: 10}}
    pattern: [early, late]
    groups: 2
teams:
  response:
    posts: {West: 4, East: 4}
    rota: days
    briefing_min: 10
    breaks: {minutes: 30, from_min: 120, until_min: 400}
    cross_hub_help: {rule: emergencies, within_min: 60}
  neighbourhood: {posts: {West: 4, East: 2}, rota: days, prevention_planned_share: 0.8}
  pcso: {posts: {West: 2}, rota: days}
  resolution_centre: {posts: {force: 2}, rota: days}
  investigation: {posts: {West: 2, East: 1}, rota: days}
redeployment: {rule: queue_long, waiting: 2, older_than_min: 15}
"""


class Replication(NamedTuple):
    scenario: Scenario
    names: Names
    world: World
    state: State

    def tell(self, incident: int) -> str:
        return re.sub(r"\s+", " ", tell(*self, incident))

    def told_of(self, chosen: np.typing.NDArray[np.bool_]) -> str:
        """Return the story of the first incident that is chosen."""
        rows = np.flatnonzero(chosen)
        assert rows.size, "the scenario was made for this to happen"
        return self.tell(int(rows[0]))


@cache
def replication() -> Replication:
    scenario, found = examine(yaml.safe_load(FORCE))
    assert scenario is not None, found
    assert not found
    world = build(scenario, 3, 0)
    return Replication(scenario, names(scenario), world, simulate(world, log=True))


@pytest.fixture
def done() -> Replication:
    return replication()


def test_the_log_replays_to_the_state_at_the_end(done: Replication) -> None:
    history = History(done.world, done.state)
    end = history.before(history.lines)
    state = done.state
    np.testing.assert_array_equal(end.activity, state.officers.activity)
    np.testing.assert_array_equal(end.incident_state, state.incidents.state)
    with_officers = done.world.sizes.hubs * 10 * done.world.sizes.classes
    queued = (state.queues.of_incident >= 0) & (state.queues.of_incident < with_officers)
    np.testing.assert_array_equal(end.waiting_since >= 0, queued)
    happened = state.incidents.state != int(IncidentState.EXPECTED)
    np.testing.assert_array_equal(end.grade[happened], state.incidents.grade[happened])


@pytest.mark.slow
def test_every_incident_has_a_story(done: Replication) -> None:
    world, state = done.world, done.state
    for incident in range(world.sizes.incidents):
        text = done.tell(incident)
        assert text.count("The log is opened") == 1
        ours = state.deployments.incident == incident
        sent = ours.sum()
        arrived = (state.deployments.arrived_ms[ours] >= 0).sum()
        assert len(re.findall(r"is sent from", text)) == sent
        assert len(re.findall(r"is at the scene after", text)) == arrived
        assert len(re.findall(r"(?:within|outside) the target", text)) == (arrived > 0)
        assert ("The run ends" in text) == (
            state.incidents.state[incident] != int(IncidentState.FINISHED)
            or (state.cases.opened_ms[incident] >= 0 > state.cases.closed_ms[incident])
        )


def test_lines_stand_in_order_and_fit_the_page(done: Replication) -> None:
    incident = int(np.argmax(done.state.incidents.assigned))
    lines = tell(*done, incident).splitlines()
    assert max(map(len, lines)) <= 100
    times = [line[4:19] for line in lines if re.match(r"\w{3} \d\d Jan", line)]
    assert times == sorted(times)


def test_redeployment(done: Replication) -> None:
    redeployed = np.zeros(done.world.sizes.incidents, dtype=bool)
    redeployed[done.state.deployments.incident[done.state.deployments.redeployed]] = True
    text = done.told_of(redeployed)
    assert re.search(r"Neighbourhood officer \d+ of \w+ is sent from \w+", text)
    assert "taken off prevention, under the redeployment rule" in text
    assert "Redeployment came on at" in text or "Redeployment has just come on" in text


def test_help_from_another_hub(done: Replication) -> None:
    state, world = done.state, done.world
    slots = np.flatnonzero(state.deployments.officer >= 0)
    home = world.people.hub[state.deployments.officer[slots]]
    incidents = done.state.deployments.incident[slots]
    helped = np.zeros(world.sizes.incidents, dtype=bool)
    helped[incidents[home != world.drawn.hub[incidents]]] = True
    text = done.told_of(helped)
    assert "at emergency speed), as help from another hub" in text


def test_an_officer_who_is_not_needed(done: Replication) -> None:
    state = done.state
    unneeded = np.zeros(done.world.sizes.incidents, dtype=bool)
    slots = state.deployments.ended_by == int(EndedBy.NOT_NEEDED)
    unneeded[done.state.deployments.incident[slots]] = True
    assert "still on the way, is not needed" in done.told_of(unneeded)


def test_all_wait_for_each_other(done: Replication) -> None:
    attended = done.state.incidents.outcome == int(Outcome.ATTENDED)
    text = done.told_of(done.world.drawn.together & attended & (done.world.drawn.officers == 2))
    assert "needs 2 officers together" in text
    assert ", and waits for the others" in text


def test_the_resolution_centre(done: Replication) -> None:
    outcome = done.state.incidents.outcome
    resolved = done.told_of(outcome == int(Outcome.RESOLVED_AT_DESK))
    assert "for the Resolution Centre to call back within 48 hours" in resolved
    assert re.search(r"Resolution Centre adviser \d+ calls back", resolved)
    assert "Resolved on the phone in 25 min; nobody needs to go." in resolved
    at_desk = done.world.grades.at_desk[done.world.drawn.grade]
    sent_on = done.told_of(at_desk & (done.state.incidents.first_arrived_ms >= 0))
    assert "Not resolved after 25 min on the phone: sent on as grade 3 (Scheduled)." in sent_on
    at_night = done.state.incidents.contacted_ms - done.world.drawn.created_ms > 3 * 3_600_000
    assert "No Resolution Centre adviser is on duty." in done.told_of(at_desk & at_night)


def test_a_case(done: Replication) -> None:
    text = done.told_of(done.state.cases.closed_ms >= 0)
    assert "An investigation is opened (harm rank 2)." in text
    assert re.search(r"The case is given to Investigator \d of \w+", text)
    assert text.count("of work the case waits for others") == 2
    assert re.search(r"The case is closed, .* after it was opened, with 2.0 hours of work", text)


def test_the_warm_up_is_told(done: Replication) -> None:
    first = done.tell(0)
    assert "lies in the warm-up and counts in no measure" in first
    assert "warm-up" not in done.tell(done.world.sizes.incidents - 1)


def test_who_is_on_duty_is_counted_by_activity(done: Replication) -> None:
    history = History(done.world, done.state)
    now = history.before(history.lines // 2)
    people = done.world.people
    for role in (Role.RESPONSE, Role.NEIGHBOURHOOD):
        for hub in range(2):
            counts = now.on_duty(role, hub)
            own = now.activity[(people.role == role) & (people.hub == hub)]
            assert sum(counts.values()) == np.count_nonzero(own)
