"""Watches: officers stay with somebody at a hospital or in custody, until that is over.

At the end of a shift a colleague takes over (`sim.model.custody.hand_over`). While nobody is free
to, the officer looks again every quarter of an hour, and the time is overtime.
"""

from __future__ import annotations

from sim.model import codes, officers, pools, requests
from sim.model.policies import end_of_shift, watches, whereabouts
from sim.model.state import State
from sim.world.arrays import ORDINARY_DRIVE, World


def go_to_hospital(w: World, s: State, officer: int, incident: int) -> None:
    """Have an officer, or a crew, take somebody from the scene to a hospital, and stay there."""
    scene, now = w.drawn.district[incident], s.clock.now_ms[0]
    place = w.custody.hospital[scene]
    drive_ms = whereabouts.expected_ms(w, now, scene, place, ORDINARY_DRIVE)
    begin(w, s, officer, incident, place, drive_ms + w.drawn.watch_ms[incident])


def follow_custody(s: State, officer: int, incident: int) -> None:
    """Note after which incident one who is in custody is to watch somebody there, if any."""
    s.watches.incident[officer] = incident


def is_due(w: World, s: State, officer: int) -> bool:
    """Whether one whose time at the custody suite is over has somebody to watch there."""
    incident = s.watches.incident[officer]
    in_custody = s.officers.activity[officer] == codes.ACTIVITY_CUSTODY
    return in_custody and incident >= 0 and watches.follows_custody(w, s, incident)


def begin_in_custody(w: World, s: State, officer: int) -> None:
    """Have an officer, or a crew, stay at the custody suite with the person arrested."""
    incident = s.watches.incident[officer]
    place = s.officers.district[officer]
    begin(w, s, officer, incident, place, w.drawn.custody_watch_ms[incident])


def begin(w: World, s: State, officer: int, incident: int, place: int, time_ms: int) -> None:
    """Have an officer watch somebody in a district for a time, the drive there included."""
    now = s.clock.now_ms[0]
    s.watches.incident[officer] = incident
    officers.go_to_custody(s, officer, place, now + time_ms)
    officers.change(w, s, officer, codes.ACTIVITY_WATCH, codes.RECORD_WATCH, incident)
    token = s.officers.token[officer]
    requests.ask(s, now + time_ms, codes.EVENT_CUSTODY_ENDS, officer, token)
    if watches.is_interruptible(w, s, incident):
        pools.join(w, s, officer, pools.INTERRUPTIBLE)
    if end_of_shift.is_over(s, officer):
        requests.ask(s, now, codes.EVENT_CUSTODY_ENDS, officer, token)


def goes_on(s: State, officer: int) -> bool:
    """Whether an officer is on a watch that is not over."""
    on_watch = s.officers.activity[officer] == codes.ACTIVITY_WATCH
    return on_watch and s.clock.now_ms[0] < s.officers.custody_until_ms[officer]


def look_again(w: World, s: State, officer: int) -> None:
    """Ask for the time at which somebody is looked for again to take over."""
    due = end_of_shift.looks_again_ms(w, s)
    requests.ask(s, due, codes.EVENT_CUSTODY_ENDS, officer, s.officers.token[officer])
