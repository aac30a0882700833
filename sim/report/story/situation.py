"""How things stood at a line of the event log: who was doing what, and which incidents waited.

The log has one line for each change, so the situation just before a line is the last change of
each officer and of each incident among the lines before it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.state import State
from sim.vocabulary import Activity, IncidentState, Record, Role, Subject, subject_of
from sim.world.arrays import Bools, Ints, World

#: Activities of people who can be sent at once.
FREE = (Activity.AVAILABLE, Activity.PREVENTION)
#: Activities of people who have an incident in hand.
ENGAGED = (Activity.TRAVEL, Activity.WAITING_AT_SCENE, Activity.SCENE)

#: Records with which incidents begin to wait for officers.
OPENS_WAIT = (Record.CREATED, Record.SENT_ON, Record.APPOINTMENT_DUE)


def _numbers(array: Ints) -> list[int]:
    return [int(number) for number in array]


def at_work(activities: Ints) -> dict[Activity, int]:
    """Count who is on duty of some people, by activity; the most common first."""
    counts = Counter(map(Activity, activities.tolist()))
    del counts[Activity.OFF_DUTY]
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class History:
    """The log of a replication, cut by what its lines are about."""

    world: World
    state: State

    @cached_property
    def record(self) -> Ints:
        """Record of each line."""
        return self.state.log.record[: self.lines]

    @property
    def lines(self) -> int:
        """Return the number of lines."""
        return int(self.state.log.lines[0])

    @cached_property
    def about_incident(self) -> Bools:
        """Whether each line tells a change of an incident's state."""
        return self._of_subject(Subject.INCIDENT)

    @cached_property
    def about_officer(self) -> Bools:
        """Whether each line tells a change of an officer's activity."""
        return self._of_subject(Subject.OFFICER)

    def _of_subject(self, subject: Subject) -> Bools:
        records = np.array([subject_of(record) == subject for record in range(max(Record) + 1)])
        found: Bools = records[self.record]
        return found

    def of_incident(self, incident: int) -> list[int]:
        """Return the lines that name an incident or its case, in order."""
        return _numbers(np.flatnonzero(self.state.log.incident[: self.lines] == incident))

    def of_officer_after(self, officer: int, line: int) -> list[int]:
        """Return the later lines that tell a change of an officer's activity, in order."""
        own = (self.state.log.officer[: self.lines] == officer) & self.about_officer
        return _numbers(np.flatnonzero(own[line + 1 :]) + line + 1)

    @cached_property
    def taken_from(self) -> Ints:
        """Incident from which an officer is taken with each line; -1: none."""
        log = self.state.log
        taken = np.full(self.lines, -1, dtype=np.int64)
        at_work: dict[int, int] = {}
        for line in _numbers(np.flatnonzero(self.about_officer)):
            officer = int(log.officer[line])
            before, after = int(log.before[line]), int(log.after[line])
            if before in ENGAGED and (self.record[line] == Record.ASSIGNED or after not in ENGAGED):
                taken[line] = at_work.get(officer, -1)
            if self.record[line] == Record.ASSIGNED:
                at_work[officer] = int(log.incident[line])
        return taken

    def before(self, line: int) -> Situation:
        """Return how things stood just before a line."""
        return Situation(self, line)

    def assignments(self, first: int, last: int, hub: int) -> list[int]:
        """Return the incidents of a hub to which officers were sent between two lines."""
        log = self.state.log
        part = slice(first, last)
        sent = self.record[part] == Record.ASSIGNED
        incidents = log.incident[part][sent]
        return _numbers(incidents[self.world.drawn.hub[incidents] == hub])

    def between(self, first: int, last: int, record: Record, hub: int) -> list[int]:
        """Return the lines between two others that have this record and hub."""
        part = slice(first, last)
        found = (self.record[part] == record) & (self.state.log.hub[part] == hub)
        return _numbers(np.flatnonzero(found) + first)


@dataclass(frozen=True)
class Situation:
    """How things stood just before a line of the log."""

    history: History
    line: int

    @cached_property
    def activity(self) -> Ints:
        """Activity of each officer."""
        world, log = self.history.world, self.history.state.log
        own = np.flatnonzero(self.history.about_officer[: self.line])
        now = np.full(world.sizes.officers, int(Activity.OFF_DUTY), dtype=np.int64)
        # Of several values for one officer the last is kept, which is the latest.
        now[log.officer[own]] = log.after[own]
        return now

    @cached_property
    def role(self) -> Ints:
        """Role in which each officer works: response while making up one of its shifts."""
        own = self.history.world.people.role
        record = self.history.record[: self.line]
        turns = np.flatnonzero((record == Record.BACKFILLED) | (record == Record.OFF_DUTY))
        officer = self.history.state.log.officer[turns]
        now = own.copy()
        now[officer] = np.where(record[turns] == Record.BACKFILLED, Role.RESPONSE, own[officer])
        return now

    @cached_property
    def incident_state(self) -> Ints:
        """State of each incident."""
        world, log = self.history.world, self.history.state.log
        own = np.flatnonzero(self.history.about_incident[: self.line])
        now = np.full(world.sizes.incidents, int(IncidentState.EXPECTED), dtype=np.int64)
        now[log.incident[own]] = log.after[own]
        return now

    @cached_property
    def grade(self) -> Ints:
        """Grade of each incident: it may have been sent on with another, or upgraded."""
        world, log = self.history.world, self.history.state.log
        record = self.history.record[: self.line]
        sent_on = log.incident[: self.line][record == Record.SENT_ON]
        now = world.drawn.grade.astype(np.int64)
        now[sent_on] = world.drawn.sent_on_grade[sent_on]
        upgraded = log.incident[: self.line][record == Record.UPGRADED]
        now[upgraded] = world.grades.upgraded_to[now[upgraded]]
        return now

    @cached_property
    def waiting_since(self) -> Ints:
        """Line with which each incident began to wait for officers; -1: it does not wait."""
        world, log = self.history.world, self.history.state.log
        record = self.history.record[: self.line]
        opened = np.flatnonzero(np.isin(record, OPENS_WAIT))
        since = np.full(world.sizes.incidents, -1, dtype=np.int64)
        since[log.incident[opened]] = opened
        subject = log.incident[: self.line]
        taken = self.history.taken_from[: self.line]
        assigned, released, relief = (
            np.bincount(incidents, minlength=world.sizes.incidents)
            for incidents in (
                subject[record == Record.ASSIGNED],
                taken[taken >= 0],
                subject[record == Record.RELIEF_CALLED],
            )
        )
        elsewhere = (int(IncidentState.FINISHED), int(IncidentState.BOOKED))
        enough = assigned - released >= world.drawn.officers + relief - self._relieved
        since[np.isin(self.incident_state, elsewhere) | enough] = -1
        return since

    @cached_property
    def _relieved(self) -> Ints:
        """Officers of each incident who went when their relief had come."""
        world = self.history.world
        taken = self.history.taken_from[: self.line]
        went = taken[(taken >= 0) & (self.history.record[: self.line] != Record.ASSIGNED)]
        now = np.bincount(went, minlength=world.sizes.incidents)
        now[self.incident_state == int(IncidentState.FINISHED)] = 0
        return now

    def on_duty(self, role: int, hub: int) -> dict[Activity, int]:
        """Count the people of a team and hub who are on duty, by activity; most common first."""
        people = self.history.world.people
        return at_work(self.activity[(self.role == role) & (people.hub == hub)])
