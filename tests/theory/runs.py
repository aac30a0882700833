"""Textbook scenarios, run the way the command line runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TypeVar, get_args

from sim.executors import SerialExecutor
from sim.experiment import Engine, Result, Task, replicate, run
from sim.scenario.load import load

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
