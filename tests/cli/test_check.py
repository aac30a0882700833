"""sixhubs check: all mistakes at once, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.scenario.load import load
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario


def test_a_valid_scenario(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", write_scenario(tmp_path))
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("ok: ")
    for word in ("mm1", "OFFICIAL", "7 days", "1 hub,", "1 post,", "3 replications", "seed 1"):
        assert word in result.stdout


def test_days_are_counted_as_in_the_table_of_a_run(invoke: Invoke, tmp_path: Path) -> None:
    path = write_scenario(tmp_path, days="2, warm_up_days: 3")
    said = "2 days from Thu 04 Jan 2018"
    assert f", {said} after 3 days of warm-up," in invoke("check", path).stdout
    ran = invoke("run", path, "--replications", 1, "--quiet", "--executor", "serial")
    assert f"\n{said}; 1 replication" in ran.stdout


def test_all_mistakes_of_all_files_at_once(invoke: Invoke, tmp_path: Path) -> None:
    good = write_scenario(tmp_path)
    first = write_scenario(tmp_path, name="first", days=0, mean=-1)
    second = write_scenario(tmp_path, name="second", marking="SECRETISH")
    result = invoke("check", first, good, second, "missing.yaml")
    assert result.exit_code == 2
    assert result.stdout.count("ok: ") == 1
    lines = result.stderr.splitlines()
    assert len([line for line in lines if line.startswith(f"{first}:3:")]) == 1
    assert len([line for line in lines if "scene_min" in line]) == 1
    assert len([line for line in lines if line.startswith(f"{second}:2:")]) == 1
    assert any("missing.yaml" in line and "no such file" in line for line in lines)
    assert lines[-1] == "4 problems found"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.yaml", "mm1.yaml", "second.yaml",
    ]  # fmt: skip


def test_a_mistake_in_a_shared_file_is_told_once(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=0)
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"extends: mm1.yaml\nname: {name}\n")
    result = invoke("check", "a.yaml", "b.yaml")
    assert result.exit_code == 2
    assert result.stderr.count("run.days") == 1
    assert "1 problem found" in result.stderr


def test_verbose_tells_overrides(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    (tmp_path / "more.yaml").write_text(
        "extends: mm1.yaml\nname: more\nteams:\n  response:\n    posts:\n      Town: 2\n"
    )
    result = invoke("check", "more.yaml", "--verbose")
    assert result.exit_code == 0
    assert "  teams.response.posts.Town: 1 -> 2 (more.yaml:6)" in result.stdout.splitlines()
    assert "teams" not in invoke("check", "more.yaml").stdout


def test_verbose_tells_what_is_added_with_the_default_before(
    invoke: Invoke, tmp_path: Path
) -> None:
    write_scenario(tmp_path)
    (tmp_path / "part.yaml").write_text("travel:\n  speed_km_per_hour: 50\n")
    (tmp_path / "more.yaml").write_text(
        "extends: [mm1.yaml, part.yaml]\nname: more\nredeployment:\n  waiting: 5\n"
        "control_room:\n  dispatchers: []\n"
    )
    before = load(str(tmp_path / "mm1.yaml")).scenario
    result = invoke("check", "more.yaml", "--verbose")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1:] == [
        f"  travel.speed_km_per_hour: {before.travel.speed_km_per_hour:g} -> 50 (part.yaml:2)",
        "  name: mm1 -> more (more.yaml:2)",
        f"  redeployment.waiting: {before.redeployment.waiting} -> 5 (more.yaml:4)",
    ]


def test_what_cannot_be_left_out_is_added_to_nothing(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    (tmp_path / "more.yaml").write_text(
        "extends: mm1.yaml\nname: more\nhubs: {Other: {district: Else}}\n"
        "districts: {Else: {hub: Other}}\n"
        "teams: {response: {posts: {Other: 1}}}\n"
        "incident_types: {job: {per_hour: {Else: 1}}}\n"
    )
    result = invoke("check", "more.yaml", "--verbose")
    assert result.exit_code == 0, result.stderr
    assert "  teams.response.posts.Other: none -> 1 (more.yaml:5)" in result.stdout.splitlines()


def test_nothing_to_check_is_an_input_error(invoke: Invoke) -> None:
    assert invoke("check").exit_code == 2


def test_in_a_folder_that_has_been_removed(invoke: Invoke, tmp_path: Path) -> None:
    tmp_path.rmdir()
    result = invoke("check", "sussex-2017")
    assert result.exit_code == 1
    assert result.stderr.endswith("; the folder you are in has been removed\n")


def test_schema_is_json(invoke: Invoke) -> None:
    result = invoke("schema")
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert {"name", "run", "teams"} <= set(schema["properties"])


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["run", "--help"], ["trace", "--help"]])
def test_help(invoke: Invoke, words: list[str]) -> None:
    result = invoke(*words)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_version(invoke: Invoke) -> None:
    import sim

    assert invoke("--version").stdout == f"sixhubs {sim.__version__}\n"


def test_a_misspelt_command_is_an_input_error(invoke: Invoke) -> None:
    result = invoke("xcheck")
    assert result.exit_code == 2
    assert "No such command 'xcheck'" in result.stderr


def test_warnings_stop_nothing_unless_strict(invoke: Invoke, tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    assert invoke("check", path, "--strict").exit_code == 0
    with path.open("a", encoding="utf-8") as file:
        file.write("preemption: {who: latest}\n")
    result = invoke("check", path, path)
    assert result.exit_code == 0
    first, last = result.stderr.splitlines()
    assert ": preemption.who: warning: has no effect: " in first
    assert last == "1 warning found; they stop no run"
    strict = invoke("check", path, "--strict")
    assert strict.exit_code == 2
    assert first in strict.stderr


def test_warnings_are_counted_by_a_run(invoke: Invoke, tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("preemption: {who: latest}\n")
    words = ["run", path, "--out", str(tmp_path / "out"), "--executor", "serial"]
    result = invoke(*words)
    assert result.exit_code == 0
    assert f"note: 1 warning; see sixhubs check {path}" in result.stderr.splitlines()
    assert "warning" not in invoke(*words, "--overwrite", "--quiet").stderr


def test_of_many_mistakes_the_first_are_shown(invoke: Invoke, tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"odd_{n}: 1\n" for n in range(150))
    lines = invoke("check", path).stderr.splitlines()
    assert len(lines) == 102
    assert lines[-2:] == ["... and 50 more", "150 problems found"]


def test_a_range_beyond_what_the_number_may_be(invoke: Invoke, tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    path.write_text(
        path.read_text() + "evidence:\n  grades.1.target_min: {low: -5, high: 9, source: us}\n"
    )
    result = invoke("check", path)
    assert result.exit_code == 2
    assert "ok: " not in result.stdout
    assert "evidence.grades.1.target_min.low: mm1 may not have -5: " in result.stderr
