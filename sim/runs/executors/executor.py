"""What every executor is: somewhere to run replications that knows how it is best used."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from sim.runs.memory_need import available


def _always(_: Future[Any]) -> bool:
    return True


class Workers(NamedTuple):
    """An executor that is open: what takes the work, and how to give it."""

    pool: futures.Executor
    #: How many batches it is given at a time: enough that no worker waits for the next one.
    batches_at_once: int
    #: Most short replications in a batch; more than 1 where handing over takes long.
    largest_batch: int = 1
    #: Whether workers write to the results folder, or send back what they computed.
    write_results: bool = True
    #: When interrupted, how long to wait for what has finished and is still on its way here.
    grace_s: float = 0.0
    #: Whether a piece of work that was lost with a worker can be the reason: it had been begun.
    was_begun: Callable[[Future[Any]], bool] = _always


class MemoryPool(NamedTuple):
    """Memory that replications share when they run side by side."""

    at_a_time: int  #: replications that run in it together
    size: float  #: bytes
    in_one_process: bool  #: whether those replications also share a process and its libraries


class Executor(ABC):
    """Somewhere to run replications. ``str(executor)`` is the text that `parsing.parse` reads."""

    @abstractmethod
    def open(self, tasks: int) -> AbstractContextManager[Workers]:
        """Provide workers for a number of tasks, and leave none of them behind.

        When the block ends with an exception (an interrupt, a full disk), the workers end as soon
        as they can.

        Parameters
        ----------
        tasks : int
            How many there are to be done: no more workers are started than have one to do.

        Raises
        ------
        UnusableError
            If nothing can run there.
        """

    @abstractmethod
    def memory(self) -> Sequence[MemoryPool]:
        """Return the memory there is for replications, as far as it is limited.

        Raises
        ------
        UnusableError
            If nothing can run there.
        """


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_here(at_a_time: int, *, in_one_process: bool) -> list[MemoryPool]:
    """Return the memory of this machine, for an executor on it."""
    return [MemoryPool(at_a_time, available(), in_one_process)]


def batches_for(workers: int) -> int:
    """Return how many tasks keep local workers busy: each has the next one waiting."""
    return 2 * workers if workers > 1 else 1
