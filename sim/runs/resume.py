"""Replications that are kept as they finish, so that a run can stop, lose workers, and go on.

What is finished is written to the results folder at once (`sim.runs.folder`); a run begins by
looking at what is there, and does the rest.
"""

from __future__ import annotations

import dataclasses
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import RunError, UnusableError
from sim.runs.cluster import Cluster
from sim.runs.executors import Choice, open_executor
from sim.runs.folder import Folder
from sim.runs.handing_out import WorkersLostError, hand_out
from sim.runs.replication import Key, Result, Task, replicate
from sim.runs.results import write_replication

#: How often a replication may be under way when worker processes die.
LOSSES_LIMIT = 3
#: How many pools in a row may die without a single replication finished.
FRUITLESS_LIMIT = 2 * LOSSES_LIMIT
#: Short replications that a cluster's worker is given together: handing over costs 14 ms.
BATCH = 20
#: When interrupted, how long to wait for what a cluster has finished and not yet sent.
GRACE_S = 3.0
_KILLED = f"its worker process died {LOSSES_LIMIT} times (is there enough memory?)"


@dataclass(frozen=True)
class Kept:
    """A replication that was finished and is kept in its results folder."""

    key: Key
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A replication that failed, with all that is needed to see why."""

    key: Key
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
        which = ", ".join(f"{task.scenario.name} {task.replication}" for task in self.tasks)
        return f"a worker process died; run again what was under way: {which}"


Event = Kept | Failure | Lost


@dataclass(frozen=True)
class Keep:
    """Runs a replication and writes it to the results folder of its scenario.

    Workers write what they computed, so that only a few words go back to the parent, and what is
    finished stays finished whatever becomes of the parent. Workers on other machines, which may
    not share a disk with it, are given no folders: they send back what they computed.
    """

    folders: Mapping[str, Folder] | None

    def __call__(self, task: Task) -> Kept | Failure | Result:
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
        return result if self.folders is None else keep(task, result, self.folders)

    def simulated(self, task: Task) -> Result:
        """Return the replication, simulated and measured."""
        return replicate(task)


def keep(task: Task, result: Result, folders: Mapping[str, Folder]) -> Kept:
    """Write a replication to the results folder of its scenario.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    write_replication(folders[task.scenario.name], task, result)
    return Kept(task.key, result.seconds)


def _in_a_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def run_kept(
    tasks: Sequence[Task],
    folders: Mapping[str, Folder],
    choice: Choice,
    told: Callable[[Event], None] | None = None,
) -> list[Failure]:
    """Run the tasks that are not kept yet, and keep each in its folder as it finishes.

    When a worker process dies, its pool is rebuilt and what is missing runs again. A replication
    that was under way at two deaths is tried a third time by itself, so that the one which is at
    fault is told from its neighbours; then it has failed.

    Parameters
    ----------
    tasks : sequence of Task
        What is wanted.
    folders : mapping of str to Folder
        Results folder of each scenario, claimed.
    choice : Choice
        Where to run.
    told : callable, optional
        Told of each replication as it finishes or fails, and of workers that died.

    Returns
    -------
    list of Failure
        Sorted by key; empty when everything wanted is there.

    Raises
    ------
    RunError
        If results cannot be written, or worker processes die at once again and again.
    """
    attempts = _Attempts(folders, told or (lambda _: None))
    todo = [task for task in tasks if not is_kept(task, folders)]
    while todo:
        suspects = [task for task in todo if attempts.losses[task.key] >= LOSSES_LIMIT - 1]
        before = len(attempts.there)
        try:
            _run_batch(suspects[:1] or todo, folders, choice, attempts.note)
        except UnusableError as error:
            raise RunError(str(error)) from None
        except WorkersLostError as lost:
            attempts.count_loss(lost, fruitless=len(attempts.there) == before)
        else:
            attempts.fruitless = 0
        todo = [task for task in todo if not attempts.settled(task)]
    return [attempts.failures[key] for key in sorted(attempts.failures)]


class _Attempts:
    """What has come of the replications that are being run."""

    def __init__(self, folders: Mapping[str, Folder], tell: Callable[[Event], None]) -> None:
        self._folders = folders
        self._tell = tell
        self.there: set[Key] = set()
        self.failures: dict[Key, Failure] = {}
        self.losses: Counter[Key] = Counter()
        self.fruitless = 0

    def settled(self, task: Task) -> bool:
        """Tell whether a replication has finished or failed."""
        return task.key in self.there or task.key in self.failures

    def note(self, outcome: Kept | Failure) -> None:
        """Take note of a replication that has finished or failed."""
        if isinstance(outcome, Failure):
            self.failures[outcome.key] = outcome
        else:
            self.there.add(outcome.key)
        self._tell(outcome)

    def count_loss(self, lost: WorkersLostError, *, fruitless: bool) -> None:
        """Take note of workers that died, and give up on what was there at too many deaths.

        Raises
        ------
        RunError
            If pool after pool dies without finishing anything.
        """
        self.fruitless = self.fruitless + 1 if fruitless else 0
        self.losses.update(task.key for task in lost.tasks)
        if any(self.losses[task.key] < LOSSES_LIMIT for task in lost.tasks):
            self._tell(Lost(lost.tasks))
        for task in lost.tasks:
            if is_kept(task, self._folders):
                # The worker died between writing and saying so.
                seconds = self._folders[task.scenario.name].seconds(task.replication)
                self.note(Kept(task.key, seconds))
            elif self.losses[task.key] >= LOSSES_LIMIT:
                self.note(Failure(task.key, task.seed, _KILLED))
        if self.fruitless >= FRUITLESS_LIMIT:
            raise RunError(f"worker processes die again and again: {lost}")


def is_kept(task: Task, folders: Mapping[str, Folder]) -> bool:
    """Tell whether a finished replication is in its folder, checked if it is to be."""
    finished = folders[task.scenario.name].finished(task.replication)
    return finished is not None and (finished.checked or not task.invariants)


def _run_batch(
    tasks: Sequence[Task],
    folders: Mapping[str, Folder],
    choice: Choice,
    note: Callable[[Kept | Failure], None],
) -> None:
    """Run tasks in a pool of their own, or on the cluster."""

    def take(task: Task, outcome: Kept | Failure | Result) -> None:
        note(keep(task, outcome, folders) if isinstance(outcome, Result) else outcome)

    workers = min(choice.workers, len(tasks))
    # A single replication needs no company, but one that kills its process needs a process.
    with open_executor(dataclasses.replace(choice, workers=workers)) as executor:
        if isinstance(executor, Cluster):
            threads = sum(worker.threads for worker in executor.workers().values())
            hand_out(
                tasks, executor, Keep(None), take,
                at_once=2 * max(threads, 1), batch=BATCH, grace_s=GRACE_S,
            )  # fmt: skip
        else:
            at_once = 2 * workers if workers > 1 else 1
            hand_out(tasks, executor, Keep(folders), take, at_once=at_once)
