"""Between jobs: what each person on duty does next."""

from __future__ import annotations

from sim.model import (
    assignment,
    codes,
    custody,
    desk,
    investigation,
    log,
    officers,
    operations,
    patches,
    pools,
    prevention,
    queues,
    redeployment,
    requests,
    safeguarding,
    watches,
)
from sim.model.policies import allocation, breaks, end_of_shift, protected_hours, whereabouts
from sim.model.policies import operations as operations_policy
from sim.model.policies import redeployment as redeployment_policy
from sim.model.state import State
from sim.world.arrays import World


def book_off(w: World, s: State, officer: int) -> None:
    """Let an officer go off duty, and out of response if that was made up.

    Who has no post any more, of a crew either, hands cases over.
    """
    partner = s.officers.partner[officer]
    officers.book_off(w, s, officer)
    investigation.hand_over_if_gone(w, s, officer)
    if partner >= 0:
        investigation.hand_over_if_gone(w, s, partner)
    if w.cases.files_at_once:
        investigation.hand_over_prisoner_file(w, s, officer)
    if w.redeployment.backfill and s.redeployment.backfilling[officer]:
        redeployment.end_backfill(s, officer)
        officers.work_as(s, officer, w.people.role[officer])
        pools.move(w, s, officer, w.people.role[officer])


def become_free(w: World, s: State, officer: int) -> None:
    """Let a person, or a crew, turn to what is next, and go where somebody waits."""
    cause = s.log.cause[0]
    turn_to_next(w, s, officer)
    offer(w, s, officer, False)
    redeploy_others(w, s, officer)
    offer_elsewhere(w, s, officer)
    log.because(s, cause)


def turn_to_next(w: World, s: State, officer: int) -> None:
    """Let a person, or a crew, turn to what is next; the caller offers them to what waits.

    A crew parts when the shift of one of the two has ended.
    """
    partner = s.officers.partner[officer]
    if partner >= 0 and s.officers.duty[partner] != s.officers.duty[officer]:
        officers.part(s, officer)
        turn_to(w, s, partner)
        offer(w, s, partner, False)
        redeploy_others(w, s, partner)
        offer_elsewhere(w, s, partner)
    turn_to(w, s, officer)


def offer(w: World, s: State, officer: int, with_others: bool) -> None:
    """Send a person, or a crew, to what waits at home: who is free, or whom a grade calls away.

    Of those who are freed together but may go to different things (`with_others`), each job gets
    whom it prefers, in the order of the line.
    """
    hub = w.people.hub[officer]
    if w.redeployment.backfill and backfill(w, s, hub):
        assignment.serve_in_line(w, s, hub)
    if not pools.may_be_called(w, s, officer) or not attends(w, officer):
        return
    if with_others:
        assignment.serve_in_line(w, s, hub)
    role = s.officers.role[officer]
    if not officers.is_idle(s, officer):
        if not with_others:
            assignment.serve(w, s, hub, role, w.sizes.interrupting)
        return
    if w.sizes.patches > 0 and role == codes.ROLE_PCSO:
        patches.serve_one(w, s, officer)
    assignment.serve(w, s, hub, role, w.sizes.grades)


def offer_elsewhere(w: World, s: State, officer: int) -> None:
    """Let a person, or a crew, who is still free, or called away, help another hub; or do casework.

    All who are freed at one moment are offered at home first: who helps must not take those along
    whom another job of that hub is waiting for. Who makes up response since then helps, too.
    """
    if w.redeployment.backfill:
        assignment.help_elsewhere(w, s, w.people.hub[officer], codes.ROLE_RESPONSE)
    if not attends(w, officer):
        return
    role = s.officers.role[officer]
    helps = officers.is_idle(s, officer) or w.teams.cross_hub_calls_away[role]
    if helps and pools.may_be_called(w, s, officer):
        assignment.help_elsewhere(w, s, w.people.hub[officer], role)
    if w.cases.between_calls[role]:
        investigation.work_between_calls(w, s, officer)


def redeploy_others(w: World, s: State, officer: int) -> None:
    """Let others go whom a rule kept back until this officer was free or no longer redeployed."""
    if redeployment_policy.waits_for_others(w):
        assignment.redeploy_others(w, s, w.people.role[officer], w.people.hub[officer])


def episode_ends(w: World, s: State, officer: int) -> None:
    """End a spell of case work; who works between calls stays within reach of every call."""
    between_calls = attends(w, officer) and not allocation.has_prisoner_file(w, s, officer)
    investigation.end_episode(w, s, officer)
    if between_calls:
        investigation.rest(w, s, officer)
    else:
        pools.leave(s, officer)
        become_free(w, s, officer)


def attends(w: World, officer: int) -> bool:
    """Whether an officer is of a team that attends incidents."""
    return w.teams.attends[w.people.role[officer]]


def turn_to(w: World, s: State, officer: int) -> None:
    """Decide what a person does next, apart from incidents that wait for officers.

    Writing up comes first, then the end of the shift, then the break when it is due, then other
    duties, then whatever waits; a person with nothing to do is available, or on prevention.
    """
    role = s.officers.role[officer]
    if end_of_shift.writes_up_first(w, s, officer):
        _go_and(w, s, officer, codes.ACTIVITY_WRITING_UP)
    elif end_of_shift.is_over(s, officer):
        officers.put_off_writing_up(s, officer)
        operations.stand_down(w, s, officer)
        book_off(w, s, officer)
    elif operations_policy.goes_now(w, s, officer):
        officers.join_operation(w, s, officer)
        operations.arrive(w, s, officer)
    elif s.officers.break_due[officer] and breaks.takes_break(s, officer):
        _go_and(w, s, officer, codes.ACTIVITY_BREAK)
    elif s.officers.other_left_ms[officer] > 0:
        due = s.clock.now_ms[0] + officers.begin_other_duties(w, s, officer)
        requests.ask(s, due, codes.EVENT_BREAK_ENDS, officer, s.officers.token[officer])
    elif w.cases.files_at_once and investigation.takes_prisoner_file(w, s, officer):
        return
    elif role == codes.ROLE_RESOLUTION_CENTRE:
        desk.take_next(w, s, officer)
    elif w.sizes.safeguarded > 0 and safeguarding.take_next(w, s, officer):
        return
    elif w.teams.works_cases[role]:
        investigation.take_next(w, s, officer)
    else:
        activity = (
            codes.ACTIVITY_PREVENTION if w.teams.on_prevention[role] else codes.ACTIVITY_AVAILABLE
        )
        officers.become_idle(w, s, officer, activity)
        pools.join(w, s, officer, pools.AVAILABLE)


def turn_comes(w: World, s: State, row: int, duty: int) -> None:
    """Give a person the turn for the break, or for other duties, in a shift (row of its members).

    One who is busy takes it when next free; a case is put down, unless a suspect is in custody.
    """
    officer = w.duties.member[row]
    if s.officers.duty[officer] != duty or s.officers.leader[officer] >= 0:
        return
    now = s.clock.now_ms[0]
    if w.duties.break_due_ms[row] == now:
        officers.owe_break(s, officer)
    if w.duties.other_due_ms[row] == now:
        officers.owe_other_duties(s, officer, w.duties.other_ms[row])
    if not breaks.takes_break(s, officer) and s.officers.other_left_ms[officer] == 0:
        return
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_CASE_WORK:
        if investigation.has_urgent_case(w, s, officer):
            return
        pools.leave(s, officer)
        investigation.put_down(w, s, officer)
        become_free(w, s, officer)
    elif activity in (codes.ACTIVITY_AVAILABLE, codes.ACTIVITY_PREVENTION):
        pools.leave(s, officer)
        become_free(w, s, officer)


def _go_and(w: World, s: State, officer: int, purpose: int) -> None:
    """Write up, or take the break; emergencies that wait may call it off.

    Breaks are taken at the station; where an officer writes up depends on the incident.
    """
    drive_ms = 0
    if purpose != codes.ACTIVITY_WRITING_UP or whereabouts.writes_at_station(s, officer):
        drive_ms = whereabouts.drive_back_ms(w, s, officer)
    if drive_ms > 0:
        officers.change(w, s, officer, codes.ACTIVITY_RETURNING, codes.RECORD_RETURNING, -1)
        due = s.clock.now_ms[0] + drive_ms
        requests.ask(s, due, codes.EVENT_RETURN_ENDS, officer, s.officers.token[officer])
        _make_interruptible(w, s, officer)
    else:
        _begin(w, s, officer, purpose)


def return_ends(w: World, s: State, officer: int) -> None:
    """Begin what the officer came back for, within reach of the same grades as on the way."""
    writes = s.officers.writing_up_left_ms[officer] > 0
    _begin(w, s, officer, codes.ACTIVITY_WRITING_UP if writes else codes.ACTIVITY_BREAK)
    redeploy_others(w, s, officer)


def _begin(w: World, s: State, officer: int, purpose: int) -> None:
    """Begin writing up, or the break at the station."""
    if purpose == codes.ACTIVITY_WRITING_UP:
        due = s.clock.now_ms[0] + s.officers.writing_up_left_ms[officer]
        kind = codes.EVENT_WRITING_UP_ENDS
        if whereabouts.writes_at_station(s, officer):
            officers.reach_station(w, s, officer)
        else:
            officers.stay_to_write_up(s, officer, due)
        officers.change(w, s, officer, codes.ACTIVITY_WRITING_UP, codes.RECORD_WRITING_UP, -1)
    else:
        officers.reach_station(w, s, officer)
        if s.officers.role[officer] == w.people.role[officer]:
            officers.settle_redeployment(w, s, officer)
        officers.change(w, s, officer, codes.ACTIVITY_BREAK, codes.RECORD_BREAK, -1)
        due = s.clock.now_ms[0] + s.officers.break_left_ms[officer]
        kind = codes.EVENT_BREAK_ENDS
    requests.ask(s, due, kind, officer, s.officers.token[officer])
    at_scene = purpose == codes.ACTIVITY_WRITING_UP and whereabouts.writes_at_scene(s, officer)
    if not at_scene and not pools.may_be_called(w, s, officer):
        _make_interruptible(w, s, officer)


def _make_interruptible(w: World, s: State, officer: int) -> None:
    """Put an officer where grades that interrupt can call on the officer."""
    if attends(w, officer):
        pools.join(w, s, officer, pools.INTERRUPTIBLE)


def writing_up_ends(w: World, s: State, officer: int) -> None:
    """Finish writing up."""
    pools.leave(s, officer)
    officers.end_writing_up(s, officer)
    become_free(w, s, officer)


def custody_ends(w: World, s: State, officer: int) -> None:
    """Leave the custody suite, or a watch; begin a watch there, or look for relief of one."""
    if watches.goes_on(s, officer):
        if end_of_shift.is_over(s, officer):  # not if another shift has begun meanwhile
            hand_watch_over(w, s, officer)
    elif watches.is_due(w, s, officer):
        watches.begin_in_custody(w, s, officer)
        offer(w, s, officer, False)
    else:
        pools.leave(s, officer)
        become_free(w, s, officer)


def hand_watch_over(w: World, s: State, officer: int) -> None:
    """Let somebody take over from one on watch whose shift is over, now or later."""
    if custody.hand_over(w, s, officer):
        become_free(w, s, officer)
    else:
        watches.look_again(w, s, officer)


def break_ends(w: World, s: State, officer: int) -> None:
    """Finish the break, other duties, or a job of safeguarding."""
    if s.officers.activity[officer] == codes.ACTIVITY_BREAK:
        pools.leave(s, officer)
        officers.end_break(s, officer)
    elif s.officers.activity[officer] == codes.ACTIVITY_SAFEGUARDING:
        safeguarding.finish(s, officer)
    become_free(w, s, officer)


def backfill(w: World, s: State, hub: int) -> bool:
    """Make up the response shift of a hub from those on prevention, for the rest of their shift.

    Returns
    -------
    bool
        Whether anybody joined it, who is yet to be offered what waits.
    """
    joined = False
    if hub == w.sizes.hubs:
        return joined
    while redeployment_policy.is_short(s, hub):
        officer = redeployment_policy.next_to_backfill(w, s, hub)
        if officer < 0:
            break
        _work_as_response(w, s, officer)
        joined = True
    return joined


def _work_as_response(w: World, s: State, officer: int) -> None:
    """Let an officer who is on prevention be one of response until going off duty."""
    cause = s.log.cause[0]
    redeployment.backfill(w, s, officer)
    officers.work_as(s, officer, codes.ROLE_RESPONSE)
    pools.leave(s, officer)
    pools.move(w, s, officer, codes.ROLE_RESPONSE)
    officers.begin_redeployment(s, officer)
    officers.become_idle(w, s, officer, codes.ACTIVITY_AVAILABLE)
    pools.join(w, s, officer, pools.AVAILABLE)
    log.because(s, cause)


def watch_protected_hours(w: World, s: State) -> None:
    """Ask for the first end of the protected hours of all teams that have any."""
    for role in range(w.sizes.roles):
        if protected_hours.has_any(w, role):
            _ask_for_their_end(w, s, role)


def _ask_for_their_end(w: World, s: State, role: int) -> None:
    """Ask for the next end of a team's protected hours, if there is one."""
    due = protected_hours.next_end_ms(w, s, role)
    if due >= 0:
        requests.ask(s, due, codes.EVENT_PROTECTION_ENDS, role, 0)


def end_protected_hours(w: World, s: State, role: int) -> None:
    """Let those of a team who had to stay on prevention go to what has waited for them.

    The hours of several teams may end at one moment, at several hubs: all look at what waits at
    home before anybody helps another hub.
    """
    _ask_for_their_end(w, s, role)
    for hub in range(w.sizes.hubs):
        for other in range(w.sizes.roles):
            if w.teams.protected[other * w.sizes.hubs + hub] > 0:
                operations.top_up(w, s, other, hub)
        if w.redeployment.backfill:
            backfill(w, s, hub)
        assignment.serve_in_line(w, s, hub)
    queues.ask_for_help_later(w, s)


def end_operation(w: World, s: State, operation: int) -> None:
    """Release the officers of an operation, all of them before any is offered to what waits.

    Those who have not come yet stay where they are.
    """
    operations.end(w, s, operation)
    role, hub = w.operations.role[operation], w.operations.hub[operation]
    group = role * (w.sizes.hubs + 1) + hub
    first, end = w.cases.first_of[group], w.cases.first_of[group + 1]
    cause = s.log.cause[0]
    for officer in range(first, end):
        posted = operations.release(s, officer, operation)
        if posted and s.officers.activity[officer] == codes.ACTIVITY_OPERATION:
            prevention.book_operation(w, s, officer, operation)
            officers.leave_operation(w, s, officer)
            turn_to_next(w, s, officer)
            pools.will_be_offered(w, s, officer)
            log.because(s, cause)
    if not w.teams.attends[role]:
        return
    if w.redeployment.backfill:
        backfill(w, s, hub)
    assignment.serve_in_line(w, s, hub)
    for officer in range(first, end):
        pools.was_offered(w, s, officer)
    for officer in range(first, end):
        offer_elsewhere(w, s, officer)
        log.because(s, cause)
