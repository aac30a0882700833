"""The live page of the baseline: seconds from a lever that is moved to the first and last answer.

Wall time is what a planner waits, and means something on idle cores alone; below it stands the CPU
time of each step on the way, which does not depend on what else the machine does. The browser's own
time is not in it.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import subject
from benches.conftest import Note, Show
from benches.figures import bound, spread
from sim.engine.compiled import compiling
from sim.report.explore.background import replicate_again
from sim.report.explore.live_results import AT_FIRST
from sim.report.explore.results_as_html import FIRST, LATER, Painter, material, runs_of
from sim.report.explore.serving import Live, begun
from sim.report.explore.session import Session
from sim.report.explore.variant import LiveSetting, key_of, variant
from sim.runs.executors.executor import cores
from sim.runs.executors.processes import Processes
from sim.runs.length import with_days
from sim.runs.replication import Task

T = TypeVar("T")
FIRST_S, STEADY_S = 1.0, 4.0
LEVER = "Response posts, Brighton"
PATH = ("teams", "response", "posts", "Brighton")
VALUES = ("95", "90", "85", "80", "75", "70")
SETTING = LiveSetting("sussex-2017", "sussex-2017", subject.DAYS, subject.SEED)
REPLICATIONS = 12
PATIENCE_S = 600.0
ROUNDS = 5
CHECK, KEY, HAND = (
    "check the changed scenario",
    "tell whether it has been run",
    "hand over, both ways",
)
FIRST_RUN, EACH = "its first replication", "each further one"
FIRST_TABLE, LAST_TABLE = "table of the first answer", "all sections of the last"
#: Steps one after another before a table, with a replication on each core.
ON_THE_WAY = (CHECK, KEY, HAND, FIRST_RUN)


class Waits:
    """What the page is told, and when."""

    def __init__(self) -> None:
        self.told: list[tuple[float, dict[str, Any]]] = []

    def publish(self, news: dict[str, Any]) -> None:
        """Note what is told, at the time at which it is."""
        self.told.append((time.perf_counter(), news))

    def until(self, since: int, *, is_last: bool) -> float:
        """Wait for a table, the first or the last, and return when it came."""
        end = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < end:
            for at, news in self.told[since:]:
                if "matrix" in news.get("html", {}) and (not is_last or not news["busy"]):
                    return at
            time.sleep(0.002)
        raise TimeoutError("no answer came")


def moved(session: Session, waits: Waits, value: str) -> tuple[float, float]:
    """Move the lever, and return the seconds until the first and until the steady answer."""
    (control,) = [one.name for one in session.controls if one.label == LEVER]
    since, start = len(waits.told), time.perf_counter()
    session.act({"action": "set", "control": control, "value": value})
    first = waits.until(since, is_last=False)
    return first - start, waits.until(since, is_last=True) - start


def cpu_s(work: Callable[[int], T]) -> tuple[float, T]:
    """Return the median of the CPU seconds that work takes, done once before, and what it gave."""
    made, times = work(0), []
    for number in range(1, ROUNDS + 1):
        start = time.process_time()
        made = work(number)
        times.append(time.process_time() - start)
    return median(times), made


def steps() -> dict[str, float]:
    """Return the CPU seconds of each step from a lever moved to the last answer."""
    base = with_days([subject.loaded()], subject.DAYS)[0]
    numbers = range(AT_FIRST)

    def run(posts: float) -> list[Any]:
        scenario = variant(base, {PATH: posts}, "moved", subject.DAYS).scenario
        tasks = [Task(scenario, "", subject.SEED, number) for number in numbers]
        return [replicate_again(task) for task in tasks]

    def first(posts: float) -> float:
        scenario = variant(base, {PATH: posts}, "moved", subject.DAYS).scenario
        start = time.process_time()
        replicate_again(Task(scenario, "", subject.SEED, 0))
        return time.process_time() - start

    own = [replicate_again(Task(base.scenario, "", subject.SEED, number)) for number in numbers]
    others = run(60.0)
    checking, loaded = cpu_s(lambda n: variant(base, {PATH: 60.0 + n}, "moved", subject.DAYS))
    handing, _ = cpu_s(lambda _: pickle.loads(pickle.dumps((loaded.scenario, others[0]))))  # noqa: S301
    pairs = [(base.scenario, own), (loaded.scenario, others)]
    painter = Painter()

    def told(*, is_brief: bool) -> Callable[[int], Any]:
        def made(_: int) -> Any:
            runs = runs_of(pairs, subject.SEED, is_brief=is_brief)
            shown = material(runs, subject.SEED, is_brief=is_brief)
            return painter.sections(shown, FIRST if is_brief else (*FIRST, *LATER))

        return made

    return {
        CHECK: checking,
        KEY: cpu_s(lambda _: key_of(loaded.scenario))[0],
        "warn of what is probably a mistake": cpu_s(lambda _: loaded.warnings())[0],
        HAND: handing,
        FIRST_RUN: median(first(70.0 + n) for n in range(ROUNDS)),
        EACH: cpu_s(
            lambda n: replicate_again(Task(loaded.scenario, "", subject.SEED, n % AT_FIRST))
        )[0],
        FIRST_TABLE: cpu_s(told(is_brief=True))[0],
        LAST_TABLE: cpu_s(told(is_brief=False))[0],
    }


@pytest.mark.benchmark(group="live page")
def test_explore(benchmark: BenchmarkFixture, note: Note, show: Show, tmp_path: Path) -> None:
    compiling.prepare(print)
    base = with_days([subject.loaded()], subject.DAYS)[0]
    waits, executor = Waits(), Processes(cores())
    live = Live(base, SETTING, REPLICATIONS, executor, "compiled", tmp_path)
    with begun(live, waits.publish) as session:
        waits.until(0, is_last=True)
        # The first change of a process also loads what makes a comparison.
        _, *found = [moved(session, waits, value) for value in VALUES]
    firsts, lasts = zip(*found, strict=True)
    for what, most_s, times in (("first", FIRST_S, firsts), ("steady", STEADY_S, lasts)):
        said = bound(f"under {most_s:.0f} s on idle cores", met=median(times) < most_s)
        note(f"explore, {what} answer, wall", f"{spread(times, 2)} s", said)
    taken = steps()
    first_s = sum(taken[step] for step in ON_THE_WAY) + taken[FIRST_TABLE]
    each_s, rounds = taken[EACH], -(-REPLICATIONS // cores())
    steady_s = sum(taken[step] for step in ON_THE_WAY) + (rounds - 1) * each_s + taken[LAST_TABLE]
    for what, most_s, cpu in (("first", FIRST_S, first_s), ("steady", STEADY_S, steady_s)):
        note(f"explore, steps to the {what} answer, CPU", f"{cpu:.2f} s", f"under {most_s:.0f} s")
    lines = ["| step | CPU, s |", "|---|---:|", *(f"| {k} | {v:.3f} |" for k, v in taken.items())]
    show("Live page of the baseline, from a lever moved to the answer", lines)
    benchmark.pedantic(lambda: key_of(base.scenario), rounds=1)
