"""Compiling what replications need before workers start: once for a version, then it is kept.

On two cores another process compiles draws and sums while this one compiles the model, which takes
longer; what it could not keep is compiled here.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sim import code_cache, machine_code
from sim.engine.compiled import compiling
from sim.machine_code import Kept, Kinds
from sim.runs.executors.executor import cores
from sim.runs.replication import Engine

#: The modules that have compiled functions, beside the model.
DRAWING_AND_MEASURING = (
    "sim.world.arrival_loops", "sim.world.attribute_loops", "sim.world.inverse", "sim.world.loops",
    "sim.world.name_hashes", "sim.world.pcg64", "sim.world.roster_loops", "sim.world.splitmix64",
    "sim.engine.memory",
    "sim.outputs.measures.passes", "sim.outputs.measures.quantiles", "sim.outputs.measures.week",
)  # fmt: skip

#: What the other process runs.
_PROGRAM = f"from {__name__} import compile_draws_and_sums as do; do(lambda line: None)"


def prepare(engine: Engine, tell: Callable[[str], None]) -> None:
    """Compile what replications need, before workers start; say so if that takes a while.

    Parameters
    ----------
    engine : Engine
        What drives the model.
    tell : callable
        Is given lines for the user.
    """
    _import_them()
    if engine != "simpy" and not compiling.is_ready():
        with _another_process() if _is_worth_another() else contextlib.nullcontext():
            compiling.prepare(tell)
    compile_draws_and_sums(tell)


def compile_draws_and_sums(tell: Callable[[str], None]) -> None:
    """Compile what draws and measures, unless that was done before; say so, and how long it took.

    Parameters
    ----------
    tell : callable
        Is given lines for the user.
    """
    _import_them()
    missing = _missing()
    if not missing:
        return
    tell("compiling draws and sums, once for this version; the next run starts at once")
    started = time.perf_counter()
    for function, kinds in missing:
        function.ready(kinds)
    whole = all(function.is_kept(kinds) for function, kinds in missing)
    where = f", kept in {code_cache.folder()}" if whole else ""
    tell(f"compiled in {time.perf_counter() - started:.0f} s{where}")


def _missing() -> list[tuple[Kept, Kinds]]:
    """Return the functions that are still to be compiled, with their arguments."""
    return [(each, kinds) for each, kinds in machine_code.AHEAD if not each.is_ready(kinds)]


def _import_them() -> None:
    for name in DRAWING_AND_MEASURING:
        importlib.import_module(name)


def _is_worth_another() -> bool:
    """Whether another process can compile draws and sums beside this one."""
    return bool(_missing()) and cores() > 1 and bool(sys.executable)


@contextlib.contextmanager
def _another_process() -> Iterator[None]:
    """Have another process compile draws and sums meanwhile, and wait for it at the end.

    It is a Python of its own, not one that starts with the program of this one, as workers do: a
    script that runs a study need not guard itself against that.
    """
    code_cache.folder()  # the same for both, even if it is a temporary one
    path = os.pathsep.join(each or str(Path.cwd()) for each in sys.path)
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        yield  # all is compiled here
        return
    try:
        yield
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
