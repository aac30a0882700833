"""Operations at set hours: officers taken from a team, who are not there for anything else.

An operation takes officers of its team and hub who are on duty when it starts: those whose shift
ends the latest, among them the free ones first, then the lowest number. Who has a job in hand goes
when it ends, and its writing-up with it. While officers are missing, each later shift of the team
is asked. All stay to the end, as overtime if need be.
A crew goes as one, even if one officer is enough.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, investigation, log, multiplier, officers, pools, requests
from sim.model.policies import operation_effect
from sim.model.policies import operations as operations_policy
from sim.model.state import FIRSTS_AND_REPEATS, State
from sim.world.arrays import MILLIONTHS, World

_NONE = -1


def ask_for(w: World, s: State, operation: int) -> None:
    """Ask for the start of an operation, if there is one of that number."""
    if operation < w.sizes.operations:
        start_ms = w.operations.start_ms[operation]
        requests.ask(s, start_ms, codes.EVENT_OPERATION_STARTS, operation, 0)


def start(w: World, s: State, operation: int) -> None:
    """Take the officers of an operation from their team."""
    ask_for(w, s, operation + 1)
    rows = w.operations
    requests.ask(s, rows.end_ms[operation], codes.EVENT_OPERATION_ENDS, operation, 0)
    if s.log.on[0]:
        hub, role = rows.hub[operation], rows.role[operation]
        log.write(s, codes.RECORD_OPERATION_STARTED, -1, -1, hub, 0, role)
    s.operations.under_way[operation] = True
    s.operations.started[0] = operation + 1
    s.operations.missing[operation] = rows.officers[operation]
    _call_up(w, s, operation)


def top_up(w: World, s: State, role: int, hub: int) -> None:
    """Take officers who have come on duty for operations that still miss some."""
    for operation in range(w.sizes.operations):
        if (
            s.operations.under_way[operation]
            and w.operations.role[operation] == role
            and w.operations.hub[operation] == hub
        ):
            _call_up(w, s, operation)


def _call_up(w: World, s: State, operation: int) -> None:
    """Post officers to an operation; those with nothing in hand go at once."""
    while s.operations.missing[operation] > 0:
        officer = operations_policy.choose(w, s, operation)
        if officer < 0:
            break
        s.operations.missing[operation] -= officers.unit_size(s, officer)
        s.operations.posted[officer] = operation
        if operations_policy.can_come_now(w, s, officer):
            _go_now(w, s, officer)


def _go_now(w: World, s: State, officer: int) -> None:
    """Have an officer who was posted to an operation begin it at once."""
    cause = s.log.cause[0]
    investigation.put_down_for_call(w, s, officer)
    pools.leave(s, officer)
    officers.join_operation(w, s, officer)
    log.because(s, cause)
    arrive(w, s, officer)


def arrive(w: World, s: State, officer: int) -> None:
    """Note that an officer, or a crew, has come to the operation to which it was posted."""
    operation = s.operations.posted[officer]
    s.operations.came[operation] += officers.unit_size(s, officer)
    _set_prevented(w, s, operation)


def _set_prevented(w: World, s: State, operation: int) -> None:
    """Set what operations prevent where an operation acts, whose effect may have changed."""
    name, hub = w.operations.name[operation], w.operations.hub[operation]
    if w.operation_effects.prevented[name] == 0:
        return
    for kind in range(w.sizes.types):
        if not w.operation_effects.targets[name * w.sizes.types + kind]:
            continue
        for district in range(w.sizes.districts):
            if w.places.hub_of_district[district] == hub:
                _set_prevented_of(w, s, kind, district)
    multiplier.changed(w, s)


def _set_prevented_of(w: World, s: State, kind: int, district: int) -> None:
    """Set what operations together prevent of a type in a district."""
    rules = w.operation_effects
    firsts = MILLIONTHS
    repeats = MILLIONTHS
    for operation in range(s.operations.first_live[0], s.operations.started[0]):
        name = w.operations.name[operation]
        if (
            w.operations.hub[operation] == w.places.hub_of_district[district]
            and rules.targets[name * w.sizes.types + kind]
            and rules.districts[name * w.sizes.districts + district]
        ):
            left = MILLIONTHS - operation_effect.prevents(w, s, operation)
            repeats = repeats * left // MILLIONTHS
            if not rules.repeats_only[name]:
                firsts = firsts * left // MILLIONTHS
    row = (kind * w.sizes.districts + district) * FIRSTS_AND_REPEATS
    s.operations.prevented[row] = MILLIONTHS - firsts
    s.operations.prevented[row + 1] = MILLIONTHS - repeats


def fade(w: World, s: State) -> None:
    """Let the effects of operations that are over fade by a day, and forget those that are gone."""
    if not w.operation_effects.acts:
        return
    for operation in range(s.operations.first_live[0], s.operations.started[0]):
        lasts = w.operation_effects.residual_days[w.operations.name[operation]]
        if lasts > 0 and not s.operations.under_way[operation]:
            _set_prevented(w, s, operation)
    first = s.operations.first_live[0]
    while first < s.operations.started[0] and _is_gone(w, s, first):
        first += 1
    s.operations.first_live[0] = first


def _is_gone(w: World, s: State, operation: int) -> bool:
    """Whether an operation is over and has no effect any more, on this day or later."""
    if s.operations.under_way[operation]:
        return False
    days = s.clock.now_ms[0] // MS_PER_DAY - w.operations.end_ms[operation] // MS_PER_DAY
    return days >= w.operation_effects.residual_days[w.operations.name[operation]]


def stand_down(w: World, s: State, officer: int) -> None:
    """Give up an officer who goes off duty before having come; another may be found."""
    if s.operations.posted[officer] != _NONE:
        s.operations.missing[s.operations.posted[officer]] += officers.unit_size(s, officer)
        s.operations.posted[officer] = _NONE


def end(w: World, s: State, operation: int) -> None:
    """End an operation; `release` then lets its officers go one by one."""
    s.operations.under_way[operation] = False
    _set_prevented(w, s, operation)
    if s.log.on[0]:
        hub, role = w.operations.hub[operation], w.operations.role[operation]
        log.write(s, codes.RECORD_OPERATION_ENDED, -1, -1, hub, 0, role)


def release(s: State, officer: int, operation: int) -> bool:
    """Release an officer from an operation; return whether the officer was posted to it."""
    if s.operations.posted[officer] != operation:
        return False
    s.operations.posted[officer] = _NONE
    return True
