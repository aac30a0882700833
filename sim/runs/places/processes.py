"""Replications in worker processes of this machine, which end when their parent does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from sim.native import SINGLE_THREADED
from sim.runs.places.place import MemoryPool, Place, Workers, batches_for, memory_here

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Processes(Place):
    """Worker processes of this machine, each a fresh one."""

    workers: int

    def __str__(self) -> str:
        return f"processes:{self.workers}"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide processes, which are ended at once when the block fails; see `Place.open`."""
        # A single replication needs no company, but one that kills its process needs a process.
        workers = min(self.workers, tasks)
        with _worker_processes(workers) as executor:
            yield Workers(executor, batches_for(workers))

    def memory(self) -> list[MemoryPool]:
        """Return the memory of this machine."""
        return memory_here(self.workers, in_one_process=False)


class WorkerProcesses(ProcessPoolExecutor):
    """A process pool whose workers do not see the interrupt that is meant for their parent."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit as usual; a worker started on the way inherits the blocked interrupt."""
        with _interrupt_blocked():
            return super().submit(fn, *args, **kwargs)


@contextlib.contextmanager
def _worker_processes(workers: int) -> Iterator[WorkerProcesses]:
    """Provide a pool of fresh processes, tied to this one by a lifeline.

    The lifeline is a pipe of which the workers hold the reading end. It closes when this process
    closes its end or dies in whatever way; the workers then end at once.
    """
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    with _environment(SINGLE_THREADED), reader, writer:
        executor = WorkerProcesses(
            workers, mp_context=context, initializer=_begin_worker, initargs=(reader,)
        )
        try:
            yield executor
        except BaseException:
            with _interrupt_blocked():
                writer.close()
                executor.shutdown(wait=True, cancel_futures=True)
            raise
        executor.shutdown(wait=True)


def _begin_worker(lifeline: Connection) -> None:
    """Prepare a worker process: deaf to Ctrl-C, and gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()
    os._exit(1)


@contextlib.contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Hold back Ctrl-C for a moment, here and for good in processes started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before: Any = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for processes started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
