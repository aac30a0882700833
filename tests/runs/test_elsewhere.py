"""Other systems: nothing needs a module, signal or call that Windows does not have."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.runs.small import tables, write_scenario

#: Runs the command after taking away what Windows lacks.
WITHOUT = """
import os, signal, sys, warnings
for module in ("fcntl", "grp", "pwd", "termios"):
    sys.modules[module] = None
for holder, names in (
    (signal, ("SIGKILL", "SIGHUP", "pthread_sigmask", "pthread_kill", "SIGSTOP")),
    (os, ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "sched_getaffinity", "geteuid")),
):
    for name in names:
        delattr(holder, name)
# Where there is no fcntl on Linux, filelock falls back and says so.
warnings.simplefilter("ignore")
from sim.cli.start import main
sys.argv = ["sixhubs", *sys.argv[1:]]
main()
"""
#: Modules and names that Windows lacks; a bare use of one fails there.
POSIX_MODULES = {"fcntl", "resource", "grp", "pwd", "termios", "pty"}
POSIX_NAMES = {
    "SIGKILL", "SIGHUP", "SIGSTOP", "pthread_sigmask", "SIG_BLOCK", "SIG_SETMASK", "SIG_UNBLOCK",
    "sched_getaffinity", "geteuid", "getuid", "fork", "killpg", "mkfifo", "sysconf", "O_NOFOLLOW",
    "O_NONBLOCK", "O_DIRECTORY", "O_CLOEXEC",
}  # fmt: skip
GUARDS = ("hasattr", "getattr", "sys.platform", "os.name")


def without(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where nothing has been compiled yet, in a process without these names."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *words],
        env={**os.environ, "SIXHUBS_CACHE_DIR": str(folder / "compiled")},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_run_and_compare_without_what_windows_lacks(tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    done = without(tmp_path, "run", "mm1.yaml", "--executor", "serial", "--log", "--out", "run")
    assert done.returncode == 0, done.stderr
    done = without(tmp_path, "compare", "mm1.yaml", "two.yaml", "--executor", "processes:2")
    assert done.returncode == 0, done.stderr
    assert len(tables(tmp_path / "run")) == 9
    assert "comparison.csv" in tables(tmp_path / "results" / "compare-mm1-two")


@pytest.mark.parametrize("path", sorted((ROOT / "sim").rglob("*.py")), ids=lambda path: path.stem)
def test_what_windows_lacks_is_only_used_after_a_look(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {name.name for name in node.names} & POSIX_MODULES
        if isinstance(node, ast.Attribute) and node.attr in POSIX_NAMES:
            around = [f for f in functions if f.lineno <= node.lineno <= (f.end_lineno or 0)]
            code = "".join(ast.get_source_segment(text, function) or "" for function in around)
            assert any(guard in code for guard in GUARDS), f"line {node.lineno}: {node.attr}"
