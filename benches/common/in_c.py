"""The common model in C, compiled for the bench and called through ctypes.

common_model.c is the bare queue; common_people.c also keeps what sixhubs keeps about people.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benches.common.definition import STILL_WAITING, Calls, Changeovers, Ints, calls_of
from sim.world.arrays import World

FOLDER = Path(__file__).parent
SOURCES = ("common_model.c", "common_people.c")
FLAGS = ("-std=c99", "-O3", "-march=native", "-shared", "-fPIC")
#: Columns of the time account of common_people.c: off duty, available, at a scene.
ACTIVITIES = 3

_N = ctypes.c_int64
_ARRAY = np.ctypeslib.ndpointer(dtype=np.int64, flags="C_CONTIGUOUS")


class People(NamedTuple):
    """What common_people.c writes."""

    wait_ms: Ints  #: (calls,)
    officer: Ints  #: (slots,) who was sent; -1: nobody
    assigned_ms: Ints  #: (slots,)
    left_ms: Ints  #: (slots,)
    account_ms: Ints  #: (officers * ACTIVITIES,)


def compiler() -> str | None:
    """Return the C compiler of this machine, if there is one."""
    return next((path for name in ("gcc", "cc", "clang") if (path := shutil.which(name))), None)


@cache
def library() -> ctypes.CDLL:
    """Compile the models and load them."""
    found = compiler()
    assert found is not None, "no C compiler"
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "common.so"
        sources = [str(FOLDER / name) for name in SOURCES]
        subprocess.run([found, *FLAGS, "-o", str(built), *sources], check=True)
        loaded = ctypes.CDLL(str(built))
    calls = [_N, *[_ARRAY] * 5]
    loaded.simulate.argtypes = [*calls, _N, _ARRAY, _ARRAY, _N, _N, _ARRAY]
    duties = [_N, *[_ARRAY] * 5]
    loaded.simulate_people.argtypes = [*calls, _ARRAY, *duties, _N, _N, _N, *[_ARRAY] * 5]
    for function in (loaded.simulate, loaded.simulate_people):
        function.restype = _N
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


def simulate_people(world: World) -> People:
    """Simulate calls and shifts of a world of sixhubs, with its people."""
    columns = [np.ascontiguousarray(column, dtype=np.int64) for column in calls_of(world)]
    duties = world.duties
    told = [duties.start_ms, duties.end_ms, duties.hub, duties.first_member, duties.member]
    shifts = [np.ascontiguousarray(column, dtype=np.int64) for column in told]
    sizes = world.sizes
    found = People(
        wait_ms=np.full(sizes.incidents, STILL_WAITING),
        officer=np.full(sizes.slots, -1),
        assigned_ms=np.full(sizes.slots, -1),
        left_ms=np.full(sizes.slots, -1),
        account_ms=np.zeros(sizes.officers * ACTIVITIES, dtype=np.int64),
    )
    events = library().simulate_people(
        sizes.incidents,
        *columns,
        np.ascontiguousarray(world.drawn.first_slot, dtype=np.int64),
        duties.start_ms.size,
        *shifts,
        sizes.officers,
        sizes.hubs,
        sizes.horizon_ms,
        *found,
    )
    assert events >= 0, "no memory"
    return found
