"""Work for executors; in a module of its own, where worker processes find it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sim.runs.executors import Choice, open_executor
from sim.runs.handing_out import run
from sim.runs.replication import Result, Task
from sim.runs.resume import Failure, Keep, Kept
from sim.world.arrays import Floats


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
    with open_executor(Choice("threads", len(tasks))) as executor:
        return [result.measures.value for result in run(tasks, executor)]


class Deadly(Keep):
    """Replication 1 kills its process, as one that needs too much memory would."""

    def __call__(self, task: Task) -> Kept | Failure | Result:
        if task.replication == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class DeadlyOnce(Keep):
    """The first process that comes to replication 1 dies."""

    def __call__(self, task: Task) -> Kept | Failure | Result:
        assert self.folders is not None
        mark = self.folders[task.scenario.name].path / "died"
        if task.replication == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class AllDeadly(Keep):
    """Every replication kills its process."""

    def __call__(self, task: Task) -> Kept | Failure | Result:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class Faulty(Keep):
    """Replication 1 fails, wherever it runs."""

    def simulated(self, task: Task) -> Result:
        if task.replication == 1:
            raise ZeroDivisionError("by nought")
        return super().simulated(task)


class Slow(Keep):
    """Each replication takes a while."""

    def simulated(self, task: Task) -> Result:
        time.sleep(0.3)
        return super().simulated(task)


if __name__ == "__main__":
    with open_executor(Choice("processes", 1)) as executor:
        executor.submit(note_pid_and_wait, sys.argv[1]).result()
