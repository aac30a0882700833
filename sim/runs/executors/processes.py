"""Replications in worker processes of this machine, which end when their parent does."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from sim.native import begin_loading, worker_environment
from sim.runs.executors.executor import Executor, MemoryPool, Workers, batches_for, memory_here

P = ParamSpec("P")
T = TypeVar("T")

#: Most worker processes that a system can wait for.
MOST = 61 if sys.platform == "win32" else 1 << 20
#: Signals that end the command, which stops its workers itself.
ENDING = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}


@dataclass(frozen=True)
class Processes(Executor):
    """Worker processes of this machine, each a fresh one."""

    workers: int

    def __str__(self) -> str:
        return f"processes:{self.workers}"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide processes, which are ended at once when the block fails; see `Executor.open`."""
        # One that kills its process has a process even where it is the only one.
        workers = min(self.workers, tasks, MOST)
        with _worker_processes(workers) as pool:
            yield Workers(pool, batches_for(workers), was_begun=pool.was_begun)

    def memory(self) -> list[MemoryPool]:
        """Return the memory of this machine."""
        return memory_here(self.workers, in_one_process=False)


class WorkerProcesses(ProcessPoolExecutor):
    """A process pool that knows what its workers have begun.

    Its workers do not see the signals that are meant for their parent.

    Parameters
    ----------
    workers : int
        How many processes.
    reader : multiprocessing.connection.Connection
        The end of the lifeline that they watch.
    """

    def __init__(self, workers: int, reader: Connection) -> None:
        context = multiprocessing.get_context("spawn")
        # As many pieces of work as are handed out at a time; a byte of shared memory for each.
        self._begun: Any = context.RawArray(ctypes.c_bool, batches_for(workers))
        self._free = set(range(len(self._begun)))
        self._slots: dict[Future[Any], int] = {}
        super().__init__(
            workers, mp_context=context, initializer=_begin_worker, initargs=(reader, self._begun)
        )

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit as usual; a worker started on the way inherits the blocked signals."""
        for ended in [future for future in self._slots if _has_ended(future)]:
            self._free.add(self._slots.pop(ended))
        slot = self._free.pop() if self._free else None
        if slot is not None:
            self._begun[slot] = False
        with _ending_blocked():
            future = super().submit(_note_and_do, slot, partial(fn, *args, **kwargs))
        if slot is not None:
            self._slots[future] = slot
        return future

    def was_begun(self, future: Future[Any]) -> bool:
        """Tell whether a worker has begun a piece of work, or may have."""
        slot = self._slots.get(future)
        return slot is None or bool(self._begun[slot])


def _has_ended(future: Future[Any]) -> bool:
    """Tell whether a worker has ended a piece of work, and did not die of it."""
    if not future.done() or future.cancelled():
        return False
    return not isinstance(future.exception(), BrokenExecutor)


@contextlib.contextmanager
def _worker_processes(workers: int) -> Iterator[WorkerProcesses]:
    """Provide a pool of fresh processes, tied to this one by a lifeline.

    The lifeline is a pipe of which the workers hold the reading end. It closes when this process
    closes its end or dies in whatever way; the workers then end at once.
    """
    reader, writer = multiprocessing.get_context("spawn").Pipe(duplex=False)
    _start_tracker()
    with _environment(worker_environment()), reader, writer:
        pool = WorkerProcesses(workers, reader)
        try:
            yield pool
        except BaseException:
            with _ending_blocked():
                writer.close()
                pool.shutdown(wait=True, cancel_futures=True)
            raise
        pool.shutdown(wait=True)


def _start_tracker() -> None:
    """Start Python's process that removes what is shared, so that no signal ends it before us."""
    if os.name == "posix":
        with _ending_blocked():
            resource_tracker.ensure_running()


#: In a worker, what it shares with its parent: which pieces of work were begun.
_begun_here: Any = None


def _begin_worker(lifeline: Connection, begun: Any) -> None:
    """Prepare a worker process: deaf to Ctrl-C, and gone when its parent is."""
    global _begun_here  # noqa: PLW0603 - a process has one parent
    _begun_here = begun
    begin_loading()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        # The pool ends its workers in this way when one of them has died.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _note_and_do(slot: int | None, work: Callable[[], T]) -> T:
    """Do a piece of work, after a note that it was begun."""
    if slot is not None:
        _begun_here[slot] = True
    return work()


def _end_with_parent(lifeline: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()
    os._exit(1)


@contextlib.contextmanager
def _ending_blocked() -> Iterator[None]:
    """Hold back Ctrl-C and the like for a moment, here and in processes started meanwhile.

    The system gives what this thread blocks to another one, such as that of a progress bar, and
    Python then heeds it here all the same. A worker of which only half was started would wait for
    ever, so it is noted, and heeded at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    with contextlib.ExitStack() as at_end:
        at_end.callback(lambda: signal.raise_signal(came[0]) if came else None)
        before: Any = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        at_end.callback(signal.pthread_sigmask, signal.SIG_SETMASK, before)
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        if threading.current_thread() is threading.main_thread():
            for number in ENDING:
                handler = signal.getsignal(number)
                if callable(handler):
                    at_end.callback(signal.signal, number, handler)
                    signal.signal(number, lambda at, _frame: came.append(at))
        yield


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
