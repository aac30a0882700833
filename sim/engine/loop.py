"""The hot loop: the model's events one after the other, from an array heap.

Plain functions, as the model's are: `sim.engine.compiling` compiles them together with those. The
loop allocates nothing. When an array that it fills might not hold what one more event brings, it
stops, and goes on where it stopped once it is called with larger ones.
"""

from __future__ import annotations

from sim.engine.heap import CAUSE, ENTITY, ORDER, SEQUENCES, TIME, TOKEN, WIDTH, pop, push
from sim.model import log, requests, transitions
from sim.model.state import State
from sim.vocabulary import ACTOR_OF, Actor, Kind, Room
from sim.world.arrays import Ints, World

#: Why the loop stopped.
AT_THE_HORIZON = 0
HEAP_IS_FULL = 1
LOG_IS_FULL = 2
STEPS_ARE_DONE = 3
OVERFLOW = 4

IS_CLOSED = 5

#: Instead of a number of events: all up to the horizon, or none but the settling of accounts.
ALL = -1
CLOSE = -2

#: The actor of each kind of event, by the number of the kind.
ACTORS = tuple(int(ACTOR_OF[kind]) for kind in Kind)
_DEMAND = Actor.DEMAND.value
_INCIDENT = Actor.INCIDENT.value
_SHIFT = Actor.SHIFT.value
_OFFICER = Actor.OFFICER.value
_DESK = Actor.DESK.value
_CASE = Actor.CASE.value
_ENOUGH = Room.ENOUGH.value


def drive(w: World, s: State, heap: Ints, entries: Ints, log_room: int, steps: int) -> int:
    """Open a run that has not begun, and run events up to the horizon or until something is full.

    Parameters
    ----------
    heap, entries : Ints
        The heap (`sim.engine.heap`) and, in one element, the number of its entries.
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
        transitions.open_run(w, s)
    return _run_events(w, s, heap, entries, log_room, steps)


def _run_events(w: World, s: State, heap: Ints, entries: Ints, log_room: int, steps: int) -> int:
    """Run events; see `drive`."""
    left = steps
    while True:
        if entries[0] + s.requests.filled[0] > len(heap) // WIDTH:
            return HEAP_IS_FULL
        _take_requests(s, heap, entries)
        if entries[0] == 0 or heap[TIME] >= w.sizes.horizon_ms:
            return AT_THE_HORIZON
        if left == 0:
            return STEPS_ARE_DONE
        if s.log.lines[0] + log_room > len(s.log.time_ms):
            return LOG_IS_FULL
        kind, entity, token = heap[ORDER] // SEQUENCES, heap[ENTITY], heap[TOKEN]
        log.begin(s, heap[TIME], heap[CAUSE])
        pop(heap, entries[0])
        entries[0] -= 1
        _act(w, s, kind, entity, token)
        if s.clock.overflow[0] != _ENOUGH:
            return OVERFLOW
        left -= 1


def _take_requests(s: State, heap: Ints, entries: Ints) -> None:
    """Put what the model asked for into the heap."""
    asked = s.requests
    size, first = entries[0], asked.taken[0]
    for n in range(asked.filled[0]):
        order = asked.kind[n] * SEQUENCES + first + n
        push(heap, size + n, asked.time_ms[n], order, asked.entity[n], asked.token[n],
             asked.cause[n])  # fmt: skip
    entries[0] = size + asked.filled[0]
    requests.take(s)


def _act(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Have the actor of an event act."""
    actor = ACTORS[kind]
    if actor == _OFFICER:
        transitions.officer_event(w, s, kind, entity, token)
    elif actor == _INCIDENT:
        transitions.incident_event(w, s, kind, entity, token)
    elif actor == _SHIFT:
        transitions.shift_event(w, s, kind, entity, token)
    elif actor == _DEMAND:
        transitions.demand_event(w, s, kind, entity, token)
    elif actor == _DESK:
        transitions.desk_event(w, s, kind, entity, token)
    elif actor == _CASE:
        transitions.case_event(w, s, kind, entity, token)
    else:
        transitions.rule_event(w, s, kind, entity, token)
