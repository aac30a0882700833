"""Appointments: visits at a time of day at which the caller can be seen."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, incidents, requests
from sim.model.state import State
from sim.world.arrays import GRADES, World

#: Tokens of the event: the slot begins, or ends.
SLOT_BEGINS = 0
SLOT_ENDS = 1


def agree(w: World, s: State, incident: int) -> None:
    """Agree the slot: on the day drawn for the caller, at the time of day drawn.

    Days are counted from the first on which the notice is kept; a slot of that day which would
    begin too soon moves to the next day. Where the hub's diary has room for only some visits a day,
    it is the first day from then on that has room.
    """
    grade = s.incidents.grade[incident]
    earliest = s.clock.now_ms[0] + w.grades.notice_ms[grade]
    day = earliest // MS_PER_DAY + w.drawn.seen_after_days[incident]
    if day * MS_PER_DAY + w.drawn.seen_at_ms[incident] < earliest:
        day += 1
    room = w.grades.visits_per_day[w.drawn.hub[incident] * GRADES + grade]
    if room > 0:
        day = _first_with_room(w, s, w.drawn.hub[incident], grade, day, room)
    at_ms = day * MS_PER_DAY + w.drawn.seen_at_ms[incident]
    incidents.book(w, s, incident, at_ms)
    requests.ask(s, at_ms, codes.EVENT_APPOINTMENT_DUE, incident, SLOT_BEGINS)


def _first_with_room(w: World, s: State, hub: int, grade: int, day: int, room: int) -> int:
    """Return the first day from one on with room in a hub's diary, and write the visit into it.

    Days after the end of the run have room for all: nobody is seen on them.
    """
    agreed = s.diary.agreed
    width = w.sizes.hubs * GRADES
    place = day * width + hub * GRADES + grade
    while place < len(agreed) and agreed[place] >= room:
        place += width
        day += 1
    if place < len(agreed):
        agreed[place] += 1
    return day


def watch_end(w: World, s: State, incident: int) -> None:
    """Have a visit looked at when it is missed, if another slot would then be agreed."""
    grade = s.incidents.grade[incident]
    if w.grades.agreed_again[grade]:
        ends_ms = _missed_ms(w, s.clock.now_ms[0], grade)
        requests.ask(s, ends_ms, codes.EVENT_APPOINTMENT_DUE, incident, SLOT_ENDS)


def _missed_ms(w: World, due_ms: int, grade: int) -> int:
    """Return when a visit is missed: as its slot ends, or as late visits end on that day."""
    late_ms = due_ms // MS_PER_DAY * MS_PER_DAY + w.grades.late_until_ms[grade]
    return max(due_ms + w.grades.slot_ms[grade], late_ms)


def is_missed(w: World, s: State, incident: int) -> bool:
    """Whether a visit is missed now: nobody was ever sent."""
    grade = s.incidents.grade[incident]
    waits = s.incidents.state[incident] == codes.INCIDENT_QUEUED
    never_sent = s.incidents.first_assigned_ms[incident] < 0
    ends_ms = _missed_ms(w, s.incidents.due_since_ms[incident], grade)
    return waits and never_sent and w.grades.agreed_again[grade] and ends_ms == s.clock.now_ms[0]
