"""--engine: the same tables and stories whatever drives the model, and what `both` finds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sim import code_cache
from sim.engine.compiled import compiling
from sim.model.policies import dispatch
from tests.cli.conftest import Invoke
from tests.engine.both import plant
from tests.engine.busy import BUSY
from tests.runs.small import tables, write_scenario

ENGINES = ("auto", "compiled", "both", "simpy")


class WithoutAnchors(yaml.SafeDumper):
    """Writes in full what is used twice: scenario files may hold no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


@pytest.fixture
def busy_file(tmp_path: Path) -> str:
    text = yaml.dump(BUSY, Dumper=WithoutAnchors, sort_keys=False)
    (tmp_path / "busy.yaml").write_text(text, encoding="utf-8")
    return "busy.yaml"


@pytest.mark.slow
def test_every_engine_gives_the_same_tables(invoke: Invoke, tmp_path: Path, busy_file: str) -> None:
    """With the log: every incident, deployment and event, byte for byte."""
    found = []
    for engine in ENGINES:
        options = ("--engine", engine, "--log", "--out", engine, "--executor", "serial")
        result = invoke("run", busy_file, "--replications", 2, "--quiet", *options)
        assert result.exit_code == 0, result.output
        found.append((tables(tmp_path / engine), result.stdout.replace(f"wrote {engine}/", "")))
    assert "events.parquet" in found[0][0]
    assert all(other == found[0] for other in found[1:])


def test_every_engine_tells_the_same_story(invoke: Invoke, busy_file: str) -> None:
    for words in (["--incident", 20], ["--list", "--grade", 1], ["--incident", 60, "--seed", 4]):
        told = {
            engine: invoke("trace", busy_file, *words, "--engine", engine) for engine in ENGINES
        }
        assert {result.exit_code for result in told.values()} == {0}
        assert len({result.stdout for result in told.values()}) == 1


def test_both_ends_with_the_first_difference(
    invoke: Invoke, busy_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, dispatch, "nearest", "if turn < first", "if turn[:2] <= first[:2]")
    options = ("--engine", "both", "--executor", "serial", "--replications", 1)
    result = invoke("run", busy_file, *options)
    assert result.exit_code == 1
    assert "the engines differ: line " in result.stderr
    for words in ("  simpy:    ", "  compiled: ", "ASSIGNED incident", ": simpy "):
        assert words in result.stderr
    assert result.stdout == ""
    told = invoke("trace", busy_file, "--incident", 20, "--engine", "both")
    assert told.exit_code == 1
    assert "the engines differ: line " in told.stderr
    assert told.stdout == ""


def test_the_first_run_says_that_it_compiles(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_scenario(tmp_path)
    run = ("run", "mm1.yaml", "--executor", "serial", "--overwrite")
    monkeypatch.setattr(compiling, "is_ready", lambda: False)
    told = invoke(*run).stderr.splitlines()
    once = "once for this version (a minute or two); the next run starts at once"
    assert told[1] == f"compiling the model, {once}"
    assert told[2].startswith("compiled in ")
    assert told[2].endswith(f" s, kept in {code_cache.folder()}")
    assert "compil" in invoke("trace", "mm1.yaml", "--incident", 3).stderr
    assert invoke(*run, "--quiet").stderr == ""
    assert "compil" not in invoke(*run, "--engine", "simpy").stderr
    monkeypatch.setattr(compiling, "is_ready", lambda: True)
    assert "compil" not in invoke(*run).stderr
