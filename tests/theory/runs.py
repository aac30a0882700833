"""Textbook scenarios, run the way the command line runs them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, get_args

import numpy as np

from sim.clock import MS_PER_MIN
from sim.engine.simpy_engine import simulate as simulate_world
from sim.executors import SerialExecutor
from sim.experiment import Engine, Result, Task, replicate, run
from sim.model.state import State
from sim.outputs.measures import measure
from sim.outputs.measures_week import week_profile
from sim.scenario.load import load
from sim.world.arrays import World
from sim.world.build import build, names

T = TypeVar("T")

SCENARIOS = Path(__file__).parent / "scenarios"
#: Theory holds every engine; they are tested one by one.
ENGINES: tuple[Engine, ...] = get_args(Engine)


def simulate(
    name: str,
    executor: Executor | None = None,
    engine: Engine = "simpy",
    *,
    work: Callable[[Task], T] = replicate,  # type: ignore[assignment]
    replications: int | None = None,
    log: bool = False,
) -> list[T]:
    """Run a scenario of this folder, from its file.

    Parameters
    ----------
    name : str
        Name of the file, without ``.yaml``.
    executor : Executor, optional
        Where to run; in this thread if left out.
    engine : str
        Which clock to use.
    work : callable
        What to do with each replication.
    replications : int, optional
        How many; those of the scenario if left out.
    log : bool
        Whether to keep the event log.
    """
    loaded = load(SCENARIOS / f"{name}.yaml")
    settings = loaded.scenario.run
    tasks = [
        Task(loaded.scenario, loaded.scenario_hash, settings.seed, number, engine=engine, log=log)
        for number in range(replications or settings.replications)
    ]
    return run(tasks, executor or SerialExecutor(), work)


def cost(results: Sequence[Result]) -> str:
    """Say what replications cost: model events, and time added up."""
    seconds = sum(result.seconds for result in results)
    return f"{len(results)} replications, {events(results):,} events, {seconds:.1f} s"


def events(results: Sequence[Result]) -> int:
    """Return the model events that were spent."""
    return sum(result.events for result in results)


@dataclass(frozen=True)
class Detailed(Result):
    """A finished replication, with some numbers that no measure gives."""

    extra: Mapping[str, float]


def replicate_in_detail(task: Task) -> Detailed:
    """Run one replication, and look closer at what is left of it.

    ``stay K``: minutes from creation to the end of the work of grade K, mean of cleared incidents;
    ``officer K``: share of the jobs that officer number K did.
    """
    started = time.perf_counter()
    world = build(task.scenario, task.seed, task.replication)
    state = simulate_world(world)
    codes = names(task.scenario)
    return Detailed(
        key=task.key,
        seed=task.seed,
        measures=measure(task.scenario, codes, world, state),
        week=week_profile(task.scenario, codes, world, state),
        log=None,
        events=int(state.clock.events[0]),
        seconds=time.perf_counter() - started,
        extra=stays(world, state) | jobs_by_officer(world, state),
    )


def stays(world: World, state: State) -> dict[str, float]:
    """Return the mean stay of incidents of each grade that were created after the warm-up."""
    created, cleared = world.drawn.created_ms, state.incidents.cleared_ms
    counts = (created >= world.sizes.warm_up_ms) & (cleared >= 0)
    grade = world.drawn.grade
    return {
        f"stay {number}": float((cleared - created)[counts & (grade == number)].mean() / MS_PER_MIN)
        for number in np.unique(grade[counts]).tolist()
    }


def jobs_by_officer(world: World, state: State) -> dict[str, float]:
    """Return the share of all deployments of each officer."""
    sent = state.deployments.officer[state.deployments.officer >= 0]
    share = np.bincount(sent, minlength=world.sizes.officers) / sent.size
    return {f"officer {number}": value for number, value in enumerate(share.tolist())}
