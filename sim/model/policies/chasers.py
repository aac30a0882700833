"""Callers who call again: who does, and which of these calls open a log of their own."""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import NEW_LOG, World


def still_waits(s: State, incident: int) -> bool:
    """Whether nobody has come or called back, and the incident is not closed."""
    incidents = s.incidents
    if incidents.first_arrived_ms[incident] >= 0 or incidents.contacted_ms[incident] >= 0:
        return False
    return incidents.state[incident] != codes.INCIDENT_FINISHED


def calls(w: World, s: State, incident: int) -> bool:
    """Whether a caller who still waits calls again now: not before the time agreed for a visit."""
    if s.incidents.state[incident] != codes.INCIDENT_BOOKED:
        return True
    return w.chasers.before_appointments


def may_open_log(s: State, incident: int) -> bool:
    """Whether the caller of an incident might call again, and by that open another log."""
    return s.incidents.state[incident] != codes.INCIDENT_EXPECTED and still_waits(s, incident)


def has_opened_log(w: World, s: State, incident: int) -> bool:
    """Whether the call was made by which this log is opened."""
    parent = w.drawn.parent[incident]
    return s.chasers.last[parent] == w.drawn.task[incident] - NEW_LOG
