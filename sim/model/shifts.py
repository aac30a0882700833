"""A shift: booking on, the briefing, and its end."""

from __future__ import annotations

from sim.model import (
    assignment,
    codes,
    custody,
    deployments,
    desk,
    incidents,
    investigation,
    line,
    log,
    officers,
    operations,
    patches,
    pools,
    queues,
    redeployment,
    requests,
    scene,
)
from sim.model.duty import (
    attends,
    backfill,
    become_free,
    book_off,
    hand_watch_over,
    redeploy_others,
    turn_to,
)
from sim.model.policies import (
    end_of_shift,
)
from sim.model.state import State
from sim.world.arrays import World


def start_shift(w: World, s: State, duty: int) -> None:
    """Book on everybody of a shift, and ask for the next shift of the roster."""
    duties = w.duties
    role = duties.role[duty]
    if duty + 1 < len(duties.start_ms):
        requests.ask(s, duties.start_ms[duty + 1], codes.EVENT_SHIFT_STARTS, duty + 1, 0)
    if s.log.on[0]:
        log.write(s, codes.RECORD_SHIFT_STARTED, -1, -1, duties.hub[duty], 0, role)
    requests.ask(s, duties.end_ms[duty], codes.EVENT_SHIFT_ENDS, duty, 0)
    briefing_ms = w.teams.briefing_ms[role]
    if briefing_ms > 0:
        requests.ask(s, s.clock.now_ms[0] + briefing_ms, codes.EVENT_BRIEFING_ENDS, duty, 0)
    for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
        officer = duties.member[row]
        if s.officers.leader[officer] < 0 or s.officers.duty[officer] != duty:
            _book_on(w, s, officer, duty, row, briefing_ms)
    if w.redeployment.backfill and role == codes.ROLE_RESPONSE:
        redeployment.count_shift(w, s, duty)
    if w.redeployment.backfill:
        backfill(w, s, duties.hub[duty])
    if w.sizes.operations > 0:
        operations.top_up(w, s, role, duties.hub[duty])
    if briefing_ms == 0 and _takes_over(w, s, duty):
        for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
            pools.will_be_offered(w, s, duties.member[row])
        requests.ask(s, s.clock.now_ms[0], codes.EVENT_SHIFT_TAKES_OVER, duty, 0)
    else:
        serve(w, s, duty)


def _takes_over(w: World, s: State, duty: int) -> bool:
    """Whether somebody of the team whose shift ends now is to be relieved at a scene.

    The people of this shift then look at what waits once relief has been called for: the scenes of
    the shift that ends stand in the line with it, and those who come on go where they are due.
    """
    group = w.duties.role[duty] * (w.sizes.hubs + 1) + w.duties.hub[duty]
    for officer in range(w.cases.first_of[group], w.cases.first_of[group + 1]):
        if s.officers.activity[officer] == codes.ACTIVITY_SCENE and s.officers.leader[officer] < 0:
            ends = s.officers.duty_end_ms[officer] == s.clock.now_ms[0]
            incident = s.deployments.incident[s.officers.slot[officer]]
            if ends and end_of_shift.hands_scene_over(w, s, officer, incident):
                return True
    return False


def serve(w: World, s: State, duty: int) -> None:
    """Let the people of a shift take what waits: incidents first, then cases."""
    _serve_all(w, s, duty)
    _work_on_cases(w, s, duty)


def _book_on(w: World, s: State, officer: int, duty: int, row: int, briefing_ms: int) -> None:
    """Book one person on; whoever is still at work from the last shift goes on working."""
    cause = s.log.cause[0]
    break_until_ms = w.duties.break_until_ms[row]
    at_work = s.officers.activity[officer] != codes.ACTIVITY_OFF_DUTY
    if at_work:
        _needs_no_relief(w, s, officer)
        officers.continue_into_next_shift(w, s, officer, duty, break_until_ms)
    else:
        officers.book_on(w, s, officer, duty, break_until_ms)
        partner = w.duties.partner[row]
        if partner >= 0 and s.officers.activity[partner] == codes.ACTIVITY_OFF_DUTY:
            officers.book_on(w, s, partner, duty, break_until_ms)
            officers.pair(s, officer, partner)
    if w.duties.break_due_ms[row] >= 0:
        requests.ask(s, w.duties.break_due_ms[row], codes.EVENT_BREAK_DUE, row, duty)
    other_due_ms = w.duties.other_due_ms[row]
    if other_due_ms >= 0 and other_due_ms != w.duties.break_due_ms[row]:
        requests.ask(s, other_due_ms, codes.EVENT_BREAK_DUE, row, duty)
    if at_work:
        _look_again(w, s, officer)
    elif briefing_ms > 0:
        officers.change(w, s, officer, codes.ACTIVITY_BRIEFING, codes.RECORD_ON_DUTY, -1)
        if attends(w, officer):
            pools.join(w, s, officer, pools.INTERRUPTIBLE)
    else:
        turn_to(w, s, officer)
    log.because(s, cause)


def _needs_no_relief(w: World, s: State, officer: int) -> None:
    """Call off the relief of one who works on in a shift that begins, unless it is on the way."""
    slot = s.officers.slot[officer]
    if slot < 0 or s.deployments.arrived_ms[slot] < 0:
        return
    # At the very end of a shift its relief has not been called for yet.
    if s.officers.duty_end_ms[officer] >= s.clock.now_ms[0]:
        return
    incident = s.deployments.incident[slot]
    missing = s.incidents.wanted[incident] - s.incidents.assigned[incident]
    incidents.spare_relief(s, incident, min(officers.unit_size(s, officer), max(missing, 0)))
    waited = s.queues.of_incident[incident] >= 0
    if s.incidents.wanted[incident] == s.incidents.assigned[incident]:
        queues.leave(w, s, incident)
    if waited and w.drawn.together[incident]:
        queues.ask_to_seek(s, incident)  # for fewer, who may be there, or for what it held up


def _look_again(w: World, s: State, officer: int) -> None:
    """Let one who works on take what came too late for the shift before; a break ends with it."""
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_BREAK and s.officers.leader[officer] < 0:
        pools.leave(s, officer)
        turn_to(w, s, officer)
    elif (
        activity == codes.ACTIVITY_AVAILABLE
        and w.people.role[officer] == codes.ROLE_RESOLUTION_CENTRE
    ):
        desk.look_again(w, s, officer)


def _serve_all(w: World, s: State, duty: int) -> None:
    """Send the people of a shift to what waits, once all of them can be chosen from."""
    role = w.duties.role[duty]
    hub = w.duties.hub[duty]
    if w.teams.attends[role]:
        if w.sizes.patches > 0 and role == codes.ROLE_PCSO:
            patches.serve_shift(w, s, duty)
        if w.redeployment.backfill and role != codes.ROLE_RESPONSE:
            assignment.serve_in_line(w, s, hub)
        assignment.serve(w, s, hub, role, w.sizes.grades)
        assignment.redeploy_others(w, s, role, hub)
        for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
            pools.was_offered(w, s, w.duties.member[row])
        if w.redeployment.backfill and role != codes.ROLE_RESPONSE:
            assignment.help_elsewhere(w, s, hub, codes.ROLE_RESPONSE)
        assignment.help_elsewhere(w, s, hub, role)


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
        if (
            s.officers.duty[officer] == duty
            and s.officers.activity[officer] == codes.ACTIVITY_BRIEFING
        ):
            log.because(s, cause)
            pools.leave(s, officer)
            turn_to(w, s, officer)
    log.because(s, cause)
    if w.redeployment.backfill:
        backfill(w, s, w.duties.hub[duty])
    serve(w, s, duty)


def end_shift(w: World, s: State, duty: int) -> None:
    """Send home everybody who has nothing in hand; the others finish their job as overtime."""
    if s.log.on[0]:
        log.write(s, codes.RECORD_SHIFT_ENDED, -1, -1, w.duties.hub[duty], 0, w.duties.role[duty])
    for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
        officer = w.duties.member[row]
        if s.officers.duty[officer] == duty and s.officers.leader[officer] < 0:
            _end_shift_of(w, s, officer)
    _limit_overtime(w, s, duty)
    if s.cases.urgent[0] > 0:
        role = w.duties.role[duty]
        for hub in range(w.sizes.hubs):
            # Those who are lent hand over cases of other hubs too.
            if hub == w.duties.hub[duty] or w.cases.lends[role]:
                investigation.offer_urgent(w, s, role, hub)


def _limit_overtime(w: World, s: State, duty: int) -> None:
    """Ask for the end of the overtime of those who are still at work, if it is limited."""
    limit_ms = w.teams.overtime_limit_ms[w.duties.role[duty]]
    if limit_ms < 0:
        return
    for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
        officer = w.duties.member[row]
        if _is_at_work(s, officer, duty):
            due = w.duties.end_ms[duty] + limit_ms
            requests.ask(s, due, codes.EVENT_OVERTIME_ENDS, officer, duty)


def _is_at_work(s: State, officer: int, duty: int) -> bool:
    """Whether a person is at work, in this shift."""
    at_work = s.officers.activity[officer] != codes.ACTIVITY_OFF_DUTY
    return at_work and s.officers.duty[officer] == duty


def end_overtime(w: World, s: State, officer: int, duty: int) -> None:
    """Have a person hand over what is in hand, and go home; asks again until there is somebody."""
    if not _is_at_work(s, officer, duty):
        return
    if s.officers.leader[officer] < 0:
        if s.log.on[0]:
            hub, role = w.people.hub[officer], w.people.role[officer]
            log.write(s, codes.RECORD_OVERTIME_ENDED, -1, officer, hub, 0, role)
        cause = s.log.cause[0]
        activity = s.officers.activity[officer]
        if activity == codes.ACTIVITY_SCENE:
            if not scene.has_relief(w, s, s.deployments.incident[s.officers.slot[officer]]):
                _call_relief(w, s, officer)
        elif activity != codes.ACTIVITY_WATCH:  # which looks for relief by itself
            _end_shift_of(w, s, officer)
        log.because(s, cause)
    if _is_at_work(s, officer, duty):
        due = end_of_shift.looks_again_ms(w, s)
        requests.ask(s, due, codes.EVENT_OVERTIME_ENDS, officer, duty)


def _end_shift_of(w: World, s: State, officer: int) -> None:
    """Send a person, or a crew, home, or have somebody take over what is in hand."""
    cause = s.log.cause[0]
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_CASE_WORK:
        pools.leave(s, officer)
        investigation.leave_at_end_of_shift(w, s, officer)
        book_off(w, s, officer)
    elif activity == codes.ACTIVITY_CUSTODY:
        if custody.hand_over(w, s, officer):
            become_free(w, s, officer)
    elif activity == codes.ACTIVITY_WATCH:
        hand_watch_over(w, s, officer)
    elif activity == codes.ACTIVITY_SCENE:
        _call_relief(w, s, officer)
    elif end_of_shift.may_leave(w, s, officer):
        pools.leave(s, officer)
        officers.put_off_writing_up(s, officer)
        operations.stand_down(w, s, officer)
        book_off(w, s, officer)
        redeploy_others(w, s, officer)
    log.because(s, cause)


def _call_relief(w: World, s: State, officer: int) -> None:
    """Ask for somebody to take over at the scene, if work of this type is handed on."""
    incident = s.deployments.incident[s.officers.slot[officer]]
    if not end_of_shift.hands_scene_over(w, s, officer, incident):
        return
    size = officers.unit_size(s, officer)
    missing = s.incidents.wanted[incident] - s.incidents.assigned[incident]
    if not deployments.has_rows(w, s, incident, max(missing, 0) + size):
        return
    incidents.call_relief(w, s, incident, size)
    line.stand_as_begun(w, s, incident)
    scene.relieve(w, s, incident)
    if s.incidents.relief[incident] == 0:
        return
    if s.queues.of_incident[incident] < 0:
        line.join(w, s, incident)
    queues.ask_to_seek(s, incident)
