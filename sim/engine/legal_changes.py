"""Which changes of activity and state are legal; any other is a fault in the model."""

from __future__ import annotations

from sim.vocabulary import Activity, CaseState, IncidentState

_FREE = frozenset({Activity.AVAILABLE, Activity.PREVENTION})
_AWAY = frozenset({Activity.BREAK, Activity.OPERATION, Activity.OFF_DUTY})
_AFTER_WORK = _FREE | _AWAY | {Activity.RETURNING, Activity.WRITING_UP}
_WITH_SOMEBODY = frozenset({Activity.CUSTODY, Activity.WATCH})
_AT_THE_DESK = frozenset({Activity.DESK_CALL, Activity.CASE_WORK, Activity.SAFEGUARDING})

#: Legal changes of an officer's activity; a change that is not here is a fault in the model.
LEGAL_ACTIVITIES: dict[Activity, frozenset[Activity]] = {
    Activity.OFF_DUTY: _FREE | _AT_THE_DESK | {Activity.BRIEFING, Activity.WRITING_UP},
    Activity.BRIEFING: _FREE
    | _AT_THE_DESK
    | _AWAY
    | {Activity.TRAVEL, Activity.WRITING_UP, Activity.OTHER_DUTIES},
    Activity.AVAILABLE: _AT_THE_DESK
    | _AWAY
    | {Activity.TRAVEL, Activity.RETURNING, Activity.OTHER_DUTIES}
    | _WITH_SOMEBODY,
    # From prevention to available: to make up a response shift.
    Activity.PREVENTION: _AWAY
    | {Activity.TRAVEL, Activity.RETURNING, Activity.AVAILABLE}
    | _WITH_SOMEBODY,
    Activity.TRAVEL: _AFTER_WORK
    | {Activity.TRAVEL, Activity.WAITING_AT_SCENE, Activity.SCENE, Activity.CASE_WORK},
    Activity.WAITING_AT_SCENE: frozenset({Activity.SCENE, Activity.TRAVEL}),
    Activity.SCENE: _AFTER_WORK
    | {Activity.TRAVEL, Activity.WAITING_AT_SCENE, Activity.CASE_WORK}
    | _WITH_SOMEBODY,
    Activity.CUSTODY: _AFTER_WORK | {Activity.CASE_WORK, Activity.WATCH},
    Activity.WATCH: _AFTER_WORK | {Activity.CASE_WORK, Activity.TRAVEL},
    Activity.RETURNING: frozenset(
        {Activity.WRITING_UP, Activity.BREAK, Activity.TRAVEL, Activity.OFF_DUTY}
    ),
    # To custody or a watch: to take over from one whose overtime is over.
    Activity.WRITING_UP: _FREE
    | _AWAY
    | {Activity.RETURNING, Activity.TRAVEL, Activity.CASE_WORK}
    | _WITH_SOMEBODY,
    Activity.BREAK: _FREE
    | _AT_THE_DESK
    | {Activity.TRAVEL, Activity.OPERATION, Activity.OTHER_DUTIES, Activity.OFF_DUTY},
    Activity.OTHER_DUTIES: frozenset({Activity.AVAILABLE, Activity.BREAK, Activity.OFF_DUTY})
    | _AT_THE_DESK - {Activity.DESK_CALL},
    Activity.SAFEGUARDING: frozenset(
        {Activity.AVAILABLE, Activity.BREAK, Activity.OTHER_DUTIES, Activity.OFF_DUTY}
    )
    | _AT_THE_DESK - {Activity.DESK_CALL},
    Activity.DESK_CALL: _AT_THE_DESK | {Activity.AVAILABLE, Activity.BREAK, Activity.OFF_DUTY},
    Activity.CASE_WORK: _AT_THE_DESK
    | {Activity.AVAILABLE, Activity.TRAVEL, Activity.RETURNING}
    | _WITH_SOMEBODY
    | {Activity.BREAK, Activity.OPERATION, Activity.OTHER_DUTIES, Activity.OFF_DUTY},
    Activity.OPERATION: _FREE
    | _AT_THE_DESK
    | {Activity.RETURNING, Activity.BREAK, Activity.OPERATION, Activity.OFF_DUTY},
}

#: Legal changes of an incident's state; those to the same one say that the caller calls again.
LEGAL_INCIDENT_STATES: dict[IncidentState, frozenset[IncidentState]] = {
    # From expected to finished: closed by rule when it is graded.
    IncidentState.EXPECTED: frozenset(
        {
            IncidentState.TO_GRADE,
            IncidentState.DESK_QUEUE,
            IncidentState.QUEUED,
            IncidentState.FINISHED,
        }
    ),
    IncidentState.TO_GRADE: frozenset({IncidentState.TO_GRADE, IncidentState.GRADING}),
    IncidentState.GRADING: frozenset(
        {
            IncidentState.GRADING,
            IncidentState.DESK_QUEUE,
            IncidentState.QUEUED,
            IncidentState.FINISHED,
        }
    ),
    IncidentState.DESK_QUEUE: frozenset(
        {IncidentState.DESK_QUEUE, IncidentState.AT_DESK, IncidentState.FINISHED}
    ),
    IncidentState.QUEUED: frozenset(
        {
            IncidentState.BOOKED,
            IncidentState.QUEUED,
            IncidentState.ASSIGNED,
            IncidentState.FINISHED,
        }
    ),
    IncidentState.BOOKED: frozenset({IncidentState.BOOKED, IncidentState.QUEUED}),
    IncidentState.ASSIGNED: frozenset(
        {IncidentState.ASSIGNED, IncidentState.ATTENDED, IncidentState.QUEUED}
    ),
    IncidentState.ATTENDED: frozenset(
        {IncidentState.ATTENDED, IncidentState.FINISHED, IncidentState.QUEUED}
    ),
    IncidentState.AT_DESK: frozenset(
        {
            IncidentState.AT_DESK,
            IncidentState.QUEUED,
            IncidentState.CALL_LATER,
            IncidentState.FINISHED,
        }
    ),
    IncidentState.CALL_LATER: frozenset({IncidentState.CALL_LATER, IncidentState.DESK_QUEUE}),
    IncidentState.FINISHED: frozenset(),
}

#: Legal changes of a case's state.
LEGAL_CASE_STATES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.NONE: frozenset(
        {CaseState.TO_ALLOCATE, CaseState.READY, CaseState.WAITING, CaseState.SCREENED_OUT}
    ),
    CaseState.TO_ALLOCATE: frozenset({CaseState.READY}),
    # Back to be allocated: the file of a prisoner whose officer went home.
    CaseState.READY: frozenset({CaseState.WORKED_ON, CaseState.TO_ALLOCATE}),
    CaseState.WORKED_ON: frozenset(
        {CaseState.READY, CaseState.WAITING, CaseState.TO_ALLOCATE, CaseState.CLOSED}
    ),
    CaseState.WAITING: frozenset({CaseState.READY}),
    CaseState.CLOSED: frozenset(),
    CaseState.SCREENED_OUT: frozenset(),
}
