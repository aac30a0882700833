"""Runs of both engines, to be compared, and worlds of random scenarios by the dozen."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engine.comparing import differences, first_difference
from sim.engine.compiled import compiling
from sim.engine.compiled import engine as compiled
from sim.engine.on_simpy import engine as simpy_engine
from sim.model.state import State
from sim.vocabulary import Actor
from sim.world.arrays import World
from sim.world.build import build
from tests.support.strategies import GRIDS, scenario_of, scenarios

#: Without shrinking, which takes minutes here.
EXAMPLES = settings(
    phases=[Phase.explicit, Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def difference(world: World) -> str | None:
    """Run both engines; return the first difference between logs or states at the end."""
    on_simpy = simpy_engine.simulate(world, log=True)
    return first_difference(world, on_simpy, compiled.simulate(world, log=True))


def agree(world: World) -> State:
    """See that both engines give one log and state, with the log and without; return it."""
    on_simpy, other = simpy_engine.simulate(world, log=True), compiled.simulate(world, log=True)
    assert first_difference(world, on_simpy, other) is None
    assert differences(on_simpy, other) == []
    return on_simpy


def each_world(
    look: Callable[[World], None],
    situation: str | None,
    examples: int,
    grid: int | None = None,
    series: int = 0,
) -> None:
    """Hand the worlds of random scenarios to `look`, one after the other, always the same ones.

    Parameters
    ----------
    grid : int, optional
        Number of the time grid in `GRIDS`; by default the scenario's own.
    series : int, optional
        Each series has examples of its own.
    """

    @seed((0 if grid is None else grid + 1) + (1 + len(GRIDS)) * series)
    @settings(EXAMPLES, max_examples=examples)
    @given(scenarios(situation))
    def example(data: dict[str, Any]) -> None:
        if grid is not None:
            data["run"]["time_grid_min"] = GRIDS[grid]
        scenario = scenario_of(data)
        look(build(scenario, scenario.run.seed, 0))

    example()


def plant(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, old: str, new: str
) -> None:
    """Change a function of the model for the SimPy engine; the other one is compiled already."""
    compiling.entry()
    source = inspect.getsource(getattr(module, name))
    assert source.count(old) == 1, f"{name} does not say {old!r} once"
    changed: dict[str, Any] = {}
    exec(compile(source.replace(old, new), f"<planted in {name}>", "exec"), vars(module), changed)  # noqa: S102
    monkeypatch.setattr(module, name, changed[name])


def note_kinds(monkeypatch: pytest.MonkeyPatch, seen: set[int]) -> None:
    """Have the SimPy engine note the kinds of event that write a line or ask for time."""

    def noting(act: simpy_engine.Transition) -> simpy_engine.Transition:
        def transition(w: World, s: State, kind: int, entity: int, token: int) -> None:
            before = s.log.lines[0], s.requests.filled[0]
            act(w, s, kind, entity, token)
            if (s.log.lines[0], s.requests.filled[0]) != before:
                seen.add(kind)

        return transition

    for actor in Actor:
        act = simpy_engine.TRANSITIONS[actor]
        monkeypatch.setitem(simpy_engine.TRANSITIONS, actor, noting(act))
