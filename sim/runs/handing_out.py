"""Handing tasks out to a pool of workers, and taking results as they come."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Generic, TypeVar

from sim.runs.replication import Task

T = TypeVar("T")
#: How long a worker may work on a batch of short replications.
MOMENT_S = 1.0
#: How long on one replication of several scenarios, whose demand is drawn once for all of them.
TOGETHER_S = 10.0


#: What a scenario says that the draw of its demand hardly ever depends on.
NOT_OF_DEMAND = {
    "name", "title", "why", "protective_marking", "headlines", "rotas", "teams", "dispatch",
    "redeployment", "prevention", "budget", "maps", "evidence",
}  # fmt: skip


class WorkersLostError(Exception):
    """Worker processes died; `tasks` are those that had been begun, one of them the reason."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        which = ", ".join(f"{task.replication} of {task.scenario.name}" for task in tasks[:4])
        super().__init__(f"under way were replications {which}" if tasks else "none had begun")
        self.tasks = tuple(tasks)


def hand_out(
    tasks: Sequence[Task],
    pool: futures.Executor,
    work: Callable[[Task], T],
    take: Callable[[Task, T], None],
    *,
    at_once: int | None = None,
    largest_batch: int = 1,
    one_by_one: bool = False,
    grace_s: float = 0.0,
    was_begun: Callable[[Future[list[T]]], bool] = lambda _: True,
) -> None:
    """Run tasks on any pool of workers, and pass each result on without storing it.

    Parameters
    ----------
    take : callable
        Called with each task and what `work` returned for it, as it comes, in this thread.
    at_once : int, optional
        How many batches the pool is given at a time; all of them by default.
    largest_batch : int
        Most tasks that a worker is given together, when they are short (`run_batch`). Those of one
        replication go together all the same, as long as no worker is left without.
    one_by_one : bool
        Whether every task is given by itself.
    grace_s : float
        When interrupted, how long to wait for results that are still on their way.
    was_begun : callable
        Whether a batch that was lost with its worker had been begun, or was only queued.

    Raises
    ------
    WorkersLostError
        If worker processes died; what had finished by then has been taken.
    """
    flow = _Flow(tasks, pool, work, take, was_begun)
    limit = at_once or max(len(tasks), 1)
    try:
        while flow.is_going():
            # Ever smaller towards the end, so that no worker is left with the last of many.
            size = min(largest_batch, max(len(flow.waiting) // (2 * limit), 1))
            share = -(-len(flow.waiting) // limit)
            flow.fill(limit, *((1, 1) if one_by_one else (size, share)))
            flow.collect()
    except KeyboardInterrupt:
        flow.take_what_came()
        end = time.monotonic() + grace_s
        while flow.under_way and not flow.are_lost and (left := end - time.monotonic()) > 0:
            flow.collect(left)
        raise
    if flow.are_lost:
        raise WorkersLostError(flow.begun())


def in_turn(tasks: Sequence[Task]) -> list[Task]:
    """Return tasks by replication, and of each those next to each other whose demand is alike.

    A worker keeps the last draw (`sim.world.drawn_once`). Whether two draws are equal is decided
    there; here it is enough that scenarios say the same of all that mostly matters.
    """
    by_name = {task.scenario.name: task.scenario for task in tasks}
    said: dict[str, int] = {}
    group = {}
    for name in sorted(by_name):
        text = by_name[name].model_dump_json(exclude=NOT_OF_DEMAND, warnings=False)
        group[name] = said.setdefault(text, len(said))
    return sorted(
        tasks, key=lambda task: (task.replication, group[task.scenario.name], task.scenario.name)
    )


def run_batch(
    work: Callable[[Task], T], tasks: Sequence[Task], most_s: float = MOMENT_S
) -> list[T]:
    """Do the first tasks of a batch, at least one, for no longer than `most_s`.

    Handing over a task takes longer than a short replication, so a worker is given several. Those
    that it has not begun when the time is over go back, so that finished ones are reported soon.
    What scenarios of one replication draw alike is drawn once.
    """
    from sim.world.drawn_once import keeping  # where nothing is run, numpy is not loaded

    started = time.monotonic()
    longest = 0.0
    results: list[T] = []
    several = len({task.replication for task in tasks}) < len(tasks)
    with keeping() if several else contextlib.nullcontext():
        for task in tasks:
            before = time.monotonic()
            if results and before - started + longest > most_s:
                break
            results.append(work(task))
            longest = max(longest, time.monotonic() - before)
    return results


class _Flow(Generic[T]):
    """Tasks on their way through a pool."""

    def __init__(
        self,
        tasks: Sequence[Task],
        pool: futures.Executor,
        work: Callable[[Task], T],
        take: Callable[[Task, T], None],
        was_begun: Callable[[Future[list[T]]], bool],
    ) -> None:
        self.waiting = deque(in_turn(tasks))
        self.under_way: dict[Future[list[T]], tuple[Task, ...]] = {}
        self.are_lost = False
        self._lost: dict[Future[list[T]], tuple[Task, ...]] = {}
        self._came: deque[tuple[Task, T]] = deque()
        self._pool = pool
        self._work = work
        self._take = take
        self._was_begun = was_begun

    def is_going(self) -> bool:
        """Tell whether there is anything to be done or waited for, and nobody died."""
        return bool(self.waiting or self.under_way) and not self.are_lost

    def fill(self, limit: int, size: int, together: int) -> None:
        """Give the pool batches until it has as many as it may have.

        Each has `size` tasks, or up to `together` if they are of one replication.
        """
        while self.waiting and len(self.under_way) < limit:
            alike = self._alike(max(size, together))
            some = tuple(itertools.islice(self.waiting, max(size, alike)))
            most_s = TOGETHER_S if len(some) == alike else MOMENT_S
            try:
                future = self._pool.submit(run_batch, self._work, some, most_s)
            except BrokenExecutor:
                break
            self.under_way[future] = some
            for _ in some:
                self.waiting.popleft()
        if not self.under_way:
            raise WorkersLostError([])

    def _alike(self, most: int) -> int:
        """Return how many of the next tasks are of one replication."""
        first = itertools.islice(self.waiting, most)
        return sum(1 for task in first if task.replication == self.waiting[0].replication)

    def begun(self) -> list[Task]:
        """Return what workers had begun when some of them died."""
        unknown = {**self._lost, **self.under_way}
        return [task for at, some in unknown.items() if self._was_begun(at) for task in some]

    def collect(self, timeout_s: float | None = None) -> None:
        """Wait until something has ended, and take it."""
        done, _ = wait(self.under_way, timeout_s, return_when=FIRST_COMPLETED)
        errors: list[BaseException] = []
        for future in done:
            some, error = self.under_way[future], future.exception()
            if error is None:
                results = future.result()
                self.waiting.extendleft(reversed(some[len(results) :]))
                self._came.extend(zip(some, results, strict=False))
            elif isinstance(error, BrokenExecutor):
                self.are_lost = True
                self._lost[future] = some
            else:
                errors.append(error)
            del self.under_way[future]
        self.take_what_came()
        if errors:
            raise errors[0]

    def take_what_came(self) -> None:
        """Pass on what has come in; what was being passed on at an interrupt is passed on again."""
        while self._came:
            self._take(*self._came[0])
            self._came.popleft()
