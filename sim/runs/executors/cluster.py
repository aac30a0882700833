"""Replications on a Dask cluster: other processes or machines, which need not share a disk.

Workers send back what they computed, and the process that asked for it writes it. The package
``distributed`` (extra ``cluster``) is imported only here, and only when a cluster is used.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from sim.errors import RunError, UnusableError
from sim.runs.executors.answering import check_greeting, within
from sim.runs.executors.executor import Executor, MemoryPool, Workers
from sim.runs.keys import numpy_version, source_hash

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")

#: How long a scheduler has to answer, and then a first worker to be there.
ANSWER_WITHIN_S = 5.0
#: How long all workers have to say which version they have; some import it first.
VERSIONS_WITHIN_S = 30.0
#: How long a run waits for a worker when there is none left.
WORKERLESS_S = 30.0
#: How often the number of workers is looked up meanwhile.
LOOK_EVERY_S = 2.0
#: Short replications that a worker is given together: handing over costs 14 ms.
LARGEST_BATCH = 20
#: When interrupted, how long to wait for what has finished and has not been sent yet.
GRACE_S = 3.0
INSTALL = "dask:ADDRESS needs the extra 'cluster': pip install 'sixhubs[cluster]'"


@dataclass(frozen=True)
class Cluster(Executor):
    """The workers of a Dask scheduler, which others have started."""

    address: str  #: of the scheduler

    def __str__(self) -> str:
        return f"dask:{self.address}"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide the workers there are; they are not ours to end (see `Executor.open`)."""
        del tasks
        with open_cluster(self.address) as pool:
            threads = sum(worker.threads for worker in pool.workers().values())
            yield Workers(
                pool,
                batches_at_once=2 * max(threads, 1),
                largest_batch=LARGEST_BATCH,
                write_results=False,
                grace_s=GRACE_S,
                was_begun=_has_killed,
            )

    def memory(self) -> list[MemoryPool]:
        """Return the memory of each worker that has a limit."""
        with open_cluster(self.address) as pool:
            workers = pool.workers().values()
        return [MemoryPool(one.threads, one.memory, True) for one in workers if one.memory]


class KillingError(BrokenExecutor):
    """A piece of work has ended its workers, time after time."""


def _has_killed(future: Future[Any]) -> bool:
    """Tell whether a piece of work is why workers were lost, as far as Dask knows."""
    return future.done() and isinstance(future.exception(), KillingError)


class Version(NamedTuple):
    """What results depend on besides the task."""

    sources: str  #: hash of the program's own sources
    numpy: str


class Worker(NamedTuple):
    """A process of the cluster."""

    threads: int  #: replications that it runs at a time
    memory: int  #: bytes it may use; 0 if it has no limit


def version() -> Version:
    """Return what results depend on besides the task, here or in the worker that runs this."""
    return Version(source_hash(), numpy_version())


class ClusterPool(futures.Executor):
    """The workers of a Dask scheduler, as a pool.

    A worker of another version is detected before it computes anything. When a task has killed
    its workers, or the scheduler is gone, futures end with `BrokenExecutor`, as those of a process
    pool do.

    Parameters
    ----------
    client : distributed.Client
        Connected to the scheduler.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inner: Any = client.get_executor(pure=False)
        self._version = version()
        self._under_way: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send work to whichever worker is free."""
        outer: Future[T] = Future()
        self._under_way.add(outer)
        outer.add_done_callback(self._under_way.discard)
        outer.set_running_or_notify_cancel()
        work = partial(fn, *args, **kwargs)
        try:
            inner = self._inner.submit(_checked, self._version, work)
        except Exception as error:  # noqa: BLE001 - whatever a lost connection leads to
            _settle(outer, BrokenExecutor(str(error)))
        else:
            inner.add_done_callback(partial(_pass_on, outer))
        return outer

    def workers(self) -> dict[str, Worker]:
        """Return the workers there are now, by address."""
        known: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return {
            address: Worker(int(one["nthreads"]), int(one.get("memory_limit") or 0))
            for address, one in known.items()
        }

    def check_versions(self) -> None:
        """Check that every worker has this version of the program.

        Raises
        ------
        UnusableError
            If one has not, with its address.
        """
        try:
            answers = within(
                VERSIONS_WITHIN_S, lambda: self._client.run(version, on_error="return")
            )
        except TimeoutError:
            raise UnusableError(
                f"not all workers have answered within {VERSIONS_WITHIN_S:.0f} s"
            ) from None
        for address, answer in sorted(answers.items()):
            if isinstance(answer, OSError):
                continue  # died a moment ago; the scheduler will notice
            if isinstance(answer, ImportError):
                raise UnusableError(
                    f"the worker {address} cannot import sixhubs: {answer}; "
                    "install it there, in this version"
                )
            if isinstance(answer, Exception):
                raise UnusableError(f"the worker {address} cannot be used: {answer}")
            if answer != self._version:
                raise UnusableError(f"the worker {address} {_what_differs(answer, self._version)}")

    def give_up(self, error: Exception) -> None:
        """End all work that is under way with an error."""
        for future in tuple(self._under_way):
            _settle(future, error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Forget all work that has not ended; nobody waits for it any more."""
        del wait, cancel_futures
        with contextlib.suppress(Exception):
            within(ANSWER_WITHIN_S, lambda: self._inner.shutdown(wait=False))


def _checked(wanted: Version, work: Callable[[], T]) -> T:
    """Do a piece of work, in a worker of the right version."""
    here = version()
    if here != wanted:
        raise RunError(f"a worker {_what_differs(here, wanted)}")
    return work()


def _what_differs(there: Version, here: Version) -> str:
    if there.sources != here.sources:
        return (
            "runs other sources of sixhubs than this command; "
            "install the same version there, and restart it"
        )
    return f"has numpy {there.numpy}, this command {here.numpy}; results could differ"


def _pass_on(outer: Future[T], inner: Future[T]) -> None:
    """Settle the future that the caller has."""
    from distributed import KilledWorker

    try:
        result = inner.result()
    except CancelledError:
        _settle(outer, BrokenExecutor("the connection to the scheduler was lost"))
    except KilledWorker as killed:
        _settle(outer, KillingError(str(killed)))
    except BaseException as error:  # noqa: BLE001 - the caller gets it from the future
        _settle(outer, error)
    else:
        with contextlib.suppress(Exception):  # it was given up a moment ago
            outer.set_result(result)


def _settle(future: Future[Any], error: BaseException) -> None:
    with contextlib.suppress(Exception):  # it has ended a moment ago
        future.set_exception(error)


@contextlib.contextmanager
def open_cluster(address: str) -> Iterator[ClusterPool]:
    """Provide the workers of a scheduler.

    Raises
    ------
    UnusableError
        If ``distributed`` is not installed, or nobody answers, or there are no workers, or they
        are of another version.
    """
    with _connected(address) as client:
        pool = ClusterPool(client)
        try:
            # Returns as soon as there is one, within the time that the client was given.
            within(2 * ANSWER_WITHIN_S, lambda: client.wait_for_workers(1, ANSWER_WITHIN_S))
        except TimeoutError:
            raise UnusableError(f"the scheduler at {address} has no workers") from None
        pool.check_versions()
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(pool, address, done), daemon=True)
        watch.start()
        try:
            yield pool
        finally:
            done.set()
            pool.shutdown()
            watch.join(LOOK_EVERY_S)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Provide a connection, and close it."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UnusableError(f"{INSTALL} ({error})") from None
    check_greeting(address, ANSWER_WITHIN_S)
    # What goes wrong is reported by messages of our own.
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        try:
            client = within(
                2 * ANSWER_WITHIN_S,
                lambda: Client(address, timeout=ANSWER_WITHIN_S, set_as_default=False),
            )
        except Exception as error:  # noqa: BLE001 - whatever comes from what is no scheduler
            text = " ".join(str(error).split())
            raise UnusableError(f"no Dask scheduler answers at {address}: {text}") from None
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):
                within(2 * ANSWER_WITHIN_S, lambda: client.close(timeout=ANSWER_WITHIN_S))
    finally:
        log.setLevel(level)


def _watch(pool: ClusterPool, address: str, done: threading.Event) -> None:
    """End the run when there have been no workers for long: Dask would wait for ever."""
    seen = time.monotonic()
    while not done.wait(LOOK_EVERY_S):
        if _has_workers(pool):
            seen = time.monotonic()
        elif time.monotonic() - seen >= WORKERLESS_S:
            pool.give_up(
                RunError(
                    f"the scheduler at {address} has had no workers, or said nothing, for "
                    f"{WORKERLESS_S:.0f} s; "
                    "finished replications are saved, and the same command continues"
                )
            )


def _has_workers(pool: ClusterPool) -> bool:
    """Tell whether there is any worker; none is known of where the scheduler says nothing."""
    try:
        return bool(within(ANSWER_WITHIN_S, pool.workers))
    except TimeoutError:
        return False
    except Exception:  # noqa: BLE001 - the futures report a lost connection
        return True
