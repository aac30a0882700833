"""Words for the investigation that follows an incident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.report.story.waiting import why_not_allocated
from sim.report.story.words import Words, duration
from sim.vocabulary import Record, WithoutCharge

_ENDS = {
    WithoutCharge.OTHERWISE: "",
    WithoutCharge.NO_SUSPECT: " No suspect is identified.",
    WithoutCharge.EVIDENTIAL: " The evidence is not enough, or the victim does not support it.",
    WithoutCharge.NOT_IN_PUBLIC_INTEREST: " More is not in the public interest.",
    WithoutCharge.NO_CRIME: " It was no crime.",
}


@dataclass(frozen=True)
class Case:
    """Puts the log lines of one case into words."""

    words: Words
    incident: int
    own_lines: list[int]

    def tellers(self) -> dict[Record, Callable[[int], str]]:
        """Return what tells each record of a case."""
        return {
            Record.CASE_OPENED: self._opened,
            Record.CASE_ALLOCATED: self._allocated,
            Record.CASE_PAUSED: self._paused,
            Record.CASE_WAITING: self._waiting,
            Record.CASE_READY: lambda _: self._ready(),
            Record.CASE_CLOSED: self._closed,
            Record.CASE_SCREENED_OUT: lambda _: self._screened_out(),
            Record.CASE_HANDED_OVER: self._handed_over,
            Record.CASE_TO_FILE_BUILD: self._to_file_build,
        }

    def _opened(self, line: int) -> str:
        harm = int(self.words.world.drawn.harm[self.incident])
        text = f"An investigation is opened (harm rank {harm})."
        deadline = int(self.words.world.drawn.deadline_ms[self.incident])
        if deadline >= 0:
            by = self.words.stamp(self.words.time(line) + deadline)
            text += f" A suspect is in custody: first enquiries are due by {by}."
        allocated = [n for n in self.own_lines if self.words.record(n) == Record.CASE_ALLOCATED]
        if allocated and self.words.time(allocated[0]) == self.words.time(line):
            return text
        reasons = why_not_allocated(self.words, self.incident, line)
        return f"{text} It waits to be allocated. {reasons}"

    def _allocated(self, line: int) -> str:
        who = self.words.officer(self.words.officer_at(line))
        waited = self.words.since(line, int(self.words.state.cases.opened_ms[self.incident]))
        return f"The case is given to {who}, {waited} after it was opened."

    def _spell(self, line: int) -> str:
        """Say how long the case has been worked on without a pause."""
        started = [
            n for n in self.own_lines if n < line and self.words.record(n) == Record.CASE_STARTED
        ]
        return self.words.since(line, self.words.time(started[-1]))

    def _paused(self, line: int) -> str:
        return f"After {self._spell(line)} of work the case is put down for now."

    def _waiting(self, line: int) -> str:
        return f"After {self._spell(line)} of work the case waits for others."

    def _screened_out(self) -> str:
        harm = int(self.words.world.drawn.harm[self.incident])
        return f"It is filed at once: low harm (rank {harm}), and too little to go on."

    def _handed_over(self, line: int) -> str:
        return f"After {self._spell(line)} of work the shift ends and the case is handed over."

    def _to_file_build(self, line: int) -> str:
        return f"After {self._spell(line)} of work somebody is charged; Response builds the file."

    def _ready(self) -> str:
        return "The wait for others is over: the case can be worked on."

    def _closed(self, line: int) -> str:
        cases = self.words.state.cases
        worked = duration(int(cases.worked_ms[self.incident]))
        age = self.words.since(line, int(cases.opened_ms[self.incident]))
        text = f"The case is closed, {age} after it was opened, with {worked} of work."
        return text + self._end()

    def _end(self) -> str:
        """Say how it ended, where the scenario says so."""
        drawn = self.words.world.drawn
        if drawn.file_ms[self.incident] > 0:
            return " Somebody is charged."
        return _ENDS[WithoutCharge(int(drawn.without_charge[self.incident]))]
