"""Compiles the model with the hot loop, once, and keeps the result for the next time.

The functions of `sim.model` are plain Python. Each is registered from outside, so that the
compiler follows the calls from one to the next; one entry point drives them all. What is compiled
is kept under a hash of every source that went into it (`sim.code_cache`): Numba itself does not see
an edit in another file, and would go on to run the old rules.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numba

import sim.model
from sim import code_cache, native, vocabulary
from sim.engine.compiled import calendar, linking, loop, pointers
from sim.world import arrays
from sim.world.arrays import Ints

#: Functions that give out memory.
NOT_COMPILED = (calendar.new_calendar, calendar.grow)

_ONE_AT_A_TIME = threading.Lock()

#: Types of the entry point's arguments.
SIGNATURE = (numba.int64[::1],) * 3 + (numba.int64,) * 2
#: Compiled entry point: (tables of world, state and calendar, log room, steps) -> why.
Entry = Callable[[Ints, Ints, Ints, int, int], int]


def is_off() -> bool:
    """Whether compilation is switched off (``NUMBA_DISABLE_JIT=1``): all runs as plain Python."""
    return bool(numba.config.DISABLE_JIT)


def modules() -> list[ModuleType]:
    """Return the modules whose functions are compiled."""
    walk = pkgutil.walk_packages(sim.model.__path__, "sim.model.")
    return [*(importlib.import_module(found.name) for found in walk), calendar, loop]


def arrays_of_world() -> list[ModuleType]:
    """Return the modules that say of which arrays a world consists."""
    kinds = [kind for kind in vars(arrays).values() if hasattr(kind, "_fields")]
    return [sys.modules[name] for name in sorted({arrays.__name__, *(k.__module__ for k in kinds)})]


def functions() -> Iterator[Any]:
    """Yield the functions that are compiled, in the order of modules and lines."""
    for module in modules():
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and function not in NOT_COMPILED:
                yield function


def sources() -> bytes:
    """Return all source text that compiled code is made from."""
    here = sys.modules[__name__]
    used = [*modules(), vocabulary, *arrays_of_world(), linking, pointers, here]
    return b"".join(
        module.__name__.encode() + b"\n" + Path(str(module.__file__)).read_bytes()
        for module in used
    )


def is_ready() -> bool:
    """Whether nothing needs to be compiled any more."""
    return is_off() or _entry.cache_info().currsize > 0 or _is_kept()


def _is_kept() -> bool:
    """Whether the compiled entry point is kept, whole and trusted."""
    return code_cache.is_kept(_whole(), SIGNATURE)


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
    where = f", kept in {code_cache.folder()}" if _is_kept() else ""
    tell(f"compiled in {time.perf_counter() - started:.0f} s{where}")


def entry() -> Entry:
    """Return the compiled entry point; compile it or fetch what was compiled before.

    Threads that come at the same time wait for the first.
    """
    with _ONE_AT_A_TIME:
        return _entry()


@functools.cache
def _entry() -> Entry:
    native.start_numba_without_blas()
    for function in functions():
        linking.register_part(function)
    compiled: Entry = linking.compile_whole(_whole(), SIGNATURE)
    return compiled


@functools.cache
def _whole() -> Any:
    """Return the entry point, still to be compiled or fetched."""
    return linking.whole(_enter, sources())


def _enter(
    world_table: Ints, state_table: Ints, calendar_table: Ints, log_room: int, steps: int
) -> int:
    """Run events; see `sim.engine.compiled.loop.drive`."""
    world = pointers.world_at(world_table)
    state = pointers.state_at(state_table)
    due = pointers.calendar_at(calendar_table)
    return loop.drive(world, state, due, log_room, steps)
