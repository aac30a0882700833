"""The baseline on the SimPy engine: incidents per second of CPU, memory, and start-up.

Each bench also asserts what was done (the exact numbers of incidents and events), so that a model
which does less work cannot pass for a faster one. Bounds hold for the best of several rounds: a
busy machine makes rounds slower and never quicker. One on time that is missed is told, and is no
error. The engine is held against bare SimPy, which runs before each round of it: how quick the
machine is at that hour does not matter.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import simpy
from pytest_benchmark.fixture import BenchmarkFixture

from benches import fresh, subject
from benches.conftest import Note
from benches.engines import measure
from benches.figures import bound, spread
from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.world.arrays import World
from sim.world.build import build

#: Incidents that are simulated, at the least, in the time in which bare SimPy runs one event.
INCIDENTS_PER_BARE_EVENT = 0.016
#: Peak memory of a process that makes, simulates and measures one replication.
PEAK_MB = 400
#: CPU time from the command line to the answer.
HELP_CPU_S = 0.3
CHECK_CPU_S = 1.0

YARDSTICK = "bare SimPy, the yardstick"
PER_BARE_EVENT = "incidents per event of bare SimPy"
ROUNDS = 7
#: Of what is held against a bound: the median of as many ratios.
BOUND_ROUNDS = 12
FRESH_ROUNDS = 3
#: Events pending in the yardstick; the baseline has 500 on its first day and 2,000 at its end.
PENDING = 1_000

#: The timer of the benchmark table: time of this process on the CPU, not on the wall.
on_cpu = pytest.mark.benchmark(timer=time.process_time, group="one replication, CPU")
fresh_process = pytest.mark.benchmark(group="fresh processes, wall clock")


@pytest.fixture(scope="module")
def world() -> World:
    return build(subject.scenario(), subject.SEED, subject.REPLICATION)


@pytest.fixture(scope="module")
def state(world: World) -> State:
    return simulate(world)


def rate(benchmark: BenchmarkFixture, world: World) -> float | None:
    """Return incidents per second of CPU in the best round; None when benches are switched off."""
    stats = benchmark.stats
    if stats is None:
        return None
    best = world.sizes.incidents / stats.stats.min
    benchmark.extra_info["incidents_per_cpu_s"] = best
    return best


def say(note: Note, what: str, per_s: float | None, bound: str = "") -> None:
    if per_s is not None:
        note(what, f"{per_s:,.0f} incidents/s", bound)


def bare_simpy(events: int) -> int:
    """Run events that do nothing but schedule the next one; return how many ran."""
    environment = simpy.Environment()
    ran = 0

    def again(_: simpy.Event) -> None:
        nonlocal ran
        ran += 1
        if ran <= events - PENDING:
            ask(1 + ran % 97)

    def ask(delay: int) -> None:
        event = simpy.Event(environment)
        event._ok, event._value = True, None  # noqa: SLF001 - as `simpy.Timeout` does
        event.callbacks.append(again)
        environment.schedule(event, delay=delay)

    for number in range(PENDING):
        ask(1 + number % 97)
    environment.run()
    return ran


@on_cpu
def test_yardstick(benchmark: BenchmarkFixture, note: Note) -> None:
    """Measure the machine, as it is now: other figures move with this one."""
    events = subject.pinned().events
    assert benchmark.pedantic(bare_simpy, args=(events,), rounds=ROUNDS) == events
    if benchmark.stats is not None:
        note(YARDSTICK, f"{events / benchmark.stats.stats.min:,.0f} events/s", "")


@on_cpu
def test_create(benchmark: BenchmarkFixture, note: Note) -> None:
    arguments = (subject.scenario(), subject.SEED, subject.REPLICATION)
    world = benchmark.pedantic(build, args=arguments, rounds=ROUNDS, warmup_rounds=1)
    wanted = subject.pinned().incidents
    assert world.sizes.incidents == wanted, subject.explain(
        "incidents", world.sizes.incidents, wanted
    )
    say(note, "create the world", rate(benchmark, world))


@on_cpu
def test_simulate(benchmark: BenchmarkFixture, world: World, note: Note) -> None:
    wanted = subject.pinned().events
    bare_s: list[float] = []

    def run_bare_simpy() -> tuple[tuple[World], dict[str, object]]:
        started = time.process_time()
        bare_simpy(wanted)
        bare_s.append(time.process_time() - started)
        return (world,), {}

    state = benchmark.pedantic(simulate, setup=run_bare_simpy, rounds=BOUND_ROUNDS)
    events = int(state.clock.events[0])
    assert events == wanted, subject.explain("events", events, wanted)
    say(note, "simulate, without log", rate(benchmark, world))
    if benchmark.stats is None:
        return
    incidents = world.sizes.incidents
    # Incidents a second, by events of bare SimPy a second.
    ratios = [
        incidents * bare / (events * own)
        for bare, own in zip(bare_s, benchmark.stats.stats.data, strict=True)
    ]
    said, ratio = spread(ratios, 4), statistics.median(ratios)
    met = ratio >= INCIDENTS_PER_BARE_EVENT
    note(PER_BARE_EVENT, said, bound(f"at least {INCIDENTS_PER_BARE_EVENT}", met=met))
    note("the same: bare events an incident", f"{1 / ratio:.0f}", "")
    assert max(ratios) >= INCIDENTS_PER_BARE_EVENT, f"{PER_BARE_EVENT}, in every round: {said}"


@on_cpu
def test_simulate_with_log(benchmark: BenchmarkFixture, world: World, note: Note) -> None:
    arguments = {"args": (world,), "kwargs": {"log": True}}
    state = benchmark.pedantic(simulate, **arguments, rounds=FRESH_ROUNDS)
    assert int(state.clock.events[0]) == subject.pinned().events
    say(note, "simulate, with log", rate(benchmark, world))


@on_cpu
def test_measure(benchmark: BenchmarkFixture, world: World, state: State, note: Note) -> None:
    arguments = (subject.scenario(), world, state)
    benchmark.pedantic(measure, args=arguments, rounds=ROUNDS, warmup_rounds=1)
    say(note, "measure", rate(benchmark, world))


def best_of(benchmark: BenchmarkFixture, used: Callable[[], fresh.Used]) -> list[fresh.Used]:
    """Run a command several times, and return what it used each time."""
    rounds: list[fresh.Used] = []
    benchmark.pedantic(lambda: rounds.append(used()), rounds=FRESH_ROUNDS)
    return rounds


@fresh_process
def test_peak_memory(benchmark: BenchmarkFixture, note: Note) -> None:
    words: list[Path | str] = [fresh.BIN / "python", "-m", "benches.replicate"]
    peak = max(used.peak_mb for used in best_of(benchmark, lambda: fresh.run(words)))
    benchmark.extra_info["peak_mb"] = peak
    note(
        f"peak memory, {subject.DAYS} days after {subject.WARM_UP_DAYS}",
        f"{peak:,.0f} MB",
        f"under {PEAK_MB}",
    )
    assert peak < PEAK_MB


@fresh_process
@pytest.mark.parametrize(
    ("words", "bound_s"),
    [
        (["--help"], HELP_CPU_S),
        (["check", subject.BASELINE], CHECK_CPU_S),
    ],
    ids=["help", "check"],
)
def test_start_up(
    benchmark: BenchmarkFixture, words: list[Path | str], bound_s: float, note: Note
) -> None:
    command: list[Path | str] = [fresh.BIN / "sixhubs", *words]
    best = min(used.cpu_s for used in best_of(benchmark, lambda: fresh.run(command)))
    benchmark.extra_info["cpu_s"] = best
    said = bound(f"under {bound_s:g}", met=best < bound_s)
    note(f"`sixhubs {words[0]}`, CPU", f"{best:.2f} s", said)


def test_launcher_hides_our_own_memory(benchmark: BenchmarkFixture) -> None:
    """Hold that the peak is that of the command, not of the process that measures."""
    ballast = bytearray(200_000_000)
    ours_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    used = benchmark.pedantic(fresh.run, args=(["true"],), rounds=1)
    assert len(ballast) / 1e6 < ours_mb
    assert used.peak_mb < 60
