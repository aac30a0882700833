"""What is compiled is kept, found again, and never runs once a rule has changed."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim import code_cache, vocabulary
from sim.engine.compiled import compiling, entering, linking, pointers, tables
from sim.runs.executors.executor import cores
from tests.house.tree import ROOT
from tests.runs.small import write_scenario

#: What a process does as a user would.
START = "from sim.cli.main import main; main()"
#: A start with the code compiled before: import, fetch it, and run a small scenario.
WARM = """
import time
from sim.scenario.load import load
from sim.world.build import build
world = build(load("mm1.yaml").scenario, 1, 0)
from sim.engine.compiled import compiling, engine
assert compiling.is_ready()
engine.simulate(world)
print(time.process_time())
import sys
for name in ("numba", "scipy.linalg", "scipy.special"):
    assert name not in sys.modules, name
"""
#: Processor time that it may take, and how often it is tried while the machine is busy. Half of the
#: 1.7 to 2.0 s that it took while Numba had to be imported: measured in turns, on a busy machine.
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
            code_cache.FOLDER_VARIABLE: str(self.cache),
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
    assert [path.name for path in copy.cache.iterdir()] == [code_cache.OWN_FOLDER]
    by_another_process = cores() > 1  # which says nothing
    assert first.stderr.count("compiling draws and sums") == (not by_another_process)
    table = copy.table()

    assert "compil" not in copy.run().stderr, "a second start finds it"
    assert copy.table() == table
    starts = (float(copy.python(WARM).stdout) for _ in range(TRIES))
    assert any(start < WARM_S for start in starts)

    rules = tmp_path / "sim" / "model" / "policies" / "dispatch.py"
    text = rules.read_text()
    old = "districts], idle_since[officer], officer)"
    assert text.count(old) == 1
    rules.write_text(text.replace(old, old.replace("idle", "-idle")))
    edited = copy.run()
    assert "compiling the model" in edited.stderr
    assert copy.table() != table, "the old rule did not run"
    changed = copy.table()
    copy.run("--engine", "both")
    assert copy.table() == changed


def test_a_damaged_file_is_found_before_workers_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(compiling, "_entry", functools.cache(lambda: None))
    whole = compiling._whole()
    name = whole.name(compiling.KINDS)
    told: list[str] = []
    code_cache.keep(name, b"code")
    compiling.prepare(told.append)
    assert told == []
    (code_cache.folder() / name).write_bytes(b"")
    compiling.prepare(told.append)
    assert told[0].startswith("compiling the model, once")
    assert told[1] == "compiled in 0 s", "here it is not kept"
    assert len(caplog.messages) == 1


def test_every_compiled_source_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit to any module whose functions are compiled gives what is kept another name."""
    usual = compiling.sources()
    read = Path.read_bytes
    names = {module.__name__ for module in compiling.modules()}
    assert names >= {f"sim.model.{path.stem}" for path in (ROOT / "sim/model").glob("[a-z]*.py")}
    expected = [
        *compiling.modules(),
        vocabulary,
        *compiling.arrays_of_world(),
        *(entering, linking, pointers, tables, compiling),
    ]
    assert {Path(str(module.__file__)) for module in expected} <= set(compiling.files())
    for path in compiling.files():
        monkeypatch.setattr(
            Path, "read_bytes", lambda self, edited=path: read(self) + b"#" * (self == edited)
        )
        assert compiling.sources() != usual, path
    monkeypatch.setattr(Path, "read_bytes", read)
    assert compiling.sources() == usual
    assert compiling._whole().sources == hashlib.sha256(usual).hexdigest()
