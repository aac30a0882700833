"""Arrays of fixed size: a full one is an error that names it; the others grow, with one result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine import eventlog, memory
from sim.engine.comparing import differences
from sim.engine.compiled import engine as compiled
from sim.engine.compiled.calendar import new_calendar
from sim.engine.memory import ArrayFullError
from sim.engine.on_simpy import engine as on_simpy
from sim.model.state import State
from sim.world.arrays import World
from tests.engine.busy import busy_world, levers_world

Simulate = Callable[..., State]
ENGINES = [compiled.simulate, on_simpy.simulate]


def cut(part: Any, rows: int, *but: str) -> Any:
    """Return a part of the state with its longer columns cut to a number of rows."""
    return part._replace(
        **{
            name: column[:rows].copy()
            for name, column in part._asdict().items()
            if name not in but and len(column) > rows
        }
    )


def shorten(monkeypatch: pytest.MonkeyPatch, change: Callable[[State], State]) -> None:
    """Have runs begin with a state that is changed."""
    allocate = memory.new_state

    def smaller(world: World, *, log: bool) -> State:
        return change(allocate(world, log=log))

    monkeypatch.setattr(memory, "new_state", smaller)


@pytest.mark.parametrize("simulate", ENGINES, ids=["simpy", "compiled"])
def test_requests(monkeypatch: pytest.MonkeyPatch, simulate: Simulate) -> None:
    shorten(monkeypatch, lambda s: s._replace(requests=cut(s.requests, 5)))
    with pytest.raises(
        ArrayFullError, match=r"the array requests is full: at most 5 requests .*, at \d+ ms"
    ):
        simulate(busy_world())


@pytest.mark.parametrize("simulate", ENGINES, ids=["simpy", "compiled"])
def test_lines_of_the_log(monkeypatch: pytest.MonkeyPatch, simulate: Simulate) -> None:
    """As if an event could write more lines than is allowed for: the log does not grow in time."""
    allocate, step_room = memory.new_state, memory.step_room
    in_use: list[State] = []

    def short_log(world: World, *, log: bool) -> State:
        in_use.append(allocate(world, log=log))
        state = in_use[0]
        return state._replace(log=cut(state.log, 8))

    monkeypatch.setattr(memory, "new_state", short_log)
    monkeypatch.setattr(memory, "step_room", lambda w: 0 if in_use else step_room(w))
    with pytest.raises(ArrayFullError, match=r"the array log is full: at most 8 lines"):
        simulate(busy_world(), log=True)


@pytest.mark.parametrize("simulate", ENGINES, ids=["simpy", "compiled"])
@pytest.mark.parametrize("last", [False, True])
def test_rows_of_deployment(simulate: Simulate, last: bool) -> None:
    """Of the first incidents, or of the last one, after which there are no rows at all."""
    world = busy_world()
    slots = world.drawn.first_slot.copy()
    rows = world.drawn.rows.copy()
    at = len(rows) - 1 if last else 0
    if last:
        created = np.flatnonzero(
            world.drawn.created_ms[: world.sizes.incidents] < world.sizes.horizon_ms
        )
        at = int(created[world.drawn.grade[created] <= 2][-1])
    slots[at + 1 :] = slots[at]
    rows[at:] = 0
    short = world._replace(drawn=world.drawn._replace(first_slot=slots, rows=rows))
    with pytest.raises(
        ArrayFullError, match=r"the array deployments is full: at most \d+ officers sent"
    ):
        simulate(short)


@pytest.mark.parametrize("simulate", ENGINES, ids=["simpy", "compiled"])
def test_pools(monkeypatch: pytest.MonkeyPatch, simulate: Simulate) -> None:
    def without_room(state: State) -> State:
        first = np.minimum(state.pools.first, state.pools.first[1] // 2)
        return state._replace(pools=state.pools._replace(first=first))

    shorten(monkeypatch, without_room)
    with pytest.raises(ArrayFullError, match=r"the array pools is full: at most \d+ members"):
        simulate(busy_world())


def test_calendar_and_log_grow_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With little room at first both are enlarged again and again."""
    world = levers_world()
    usual = compiled.simulate(world, log=True), on_simpy.simulate(world, log=True)
    grow, grown = eventlog.grow_log, list[int]()

    def counted(state: State) -> State:
        grown.append(len(state.log.record))
        return grow(state)

    shorten(monkeypatch, lambda s: s._replace(log=cut(s.log, 600)))
    monkeypatch.setattr(eventlog, "grow_log", counted)
    monkeypatch.setattr(compiled, "new_calendar", lambda _, until: new_calendar(1, until))
    run = compiled.Compiled(world, log=True)
    run._log_room = 300
    run.run()
    assert grown[:2] == [600, 1200]
    assert len(run._due.free) > 50
    assert differences(usual[0], run.finish()) == []
    grown.clear()
    other = on_simpy.Simulation(world, log=True)
    other._log_margin = 300
    assert differences(usual[1], other.run()) == []
    assert grown[:2] == [600, 1200]
    assert differences(*usual) == []


def test_rows_of_officers_sent_grow_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    world = levers_world()
    usual = compiled.simulate(world, log=True)
    grow, grown = memory.more_rows, list[int]()

    def counted(state: State, rows: int) -> State:
        grown.append(int(state.deployments.taken[0]))
        return grow(state, rows)

    def with_few(state: State) -> State:
        rows = cut(state.deployments, len(state.requests.time_ms) + 20, "first", "taken")
        return state._replace(deployments=rows)

    shorten(monkeypatch, with_few)
    monkeypatch.setattr(memory, "more_rows", counted)
    assert differences(usual, compiled.simulate(world, log=True)) == []
    assert grown
    assert grown[0] >= 20


@pytest.mark.parametrize("simulate", ENGINES, ids=["simpy", "compiled"])
def test_rows_are_of_those_sent_and_by_incident(simulate: Simulate) -> None:
    world = busy_world()
    state = simulate(world)
    rows = state.deployments
    sent = rows.incident.astype(np.int64) * world.sizes.horizon_ms + rows.assigned_ms
    assert (np.diff(rows.incident) >= 0).all()
    assert (np.diff(sent) >= 0).all()
    assert (rows.officer >= 0).all()
    assert rows.incident.size == state.incidents.deployed.sum() > 100
    of_first = rows.first[rows.first >= 0]
    assert (rows.incident[of_first] == np.flatnonzero(rows.first >= 0)).all()
    busy = np.flatnonzero(state.officers.slot >= 0)
    assert busy.size
    np.testing.assert_array_equal(rows.officer[state.officers.slot[busy]], busy)


def test_a_run_in_parts_is_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals are seen between parts, so that Ctrl-C ends a long run soon."""
    whole = compiled.simulate(levers_world(), log=True)
    parts: list[bool] = []
    run = compiled.Compiled.run

    def noted(self: compiled.Compiled, steps: int = -1) -> bool:
        parts.append(run(self, steps))
        return parts[-1]

    monkeypatch.setattr(compiled, "PART", 100)
    monkeypatch.setattr(compiled.Compiled, "run", noted)
    assert not differences(whole, compiled.simulate(levers_world(), log=True))
    assert parts == [False] * (int(whole.clock.events[0]) // 100) + [True]


@pytest.mark.parametrize("make", [busy_world, levers_world])
def test_rows_of_officers_sent_are_ordered_as_numpy_orders_them(make: Callable[[], World]) -> None:
    run = compiled.Compiled(make())
    run.run()
    had, slot = run.state.deployments, run.state.officers.slot
    taken = int(had.taken[0])
    order = np.argsort(had.incident[:taken], kind="stable")
    incident = had.incident[:taken][order]
    state = memory.rows_in_order(run.state)
    found = state.deployments
    for name in set(found._fields) - {"first", "taken", "following"}:
        assert getattr(found, name).tolist() == getattr(had, name)[:taken][order].tolist(), name
    begin = np.searchsorted(incident, np.arange(had.first.size))
    assert found.first.tolist() == np.where(had.first >= 0, begin, -1).tolist()
    is_last = np.append(incident[1:] != incident[:-1], True)
    assert found.following.tolist() == np.where(is_last, 0, np.arange(1, taken + 1)).tolist()
    place = np.append(np.argsort(order), -1)
    assert (had.following > 0).any()
    assert (slot >= 0).any()
    assert state.officers.slot.tolist() == place[slot].tolist()
