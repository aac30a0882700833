"""What someone gets who installs the wheel instead of cloning the repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.runs.keys import source_hash
from tests.house.tree import BIN, ROOT, copy_tree

#: What a program does that uses the wheel.
FACE = """
import importlib.util, sixhubs
from sim.runs.keys import source_hash
print(sixhubs.__file__)
print(source_hash())
print(importlib.util.find_spec("sim.public") is not None)
day = sixhubs.load("sussex-2017", changes={"run": {"days": 1, "warm_up_days": 0}})
week = sixhubs.run(day, replications=1, engine="simpy").week
print(len(week), week["hub"].nunique())
"""
#: What mypy is shown: the names have types.
USER = """\
import pandas as pd
import sixhubs

scenario: sixhubs.Scenario = sixhubs.load("ring-fenced", changes={"run": {"days": 1}})
days: int = scenario.settings.run.days
results: sixhubs.Results = sixhubs.run(scenario, replications=2, engine="simpy", out="here")
table: pd.DataFrame = results.measures
"""


@pytest.mark.slow
def test_wheel_works_elsewhere(tmp_path: Path) -> None:
    """Build the wheel, install it as pipx and uv do, and use it away from the checkout."""
    source, env, away = tmp_path / "source", tmp_path / "env", tmp_path / "away"
    copy_tree(source)
    away.mkdir()
    uv = BIN / "uv"
    quiet = ["--offline", "--quiet", "--no-config"]

    def call(*words: Path | str) -> str:
        done = subprocess.run(words, cwd=away, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return done.stdout

    call(uv, "build", *quiet, "--wheel", "--no-build-isolation", "--python", sys.executable,
         "--out-dir", tmp_path, source)  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    call(uv, "venv", *quiet, "--python", sys.executable, env)
    call(uv, "pip", "install", *quiet, "--python", env / "bin/python", "--no-deps", wheel)
    # The dependencies of the checkout's environment, without its editable project: a .pth file
    # adds the folder to the path but does not run the .pth files in it.
    site = next((env / "lib").glob("python3*")) / "site-packages"
    (site / "dependencies.pth").write_text(
        f"{next((BIN.parent / 'lib').glob('python3*'))}/site-packages\n"
    )

    where = (
        "import sim, importlib.resources as r; print(sim.__file__); print(r.files('sim.shipped'))"
    )
    sim_file, shipped = call(env / "bin/python", "-c", where).split()
    assert Path(sim_file).is_relative_to(env)
    assert Path(shipped).is_relative_to(env)
    in_checkout = {p.relative_to(ROOT / "scenarios") for p in (ROOT / "scenarios").rglob("*.yaml")}
    assert {p.relative_to(shipped) for p in Path(shipped).rglob("*.yaml")} == in_checkout
    call(env / "bin/sixhubs", "check", Path(shipped) / "sussex-2017.yaml")
    assert "ring-fenced" in call(env / "bin/sixhubs", "scenarios")
    call(env / "bin/sixhubs", "new", "mine", "--out", "my-scenarios")
    call(env / "bin/sixhubs", "check", "--strict", "my-scenarios/mine.yaml")
    assert call(env / "bin/python", "-m", "sixhubs", "--version") == f"sixhubs {sim.__version__}\n"

    face, sources, names, hours = call(env / "bin/python", "-c", FACE).splitlines()
    assert Path(face) == site / "sixhubs" / "__init__.py"
    assert sources == source_hash(), "the same program has the same hash wherever it is"
    assert names == "False", "one module, one name"
    assert hours == f"{168 * 7} 7", "each hour of the week at six hubs and in all of them"
    (away / "user.py").write_text(USER)
    assert "Success" in call(
        BIN / "mypy", "--strict", "--python-executable", env / "bin/python", "user.py"
    )
