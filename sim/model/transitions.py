"""What each kind of event does, actor by actor: the functions by which engines drive the model.

Kinds of event, in the order in which they run when they fall at one time (held by
tests/model/test_transitions.py):

==  ==================  ======================================================================
 0  WARM_UP_ENDS        measuring begins
 1  DESK_OPENS          the Resolution Centre opens; who is free takes the first cases
 2  PROTECTION_ENDS     a team's people who had to stay on prevention go to what waits
 3  SHIFT_STARTS        people book on, crews are formed; the next shift is asked for
 4  BRIEFING_ENDS       those still in briefing are free
 5  ARRIVES_AT_SCENE    an officer or a crew is there; the scene may start
 6  SCENE_ENDS          cleared, all released, case opened
 7  RETURN_ENDS         at the station: write up, or break
 8  WRITING_UP_ENDS     free
 9  CUSTODY_ENDS        leaves custody or a watch, or looks for somebody to take over a watch
10  BREAK_ENDS          free, after a break, other duties or safeguarding
11  DESK_CALL_ENDS      closed, passed on, or to be tried again; next case
12  EPISODE_ENDS        case waits or is closed; next work
13  CASE_WAIT_ENDS      ready again; taken up if its owner is idle
14  BREAK_DUE           a person's turn at the break, or at other duties
15  SHIFT_ENDS          who has nothing in hand goes home; watches and custody are handed over
16  OVERTIME_ENDS       who is still at work hands the job over, or leaves the writing up
17  SHIFT_TAKES_OVER    who came on takes what waits, once relief has been called for
18  OPERATION_ENDS      its officers are free
19  SEEKS_OFFICERS      somebody is sought at home for those called away, or what just fell due
20  PATIENCE_ENDS       upgraded or cancelled, if nobody has been sent
21  QUEUE_AGES          an incident has waited too long
22  HELP_DUE            other hubs may help from now on, or not only owners of a patch
23  RECALL_DUE          redeployment goes off
24  CALL_AGAIN_DUE      a caller not reached is to be tried again
25  APPOINTMENT_DUE     the slot agreed begins, or ends with nobody on the way
26  OPERATION_STARTS    officers are taken from their team
27  PREVENTION_COUNTED  a day's prevention is added to what demand remembers
28  INCIDENT_CREATED    a log is created, if it comes about; the next is asked for
29  GRADING_ENDS        a dispatcher passes a log on, and takes the next
30  DISPATCHERS_CHANGE  an hour begins while a log waits: more may be at work
31  POSTS_CHANGE        people come or leave for good; who leaves hands cases over
32  MARAC_MEETS         victims are heard at every hub; the next meeting is asked for
33  CHASER_DUE          a caller calls again, if nobody has come or called back
34  MONTH_ENDS          the accounts are noted, for results by month
35  RULE_CHANGES        another rule of redeployment comes into force
36  HUBS_HELP           those still free help at other hubs, in one line of what waits there
37  TURN_ENDS           an incident that fell due waits, or is lost, if nobody has been sent
38  CASE_IS_LENT        a case goes to somebody of another hub, if both have nothing at home
==  ==================  ======================================================================

An engine calls `open_run` once; for each event, in order of (time, kind, sequence), `log.begin`
and then the function of the actor to which the kind belongs (`vocabulary.EventKind`); and
`close_run` at the horizon. After each it takes the requests that are left in the buffer.
"""

from __future__ import annotations

from sim.model import (
    appointments,
    assignment,
    chasers,
    codes,
    cohorts,
    control_room,
    desk,
    duty,
    investigation,
    log,
    months,
    multiplier,
    officers,
    operations,
    posts,
    prevention_effect,
    problem_files,
    redeployment,
    requests,
    safeguarding,
    scene,
    shifts,
    small_areas,
)
from sim.model.state import State
from sim.world.arrays import World


def open_run(w: World, s: State) -> None:
    """Ask for the first incident, shift, opening and operation, and the end of the warm-up."""
    if w.sizes.warm_up_ms > 0:
        requests.ask(s, w.sizes.warm_up_ms, codes.EVENT_WARM_UP_ENDS, 0, 0)
    if len(w.desk.opens_ms) > 0:
        requests.ask(s, w.desk.opens_ms[0], codes.EVENT_DESK_OPENS, 0, 0)
    if len(w.duties.start_ms) > 0:
        requests.ask(s, w.duties.start_ms[0], codes.EVENT_SHIFT_STARTS, 0, 0)
    prevention_effect.start(w, s)
    operations.ask_for(w, s, 0)
    posts.ask_for(w, s, 0)
    redeployment.ask_for_change(w, s, 0)
    duty.watch_protected_hours(w, s)
    months.ask_for(w, s, 0)
    multiplier.plan_first(w, s)
    safeguarding.ask_for_meeting(w, s, 0)
    investigation.open_run(w, s)


def close_run(w: World, s: State) -> None:
    """Settle the accounts at the horizon; nothing else happens there."""
    log.end_at(s, w.sizes.horizon_ms)
    officers.close_accounts(w, s)


def create_incident(w: World, s: State, incident: int) -> None:
    """Create an incident, if it comes about, and ask for the next one."""
    multiplier.plan_after(w, s, incident)
    if w.sizes.conditional > 0 and not multiplier.comes_about(w, s, incident):
        return
    problem_files.note(w, s, incident)
    if w.drawn.grading_ms[incident] > 0:
        control_room.receive(w, s, incident)
    else:
        control_room.pass_on(w, s, incident)
    chasers.watch(w, s, incident)


def warm_up_ends(w: World, s: State) -> None:
    """Begin to measure."""
    if s.log.on[0]:
        log.write(s, codes.RECORD_WARM_UP_ENDED, -1, -1, -1, 0, 0)
    prevention_effect.start_measuring(w, s)
    small_areas.start_measuring(w, s)
    problem_files.start_measuring(w, s)
    cohorts.start_measuring(w, s)
    officers.start_measuring(w, s)


def queue_ages(w: World, s: State, incident: int, rule: int) -> None:
    """Count an incident that nobody has been sent to for too long; may start redeployment."""
    if s.incidents.state[incident] != codes.INCIDENT_QUEUED:
        return
    if redeployment.grow_old(w, s, incident, rule):
        assignment.redeploy(w, s, w.drawn.hub[incident])


def posts_change(w: World, s: State, change: int) -> None:
    """Have people come or leave; who leaves and is off duty hands cases over."""
    posts.change(w, s, change)
    cause = s.log.cause[0]
    for row in range(w.duties.first_changed[change], w.duties.first_changed[change + 1]):
        log.because(s, cause)
        investigation.hand_over_if_gone(w, s, w.duties.changed[row])


def rule_changes(w: World, s: State, change: int) -> None:
    """Let another rule of redeployment come into force; who may go by it goes to what waits."""
    redeployment.change_rule(w, s, change)
    cause = s.log.cause[0]
    for hub in range(w.sizes.hubs):
        if w.redeployment.backfill:
            duty.backfill(w, s, hub)
        assignment.redeploy(w, s, hub)
        log.because(s, cause)


def demand_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of demand: an incident is created, if still planned; a caller calls again."""
    if kind == codes.EVENT_CHASER_DUE:
        chasers.chase(w, s, entity)
    elif multiplier.is_planned(s, token):
        create_incident(w, s, entity)


def incident_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of an incident: an officer (`entity`) arrives, the scene is cleared, others."""
    if kind == codes.EVENT_ARRIVES_AT_SCENE:
        if token == s.officers.token[entity]:
            scene.arrive(w, s, entity)
    elif kind == codes.EVENT_SCENE_ENDS:
        if token == s.incidents.token[entity]:
            scene.clear(w, s, entity)
    elif kind == codes.EVENT_APPOINTMENT_DUE:
        if token == appointments.SLOT_BEGINS:
            assignment.slot_begins(w, s, entity)
        else:
            assignment.slot_ends(w, s, entity)
    elif kind == codes.EVENT_PATIENCE_ENDS:
        assignment.patience_ends(w, s, entity, token)
    elif kind == codes.EVENT_HELP_DUE:
        assignment.help_falls_due(w, s, entity, token)
    elif kind == codes.EVENT_GRADING_ENDS:
        control_room.grading_ends(w, s, entity)
    elif kind == codes.EVENT_DISPATCHERS_CHANGE:
        control_room.dispatchers_change(w, s, entity)
    else:
        _seek_together(w, s, kind, entity, token)


def _seek_together(w: World, s: State, kind: int, incident: int, token: int) -> None:
    """Run an event by which incidents that seek officers at one moment have their turns."""
    if kind == codes.EVENT_SEEKS_OFFICERS:
        assignment.seek_again(w, s, incident, token)
    elif kind == codes.EVENT_HUBS_HELP:
        assignment.let_hubs_help(w, s)
    elif kind == codes.EVENT_TURN_ENDS:
        assignment.turn_ends(w, s, incident)


def shift_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of a shift, an operation, a row of its members, or a person (`entity`)."""
    if kind == codes.EVENT_BREAK_DUE:
        duty.turn_comes(w, s, entity, token)
    elif kind == codes.EVENT_SHIFT_STARTS:
        shifts.start_shift(w, s, entity)
    elif kind == codes.EVENT_BRIEFING_ENDS:
        shifts.end_briefing(w, s, entity)
    elif kind == codes.EVENT_SHIFT_ENDS:
        shifts.end_shift(w, s, entity)
    elif kind == codes.EVENT_OVERTIME_ENDS:
        shifts.end_overtime(w, s, entity, token)
    elif kind == codes.EVENT_SHIFT_TAKES_OVER:
        shifts.serve(w, s, entity)
    elif kind == codes.EVENT_OPERATION_STARTS:
        operations.start(w, s, entity)
    elif kind == codes.EVENT_OPERATION_ENDS:
        duty.end_operation(w, s, entity)


def officer_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of an officer between jobs: back at the station, written up, break over."""
    if token != s.officers.token[entity]:
        return
    if kind == codes.EVENT_RETURN_ENDS:
        duty.return_ends(w, s, entity)
    elif kind == codes.EVENT_WRITING_UP_ENDS:
        duty.writing_up_ends(w, s, entity)
    elif kind == codes.EVENT_BREAK_ENDS:
        duty.break_ends(w, s, entity)
    elif kind == codes.EVENT_CUSTODY_ENDS:
        duty.custody_ends(w, s, entity)


def desk_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of the Resolution Centre: a call ends, it opens, or a next attempt is due."""
    if kind == codes.EVENT_CALL_AGAIN_DUE:
        desk.call_again(w, s, entity)
    elif kind == codes.EVENT_DESK_OPENS:
        desk.open_doors(w, s, entity)
    elif token == s.officers.token[entity]:
        desk.end_call(w, s, entity)
        duty.become_free(w, s, entity)


def case_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of a case: its wait for others ends, or its investigator's episode of work."""
    if kind == codes.EVENT_CASE_WAIT_ENDS:
        investigation.end_wait(w, s, entity)
    elif kind == codes.EVENT_CASE_IS_LENT:
        investigation.lend(w, s, entity, token)
    elif token == s.officers.token[entity]:
        duty.episode_ends(w, s, entity)


def rule_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of the rules: a queue grows old, redeployment ends, or the warm-up does."""
    if kind == codes.EVENT_QUEUE_AGES:
        queue_ages(w, s, entity, token)
    elif kind == codes.EVENT_RECALL_DUE:
        redeployment.recall(s, entity, token)
    elif kind == codes.EVENT_PREVENTION_COUNTED:
        prevention_effect.count(w, s)
        operations.fade(w, s)
    elif kind == codes.EVENT_POSTS_CHANGE:
        posts_change(w, s, entity)
    elif kind == codes.EVENT_PROTECTION_ENDS:
        duty.end_protected_hours(w, s, entity)
    elif kind == codes.EVENT_MARAC_MEETS:
        safeguarding.meet(w, s, entity)
    elif kind == codes.EVENT_MONTH_ENDS:
        months.end(w, s, entity)
    elif kind == codes.EVENT_RULE_CHANGES:
        rule_changes(w, s, entity)
    elif kind == codes.EVENT_WARM_UP_ENDS:
        warm_up_ends(w, s)
