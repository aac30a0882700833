"""What is the same in all replications of a scenario is worked out once, and kept for the others.

A process keeps what it made of the last few scenarios. They are told apart by what they say, so
that a scenario which reaches a worker in pieces of work, each with its own copy, is one scenario
all the same.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sim.scenario.schema.scenario import Scenario

T = TypeVar("T")

#: Scenarios remembered; a comparison has one replication of each in turn.
LIMIT = 16


class _Cached(Generic[T]):
    """A scenario, and what was made of it."""

    made: T

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @functools.cached_property
    def text(self) -> str:
        """What it says; unlike scenarios themselves, other text if districts change places."""
        return self.scenario.model_dump_json(warnings=False)

    def says_the_same(self, other: _Cached[T]) -> bool:
        """Tell whether both scenarios do. Only of a name that comes again is the text worked out.

        In a process that has written none, that takes as long as a replication.
        """
        return self.scenario.name == other.scenario.name and self.text == other.text


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
            new = _Cached[T](scenario)
            found = self._used_again(new.says_the_same)
            if found is None:
                # Threads that come for a new scenario together each make it; one is kept.
                found, new.made = new, self._make(scenario)
                self._keep(new)
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
            others = [entry for entry in self._entries if not new.says_the_same(entry)]
            self._entries = [new, *others][:LIMIT]
