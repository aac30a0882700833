"""What is the same in all replications of a scenario is worked out once, and kept for the others.

A process keeps what it made of the last few scenarios. They are told apart by what they say, so
that a scenario which reaches a worker in pieces of work, each with its own copy, is one scenario
all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from sim.scenario.schema.scenario import Scenario

T = TypeVar("T")

#: Scenarios remembered; a comparison has one replication of each in turn.
LIMIT = 16


class _Cached(NamedTuple, Generic[T]):
    scenario: Scenario
    text: str  #: unlike scenarios themselves, it differs when districts come in another order
    made: T


class ScenarioCache(Generic[T]):
    """What was made of the scenarios last used.

    Parameters
    ----------
    make : callable
        Makes it of a scenario. What it returns is shared by all replications, and must not be
        changed.
    """

    def __init__(self, make: Callable[[Scenario], T]) -> None:
        self._make = make
        self._entries: list[_Cached[T]] = []  # the last used first
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, scenario: Scenario) -> T:
        """Return what was made of this scenario or of an equal one; make it if nothing was."""
        found = self._used_again(lambda entry: entry.scenario is scenario)
        if found is None:
            text = scenario.model_dump_json(warnings=False)
            found = self._used_again(lambda entry: entry.text == text)
            if found is None:
                # Threads that come for a new scenario together each make it; one is kept.
                found = _Cached(scenario, text, self._make(scenario))
                self._keep(found)
        return found.made

    def _used_again(self, is_it: Callable[[_Cached[T]], bool]) -> _Cached[T] | None:
        """Return an entry, and make it the last used; None if there is none."""
        with self._lock:
            for place, entry in enumerate(self._entries):
                if is_it(entry):
                    self._entries.insert(0, self._entries.pop(place))
                    return entry
        return None

    def _keep(self, new: _Cached[T]) -> None:
        with self._lock:
            others = [entry for entry in self._entries if entry.text != new.text]
            self._entries = [new, *others][:LIMIT]
