"""Arrays of fixed size: what does not fit is an error with their name, never lost in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import memory
from sim.engine.compiled.engine import Compiled
from sim.engine.memory import ArrayFullError
from sim.engine.on_simpy import engine as simpy_engine
from sim.engine.on_simpy.engine import Due, Simulation
from sim.errors import RunError
from sim.model.log import write
from sim.model.state import State
from sim.vocabulary import Actor
from sim.world.arrays import World
from tests.engine.busy import busy_world
from tests.runs.small import execute, scenario

both_engines = pytest.mark.parametrize("engine", [Simulation, Compiled])


def play(engine: Any, world: World, *, log: bool = False, margin: int | None = None) -> State:
    """Run a world on an engine; `margin` is the room in the log at which it grows."""
    run = engine(world, log=log)
    if margin is not None:
        setattr(run, "_log_margin" if engine is Simulation else "_log_room", margin)
    run.run()
    return run.finish()  # type: ignore[no-any-return]


@both_engines
@pytest.mark.parametrize("room", [1, 2])
def test_too_many_requests(monkeypatch: pytest.MonkeyPatch, engine: Any, room: int) -> None:
    monkeypatch.setattr(memory, "step_room", lambda _: room)
    message = f"the array requests is full: at most {room} requests that one event makes, at "
    with pytest.raises(ArrayFullError, match=message):
        play(engine, busy_world())


@both_engines
def test_too_many_lines(engine: Any) -> None:
    world = busy_world()
    room = memory.step_room(world)
    assert play(engine, world, log=True).log.lines[0] > room, "it grows"
    message = f"the array log is full: at most {room:,} lines of the event log, at "
    with pytest.raises(ArrayFullError, match=message):
        play(engine, world, log=True, margin=-(10**9))


@both_engines
def test_too_many_officers_sent(engine: Any) -> None:
    """The rows of the next incident are not taken."""
    world = busy_world()
    sent = int(np.flatnonzero(play(engine, world).incidents.deployed)[0])
    rows = world.drawn.rows.copy()
    rows[sent] = 0
    world = world._replace(drawn=world.drawn._replace(rows=rows))
    limit = int(rows.max())
    with pytest.raises(ArrayFullError, match=f"array deployments is full: at most {limit} off"):
        play(engine, world)


@both_engines
def test_too_many_members_of_a_pool(monkeypatch: pytest.MonkeyPatch, engine: Any) -> None:
    """The places of the next pool are not taken."""
    real = memory.new_state

    def cramped(world: World, *, log: bool) -> State:
        state = real(world, log=log)
        state.pools.first[:] = 0
        return state

    monkeypatch.setattr(memory, "new_state", cramped)
    with pytest.raises(ArrayFullError, match=r"array pools is full: at most \d+ members"):
        play(engine, busy_world())


def test_the_log_grows_when_events_ask_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines alone must make room, however long no event asks for another."""
    simulation = Simulation(busy_world(), log=True)
    room = len(simulation.state.log.record)

    def only_a_line(_world: World, state: State, *_: int) -> None:
        write(state, 0, 0, 0, 0, 0, 0)

    monkeypatch.setitem(simpy_engine.TRANSITIONS, Actor.SHIFT, only_a_line)
    actor = simulation.actor(Actor.SHIFT)
    next(actor)
    for _ in range(3 * room):
        actor.send(Due([], 0, 0, 0, 0, -1))
    assert len(simulation.state.log.record) > 3 * room


def test_any_other_array_names_the_line() -> None:
    simulation = Simulation(busy_world())
    del simulation.state.deployments.officer[3:]  # type: ignore[attr-defined]
    with pytest.raises(RunError, match=r"beyond the end of an array at deployments\.py:\d+: rows"):
        simulation.run()


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_an_overflow_fails_the_replication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr(memory, "step_room", lambda _: 0)
    outcome = execute(scenario(tmp_path), tmp_path / "out", engine=engine)
    assert len(outcome.failures) == 3
    assert "the array requests is full: at most 0 requests" in outcome.failures[0].message
