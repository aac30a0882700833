"""The words of the model: roles, activities, states, kinds of event and of record, and reasons.

Codes are small integers, so that they can stand in arrays and be compared by a compiled clock.
The order of `EventKind` matters: events at one time run in the order of their kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from sim.choices import Allocation as Allocation
from sim.choices import CrossHub as CrossHub
from sim.choices import DeskQueue as DeskQueue
from sim.choices import DispatchRule as DispatchRule
from sim.choices import RedeploymentRule as RedeploymentRule
from sim.choices import WhoGoes as WhoGoes
from sim.choices import WhoIsCalledAway as WhoIsCalledAway
from sim.choices import WritingPlace as WritingPlace


class Role(IntEnum):
    """What a person is employed to do; also the name of the team."""

    RESPONSE = 0
    NEIGHBOURHOOD = 1
    ENFORCEMENT = 2
    PCSO = 3
    RESOLUTION_CENTRE = 4
    INVESTIGATION = 5
    PUBLIC_PROTECTION = 6


#: Roles that attend incidents in person.
ATTENDING_ROLES = (Role.RESPONSE, Role.NEIGHBOURHOOD, Role.ENFORCEMENT, Role.PCSO)
#: Roles whose time between jobs is prevention work.
PREVENTION_ROLES = (Role.NEIGHBOURHOOD, Role.ENFORCEMENT, Role.PCSO)
#: Roles that work cases.
CASE_ROLES = (Role.INVESTIGATION, Role.PUBLIC_PROTECTION)


class Activity(IntEnum):
    """What an officer is doing; the time account has one row for each."""

    OFF_DUTY = 0
    BRIEFING = 1
    AVAILABLE = 2
    PREVENTION = 3
    TRAVEL = 4
    WAITING_AT_SCENE = 5
    SCENE = 6
    RETURNING = 7
    WRITING_UP = 8
    BREAK = 9
    DESK_CALL = 10
    CASE_WORK = 11
    CUSTODY = 12
    OPERATION = 13
    OTHER_DUTIES = 14
    SAFEGUARDING = 15
    WATCH = 16


class PreventionWork(IntEnum):
    """What time on prevention goes into; the prevention account has one row for each."""

    PATROL = 0
    ENGAGEMENT = 1
    PROBLEM_SOLVING = 2
    ENFORCEMENT = 3
    PARTNERSHIP = 4
    INTELLIGENCE = 5
    BASIC_INVESTIGATION = 6


class FileStage(IntEnum):
    """Which stage of a problem file is worked on, or waits for partners to be."""

    NONE = 0
    ANALYSIS = 1
    ENFORCEMENT = 2


class IncidentState(IntEnum):
    """Where an incident stands; FINISHED is the only final state (see `Outcome`)."""

    EXPECTED = 0
    DESK_QUEUE = 1
    AT_DESK = 2
    QUEUED = 3
    ASSIGNED = 4
    ATTENDED = 5
    FINISHED = 6
    BOOKED = 7
    CALL_LATER = 8
    TO_GRADE = 9
    GRADING = 10


class Outcome(IntEnum):
    """How an incident ended, once it is FINISHED."""

    NONE = 0
    ATTENDED = 1
    RESOLVED_AT_DESK = 2
    LOST = 3
    CANCELLED = 4
    REFERRED = 5
    NO_REPLY = 6
    CLOSED_WITHOUT_VISIT = 7


class Referral(IntEnum):
    """To whom the Resolution Centre refers a case that it does not resolve."""

    NONE = 0
    INVESTIGATION = 1
    PREVENTION = 2


class CaseState(IntEnum):
    """Where an investigation stands."""

    NONE = 0
    TO_ALLOCATE = 1
    READY = 2
    WORKED_ON = 3
    WAITING = 4
    CLOSED = 5
    SCREENED_OUT = 6


class WithoutCharge(IntEnum):
    """How a crime ends when nobody is charged."""

    OTHERWISE = 0
    NO_SUSPECT = 1
    EVIDENTIAL = 2
    NOT_IN_PUBLIC_INTEREST = 3
    NO_CRIME = 4


class EndedBy(IntEnum):
    """Why an officer's deployment to an incident ended."""

    NOT_ENDED = 0
    CLEARED = 1
    NOT_NEEDED = 2
    DIVERTED = 3
    CALLED_AWAY = 4
    RELIEVED = 5


class Actor(IntEnum):
    """Who acts when an event of some kind runs."""

    DEMAND = 0
    INCIDENT = 1
    SHIFT = 2
    OFFICER = 3
    DESK = 4
    CASE = 5
    RULE = 6


class EventKind(IntEnum):
    """Kinds of timed event, in the order in which they run when they fall at one time.

    With the actor to which each belongs; those named without one are of a rule.
    """

    actor: Actor

    def __new__(cls, number: int, actor: Actor = Actor.RULE) -> EventKind:
        """Make a member with its actor."""
        member = int.__new__(cls, number)
        member._value_, member.actor = number, actor
        return member

    WARM_UP_ENDS = 0
    DESK_OPENS = 1, Actor.DESK
    PROTECTION_ENDS = 2
    SHIFT_STARTS = 3, Actor.SHIFT
    BRIEFING_ENDS = 4, Actor.SHIFT
    ARRIVES_AT_SCENE = 5, Actor.INCIDENT
    SCENE_ENDS = 6, Actor.INCIDENT
    RETURN_ENDS = 7, Actor.OFFICER
    WRITING_UP_ENDS = 8, Actor.OFFICER
    CUSTODY_ENDS = 9, Actor.OFFICER
    BREAK_ENDS = 10, Actor.OFFICER
    DESK_CALL_ENDS = 11, Actor.DESK
    EPISODE_ENDS = 12, Actor.CASE
    CASE_WAIT_ENDS = 13, Actor.CASE
    BREAK_DUE = 14, Actor.SHIFT
    SHIFT_ENDS = 15, Actor.SHIFT
    OVERTIME_ENDS = 16, Actor.SHIFT
    SHIFT_TAKES_OVER = 17, Actor.SHIFT
    OPERATION_ENDS = 18, Actor.SHIFT
    SEEKS_OFFICERS = 19, Actor.INCIDENT
    PATIENCE_ENDS = 20, Actor.INCIDENT
    QUEUE_AGES = 21
    HELP_DUE = 22, Actor.INCIDENT
    RECALL_DUE = 23
    CALL_AGAIN_DUE = 24, Actor.DESK
    APPOINTMENT_DUE = 25, Actor.INCIDENT
    OPERATION_STARTS = 26, Actor.SHIFT
    PREVENTION_COUNTED = 27
    INCIDENT_CREATED = 28, Actor.DEMAND
    GRADING_ENDS = 29, Actor.INCIDENT
    DISPATCHERS_CHANGE = 30, Actor.INCIDENT
    POSTS_CHANGE = 31
    MARAC_MEETS = 32
    CHASER_DUE = 33, Actor.DEMAND
    MONTH_ENDS = 34
    RULE_CHANGES = 35
    HUBS_HELP = 36, Actor.INCIDENT
    TURN_ENDS = 37, Actor.INCIDENT
    CASE_IS_LENT = 38, Actor.CASE


class FullArray(IntEnum):
    """Arrays of fixed size that a run fills as it goes, one of which may turn out too small."""

    ENOUGH = 0
    REQUESTS = 1
    LOG = 2
    DEPLOYMENTS = 3
    POOLS = 4
    SENT = 5  #: rows of officers sent: there are enough for the event that runs, but no other


class Subject(IntEnum):
    """What a line of the event log is about; `before` and `after` are codes of its states."""

    RULE = 0
    INCIDENT = 1
    OFFICER = 2
    CASE = 3


class Record(IntEnum):
    """What a line of the event log says; one line for each change of one subject."""

    WARM_UP_ENDED = 0
    REDEPLOYMENT_ON = 1
    REDEPLOYMENT_OFF = 2
    SHIFT_STARTED = 3
    SHIFT_ENDED = 4
    DESK_OPENED = 5
    BACKFILLED = 6
    PREVENTION_COUNTED = 7
    OPERATION_STARTED = 8
    OPERATION_ENDED = 9

    CREATED = 10
    DESK_QUEUED = 11
    DESK_STARTED = 12
    DESK_RESOLVED = 13
    SENT_ON = 14
    UNDER_WAY = 15
    ATTENDED = 16
    CLEARED = 17
    LOST = 18
    QUEUED_AGAIN = 19
    BOOKED = 60
    APPOINTMENT_DUE = 61
    UPGRADED = 62
    CANCELLED = 63
    RELIEF_CALLED = 64
    OPEN_TO_ALL = 65

    ON_DUTY = 20
    FREE = 21
    ASSIGNED = 22
    ARRIVED = 23
    SCENE_STARTED = 24
    RETURNING = 25
    WRITING_UP = 26
    BREAK = 27
    DESK_CALL = 28
    CASE_WORK = 29
    OFF_DUTY = 30
    CUSTODY = 31
    WAITING_FOR_OTHERS = 32
    OPERATION = 33
    OTHER_DUTIES = 34
    SAFEGUARDING = 35
    CHASER_ANSWERED = 36
    WATCH = 37

    CASE_OPENED = 40
    CASE_ALLOCATED = 41
    CASE_STARTED = 42
    CASE_PAUSED = 43
    CASE_WAITING = 44
    CASE_READY = 45
    CASE_CLOSED = 46
    CASE_SCREENED_OUT = 47
    CASE_INHERITED = 48
    CASE_HANDED_OVER = 49
    CASE_TO_FILE_BUILD = 50
    DESK_TRIED = 70
    NOT_REACHED = 71
    CALL_AGAIN = 72
    NO_REPLY = 73
    DESK_REFERRED = 74
    CLOSED_WITHOUT_VISIT = 80
    RECEIVED = 81
    GRADING_STARTED = 82
    CHASED = 83
    MARAC_MET = 90
    COHORT_COUNTED = 91
    RULE_CHANGED = 92
    OVERTIME_ENDED = 93


def subject_of(record: int) -> Subject:
    """Return what a line with this record is about."""
    if record < Record.CREATED or record >= Record.MARAC_MET:
        return Subject.RULE
    if record < Record.ON_DUTY or record >= Record.BOOKED:
        return Subject.INCIDENT
    if record < Record.CASE_OPENED:
        return Subject.OFFICER
    return Subject.CASE


class NotSent(IntEnum):
    """Why an officer is not sent to an incident (`sim.model.policies.why_not_sent`).

    With the words in which `sixhubs trace` gives the reason for people on prevention whose team
    does not attend the incident; without, it says nothing of them.
    """

    words: str

    def __new__(cls, number: int, words: str = "") -> NotSent:
        """Make a member with its words."""
        member = int.__new__(cls, number)
        member._value_, member.words = number, words
        return member

    MAY_GO = 0
    OFF_DUTY = 1
    NOT_ATTENDING = 2
    PATCH_OWNER_ONLY = 3
    OTHER_HUB = 4
    RING_FENCED = 5, "the team is ring-fenced"
    NOBODY_REDEPLOYED = 6, "nobody is redeployed under this rule"
    TEAM_NOT_REDEPLOYED = 7, "the team is not redeployed"
    GRADE_NOT_REDEPLOYED = 8, "nobody is redeployed to grade {grade}"
    LACKS_POWERS = 9, "they lack the powers that it needs"
    REDEPLOYMENT_OFF = 10, "redeployment is off at the moment"
    ANOTHER_RULE = 11, "another rule keeps them"
    BUSY = 12
    NOT_INTERRUPTIBLE = 13
    END_OF_SHIFT = 14, "it is too near the end of their shift"
    RESERVE = 15, "they must stay available for higher grades"
    MAY_NOT_OVERTAKE = 16
    WAITS_FOR_ALL_TOGETHER = 17
    REDEPLOYMENT_LIMIT = 18, "as many are redeployed already as may be at once"
    TOO_FEW_REMAIN = 19, "no more constables are on prevention than must stay"
    REDEPLOYED_ENOUGH = 20, "they have been redeployed for as long as one may be in a shift"
    PROTECTED = 21, "no more of their team are on prevention than stay in these hours"


def codes(short: Mapping[str, str]) -> dict[str, int]:
    """Return the number of every member of every enumeration by name, as `ROLE_PCSO`.

    Enumerations that do not go by their own name are called what `short` says.
    """
    found: dict[str, int] = {}
    for name, kind in globals().items():
        if isinstance(kind, type) and issubclass(kind, IntEnum) and kind is not IntEnum:
            prefix = short.get(name, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper())
            found |= {f"{prefix}_{member.name}": int(member) for member in kind}
    return found
