"""Callers who call again because nobody has come or called back.

Each caller who waits has one such call ahead; what time it would come is drawn before the run.
"""

from __future__ import annotations

from sim.model import codes, desk, log, requests
from sim.model.policies import chasers as chasers_policy
from sim.model.state import State
from sim.world.arrays import World


def watch(w: World, s: State, incident: int) -> None:
    """Ask for the first call of an incident whose log has just been opened."""
    if w.chasers.most > 0 and chasers_policy.still_waits(s, incident):
        _ask_for_next(w, s, incident)


def _ask_for_next(w: World, s: State, incident: int) -> None:
    """Ask for the next time at which the caller may call again."""
    gone, row = s.chasers.gone[incident], w.chasers.row[incident]
    if gone == w.chasers.most or row < 0:
        return
    due = w.chasers.due_ms[row * w.chasers.most + gone]
    if due < w.sizes.horizon_ms:
        requests.ask(s, due, codes.EVENT_CHASER_DUE, incident, gone)


def chase(w: World, s: State, incident: int) -> None:
    """Have a caller who still waits call again, and look ahead to the next call."""
    if not chasers_policy.still_waits(s, incident):
        return
    gone = s.chasers.gone[incident]
    s.chasers.gone[incident] += 1
    _ask_for_next(w, s, incident)
    if not chasers_policy.calls(w, s, incident):
        return
    s.chasers.made[incident] += 1
    s.chasers.last[incident] = gone
    if s.log.on[0]:
        state, hub = s.incidents.state[incident], w.drawn.hub[incident]
        log.write(s, codes.RECORD_CHASED, incident, -1, hub, state, state)
    if w.chasers.handling_ms > 0:
        desk.receive_call(w, s)
