"""The Resolution Centre: cases are called back in turn, and resolved or sent on."""

from __future__ import annotations

from sim.model import attendance, incidents, investigation, log, officers, pools, queues, requests
from sim.model.policies import waiting
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.vocabulary import Activity, Kind, Record, Role
from sim.world.arrays import World

_AVAILABLE = Activity.AVAILABLE.value
_DESK_CALL = Activity.DESK_CALL.value
_RECORD_DESK_CALL = Record.DESK_CALL.value
_KIND_DESK_CALL_ENDS = Kind.DESK_CALL_ENDS.value

_ROLE = Role.RESOLUTION_CENTRE.value


def fall_due(w: World, s: State, incident: int) -> None:
    """Give a case to whoever of the Centre has been free the longest, or put it in the queue.

    A case of a grade that is lost when all are busy ends here if nobody is free.
    """
    grade = s.incidents.grade[incident]
    officer = _longest_free(w, s)
    if officer >= 0:
        pools.leave(s, officer)
        _call_back(w, s, officer, incident)
    elif w.grades.lost_when_busy[grade]:
        incidents.lose(w, s, incident)
    else:
        queues.take_number(s, incident)
        queues.join(w, s, incident, w.sizes.hubs, grade, 0)


def _longest_free(w: World, s: State) -> int:
    """Return the member of the Centre who has been free the longest; ties: lowest number."""
    pool = pool_of(w, AVAILABLE, _ROLE, w.sizes.hubs)
    first = s.pools.first[pool]
    best = -1
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not _may_start(w, s, officer):
            continue
        since = s.officers.idle_since_ms[officer]
        if (
            best < 0
            or since < s.officers.idle_since_ms[best]
            or (since == s.officers.idle_since_ms[best] and officer < best)
        ):
            best = officer
    return best


def _may_start(w: World, s: State, officer: int) -> bool:
    """Whether there is time for another case before the end of the shift."""
    last_ms = s.officers.duty_end_ms[officer] - w.teams.last_assignment_ms[_ROLE]
    return s.clock.now_ms[0] < last_ms


def take_next(w: World, s: State, officer: int) -> None:
    """Give a free member of the Centre the next case, or let the person be available."""
    incident = waiting.next_at_desk(w, s)
    if incident >= 0 and _may_start(w, s, officer):
        _call_back(w, s, officer, incident)
        return
    officers.become_idle(w, s, officer, _AVAILABLE)
    pools.join(w, s, officer, AVAILABLE)


def look_again(w: World, s: State, officer: int) -> None:
    """Give the next case to one who is free, and may have become able to start it."""
    if waiting.next_at_desk(w, s) >= 0 and _may_start(w, s, officer):
        pools.leave(s, officer)
        take_next(w, s, officer)


def _call_back(w: World, s: State, officer: int, incident: int) -> None:
    """Call a person back: contact is made when the call begins."""
    queues.leave(w, s, incident)
    officers.take_up(s, officer, incident)
    incidents.contact(w, s, incident, officer)
    officers.change(w, s, officer, _DESK_CALL, _RECORD_DESK_CALL, incident)
    due = s.clock.now_ms[0] + w.drawn.desk_ms[incident]
    requests.ask(s, due, _KIND_DESK_CALL_ENDS, officer, s.officers.token[officer])


def end_call(w: World, s: State, officer: int) -> None:
    """Close the case, or send it on to be attended; the caller of this frees the person."""
    incident = s.officers.incident[officer]
    officers.take_up(s, officer, -1)
    cause = s.log.cause[0]
    if w.drawn.desk_resolves[incident]:
        incidents.resolve_at_desk(w, s, incident, _ROLE)
        investigation.consider(w, s, incident)
    else:
        incidents.send_on(w, s, incident, w.drawn.sent_on_grade[incident])
        attendance.fall_due(w, s, incident)
    log.because(s, cause)
