"""Commands that write no results: one that was interrupted goes on when it is given again."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from sim import code_cache
from sim.outputs.files import UNFINISHED
from sim.outputs.measures.all_measures import MeasureRows
from sim.runs import kept_measures, measuring, uncertainty
from sim.runs.kept_measures import KEPT_S, OWN_FOLDER, KeptMeasures
from sim.runs.replication import Task
from tests.cli import test_break_even, test_posts_needed, test_uncertainty
from tests.cli.conftest import Invoke
from tests.house.tree import BIN
from tests.runs.test_executors import wait_until

#: Replications that are finished when the command is interrupted.
FINISHED = 5

COST = ("--parameter", test_break_even.COST, "--measure", "cost-gbp", "--high", 60000)
PRICE = ("--measure", "response-time-mean-min", "--replications", 2)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which finished replications are kept; it is only of this test."""
    monkeypatch.setattr(kept_measures, "OWN_FOLDER", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for caches that real commands of this file share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(params=["uncertainty", "break-even", "posts-needed"])
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[object]:
    for texts in (
        {"officers": test_uncertainty.OFFICERS + test_uncertainty.NOT_KNOWN},
        {"pcsos": test_uncertainty.PCSOS, "late": test_uncertainty.LATE},
        {"six": test_posts_needed.SIX, "three": test_posts_needed.THREE},
    ):
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    pair = tmp_path / "officers.yaml", tmp_path / "pcsos.yaml"
    return {
        "uncertainty": test_uncertainty.words(pair),
        "break-even": test_break_even.words(pair, *COST),
        "posts-needed": test_posts_needed.words(tmp_path / "six.yaml", "three", *PRICE),
    }[request.param]


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows by each replication that is simulated."""
    replicate, found = measuring.replicate, []

    def counting(task: Task) -> object:
        found.append(task.key)
        return replicate(task)

    monkeypatch.setattr(measuring, "replicate", counting)
    return found


@pytest.fixture
def interrupted(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run a command that is interrupted as one more replication is to be kept."""
    keep = KeptMeasures.keep

    def kept_until(self: KeptMeasures, task: Task, rows: MeasureRows) -> None:
        if self.count == FINISHED:
            raise KeyboardInterrupt
        keep(self, task, rows)

    def call(*words: object) -> Result:
        with monkeypatch.context() as patch:
            patch.setattr(KeptMeasures, "keep", kept_until)
            return invoke(*words)

    return call


def test_what_was_finished_is_not_run_again(
    command: list[object],
    invoke: Invoke,
    interrupted: Invoke,
    kept: Path,
    simulated: list[object],
) -> None:
    undisturbed = invoke(*command)
    assert undisturbed.exit_code == 0, undisturbed.output
    in_all = len(simulated)
    assert not list(kept.iterdir()), "nothing is kept of what has ended well"

    stopped = interrupted(*command)
    assert stopped.exit_code == 1
    assert f"interrupted; {FINISHED} replications are finished and kept" in stopped.stderr
    assert stopped.stderr.splitlines()[-1].startswith(f"to continue: sixhubs {command[0]} ")
    assert len(list(kept.iterdir())) == FINISHED

    simulated.clear()
    done = invoke(*command)
    assert done.stdout == undisturbed.stdout
    assert len(simulated) == in_all - FINISHED
    before = "what was finished before is not run again"
    assert done.stderr.splitlines().count(before) == 1
    assert before not in undisturbed.stderr
    assert not list(kept.iterdir())


def test_a_replication_that_fails_loses_no_other(
    command: list[object],
    invoke: Invoke,
    kept: Path,
    simulated: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_fails(task: Task) -> object:
        if len(simulated) == FINISHED + 2:
            raise ValueError("no")
        return replicate(task)

    replicate = measuring.replicate
    monkeypatch.setattr(measuring, "replicate", one_fails)
    failed = invoke(*command)
    assert failed.exit_code == 1
    (many,) = re.findall(r"(\d+) replications are finished and kept\nto continue: ", failed.stderr)
    assert int(many) == len(list(kept.iterdir())) > 0
    assert failed.stderr.splitlines()[-1].startswith("sixhubs: unexpected error: ValueError: no")


@pytest.mark.parametrize("command", ["uncertainty"], indirect=True)
def test_what_is_damaged_or_of_another_seed_is_run_again(
    command: list[object],
    invoke: Invoke,
    interrupted: Invoke,
    kept: Path,
    simulated: list[object],
) -> None:
    undisturbed = invoke(*command)
    in_all = len(simulated)
    interrupted(*command)
    first, *_ = kept.iterdir()
    first.write_bytes(first.read_bytes()[:100])
    simulated.clear()
    other = invoke(*command, "--seed", 7)
    assert len(simulated) == in_all
    assert other.stdout != undisturbed.stdout
    assert len(list(kept.iterdir())) == FINISHED, "another command's are left alone"
    simulated.clear()
    assert invoke(*command).stdout == undisturbed.stdout
    assert len(simulated) == in_all - FINISHED + 1


@pytest.mark.parametrize("command", ["uncertainty"], indirect=True)
def test_a_table_that_cannot_be_written_loses_no_replication(
    command: list[object], invoke: Invoke, kept: Path, simulated: list[object], tmp_path: Path
) -> None:
    table, by_rule = tmp_path / "draws.csv", tmp_path / "draws-by-rule.csv"
    measure = uncertainty.measure

    def measured_as_the_table_is_blocked(*of: Any) -> Any:
        by_rule.mkdir()
        return measure(*of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uncertainty, "measure", measured_as_the_table_is_blocked)
        refused = invoke(*command, "--csv", table)
    assert refused.exit_code == 1
    assert f"cannot write {by_rule}: Is a directory" in refused.stderr
    assert "finished and kept\nto continue: sixhubs uncertainty" in refused.stderr
    assert len(list(kept.iterdir())) == len(simulated) > 0
    by_rule.rmdir()
    simulated.clear()
    assert invoke(*command, "--csv", table).exit_code == 0
    assert not simulated
    assert by_rule.is_file()


@pytest.mark.parametrize("command", ["break-even"], indirect=True)
def test_where_nothing_can_be_kept_the_command_goes_on(
    command: list[object], invoke: Invoke, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    undisturbed = invoke(*command)
    kept.rmdir()
    kept.write_text("a file", encoding="utf-8")
    result = invoke(*command)
    assert (result.exit_code, result.stdout) == (0, undisturbed.stdout)
    said = [one.getMessage() for one in caplog.records if "cannot be kept" in one.getMessage()]
    assert said == [f"finished replications cannot be kept in {kept}: File exists"]


@pytest.mark.parametrize("command", ["break-even"], indirect=True)
@pytest.mark.parametrize("is_gone", [False, True], ids=["full", "folder gone"])
def test_where_nothing_more_can_be_kept_the_command_goes_on(
    command: list[object],
    invoke: Invoke,
    kept: Path,
    is_gone: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    undisturbed = invoke(*command)
    savez, written = np.savez, []

    def until_it_is_full(*of: Any, **arrays: Any) -> None:
        if len(written) == FINISHED and is_gone:
            shutil.rmtree(kept)
        elif len(written) == FINISHED:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(of)
        savez(*of, **arrays)

    monkeypatch.setattr(np, "savez", until_it_is_full)
    result = invoke(*command)
    assert (result.exit_code, result.stdout) == (0, undisturbed.stdout)
    (said,) = [one.getMessage() for one in caplog.records if "cannot be kept" in one.getMessage()]
    assert said.endswith("is not there any more" if is_gone else "No space left on device")
    assert not kept.exists() or not list(kept.iterdir())


def test_only_old_files_of_our_own_are_deleted(kept: Path) -> None:
    kept.mkdir(parents=True)
    names = {
        "old": "a" * 64 + ".npz",
        "draft": f"{UNFINISHED}abc",
        "new": "b" * 64 + ".npz",
        "other": "notes.npz",
    }
    for name in names.values():
        (kept / name).touch()
    for which in ("old", "draft", "other"):
        path = kept / names[which]
        long_ago = path.stat().st_mtime - KEPT_S - 60
        os.utime(path, (long_ago, long_ago))
    KeptMeasures()
    assert {path.name for path in kept.iterdir()} == {names["new"], names["other"]}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("command", ["uncertainty"], indirect=True)
def test_a_real_command_goes_on_after_a_signal(
    command: list[object],
    invoke: Invoke,
    tmp_path: Path,
    cache: Path,
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(cache))
    kept = cache / OWN_FOLDER
    serial = command.index("serial")
    words = [*command[:serial], "processes:2", *command[serial + 1 :], "--days", 60]
    running = subprocess.Popen(
        [BIN / "sixhubs", *map(str, words)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        wait_until(lambda: kept.is_dir() and len(list(kept.glob("*.npz"))) > 1)
        running.send_signal(number)
        stdout, stderr = running.communicate(timeout=300)
    finally:
        running.kill()
        running.wait()
    assert stdout == ""
    if number != signal.SIGKILL:
        assert running.returncode == 1
        assert re.search(r"interrupted; \d+ replications are finished and kept", stderr), stderr
    assert len(list(kept.glob("*.npz"))) > 1
    done = invoke(*words)
    assert done.exit_code == 0, done.output
    assert not list(kept.glob("*.npz"))
