"""sixhubs show: the table of finished results, again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

import sim.public as sixhubs
from sim.outputs.manifest_file import read_manifest, write_manifest
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--executor", "serial", "--quiet")


def everything(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file was written, and what it holds."""
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    }


def without_last_line(text: str) -> str:
    return text.rpartition("wrote ")[0]


def test_a_run_is_shown_again_and_nothing_is_written(invoke: Invoke, tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path)
    ran = invoke("run", "mm1.yaml", *QUICK)
    scenario.unlink()
    before = everything(tmp_path)
    shown = invoke("show", "results/mm1")
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout == without_last_line(ran.stdout)
    assert invoke("show", "mm1").stdout == shown.stdout, "a name in results/"
    assert everything(tmp_path) == before


def test_a_comparison_and_each_of_its_runs(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    compared = invoke("compare", "mm1.yaml", "two.yaml", *QUICK, "--out", "both")
    assert invoke("show", "both").stdout == without_last_line(compared.stdout)
    shutil.move("both", "elsewhere")
    assert "two" in invoke("show", "elsewhere/two").stdout


@pytest.mark.parametrize("by", ["hub", "district", "type", "team"])
def test_rows_by_each_part_are_shown_of_runs_and_comparisons(
    invoke: Invoke, tmp_path: Path, by: str
) -> None:
    """With the usual measures, and with one that is named."""
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="two", posts=2)
    invoke("compare", "mm1.yaml", "two.yaml", *QUICK, "--replications", 2, "--out", "both")
    named = "overtime_hours" if by == "team" else "response_time_median_min"
    for results in ("both", "both/two"):
        for more in ((), ("--measure", named)):
            shown = invoke("show", results, "--by", by, *more)
            assert shown.exit_code == 0, shown.stderr
            assert f"By {by}" in shown.stdout, (results, more)


@pytest.mark.parametrize(
    ("by", "measure", "message"),
    [
        ("district", "overtime_hours", "is not worked out by district; expected one of incidents"),
        ("type", "wait_probability", "is not worked out by type; expected one of incidents_count"),
        ("hub", "desk_attempts_mean", "is not worked out by hub; it is by team"),
        ("team", "repeat_share", "is not worked out by team; it is by hub and grade"),
    ],
)
def test_a_measure_without_rows_of_that_kind_is_refused(
    invoke: Invoke, tmp_path: Path, by: str, measure: str, message: str
) -> None:
    write_scenario(tmp_path)
    invoke("run", "mm1.yaml", *QUICK, "--replications", 2, "--out", "out")
    shown = invoke("show", "out", "--by", by, "--measure", measure)
    assert shown.exit_code == 2
    assert message in shown.stderr


def test_results_from_python(invoke: Invoke, tmp_path: Path) -> None:
    """A scenario that stands in no file."""
    loaded = sixhubs.load(write_scenario(tmp_path)).with_changes({"name": "changed"})
    sixhubs.run(loaded, replications=2, out=tmp_path / "out")
    sixhubs.run(loaded, replications=2, out=tmp_path / "out")
    shown = invoke("show", "out")
    assert shown.exit_code == 0
    assert "2 replications, seed 1." in shown.stdout
    assert "changed" in shown.stdout


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("mm2", "mm2: no such folder of results; there are results/mm1\n"),
        ("results/mm2", "did you mean 'results/mm1'?"),
        ("empty", "empty: holds no results: it has no manifest.json"),
        ("begun", "begun: holds no results: its run has not finished; the command that started it"),
        ("bare", "bare: holds no results: its manifest.json is gone, by which its files are known"),
        ("old", "old: scenario.json cannot be read: No such file or directory; give the command"),
        ("damaged", "damaged: scenario.json is damaged, or of another version of sixhubs"),
    ],
)
def test_what_cannot_be_shown(invoke: Invoke, tmp_path: Path, named: str, message: str) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    (tmp_path / "empty").mkdir()
    (tmp_path / "begun" / ".replications").mkdir(parents=True)
    for other in ("old", "damaged", "bare"):
        shutil.copytree("results/mm1", other)
    (tmp_path / "bare" / "manifest.json").unlink()
    (tmp_path / "old" / "scenario.json").unlink()
    (tmp_path / "damaged" / "scenario.json").write_text('{"name": 1}')
    result = invoke("show", named)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("measures.csv", None, "cannot be read: No such file or directory"),
        ("measures.csv", b"scenario,measure\nmm1\n", "has been changed since it was written"),
        ("measures.csv", b"", "has been changed since it was written"),
        ("replications.parquet", b"PAR1", "has been changed since it was written"),
    ],
)
@pytest.mark.parametrize("command", ["show", "query"])
def test_a_folder_with_a_changed_table(
    invoke: Invoke, tmp_path: Path, command: str, file: str, content: bytes | None, message: str
) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    table = tmp_path / "results" / "mm1" / file
    table.unlink()
    if content is not None:
        table.write_bytes(content)
    words = ["SELECT * FROM measures"] if command == "query" else []
    result = invoke(command, *words, "results/mm1")
    assert "unexpected" not in result.stderr
    if command == "show" or file == "replications.parquet" or content is None:
        assert result.exit_code == 2
        assert result.stdout == ""
    if command == "show":
        assert f"results/mm1/{file}: {message} (sixhubs verify lists" in result.stderr


@pytest.mark.parametrize("file", ["manifest.json", "scenario.json", "measures.csv"])
@pytest.mark.parametrize("command", ["show", "query", "report", "verify"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    invoke: Invoke, tmp_path: Path, command: str, file: str
) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    there = tmp_path / "results" / "mm1" / file
    there.unlink()
    os.mkfifo(there)
    words = ["SELECT * FROM measures"] if command == "query" else []
    result = invoke(command, *words, "results/mm1")
    assert result.exit_code == (1 if command == "verify" else 2)
    assert file.partition(".")[0] in result.output or file == "manifest.json"


@pytest.mark.parametrize("command", ["show", "query", "report", "verify"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (None, "[" * 100_000),
        ("files", {"a\0b.csv": "0" * 64}),
        ("files", {"\ud800.csv": "0" * 64}),
        ("seed", "7"),
    ],
)
def test_a_manifest_that_holds_what_nobody_writes(
    invoke: Invoke, tmp_path: Path, command: str, name: str | None, value: object
) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    path = tmp_path / "results" / "mm1" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(str(value) if name is None else json.dumps({**manifest, name: value}))
    words = ["SELECT 1 AS one"] if command == "query" else []
    result = invoke(command, *words, "results/mm1")
    if command == "verify":
        assert result.exit_code == 1
    else:
        assert result.exit_code == 2
        assert result.stderr.startswith("results/mm1")


def test_numbers_that_were_changed_are_not_shown(invoke: Invoke, tmp_path: Path) -> None:
    """A table that reads well may still not be what was written; so may the scenario."""
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", posts=2, days=1)
    invoke("compare", "mm1.yaml", "two.yaml", *QUICK, "--out", "both")
    for file in ("measures.csv", "comparison.csv", "two/scenario.json"):
        path = tmp_path / "both" / file
        before = path.read_bytes()
        path.write_bytes(before.replace(b"1", b"2", 1))
        shown = invoke("show", "both")
        assert shown.exit_code == 2, file
        assert f"both/{file}: has been changed since it was written" in shown.stderr
        path.write_bytes(before)
    assert invoke("show", "both").exit_code == 0


@pytest.mark.parametrize("command", ["show", "query", "report"])
def test_a_manifest_that_was_changed_is_not_believed(
    invoke: Invoke, tmp_path: Path, command: str
) -> None:
    """The protective marking that is shown with results is that of the manifest."""
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    path = tmp_path / "results" / "mm1" / "manifest.json"
    path.write_text(path.read_text().replace("OFFICIAL", "PUBLIC"))
    words = ["SELECT 1 AS one"] if command == "query" else []
    result = invoke(command, *words, "results/mm1")
    assert result.exit_code == 2
    said = "results/mm1: holds no results: manifest.json has been changed since it was written"
    assert said in result.stderr


def test_a_manifest_that_names_another_scenario(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    folder = tmp_path / "results" / "mm1"
    write_manifest(folder, {**read_manifest(folder), "scenario": "mm2"})
    shown = invoke("show", "mm1")
    assert shown.exit_code == 2
    assert "its manifest.json names other scenarios than it holds" in shown.stderr


def test_what_is_advised_where_the_manifest_is_gone_works(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", *QUICK)
    place = tmp_path / "results" / "mm1"
    before = (place / "measures.csv").read_bytes()
    (place / "manifest.json").unlink()
    assert "move them away" in invoke("show", "results/mm1").stderr
    for file in [path for path in place.iterdir() if path.is_file()]:
        file.unlink()
    assert invoke("run", "mm1.yaml", *QUICK).exit_code == 0
    assert (place / "measures.csv").read_bytes() == before
    assert invoke("show", "results/mm1").exit_code == 0
