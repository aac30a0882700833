"""Functions bound to a run do what the model's functions do, and leave out what cannot happen."""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable
from types import FunctionType

import pytest

from sim.engine import memory
from sim.engine.comparing import differences
from sim.engine.on_simpy import binding
from sim.engine.on_simpy.engine import Simulation, simulate
from sim.errors import RunError
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.both import each_world
from tests.engine.busy import busy_world, levers_world
from tests.engine.test_equality import SPECIAL_DAYS, shipped
from tests.support.strategies_situations import SITUATIONS

#: Shipped scenarios that between them pull levers of every part of the model.
PULLING = (
    "sussex-2017", "one-pool", "pcso-patches", "double-crews-at-night", "emergencies-first",
    "response-backfilled", "visits-as-they-come", "help-after-a-wait", "august-bank-holiday",
)  # fmt: skip


@pytest.fixture
def bind_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs of any length bound."""
    monkeypatch.setattr(binding, "WORTH_BINDING", 0)


def runs_alike(world: World) -> None:
    """See that a bound run ends as one with the log, which is never bound."""
    bound, other = Simulation(world), Simulation(world, log=True)
    assert bound._model is not other._model
    states = bound.run(), other.run()
    apart = [name for name in differences(*states) if name.split(".")[0] not in ("log", "requests")]
    assert apart == []
    assert states[0].requests.taken[0] == states[1].requests.taken[0] > 0


@pytest.mark.usefixtures("bind_all")
@pytest.mark.parametrize("name", PULLING)
def test_shipped_scenarios(name: str) -> None:
    scenario = shipped(name, **{"days": 1, "warm_up_days": 0, **SPECIAL_DAYS.get(name, {})})
    runs_alike(build(scenario, scenario.run.seed, 0))


@pytest.mark.usefixtures("bind_all")
@pytest.mark.parametrize("make", [busy_world, levers_world])
def test_worlds_in_which_everything_happens(make: Callable[[], World]) -> None:
    runs_alike(make())


@pytest.mark.usefixtures("bind_all")
@pytest.mark.parametrize("situation", [None, *SITUATIONS])
def test_random_scenarios(situation: str | None) -> None:
    each_world(runs_alike, situation, examples=2)


def test_short_runs_and_runs_with_the_log_are_not_bound() -> None:
    world = busy_world()
    assert not binding.is_worth_it(world)
    short = Simulation(world)
    assert short._model is Simulation(world, log=True)._model
    assert binding.is_worth_it(build(shipped("sussex-2017", days=7), 1, 0))


def looked_up(function: FunctionType) -> set[str]:
    """Return the names that a function looks up in a module or an object."""
    steps = dis.get_instructions(function)
    return {str(step.argval) for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_ATTR")}


def bound(world: World) -> dict[str, FunctionType]:
    """Return the model's functions bound to a world at its start."""
    state = memory.mirror(memory.new_state(world, log=False))
    return binding.bind(memory.mirror(world), state, lambda *_: None)


def test_nothing_is_looked_up() -> None:
    for world in (levers_world(), busy_world(), build(shipped("sussex-2017", days=1), 1, 0)):
        names = set().union(*map(looked_up, bound(world).values()))
        assert names <= {*vars(builtins), *binding.VARYING}


def test_levers_that_are_off_are_left_out() -> None:
    with_patches = bound(build(shipped("pcso-patches", days=1), 1, 0))
    without = bound(build(shipped("sussex-2017", days=1), 1, 0))
    assert [name for name in with_patches if "patches" in name]
    assert not [name for name in without if "patches" in name]


def test_short_functions_stand_where_they_are_called() -> None:
    functions = bound(build(shipped("sussex-2017", days=1), 1, 0))
    assert "sim.model.officers.change" in functions
    assert "sim.model.officers.is_idle" not in functions
    assert "sim.model.pools.leave" not in functions


@pytest.mark.usefixtures("bind_all")
def test_replications_of_a_scenario_share_their_code() -> None:
    scenario = shipped("sussex-2017", days=1)
    simulate(build(scenario, 1, 0))
    before = binding._codes.cache_info()
    simulate(build(scenario, 1, 1))
    after = binding._codes.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


@pytest.mark.usefixtures("bind_all")
def test_a_fault_names_the_line_of_the_model() -> None:
    simulation = Simulation(busy_world())
    del simulation.state.deployments.officer[3:]  # type: ignore[attr-defined]
    with pytest.raises(RunError, match=r"beyond the end of an array at deployments\.py:\d+: rows"):
        simulation.run()
