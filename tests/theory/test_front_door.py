"""What the theory tests hold against formulas is what a user gets from the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.runs.replication import Result
from tests.theory.runs import SCENARIOS, simulate

pytestmark = pytest.mark.theory


def test_the_command_gives_the_same_numbers(tmp_path: Path) -> None:
    words = ["run", str(SCENARIOS / "mm1.yaml"), "--replications", "2", "--out", str(tmp_path)]
    words += ["--executor", "serial", "--quiet"]
    command = Path(sys.executable).parent / "sixhubs"
    done = subprocess.run([command, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    results: list[Result] = simulate("mm1", replications=2)
    expected = {
        (number, *key): value
        for number, result in enumerate(results)
        for *key, value in zip(*result.measures, strict=True)
    }
    table = pq.read_table(tmp_path / "replications.parquet")
    columns = ("replication", "measure", "team", "hub", "grade", "value")
    rows = zip(*(table[name].to_pylist() for name in columns), strict=True)
    # What cannot be told is empty in the table.
    found = {tuple(key): float("nan") if value is None else value for *key, value in rows}
    assert found == pytest.approx(expected, nan_ok=True)
