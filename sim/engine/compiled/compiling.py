"""Compiles the model with the hot loop, once, and keeps the result for the next time.

The functions of `sim.model` are plain Python. Each is registered from outside, so that the
compiler follows the calls from one to the next; one entry point drives them all. What is compiled
is kept in a folder named after a hash of every source that went into it: Numba itself does not see
an edit in another file, and would go on to run the old rules.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import inspect
import os
import pkgutil
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numba

import sim.model
from sim import native, vocabulary
from sim.engine.compiled import heap, linking, loop, pointers
from sim.world import arrays
from sim.world.arrays import Ints

#: Where compiled code is kept, instead of the user's folder for caches.
FOLDER_VARIABLE = "SIXHUBS_CACHE_DIR"
#: Folders of earlier sources that are left beside the present one.
KEPT = 8

#: Functions that give out memory.
NOT_COMPILED = (heap.new_heap, heap.grow)

_ONE_AT_A_TIME = threading.Lock()

#: Compiled entry point: (tables of world, state and heap, log room, steps) -> why.
Entry = Callable[[Ints, Ints, Ints, int, int], int]


def is_off() -> bool:
    """Whether compilation is switched off (``NUMBA_DISABLE_JIT=1``): all runs as plain Python."""
    return bool(numba.config.DISABLE_JIT)


def modules() -> list[ModuleType]:
    """Return the modules whose functions are compiled."""
    walk = pkgutil.walk_packages(sim.model.__path__, "sim.model.")
    return [*(importlib.import_module(found.name) for found in walk), heap, loop]


def functions() -> Iterator[Any]:
    """Yield the functions that are compiled, in the order of modules and lines."""
    for module in modules():
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and function not in NOT_COMPILED:
                yield function


def sources_hash() -> str:
    """Return a hash of all that compiled code depends on: sources, versions and options.

    The place and time of this file are part of it, because Numba goes by them too.
    """
    digest = hashlib.sha256()
    here = sys.modules[__name__]
    for module in [*modules(), vocabulary, arrays, linking, pointers, here]:
        digest.update(module.__name__.encode())
        digest.update(Path(str(module.__file__)).read_bytes())
    options = (numba.config.BOUNDSCHECK, int(numba.config.OPT))
    place = (__file__, Path(__file__).stat().st_mtime_ns)
    digest.update(repr((numba.__version__, sys.version, options, place)).encode())
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return the folder of what is compiled from the present sources."""
    return _caches() / sources_hash()


def _caches() -> Path:
    """Return where folders of compiled code are kept: one that can be written to."""
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    chosen = Path(os.environ.get(FOLDER_VARIABLE) or Path(user) / "sixhubs" / "compiled")
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "sixhubs-compiled"
    if not os.access(chosen, os.W_OK):
        return Path(tempfile.gettempdir()) / "sixhubs-compiled"
    return chosen


def is_ready() -> bool:
    """Whether nothing needs to be compiled any more."""
    return is_off() or _entry.cache_info().currsize > 0 or any(folder().rglob("*.nbi"))


def prepare(tell: Callable[[str], None]) -> None:
    """Compile, unless that was done before; say so, and how long it took.

    Parameters
    ----------
    tell : callable
        Is given lines for the user.
    """
    if is_ready():
        return
    tell("compiling the model, once for this version; the next run starts at once")
    started = time.perf_counter()
    entry()
    tell(f"compiled in {time.perf_counter() - started:.0f} s, kept in {folder()}")


def entry() -> Entry:
    """Return the compiled entry point; compile it or fetch what was compiled before.

    Threads that come at the same time wait for the first.
    """
    with _ONE_AT_A_TIME:
        return _entry()


@functools.cache
def _entry() -> Entry:
    native.start_numba_without_blas()
    numba.config.CACHE_DIR = str(folder())
    for function in functions():
        linking.register_part(function)
    ints, number = numba.int64[::1], numba.int64
    compiled: Entry = linking.compile_whole(_enter, (ints, ints, ints, number, number))
    _forget_old_folders()
    return compiled


def _forget_old_folders() -> None:
    """Delete what was compiled from earlier sources, but for the latest few."""
    present = folder()
    others = [path for path in present.parent.iterdir() if path.is_dir() and path != present]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _enter(
    world_table: Ints, state_table: Ints, heap_table: Ints, log_room: int, steps: int
) -> int:
    """Run events; see `sim.engine.compiled.loop.drive`."""
    world = pointers.world_at(world_table)
    state = pointers.state_at(state_table)
    due = pointers.heap_at(heap_table)
    return loop.drive(world, state, due, log_room, steps)
