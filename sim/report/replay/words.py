"""Words for the script of the page: teams, activities, and what happens to an incident."""

from __future__ import annotations

from sim.report.story.words import TEAM_WORDS
from sim.scenario.reading.words import with_capital
from sim.vocabulary import Activity, Record, Role

#: One person of a team, and the team as the head of a column.
TEAMS: dict[Role, tuple[str, str]] = {
    role: (with_capital(one), many.removeprefix("the ").capitalize()
           if role not in (Role.PCSO, Role.RESOLUTION_CENTRE) else many.removeprefix("the "))
    for role, (one, many) in TEAM_WORDS.items()
}  # fmt: skip

#: What people do, as the head of a row.
ACTIVITIES: dict[Activity, str] = {
    Activity.OFF_DUTY: "Off duty",
    Activity.BRIEFING: "Briefing",
    Activity.AVAILABLE: "Available",
    Activity.PREVENTION: "Prevention",
    Activity.TRAVEL: "On the way",
    Activity.WAITING_AT_SCENE: "Waiting for colleagues",
    Activity.SCENE: "At a scene",
    Activity.RETURNING: "Driving back",
    Activity.WRITING_UP: "Writing up",
    Activity.BREAK: "Break",
    Activity.DESK_CALL: "On a call",
    Activity.CASE_WORK: "Case work",
    Activity.CUSTODY: "Custody",
    Activity.WATCH: "On watch",
    Activity.OPERATION: "Operation",
    Activity.OTHER_DUTIES: "Other duties",
    Activity.SAFEGUARDING: "Safeguarding",
}

#: What happens to an incident.
RECORDS: dict[Record, str] = {
    Record.RECEIVED: "received by the control room",
    Record.GRADING_STARTED: "a dispatcher begins to grade it",
    Record.CREATED: "passed on to officers, and waits",
    Record.CLOSED_WITHOUT_VISIT: "closed without a visit",
    Record.DESK_QUEUED: "waits for the Resolution Centre",
    Record.DESK_STARTED: "the Resolution Centre takes it up",
    Record.DESK_TRIED: "the Resolution Centre calls",
    Record.NOT_REACHED: "the caller is not reached",
    Record.CALL_AGAIN: "to be called again later",
    Record.NO_REPLY: "closed, as nobody answers",
    Record.DESK_RESOLVED: "resolved by the Resolution Centre",
    Record.DESK_REFERRED: "referred by the Resolution Centre",
    Record.SENT_ON: "sent on to officers by the Resolution Centre",
    Record.BOOKED: "a visit is agreed",
    Record.APPOINTMENT_DUE: "the time of the visit begins",
    Record.UPGRADED: "upgraded after a long wait",
    Record.OPEN_TO_ALL: "no longer left to the owners of its patch",
    Record.UNDER_WAY: "officers are on the way",
    Record.ATTENDED: "officers are at the scene",
    Record.QUEUED_AGAIN: "waits for officers again",
    Record.RELIEF_CALLED: "relief is called for",
    Record.CHASED: "the caller rings again",
    Record.CLEARED: "the scene is cleared",
    Record.LOST: "the caller gives up",
    Record.CANCELLED: "cancelled",
}
