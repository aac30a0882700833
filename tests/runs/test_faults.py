"""Workers that die, disks that fill up: nothing finished is lost, and the bytes stay the same."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from sim.errors import RunError
from sim.runs.executors.processes import Processes
from sim.runs.executors.serial import Serial
from sim.runs.ownership import SAVED_FOLDER
from sim.runs.resume import Event, Lost, Saved
from sim.runs.study import Options, Study
from tests.runs import work
from tests.runs.small import execute, ran, scenario, tables

TWO = Processes(2)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path, replications=6), tmp_path / "out"
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.DeadlyOnce)
    events: list[Event] = []
    execute(loaded, out, events, executor=TWO)
    assert (out / "died").exists()
    assert any(isinstance(event, Lost) for event in events)
    assert ran(events) == [("mm1", r) for r in range(6)], "each is told once"
    monkeypatch.undo()
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


@pytest.mark.slow
def test_a_replication_that_kills_its_worker_fails_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path, replications=5), tmp_path / "out"
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Deadly)
    events: list[Event] = []
    outcome = execute(loaded, out, events, executor=TWO)
    (failure,) = outcome.failures
    assert str(failure) == (
        "mm1: replication 1 (seed 1) failed: its worker process died 3 times "
        "(is there enough memory?)"
    )
    assert ran(events) == [("mm1", r) for r in (0, 2, 3, 4)]
    assert tables(out) == {}
    monkeypatch.undo()
    execute(loaded, out, events := [])
    assert ran(events) == [("mm1", 1)]


@pytest.mark.slow
def test_replications_that_kill_their_workers_do_not_fail_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three in a row, before anything has finished, and others that were only queued."""
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.FirstDeadly)
    events: list[Event] = []
    outcome = execute(scenario(tmp_path, replications=6), tmp_path / "out", events, executor=TWO)
    assert [failure.key for failure in outcome.failures] == [("mm1", r) for r in range(3)]
    assert ran(events) == [("mm1", r) for r in (3, 4, 5)]
    lost = [
        [task.replication for task in event.tasks] for event in events if isinstance(event, Lost)
    ]
    assert max(map(len, lost)) <= 2, "no more than there are workers"
    assert {0, 1} in [set(some) for some in lost] or {0} in [set(some) for some in lost]
    assert not {4, 5} & {replication for some in lost for replication in some}


@pytest.mark.slow
def test_workers_that_always_die_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.AllDeadly)
    with pytest.raises(RunError, match="worker processes die again and again"):
        execute(scenario(tmp_path, replications=50), tmp_path / "out", executor=TWO)


@pytest.mark.slow
def test_a_worker_killed_from_outside_in_mid_replication(tmp_path: Path) -> None:
    """Kill a real worker, found by its process number, while it is at work."""
    loaded = scenario(tmp_path, days=100, replications=6)
    out = tmp_path / "out"
    killed: list[int] = []
    enough = threading.Event()

    def kill_one() -> None:
        while not enough.wait(0.01):
            workers = workers_of(os.getpid())
            if workers and list((out / SAVED_FOLDER).glob("0*.json")):
                killed.append(workers[-1])
                os.kill(workers[-1], signal.SIGKILL)
                return

    killer = threading.Thread(target=kill_one)
    killer.start()
    events: list[Event] = []
    try:
        execute(loaded, out, events, executor=TWO)
    finally:
        enough.set()
        killer.join()
    assert killed
    assert any(isinstance(event, Lost) for event in events)
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


def workers_of(parent: int) -> list[int]:
    """Return the worker processes that a process has started, as the system lists them."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            status = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if status[0] != "Z" and int(status[1]) == parent and b"spawn_main" in words:
            found.append(int(entry.name))
    return found


def test_a_full_disk_ends_the_run_and_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name == "00001.values.npz":
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    events: list[Event] = []
    with pytest.raises(RunError, match=r"cannot write .*: No space left on device"):
        execute(loaded, out, events)
    assert ran(events) == [("mm1", 0)]
    monkeypatch.undo()
    execute(loaded, out, events)
    assert ran(events) == [("mm1", r) for r in range(3)]


@pytest.mark.slow
def test_an_interrupt_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path, replications=4), tmp_path / "out"

    def interrupt(event: Event) -> None:
        assert isinstance(event, Saved)
        raise KeyboardInterrupt

    for executor in (Serial(), TWO):
        with pytest.raises(KeyboardInterrupt):
            Study([loaded], out, Options(executor=executor, overwrite=True)).execute(interrupt)
        events: list[Event] = []
        assert not execute(loaded, out, events).failures
        # Workers may have finished more than the parent was told of.
        assert len(ran(events)) == 3 if isinstance(executor, Serial) else len(ran(events)) <= 3
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


@pytest.mark.slow
def test_nothing_is_left_running(tmp_path: Path) -> None:
    execute(scenario(tmp_path), tmp_path / "out", executor=TWO)
    end = time.monotonic() + 60
    while workers_of(os.getpid()):
        assert time.monotonic() < end
        time.sleep(0.05)
