"""A Dask cluster: the same bytes, and nothing finished is lost, whoever dies.

Scheduler and workers are real processes, on the loopback address only.
"""

from __future__ import annotations

import builtins
import contextlib
import logging
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim.runs.executors.cluster
from sim.errors import RunError, UnusableError
from sim.runs.executors.cluster import INSTALL, Cluster, Version, open_cluster
from sim.runs.executors.processes import Processes
from sim.runs.executors.threads import Threads
from sim.runs.handing_out import MOMENT_S, hand_out, run_batch
from sim.runs.replication import Task
from sim.runs.results import COMPARISON
from sim.runs.resume import Event, Lost, Saved
from sim.runs.study import Options, Study
from tests.house.tree import ROOT
from tests.runs import work
from tests.runs.loopback import HOST, Loopback, loopback
from tests.runs.small import SERIAL, execute, ran, scenario, tables
from tests.runs.work import pool_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    """Provide two workers that the tests leave alive."""
    with loopback(tmp_path_factory.mktemp("cluster")) as there:
        yield there


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Loopback]:
    """Provide two workers for a test that kills."""
    with loopback(tmp_path / "cluster") as there:
        yield there


def test_four_places_give_the_same_bytes(tmp_path: Path, cluster: Loopback) -> None:
    both = [scenario(tmp_path, days=1), scenario(tmp_path, name="two", days=1, posts=2)]
    execute(both, tmp_path / "serial", replications=5, log=True)
    expected = tables(tmp_path / "serial")
    assert {COMPARISON, "mm1/events.parquet", "two/incidents.parquet"} < set(expected)
    for executor in (Processes(2), Threads(3), cluster.executor):
        out = tmp_path / type(executor).__name__
        execute(both, out, replications=5, log=True, executor=executor)
        assert tables(out) == expected, str(executor)


def test_a_failed_replication_is_told_and_the_others_are_kept(
    tmp_path: Path, cluster: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = scenario(tmp_path, replications=5, seed=7)
    execute(loaded, tmp_path / "undisturbed")
    for executor in (SERIAL, Processes(2), Threads(2), cluster.executor):
        out, events = tmp_path / type(executor).__name__, []
        monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Faulty)
        outcome = execute(loaded, out, events, executor=executor)
        assert outcome.tables is None
        (failure,) = outcome.failures
        assert str(failure) == "mm1: replication 1 (seed 7) failed: ZeroDivisionError: by nought"
        assert "work.py" in failure.details, "the traceback says where"
        assert ran(events) == [("mm1", r) for r in (0, 2, 3, 4)], str(executor)
        monkeypatch.undo()
        execute(loaded, out, events := [], executor=executor)
        assert ran(events) == [("mm1", 1)]
        assert tables(out) == tables(tmp_path / "undisturbed")


def test_a_worker_killed_in_mid_run_loses_nothing(
    tmp_path: Path, doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path, replications=24), tmp_path / "out"
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Slow)
    events: list[Event] = []

    def kill_one(event: Event) -> None:
        events.append(event)
        if len(events) == 2:
            doomed.kill(doomed.workers[0])

    outcome = Study([loaded], out, Options(executor=doomed.executor)).execute(kill_one)
    assert not outcome.failures
    assert ran(events) == [("mm1", r) for r in range(24)], "each is told once"
    monkeypatch.undo()
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


def test_a_replication_that_kills_its_workers_fails_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Deadly)
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with loopback(tmp_path / "cluster", workers=4) as there:
        events: list[Event] = []
        out = tmp_path / "out"
        outcome = execute(scenario(tmp_path, replications=5), out, events, executor=there.executor)
    (failure,) = outcome.failures
    assert failure.key == ("mm1", 1)
    assert "its worker process died 3 times" in str(failure)
    assert ran(events) == [("mm1", r) for r in (0, 2, 3, 4)]
    assert any(isinstance(event, Lost) for event in events)


def test_a_lost_scheduler_ends_the_run_and_what_is_finished_is_kept(
    tmp_path: Path, doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, out = scenario(tmp_path, replications=30), tmp_path / "out"
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Slow)
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 1.0)
    events: list[Event] = []

    def kill_it(event: Event) -> None:
        events.append(event)
        if len(events) == 2:
            doomed.kill_scheduler()

    with pytest.raises(RunError, match="no Dask scheduler answers at tcp://127"):
        Study([loaded], out, Options(executor=doomed.executor)).execute(kill_it)
    monkeypatch.undo()
    done = ran(events)
    execute(loaded, out, events := [])
    assert sorted(done + ran(events)) == [("mm1", r) for r in range(30)]


def test_a_cluster_without_workers_left_ends_the_run(
    tmp_path: Path, doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "WORKERLESS_S", 1.0)
    monkeypatch.setattr(sim.runs.executors.cluster, "LOOK_EVERY_S", 0.2)

    def kill_all(event: Event) -> None:
        while doomed.workers:
            doomed.kill(doomed.workers.pop())

    loaded = scenario(tmp_path, replications=200)
    study = Study([loaded], tmp_path / "out", Options(executor=doomed.executor))
    with pytest.raises(RunError, match=r"has had no workers.* for 1 s; .* same command"):
        study.execute(kill_all)


def test_an_interrupt_keeps_what_is_finished(
    tmp_path: Path, cluster: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one slow enough to be under way, and results of a batch that come together."""
    loaded, out = scenario(tmp_path, replications=60), tmp_path / "out"
    told: list[Event] = []

    def interrupt(event: Event) -> None:
        told.append(event)
        if len(told) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Study([loaded], out, Options(executor=cluster.executor)).execute(interrupt)
    kept = {event.key for event in told if isinstance(event, Saved)}
    assert len(kept) > 2, "what was under way has come in"
    assert len(kept) < 60
    execute(loaded, out, events := [])
    assert len(ran(events)) == 60 - len(kept)
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


def test_batches_become_single_when_replications_take_long(tmp_path: Path) -> None:
    loaded = scenario(tmp_path)
    tasks = [Task(loaded.scenario, loaded.scenario_hash, 1, r) for r in range(20)]
    assert run_batch(lambda task: task.replication, tasks) == list(range(20))
    slow = run_batch(lambda _: time.sleep(0.6 * MOMENT_S), tasks)
    assert len(slow) == 1


def test_what_a_batch_leaves_is_done_all_the_same(tmp_path: Path) -> None:
    loaded = scenario(tmp_path)
    tasks = [Task(loaded.scenario, loaded.scenario_hash, 1, r) for r in range(50)]
    sizes: list[int] = []
    taken: list[int] = []
    with pool_of(SERIAL) as pool:
        submit = pool.submit

        def lazy(fn: object, some_work: object, some: tuple[Task, ...], most_s: float) -> object:
            sizes.append(len(some))
            return submit(run_batch, some_work, some[: len(some) // 2 + 1], most_s)  # type: ignore[arg-type]

        pool.submit = lazy  # type: ignore[method-assign, assignment]
        hand_out(
            tasks, pool, lambda task: task.replication, lambda _, n: taken.append(n),
            at_once=2, largest_batch=20,
        )  # fmt: skip
    assert sorted(taken) == list(range(50))
    assert max(sizes) > 5
    assert sizes[-1] == 1


def test_a_scheduler_without_workers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 1.0)
    with (
        loopback(tmp_path / "cluster", workers=0) as there,
        pytest.raises(UnusableError, match=f"the scheduler at {there.address} has no workers"),
    ):
        there.executor.memory()


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 1.0)
    with pytest.raises(UnusableError, match="no Dask scheduler answers at 127"):
        Cluster("127.0.0.1:1").memory()
    assert logging.getLogger("distributed").level != logging.CRITICAL, "left as it was"


SPEAKERS = {
    "silent": b"",
    "a mail server": b"220 mail.example ESMTP ready\r\n",
    "an HTTP server that gives up": b"HTTP/1.1 408 Request Timeout\r\n\r\n",
    "half a greeting": b"\x40\x00\x00",
    "a length and no more": (64).to_bytes(8, "little"),
    "a length of nothing": bytes(8),
}


@pytest.fixture(params=SPEAKERS)
def stranger(request: pytest.FixtureRequest) -> Iterator[str]:
    """Provide the address of something that listens and is no Dask scheduler."""
    with socket.create_server((HOST, 0)) as server:
        connections = []

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connections.append(connection)
                    connection.sendall(SPEAKERS[request.param])

        threading.Thread(target=answer, daemon=True).start()
        yield f"{HOST}:{server.getsockname()[1]}"
        for connection in connections:
            connection.close()


def test_what_is_no_scheduler_is_refused_in_time(
    stranger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 1.0)
    started = time.monotonic()
    with pytest.raises(UnusableError, match=rf"no Dask scheduler.*{stranger}|{stranger} is no"):
        Cluster(f"tcp://{stranger}").memory()
    assert time.monotonic() - started < 20, "Dask itself takes minutes"


def test_a_stopped_scheduler_is_refused_in_time(
    doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 1.0)
    doomed.stop_scheduler()
    with pytest.raises(UnusableError, match=r"no Dask scheduler answers .*nothing came within 1 s"):
        doomed.executor.memory()


def test_a_scheduler_that_is_stopped_in_mid_run_ends_it(
    tmp_path: Path, doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.resume.RunAndSave", work.Slow)
    for name, seconds in (("ANSWER_WITHIN_S", 1.0), ("WORKERLESS_S", 2.0), ("LOOK_EVERY_S", 0.2)):
        monkeypatch.setattr(sim.runs.executors.cluster, name, seconds)

    def stop_it(event: Event) -> None:
        doomed.stop_scheduler()

    study = Study(
        [scenario(tmp_path, replications=90)], tmp_path / "out", Options(executor=doomed.executor)
    )
    with pytest.raises(RunError, match="has had no workers, or said nothing, for 2 s"):
        study.execute(stop_it)


def test_workers_that_say_nothing_are_refused(
    doomed: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.runs.executors.cluster, "VERSIONS_WITHIN_S", 1.0)
    doomed.stop(doomed.workers[0])
    with pytest.raises(UnusableError, match="not all workers have answered within 1 s"):
        doomed.executor.memory()


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "distributed":
            raise ModuleNotFoundError("No module named 'distributed'", name=name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UnusableError, match="needs the extra 'cluster'") as refused:
        Cluster("127.0.0.1:1").memory()
    assert str(refused.value).startswith(INSTALL)


def test_a_worker_with_other_sources_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The worker has yet to start when it is waited for.
    monkeypatch.setattr(sim.runs.executors.cluster, "ANSWER_WITHIN_S", 60.0)
    shutil.copytree(ROOT / "sim", tmp_path / "copy" / "sim")
    changed = tmp_path / "copy" / "sim" / "clock.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    with loopback(tmp_path / "cluster", workers=0) as there:
        there.start_worker(tmp_path / "copy")
        with pytest.raises(UnusableError, match=r"tcp://\S+ runs other sources of sixhubs"):
            there.executor.memory()


def test_a_worker_that_joins_later_is_checked_too(cluster: Loopback) -> None:
    with open_cluster(cluster.address) as pool:
        pool._version = Version(pool._version.sources, "0.0")
        with pytest.raises(RunError, match=r"a worker has numpy .*, this command 0\.0"):
            pool.submit(work.square, 3).result()


def test_work_and_failures_come_back(cluster: Loopback) -> None:
    with pool_of(cluster.executor) as pool:
        good = [pool.submit(work.square, n) for n in range(5)]
        bad = pool.submit(work.fail, "no")
        assert [future.result() for future in good] == [0, 1, 4, 9, 16]
        with pytest.raises(ValueError, match="no"):
            bad.result()
