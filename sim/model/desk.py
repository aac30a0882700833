"""The Resolution Centre: callers are called back in turn, and their cases resolved or passed on.

It calls in its opening hours only, with whoever is on duty. An attempt that does not reach the
caller takes a while, and the next one follows later; after the last the case is given up, or sent
on to be attended.
"""

from __future__ import annotations

from sim.model import (
    assignment,
    codes,
    incidents,
    investigation,
    log,
    officers,
    pools,
    queues,
    requests,
    safeguarding,
)
from sim.model.policies import desk as desk_policy
from sim.model.pools import AVAILABLE
from sim.model.state import State
from sim.world.arrays import World


def open_doors(w: World, s: State, opening: int) -> None:
    """Begin to call at the start of the opening hours, and ask for the next opening."""
    s.desk.closes_ms[0] = w.desk.closes_ms[opening]
    if opening + 1 < len(w.desk.opens_ms):
        requests.ask(s, w.desk.opens_ms[opening + 1], codes.EVENT_DESK_OPENS, opening + 1, 0)
    if s.log.on[0]:
        log.write(s, codes.RECORD_DESK_OPENED, -1, -1, -1, 0, 0)
    while s.desk.calls_waiting[0] > 0 and _answer_if_free(w, s):
        s.desk.calls_waiting[0] -= 1
    incident = desk_policy.next_case(w, s)
    while incident >= 0 and _take(w, s, incident):
        incident = desk_policy.next_case(w, s)


def fall_due(w: World, s: State, incident: int) -> None:
    """Give a case to whoever of the Centre has been free the longest, or put it in the queue.

    A case of a grade that is lost when all are busy ends here if nobody is free.
    """
    if _take(w, s, incident):
        return
    if w.grades.lost_when_busy[s.incidents.grade[incident]]:
        incidents.lose(w, s, incident)
    else:
        _wait(w, s, incident)


def call_again(w: World, s: State, incident: int) -> None:
    """Try once more to reach a caller, now or when the case has its turn."""
    incidents.call_again(w, s, incident)
    if not _take(w, s, incident):
        _wait(w, s, incident)


def _take(w: World, s: State, incident: int) -> bool:
    """Have a case called by whoever has been free the longest; return whether anybody is."""
    officer = desk_policy.longest_free(w, s)
    if officer < 0:
        return False
    cause = s.log.cause[0]
    pools.leave(s, officer)
    _call_back(w, s, officer, incident)
    log.because(s, cause)
    return True


def _wait(w: World, s: State, incident: int) -> None:
    """Put a case in the queue of its grade and of the rank of its type."""
    line = w.sizes.hubs + w.desk.rank[w.drawn.type[incident]]
    queues.take_number(s, incident)
    queues.join(w, s, incident, line, s.incidents.grade[incident], 0)


def receive_call(w: World, s: State) -> None:
    """Have somebody who calls again answered, now or before anybody else is called back."""
    cause = s.log.cause[0]
    if not _answer_if_free(w, s):
        s.desk.calls_waiting[0] += 1
    log.because(s, cause)


def _answer_if_free(w: World, s: State) -> bool:
    """Have whoever has been free the longest answer; return whether anybody is."""
    officer = desk_policy.longest_free(w, s)
    if officer < 0:
        return False
    pools.leave(s, officer)
    _answer(w, s, officer)
    return True


def _answer(w: World, s: State, officer: int) -> None:
    """Talk to somebody who calls again: there is no news, so the case stays as it is."""
    officers.take_up(s, officer, -1)
    officers.change(w, s, officer, codes.ACTIVITY_DESK_CALL, codes.RECORD_CHASER_ANSWERED, -1)
    now, warm_up_ms = s.clock.now_ms[0], w.sizes.warm_up_ms
    due = now + w.chasers.handling_ms
    s.desk.calls_ms[0] += max(min(due, w.sizes.horizon_ms) - max(now, warm_up_ms), 0)
    requests.ask(s, due, codes.EVENT_DESK_CALL_ENDS, officer, s.officers.token[officer])


def take_next(w: World, s: State, officer: int) -> None:
    """Give a free member of the Centre the next case, or let the person be available."""
    if s.desk.calls_waiting[0] > 0 and desk_policy.may_start(w, s, officer):
        s.desk.calls_waiting[0] -= 1
        _answer(w, s, officer)
        return
    incident = desk_policy.next_case(w, s)
    if incident >= 0 and desk_policy.may_start(w, s, officer):
        _call_back(w, s, officer, incident)
        return
    officers.become_idle(w, s, officer, codes.ACTIVITY_AVAILABLE)
    pools.join(w, s, officer, AVAILABLE)


def look_again(w: World, s: State, officer: int) -> None:
    """Give the next case to one who is free, and may have become able to start it."""
    waits = s.desk.calls_waiting[0] > 0 or desk_policy.next_case(w, s) >= 0
    if waits and desk_policy.may_start(w, s, officer):
        pools.leave(s, officer)
        take_next(w, s, officer)


def _call_back(w: World, s: State, officer: int, incident: int) -> None:
    """Call a person back: if the caller replies, contact is made when the call begins."""
    queues.leave(w, s, incident)
    officers.take_up(s, officer, incident)
    reached = incidents.call(w, s, incident, officer)
    officers.change(w, s, officer, codes.ACTIVITY_DESK_CALL, codes.RECORD_DESK_CALL, incident)
    length_ms = w.drawn.desk_ms[incident] if reached else w.desk.failed_ms
    due = s.clock.now_ms[0] + length_ms
    requests.ask(s, due, codes.EVENT_DESK_CALL_ENDS, officer, s.officers.token[officer])


def end_call(w: World, s: State, officer: int) -> None:
    """Close the case, or pass it on; the caller of this frees the person."""
    incident = s.officers.incident[officer]
    if incident < 0:
        return  # somebody who called again
    officers.take_up(s, officer, -1)
    cause = s.log.cause[0]
    if s.incidents.contacted_ms[incident] < 0:
        _not_reached(w, s, incident)
    elif desk_policy.closes_case(w, incident):
        incidents.resolve_at_desk(w, s, incident, codes.ROLE_RESOLUTION_CENTRE)
        investigation.consider(w, s, incident)
        _report(w, s, incident)
    elif desk_policy.passes_to_investigators(w, incident):
        incidents.refer(w, s, incident, codes.ROLE_RESOLUTION_CENTRE)
        investigation.take_on(w, s, incident)
        _report(w, s, incident)
    else:
        _send_on(w, s, incident)
    log.because(s, cause)


def _report(w: World, s: State, incident: int) -> None:
    """Make a report of somebody at risk, if it is to be made."""
    if w.sizes.safeguarded > 0:
        safeguarding.report(w, s, incident)


def _not_reached(w: World, s: State, incident: int) -> None:
    """Leave the caller until the next attempt; after the last, give up or have officers go."""
    if desk_policy.tries_again(w, s, incident):
        incidents.put_off(w, s, incident)
        due = s.clock.now_ms[0] + w.desk.again_after_ms
        requests.ask(s, due, codes.EVENT_CALL_AGAIN_DUE, incident, 0)
    elif desk_policy.sends_unreached(w):
        _send_on(w, s, incident)
    else:
        incidents.give_up(w, s, incident)


def _send_on(w: World, s: State, incident: int) -> None:
    """Send a case on to be attended: by officers, or by prevention teams to whom it is referred."""
    incidents.send_on(w, s, incident, w.drawn.sent_on_grade[incident])
    assignment.fall_due(w, s, incident)
