"""A small function whose compiled code is kept, here and by processes of their own."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

from sim import machine_code
from tests.house.tree import ROOT

NAME = "sim.model.rules-{:032x}.code"
KINDS = ("int64",)
#: A process that uses a function that is kept, as any number of processes at once may.
USE = "import used; print(used.double(21))"
USED = """
from sim.machine_code import kept_njit

@kept_njit
def double(x):
    return 2 * x
"""
#: As USE, where nothing of what only POSIX has can be found.
WITHOUT_POSIX = """
import os, sys
sys.modules["fcntl"] = sys.modules["pwd"] = sys.modules["grp"] = None
for name in ("geteuid", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
    delattr(os, name)
"""


def fresh() -> Any:
    """Return a function that has not been compiled yet in this process."""

    @machine_code.kept_njit
    def double(x: int) -> int:
        return 2 * x

    return double


def name_of(function: Any) -> str:
    name: str = function.name(KINDS)
    return name


def is_private(folder: Path, base: Path) -> bool:
    """See that a folder is a new one which only this user can read."""
    mode = stat.S_IMODE(folder.parent.stat().st_mode)
    return folder.parent.parent == base.parent / "temporary" and mode == 0o700


def used_function(folder: Path) -> Any:
    """Return what the processes use, with a name of its file as they have it."""
    path = folder / "used.py"
    path.write_text(USED)
    spec = importlib.util.spec_from_file_location("used", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.double


def start(folder: Path, program: str, **environment: str) -> subprocess.Popen[str]:
    """Start a process that can import `used`."""
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
