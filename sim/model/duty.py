"""A shift from booking on to going off duty: what each person does between jobs."""

from __future__ import annotations

from sim.model import (
    attendance,
    custody,
    desk,
    incidents,
    investigation,
    log,
    officers,
    operations,
    pools,
    requests,
)
from sim.model.policies import eligibility, whereabouts
from sim.model.state import State
from sim.vocabulary import Activity, Kind, Record, Role
from sim.world.arrays import World

_KIND_SHIFT_STARTS = Kind.SHIFT_STARTS.value
_RECORD_SHIFT_STARTED = Record.SHIFT_STARTED.value
_KIND_SHIFT_ENDS = Kind.SHIFT_ENDS.value
_KIND_BRIEFING_ENDS = Kind.BRIEFING_ENDS.value
_KIND_BREAK_DUE = Kind.BREAK_DUE.value
_RECORD_ON_DUTY = Record.ON_DUTY.value
_RECORD_SHIFT_ENDED = Record.SHIFT_ENDED.value
_RECORD_RETURNING = Record.RETURNING.value
_KIND_RETURN_ENDS = Kind.RETURN_ENDS.value
_RECORD_WRITING_UP = Record.WRITING_UP.value
_KIND_WRITING_UP_ENDS = Kind.WRITING_UP_ENDS.value
_RECORD_BREAK = Record.BREAK.value
_KIND_BREAK_ENDS = Kind.BREAK_ENDS.value
_KIND_SEEKS_OFFICERS = Kind.SEEKS_OFFICERS.value

_OFF_DUTY = Activity.OFF_DUTY.value
_BRIEFING = Activity.BRIEFING.value
_AVAILABLE = Activity.AVAILABLE.value
_PREVENTION = Activity.PREVENTION.value
_RETURNING = Activity.RETURNING.value
_WRITING_UP = Activity.WRITING_UP.value
_BREAK = Activity.BREAK.value
_CASE_WORK = Activity.CASE_WORK.value
_CUSTODY = Activity.CUSTODY.value
_SCENE = Activity.SCENE.value
_OPERATION = Activity.OPERATION.value
_DESK_ROLE = Role.RESOLUTION_CENTRE.value


def start_shift(w: World, s: State, duty: int) -> None:
    """Book on everybody of a shift, and ask for the next shift of the roster."""
    duties = w.duties
    role = duties.role[duty]
    if duty + 1 < len(duties.start_ms):
        requests.ask(s, duties.start_ms[duty + 1], _KIND_SHIFT_STARTS, duty + 1, 0)
    if s.log.on[0]:
        log.write(s, _RECORD_SHIFT_STARTED, -1, -1, duties.hub[duty], 0, role)
    requests.ask(s, duties.end_ms[duty], _KIND_SHIFT_ENDS, duty, 0)
    briefing_ms = w.teams.briefing_ms[role]
    if briefing_ms > 0:
        requests.ask(s, s.clock.now_ms[0] + briefing_ms, _KIND_BRIEFING_ENDS, duty, 0)
    cause = s.log.cause[0]
    for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
        log.because(s, cause)
        officer = duties.member[row]
        if s.officers.leader[officer] < 0 or s.officers.duty[officer] != duty:
            _book_on(w, s, officer, duty, row, briefing_ms)
    log.because(s, cause)
    if w.sizes.operations > 0:
        operations.top_up(w, s, role, duties.hub[duty])
        log.because(s, cause)
    _serve_all(w, s, duty)
    _work_on_cases(w, s, duty)


def _book_on(w: World, s: State, officer: int, duty: int, row: int, briefing_ms: int) -> None:
    """Book one person on; whoever is still at work from the last shift goes on working."""
    break_until_ms = w.duties.break_until_ms[row]
    at_work = s.officers.activity[officer] != _OFF_DUTY
    if at_work:
        officers.roll_on(w, s, officer, duty, break_until_ms)
    else:
        officers.book_on(w, s, officer, duty, break_until_ms)
        mate = w.duties.mate[row]
        if mate >= 0 and s.officers.activity[mate] == _OFF_DUTY:
            officers.book_on(w, s, mate, duty, break_until_ms)
            officers.pair(s, officer, mate)
    if w.duties.break_due_ms[row] >= 0:
        requests.ask(s, w.duties.break_due_ms[row], _KIND_BREAK_DUE, officer, duty)
    if at_work:
        _look_again(w, s, officer)
    elif briefing_ms > 0:
        officers.change(w, s, officer, _BRIEFING, _RECORD_ON_DUTY, -1)
        if _attends(w, officer):
            pools.join(w, s, officer, pools.INTERRUPTIBLE)
    else:
        _turn_to(w, s, officer)


def _look_again(w: World, s: State, officer: int) -> None:
    """Let one who rolls on take what came too late for the shift before; a break ends with it."""
    activity = s.officers.activity[officer]
    if activity == _BREAK and s.officers.leader[officer] < 0:
        pools.leave(s, officer)
        _turn_to(w, s, officer)
    elif activity == _AVAILABLE and w.people.role[officer] == _DESK_ROLE:
        desk.look_again(w, s, officer)


def _serve_all(w: World, s: State, duty: int) -> None:
    """Send the people of a shift to what waits, once all of them can be chosen from."""
    role = w.duties.role[duty]
    hub = w.duties.hub[duty]
    if w.teams.attends[role]:
        attendance.serve(w, s, hub, role, w.sizes.grades)
        attendance.help_elsewhere(w, s, hub, role)


def _work_on_cases(w: World, s: State, duty: int) -> None:
    """Let the people of a shift whom nobody calls work on cases, if their team holds any."""
    if not w.cases.between_calls[w.duties.role[duty]]:
        return
    cause = s.log.cause[0]
    for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
        log.because(s, cause)
        investigation.work_between_calls(w, s, w.duties.member[row])
    log.because(s, cause)


def end_briefing(w: World, s: State, duty: int) -> None:
    """End the briefing of a shift, for those who are still in it."""
    cause = s.log.cause[0]
    for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
        officer = w.duties.member[row]
        if s.officers.duty[officer] == duty and s.officers.activity[officer] == _BRIEFING:
            log.because(s, cause)
            pools.leave(s, officer)
            _turn_to(w, s, officer)
    log.because(s, cause)
    _serve_all(w, s, duty)
    _work_on_cases(w, s, duty)


def end_shift(w: World, s: State, duty: int) -> None:
    """Send home everybody who has nothing in hand; the others finish their job as overtime."""
    if s.log.on[0]:
        log.write(s, _RECORD_SHIFT_ENDED, -1, -1, w.duties.hub[duty], 0, w.duties.role[duty])
    cause = s.log.cause[0]
    for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
        officer = w.duties.member[row]
        if s.officers.duty[officer] != duty or s.officers.leader[officer] >= 0:
            continue
        log.because(s, cause)
        activity = s.officers.activity[officer]
        if activity == _CASE_WORK:
            pools.leave(s, officer)
            investigation.leave_at_end_of_shift(w, s, officer)
            officers.book_off(w, s, officer)
        elif activity == _CUSTODY:
            if custody.hand_over(w, s, officer):
                become_free(w, s, officer)
        elif activity == _SCENE:
            _call_relief(w, s, officer)
        elif _may_leave(s, officer, activity):
            pools.leave(s, officer)
            operations.stand_down(w, s, officer)
            officers.book_off(w, s, officer)
    if s.cases.urgent[0] > 0:
        log.because(s, cause)
        investigation.offer_urgent(w, s, w.duties.role[duty], w.duties.hub[duty])


def _call_relief(w: World, s: State, officer: int) -> None:
    """Ask for somebody to take over at the scene, if work of this type is handed on."""
    incident = w.slots.incident[s.officers.slot[officer]]
    if not w.types.relayable[w.drawn.type[incident]]:
        return
    size = 1 if s.officers.mate[officer] < 0 else 2
    missing = s.incidents.wanted[incident] - s.incidents.assigned[incident]
    if not eligibility.has_rows(w, s, incident, max(missing, 0) + size):
        return
    incidents.call_relief(w, s, incident, size)
    if s.queues.of_incident[incident] < 0:
        attendance.join_queue(w, s, incident)
    now = s.clock.now_ms[0]
    requests.ask(s, now, _KIND_SEEKS_OFFICERS, incident, 0)


def _may_leave(s: State, officer: int, activity: int) -> bool:
    """Whether an officer can go home at once; writing up is finished first."""
    if activity in (_BRIEFING, _AVAILABLE, _PREVENTION, _BREAK, _RETURNING):
        return s.officers.writing_up_left_ms[officer] == 0
    return False


def become_free(w: World, s: State, officer: int) -> None:
    """Let a person, or a crew, turn to what is next, and go where somebody waits.

    A crew parts when the shift of one of the two has ended.
    """
    mate = s.officers.mate[officer]
    if mate >= 0 and s.officers.duty[mate] != s.officers.duty[officer]:
        officers.part(s, officer)
        become_free(w, s, mate)
    _turn_to(w, s, officer)
    if s.officers.activity[officer] in (_AVAILABLE, _PREVENTION) and _attends(w, officer):
        role = w.people.role[officer]
        attendance.serve(w, s, w.people.hub[officer], role, w.sizes.grades)
        if pools.may_be_called(w, s, officer):
            attendance.help_elsewhere(w, s, w.people.hub[officer], role)
        if w.cases.between_calls[role]:
            investigation.work_between_calls(w, s, officer)


def episode_ends(w: World, s: State, officer: int) -> None:
    """End a spell of case work; who works between calls stays within reach of every call."""
    investigation.end_episode(w, s, officer)
    if _attends(w, officer):
        investigation.rest(w, s, officer)
    else:
        become_free(w, s, officer)


def _attends(w: World, officer: int) -> bool:
    """Whether an officer is of a team that attends incidents."""
    return w.teams.attends[w.people.role[officer]]


def _turn_to(w: World, s: State, officer: int) -> None:
    """Decide what a person does next, incidents that wait for officers left out.

    Writing up comes first, then the end of the shift, then the break when it is due, then
    whatever waits; a person with nothing to do is available, or on prevention.
    """
    role = w.people.role[officer]
    now = s.clock.now_ms[0]
    if s.officers.writing_up_left_ms[officer] > 0:
        _go_and(w, s, officer, _WRITING_UP)
    elif now >= s.officers.duty_end_ms[officer]:
        operations.stand_down(w, s, officer)
        officers.book_off(w, s, officer)
    elif operations.is_posted(w, s, officer):
        officers.join_operation(w, s, officer)
    elif _takes_break(s, officer, now):
        _go_and(w, s, officer, _BREAK)
    elif role == _DESK_ROLE:
        desk.take_next(w, s, officer)
    elif w.teams.works_cases[role]:
        investigation.take_next(w, s, officer)
    else:
        activity = _PREVENTION if w.teams.on_prevention[role] else _AVAILABLE
        officers.become_idle(w, s, officer, activity)
        pools.join(w, s, officer, pools.AVAILABLE)


def _takes_break(s: State, officer: int, now: int) -> bool:
    """Whether a free officer takes the break now."""
    return (
        s.officers.break_due[officer]
        and s.officers.break_left_ms[officer] > 0
        and now <= s.officers.break_until_ms[officer]
    )


def break_falls_due(w: World, s: State, officer: int, duty: int) -> None:
    """Give an officer the turn for the break; one who is busy takes it when next free."""
    if s.officers.duty[officer] != duty:
        return
    officers.owe_break(s, officer)
    if not _takes_break(s, officer, s.clock.now_ms[0]):
        return
    activity = s.officers.activity[officer]
    if activity == _CASE_WORK:
        if investigation.has_urgent_case(w, s, officer):
            return
        pools.leave(s, officer)
        investigation.put_down(w, s, officer)
        become_free(w, s, officer)
    elif activity in (_AVAILABLE, _PREVENTION):
        pools.leave(s, officer)
        become_free(w, s, officer)


def _go_and(w: World, s: State, officer: int, purpose: int) -> None:
    """Write up, or take the break, at the station; emergencies that wait may call it off."""
    drive_ms = whereabouts.drive_back_ms(w, s, officer)
    if drive_ms > 0:
        officers.change(w, s, officer, _RETURNING, _RECORD_RETURNING, -1)
        due = s.clock.now_ms[0] + drive_ms
        requests.ask(s, due, _KIND_RETURN_ENDS, officer, s.officers.token[officer])
        _make_interruptible(w, s, officer)
    else:
        _begin(w, s, officer, purpose)


def return_ends(w: World, s: State, officer: int) -> None:
    """Begin what the officer came back for, within reach of the same grades as on the way."""
    writes = s.officers.writing_up_left_ms[officer] > 0
    _begin(w, s, officer, _WRITING_UP if writes else _BREAK)


def _begin(w: World, s: State, officer: int, purpose: int) -> None:
    """Begin writing up or the break, at the station."""
    officers.reach_station(w, s, officer)
    if purpose == _WRITING_UP:
        officers.change(w, s, officer, _WRITING_UP, _RECORD_WRITING_UP, -1)
        due = s.clock.now_ms[0] + s.officers.writing_up_left_ms[officer]
        kind = _KIND_WRITING_UP_ENDS
    else:
        officers.settle_redeployment(s, officer)
        officers.change(w, s, officer, _BREAK, _RECORD_BREAK, -1)
        due = s.clock.now_ms[0] + s.officers.break_left_ms[officer]
        kind = _KIND_BREAK_ENDS
    requests.ask(s, due, kind, officer, s.officers.token[officer])
    if not pools.may_be_called(w, s, officer):
        _make_interruptible(w, s, officer)


def _make_interruptible(w: World, s: State, officer: int) -> None:
    """Put an officer where grades that interrupt can call on the officer; see if one waits."""
    if _attends(w, officer):
        pools.join(w, s, officer, pools.INTERRUPTIBLE)
        last_grade = w.sizes.interrupting
        attendance.serve(w, s, w.people.hub[officer], w.people.role[officer], last_grade)


def writing_up_ends(w: World, s: State, officer: int) -> None:
    """Finish writing up."""
    pools.leave(s, officer)
    officers.end_writing_up(s, officer)
    become_free(w, s, officer)


def custody_ends(w: World, s: State, officer: int) -> None:
    """Leave the custody suite."""
    become_free(w, s, officer)


def break_ends(w: World, s: State, officer: int) -> None:
    """Finish the break."""
    pools.leave(s, officer)
    officers.end_break(s, officer)
    become_free(w, s, officer)


def end_operation(w: World, s: State, operation: int) -> None:
    """Release the officers of an operation; those who have not come yet stay where they are."""
    operations.end(w, s, operation)
    cause = s.log.cause[0]
    for officer in range(w.sizes.officers):
        posted = operations.release(s, officer, operation)
        if posted and s.officers.activity[officer] == _OPERATION:
            log.because(s, cause)
            officers.leave_operation(w, s, officer)
            become_free(w, s, officer)
    log.because(s, cause)
