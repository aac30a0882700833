"""Words for what Response's levers do to an incident: visits, patience, calling away, relief."""

from __future__ import annotations

from sim.model import deployments
from sim.model.state import State
from sim.report.story.words import Words, duration
from sim.vocabulary import Activity, EndedBy, Record

#: Deployments that ended with the incident; others ended before.
TO_THE_END = (EndedBy.CLEARED, EndedBy.NOT_NEEDED)
_AT_SCENE = (Record.ARRIVED, Record.SCENE_STARTED, Record.WAITING_FOR_OTHERS)
_EARLY = {
    EndedBy.DIVERTED: "is diverted on the way",
    EndedBy.CALLED_AWAY: "is called away from the scene",
}


def booked(words: Words, incident: int) -> str:
    """Say for when an appointment was agreed."""
    incidents = words.state.incidents
    at_ms = int(incidents.appointment_ms[incident])
    slot = duration(int(words.world.grades.slot_ms[int(incidents.grade[incident])]))
    return f"An appointment is agreed for {words.stamp(at_ms)}, in a slot of {slot}."


def upgraded(words: Words, incident: int, line: int) -> str:
    """Say that an incident was upgraded, and to which grade."""
    to = int(words.world.grades.upgraded_to[int(words.history.before(line).grade[incident])])
    return (
        f"Nobody has been sent for {_waited(words, incident, line)}: upgraded to {words.grade(to)}."
    )


def cancelled(words: Words, incident: int, line: int) -> str:
    """Say that the caller does not wait any longer."""
    waited = _waited(words, incident, line)
    return f"Nobody has been sent for {waited}: the caller waits no longer. It is cancelled."


def open_to_all(words: Words, incident: int, line: int) -> str:
    """Say that it is no longer left to the owners of its patch."""
    waited = _waited(words, incident, line)
    return f"No owner of its patch has come for {waited}: whoever may attend goes now."


def _waited(words: Words, incident: int, line: int) -> str:
    return duration(words.time(line) - int(words.state.incidents.due_since_ms[incident]))


def queued_again(words: Words, incident: int, line: int) -> str:
    """Say that nobody is left, and what remains to be done."""
    text = "Nobody is left: it waits again, in its old place in the line."
    if 0 <= words.state.incidents.first_arrived_ms[incident] <= words.time(line):
        text += " What is left of the work is kept."
    return text


def relief_called(words: Words, line: int) -> str:
    """Say that somebody is sought to take over."""
    ends = words.record(int(words.state.log.parent[line])) == Record.OVERTIME_ENDED
    what = "overtime" if ends else "shift"
    return f"The {what} of an officer at the scene ends, who stays until relief comes."


def rows_of(state: State, incident: int) -> list[int]:
    """Return the rows of those who were sent to an incident, in the order of assignment."""
    rows: list[int] = []
    for _ in range(int(state.incidents.deployed[incident])):
        last = rows[-1] if rows else deployments.BEFORE_ALL
        rows.append(int(deployments.after(state, incident, last)))
    return rows


def departures(words: Words, incident: int) -> list[tuple[float, int, str]]:
    """Tell which officers left before the end, each with its place in the order and its line."""
    told: list[tuple[float, int, str]] = []
    rows = words.state.deployments
    for slot in rows_of(words.state, incident):
        ended = EndedBy(int(rows.ended_by[slot]))
        if ended == EndedBy.NOT_ENDED or ended in TO_THE_END:
            continue
        officer = int(rows.officer[slot])
        line = _left(words, officer, int(rows.left_ms[slot]), ended)
        who = words.officer(officer)
        if ended == EndedBy.RELIEVED:
            told.append((line, line, f"{who} is relieved."))
            continue
        other = int(words.state.log.incident[line])
        grade = words.grade(int(words.history.before(line).grade[other]))
        text = f"{who} {_EARLY[ended]}: {words.incident(other)} of {grade} is more urgent."
        told.append((_place(words, incident, line), line, text))
    return told


def _left(words: Words, officer: int, left_ms: int, ended: EndedBy) -> int:
    """Return the line with which an officer left an incident before its end."""
    for line in words.history.of_officer_after(officer, -1):
        if words.time(line) < left_ms or words.record(line) in _AT_SCENE:
            continue
        if ended == EndedBy.RELIEVED or words.record(line) == Record.ASSIGNED:
            return line
    raise AssertionError("an officer who has left does something else")


def _place(words: Words, incident: int, line: int) -> float:
    """Return a place in the order that is before the words on what it does to the incident."""
    for earlier in words.history.of_incident(incident):
        at_once = words.time(earlier) == words.time(line) and earlier < line
        if at_once and words.record(earlier) == Record.QUEUED_AGAIN:
            return earlier - 0.5
    return line


def taken_from(words: Words, line: int) -> str:
    """Say from which incident an officer comes who is sent with a line; may be empty."""
    other = int(words.history.taken_from[line])
    if other < 0:
        return ""
    on_the_way = words.state.log.before[line] == Activity.TRAVEL
    how = "diverted on the way to" if on_the_way else "called away from"
    return f"{how} {words.incident(other)}"
