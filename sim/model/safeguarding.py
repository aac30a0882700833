"""Safeguarding beside investigations: triage of reports in the MASH, and meetings of the MARACs.

Public protection does both kinds of work before cases, in the order in which they came in. A
meeting hears up to `slots` victims of its hub, who have waited the longest; the others wait for the
next. Whether the preparation of a case is done by then makes no difference to whether it is heard.
"""

from __future__ import annotations

from sim.model import codes, log, officers, pools, requests
from sim.model.policies import safeguarding as policy
from sim.model.state import State
from sim.world.arrays import World

_NOTHING = -1


def ask_for_meeting(w: World, s: State, meeting: int) -> None:
    """Ask for a meeting, if there is one of that number."""
    if meeting < len(w.safeguarding.meeting_ms):
        requests.ask(s, w.safeguarding.meeting_ms[meeting], codes.EVENT_MARAC_MEETS, meeting, 0)


def report(w: World, s: State, incident: int) -> None:
    """Make a report of an incident that has been dealt with, if it is to be made."""
    if w.drawn.triage_ms[incident] > 0:
        s.safeguarding.reported_ms[incident] = s.clock.now_ms[0]
        _take_on(w, s, incident, policy.TRIAGE)


def refer(w: World, s: State, incident: int) -> None:
    """Refer the victim of an attended incident to the MARAC of the hub, if that is to be done."""
    if not policy.is_referred(w, s, incident):
        return
    rows = s.safeguarding
    hub = w.drawn.hub[incident]
    rows.referred_ms[incident] = s.clock.now_ms[0]
    last = rows.waiting_tail[hub]
    if last < 0:
        rows.waiting_head[hub] = incident
    else:
        rows.next_waiting[last] = incident
    rows.waiting_tail[hub] = incident
    rows.waiting[hub] += 1
    if w.safeguarding.prep_ms > 0:
        _take_on(w, s, incident, policy.PREPARATION)


def _take_on(w: World, s: State, incident: int, kind: int) -> None:
    """Put a job in the line of its hub, and have it done at once by somebody who is free."""
    rows = s.safeguarding
    hub = w.drawn.hub[incident]
    job = incident * policy.KINDS + kind
    rows.joined_ms[job] = s.clock.now_ms[0]
    last = rows.tail[hub]
    if last < 0:
        rows.head[hub] = job
    else:
        rows.next[last] = job
    rows.tail[hub] = job
    officer = policy.longest_free(w, s, hub)
    if officer >= 0:
        cause = s.log.cause[0]
        pools.leave(s, officer)
        take_next(w, s, officer)
        log.because(s, cause)


def take_next(w: World, s: State, officer: int) -> bool:
    """Let a member of public protection begin the next job; return whether there is one."""
    job = policy.next_job(w, s, officer)
    if job < 0:
        return False
    rows = s.safeguarding
    incident = job // policy.KINDS
    hub = w.drawn.hub[incident]
    rows.head[hub] = rows.next[job]
    if rows.next[job] < 0:
        rows.tail[hub] = _NOTHING
    rows.job[officer] = job
    record = codes.RECORD_SAFEGUARDING
    officers.change(w, s, officer, codes.ACTIVITY_SAFEGUARDING, record, incident)
    due = s.clock.now_ms[0] + policy.length_ms(w, job)
    requests.ask(s, due, codes.EVENT_BREAK_ENDS, officer, s.officers.token[officer])
    return True


def finish(s: State, officer: int) -> None:
    """Note that the job in hand is done."""
    rows = s.safeguarding
    job = rows.job[officer]
    rows.job[officer] = _NOTHING
    if job % policy.KINDS == policy.TRIAGE:
        rows.triaged_ms[job // policy.KINDS] = s.clock.now_ms[0]


def meet(w: World, s: State, meeting: int) -> None:
    """Hear at every hub those who have waited the longest, and count those who are put off."""
    ask_for_meeting(w, s, meeting + 1)
    rows = s.safeguarding
    cause = s.log.cause[0]
    for hub in range(w.sizes.hubs):
        waited = rows.waiting[hub]
        incident = rows.waiting_head[hub]
        while incident >= 0 and waited - rows.waiting[hub] < w.safeguarding.slots:
            rows.heard_ms[incident] = s.clock.now_ms[0]
            rows.waiting[hub] -= 1
            incident = rows.next_waiting[incident]
        rows.waiting_head[hub] = incident
        if incident < 0:
            rows.waiting_tail[hub] = _NOTHING
        while incident >= 0:
            rows.put_off[incident] += 1
            incident = rows.next_waiting[incident]
        if s.log.on[0]:
            log.because(s, cause)
            log.write(s, codes.RECORD_MARAC_MET, -1, -1, hub, waited, rows.waiting[hub])
    log.because(s, cause)
