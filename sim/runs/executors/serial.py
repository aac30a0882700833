"""Replications one after another, in the process and the thread that asked for them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from sim.runs.executors.executor import Executor, MemoryPool, Workers, memory_here

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Serial(Executor):
    """One replication after another, here."""

    def __str__(self) -> str:
        return "serial"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide the pool that works at once; see `Executor.open`."""
        del tasks
        yield Workers(SerialPool(), batches_at_once=1)

    def memory(self) -> list[MemoryPool]:
        """Return the memory of this machine."""
        return memory_here(1, in_one_process=True)


class SerialPool(futures.Executor):
    """Runs each piece of work when it is submitted, in this thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn`` now; an interrupt passes through, a failure is stored in the future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the caller gets it from the future
            future.set_exception(error)
        return future
