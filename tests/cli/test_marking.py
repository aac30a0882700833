"""The protective marking stands on every output."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

HIGH = "OFFICIAL-SENSITIVE"


@pytest.fixture
def files(tmp_path: Path) -> None:
    write_scenario(tmp_path, marking=HIGH)
    write_scenario(tmp_path, name="two", posts=2)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    "words",
    [
        ["check", "mm1.yaml"],
        ["rota", "mm1.yaml"],
        ["run", "mm1.yaml", "--executor", "serial"],
        ["compare", "two.yaml", "mm1.yaml", "--executor", "serial"],
        ["trace", "mm1.yaml", "--incident", "1"],
        ["trace", "mm1.yaml", "--list"],
    ],
    ids=lambda words: words[0],
)
def test_on_the_terminal(invoke: Invoke, words: list[str]) -> None:
    result = invoke(*words)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert HIGH in lines[0]
    assert len(lines) == 1 or HIGH in "".join(lines[-3:])


@pytest.mark.usefixtures("files")
def test_in_every_file(invoke: Invoke, tmp_path: Path) -> None:
    invoke("compare", "two.yaml", "mm1.yaml", "--log", "--executor", "serial")
    out = tmp_path / "results" / "compare-two-mm1"
    parts = [path for path in out.rglob("*") if path.is_file() and path.suffix]
    results = [path for path in parts if path.name != "run.json" and path.suffix != ".yaml"]
    assert len([path for path in results if ".replications" not in path.parts]) == 11 + 2 * 12
    for path in results:
        expected = "OFFICIAL" if "two" in path.relative_to(out).parts else HIGH
        if path.suffix == ".csv":
            assert set(pd.read_csv(path)["protective_marking"]) == {expected}, path
        elif path.suffix == ".parquet":
            metadata = pq.read_schema(path).metadata
            assert metadata[b"protective_marking"] == expected.encode(), path
        elif path.suffix == ".html":
            assert f"{expected}</div>" in path.read_text(encoding="utf-8")
        elif path.name in ("manifest.json", "scenario.json"):
            assert json.loads(path.read_text())["protective_marking"] == expected
