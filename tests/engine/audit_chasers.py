"""A second opinion on callers who call again: who does, when, and who answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sim.clock import NEVER
from sim.vocabulary import Activity, Record
from sim.world.arrays import NEW_LOG
from tests.engine.judged import judges


class ChaserReplay:
    """The calls that wait for an answer as the log says, line by line.

    Parameters
    ----------
    world, state : objects of lists
        As `tests.engine.audit_lines.plain` makes them.
    """

    def __init__(self, world: Any, state: Any) -> None:
        self.w, self.s = world, state
        self.to_answer = 0
        self.until: dict[int, int] = {}
        self.called: dict[int, list[int]] = defaultdict(list)
        self.booked: dict[int, list[list[int]]] = defaultdict(list)
        self.over: set[int] = set()  #: incidents that somebody has reached, or that are lost

    def of_incident(self, now: int, record: int, incident: int) -> Iterator[str]:
        if record == Record.CHASED:
            self.called[incident].append(now)
            self.to_answer += self.w.chasers.handling_ms > 0
            if incident in self.over:
                yield f"the caller of {incident} calls at {now} though nobody is awaited any more"
        elif record in (Record.ATTENDED, Record.LOST):
            self.over.add(incident)
        elif record == Record.BOOKED:
            self.booked[incident].append([now, self.w.sizes.horizon_ms])
        elif record == Record.APPOINTMENT_DUE:
            self.booked[incident][-1][1] = now
        elif record in (Record.DESK_STARTED, Record.DESK_TRIED) and self.to_answer > 0:
            yield f"case {incident} is called at {now} before those who call are answered"

    @judges("chasers.handling_min")
    def of_officer(self, now: int, record: int, officer: int) -> Iterator[str]:
        if self.until.pop(officer, now) != now:
            yield f"officer {officer} ends a call at {now}, at another time than is due"
        if record == Record.CHASER_ANSWERED:
            self.to_answer -= 1
            self.until[officer] = now + self.w.chasers.handling_ms
            if self.to_answer < 0:
                yield f"officer {officer} answers at {now} though nobody has called"

    def at_rest(self, now: int, is_open: bool, free: bool) -> Iterator[str]:
        if self.to_answer > 0 and is_open and free:
            yield f"nobody answers at {now} though somebody of the desk is free"

    @judges("chasers.before_appointments")
    def at_the_end(self, activities: list[int]) -> Iterator[str]:
        """Work out again who called when, from what became of each incident."""
        rules, incidents, horizon_ms = self.w.chasers, self.s.incidents, self.w.sizes.horizon_ms
        for incident in range(self.w.sizes.incidents if rules.most else 0):
            if not incidents.state[incident]:
                continue
            ends = (incidents.first_arrived_ms, incidents.contacted_ms, incidents.finished_ms)
            end = min(
                [horizon_ms, *(each[incident] for each in ends if each[incident] >= 0)],
            )
            at = rules.row[incident] * rules.most
            row = rules.due_ms[at : at + rules.most] if at >= 0 else []
            called = self.called[incident]
            expected = [
                due
                for due in row
                if (0 <= due < end or (due == end < horizon_ms and self._before(due, incident)))
                and (
                    rules.before_appointments
                    or not any(begin <= due < over for begin, over in self.booked[incident])
                )
            ]
            if expected != called or incidents_made(self.s, incident) != len(expected):
                yield f"the caller of {incident} calls at {called}, not {expected}"
        yield from self._logs_opened()
        if any(activities[officer] != Activity.DESK_CALL for officer in self.until):
            yield "an officer has left a call that is not over"

    def _before(self, due: int, incident: int) -> bool:
        """Whether a caller calls at the very moment at which somebody comes, or all are busy.

        What other hubs send, what a change of rule sets free, and what is lost come last in a
        moment, after callers; `of_incident` objects to one who calls when it has come.
        """
        came = (self.s.incidents.first_arrived_ms[incident], self.s.incidents.finished_ms[incident])
        return due in came and due in self.called[incident]

    def _logs_opened(self) -> Iterator[str]:
        """Question each further log from whether the call was made that opens it."""
        drawn = self.w.drawn
        for incident in range(self.w.sizes.incidents):
            number = drawn.task[incident] - NEW_LOG
            if number < 0 or drawn.created_ms[incident] >= self.w.sizes.horizon_ms:
                continue
            parent = drawn.parent[incident]
            rules = self.w.chasers
            row = rules.row[parent]
            due = rules.due_ms[row * rules.most + number] if row >= 0 else NEVER
            if (due in self.called[parent]) != bool(self.s.incidents.state[incident]):
                yield f"log {incident} is opened, or is not, though its caller has not, or has"


def incidents_made(s: Any, incident: int) -> int:
    """Return how often the caller of an incident has called again, as the state says."""
    return int(s.chasers.made[incident])
