"""Replications: what one is, how many are run wherever there is room, and in which order they come.

All scenarios of a comparison meet the same incidents: they share the seed, and replication r of
one is paired with replication r of another (common random numbers). Results are sorted by scenario
and replication, so that nothing depends on where or in which order replications ran.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from sim.errors import RunError
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.model.state import State
    from sim.outputs.measures import MeasureRows
    from sim.outputs.measures_week import WeekProfile
    from sim.outputs.tables_log import LogTables
    from sim.world.arrays import World

T = TypeVar("T")
#: What drives the model; `both` runs both and compares their event logs.
Engine = Literal["simpy", "compiled", "both"]
Key = tuple[str, int]


@dataclass(frozen=True)
class Task:
    """One replication to be run; small, frozen, and the same wherever it runs."""

    scenario: Scenario
    scenario_hash: str
    seed: int
    replication: int
    engine: Engine = "compiled"
    log: bool = False
    invariants: bool = False

    @property
    def key(self) -> Key:
        """Return what results are sorted by."""
        return self.scenario.name, self.replication


@dataclass(frozen=True)
class Result:
    """A finished replication."""

    key: Key
    seed: int
    measures: MeasureRows
    week: WeekProfile
    log: LogTables | None
    events: int  #: model events that ran
    seconds: float  #: time it took; no part of the results


class WorkersLostError(Exception):
    """Worker processes died; `tasks` are those that may have been the reason."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        which = ", ".join(f"{task.replication} of {task.scenario.name}" for task in tasks[:4])
        super().__init__(f"under way were replications {which}")
        self.tasks = tuple(tasks)


def replicate(task: Task) -> Result:
    """Run one replication: make the world, simulate it, measure it.

    Raises
    ------
    RunError
        If the world cannot be made, if the engines are to be compared and differ, or if invariants
        are to be checked and one does not hold.
    """
    from sim.outputs.measures import measures_of
    from sim.outputs.measures_view import view_of
    from sim.outputs.measures_week import week_profile_of
    from sim.world.build import build, names

    started = time.perf_counter()
    world = build(task.scenario, task.seed, task.replication)
    state = simulate(task.engine, world, log=task.log or task.invariants)
    if task.invariants:
        from sim.engine.invariants import violations

        broken = violations(world, state)
        if broken:
            shown = "; ".join(broken[:3])
            raise RunError(f"{len(broken)} invariants do not hold, the first: {shown}")
    codes = names(task.scenario)
    log = None
    if task.log:
        from sim.outputs.tables_log import log_tables

        log = log_tables(task.scenario, codes, world, state, task.replication)
    view = view_of(task.scenario, codes, world, state)
    return Result(
        key=task.key,
        seed=task.seed,
        measures=measures_of(view),
        week=week_profile_of(view),
        log=log,
        events=int(state.clock.events[0]),
        seconds=time.perf_counter() - started,
    )


def simulate(engine: Engine, world: World, *, log: bool) -> State:
    """Simulate one replication on an engine.

    Raises
    ------
    RunError
        If both engines run and differ.
    """
    from sim.engine import compiled, simpy_engine

    if engine == "simpy":
        return simpy_engine.simulate(world, log=log)
    if engine == "compiled":
        return compiled.simulate(world, log=log)
    from sim.engine.comparing import first_difference

    state = compiled.simulate(world, log=True)
    difference = first_difference(world, simpy_engine.simulate(world, log=True), state)
    if difference:
        raise RunError(f"the engines differ: {difference}")
    return state


def prepare(engine: Engine, tell: Callable[[str], None]) -> None:
    """Compile what an engine needs, before workers start; say so if that takes a while."""
    if engine != "simpy":
        from sim.engine import compiling

        compiling.prepare(tell)


def run(
    tasks: Sequence[Task],
    executor: Executor,
    work: Callable[[Task], T] = replicate,  # type: ignore[assignment]
    *,
    at_once: int | None = None,
    finished: Callable[[T], None] | None = None,
) -> list[T]:
    """Run tasks on any executor.

    Parameters
    ----------
    tasks : sequence of Task
        In any order; each key once.
    executor : concurrent.futures.Executor
        Where to run them.
    work : callable
        What to do with each task; it must be picklable where workers are other processes.
    at_once : int, optional
        How many tasks the executor is given at a time; all if left out.
    finished : callable, optional
        Told of each result as it comes, in this thread.

    Returns
    -------
    list
        What `work` returned, sorted by key.

    Raises
    ------
    WorkersLostError
        If worker processes died; what had finished by then has been told to `finished`.
    """
    waiting = deque(sorted(tasks, key=lambda task: (task.replication, task.scenario.name)))
    under_way: dict[Future[T], Task] = {}
    results: dict[Key, T] = {}
    limit = at_once or max(len(waiting), 1)
    lost: list[Task] = []
    while (waiting or under_way) and not lost:
        while waiting and len(under_way) < limit:
            try:
                under_way[executor.submit(work, waiting[0])] = waiting[0]
            except BrokenExecutor:
                break
            waiting.popleft()
        if not under_way:
            raise WorkersLostError([waiting[0]])
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            task = under_way.pop(future)
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(task)
                continue
            results[task.key] = future.result()
            if finished is not None:
                finished(results[task.key])
    if lost:
        raise WorkersLostError([*lost, *under_way.values()])
    return [results[key] for key in sorted(results)]
