"""A Dask scheduler and workers as processes of their own, on the loopback address only."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sim.runs.executors.cluster import Cluster
from tests.house.tree import ROOT

HOST = "127.0.0.1"


class Loopback:
    """A scheduler and its workers.

    Parameters
    ----------
    logs : pathlib.Path
        Folder for what the processes print, and for their files.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._port = _free_port()
        self.address = f"tcp://{HOST}:{self._port}"
        self.executor = Cluster(self.address)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[int] = []

    def start_scheduler(self) -> None:
        self._start("scheduler", "--host", HOST, "--port", str(self._port))
        _wait_for(lambda: _answers(self._port))

    def start_worker(self, folder: Path | None = None, **environment: str) -> int:
        """Start a worker with one thread; `folder` is where it finds sixhubs."""
        words = ("worker", self.address, "--host", HOST, "--no-nanny", "--nthreads", "1")
        number = self._start(*words, folder=folder, **environment)
        self.workers.append(number)
        return number

    def _start(self, *words: str, folder: Path | None = None, **environment: str) -> int:
        place = self._logs / f"{len(self._processes)}"
        place.mkdir()
        folders = os.pathsep.join(str(one) for one in (folder or ROOT, ROOT))
        local = ("--local-directory", str(place)) if words[0] == "worker" else ()
        with (place / "log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *words, *local, "--no-dashboard"],
                    cwd=place,
                    env={**os.environ, "PYTHONPATH": folders, **environment},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        return self._processes[-1].pid

    def kill(self, number: int) -> None:
        """Kill a process as if its machine had gone."""
        os.kill(number, signal.SIGKILL)

    def kill_scheduler(self) -> None:
        self.kill(self._processes[0].pid)

    def stop(self, number: int) -> None:
        """Stop a process, which then keeps its connections and says nothing."""
        os.kill(number, signal.SIGSTOP)

    def stop_scheduler(self) -> None:
        self.stop(self._processes[0].pid)

    def end(self) -> None:
        for process in reversed(self._processes):
            process.kill()
        for process in self._processes:
            process.wait()


@contextlib.contextmanager
def loopback(logs: Path, workers: int = 2) -> Iterator[Loopback]:
    """Provide a scheduler and workers, and leave none of them."""
    logs.mkdir(exist_ok=True)
    cluster = Loopback(logs)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        _wait_for(lambda: _connected(cluster) >= workers)
        yield cluster
    finally:
        cluster.end()


def _connected(cluster: Loopback) -> int:
    from distributed import Client

    with Client(cluster.address, timeout=60, set_as_default=False) as client:
        return len(client.scheduler_info()["workers"])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 1).close()
    except OSError:
        return False
    return True


def _wait_for(condition: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)
