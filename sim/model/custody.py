"""Arrests: the drive to the custody suite and the time there, handed over at the end of a shift.

Cells are taken in the order of setting out, and how long each is taken is known to the clock alone,
so that nobody need be told when one is free: a wait for a cell is part of the time at the suite.
"""

from __future__ import annotations

from sim.model import codes, investigation, log, officers, pools, requests, watches
from sim.model.policies import suites, taking_over, whereabouts
from sim.model.state import State
from sim.world.arrays import ORDINARY_DRIVE, World


def take_there(w: World, s: State, officer: int, incident: int) -> None:
    """Have an officer, or a crew, take the person arrested to a custody suite."""
    scene = w.drawn.district[incident]
    suite = suites.choose(w, s, scene)
    place = w.custody.district[suite]
    now = s.clock.now_ms[0]
    drive_ms = whereabouts.expected_ms(w, now, scene, place, ORDINARY_DRIVE)
    watches.follow_custody(s, officer, incident)
    wait_ms = _take_cell(w, s, suite, now + drive_ms, w.drawn.detained_ms[incident])
    _stay(w, s, officer, place, drive_ms + wait_ms + w.drawn.custody_ms[incident])


def _take_cell(w: World, s: State, suite: int, arrival_ms: int, detained_ms: int) -> int:
    """Take the cell of a suite that is free first; return for how long officers wait for it."""
    cell = suites.free_first(w, s, suite)
    if cell < 0 or detained_ms == 0:
        return 0
    wait_ms = max(s.custody.free_from_ms[cell] - arrival_ms, 0)
    s.custody.free_from_ms[cell] = arrival_ms + wait_ms + detained_ms
    return wait_ms


def _stay(w: World, s: State, officer: int, place: int, time_ms: int) -> None:
    """Keep an officer busy with custody, who stands at the suite afterwards."""
    until_ms = s.clock.now_ms[0] + time_ms
    officers.go_to_custody(s, officer, place, until_ms)
    officers.change(w, s, officer, codes.ACTIVITY_CUSTODY, codes.RECORD_CUSTODY, -1)
    requests.ask(s, until_ms, codes.EVENT_CUSTODY_ENDS, officer, s.officers.token[officer])


def hand_over(w: World, s: State, officer: int) -> bool:
    """Let a colleague take over, a watch too; return whether there is one.

    The colleague drives to the suite or hospital and takes the time that was left.
    """
    colleague = taking_over.whom(w, s, officer)
    if colleague < 0:
        return False
    place = s.officers.district[officer]
    now = s.clock.now_ms[0]
    left_ms = s.officers.custody_until_ms[officer] - now
    origin = whereabouts.district_of(w, s, colleague)
    drive_ms = whereabouts.expected_ms(w, now, origin, place, ORDINARY_DRIVE)
    cause = s.log.cause[0]
    pools.leave(s, officer)
    pools.leave(s, colleague)
    officers.interrupt_writing_up(s, colleague)
    investigation.put_down_for_call(w, s, colleague)
    incident = s.watches.incident[officer]
    if s.officers.activity[officer] == codes.ACTIVITY_WATCH:
        watches.begin(w, s, colleague, incident, place, drive_ms + left_ms)
    else:
        watches.follow_custody(s, colleague, incident)
        _stay(w, s, colleague, place, drive_ms + left_ms)
    log.because(s, cause)
    return True
