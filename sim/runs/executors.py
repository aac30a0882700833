"""Where replications run: in this process, in threads, in worker processes, or on a cluster.

Each place is a `concurrent.futures.Executor`, so that `sim.runs.handing_out.run` takes any of them,
or one from elsewhere.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

from sim.errors import did_you_mean
from sim.native import SINGLE_THREADED
from sim.runs.cluster import open_cluster
from sim.runs.memory_need import available

P = ParamSpec("P")
T = TypeVar("T")

Place = Literal["serial", "processes", "threads", "dask"]
PLACES: tuple[Place, ...] = ("serial", "processes", "threads", "dask")
KNOWN = "serial, processes[:n], threads[:n] or dask:ADDRESS"
WORKERS_LIMIT = 1024
#: Address of a scheduler, TCP unless it says otherwise.
_ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?[^\s/]+:\d+")


@dataclass(frozen=True)
class Choice:
    """Where to run, and with how many workers."""

    place: Place
    workers: int  #: on a cluster as many as it has, whatever this says
    address: str = ""  #: of the scheduler of a cluster

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        if self.place == "dask":
            return f"dask:{self.address}"
        return self.place if self.place == "serial" else f"{self.place}:{self.workers}"


class MemoryPool(NamedTuple):
    """A place with memory of its own."""

    workers: int  #: replications that run there together
    memory: float  #: bytes


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parse(text: str) -> Choice:
    """Read ``serial``, ``processes``, ``processes:4``, ``threads:4`` or ``dask:ADDRESS``.

    Raises
    ------
    ValueError
        With a message for the user, if the text is anything else.
    """
    place, separator, count = text.partition(":")
    known = {name: name for name in PLACES}
    if place not in known or (place == "serial" and separator):
        hint = did_you_mean(place, PLACES) if place not in known else ""
        raise ValueError(f"got {text!r}, expected {KNOWN}{hint}")
    if place == "dask":
        if not _ADDRESS.fullmatch(count):
            raise ValueError(f"got {text!r}, expected an address, as in dask:tcp://127.0.0.1:8786")
        return Choice("dask", 1, count)
    if place == "serial":
        return Choice("serial", 1)
    if not separator:
        return Choice(known[place], cores())
    if not (count.isascii() and count.isdigit() and 1 <= int(count[:9]) <= WORKERS_LIMIT):
        raise ValueError(
            f"got {text!r}, expected a number of workers from 1 to {WORKERS_LIMIT} after the colon"
        )
    return Choice(known[place], int(count[:9]))


@contextlib.contextmanager
def open_executor(choice: Choice) -> Iterator[Executor]:
    """Provide an executor, and leave no worker behind.

    When the block ends with an exception (an interrupt, a full disk), worker processes are ended
    at once and threads after the replication they are at. The workers of a cluster are not ours;
    they are asked for nothing more.

    Raises
    ------
    UnusableError
        If a cluster cannot be used.
    """
    if choice.place == "processes":
        opened: contextlib.AbstractContextManager[Executor] = _worker_processes(choice.workers)
    elif choice.place == "threads":
        opened = _threads(choice.workers)
    elif choice.place == "dask":
        opened = open_cluster(choice.address)
    else:
        opened = contextlib.nullcontext(SerialExecutor())
    with opened as executor:
        yield executor


def rooms(choice: Choice) -> list[MemoryPool]:
    """Return the memory there is for replications, and see that they can run there.

    Raises
    ------
    UnusableError
        If a cluster does not answer, or cannot be used.
    """
    if choice.place != "dask":
        return [MemoryPool(choice.workers, available())]
    with open_cluster(choice.address) as cluster:
        workers = cluster.workers().values()
    return [MemoryPool(one.threads, one.memory) for one in workers if one.memory]


class SerialExecutor(Executor):
    """Runs each piece of work when it is submitted, in this thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn`` now; an interrupt passes through, a failure is kept in the future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the caller gets it from the future
            future.set_exception(error)
        return future


@contextlib.contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


class WorkerProcesses(ProcessPoolExecutor):
    """A process pool whose workers do not see the interrupt that is meant for their parent."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit as usual; a worker started on the way inherits the blocked interrupt."""
        with _interrupt_blocked():
            return super().submit(fn, *args, **kwargs)


@contextlib.contextmanager
def _worker_processes(workers: int) -> Iterator[Executor]:
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
