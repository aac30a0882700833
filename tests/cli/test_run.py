"""sixhubs run and compare: what is written, said, refused, and with which status it ends."""

from __future__ import annotations

import json
import re
import resource
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from sim.cli.folders import comparison_folder
from sim.runs.replication import Result, Task, replicate
from tests.cli.conftest import Invoke, Shell
from tests.house.tree import BIN
from tests.runs.small import tables, write_scenario

SERIAL = ("--executor", "serial")


def test_a_run_writes_its_results_and_prints_its_table(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    result = invoke("run", "mm1.yaml", *SERIAL)
    assert result.exit_code == 0
    out = tmp_path / "results" / "mm1"
    assert set(tables(out)) == {
        "measures.csv", "replications.parquet", "week_profile.csv", "response_times.csv",
        "districts.csv", "types.csv",
    }  # fmt: skip
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["seed"] == 1
    assert manifest["replications"] == 3
    assert manifest["protective_marking"] == "OFFICIAL"
    assert "mean response" in result.stdout
    assert result.stdout.endswith("wrote results/mm1/\n")
    lines = result.stderr.splitlines()
    assert lines[0] == "mm1: 3 replications, seed 1, serial"
    assert lines[1].startswith("mm1: replication 0 done in ")
    assert lines[3].endswith(" (3 of 3)")


def test_a_single_replication_runs_in_the_command_unless_told_otherwise(
    invoke: Invoke, tmp_path: Path
) -> None:
    write_scenario(tmp_path, replications=1)
    here = invoke("run", "mm1.yaml")
    assert here.stderr.splitlines()[0] == "mm1: 1 replication, seed 1, serial"
    there = invoke("run", "mm1.yaml", "--executor", "processes:2", "--out", "there")
    assert there.stderr.splitlines()[0] == "mm1: 1 replication, seed 1, processes:2"
    assert tables(tmp_path / "there") == tables(tmp_path / "results" / "mm1")


def test_quiet_tells_no_progress(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    result = invoke("run", "mm1.yaml", "--quiet", *SERIAL)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "mean response" in result.stdout


def test_options_reach_the_run(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    options = ("--replications", 2, "--seed", 9, "--log", "--out", "here", "--invariants")
    result = invoke("run", "mm1.yaml", *options, "--engine", "simpy", "--executor", "threads:2")
    assert result.exit_code == 0
    assert (tmp_path / "here" / "events.parquet").exists()
    rows = pd.read_parquet(tmp_path / "here" / "replications.parquet")
    assert set(rows["seed"]) == {9}
    assert set(rows["replication"]) == {0, 1}


def test_a_folder_may_have_any_name(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    result = invoke("run", "mm1.yaml", *SERIAL, "--log", "--out", "threads:2 50% é?")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "threads:2 50% é?" / "events.parquet").exists()


def test_the_same_command_again_goes_on(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    invoke("run", "mm1.yaml", *SERIAL)
    first = tables(tmp_path / "results")
    again = invoke("run", "mm1.yaml", *SERIAL)
    assert again.exit_code == 0
    assert "3 of 3 are finished already" in again.stderr
    assert tables(tmp_path / "results") == first
    more = invoke("run", "mm1.yaml", "--replications", 4, *SERIAL)
    assert more.exit_code == 0
    assert "replication 3 done" in more.stderr
    assert "replication 2 done" not in more.stderr


def test_a_comparison_writes_each_run_and_the_differences(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2, seed=4)
    result = invoke("compare", "mm1.yaml", "two.yaml", *SERIAL)
    assert result.exit_code == 0
    assert "note: two says seed 4; 1 is used for all" in result.stderr
    out = tmp_path / "results" / "compare-mm1-two"
    run = {
        "measures.csv", "replications.parquet", "week_profile.csv", "response_times.csv",
        "districts.csv", "types.csv",
    }  # fmt: skip
    assert set(tables(out)) == {
        "comparison.csv", "measures.csv", "replications.parquet", "districts.csv", "types.csv",
        "districts_comparison.csv", "types_comparison.csv",
        *(f"mm1/{name}" for name in run), *(f"two/{name}" for name in run),
    }  # fmt: skip
    rows = pd.read_csv(out / "comparison.csv")
    assert set(rows["baseline"]) == {"mm1"}
    assert set(rows["scenario"]) == {"two"}
    assert set(pd.read_csv(out / "measures.csv")["scenario"]) == {"mm1", "two"}
    assert "\nwrote results/compare-mm1-two/\n" in result.stdout
    write_scenario(tmp_path, name="three", posts=3)
    other = invoke("compare", "mm1.yaml", "three.yaml", *SERIAL)
    assert "\nwrote results/compare-mm1-three/\n" in other.stdout, "needs no --out"


def test_folders_of_many_scenarios_have_names_of_some_length() -> None:
    def name(*scenarios: str) -> str:
        return comparison_folder(scenarios).name

    assert name("base", "one", "two", "three") == "compare-base-one-two-three"
    many = [f"scenario-{n}" for n in range(20)]
    assert re.fullmatch("compare-scenario-0-scenario-1-and-18-more-[0-9a-f]{8}", name(*many))
    assert name(*many) != name(*many[:18], "other", "another")
    assert len(name("a" * 80, "b" * 80)) <= 100
    assert name("a" * 80, "b" * 80) != name("a" * 80, "b" * 79)


@pytest.mark.parametrize("command", [["run", "mm1.yaml"], ["compare", "mm1.yaml", "two.yaml"]])
def test_an_empty_name_is_no_folder(invoke: Invoke, tmp_path: Path, command: list[str]) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    before = sorted(tmp_path.iterdir())
    result = invoke(*command, "--overwrite", "--out", "", *SERIAL)
    assert result.exit_code == 2
    assert "'--out': got an empty name, expected a folder (. is the current one)" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_is_no_folder(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    (tmp_path / "taken").write_text("mine")
    result = invoke("run", "mm1.yaml", "--overwrite", "--out", "taken", *SERIAL)
    assert result.exit_code == 2
    assert "taken is a file, expected a folder" in result.stderr
    assert (tmp_path / "taken").read_text() == "mine"


def test_memory_that_runs_out_is_said_in_a_line(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError("Unable to allocate\n1.88 EiB")

    write_scenario(tmp_path, replications=1)
    words = (
        "there was not enough memory (Unable to allocate 1.88 EiB); run fewer replications at a "
        "time (--executor processes:1), fewer days, a smaller force, or without --log\n"
    )
    monkeypatch.setattr("sim.runs.resume.replicate", greedy)
    result = invoke("run", "mm1.yaml", "--quiet", *SERIAL)
    assert result.exit_code == 1
    assert f"mm1: replication 0 (seed 1) failed: {words}" in result.stderr
    monkeypatch.setattr("sim.runs.study.Study.execute", greedy)
    result = invoke("run", "mm1.yaml", "--quiet", *SERIAL)
    assert (result.exit_code, result.stderr) == (1, f"sixhubs: {words}")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--replications", "0"], "'--replications': 0 is not in the range 1 to 100,000"),
        (["--replications", "-3"], "'--replications'"),
        (["--replications", "two"], "'two' is not a valid whole number"),
        (["--seed", "-1"], "'--seed': -1 is not in the range"),
        (["--seed", "1.5"], "'1.5' is not a valid whole number"),
        (["--seed", "1_0"], "'1_0' is not a valid whole number"),
        (["--replications", "\u0663"], "'\u0663' is not a valid whole number"),
        (["--engine", "fast"], "'fast' is not one of"),
        (["--executor", "dask:host"], "expected an address, as in dask:tcp://127.0.0.1:8786"),
        (["--executor", "dask:127.0.0.1:1"], "no Dask scheduler answers at 127.0.0.1:1"),
        (["--executor", "process"], "did you mean 'processes'"),
        (["--executor", "processes:0"], "from 1 to 1024"),
        (["--weeks", "3"], "No such option"),
    ],
)
@pytest.mark.parametrize("command", ["run", "compare"])
def test_wrong_options_end_with_status_2_and_write_nothing(
    invoke: Invoke, tmp_path: Path, command: str, words: list[str], message: str
) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    files = ["mm1.yaml"] if command == "run" else ["mm1.yaml", "two.yaml"]
    result = invoke(command, *files, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "results").exists()


def test_wrong_scenarios_end_with_status_2_and_write_nothing(
    invoke: Invoke, tmp_path: Path
) -> None:
    write_scenario(tmp_path, days=0)
    write_scenario(tmp_path, name="two", posts=-1)
    result = invoke("compare", "mm1.yaml", "two.yaml", "none.yaml")
    assert result.exit_code == 2
    for word in ("mm1.yaml:3:", "two.yaml:15:", "none.yaml"):
        assert word in result.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mm1.yaml", "mm1.yaml"], "mm1.yaml:1:7: name: is the baseline itself"),
        (["mm1.yaml", "long.yaml"], "long.yaml:3:32: run.days: got 8, expected 7"),
        (["mm1.yaml", "two.yaml", "two.yaml"], "two.yaml:1:7: name: got 'two' a second time"),
        (["mm1.yaml"], "Missing argument"),
    ],
)
def test_what_cannot_be_compared(
    invoke: Invoke, tmp_path: Path, words: list[str], message: str
) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="long", days=8)
    write_scenario(tmp_path, name="two", posts=2)
    result = invoke("compare", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "results").exists()


def test_another_run_in_the_folder_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    invoke("run", "mm1.yaml", *SERIAL)
    first = tables(tmp_path)
    result = invoke("run", "mm1.yaml", "--seed", 2, *SERIAL)
    assert result.exit_code == 2
    assert "seed was 1, is now 2" in result.stderr
    assert "--overwrite" in result.stderr
    assert tables(tmp_path) == first
    assert invoke("run", "mm1.yaml", "--seed", 2, "--overwrite", *SERIAL).exit_code == 0
    assert tables(tmp_path) != first


def test_a_failed_replication_ends_with_status_1(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(task: Task) -> Result:
        if task.replication != 1:
            raise ZeroDivisionError("by nought")
        return replicate(task)

    write_scenario(tmp_path, replications=10)
    monkeypatch.setattr("sim.runs.resume.replicate", faulty)
    result = invoke("run", "mm1.yaml", *SERIAL, "--quiet")
    assert result.exit_code == 1
    assert "mm1: replication 0 (seed 1) failed: ZeroDivisionError: by nought" in result.stderr
    assert "9 of 10 replications failed" in result.stderr
    assert result.stderr.count("by nought") == 5, "not a screenful"
    assert "the finished replications are in results/mm1/" in result.stderr
    assert result.stdout == ""


def test_an_unexpected_error_is_one_line(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("what")

    write_scenario(tmp_path)
    monkeypatch.setattr("sim.runs.study.Study.execute", broken)
    result = invoke("run", "mm1.yaml", "--quiet")
    assert result.exit_code == 1
    assert result.stderr == (
        "sixhubs: unexpected error: KeyError: 'what' (set SIXHUBS_DEBUG=1 to see where)\n"
    )
    monkeypatch.setenv("SIXHUBS_DEBUG", "1")
    with pytest.raises(AssertionError, match="KeyError"):
        invoke("run", "mm1.yaml", "--quiet")


@pytest.mark.parametrize("command", [["run", "mm1.yaml"], ["compare", "mm1.yaml", "two.yaml"]])
@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_a_file_in_place_of_the_folder(
    invoke: Invoke, tmp_path: Path, command: list[str], out: str
) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    (tmp_path / "taken").write_text("a file")
    result = invoke(*command, "--quiet", "--out", out)
    assert result.exit_code == 2
    assert out in result.stderr
    assert (tmp_path / "taken").read_text() == "a file"


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", "processes:2"])
def test_a_full_disk_is_one_line_and_status_1(tmp_path: Path, executor: str) -> None:
    """No file may become larger than 20 kB, as if the disk were full."""
    write_scenario(tmp_path, days=60)
    done = subprocess.run(
        [BIN / "sixhubs", "run", "mm1.yaml", "--log", "--quiet", "--executor", executor],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("sixhubs: cannot write results/mm1/.replications/00")
    assert line.endswith("File too large")
    assert not list(tmp_path.rglob(".sixhubs-unfinished-*"))


@pytest.mark.slow
def test_as_a_user_runs_it(shell: Shell, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    assert shell("check", "mm1.yaml", "two.yaml").returncode == 0
    assert shell("check", "bad.yaml").returncode == 2
    done = shell("compare", "mm1.yaml", "two.yaml", "--out", "both")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "both" / "comparison.csv").exists()
    assert "processes:" in done.stderr


def test_what_has_no_day_in_a_run_is_said_as_it_starts(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=2)
    (tmp_path / "later.yaml").write_text(
        "extends: mm1.yaml\nname: later\ntitle: Later\nrun: {days_in_comparisons: 4}\n"
        "teams: {response: {posts_from: {2018-01-04: 2}}}\n"
    )
    path = "later.yaml:5:33: teams.response.posts_from.2018-01-04: warning: "
    line = "2018-01-04 lies after the run, which ends on 2018-01-02, and changes nothing in it; "
    line = f"{path}{line}measure more days to see what it does"
    assert "warning" not in invoke("check", "later.yaml").stderr
    words = "--replications", "1", "--quiet", "--engine", "simpy"
    assert invoke("run", "later.yaml", *words).stderr.splitlines() == [line]
    both = "compare", "mm1.yaml", "later.yaml", "--no-page", *words
    assert line not in invoke(*both, "--days", "4").stderr.splitlines()
    assert line in invoke(*both, "--days", "2", "--overwrite").stderr.splitlines()
    for other in (("trace",), ("replay", "--day", "1")):
        assert line in invoke(*other, "later.yaml", "--engine", "simpy").stderr.splitlines(), other


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_is_loaded_beside_the_workers_fails_in_silence(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is loaded again where it is needed: without memory, say, a traceback came first."""

    def failing(_name: str) -> None:
        raise ImportError("failed to map segment from shared object")

    monkeypatch.setattr("sim.runs.study.import_module", failing)
    write_scenario(tmp_path, days=1)
    words = "--executor", "threads:1", "--engine", "simpy", "--quiet"
    result = invoke("run", "mm1.yaml", *words)
    assert (result.exit_code, result.stderr) == (0, "")
