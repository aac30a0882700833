"""The project's engines by name, so that one bench serves whichever are there."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from sim.model.state import State

MODULES = {"simpy": "sim.engine.simpy_engine", "compiled": "sim.engine.compiled"}


def available() -> tuple[str, ...]:
    """Return the names of the engines that this checkout has."""
    return tuple(name for name, module in MODULES.items() if find_spec(module) is not None)


def simulator(engine: str) -> Callable[..., State]:
    """Return the function ``simulate(world, log=False)`` of an engine."""
    return import_module(MODULES[engine]).simulate
