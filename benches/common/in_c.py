"""The common model in C: common_model.c, compiled for the bench and called through ctypes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from benches.common.definition import STILL_WAITING, Calls, Changeovers, Ints

SOURCE = Path(__file__).with_name("common_model.c")
FLAGS = ("-std=c99", "-O3", "-march=native", "-shared", "-fPIC")
POINTER = np.ctypeslib.ndpointer(dtype=np.int64, flags="C_CONTIGUOUS")


def compiler() -> str | None:
    """Return the C compiler of this machine, if there is one."""
    return next((path for name in ("gcc", "cc", "clang") if (path := shutil.which(name))), None)


@cache
def library() -> ctypes.CDLL:
    """Compile the model and load it."""
    found = compiler()
    assert found is not None, "no C compiler"
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "common_model.so"
        subprocess.run([found, *FLAGS, "-o", str(built), str(SOURCE)], check=True)
        loaded = ctypes.CDLL(str(built))
    number = ctypes.c_int64
    loaded.simulate.restype = number
    loaded.simulate.argtypes = [
        number, *[POINTER] * 5, number, POINTER, POINTER, number, number, POINTER,
    ]  # fmt: skip
    return loaded


def simulate(calls: Calls, changeovers: Changeovers, hubs: int, horizon_ms: int) -> Ints:
    """Return the wait of each call, in milliseconds."""
    wait = np.full(len(calls.hub), STILL_WAITING, dtype=np.int64)
    at_ms, officers = (np.array(column, dtype=np.int64) for column in changeovers)
    columns = [np.ascontiguousarray(column, dtype=np.int64) for column in calls]
    events = library().simulate(
        wait.size, *columns, at_ms.size, at_ms, officers, hubs, horizon_ms, wait
    )
    assert events >= 0, "no memory"
    return wait
