"""Functions bound to a run do what the model's functions do, and leave out what cannot happen."""

from __future__ import annotations

import dis
from collections.abc import Callable

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


def loaded(function: Callable[..., object]) -> set[object]:
    """Return what the bytecode of a function names."""
    return {step.argval for step in dis.get_instructions(function)}


def test_levers_that_are_off_are_left_out() -> None:
    world = build(shipped("sussex-2017", days=1), 1, 0)
    assert world.sizes.patches == 0
    modules = binding.bind(memory.mirror(world), memory.mirror(memory.new_state(world, log=False)))
    assert "patches" not in loaded(modules["sim.model.assignment"].join_queue)
    assert "log" not in loaded(modules["sim.model.incidents"]._change)


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
