"""Memory: the estimate is near what is used, and what does not fit is refused at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import psutil
import pytest

from sim.errors import InputError
from sim.runs import memory_need
from sim.runs.executors.serial import Serial
from sim.runs.memory_need import BOTH_LINES, BYTES, Need, Plan, available, need, size
from sim.runs.replication import Engine, Task, replicate
from sim.runs.study import Options, Study
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build
from tests.house.tree import ROOT
from tests.runs.small import execute, scenario, tables

#: By how much the estimate may be off.
FACTOR = 1.5
#: Between the tests and the process that is measured stands a small one: on Linux a process starts
#: with the peak memory of the one that started it.
LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)
"""


def baseline(days: int, name: str = "sussex-2017") -> Scenario:
    loaded = load(ROOT / "scenarios" / f"{name}.yaml").scenario
    return loaded.model_copy(update={"run": loaded.run.model_copy(update={"days": days})})


def peak_bytes(*words: object) -> float:
    """Return the peak memory of a replication in a process of its own (see the end)."""
    this = [sys.executable, "-m", "tests.runs.test_memory_need", *map(str, words)]
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCHER, *this],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("engine", get_args(Engine))
def test_the_estimate_is_near_what_a_replication_uses(engine: str, log: bool) -> None:
    """At 28 days here; at 364 in the figures of `sim.runs.memory_need`."""
    estimate = need(baseline(28), engine, log=log).of(1, in_one_process=True)
    used = peak_bytes(engine, 28, json.dumps(log))
    assert used / FACTOR < estimate < used * FACTOR


@pytest.mark.parametrize("name", ["sussex-2017", "demand-plus-10", "august-bank-holiday"])
def test_the_expected_size_is_near_the_size(name: str) -> None:
    small = baseline(14, name)
    much, world = size(small, log=False), build(small, 1, 0)
    assert much.incidents == pytest.approx(world.sizes.incidents, rel=0.15)
    assert much.rows == pytest.approx(world.sizes.slots, rel=0.15)
    assert much.shifts == pytest.approx(world.duties.member.size, rel=0.4)


@pytest.mark.parametrize("reported_share", [0.2, 0.8])
def test_what_is_reported_otherwise_than_when_counted_is_counted(reported_share: float) -> None:
    stated = {"reported_share": reported_share, "share_at_counts": 0.4}
    types = baseline(14).incident_types
    changes = {"incident_types": {name: {"reporting": stated} for name in types}}
    made = load("sussex-2017", {"run": {"days": 14}, **changes}).scenario
    much, world = size(made, log=False), build(made, 1, 0)
    assert much.incidents == pytest.approx(world.sizes.incidents, rel=0.15)


def test_less_demand_needs_less() -> None:
    whole = baseline(28)
    tenth = whole.model_copy(update={"demand": whole.demand.model_copy(update={"growth": 0.1})})
    assert size(tenth, log=False).incidents == pytest.approx(size(whole, log=False).incidents / 10)


def test_every_engine_has_its_figures() -> None:
    assert {*BYTES, "both"} == set(get_args(Engine))


def test_two_engines_need_what_each_needs_and_both_their_logs() -> None:
    """The logs are compared even if no table is made of them."""
    small = baseline(14)
    both, *each = (need(small, engine, log=False) for engine in ("both", "compiled", "simpy"))
    lines = size(small, log=True).lines
    assert lines > 0
    assert both.base == max(one.base for one in each)
    alone = sum(one.replication for one in each)
    assert both.replication == pytest.approx(alone + BOTH_LINES * lines)


def test_workers_that_share_a_process_share_its_libraries() -> None:
    some = Need(base=100, replication=10)
    assert some.of(3, in_one_process=True) == 130
    assert some.of(3, in_one_process=False) == 330


def test_what_is_finished_is_assembled_on_a_smaller_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    monkeypatch.setattr("sim.runs.executors.executor.available", lambda: 1e6)
    study = Study([loaded], out, Options(executor=Serial()))
    study.check_executor()
    study.execute()
    assert tables(out) == first
    with pytest.raises(InputError, match="a smaller force, or a machine with more memory"):
        Study([loaded], out, Options(replications=9)).check_executor()


def test_a_decade_of_the_baseline_does_not_fit_into_a_small_machine() -> None:
    plan = Plan(baseline(3650), "simpy", log=True, at_a_time=4, in_one_process=False)
    assert not plan.fits(8e9)
    complaint = plan.complaint(8e9)
    assert "3,650 days are too many for the memory" in complaint
    assert "4 at a time" in complaint
    fewer = int(re.findall(r"at most ([\d,]+) days", complaint)[0].replace(",", ""))
    smaller = Plan(baseline(fewer), "simpy", log=True, at_a_time=4, in_one_process=False)
    assert smaller.fits(9e9)


def groups(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="ascii")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide a machine with 8 GB to spare; its control groups are files."""
    there = SimpleNamespace(total=9e9, available=8e9)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: there)
    monkeypatch.setattr(memory_need, "_CGROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory_need, "_OWN_CGROUP", tmp_path / "own")
    return tmp_path


def test_what_the_machine_has_to_spare(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert available() == 8e9
    monkeypatch.undo()
    assert 1e7 < available() <= psutil.virtual_memory().total

    def silent() -> None:
        raise OSError("no such file")

    monkeypatch.setattr(memory_need, "_OWN_CGROUP", machine / "none")
    monkeypatch.setattr(psutil, "virtual_memory", silent)
    assert available() == float("inf"), "nothing is refused where nothing is known"


@pytest.mark.parametrize(("own", "left"), [("0::/a/b\n", 0.7e9), ("0::/elsewhere\n", 2e9)])
def test_a_container_allows_less(machine: Path, own: str, left: float) -> None:
    files = {"own": own, "groups/memory.max": "3000000000\n", "groups/a/memory.max": "1000000000\n"}
    for folder, used in (("groups", "1500000000"), ("groups/a", "400000000")):
        files[f"{folder}/memory.current"] = used
        files[f"{folder}/memory.stat"] = "anon 1\ninactive_file 100000000\n"
    files["groups/memory.stat"] = "anon 1\ninactive_file 500000000\n"
    groups(machine, {**files, "groups/a/b/memory.max": "max\n"})
    assert available() == left


def test_older_control_groups(machine: Path) -> None:
    folder = "groups/memory/docker"
    groups(machine, {
        "own": "5:cpu:/x\n4:memory,hugetlb:/docker\n",
        f"{folder}/memory.limit_in_bytes": "2000000000\n",
        f"{folder}/memory.usage_in_bytes": "1500000000\n",
        f"{folder}/memory.stat": "total_inactive_file 250000000\n",
    })  # fmt: skip
    assert available() == 0.75e9


def replicate_here(engine: Engine, days: int, *, log: bool) -> None:
    replicate(Task(baseline(days), "", 1, 0, engine=engine, log=log))


if __name__ == "__main__":
    replicate_here(sys.argv[1], int(sys.argv[2]), log=json.loads(sys.argv[3]))  # type: ignore[arg-type]
