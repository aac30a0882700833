"""What is compiled is kept, found again, and never runs once a rule has changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.compiled import compiling
from tests.house.tree import ROOT
from tests.runs.small import write_scenario

#: What a process does as a user would.
START = "from sim.cli import main; main()"
#: A start with the code compiled before: import, fetch it, and run a small scenario.
WARM = """
import time
from sim.scenario.load import load
from sim.world.build import build
world = build(load("mm1.yaml").scenario, 1, 0)
from sim.engine import compiled, compiling
assert compiling.is_ready()
compiled.simulate(world)
print(time.process_time())
import sys
assert "scipy.linalg" not in sys.modules
import scipy.linalg
assert scipy.linalg.norm([3.0, 4.0]) == 5.0
"""
#: Processor time that it may take, and how often it is tried while the machine is busy.
WARM_S = 1.5
TRIES = 12


class Copy:
    """A copy of the package, with caches of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
        write_scenario(folder, days=2, replications=1, posts=2, mean=12)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command from the copy."""
        options = ("run", "mm1.yaml", "--executor", "serial", "--log", "--overwrite")
        return self.python(START, *options, *words, **environment)

    def python(
        self, program: str, *words: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program from the copy, with Python's own compiled files kept."""
        given = {
            "PYTHONPATH": str(self.folder),
            compiling.FOLDER_VARIABLE: str(self.cache),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
        }
        return subprocess.run(
            [sys.executable, "-c", program, *words],
            cwd=self.folder,
            env={**os.environ, **given, **environment},
            capture_output=True,
            text=True,
            check=True,
            timeout=800,
        )

    def table(self) -> bytes:
        return (self.folder / "results" / "mm1" / "events.parquet").read_bytes()


@pytest.mark.slow
def test_compiled_once_and_anew_after_an_edit(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    first = copy.run()
    assert "compiling the model, once for this version" in first.stderr
    assert re.search(r"compiled in \d+ s, kept in " + re.escape(str(copy.cache)), first.stderr)
    (kept,) = copy.cache.iterdir()
    table = copy.table()

    assert "compil" not in copy.run().stderr, "a second start finds it"
    assert copy.table() == table
    starts = (float(copy.python(WARM).stdout) for _ in range(TRIES))
    assert any(start < WARM_S for start in starts)

    # A folder that cannot be made: what is compiled is kept with temporary files.
    elsewhere = tmp_path / "temporary"
    shutil.copytree(kept, elsewhere / "sixhubs-compiled" / kept.name)
    nowhere = {compiling.FOLDER_VARIABLE: str(tmp_path / "mm1.yaml" / "below")}
    assert "compil" not in copy.run(TMPDIR=str(elsewhere), **nowhere).stderr
    assert copy.table() == table

    rules = tmp_path / "sim" / "model" / "policies" / "dispatch.py"
    text = rules.read_text()
    old = "if longer_idle > 0 or (longer_idle == 0 and officer > best)"
    assert text.count(old) == 1
    rules.write_text(text.replace(old, old.replace("officer > best", "officer < best")))
    edited = copy.run()
    assert "compiling the model" in edited.stderr
    assert copy.table() != table, "the old rule did not run"
    changed = copy.table()
    copy.run("--engine", "both")
    assert copy.table() == changed


def test_caches_are_kept_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(compiling.FOLDER_VARIABLE, str(tmp_path / "mine"))
    assert compiling.folder().parent == tmp_path / "mine"
    monkeypatch.delenv(compiling.FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiling.folder().parent == tmp_path / "sixhubs" / "compiled"


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    monkeypatch.setenv(compiling.FOLDER_VARIABLE, "/proc/none/below")
    assert compiling.folder().parent == tmp_path / "temporary" / "sixhubs-compiled"
    monkeypatch.setenv(compiling.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert compiling.folder().parent == tmp_path / "temporary" / "sixhubs-compiled"


def test_every_compiled_source_is_in_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit to any module whose functions are compiled, or options of the compiler, change it."""
    usual = compiling.sources_hash()
    read = Path.read_bytes
    names = {module.__name__ for module in compiling.modules()}
    assert names >= {f"sim.model.{path.stem}" for path in (ROOT / "sim/model").glob("[a-z]*.py")}
    for module in compiling.modules():
        path = Path(str(module.__file__))
        monkeypatch.setattr(
            Path, "read_bytes", lambda self, edited=path: read(self) + b"#" * (self == edited)
        )
        assert compiling.sources_hash() != usual, path
    monkeypatch.setattr(Path, "read_bytes", read)
    assert compiling.sources_hash() == usual
    monkeypatch.setattr(compiling.numba.config, "BOUNDSCHECK", 1)
    assert compiling.sources_hash() != usual


def test_old_folders_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the latest few, and never the present one."""
    monkeypatch.setenv(compiling.FOLDER_VARIABLE, str(tmp_path))
    present = compiling.folder()
    present.mkdir()
    os.utime(present, (0, 0))
    for n in range(compiling.KEPT + 3):
        (tmp_path / f"old{n}").mkdir()
        os.utime(tmp_path / f"old{n}", (n + 1, n + 1))
    compiling._forget_old_folders()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {present.name, *(f"old{n}" for n in range(3, compiling.KEPT + 3))}
