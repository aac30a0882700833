"""Textbook scenarios, run the way the command line runs them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from sim.clock import MS_PER_DAY, MS_PER_MIN
from sim.model.state import State
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.breakdowns import breakdowns_of
from sim.outputs.measures.response_times import reached_within
from sim.outputs.measures.view import view_of
from sim.outputs.measures.week import week_profile_of
from sim.runs.executors.serial import SerialPool
from sim.runs.replication import Engine, Result, Task, replicate
from sim.runs.replication import simulate as simulate_world
from sim.scenario.load import load
from sim.world.arrays import World
from sim.world.build import build, names
from tests.runs.work import run

T = TypeVar("T")

SCENARIOS = Path(__file__).parent / "scenarios"
#: Theory holds each engine by itself; that they are equal says nothing of mistakes they share.
ENGINES: tuple[Engine, ...] = ("compiled", "simpy")
#: Replications that are enough for a t interval, where the effort allows fewer.
FEWEST = 8


class Effort(NamedTuple):
    """How precisely theory holds an engine."""

    share: float  #: of the replications of the scenario
    coarser: float  #: by which the largest standard error is multiplied
    wrong: float  #: factor of an arrival rate that every check must refuse
    events_rel: float  #: how close model events must be to the number expected

    def replications(self, number: int) -> int:
        """Return how many of a scenario's replications are run."""
        return max(round(self.share * number), min(FEWEST, number))


#: The compiled clock is held to the full precision: errors of 1%, a rate that is wrong by 5%
#: refused. SimPy, which gives the same events one by one (tests/engine), runs a third of the
#: replications: errors of 2.5%, and a rate that is wrong by 15% refused.
EFFORT: dict[Engine, Effort] = {
    "compiled": Effort(1.0, 1.0, 1.05, 0.01),
    "simpy": Effort(1 / 3, 2.5, 1.15, 0.02),
}


def simulate(
    name: str,
    pool: futures.Executor | None = None,
    engine: Engine = "compiled",
    *,
    work: Callable[[Task], T] = replicate,  # type: ignore[assignment]
    replications: int | None = None,
    effort: Effort | None = None,
    log: bool = False,
) -> list[T]:
    """Run a scenario of this folder, from its file.

    Parameters
    ----------
    name : str
        Name of the file, without ``.yaml``.
    pool : futures.Executor, optional
        Where to run; in this thread if left out.
    engine : str
        Which clock to use.
    work : callable
        What to do with each replication.
    replications : int, optional
        How many; those of the scenario if left out.
    effort : Effort, optional
        What share of those to run.
    log : bool
        Whether to keep the event log.
    """
    loaded = load(SCENARIOS / f"{name}.yaml")
    settings = loaded.scenario.run
    number_of = replications or settings.replications
    if effort is not None:
        number_of = effort.replications(number_of)
    tasks = [
        Task(loaded.scenario, loaded.scenario_hash, settings.seed, number, engine=engine, log=log)
        for number in range(number_of)
    ]
    return run(tasks, pool or SerialPool(), work)


def cost(results: Sequence[Result]) -> str:
    """Say what replications cost: model events, and time added up."""
    seconds = sum(result.seconds for result in results)
    return f"{len(results)} replications, {events(results):,} events, {seconds:.1f} s"


def expected_events(results: Sequence[Result], name: str, of_all: int) -> float:
    """Return the model events that so many of a scenario's replications should take.

    Parameters
    ----------
    results : sequence of Result
        Those that were run.
    name : str
        Name of the scenario's file.
    of_all : int
        Model events of all its replications together.
    """
    return of_all * len(results) / load(SCENARIOS / f"{name}.yaml").scenario.run.replications


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
    ``officer K``: share of the jobs that officer number K did; ``variance of a day's count``, or a
    week's: of incidents by day, or by seven days.
    """
    started = time.perf_counter()
    world = build(task.scenario, task.seed, task.replication)
    state = simulate_world(task.engine, world, log=False)
    view = view_of(task.scenario, names(task.scenario), world, state)
    return Detailed(
        key=task.key,
        seed=task.seed,
        measures=measures_of(view),
        breakdowns=breakdowns_of(view),
        week=week_profile_of(view),
        reached_within=reached_within(view),
        log=None,
        events=int(state.clock.events[0]),
        seconds=time.perf_counter() - started,
        extra=stays(world, state) | jobs_by_officer(world, state) | spread_of_counts(world),
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


def spread_of_counts(world: World) -> dict[str, float]:
    """Return the variances of the number of incidents in a day and in seven days of the run."""
    days = world.sizes.horizon_ms // MS_PER_DAY
    created = world.drawn.created_ms[world.drawn.created_ms < world.sizes.horizon_ms]
    by_day = np.bincount(created // MS_PER_DAY, minlength=days)
    by_week = by_day[: days // 7 * 7].reshape(-1, 7).sum(axis=1)
    return {
        f"variance of a {name}'s count": float(counts.var(ddof=1))
        for name, counts in (("day", by_day), ("week", by_week))
        if counts.size > 1
    }
