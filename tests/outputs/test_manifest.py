"""The manifest of a run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.outputs.manifest import (
    Simulated,
    about_program,
    demand_by_basis,
    demand_on_assumptions_share,
    git_state,
    hashes,
    highest_marking,
    library_versions,
    manifest,
)
from sim.outputs.manifest_file import write_manifest
from sim.scenario.reading.merging import Addition, Override
from sim.scenario.reading.tree import Mark
from tests.outputs import tiny


def content(*simulated: Simulated, **changes: Any) -> dict[str, Any]:
    setting: dict[str, Any] = {
        "seed": 7,
        "replications": 10,
        "engine": "simpy",
        "executor": "serial",
        "log": False,
        "source_hash": "c0de",
        "run_hash": "0ne",
        "run_seconds": 12.34567,
        "files": {"b.csv": "2", "a.csv": "1"},
    }
    some = simulated or [Simulated(tiny.scenario(), "5ca1e")]
    return manifest(some, about=about_program(), **(setting | changes))


def test_what_was_run() -> None:
    made = content()
    assert made["program"] == "sixhubs"
    assert made["version"] == sim.__version__
    assert (made["scenario"], made["scenario_hash"], made["seed"]) == ("tiny", "5ca1e", 7)
    assert (made["engine"], made["replications"], made["log"]) == ("simpy", 10, False)
    assert made["protective_marking"] == "OFFICIAL"
    assert made["run_seconds"] == 12.346
    assert made["compared_with"] == []
    assert list(made["files"]) == ["a.csv", "b.csv"]


def test_a_comparison_names_all_scenarios_and_takes_the_higher_marking() -> None:
    other = tiny.scenario(name="other", protective_marking="OFFICIAL-SENSITIVE")
    made = content(Simulated(tiny.scenario(), "1"), Simulated(other, "2"))
    assert made["scenario"] == "tiny"
    assert [one["scenario"] for one in made["compared_with"]] == ["other"]
    assert made["protective_marking"] == "OFFICIAL-SENSITIVE"
    assert highest_marking([tiny.scenario()]) == "OFFICIAL"


def test_overrides_are_told() -> None:
    change = Override("redeployment.rule", "queue_long", "never", "x.yaml", 3, 9)
    added = Addition(("redeployment", "ring_fenced"), ["pcso"], Mark("x.yaml", 4, 16))
    made = content(Simulated(tiny.scenario(), "1", (change,), (added,)))
    assert made["overrides"] == [
        {"path": "redeployment.rule", "old": "queue_long", "new": "never"},
        {"path": "redeployment.ring_fenced", "old": None, "new": ["pcso"]},
    ]


def test_demand_by_basis() -> None:
    """One an hour makes 8,760 a year, assumed; 2,920 a year are official."""
    assert demand_by_basis(tiny.scenario()) == {"assumption": 0.75, "official": 0.25}
    assert demand_on_assumptions_share(tiny.scenario()) == 0.75


def test_no_demand_rests_on_nothing() -> None:
    kind = tiny.SCENARIO["incident_types"]["noise"] | {"per_hour": {"Ashby": 0.0}}
    quiet = tiny.scenario(incident_types={"noise": kind})
    assert demand_by_basis(quiet) == {}
    assert demand_on_assumptions_share(quiet) == 0


def test_written_as_json(tmp_path: Path) -> None:
    write_manifest(tmp_path, content())
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["scenario"] == "tiny"


def test_names_no_folder() -> None:
    assert str(Path(sim.__file__).parents[1]) not in json.dumps(content())


def test_hashes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    assert hashes(tmp_path, ["a"]) == {
        "a": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    }


def test_versions() -> None:
    versions = library_versions()
    assert {"numpy", "pandas", "simpy"} <= set(versions)
    assert "numba" not in versions or versions["numba"]


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.test"]
    done = subprocess.run(
        ["git", *who, "-C", str(folder), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_git_state(tmp_path: Path) -> None:
    assert git_state(tmp_path) == (None, None)
    git(tmp_path, "init", "--quiet")
    assert git_state(tmp_path) == (None, False)
    (tmp_path / "file").write_text("1")
    assert git_state(tmp_path) == (None, True)
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "-m", "x")
    assert git_state(tmp_path) == (git(tmp_path, "rev-parse", "HEAD"), False)
    (tmp_path / "file").write_text("2")
    assert git_state(tmp_path)[1] is True


def test_without_git_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()

    def missing(*_words: object, **_settings: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", missing)
    assert git_state(tmp_path) == (None, None)
