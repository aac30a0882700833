"""One replication: what it depends on, how it is made, simulated and measured.

All scenarios of a comparison meet the same incidents: they share the seed, and replication r of
one is paired with replication r of another (common random numbers).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import pickle
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from sim import clock, native
from sim.errors import RunError
from sim.runs.keys import numpy_version, source_hash
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted
from sim.world.scenario_cache import LIMIT, ScenarioCache

if TYPE_CHECKING:
    from sim.engine.on_simpy.own_policies import OwnPolicies
    from sim.model.state import State
    from sim.outputs.log_tables import LogTables
    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile
    from sim.world.arrays import Floats, Names, World

#: What drives the model; `both` runs both and compares their event logs.
Engine = Literal["simpy", "compiled", "both"]
TaskKey = tuple[str, int]


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
    policies: OwnPolicies = ()  #: decisions taken by an analyst's functions, on SimPy only

    @property
    def key(self) -> TaskKey:
        """Return what results are sorted by."""
        return self.scenario.name, self.replication

    def words(self) -> dict[str, Any]:
        """Return what its measures depend on, policies apart, for `sim.runs.keys.hash_of`."""
        return {
            "scenario_hash": self.scenario_hash,
            "source_hash": source_hash(),
            "numpy": numpy_version(),
            "seed": self.seed,
            "replication": self.replication,
            "engine": self.engine,
        }

    def __reduce__(self) -> tuple[Callable[..., Task], tuple[object, ...]]:
        """Return what is sent to other processes: there a scenario is unpacked once for all tasks.

        To pack and unpack it for each takes 2 ms.
        """
        others = {one.name: getattr(self, one.name) for one in fields(self)}
        packed = _PACKED.get(others.pop("scenario"))
        return _received, (type(self), packed, others)


_PACKED: ScenarioCache[bytes] = ScenarioCache(pickle.dumps)


@functools.lru_cache(maxsize=LIMIT)
def _unpacked(packed: bytes) -> Scenario:
    """Return a scenario that was packed by the process that started this one."""
    scenario: Scenario = pickle.loads(packed)  # noqa: S301 - as every task is passed on
    return scenario


def _received(kind: type[Task], packed: bytes, others: dict[str, Any]) -> Task:
    """Return a task that another process has sent."""
    return kind(scenario=_unpacked(packed), **others)


@dataclass(frozen=True)
class Result:
    """A finished replication."""

    key: TaskKey
    seed: int
    measures: MeasureRows
    breakdowns: Breakdowns
    week: WeekProfile
    reached_within: Floats  #: see `sim.outputs.measures.response_times`
    log: LogTables | None
    events: int  #: model events that ran
    seconds: float  #: time it took; no part of the results


def replicate(task: Task) -> Result:
    """Run one replication: make the world, simulate it, measure it.

    Raises
    ------
    RunError
        If the world cannot be made, if the engines are to be compared and differ, or if invariants
        are to be checked and one does not hold.
    """
    from sim.outputs.measures.all_measures import measures_of
    from sim.outputs.measures.breakdowns import breakdowns_of
    from sim.outputs.measures.response_times import reached_within
    from sim.outputs.measures.view import view_of
    from sim.outputs.measures.week import week_profile_of
    from sim.world.build import build, names

    native.begin_replication()
    native.keep_freed_memory()
    started = time.perf_counter()
    own = bool(task.policies)
    world = build(task.scenario, task.seed, task.replication, to_ceiling=own)
    log_is_kept = task.log or task.invariants
    state = simulate(task.engine, world, log=log_is_kept, policies=task.policies)
    if task.invariants:
        from sim.engine.invariants import violations

        broken = violations(world, state)
        if broken:
            shown = "; ".join(broken[:3])
            many = f"{counted(len(broken), 'invariant')} {'does' if len(broken) == 1 else 'do'}"
            raise RunError(f"{many} not hold, the first: {shown}")
    codes = names(task.scenario)
    refuse_above_ceiling(task.scenario, codes, state)
    log = None
    if task.log:
        from sim.outputs.log_tables import log_tables

        log = log_tables(task.scenario, codes, world, state, task.replication)
    view = view_of(task.scenario, codes, world, state)
    return Result(
        key=task.key,
        seed=task.seed,
        measures=measures_of(view),
        breakdowns=breakdowns_of(view),
        week=week_profile_of(view),
        reached_within=reached_within(view),
        log=log,
        events=int(state.clock.events[0]),
        seconds=time.perf_counter() - started,
    )


def refuse_above_ceiling(scenario: Scenario, names: Names, state: State) -> None:
    """Refuse a run in which the multiplier of demand was above its ceiling.

    No incidents are drawn beyond the ceiling, so that some are missing from such a run.

    Raises
    ------
    RunError
        With each hub, the day on which it first happened there, and on how many days it did.
    """
    first = state.demand.above_first_ms
    above = [hub for hub in range(first.size) if first[hub] >= 0]
    if not above:
        return
    said = []
    for hub in sorted(above, key=lambda each: int(first[each])):
        day = scenario.run.start + dt.timedelta(days=int(first[hub] // clock.MS_PER_DAY))
        days = int(state.demand.above_days[hub])
        when = f"on {days} days, first on {day}" if days > 1 else f"on {day}"
        said.append(f"at {names.hubs[hub]} {when}")
    raise RunError(
        f"demand rose above demand.ceiling, {scenario.demand.ceiling:g}, or above what the effects "
        f"of the scenario can come to, {'; '.join(said)}: "
        "incidents beyond it are not drawn, so that there is no result; expected a higher "
        "ceiling, the same in all scenarios that are compared"
    )


def simulate(engine: Engine, world: World, *, log: bool, policies: OwnPolicies = ()) -> State:
    """Simulate one replication on an engine; only SimPy takes decisions in other ways.

    Raises
    ------
    RunError
        If both engines run and differ.
    """
    # Each engine's libraries take time and memory: only those that are needed are imported.
    if engine != "compiled":
        from sim.engine.on_simpy import engine as simpy_engine

        if engine == "simpy":
            return simpy_engine.simulate(world, log=log, policies=policies)
    from sim.engine.compiled import engine as compiled

    _begin_what_waits()
    if engine == "compiled":
        return compiled.simulate(world, log=log)
    from sim.engine.comparing import first_difference

    state = compiled.simulate(world, log=True)
    difference = first_difference(world, simpy_engine.simulate(world, log=True), state)
    if difference:
        raise RunError(f"the engines differ: {difference}")
    return state


#: What is to be done beside the next loop that runs in this process.
_WAITING: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()


def beside_the_loop(work: Callable[[], object]) -> None:
    """Have something done in a thread as soon as the compiled loop runs in this process.

    Then a core is free for it. Before, it would take turns with the building of the world.
    """
    _WAITING.put(work)


def _begin_what_waits() -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            threading.Thread(target=_WAITING.get_nowait(), daemon=True).start()


def state_after(engine: Engine, world: World, line: int) -> State:
    """Simulate a replication again, up to the end of the event that writes a line of its log."""
    if engine == "simpy":
        from sim.engine.on_simpy.engine import Simulation

        return Simulation(world, log=True).run_past(line)
    from sim.engine.compiled.engine import Compiled

    return Compiled(world, log=True).run_past(line)
