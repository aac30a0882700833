"""Patience: whether a caller has waited too long, and what that leads to."""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import World


def has_run_out(s: State, incident: int, grade: int) -> bool:
    """Whether an incident still waits for its first officer, at the grade at which it began to."""
    incidents = s.incidents
    if incidents.state[incident] != codes.INCIDENT_QUEUED:
        return False
    return incidents.first_assigned_ms[incident] < 0 and incidents.grade[incident] == grade


def is_upgraded(w: World, incident: int) -> bool:
    """Whether the incident is upgraded then; else the caller gives up and it is cancelled."""
    return w.drawn.upgraded[incident]
