"""A second opinion on the Resolution Centre: whom it calls when, and what becomes of each case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.vocabulary import Record, Referral
from sim.world.arrays import World
from tests.engine.judged import judges

#: Grade, rank of the type, and the line with which a case began to wait.
Turn = tuple[int, int, int]
_LAST: Turn = (99, 0, 0)
#: What may become of a case at the end of a call.
_ENDS = (Record.DESK_RESOLVED, Record.DESK_REFERRED, Record.SENT_ON)


class DeskReplay:
    """The cases that wait for the Resolution Centre as the log says, line by line."""

    def __init__(self, world: World) -> None:
        self.w = world
        self.waiting: dict[int, Turn] = {}
        self.attempts: dict[int, int] = defaultdict(int)
        self.began: dict[int, int] = {}
        self.put_off: dict[int, int] = {}

    def is_open(self, now: int) -> bool:
        hours = list(zip(self.w.desk.opens_ms, self.w.desk.closes_ms, strict=True))
        return not hours or any(opens <= now < closes for opens, closes in hours)

    @judges("teams.attempts.again_after_min", "teams.attempts.most")
    def of_incident(self, line: int, now: int, record: int, incident: int) -> Iterator[str]:
        if record in (Record.DESK_QUEUED, Record.CALL_AGAIN):
            rank = int(self.w.desk.rank[self.w.drawn.type[incident]])
            self.waiting[incident] = (int(self.w.drawn.grade[incident]), rank, line)
            after_ms = self.w.desk.again_after_ms
            if record == Record.CALL_AGAIN and now != self.put_off.pop(incident) + after_ms:
                yield f"case {incident} is called again at the wrong time, {now}"
        elif record in (Record.DESK_STARTED, Record.DESK_TRIED):
            yield from self.call(now, record, incident)
        elif record == Record.NOT_REACHED:
            self.put_off[incident] = now
            yield from self.not_reached(now, incident)
            if self.attempts[incident] >= self.w.desk.attempts:
                yield f"case {incident} is put off at {now} after its last attempt"
        elif record == Record.NO_REPLY:
            yield from self.not_reached(now, incident)
            if self.attempts[incident] < self.w.desk.attempts or self.w.desk.no_reply_grade:
                yield f"case {incident} is given up at {now}"
        elif record == Record.LOST:
            self.waiting.pop(incident, None)
        elif record in _ENDS:
            yield from self.end(now, record, incident)

    @judges(
        "teams.opening_hours.weekdays.opens",
        "teams.opening_hours.weekdays.closes",
        "teams.opening_hours.weekends.opens",
        "teams.opening_hours.weekends.closes",
        "teams.queue",
        "teams.attempts.reached_share",
    )
    def call(self, now: int, record: int, incident: int) -> Iterator[str]:
        if self.waiting.pop(incident) > min(self.waiting.values(), default=_LAST):
            yield f"case {incident} is called out of turn at {now}"
        if not self.is_open(now):
            yield f"case {incident} is called at {now}, when the desk is closed"
        self.attempts[incident] += 1
        self.began[incident] = now
        reached = self.attempts[incident] == self.w.drawn.reached_on[incident]
        if reached != (record == Record.DESK_STARTED):
            yield f"case {incident} is reached with another attempt than drawn"

    @judges("teams.attempts.failed_min")
    def not_reached(self, now: int, incident: int) -> Iterator[str]:
        if now != self.began[incident] + self.w.desk.failed_ms:
            yield f"an attempt to reach {incident} takes another time than the rules say"

    @judges(
        "incident_types.resolution_centre.handling_min",
        "incident_types.resolution_centre.resolved_share",
        "incident_types.resolution_centre.to_investigation_share",
        "teams.attempts.no_reply_as",
    )
    def end(self, now: int, record: int, incident: int) -> Iterator[str]:
        drawn = self.w.drawn
        if self.attempts[incident] != drawn.reached_on[incident]:
            yield from self.not_reached(now, incident)
            if record != Record.SENT_ON or not self.w.desk.no_reply_grade:
                yield f"case {incident} is dealt with at {now} though nobody was reached"
            return
        if now != self.began[incident] + drawn.desk_ms[incident]:
            yield f"the call of case {incident} takes another time than drawn"
        due = Record.SENT_ON
        if drawn.desk_resolves[incident]:
            due = Record.DESK_RESOLVED
        elif drawn.desk_refers[incident] == Referral.INVESTIGATION:
            due = Record.DESK_REFERRED
        if record != due:
            yield f"case {incident} ends otherwise than drawn at {now}"
