"""Replications are saved as they finish, so that a run can stop, lose workers, and continue.

Each is written to the results folder at once (`sim.runs.folder`); a run begins by looking at what
is there, and does the rest.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import RunError, UnusableError, out_of_memory
from sim.runs.executors.executor import Executor
from sim.runs.folder import Folder
from sim.runs.handing_out import WorkersLostError, hand_out
from sim.runs.replication import Result, Task, TaskKey, replicate
from sim.runs.results import save_replication

#: How often a replication may be under way when worker processes die.
LOSSES_LIMIT = 3
#: How many replications may fail in that way when none has ever finished.
KILLED_LIMIT = 4
#: How many pools in a row may die before a worker has begun anything.
IDLE_LIMIT = 2 * LOSSES_LIMIT
_KILLED = f"its worker process died {LOSSES_LIMIT} times (is there enough memory?)"


@dataclass(frozen=True)
class Saved:
    """A replication that has finished and is saved in its results folder."""

    key: TaskKey
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A replication that failed, with all that is needed to see why."""

    key: TaskKey
    seed: int
    message: str
    details: str = ""  #: traceback

    def __str__(self) -> str:
        """Return one line for people to read."""
        scenario, replication = self.key
        return f"{scenario}: replication {replication} (seed {self.seed}) failed: {self.message}"


@dataclass(frozen=True)
class Lost:
    """Worker processes died; what they were doing is run again."""

    tasks: tuple[Task, ...]

    def __str__(self) -> str:
        """Return one line for people to read."""
        if not self.tasks:
            return "a worker process died before it had begun anything"
        which = ", ".join(f"{task.scenario.name} {task.replication}" for task in self.tasks)
        return f"a worker process died; the replications it was working on run again: {which}"


Event = Saved | Failure | Lost


@dataclass(frozen=True)
class RunAndSave:
    """Runs a replication and saves it in the results folder of its scenario.

    Workers write what they computed, so that only a few words go back to the parent, and a finished
    replication stays finished whatever becomes of the parent. Workers on other machines, which may
    not share a disk with it, are given no folders: they send back what they computed.
    """

    folders: Mapping[str, Folder] | None

    def __call__(self, task: Task) -> Saved | Failure | Result:
        """Run one replication.

        Raises
        ------
        RunError
            If what was computed cannot be written. A failure of the model itself is returned.
        """
        try:
            result = self.simulated(task)
        except Exception as error:  # noqa: BLE001 - reported with its key; others go on
            message = str(error) if isinstance(error, RunError) else _in_a_line(error)
            return Failure(task.key, task.seed, message, traceback.format_exc())
        return result if self.folders is None else save(task, result, self.folders)

    def simulated(self, task: Task) -> Result:
        """Return the replication, simulated and measured."""
        return replicate(task)


def save(task: Task, result: Result, folders: Mapping[str, Folder]) -> Saved:
    """Write a replication to the results folder of its scenario.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    save_replication(folders[task.scenario.name], task, result)
    return Saved(task.key, result.seconds)


def _in_a_line(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return out_of_memory(error)
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def run_missing(
    tasks: Sequence[Task],
    folders: Mapping[str, Folder],
    executor: Executor,
    notify: Callable[[Event], None] | None = None,
) -> list[Failure]:
    """Run the tasks that are not saved yet, and save each in its folder as it finishes.

    When a worker process dies, its pool is rebuilt and what is missing runs again. A replication
    that was under way at two deaths is tried a third time by itself, to tell the one at fault from
    its neighbours; if that kills the worker too, it has failed.

    Parameters
    ----------
    tasks : sequence of Task
        What is wanted.
    folders : mapping of str to Folder
        Results folder of each scenario, claimed.
    executor : Executor
        Where to run.
    notify : callable, optional
        Called for each replication that finishes or fails, and for workers that die.

    Returns
    -------
    list of Failure
        Sorted by key; empty when everything wanted is there.

    Raises
    ------
    RunError
        If results cannot be written, or worker processes die at once again and again.
    """
    attempts = _Progress(folders, notify or (lambda _: None))
    todo = [task for task in tasks if not is_saved(task, folders)]
    attempts.has_finished_any = len(todo) < len(tasks)
    while todo:
        suspects = [task for task in todo if attempts.losses[task.key] >= LOSSES_LIMIT - 1]
        try:
            _run_at(executor, suspects[:1] or todo, folders, attempts)
        except UnusableError as error:
            raise RunError(str(error)) from None
        except WorkersLostError as lost:
            attempts.count_loss(lost)
        todo = [task for task in todo if not attempts.settled(task)]
    return [attempts.failures[key] for key in sorted(attempts.failures)]


class _Progress:
    """The replications of a run: which are saved, which failed, and how often workers died."""

    def __init__(self, folders: Mapping[str, Folder], notify: Callable[[Event], None]) -> None:
        self._folders = folders
        self._notify = notify
        self.saved: set[TaskKey] = set()
        self.failures: dict[TaskKey, Failure] = {}
        self.losses: Counter[TaskKey] = Counter()
        self.has_finished_any = False
        self._idle = 0

    def settled(self, task: Task) -> bool:
        """Tell whether a replication has finished or failed."""
        return task.key in self.saved or task.key in self.failures

    def record(self, outcome: Saved | Failure) -> None:
        """Record a replication that has finished or failed."""
        if isinstance(outcome, Failure):
            self.failures[outcome.key] = outcome
        else:
            self.saved.add(outcome.key)
            self.has_finished_any = True
        self._notify(outcome)

    def count_loss(self, lost: WorkersLostError) -> None:
        """Count a loss of workers, and give up on tasks that had been begun at too many of them.

        Raises
        ------
        RunError
            If nothing can be expected of further ones.
        """
        self._idle = 0 if lost.tasks else self._idle + 1
        self.losses.update(task.key for task in lost.tasks)
        if not lost.tasks or any(self.losses[task.key] < LOSSES_LIMIT for task in lost.tasks):
            self._notify(Lost(lost.tasks))
        for task in lost.tasks:
            if is_saved(task, self._folders):
                # The worker died between writing and saying so.
                seconds = self._folders[task.scenario.name].seconds(task.replication)
                self.record(Saved(task.key, seconds))
            elif self.losses[task.key] >= LOSSES_LIMIT:
                self.record(Failure(task.key, task.seed, _KILLED))
        killed = sum(failure.message == _KILLED for failure in self.failures.values())
        if self._idle >= IDLE_LIMIT or (killed >= KILLED_LIMIT and not self.has_finished_any):
            raise RunError(f"worker processes die again and again: {lost}")


def is_saved(task: Task, folders: Mapping[str, Folder]) -> bool:
    """Tell whether a replication is in its folder, and was checked if that is asked for."""
    record = folders[task.scenario.name].record_of(task.replication)
    return record is not None and (record.checked or not task.invariants)


def _run_at(
    executor: Executor,
    tasks: Sequence[Task],
    folders: Mapping[str, Folder],
    attempts: _Progress,
) -> None:
    """Run tasks with workers of their own, which are gone when this ends."""

    def take(task: Task, outcome: Saved | Failure | Result) -> None:
        attempts.record(save(task, outcome, folders) if isinstance(outcome, Result) else outcome)

    with executor.open(len(tasks)) as workers:
        hand_out(
            tasks,
            workers.pool,
            RunAndSave(folders if workers.write_results else None),
            take,
            at_once=workers.batches_at_once,
            # Of several in a batch, nobody knows which one has ended the worker.
            largest_batch=workers.largest_batch,
            one_by_one=bool(attempts.losses),
            grace_s=workers.grace_s,
            was_begun=workers.was_begun,
        )
