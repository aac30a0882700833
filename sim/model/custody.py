"""Arrests: the drive to the custody suite and the time there, handed over at the end of a shift."""

from __future__ import annotations

from sim.model import codes, investigation, log, officers, pools, requests
from sim.model.policies import dispatch, whereabouts
from sim.model.state import State
from sim.world.arrays import ORDINARY_DRIVE, World


def take_there(w: World, s: State, officer: int, incident: int) -> None:
    """Have an officer, or a crew, take the person arrested to the nearest custody suite."""
    scene = w.drawn.district[incident]
    suite = w.places.custody[scene]
    drive_ms = whereabouts.expected_ms(w, s.clock.now_ms[0], scene, suite, ORDINARY_DRIVE)
    _stay(w, s, officer, suite, drive_ms + w.drawn.custody_ms[incident])


def _stay(w: World, s: State, officer: int, suite: int, time_ms: int) -> None:
    """Keep an officer busy with custody, who stands at the suite afterwards."""
    until_ms = s.clock.now_ms[0] + time_ms
    officers.go_to_custody(s, officer, suite, until_ms)
    officers.change(w, s, officer, codes.ACTIVITY_CUSTODY, codes.RECORD_CUSTODY, -1)
    requests.ask(s, until_ms, codes.EVENT_CUSTODY_ENDS, officer, s.officers.token[officer])


def hand_over(w: World, s: State, officer: int) -> bool:
    """Let a colleague of the next shift take over; return whether there is one.

    The colleague, of the same team and hub, is the one who has been free the longest, drives to
    the suite and takes the time that was left.
    """
    role, hub = w.people.role[officer], w.people.hub[officer]
    colleague = dispatch.longest_free(w, s, pools.pool_of(w, pools.AVAILABLE, role, hub))
    if colleague < 0:
        return False
    suite = s.officers.district[officer]
    now = s.clock.now_ms[0]
    left_ms = s.officers.custody_until_ms[officer] - now
    origin = whereabouts.district_of(w, s, colleague)
    drive_ms = whereabouts.expected_ms(w, now, origin, suite, ORDINARY_DRIVE)
    cause = s.log.cause[0]
    pools.leave(s, colleague)
    investigation.put_down_for_call(w, s, colleague)
    _stay(w, s, colleague, suite, drive_ms + left_ms)
    log.because(s, cause)
    return True
