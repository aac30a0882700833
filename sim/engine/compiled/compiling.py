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
from typing import Any, cast

import numpy as np

import sim.model
from sim import code_cache, machine_code, vocabulary
from sim.engine.compiled import calendar, loop, tables
from sim.machine_code import Code, Kept, Kinds
from sim.world import arrays
from sim.world.arrays import Ints

#: Whether compilation is switched off.
is_off = machine_code.is_off

#: Functions that give out memory.
NOT_COMPILED = (calendar.new_calendar, calendar.grow)

_ONE_AT_A_TIME = threading.Lock()

#: Kinds of the entry point's arguments.
KINDS: Kinds = ((np.dtype(np.int64), 1, True),) * 2 + ("int64",) * 2
#: What is used by compiling alone, and imports the compiler.
COMPILED_BY = ("pointers", "linking", "entering")

#: Compiled entry point: (tables of world and run, log room, steps) -> why.
CompiledLoop = Callable[[Ints, Ints, int, int], int]


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


def files() -> list[Path]:
    """Return the files that compiled code is made from, of which not all are imported."""
    here = Path(__file__)
    model = sorted(Path(sim.model.__path__[0]).rglob("*.py"))
    used = [calendar, loop, vocabulary, *arrays_of_world(), tables]
    imported = [Path(str(module.__file__)) for module in used]
    return [*model, *imported, *(here.with_name(f"{name}.py") for name in COMPILED_BY), here]


def sources() -> bytes:
    """Return all source text that compiled code is made from."""
    return b"".join(path.name.encode() + b"\n" + path.read_bytes() for path in files())


def is_ready() -> bool:
    """Whether nothing needs to be compiled any more."""
    return is_off() or _entry.cache_info().currsize > 0 or _is_kept()


def _is_kept() -> bool:
    """Whether the compiled entry point is kept, whole and trusted."""
    return _whole().is_kept(KINDS)


def prepare(tell: Callable[[str], None]) -> None:
    """Compile, unless that was done before; say so, and how long it took.

    Parameters
    ----------
    tell : callable
        Is given lines for the user.
    """
    if is_ready():
        return
    once = "once for this version (a minute or two); the next run starts at once"
    tell(f"compiling the model, {once}")
    started = time.perf_counter()
    entry()
    where = f", kept in {code_cache.folder()}" if _is_kept() else ""
    tell(f"compiled in {time.perf_counter() - started:.0f} s{where}")


def entry() -> CompiledLoop:
    """Return the compiled entry point; compile it or fetch what was compiled before.

    Threads that come at the same time wait for the first.
    """
    with _ONE_AT_A_TIME:
        return _entry()


@functools.cache
def _entry() -> CompiledLoop:
    return _whole().ready(KINDS)


@functools.cache
def _whole() -> Kept:
    """Return the entry point, still to be compiled or fetched."""
    return Kept(f"{__name__}._enter", sources(), _compiled, _python)


def _compiled(kinds: Kinds) -> Code:
    from sim.engine.compiled import entering, linking

    return linking.code_of_whole(entering.enter, functions(), kinds, entering.INSTEAD)


def _python() -> CompiledLoop:
    """Return the entry point as Numba calls it, where code that is kept cannot be loaded."""
    from sim import compiler
    from sim.engine.compiled import entering, linking

    return cast("CompiledLoop", compiler.dispatcher_of(entering.enter, linking.WholeCompiler))
