"""Places: what may be typed, and that worker processes come and go with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.popen_spawn_posix import Popen
from pathlib import Path

import pytest

from sim.native import SINGLE_THREADED, TUNABLES
from sim.runs.executors.cluster import Cluster
from sim.runs.executors.executor import Executor, cores
from sim.runs.executors.parsing import parse
from sim.runs.executors.processes import Processes
from sim.runs.executors.serial import Serial
from sim.runs.executors.threads import Threads
from sim.runs.executors.usual import usual
from tests.house.tree import ROOT
from tests.runs import work
from tests.runs.work import pool_of

ALL = [Serial(), Threads(2), Processes(2)]


@pytest.mark.parametrize(
    ("text", "executor"),
    [
        ("serial", Serial()),
        ("processes", Processes(cores())),
        ("processes:3", Processes(3)),
        ("threads:1", Threads(1)),
        ("threads", Threads(cores())),
        ("dask:tcp://10.0.0.1:8786", Cluster("tcp://10.0.0.1:8786")),
        ("dask:scheduler.local:8786", Cluster("scheduler.local:8786")),
    ],
)
def test_known_executors(text: str, executor: Executor) -> None:
    assert parse(text) == executor
    assert parse(str(executor)) == executor


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("processez", "did you mean 'processes'"),
        ("serial:2", "expected serial, processes"),
        ("processes:0", "from 1 to 1024"),
        ("processes:-1", "from 1 to 1024"),
        ("processes:2.5", "from 1 to 1024"),
        ("processes:", "from 1 to 1024"),
        ("threads:99999999999999999999", "from 1 to 1024"),
        ("threads:²", "from 1 to 1024"),
        ("", "expected serial, processes"),
        ("dask", "expected an address, as in dask:tcp://127.0.0.1:8786"),
        ("dask:", "expected an address"),
        ("dask:nonsense://x:1", "expected an address"),
        ("dask:tcp://no-port", "expected an address"),
        ("dsk:tcp://host:8786", "did you mean 'dask'"),
    ],
)
def test_unknown_executors_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_a_single_replication_runs_here_unless_another_place_is_named() -> None:
    assert usual(1) == Serial()
    assert usual(2) == Processes(cores())


@pytest.mark.parametrize("executor", ALL, ids=str)
def test_work_is_done_and_failures_are_kept(executor: Executor) -> None:
    with pool_of(executor) as pool:
        good = [pool.submit(work.square, n) for n in range(5)]
        bad = pool.submit(work.fail, "no")
        assert [future.result() for future in good] == [0, 1, 4, 9, 16]
        with pytest.raises(ValueError, match="no"):
            bad.result()


def test_serial_runs_here_and_an_interrupt_passes_through() -> None:
    with pool_of(Serial()) as pool:
        assert pool.submit(os.getpid).result() == os.getpid()
        with pytest.raises(KeyboardInterrupt):
            pool.submit(work.interrupt)


def test_workers_are_single_threaded_and_the_environment_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with pool_of(Processes(1)) as pool:
        seen = pool.submit(work.environment, list(SINGLE_THREADED)).result()
    assert seen == SINGLE_THREADED
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    assert os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.parametrize(
    ("before", "within"),
    [
        (None, "glibc.malloc.hugetlb=1"),
        ("glibc.malloc.check=0", "glibc.malloc.check=0:glibc.malloc.hugetlb=1"),
        ("glibc.malloc.hugetlb=0", "glibc.malloc.hugetlb=0"),
    ],
)
def test_workers_ask_for_large_pages_unless_their_user_has_said_otherwise(
    before: str | None, within: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TUNABLES, raising=False)
    if before is not None:
        monkeypatch.setenv(TUNABLES, before)
    with pool_of(Processes(1)) as pool:
        assert pool.submit(work.environment, [TUNABLES]).result() == {TUNABLES: within}
    assert os.environ.get(TUNABLES) == before


def test_workers_do_not_see_ctrl_c() -> None:
    with pool_of(Processes(1)) as pool:
        pid = pool.submit(os.getpid).result()
        os.kill(pid, signal.SIGINT)
        assert pool.submit(work.square, 4).result() == 16


def test_ctrl_c_waits_for_a_worker_that_is_being_started(monkeypatch: pytest.MonkeyPatch) -> None:
    # The system gives what the main thread blocks to another one, such as that of a progress bar.
    done, started = threading.Event(), []
    threading.Thread(target=done.wait, daemon=True).start()
    launch = Popen._launch

    def interrupted(self: Popen, process: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        launch(self, process)
        started.append(process)

    monkeypatch.setattr(Popen, "_launch", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), Processes(2).open(2) as workers:
            workers.pool.submit(os.getpid)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    finally:
        done.set()
        signal.signal(signal.SIGINT, before)
    assert len(started) == 1
    assert multiprocessing.active_children() == []


def test_workers_end_at_once_when_the_block_fails() -> None:
    pids = []

    def interrupted() -> None:
        with pool_of(Processes(2)) as pool:
            pids.append(pool.submit(os.getpid).result())
            pool.submit(time.sleep, 600)
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started < 300
    assert not is_running(pids[0])


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-m", "tests.runs.work", note], cwd=ROOT)
    try:
        wait_until(lambda: note.exists() and note.read_text().isdigit())
        worker = int(note.read_text())
        assert is_running(worker)
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not is_running(worker))


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
