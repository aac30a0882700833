"""The page of eight scenarios and fifty replications: CPU seconds of `sixhubs report`.

Three short replications of each scenario are simulated, and saved again and again until there are
fifty. What the page is made from has as many rows whatever the replications are and however many,
so that copies take as long as replications that differ.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches import fresh, subject
from benches.conftest import Note
from benches.figures import bound, spread
from sim.runs.replication import replicate
from sim.runs.results import save_replication
from sim.runs.study import Options, Study

REPORT_CPU_S = 5.0
SCENARIOS = (
    "sussex-2017",
    "one-pool",
    "pcsos-to-officers",
    "resolution-centre-until-20",
    "ring-fenced",
    "ring-fenced-entirely",
    "sussex-2019-reinvested",
    "ten-officers-to-brighton",
)
REPLICATIONS = 50
#: Replications of each scenario that are simulated, and their days.
SIMULATED, DAYS = 3, 7
ROUNDS = 5


@contextlib.contextmanager
def claimed(study: Study) -> Iterator[None]:
    """Have the folders of a study for a while."""
    with contextlib.ExitStack() as claims:
        for arm in study.arms:
            claims.enter_context(arm.folder.claimed())
        yield


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a comparison of eight scenarios, whose replications are copies."""
    folder = tmp_path_factory.mktemp("results") / "eight-scenarios"
    files = [subject.BASELINE.with_stem(name) for name in SCENARIOS]
    options = Options(replications=REPLICATIONS, days=DAYS, seed=subject.SEED)
    study = Study([subject.loaded(file) for file in files], folder, options)
    tasks = {(task.scenario.name, task.replication): task for task in study.tasks}
    with claimed(study):
        for arm in study.arms:
            name = arm.loaded.scenario.name
            found = [replicate(tasks[name, number]) for number in range(SIMULATED)]
            for number in range(REPLICATIONS):
                save_replication(arm.folder, tasks[name, number], found[number % SIMULATED])
    assert study.saved_count() == len(tasks)
    assert study.execute().tables is not None
    return folder


@pytest.mark.benchmark(group="report")
def test_report(benchmark: BenchmarkFixture, note: Note, results: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    words: list[Path | str] = [fresh.BIN / "sixhubs", "report", results, "-o", page]
    taken_s: list[float] = []
    benchmark.pedantic(lambda: taken_s.append(fresh.run(words).cpu_s), rounds=ROUNDS)
    html = page.read_text(encoding="utf-8")
    assert all(name in html for name in SCENARIOS)
    said = bound(f"under {REPORT_CPU_S:.0f} s", met=median(taken_s) < REPORT_CPU_S)
    what = f"sixhubs report, {len(SCENARIOS)} scenarios x {REPLICATIONS} replications, CPU"
    note(what, f"{spread(taken_s, 1)} s", said)
