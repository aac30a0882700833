"""The package sixhubs: what its four functions do, refuse and leave behind."""

from __future__ import annotations

import ast
import doctest
import json
import operator
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest

import sim
import sixhubs
from sim.runs.replication import Result, Task, replicate
from tests.cli.conftest import Invoke, invoke
from tests.house.tree import ROOT
from tests.runs.small import execute, scenario, tables, write_scenario

__all__ = ["invoke"]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide the folder in which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "sixhubs",
        "Scenario.with_changes",
        "Scenario.with_policies",
        "decisions",
        "load",
        "run",
        "compare",
        "read",
    ],
)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    thing = sixhubs if name == "sixhubs" else operator.attrgetter(name)(sixhubs)
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(thing, name, globs=dict(vars(sixhubs)))
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_the_example_of_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert "replications=20" in block
    exec(block.replace("replications=20", "replications=2"), {})  # noqa: S102
    assert "fewer-pcsos" in capsys.readouterr().out


def test_every_name_is_explained() -> None:
    tree = ast.parse(Path(sixhubs.__file__).read_text(encoding="utf-8"))
    public = {node.name for node in tree.body if getattr(node, "name", "_")[0] != "_"}
    assert public <= set(sixhubs.__all__)
    assert all(getattr(sixhubs, name).__doc__ for name in sixhubs.__all__)
    assert sixhubs.__version__ == sim.__version__


def test_it_is_imported_quickly() -> None:
    show = "import sys, sixhubs; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", show], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    assert not tops & {
        "numpy", "pandas", "pydantic", "yaml", "click", "numba", "multiprocessing", "matplotlib",
        "simpy",
    }  # fmt: skip


def test_loading_warns_of_what_check_warns_of(tmp_path: Path, invoke: Invoke) -> None:
    path = write_scenario(tmp_path)
    assert sixhubs.load(path).warnings == ()
    slips = tmp_path / "slips.yaml"
    slips.write_text(f"extends: {path.name}\nname: slips\ntravel: {{cv: 0.3, turnout_min: 4}}\n")
    checked = [line for line in invoke("check", slips).stderr.splitlines() if ": warning: " in line]
    assert len(checked) == 2
    with pytest.warns(sixhubs.ScenarioWarning) as given:
        scenario = sixhubs.load(slips)
    assert [str(problem) for problem in scenario.warnings] == checked
    assert [str(warning.message) for warning in given] == checked
    assert {warning.filename for warning in given} == {__file__}


def test_a_copy_warns_only_of_what_is_new(tmp_path: Path) -> None:
    changes: dict[str, object] = {"travel": {"cv": 0.3}}
    with pytest.warns(sixhubs.ScenarioWarning, match=r"travel\.cv: warning: has no effect"):
        scenario = sixhubs.load(write_scenario(tmp_path), changes)
    assert scenario.with_changes({"run": {"days": 2}}).warnings == scenario.warnings
    with pytest.warns(sixhubs.ScenarioWarning, match=r"redeployment\.max_officers") as given:
        more = scenario.with_changes({"redeployment": {"max_officers": 2}})
    assert len(given) == 1
    assert {warning.filename for warning in given} == {__file__}
    assert len(more.warnings) == len(scenario.warnings) + 1


def test_python_m_is_the_command() -> None:
    words = [sys.executable, "-m", "sixhubs", "--version"]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == f"sixhubs {sim.__version__}\n"


def test_a_run_gives_the_bytes_of_the_command(tmp_path: Path, invoke: Invoke) -> None:
    path = write_scenario(tmp_path)
    invoke("run", path, "--log", "--replications", 2, "--executor", "serial", "--out", "command")
    results = sixhubs.run(sixhubs.load(path), replications=2, log=True, out=tmp_path / "library")
    assert results.folder == tmp_path / "library"
    assert tables(tmp_path / "library") == tables(tmp_path / "command")
    for given in ("processes:2", "threads:2"):
        sixhubs.run(sixhubs.load(path), replications=2, log=True, out=given, executor=given)
        assert tables(tmp_path / given) == tables(tmp_path / "command")


def test_a_comparison_gives_the_bytes_of_the_command(tmp_path: Path, invoke: Invoke) -> None:
    one, two = write_scenario(tmp_path), write_scenario(tmp_path, name="two", posts=2)
    invoke("compare", one, two, "--log", "--executor", "serial", "--out", "command")
    loaded = sixhubs.load(one), sixhubs.load(two)
    results = sixhubs.compare(*loaded, log=True, out=tmp_path / "library")
    assert tables(tmp_path / "library") == tables(tmp_path / "command")
    assert results.scenarios == ("mm1", "two")
    assert set(results.comparison["scenario"]) == {"two"}
    assert (
        results.week["scenario"].tolist() == ["mm1"] * 336 + ["two"] * 336
    )  # the force, and its hub
    assert set(results.events["scenario"]) == {"mm1", "two"}


@pytest.mark.parametrize("number", [1, 2])
def test_tables_are_those_that_were_written(tmp_path: Path, number: int) -> None:
    loaded = [scenario(tmp_path), scenario(tmp_path, name="all-1.50", posts=2)][:number]
    written = execute(loaded, tmp_path / "out").tables
    results = sixhubs.read(tmp_path / "out")
    found = results.measures.drop(columns="protective_marking")
    pd.testing.assert_frame_equal(found, written.summary, check_dtype=False, check_exact=True)
    if number == 2:
        found = results.comparison.drop(columns="protective_marking")
        pd.testing.assert_frame_equal(
            found, written.comparison, check_dtype=False, check_exact=True
        )
    else:
        assert results.comparison is None
    rows = pd.read_parquet(tmp_path / "out" / "replications.parquet")
    pd.testing.assert_frame_equal(results.replications, rows)
    assert results.incidents is None


def test_without_a_folder_the_tables_are_the_same_and_nothing_is_left(
    tmp_path: Path, temporary: Path
) -> None:
    loaded = sixhubs.load(write_scenario(tmp_path))
    written = sixhubs.run(loaded, log=True, out=tmp_path / "out")
    results = sixhubs.run(loaded, log=True)
    assert list(temporary.iterdir()) == []
    assert results.folder is None
    for name in ("measures", "replications", "week", "incidents", "deployments", "events"):
        pd.testing.assert_frame_equal(getattr(results, name), getattr(written, name))
    assert results.manifest["seed"] == 1


def test_a_failed_replication_is_named_and_nothing_is_left(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(task: Task) -> Result:
        if task.replication == 1:
            raise ZeroDivisionError("by nought")
        return replicate(task)

    monkeypatch.setattr("sim.runs.resume.replicate", faulty)
    loaded = sixhubs.load(write_scenario(tmp_path))
    with pytest.raises(sixhubs.RunError, match=r"^1 of 3 .* failed; the first: mm1: replication 1"):
        sixhubs.run(loaded)
    assert list(temporary.iterdir()) == []
    with pytest.raises(sixhubs.RunError, match="the finished ones are in "):
        sixhubs.run(loaded, out=tmp_path / "out")
    monkeypatch.undo()
    sixhubs.run(loaded, out=tmp_path / "out")


def test_another_run_in_the_folder_is_refused(tmp_path: Path) -> None:
    loaded, out = sixhubs.load(write_scenario(tmp_path)), tmp_path / "out"
    sixhubs.run(loaded, replications=1, out=out)
    with pytest.raises(sixhubs.OtherRunError, match="seed was 1, is now 2"):
        sixhubs.run(loaded, replications=1, seed=2, out=out)
    sixhubs.run(loaded, replications=1, seed=2, out=out, overwrite=True)
    assert sixhubs.read(out).manifest["seed"] == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 0}, "got 0 replications, expected 1 to 100,000"),
        ({"seed": -1}, "got the seed -1, expected 0 to"),
        ({"engine": "fast"}, "got the engine 'fast', expected simpy, compiled, both"),
        ({"executor": "process"}, "did you mean 'processes'"),
    ],
)
def test_arguments_without_meaning_are_refused(
    tmp_path: Path, options: dict[str, object], message: str
) -> None:
    loaded = sixhubs.load(write_scenario(tmp_path))
    with pytest.raises(ValueError, match=message):
        sixhubs.run(loaded, out=tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_what_is_no_scenario_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"got 'sussex-2017', .* sixhubs.load"):
        sixhubs.run("sussex-2017")
    loaded = sixhubs.load(write_scenario(tmp_path))
    with pytest.raises(ValueError, match="at least one scenario"):
        sixhubs.compare(loaded)
    with pytest.raises(sixhubs.InputError, match="is the baseline itself"):
        sixhubs.compare(loaded, loaded)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        ("{", "is damaged"),
        pytest.param("[" * 200_000, "is damaged", id="deep"),
        ('{"program": "x"}', "of another program"),
        ('{"program": "sixhubs", "compared_with": "x"}', "is damaged"),
        ('{"program": "sixhubs", "files": {}}', "is damaged, or of another version"),
    ],
)
def test_folders_without_results_are_refused(
    tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(sixhubs.InputError, match=f"holds no results: .*{message}"):
        sixhubs.read(tmp_path)


def test_a_changed_copy_is_the_scenario_of_a_file_that_says_so(tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    other = tmp_path / "other.yaml"
    other.write_text(
        "extends: mm1.yaml\nname: other\nrun: {start: 2018-02-01}\n"
        "incident_types: {job: {scene_min: {distribution: fixed, value: 3}}}\n"
    )
    changes = {
        "name": "other",
        "run": {"start": pd.Timestamp("2018-02-01").date()},
        "incident_types": {"job": {"scene_min": {"distribution": "fixed", "value": 3}}},
    }
    baseline = sixhubs.load(path)
    before = baseline.hash, baseline.settings.model_dump_json()
    copies = [baseline.with_changes(changes), sixhubs.load(str(path), changes=changes)]
    assert {copy.hash for copy in copies} == {sixhubs.load(other).hash}
    assert (baseline.hash, baseline.settings.model_dump_json()) == before
    assert sixhubs.load(path).hash == baseline.hash
    back = copies[0].with_changes({
        "name": "mm1", "run": {"start": "2018-01-01"},
        "incident_types": {"job": {"scene_min": {"distribution": "exponential", "mean": 6}}},
    })  # fmt: skip
    assert back.hash == baseline.hash


def test_changes_are_in_the_manifest(tmp_path: Path) -> None:
    changed = sixhubs.load(write_scenario(tmp_path), changes={"run": {"days": 1, "seed": 5}})
    results = sixhubs.run(changed, replications=1)
    assert results.manifest["overrides"] == [
        {"path": "run.days", "old": 7, "new": 1},
        {"path": "run.seed", "old": 1, "new": 5},
    ]
    assert json.dumps(results.manifest)


def test_all_problems_of_changes_are_told_with_their_paths(tmp_path: Path) -> None:
    endless: dict[str, object] = {}
    endless["more"] = endless
    changes = {
        "run": {"days": 0, "seeds": 1},
        "teams": {"response": {"posts": {"Town": {1, 2}}}},
        "title": "\x00",
        "hubs": None,
        "grades": {True: {}},
        "extends": "mm1.yaml",
        "demand": endless,
        "travel": {"speed_kmh": 2**70},
    }
    with pytest.raises(sixhubs.InputError) as refused:
        sixhubs.load(write_scenario(tmp_path), changes=changes)
    found = {problem.path: problem.message for problem in refused.value.problems}
    assert {problem.file for problem in refused.value.problems} == {"changes"}
    for path, message in {
        "run.days": "got 0",
        "run.seeds": "did you mean 'seed'",
        "teams.response.posts.Town": "got a set, expected text",
        "title": "a character that a scenario file cannot hold",
        "hubs": "removed by null",
        "grades.True": "expected a name or a whole number",
        "extends": "load the other file instead",
        "demand.more.more": "nested more than",
        "travel.speed_kmh": "too large",
    }.items():
        assert message in found[path], path


def test_a_scenario_cannot_be_written_to(tmp_path: Path) -> None:
    loaded = sixhubs.load(write_scenario(tmp_path))
    with pytest.raises(ValueError, match="frozen"):
        loaded.settings.run.days = 3
    with pytest.raises(AttributeError):
        loaded.name = "other"
