"""What each kind of event does, actor by actor: the functions by which engines drive the model.

An engine calls `open_run` once; for each event, in order of (time, kind, sequence), `log.begin`
and then the function of the actor to which the kind belongs (`vocabulary.ACTOR_OF`); and
`close_run` at the horizon. After each it takes the requests that are left in the buffer.
"""

from __future__ import annotations

from sim.model import (
    attendance,
    desk,
    duty,
    incidents,
    investigation,
    log,
    officers,
    operations,
    prevention_effect,
    redeployment,
    requests,
    scene,
    shifts,
)
from sim.model.state import State
from sim.vocabulary import Kind, Record
from sim.world.arrays import World

_KIND_WARM_UP_ENDS = Kind.WARM_UP_ENDS.value
_KIND_SHIFT_STARTS = Kind.SHIFT_STARTS.value
_KIND_INCIDENT_CREATED = Kind.INCIDENT_CREATED.value
_RECORD_WARM_UP_ENDED = Record.WARM_UP_ENDED.value
_KIND_SCENE_ENDS = Kind.SCENE_ENDS.value
_KIND_QUEUE_AGES = Kind.QUEUE_AGES.value
_KIND_CASE_WAIT_ENDS = Kind.CASE_WAIT_ENDS.value
_KIND_BRIEFING_ENDS = Kind.BRIEFING_ENDS.value
_KIND_SHIFT_ENDS = Kind.SHIFT_ENDS.value
_KIND_BREAK_DUE = Kind.BREAK_DUE.value
_KIND_RECALL_DUE = Kind.RECALL_DUE.value
_KIND_ARRIVES_AT_SCENE = Kind.ARRIVES_AT_SCENE.value
_KIND_RETURN_ENDS = Kind.RETURN_ENDS.value
_KIND_WRITING_UP_ENDS = Kind.WRITING_UP_ENDS.value
_KIND_BREAK_ENDS = Kind.BREAK_ENDS.value
_KIND_CUSTODY_ENDS = Kind.CUSTODY_ENDS.value
_KIND_SEEKS_OFFICERS = Kind.SEEKS_OFFICERS.value
_KIND_PATIENCE_ENDS = Kind.PATIENCE_ENDS.value
_KIND_HELP_DUE = Kind.HELP_DUE.value
_KIND_APPOINTMENT_DUE = Kind.APPOINTMENT_DUE.value
_KIND_DESK_CALL_ENDS = Kind.DESK_CALL_ENDS.value
_KIND_DESK_OPENS = Kind.DESK_OPENS.value
_KIND_CALL_AGAIN_DUE = Kind.CALL_AGAIN_DUE.value
_KIND_EPISODE_ENDS = Kind.EPISODE_ENDS.value
_KIND_OPERATION_STARTS = Kind.OPERATION_STARTS.value
_KIND_OPERATION_ENDS = Kind.OPERATION_ENDS.value
_KIND_PREVENTION_COUNTED = Kind.PREVENTION_COUNTED.value


def open_run(w: World, s: State) -> None:
    """Ask for the first incident, shift, opening and operation, and the end of the warm-up."""
    if w.sizes.warm_up_ms > 0:
        requests.ask(s, w.sizes.warm_up_ms, _KIND_WARM_UP_ENDS, 0, 0)
    if len(w.desk.opens_ms) > 0:
        requests.ask(s, w.desk.opens_ms[0], _KIND_DESK_OPENS, 0, 0)
    if len(w.duties.start_ms) > 0:
        requests.ask(s, w.duties.start_ms[0], _KIND_SHIFT_STARTS, 0, 0)
    prevention_effect.start(w, s)
    operations.ask_for(w, s, 0)
    _ask_for_incident(w, s, prevention_effect.next_to_come(w, s, -1))
    investigation.open_run(w, s)


def close_run(w: World, s: State) -> None:
    """Settle the accounts at the horizon; nothing else happens there."""
    log.end_at(s, w.sizes.horizon_ms)
    officers.close_accounts(w, s)


def create_incident(w: World, s: State, incident: int) -> None:
    """Create an incident, if it comes about, and ask for the next one."""
    _ask_for_incident(w, s, prevention_effect.next_to_come(w, s, incident))
    if w.sizes.conditional > 0 and not prevention_effect.comes_about(w, s, incident):
        return
    at_desk = w.grades.at_desk[w.drawn.grade[incident]]
    incidents.create(w, s, incident, at_desk)
    if at_desk:
        desk.fall_due(w, s, incident)
    else:
        attendance.fall_due(w, s, incident)


def _ask_for_incident(w: World, s: State, incident: int) -> None:
    """Ask for the creation of an incident, if there is one of that number."""
    if incident < w.sizes.incidents:
        requests.ask(s, w.drawn.created_ms[incident], _KIND_INCIDENT_CREATED, incident, 0)


def warm_up_ends(w: World, s: State) -> None:
    """Begin to measure."""
    if s.log.on[0]:
        log.write(s, _RECORD_WARM_UP_ENDED, -1, -1, -1, 0, 0)
    prevention_effect.start_measuring(w, s)
    officers.start_measuring(w, s)


def queue_ages(w: World, s: State, incident: int) -> None:
    """Count an incident that nobody has been sent to for too long; may start redeployment."""
    if s.incidents.state[incident] != incidents.QUEUED:
        return
    if redeployment.grow_old(w, s, incident):
        for role in range(w.sizes.roles):
            if w.teams.redeployable[role]:
                attendance.serve(w, s, w.drawn.hub[incident], role, w.sizes.grades)


def demand_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of demand: an incident is created."""
    create_incident(w, s, entity)


def incident_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of an incident: an officer (`entity`) arrives, the scene is cleared, others."""
    if kind == _KIND_ARRIVES_AT_SCENE:
        if token == s.officers.token[entity]:
            scene.arrive(w, s, entity)
    elif kind == _KIND_SCENE_ENDS:
        if token == s.incidents.token[entity]:
            scene.clear(w, s, entity)
    elif kind == _KIND_APPOINTMENT_DUE:
        incidents.come_due(w, s, entity)
        attendance.seek(w, s, entity)
    elif kind == _KIND_PATIENCE_ENDS:
        attendance.patience_ends(w, s, entity, token)
    elif kind == _KIND_HELP_DUE:
        attendance.help_falls_due(w, s, entity)
    elif kind == _KIND_SEEKS_OFFICERS:
        attendance.seek_again(w, s, entity)


def shift_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of a shift or operation (`entity`), or an officer's turn for the break."""
    if kind == _KIND_BREAK_DUE:
        duty.break_falls_due(w, s, entity, token)
    elif kind == _KIND_SHIFT_STARTS:
        shifts.start_shift(w, s, entity)
    elif kind == _KIND_BRIEFING_ENDS:
        shifts.end_briefing(w, s, entity)
    elif kind == _KIND_SHIFT_ENDS:
        shifts.end_shift(w, s, entity)
    elif kind == _KIND_OPERATION_STARTS:
        operations.start(w, s, entity)
    elif kind == _KIND_OPERATION_ENDS:
        duty.end_operation(w, s, entity)


def officer_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of an officer between jobs: back at the station, written up, break over."""
    if token != s.officers.token[entity]:
        return
    if kind == _KIND_RETURN_ENDS:
        duty.return_ends(w, s, entity)
    elif kind == _KIND_WRITING_UP_ENDS:
        duty.writing_up_ends(w, s, entity)
    elif kind == _KIND_BREAK_ENDS:
        duty.break_ends(w, s, entity)
    elif kind == _KIND_CUSTODY_ENDS:
        duty.custody_ends(w, s, entity)


def desk_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of the Resolution Centre: a call ends, it opens, or a next attempt is due."""
    if kind == _KIND_CALL_AGAIN_DUE:
        desk.call_again(w, s, entity)
    elif kind == _KIND_DESK_OPENS:
        desk.open_doors(w, s, entity)
    elif token == s.officers.token[entity]:
        desk.end_call(w, s, entity)
        duty.become_free(w, s, entity)


def case_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of a case: its wait for others ends, or its investigator's episode of work."""
    if kind == _KIND_CASE_WAIT_ENDS:
        investigation.end_wait(w, s, entity)
    elif token == s.officers.token[entity]:
        duty.episode_ends(w, s, entity)


def rule_event(w: World, s: State, kind: int, entity: int, token: int) -> None:
    """Run an event of the rules: a queue grows old, redeployment ends, or the warm-up does."""
    if kind == _KIND_QUEUE_AGES:
        queue_ages(w, s, entity)
    elif kind == _KIND_RECALL_DUE:
        redeployment.recall(s, entity, token)
    elif kind == _KIND_PREVENTION_COUNTED:
        prevention_effect.count(w, s)
    elif kind == _KIND_WARM_UP_ENDS:
        warm_up_ends(w, s)
