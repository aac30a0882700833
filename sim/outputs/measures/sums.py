"""Numbers of the sums that `passes` makes; their formulas are at the measures."""

from __future__ import annotations

#: By hub, district and type, and by the grade at the end: incidents reached and their response
#: times, reached by the deadline, reached or overdue; assigned, and their waits; not finished; and
#: of those who wait the weights, and these times the waits: harm in days, 1 for the vulnerable, and
#: 1 for others.
(
    REACHED, RESPONSE_MS, IN_TIME, REACHED_OR_OVERDUE, SERVED, SERVED_WAIT_MS, UNFINISHED, HARM,
    HARM_WAIT_MS, VULNERABLE, VULNERABLE_WAIT_MS, OTHERS, OTHERS_WAIT_MS,
) = range(13)  # fmt: skip
OF_LAST = 13
#: By the grade at creation: incidents that came in, those that are no further logs, were reached,
#: were reached or are finished; harm in days and pounds, true incidents, crimes, those recorded.
(
    CAME_IN, DISTINCT, REACHED_OF_FIRST, REACHED_OR_FINISHED, HARM_DAYS, HARM_GBP, TRUE_INCIDENTS,
    CRIMES, RECORDED,
) = range(OF_LAST, OF_LAST + 9)  # fmt: skip
OF_FIRST = 9
#: By the grade of the incident at the end: time of officers sent.
SPENT_MS = OF_LAST + OF_FIRST
PARTS = SPENT_MS + 1

#: By hub alone, and by the grade at the end: incidents, those that gave up, were due, were due and
#: reached, due or reached, neither reached nor overdue, had to wait; visits agreed, after how long,
#: slots missed.
(
    INCIDENTS, GONE, DUE, DUE_AND_REACHED, DUE_OR_REACHED, STILL_OPEN, HAD_TO_WAIT, AGREED,
    AGREED_AFTER_MS, SLOTS_MISSED,
) = range(PARTS, PARTS + 10)  # fmt: skip
#: By the grade at creation: incidents, repeats, closed by rule, passed on, and after how long;
#: arrests; calls of those who call again, incidents whose caller might, and whose caller did.
(
    CREATED, REPEATS, CLOSED_BY_RULE, PASSED_ON, DELAY_MS, ARRESTS, CHASERS, MIGHT_CHASE, CHASED,
) = range(PARTS + 10, PARTS + 19)  # fmt: skip
#: By the grade at creation: candidates prevented, and their harm.
PREVENTED, PREVENTED_DAYS = PARTS + 19, PARTS + 20
#: Of officers sent, by the grade of the incident at the end: how many, those who arrived, their
#: drives, those from another hub, those called away.
SENT, ARRIVED, DRIVE_MS, FROM_AWAY, CALLED_AWAY = range(PARTS + 21, PARTS + 26)
#: Time waited for an officer, by the grade at the end, and after it the numbers who wait at up to
#: four moments; the same of the desk, by the grade at creation. Whenever they were created.
WAITED_MS, WAIT_AT = PARTS + 26, PARTS + 27
DESK_WAITED_MS, DESK_WAIT_AT = PARTS + 31, PARTS + 32
SUMS = PARTS + 36

#: By team and hub of the incident: officers sent, those who arrived, their drives, those from
#: another hub; incidents assigned, and their waits, by the team of first choice; incidents closed
#: by a PCSO, and those of them whose PCSO came from another hub.
(
    TEAM_SENT, TEAM_ARRIVED, TEAM_DRIVE_MS, TEAM_FROM_AWAY, TEAM_SERVED, TEAM_SERVED_WAIT_MS,
    TEAM_CLOSED, TEAM_CLOSED_FROM_AWAY,
) = range(8)  # fmt: skip
TEAM_SUMS = 8
