"""Ctrl-C and what else ends a command, on a real one with real workers."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.house.tree import BIN
from tests.runs.loopback import loopback
from tests.runs.small import tables, write_scenario
from tests.runs.test_executors import wait_until

SHARED = Path("/dev/shm")  # noqa: S108 - where semaphores are


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", "processes:2", "threads:2", "dask"])
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(
    shell: Shell, tmp_path: Path, executor: str
) -> None:
    if executor == "dask":
        with loopback(tmp_path / "cluster") as cluster:
            interrupt_and_go_on(shell, tmp_path, str(cluster.executor))
    else:
        interrupt_and_go_on(shell, tmp_path, executor)


def interrupt_and_go_on(shell: Shell, tmp_path: Path, executor: str) -> None:
    write_scenario(tmp_path, days=365, replications=12)
    command = ["run", "mm1.yaml", "--executor", executor, "--overwrite", "--out", "a folder"]
    kept = tmp_path / "a folder" / ".replications"
    running = subprocess.Popen(
        [BIN / "sixhubs", *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that run in the background may have been told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        wait_until(lambda: bool(list(kept.glob("000*.json"))))
        # The terminal sends it to every process of the command.
        os.killpg(running.pid, signal.SIGINT)
        stdout, stderr = running.communicate(timeout=300)
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 1
    assert stdout == ""
    assert "Traceback" not in stderr
    assert "interrupted; " in stderr
    assert re.search(r"\d+ of 12 replications are finished and saved in a folder/", stderr)
    go_on = f"to continue: sixhubs run mm1.yaml --executor {executor} --out 'a folder'"
    assert stderr.splitlines()[-1] == go_on
    assert not (tmp_path / "a folder" / "measures.csv").exists()
    wait_until(lambda: not group_is_there(running.pid))

    done = shell(*(word for word in command if word != "--overwrite"))
    assert done.returncode == 0, done.stderr
    assert "of 12 are finished already" in done.stderr
    shell("run", "mm1.yaml", "--executor", "processes:2", "--out", "undisturbed")
    assert tables(tmp_path / "a folder") == tables(tmp_path / "undisturbed")


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="shared memory is elsewhere here")
@pytest.mark.parametrize("whom", ["command", "group"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_leaves_nothing_behind(
    shell: Shell, tmp_path: Path, number: signal.Signals, whom: str
) -> None:
    write_scenario(tmp_path, days=365, replications=12)
    saved, before = tmp_path / "results" / "mm1" / ".replications", set(SHARED.iterdir())
    running = subprocess.Popen(
        [BIN / "sixhubs", "run", "mm1.yaml", "--executor", "processes:2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        wait_until(lambda: bool(list(saved.glob("000*.json"))))
        (os.killpg if whom == "group" else os.kill)(running.pid, number)
        stdout, stderr = running.communicate(timeout=300)
    finally:
        running.kill()
        running.wait()
    assert (running.returncode, stdout) == (1, "")
    assert "of 12 replications are finished and saved" in stderr
    assert "resource_tracker" not in stderr
    assert stderr.splitlines()[-1].startswith("to continue: sixhubs run mm1.yaml")
    wait_until(lambda: not group_is_there(running.pid))
    wait_until(lambda: not left_behind(before))
    assert shell("run", "mm1.yaml", "--quiet").returncode == 0


def left_behind(before: set[Path]) -> set[str]:
    """Return the semaphores that have come and that nobody uses: other tests may run meanwhile."""
    new = {path.name for path in set(SHARED.iterdir()) - before if path.name.startswith("sem.mp-")}
    return new - in_use(new)


def in_use(names: set[str]) -> set[str]:
    """Return which of some files in shared memory a process has mapped."""
    maps = []
    for process in Path("/proc").glob("[0-9]*/maps"):
        with contextlib.suppress(OSError):
            maps.append(process.read_text(encoding="utf-8"))
    return {name for name in names if any(name in text for text in maps)}


def group_is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
