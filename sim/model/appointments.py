"""Appointments: visits at a time of day at which the caller can be seen."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, incidents, requests
from sim.model.state import State
from sim.world.arrays import World


def agree(w: World, s: State, incident: int) -> None:
    """Book the slot: on the day drawn for the caller, at the time of day drawn.

    Days are counted from the first on which the notice is kept; a slot of that day which would
    begin too soon moves to the next day.
    """
    earliest = s.clock.now_ms[0] + w.grades.notice_ms[s.incidents.grade[incident]]
    day = earliest // MS_PER_DAY + w.drawn.seen_after_days[incident]
    at_ms = day * MS_PER_DAY + w.drawn.seen_at_ms[incident]
    if at_ms < earliest:
        at_ms += MS_PER_DAY
    incidents.book(w, s, incident, at_ms)
    requests.ask(s, at_ms, codes.EVENT_APPOINTMENT_DUE, incident, 0)
