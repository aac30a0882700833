"""What happens to each incident, as it is written down."""

from __future__ import annotations

from sim.model import log
from sim.model.state import State
from sim.vocabulary import IncidentState, Outcome, Record
from sim.world.arrays import World

_DESK_QUEUE = IncidentState.DESK_QUEUE.value
_RECORD_DESK_QUEUED = Record.DESK_QUEUED.value
_RECORD_CREATED = Record.CREATED.value
_AT_DESK = IncidentState.AT_DESK.value
_RECORD_DESK_STARTED = Record.DESK_STARTED.value
_RECORD_SENT_ON = Record.SENT_ON.value
_RECORD_UNDER_WAY = Record.UNDER_WAY.value
_RECORD_ATTENDED = Record.ATTENDED.value
_ATTENDED = Outcome.ATTENDED.value
_RECORD_CLEARED = Record.CLEARED.value
_RESOLVED_AT_DESK = Outcome.RESOLVED_AT_DESK.value
_RECORD_DESK_RESOLVED = Record.DESK_RESOLVED.value
_RECORD_DESK_TRIED = Record.DESK_TRIED.value
_CALL_LATER = IncidentState.CALL_LATER.value
_RECORD_NOT_REACHED = Record.NOT_REACHED.value
_RECORD_CALL_AGAIN = Record.CALL_AGAIN.value
_REFERRED = Outcome.REFERRED.value
_RECORD_DESK_REFERRED = Record.DESK_REFERRED.value
_NO_REPLY = Outcome.NO_REPLY.value
_RECORD_NO_REPLY = Record.NO_REPLY.value
_LOST = Outcome.LOST.value
_RECORD_LOST = Record.LOST.value

QUEUED = IncidentState.QUEUED.value
ASSIGNED = IncidentState.ASSIGNED.value
ATTENDED = IncidentState.ATTENDED.value
FINISHED = IncidentState.FINISHED.value


def _change(w: World, s: State, incident: int, state: int, record: int, officer: int) -> None:
    """Change an incident's state and log it."""
    before = s.incidents.state[incident]
    s.incidents.state[incident] = state
    if s.log.on[0]:
        log.write(s, record, incident, officer, w.drawn.hub[incident], before, state)


def create(w: World, s: State, incident: int, at_desk: bool) -> None:
    """Open the log of an incident and grade it; grading takes no time."""
    incidents = s.incidents
    now = s.clock.now_ms[0]
    incidents.grade[incident] = w.drawn.grade[incident]
    incidents.assessed_ms[incident] = now
    incidents.due_since_ms[incident] = now
    if at_desk:
        state = _DESK_QUEUE
        _change(w, s, incident, state, _RECORD_DESK_QUEUED, -1)
    else:
        _change(w, s, incident, QUEUED, _RECORD_CREATED, -1)


def call(w: World, s: State, incident: int, officer: int) -> bool:
    """Note an attempt of the Resolution Centre; return whether the caller is on the line."""
    incidents = s.incidents
    incidents.attempts[incident] += 1
    if incidents.attempts[incident] == 1:
        incidents.called_ms[incident] = s.clock.now_ms[0]
    if 0 < w.drawn.reached_on[incident] <= incidents.attempts[incident]:
        incidents.contacted_ms[incident] = s.clock.now_ms[0]
        _change(w, s, incident, _AT_DESK, _RECORD_DESK_STARTED, officer)
        return True
    _change(w, s, incident, _AT_DESK, _RECORD_DESK_TRIED, officer)
    return False


def put_off(w: World, s: State, incident: int) -> None:
    """Leave a caller who was not reached until the next attempt."""
    _change(w, s, incident, _CALL_LATER, _RECORD_NOT_REACHED, -1)


def call_again(w: World, s: State, incident: int) -> None:
    """Note that the next attempt to reach the caller is due."""
    _change(w, s, incident, _DESK_QUEUE, _RECORD_CALL_AGAIN, -1)


def send_on(w: World, s: State, incident: int, grade: int) -> None:
    """Pass an incident from the Resolution Centre to be attended, with a grade of its own."""
    s.incidents.grade[incident] = grade
    s.incidents.due_since_ms[incident] = s.clock.now_ms[0]
    _change(w, s, incident, QUEUED, _RECORD_SENT_ON, -1)


def count_assignment(w: World, s: State, incident: int, officer: int) -> None:
    """Note one more officer on the way; the first one puts the incident under way."""
    incidents = s.incidents
    incidents.assigned[incident] += 1
    if incidents.state[incident] == QUEUED:
        incidents.first_assigned_ms[incident] = s.clock.now_ms[0]
        _change(w, s, incident, ASSIGNED, _RECORD_UNDER_WAY, officer)


def count_arrival(w: World, s: State, incident: int, officer: int) -> None:
    """Note one more officer at the scene; the first one is the response."""
    incidents = s.incidents
    incidents.arrived[incident] += 1
    if incidents.state[incident] == ASSIGNED:
        incidents.first_arrived_ms[incident] = s.clock.now_ms[0]
        incidents.team[incident] = w.people.role[officer]
        _change(w, s, incident, ATTENDED, _RECORD_ATTENDED, officer)


def clear(w: World, s: State, incident: int) -> None:
    """Close an incident that was attended."""
    s.incidents.cleared_ms[incident] = s.clock.now_ms[0]
    _finish(w, s, incident, _ATTENDED, _RECORD_CLEARED)


def resolve_at_desk(w: World, s: State, incident: int, team: int) -> None:
    """Close an incident without deployment."""
    s.incidents.team[incident] = team
    _finish(w, s, incident, _RESOLVED_AT_DESK, _RECORD_DESK_RESOLVED)


def refer(w: World, s: State, incident: int, team: int) -> None:
    """Close an incident that the Resolution Centre hands over to be investigated."""
    s.incidents.team[incident] = team
    _finish(w, s, incident, _REFERRED, _RECORD_DESK_REFERRED)


def give_up(w: World, s: State, incident: int) -> None:
    """Close an incident whose caller never replied."""
    _finish(w, s, incident, _NO_REPLY, _RECORD_NO_REPLY)


def lose(w: World, s: State, incident: int) -> None:
    """Close an incident that found everybody busy and does not wait."""
    _finish(w, s, incident, _LOST, _RECORD_LOST)


def _finish(w: World, s: State, incident: int, outcome: int, record: int) -> None:
    """Bring an incident to its final state."""
    s.incidents.finished_ms[incident] = s.clock.now_ms[0]
    s.incidents.outcome[incident] = outcome
    _change(w, s, incident, FINISHED, record, -1)
