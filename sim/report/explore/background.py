"""Replications in the background: the newest question first, and nothing simulated twice.

A replication of any scenario goes to the same worker, which keeps the demand that it drew for it:
most changes leave demand as it was, and then half of the work is done before they are made.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import Future
from functools import cache
from typing import NamedTuple

from sim.runs.replication import Engine, Result, Task, replicate
from sim.scenario.schema.scenario import Scenario

#: Variants whose replications are kept, beyond those that are asked about.
_KEPT = 24
#: Memory in which each worker keeps demand, bytes: that of 28 days takes 20 million.
_ROOM = 300_000_000
#: By how much worker processes give way to the one that answers.
_GIVES_WAY = 5


def _nobody() -> None:
    """Tell nobody."""


def replicate_again(task: Task) -> Result:
    """Run a replication in a worker to which it comes again, with another scenario."""
    from sim.world.drawn_once import keep_for_good  # the process that asks does without numpy

    keep_for_good(_ROOM)
    _give_way()
    return replicate(task)


@cache
def _give_way() -> None:
    """Let a worker process wait for the one that answers where both have something to do."""
    if multiprocessing.parent_process() is not None and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_GIVES_WAY)


class AskedScenario(NamedTuple):
    """A scenario of which replications are wanted."""

    key: str  #: the same for scenarios in which the same happens
    scenario: Scenario


class BackgroundRuns:
    """Runs replications of what was asked last, and keeps what it has.

    Parameters
    ----------
    pools : sequence of concurrent.futures.Executor
        Where they run, each replication always at the same one.
    each : int
        How many run at a time at each; no more are handed over, so that a new question waits for
        none.
    seed : int
        Root of all randomness.
    engine : str
        What drives the model.
    """

    def __init__(
        self,
        pools: Sequence[futures.Executor],
        each: int,
        *,
        seed: int,
        engine: Engine,
    ) -> None:
        self.workers = each * len(pools)
        #: Called, in any thread, whenever a replication has ended.
        self.told: Callable[[], None] = _nobody
        self._pools, self._each = pools, each
        self._seed, self._engine = seed, engine
        self._lock = threading.RLock()
        self._waiting: deque[tuple[AskedScenario, int]] = deque()
        self._running: dict[Future[Result], tuple[str, int]] = {}
        #: Results by scenario, the one that was last asked about at the end.
        self._results: dict[str, dict[int, Result]] = {}
        self._failures: dict[str, str] = {}
        self._closed = False

    def ask(self, asked: Sequence[AskedScenario], replications: int) -> None:
        """Run what is missing of some scenarios; whatever was asked before is given up."""
        with self._lock:
            for one in asked:
                self._results[one.key] = self._results.pop(one.key, {})
            self._forget({one.key for one in asked})
            self._waiting.clear()
            for future in list(self._running):
                future.cancel()
            under_way = set(self._running.values())
            self._waiting = deque(
                (one, number)
                for number in range(replications)
                for one in asked
                if number not in self._results[one.key] and (one.key, number) not in under_way
            )
            self._hand_over()

    def results(self, key: str, most: int) -> list[Result]:
        """Return the first replications of a scenario, up to the first that is missing."""
        with self._lock:
            found = self._results.get(key, {})
            together: list[Result] = []
            while len(together) < most and len(together) in found:
                together.append(found[len(together)])
            return together

    def failure(self, key: str) -> str:
        """Return why replications of a scenario failed; nothing if none did."""
        with self._lock:
            return self._failures.get(key, "")

    def seconds_each(self) -> float:
        """Return how long a replication takes, the quickest of those there are; 0 if none is."""
        with self._lock:
            known = (one.seconds for each in self._results.values() for one in each.values())
            return min(known, default=0.0)

    def close(self) -> None:
        """Hand nothing over any more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            for future in list(self._running):
                future.cancel()

    def _forget(self, needed: set[str]) -> None:
        """Drop the variants that were asked about longest ago."""
        idle = [key for key in self._results if key not in needed]
        for key in idle[: max(len(idle) - _KEPT, 0)]:
            del self._results[key]

    def _hand_over(self) -> None:
        """Give each pool the first that is waiting for it, as far as it has room."""
        begun: list[Future[Result]] = []
        waiting, self._waiting = self._waiting, deque()
        for one, number in waiting:
            which = number % len(self._pools)
            here = sum(each % len(self._pools) == which for _, each in self._running.values())
            if self._closed or here >= self._each:
                self._waiting.append((one, number))
                continue
            task = Task(one.scenario, "", self._seed, number, self._engine)
            try:
                future = self._pools[which].submit(replicate_again, task)
            except RuntimeError as error:
                # Its workers have died, or it has been shut down.
                self._failures[one.key] = f"nothing can be simulated any more: {error}"
                self._waiting.clear()
                break
            self._running[future] = one.key, number
            begun.append(future)
        # One that has ended by now tells so at once, and hands over in its turn.
        for future in begun:
            future.add_done_callback(self._take)

    def _take(self, future: Future[Result]) -> None:
        """Keep a result, and hand over what comes next."""
        with self._lock:
            key, number = self._running.pop(future)
            if not future.cancelled():
                error = future.exception()
                if error is None:
                    self._results.setdefault(key, {})[number] = future.result()
                    self._failures.pop(key, None)
                else:
                    self._failures[key] = str(error) or type(error).__name__
                    self._waiting = deque(each for each in self._waiting if each[0].key != key)
            self._hand_over()
        self.told()
