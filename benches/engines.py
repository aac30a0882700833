"""The project's engines by name, so that one bench serves whichever are there; and measuring."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from sim.model.state import State
from sim.outputs.measures.all_measures import MeasureRows, measures_of
from sim.outputs.measures.breakdowns import Breakdowns, breakdowns_of
from sim.outputs.measures.response_times import reached_within
from sim.outputs.measures.view import view_of
from sim.outputs.measures.week import WeekProfile, week_profile_of
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats, World
from sim.world.build import names

MODULES = {"simpy": "sim.engine.on_simpy.engine", "compiled": "sim.engine.compiled.engine"}


def available() -> tuple[str, ...]:
    """Return the names of the engines that this checkout has."""
    return tuple(name for name, module in MODULES.items() if find_spec(module) is not None)


def simulator(engine: str) -> Callable[..., State]:
    """Return the function ``simulate(world, log=False)`` of an engine."""
    return import_module(MODULES[engine]).simulate


def measure(
    scenario: Scenario, world: World, state: State
) -> tuple[MeasureRows, Breakdowns, WeekProfile, Floats]:
    """Return all that is measured of a replication, from one view of it, as in a run."""
    view = view_of(scenario, names(scenario), world, state)
    return measures_of(view), breakdowns_of(view), week_profile_of(view), reached_within(view)
