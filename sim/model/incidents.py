"""What happens to each incident, as it is written down."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.policies import arrests
from sim.model.state import State
from sim.world.arrays import World


def _change(w: World, s: State, incident: int, state: int, record: int, officer: int) -> None:
    """Change an incident's state and log it."""
    before = s.incidents.state[incident]
    s.incidents.state[incident] = state
    if s.log.on[0]:
        log.write(s, record, incident, officer, w.drawn.hub[incident], before, state)


def _set_grade(s: State, incident: int, grade: int) -> None:
    """Give an incident a grade, as of which officers are sought too."""
    s.incidents.grade[incident] = grade
    seek_as(s, incident, grade)


def seek_as(s: State, incident: int, grade: int) -> None:
    """Have officers sought as of another grade than the incident's own."""
    s.incidents.sought_as[incident] = grade


def receive(w: World, s: State, incident: int) -> None:
    """Open the log of an incident, which a dispatcher is to grade."""
    _set_grade(s, incident, w.drawn.grade[incident])
    _change(w, s, incident, codes.INCIDENT_TO_GRADE, codes.RECORD_RECEIVED, -1)


def begin_grading(w: World, s: State, incident: int) -> None:
    """Note that a dispatcher takes the log in hand."""
    _change(w, s, incident, codes.INCIDENT_GRADING, codes.RECORD_GRADING_STARTED, -1)


def create(w: World, s: State, incident: int, at_desk: bool) -> None:
    """Open the log of an incident, if a dispatcher has not done so, and have it graded."""
    incidents = s.incidents
    now = s.clock.now_ms[0]
    _set_grade(s, incident, w.drawn.grade[incident])
    incidents.assessed_ms[incident] = now
    incidents.due_since_ms[incident] = now
    if at_desk:
        state = codes.INCIDENT_DESK_QUEUE
        _change(w, s, incident, state, codes.RECORD_DESK_QUEUED, -1)
    else:
        _change(w, s, incident, codes.INCIDENT_QUEUED, codes.RECORD_CREATED, -1)


def close_without_visit(w: World, s: State, incident: int) -> None:
    """Close an incident by rule as it is graded: it never falls due."""
    _set_grade(s, incident, w.drawn.grade[incident])
    s.incidents.assessed_ms[incident] = s.clock.now_ms[0]
    outcome = codes.OUTCOME_CLOSED_WITHOUT_VISIT
    _finish(w, s, incident, outcome, codes.RECORD_CLOSED_WITHOUT_VISIT)


def call(w: World, s: State, incident: int, officer: int) -> bool:
    """Note an attempt of the Resolution Centre; return whether the caller is on the line."""
    incidents = s.incidents
    incidents.attempts[incident] += 1
    if incidents.attempts[incident] == 1:
        incidents.called_ms[incident] = s.clock.now_ms[0]
    if 0 < w.drawn.reached_on[incident] <= incidents.attempts[incident]:
        incidents.contacted_ms[incident] = s.clock.now_ms[0]
        _change(w, s, incident, codes.INCIDENT_AT_DESK, codes.RECORD_DESK_STARTED, officer)
        return True
    _change(w, s, incident, codes.INCIDENT_AT_DESK, codes.RECORD_DESK_TRIED, officer)
    return False


def put_off(w: World, s: State, incident: int) -> None:
    """Leave a caller who was not reached until the next attempt."""
    _change(w, s, incident, codes.INCIDENT_CALL_LATER, codes.RECORD_NOT_REACHED, -1)


def call_again(w: World, s: State, incident: int) -> None:
    """Note that the next attempt to reach the caller is due."""
    _change(w, s, incident, codes.INCIDENT_DESK_QUEUE, codes.RECORD_CALL_AGAIN, -1)


def send_on(w: World, s: State, incident: int, grade: int) -> None:
    """Pass an incident from the Resolution Centre to be attended, with a grade of its own."""
    _set_grade(s, incident, grade)
    s.incidents.due_since_ms[incident] = s.clock.now_ms[0]
    _change(w, s, incident, codes.INCIDENT_QUEUED, codes.RECORD_SENT_ON, -1)


def book(w: World, s: State, incident: int, at_ms: int) -> None:
    """Agree an appointment."""
    s.incidents.appointment_ms[incident] = at_ms
    if s.incidents.first_appointment_ms[incident] < 0:
        s.incidents.first_appointment_ms[incident] = at_ms
    _change(w, s, incident, codes.INCIDENT_BOOKED, codes.RECORD_BOOKED, -1)


def come_due(w: World, s: State, incident: int) -> None:
    """Begin to wait for an officer at the start of the slot agreed."""
    s.incidents.due_since_ms[incident] = s.clock.now_ms[0]
    _change(w, s, incident, codes.INCIDENT_QUEUED, codes.RECORD_APPOINTMENT_DUE, -1)


def miss_appointment(s: State, incident: int) -> None:
    """Note that nobody was sent within the slot agreed."""
    s.incidents.appointments_missed[incident] += 1


def upgrade(w: World, s: State, incident: int, grade: int) -> None:
    """Give a waiting incident a higher grade."""
    _set_grade(s, incident, grade)
    _change(w, s, incident, codes.INCIDENT_QUEUED, codes.RECORD_UPGRADED, -1)


def open_to_all(w: World, s: State, incident: int) -> None:
    """Note that whoever may attend goes, as no owner of the patch came in time."""
    _change(w, s, incident, s.incidents.state[incident], codes.RECORD_OPEN_TO_ALL, -1)


def count_assignment(w: World, s: State, incident: int, officer: int, officers: int) -> None:
    """Note more officers on the way; the first ones put the incident under way."""
    incidents = s.incidents
    incidents.assigned[incident] += officers
    incidents.deployed[incident] += officers
    if incidents.state[incident] == codes.INCIDENT_QUEUED:
        if incidents.first_assigned_ms[incident] < 0:
            incidents.first_assigned_ms[incident] = s.clock.now_ms[0]
        _change(w, s, incident, codes.INCIDENT_ASSIGNED, codes.RECORD_UNDER_WAY, officer)


def count_arrival(w: World, s: State, incident: int, officer: int, officers: int) -> None:
    """Note more officers at the scene; the first one is the response."""
    incidents = s.incidents
    incidents.arrived[incident] += officers
    if incidents.state[incident] == codes.INCIDENT_ASSIGNED:
        if incidents.first_arrived_ms[incident] < 0:
            incidents.first_arrived_ms[incident] = s.clock.now_ms[0]
            incidents.team[incident] = w.people.role[officer]
            incidents.arrested[incident] = arrests.is_made(w, s, incident)
        _change(w, s, incident, codes.INCIDENT_ATTENDED, codes.RECORD_ATTENDED, officer)


def start_work(s: State, incident: int) -> int:
    """Start the work at the scene, or resume it; return when it will be done."""
    now = s.clock.now_ms[0]
    s.incidents.scene_since_ms[incident] = now
    return now + s.incidents.scene_left_ms[incident]


def stop_work(s: State, incident: int) -> None:
    """Stop the work at the scene, with what is left of it kept."""
    incidents = s.incidents
    spent = s.clock.now_ms[0] - incidents.scene_since_ms[incident]
    incidents.scene_left_ms[incident] -= spent
    incidents.scene_since_ms[incident] = -1
    incidents.token[incident] += 1


def let_go(w: World, s: State, incident: int, officers: int, at_scene: bool) -> None:
    """Note that officers leave before the work is done; without any, the incident waits again."""
    incidents = s.incidents
    incidents.assigned[incident] -= officers
    if at_scene:
        incidents.arrived[incident] -= officers
    if incidents.assigned[incident] == 0:
        _change(w, s, incident, codes.INCIDENT_QUEUED, codes.RECORD_QUEUED_AGAIN, -1)


def call_relief(w: World, s: State, incident: int, officers: int) -> None:
    """Ask for officers to take over from those whose shift has ended."""
    s.incidents.wanted[incident] += officers
    s.incidents.relief[incident] += officers
    _change(w, s, incident, codes.INCIDENT_ATTENDED, codes.RECORD_RELIEF_CALLED, -1)


def spare_relief(s: State, incident: int, officers: int) -> None:
    """Note that officers who were to be relieved are called away: nobody needs to relieve them."""
    spared = min(officers, s.incidents.relief[incident])
    s.incidents.wanted[incident] -= spared
    s.incidents.relief[incident] -= spared


def relieve(s: State, incident: int, officers: int) -> None:
    """Note that officers who have been relieved leave."""
    incidents = s.incidents
    incidents.wanted[incident] -= officers
    incidents.relief[incident] -= officers
    incidents.assigned[incident] -= officers
    incidents.arrived[incident] -= officers


def clear(w: World, s: State, incident: int) -> None:
    """Close an incident that was attended."""
    s.incidents.cleared_ms[incident] = s.clock.now_ms[0]
    _finish(w, s, incident, codes.OUTCOME_ATTENDED, codes.RECORD_CLEARED)


def resolve_at_desk(w: World, s: State, incident: int, team: int) -> None:
    """Close an incident without deployment."""
    s.incidents.team[incident] = team
    _finish(w, s, incident, codes.OUTCOME_RESOLVED_AT_DESK, codes.RECORD_DESK_RESOLVED)


def refer(w: World, s: State, incident: int, team: int) -> None:
    """Close an incident that the Resolution Centre hands over to be investigated."""
    s.incidents.team[incident] = team
    _finish(w, s, incident, codes.OUTCOME_REFERRED, codes.RECORD_DESK_REFERRED)


def give_up(w: World, s: State, incident: int) -> None:
    """Close an incident whose caller never replied."""
    _finish(w, s, incident, codes.OUTCOME_NO_REPLY, codes.RECORD_NO_REPLY)


def lose(w: World, s: State, incident: int) -> None:
    """Close an incident that found everybody busy and does not wait."""
    _finish(w, s, incident, codes.OUTCOME_LOST, codes.RECORD_LOST)


def cancel(w: World, s: State, incident: int) -> None:
    """Close an incident whose caller has not waited any longer."""
    _finish(w, s, incident, codes.OUTCOME_CANCELLED, codes.RECORD_CANCELLED)


def _finish(w: World, s: State, incident: int, outcome: int, record: int) -> None:
    """Bring an incident to its final state."""
    s.incidents.finished_ms[incident] = s.clock.now_ms[0]
    s.incidents.outcome[incident] = outcome
    _change(w, s, incident, codes.INCIDENT_FINISHED, record, -1)
