"""Work for executors; in a module of its own, where worker processes find it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sim.runs.executors.executor import Executor
from sim.runs.executors.processes import Processes
from sim.runs.executors.threads import Threads
from sim.runs.handing_out import hand_out
from sim.runs.replication import Result, Task, TaskKey, replicate
from sim.runs.resume import Failure, RunAndSave, Saved
from sim.world.arrays import Floats

T = TypeVar("T")


def run(
    tasks: Sequence[Task],
    pool: futures.Executor,
    work: Callable[[Task], T] = replicate,  # type: ignore[assignment]
    *,
    at_once: int | None = None,
    finished: Callable[[T], None] | None = None,
) -> list[T]:
    """Run tasks on any pool of workers, and return all results in order of key.

    `finished` is called with each result as it comes; all tasks are given at once by default.
    """
    results: dict[TaskKey, T] = {}

    def take(task: Task, result: T) -> None:
        results[task.key] = result
        if finished is not None:
            finished(result)

    hand_out(tasks, pool, work, take, at_once=at_once)
    return [results[key] for key in sorted(results)]


@contextmanager
def pool_of(executor: Executor, tasks: int = 100) -> Iterator[futures.Executor]:
    """Provide the pool of an executor that is open for many tasks."""
    with executor.open(tasks) as workers:
        yield workers.pool


def square(n: int) -> int:
    return n * n


def fail(message: str) -> None:
    raise ValueError(message)


def interrupt() -> None:
    raise KeyboardInterrupt


def environment(names: list[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}


def note_pid_and_wait(path: str) -> None:
    Path(path).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(600)


def in_threads(tasks: list[Task]) -> list[Floats]:
    """Return the measures of replications that all start at once."""
    with pool_of(Threads(len(tasks))) as executor:
        return [result.measures.value for result in run(tasks, executor, replicate)]


class Deadly(RunAndSave):
    """Replication 1 kills its process, as one that needs too much memory would."""

    def __call__(self, task: Task) -> Saved | Failure | Result:
        if task.replication == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class DeadlyOnce(RunAndSave):
    """The first process that comes to replication 1 dies."""

    def __call__(self, task: Task) -> Saved | Failure | Result:
        assert self.folders is not None
        mark = self.folders[task.scenario.name].path / "died"
        if task.replication == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class FirstDeadly(RunAndSave):
    """Replications 0 to 2 kill their process, the others take their time."""

    def __call__(self, task: Task) -> Saved | Failure | Result:
        if task.replication <= 2:
            time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.5)
        return super().__call__(task)


class AllDeadly(RunAndSave):
    """Every replication kills its process."""

    def __call__(self, task: Task) -> Saved | Failure | Result:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class Faulty(RunAndSave):
    """Replication 1 fails, wherever it runs."""

    def simulated(self, task: Task) -> Result:
        if task.replication == 1:
            raise ZeroDivisionError("by nought")
        return super().simulated(task)


class Slow(RunAndSave):
    """Each replication takes a while."""

    def simulated(self, task: Task) -> Result:
        time.sleep(0.3)
        return super().simulated(task)


if __name__ == "__main__":
    with pool_of(Processes(1)) as executor:
        executor.submit(note_pid_and_wait, sys.argv[1]).result()
