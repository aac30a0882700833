"""What comes of a question, told to the page as replications arrive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.report.explore.background import AskedScenario, BackgroundRuns
from sim.report.explore.fields import Json
from sim.report.explore.results_as_html import FIRST, LATER, Painter, material, runs_of
from sim.wording import counted

#: Replications of a first answer: intervals need two.
AT_FIRST = 2
#: Seconds that the end waits for a table which is being made.
_LAST_TABLE_S = 0.5
#: Seconds between two answers that are shown before the last one.
BETWEEN_S = 1.0


class _Question(NamedTuple):
    number: int  #: of questions before it
    asked: Sequence[AskedScenario]  #: the baseline first
    wanted: int  #: replications of each


class LiveResults:
    """Makes the tables in a thread of its own, so that neither work nor the page waits for them.

    Parameters
    ----------
    bench : BackgroundRuns
        Runs replications, and tells this of each that has ended.
    seed : int
        Root of all randomness.
    publish : callable
        Takes what the page is told, from any thread: words of progress, and sections as HTML.
    """

    def __init__(self, bench: BackgroundRuns, seed: int, publish: Callable[[Json], None]) -> None:
        self.bench, self._seed, self._publish = bench, seed, publish
        bench.told = self.told
        self._question = _Question(-1, (), 0)
        self._moved = threading.Event()
        self._closed = False
        self._painter = Painter()
        self._thread = threading.Thread(target=self._tell_for_ever, daemon=True)

    def ask(self, asked: Sequence[AskedScenario], wanted: int) -> None:
        """Compare some scenarios from now on, the first with the others."""
        self._question = _Question(self._question.number + 1, asked, wanted)
        self.bench.ask(asked, wanted)
        if not self._thread.is_alive():
            self._thread.start()
        self._moved.set()

    def told(self) -> None:
        """Look again at what is known: a replication has ended."""
        self._moved.set()

    def close(self) -> None:
        """End the work and the thread."""
        self._closed = True
        self.bench.close()
        self._moved.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_TABLE_S)

    def _tell_for_ever(self) -> None:
        told, at, number = -1, 0.0, 0
        while True:
            self._moved.wait()
            self._moved.clear()
            if self._closed:
                return
            question = self._question
            there = self._there(question)
            enough = there >= min(AT_FIRST, question.wanted)
            is_new = question.number != told
            is_due = there >= question.wanted or time.monotonic() - at >= BETWEEN_S
            if enough and (is_new or (there > number and is_due)):
                self._show(question, there, is_new=is_new)
                told, at, number = question.number, time.monotonic(), there
            else:
                self._publish({**self._status(question, there), "is_old": is_new})

    def _there(self, question: _Question) -> int:
        """Return how many replications there are of all scenarios."""
        known = (len(self.bench.results(one.key, question.wanted)) for one in question.asked)
        return min(known, default=0)

    def _status(self, question: _Question, there: int) -> Json:
        failed = [said for one in question.asked if (said := self.bench.failure(one.key))]
        is_done = there >= question.wanted
        if failed:
            status = f"It failed: {failed[0]}"
        elif is_done:
            status = f"Done: {counted(there, 'replication')}."
        elif there >= AT_FIRST:
            status = f"First answer: {there} of {question.wanted} replications."
        else:
            status = f"Simulating: {there} of {question.wanted} replications."
        is_over = is_done or bool(failed)
        return {"status": status, "busy": not is_over, "spoken": is_over}

    def _show(self, question: _Question, there: int, *, is_new: bool) -> None:
        """Publish the sections, made from the replications that all scenarios have by now."""
        status = self._status(question, there)
        # Those who listen hear of the first answer and of the last.
        status["spoken"] |= is_new
        status["is_old"] = is_new
        try:
            replicated = [(each.scenario, self.bench.results(each.key, there))
                          for each in question.asked]  # fmt: skip
            is_whole = there >= question.wanted
            runs = runs_of(replicated, self._seed, is_brief=not is_whole)
            made = material(runs, self._seed, is_brief=not is_whole)
            self._publish({**status, "html": self._painter.sections(made, FIRST)})
            if is_whole:
                again = {**status, "is_old": False, "spoken": False}
                self._publish({**again, "html": self._painter.sections(made, LATER)})
        except Exception as error:  # noqa: BLE001 - the page says so, and the next change is heard
            said = f"The tables cannot be made: {type(error).__name__}: {error}"
            self._publish({"status": said, "busy": False, "spoken": True})
