"""The hot loop: the model's events one after the other, from a calendar.

Plain functions, as the model's are: `sim.engine.compiled.compiling` compiles them together with
those. The loop allocates nothing. When an array that it fills might not hold what one more event
brings, it stops, and goes on where it stopped once it is called with larger ones.
"""

from __future__ import annotations

from sim.engine.compiled import calendar
from sim.engine.compiled.calendar import (
    CAUSE,
    DUE_MS,
    ENTITY,
    ORDER,
    SEQUENCE_BITS,
    TOKEN,
    Calendar,
)
from sim.model import codes, log, requests, transitions
from sim.model.state import State
from sim.vocabulary import EventKind
from sim.world.arrays import World

#: Why the loop stopped.
AT_THE_HORIZON = 0
CALENDAR_IS_FULL = 1
LOG_IS_FULL = 2
STEPS_ARE_DONE = 3
OVERFLOW = 4

IS_CLOSED = 5

#: Instead of a number of events: all up to the horizon, or none but the settling of accounts.
ALL = -1
CLOSE = -2

#: The actor of each kind of event, by the number of the kind.
ACTORS = tuple(int(kind.actor) for kind in EventKind)


def drive(w: World, s: State, due: Calendar, log_room: int, steps: int) -> int:
    """Open a run that has not begun, and run events up to the horizon or until something is full.

    Parameters
    ----------
    due : Calendar
        What is due.
    log_room : int
        Lines of the log that one event may need; 0 when the log is off.
    steps : int
        Events to run at the most, or `ALL`; `CLOSE` settles the accounts at the horizon instead.

    Returns
    -------
    int
        Why it stopped.
    """
    if steps == CLOSE:
        transitions.close_run(w, s)
        return IS_CLOSED
    if s.requests.taken[0] + s.requests.filled[0] == 0:
        if due.used[0] + len(s.requests.time_ms) > len(due.free):
            return CALENDAR_IS_FULL
        transitions.open_run(w, s)
    return _run_events(w, s, due, log_room, steps)


def _run_events(w: World, s: State, due: Calendar, log_room: int, steps: int) -> int:
    """Run events; see `drive`."""
    left = steps
    entry = due.entry
    room = len(due.free)
    most_of_one_event = len(s.requests.time_ms)
    while True:
        if due.used[0] + most_of_one_event > room:
            return CALENDAR_IS_FULL
        take_requests(s, due)
        if not calendar.has_next(due):
            return AT_THE_HORIZON
        if left == 0:
            return STEPS_ARE_DONE
        if s.log.lines[0] + log_room > len(s.log.time_ms):
            return LOG_IS_FULL
        at = calendar.run_first(due)
        kind = entry[at + ORDER] >> SEQUENCE_BITS
        log.begin(s, entry[at + DUE_MS], kind, entry[at + CAUSE])
        _act(w, s, kind, entry[at + ENTITY], entry[at + TOKEN])
        if s.clock.overflow[0] != codes.FULL_ENOUGH:
            return OVERFLOW
        left -= 1


def take_requests(s: State, due: Calendar) -> None:
    """Put what the model asked for into the calendar; compiled, it is there already."""
    asked = s.requests
    sequence = asked.taken[0]
    for n in range(asked.filled[0]):
        entity, token, cause = asked.entity[n], asked.token[n], asked.cause[n]
        calendar.add(due, asked.time_ms[n], asked.kind[n], sequence + n, entity, token, cause)
    requests.take(s)


def _act(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Have the actor of an event act."""
    actor = ACTORS[kind]
    if actor == codes.ACTOR_OFFICER:
        transitions.officer_event(w, s, kind, entity, token)
    elif actor == codes.ACTOR_INCIDENT:
        transitions.incident_event(w, s, kind, entity, token)
    elif actor == codes.ACTOR_SHIFT:
        transitions.shift_event(w, s, kind, entity, token)
    elif actor == codes.ACTOR_DEMAND:
        transitions.demand_event(w, s, kind, entity, token)
    elif actor == codes.ACTOR_DESK:
        transitions.desk_event(w, s, kind, entity, token)
    elif actor == codes.ACTOR_CASE:
        transitions.case_event(w, s, kind, entity, token)
    else:
        transitions.rule_event(w, s, kind, entity, token)
