"""The commands of the calibration say plainly when their input is not what they are for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.tree import ROOT
from tests.runs.small import write_scenario


def call(module, *words):
    return subprocess.run(
        [sys.executable, "-m", f"calibration.{module}", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        ("check", "mm1.yaml", "mm1: the figures are those of the baseline sussex-2017, and this"),
        ("check", "none.yaml", "none.yaml: no such file"),
        ("check", "bad.yaml", "bad.yaml:3:"),
    ],
)
def test_input_of_another_kind_is_refused_in_words(tmp_path, module, name, message):
    write_scenario(tmp_path)
    write_scenario(tmp_path, name="bad", days=0)
    done = call(module, tmp_path / name)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
