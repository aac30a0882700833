"""The part of an incident's story that happens at the Resolution Centre."""

from __future__ import annotations

from collections.abc import Callable

from sim.report.story import control_room
from sim.report.story.waiting import why_at_desk
from sim.report.story.words import Words, duration
from sim.vocabulary import Record, Referral
from sim.wording import counted

_CALLS = (Record.DESK_STARTED, Record.DESK_TRIED)


class DeskTeller:
    """Puts what the Resolution Centre does with one incident into words.

    Parameters
    ----------
    words : Words
        The replication.
    incident : int
        The incident's row.
    """

    def __init__(self, words: Words, incident: int) -> None:
        self.words = words
        self.world = words.world
        self.state = words.state
        self.incident = incident
        self.own_lines = words.history.of_incident(incident)
        self.created_ms = int(words.world.drawn.created_ms[incident])

    def tellers(self) -> dict[Record, Callable[[int], str]]:
        """Return what tells each record of the Resolution Centre, given its line."""
        return {
            Record.DESK_QUEUED: self._queued,
            Record.DESK_STARTED: self._started,
            Record.DESK_TRIED: self._tried,
            Record.NOT_REACHED: lambda _: self._not_reached(),
            Record.CALL_AGAIN: self._call_again,
            Record.NO_REPLY: lambda _: self._no_reply(),
            Record.DESK_RESOLVED: self._resolved,
            Record.DESK_REFERRED: self._referred,
        }

    def sent_on(self, line: int) -> str:
        """Say why and how a case is sent on to be attended."""
        contacted = int(self.state.incidents.contacted_ms[self.incident])
        grade = self.words.grade(int(self.world.drawn.sent_on_grade[self.incident]))
        if contacted < 0:
            tried = counted(int(self.state.incidents.attempts[self.incident]), "attempt")
            return f"Not reached in {tried}: sent on as {grade}."
        refers = Referral(int(self.world.drawn.desk_refers[self.incident]))
        how = "referred to Prevention" if refers == Referral.PREVENTION else "sent on"
        spoken = self.words.since(line, contacted)
        return f"Not resolved after {spoken} on the phone: {how} as {grade}."

    def _queued(self, line: int) -> str:
        grade = int(self.world.drawn.grade[self.incident])
        how = control_room.opened(self.words, self.incident, line)
        text = f"{how}: {self.words.grade(grade)}, for the Resolution Centre to call "
        text += f"back within {self.words.target(grade)}."
        called = int(self.state.incidents.called_ms[self.incident])
        lost = any(self.words.record(other) == Record.LOST for other in self.own_lines)
        if called == self.words.time(line) or lost:
            return text
        return f"{text} It has to wait. {why_at_desk(self.words, self.incident, line)}"

    def _started(self, line: int) -> str:
        waited = self.words.since(line, self.created_ms)
        number = self._attempt(line)
        which = "" if number == 1 else f" The caller replies to attempt {number}."
        who = self.words.officer(self.words.officer_at(line))
        return f"{who} calls back, {waited} after the log.{which}"

    def _tried(self, line: int) -> str:
        waited = self.words.since(line, self.created_ms)
        who = self.words.officer(self.words.officer_at(line))
        return f"{who} calls, {waited} after the log: attempt {self._attempt(line)}, no reply."

    def _attempt(self, line: int) -> int:
        """Return the number of the attempt that begins with a line."""
        return sum(self.words.record(n) in _CALLS for n in self.own_lines if n <= line)

    def _not_reached(self) -> str:
        after = duration(int(self.world.desk.again_after_ms))
        return f"The caller is to be tried again in {after}."

    def _call_again(self, line: int) -> str:
        text = "The next attempt is due."
        later = [n for n in self.own_lines if n > line and self.words.record(n) in _CALLS]
        if later and self.words.time(later[0]) == self.words.time(line):
            return text
        return f"{text} It has to wait. {why_at_desk(self.words, self.incident, line)}"

    def _no_reply(self) -> str:
        tried = counted(int(self.state.incidents.attempts[self.incident]), "attempt")
        return f"Closed as no reply after {tried}; nobody goes."

    def _resolved(self, line: int) -> str:
        took = self.words.since(line, int(self.state.incidents.contacted_ms[self.incident]))
        return f"Resolved on the phone in {took}; nobody needs to go."

    def _referred(self, line: int) -> str:
        took = self.words.since(line, int(self.state.incidents.contacted_ms[self.incident]))
        return f"Not resolved after {took} on the phone: referred to Investigation; nobody goes."
