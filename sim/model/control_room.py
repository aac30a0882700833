"""The control room: logs are graded and passed on, by as many dispatchers as there are.

Where the scenario limits them, a log waits while all are busy. When fewer are at work in the next
hour, whoever leaves finishes the log in hand.
"""

from __future__ import annotations

from sim.model import assignment, codes, desk, incidents, log, requests
from sim.model.policies import control_room as control_room_policy
from sim.model.state import State
from sim.world.arrays import World


def receive(w: World, s: State, incident: int) -> None:
    """Open a log and have it graded, at once or when it has its turn."""
    incidents.receive(w, s, incident)
    if not w.control_room.limited:
        _begin(w, s, incident)
        return
    _join(w, s, incident)
    _serve(w, s)
    if s.incidents.state[incident] == codes.INCIDENT_TO_GRADE:
        _ask_at_the_hour(w, s, incident)


def grading_ends(w: World, s: State, incident: int) -> None:
    """Pass a log on; the dispatcher takes the next one."""
    cause = s.log.cause[0]
    s.control_room.busy[0] -= 1
    pass_on(w, s, incident)
    log.because(s, cause)
    _serve(w, s)


def dispatchers_change(w: World, s: State, incident: int) -> None:
    """Have more dispatchers begin, if there are in this hour, while a log still waits for one."""
    _serve(w, s)
    if s.incidents.state[incident] == codes.INCIDENT_TO_GRADE:
        _ask_at_the_hour(w, s, incident)


def pass_on(w: World, s: State, incident: int) -> None:
    """Have officers or the Resolution Centre deal with an incident, or close it by rule."""
    if w.drawn.closed_by_rule[incident]:
        incidents.close_without_visit(w, s, incident)
        return
    at_desk = w.grades.at_desk[w.drawn.grade[incident]]
    incidents.create(w, s, incident, at_desk)
    if at_desk:
        desk.fall_due(w, s, incident)
    else:
        assignment.fall_due(w, s, incident)


def _serve(w: World, s: State) -> None:
    """Have waiting logs graded by those who are free."""
    incident = control_room_policy.next_to_grade(s)
    while incident >= 0 and control_room_policy.is_anybody_free(w, s):
        _leave(w, s, incident)
        _begin(w, s, incident)
        incident = control_room_policy.next_to_grade(s)


def _begin(w: World, s: State, incident: int) -> None:
    """Give a log to a dispatcher."""
    s.control_room.busy[0] += 1
    incidents.begin_grading(w, s, incident)
    due = s.clock.now_ms[0] + w.drawn.grading_ms[incident]
    requests.ask(s, due, codes.EVENT_GRADING_ENDS, incident, 0)


def _join(w: World, s: State, incident: int) -> None:
    """Let a log wait behind those of its grade."""
    room, grade = s.control_room, w.drawn.grade[incident]
    last = room.tail[grade]
    if last < 0:
        room.head[grade] = incident
    else:
        room.next[last] = incident
    room.tail[grade] = incident


def _leave(w: World, s: State, incident: int) -> None:
    """Take the first log of its grade out of the queue."""
    room, grade = s.control_room, w.drawn.grade[incident]
    room.head[grade] = room.next[incident]
    if room.head[grade] < 0:
        room.tail[grade] = -1


def _ask_at_the_hour(w: World, s: State, incident: int) -> None:
    """Look again when the next hour begins, in which more may be at work."""
    hour_ms, grid_ms = w.control_room.hour_ms, w.sizes.grid_ms
    next_hour_ms = (s.clock.now_ms[0] // hour_ms + 1) * hour_ms
    due = -(-next_hour_ms // grid_ms) * grid_ms
    requests.ask(s, due, codes.EVENT_DISPATCHERS_CHANGE, incident, 0)
