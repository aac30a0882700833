"""The SimPy core: it owns time, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import simpy
from simpy.events import NORMAL

from sim.engine.comparing import differences
from sim.engine.memory import step_room
from sim.engine.on_simpy.engine import FIRST_PRIORITY, SEQUENCES, Due, Simulation, simulate
from sim.model.state import State
from sim.vocabulary import (
    Activity,
    Actor,
    EventKind,
    IncidentState,
    Record,
    Subject,
    subject_of,
)
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.busy import (
    busy_run,
    busy_scenario,
    busy_world,
    full_world,
    levers_run,
)
from tests.support.worlds import Call, Duty, force, on_shifts, team, world


def steps(simulation: Simulation) -> Iterator[tuple[int, int, Due]]:
    """Step a simulation to its horizon; yield what SimPy takes from its queue: time, priority."""
    env, horizon = simulation.env, simulation.world.sizes.horizon_ms
    while env.peek() < horizon:
        time_ms, priority, _, due = env._queue[0]
        env.step()
        yield time_ms, priority, due  # type: ignore[misc]


# --- SimPy's queue is the only queue ----------------------------------------------------------


def test_every_event_that_simpy_takes_is_one_of_the_model() -> None:
    simulation = Simulation(busy_world(), log=True)
    taken = list(steps(simulation))
    assert len(taken) == simulation.state.clock.events[0] == busy_run()[1].clock.events[0]
    assert all(type(due) is Due for _, _, due in taken)
    asked = simulation.state.requests.taken[0]
    left = [entry[3] for entry in simulation.env._queue]
    assert len(taken) + len(left) == asked
    assert all(type(due) is Due for due in left)


def test_times_are_absolute_whole_numbers_and_never_go_back() -> None:
    simulation = Simulation(busy_world())
    before = 0
    for time_ms, _, due in steps(simulation):
        assert type(time_ms) is int
        assert time_ms == due.time_ms == simulation.env.now == simulation.state.clock.now_ms[0]
        assert type(simulation.env.now) is int
        assert before <= time_ms
        before = time_ms


def test_what_crosses_the_boundary_are_python_numbers() -> None:
    simulation = Simulation(busy_world(), log=True)
    for _, priority, due in steps(simulation):
        for number in (priority, due.time_ms, due.kind, due.entity, due.token, due.cause):
            assert type(number) is int


def test_the_model_comes_after_simpy_and_in_order_of_kind_and_sequence() -> None:
    simulation = Simulation(busy_world())
    sequences = set()
    for _, priority, due in steps(simulation):
        assert priority > NORMAL
        kind, sequence = divmod(priority - FIRST_PRIORITY, SEQUENCES)
        assert kind == due.kind
        sequences.add(sequence)
    assert len(sequences) == simulation.state.clock.events[0]
    assert max(sequences) <= simulation.state.requests.taken[0] < SEQUENCES


def test_events_of_one_time_run_in_order_of_kind_and_sequence() -> None:
    """On a coarse grid many events fall together."""
    run = busy_scenario().run.model_copy(update={"time_grid_min": 5.0})
    scenario = busy_scenario().model_copy(update={"run": run})
    simulation = Simulation(build(scenario, 1, 0))
    env, together = simulation.env, 0
    while env.peek() < simulation.world.sizes.horizon_ms:
        waiting = [entry for entry in env._queue if entry[0] == env.peek()]
        together += len(waiting) > 1
        ranks = [(entry[3].kind, _sequence(entry[1])) for entry in waiting]
        taken = env._queue[0]
        assert (taken[3].kind, _sequence(taken[1])) == min(ranks)
        assert len(set(ranks)) == len(ranks)
        env.step()
    assert together > 100


def _sequence(priority: int) -> int:
    return (priority - FIRST_PRIORITY) % SEQUENCES


def test_simpys_own_events_run_before_the_models_at_one_time() -> None:
    scenario = force({"response": team(1)})
    simulation = Simulation(world(scenario, [Call(at=1)]))
    seen: list[str] = []

    def watcher() -> Iterator[simpy.Event]:
        yield simulation.env.timeout(60_000)
        seen.append(IncidentState(simulation.state.incidents.state[0]).name)
        yield simulation.env.timeout(1)
        seen.append(IncidentState(simulation.state.incidents.state[0]).name)

    simulation.env.process(watcher())  # type: ignore[arg-type]
    simulation.env.run(until=70_000)
    assert seen == ["EXPECTED", "ATTENDED"]


# --- actors -----------------------------------------------------------------------------------


def test_each_kind_of_actor_is_a_named_generator() -> None:
    simulation = Simulation(busy_world())
    names = {actor: simulation.actor(actor).__name__ for actor in Actor}
    assert names == {actor: actor.name.lower() for actor in Actor}
    assert {"demand", "incident", "shift", "case", "desk"} <= set(names.values())


def test_each_kind_of_event_wakes_its_own_actor() -> None:
    woken: dict[EventKind, set[str]] = {}
    for _, _, due in _before_each_step(Simulation(full_world())):
        actors = {callback.__self__.__name__ for callback in due.callbacks or ()}  # type: ignore[attr-defined]
        woken.setdefault(EventKind(due.kind), set()).update(actors)
    # Shifts of this world have a briefing, and it lends nobody: tests/model has worlds that do.
    without = {EventKind.SHIFT_TAKES_OVER, EventKind.CASE_IS_LENT}
    assert set(EventKind) - set(woken) == without
    assert woken == {kind: {kind.actor.name.lower()} for kind in woken}


def _before_each_step(simulation: Simulation) -> Iterator[tuple[int, int, Due]]:
    while simulation.env.peek() < simulation.world.sizes.horizon_ms:
        due = simulation.env._queue[0][3]
        callbacks = due.callbacks
        simulation.env.step()
        due.callbacks = callbacks  # SimPy takes them away when an event has run
        yield 0, 0, due  # type: ignore[misc]


# --- runs -------------------------------------------------------------------------------------


def test_stepping_is_running() -> None:
    simulation = Simulation(busy_world(), log=True)
    for _ in steps(simulation):
        pass
    assert differences(simulation.finish(), busy_run()[1]) == []


def test_a_run_may_be_stopped_and_go_on() -> None:
    simulation = Simulation(busy_world(), log=True)
    for hour in range(1, 60, 7):
        simulation.env.run(until=hour * 3_600_000)
        assert simulation.env.now == hour * 3_600_000
        assert simulation.state.clock.now_ms[0] < hour * 3_600_000
    assert differences(simulation.run(), busy_run()[1]) == []


def test_the_same_world_gives_the_same_run() -> None:
    again = simulate(build(busy_scenario(), 1, 0), log=True)
    assert differences(again, busy_run()[1]) == []


def test_two_simulations_do_not_touch_each_other() -> None:
    one, other = Simulation(busy_world(), log=True), Simulation(busy_world(), log=True)
    one.env.run(until=80_000_000)
    assert differences(other.run(), one.run()) == []


def test_another_world_gives_another_run() -> None:
    assert differences(simulate(build(busy_scenario(), 1, 1), log=True), busy_run()[1])


def test_the_event_log_changes_nothing() -> None:
    without = simulate(busy_world(), log=False)
    with_log = busy_run()[1]
    assert without.log.lines[0] == 0
    parts = set(State._fields) - {"log", "requests"}
    assert [
        difference
        for part in parts
        for difference in differences(getattr(without, part), getattr(with_log, part), part)
    ] == []


def test_a_run_leaves_the_world_as_it_was() -> None:
    made = build(busy_scenario(), 1, 0)
    simulate(made)
    assert _everything(made) == _everything(busy_world())


def _everything(made: World) -> list[Any]:
    return [
        value.tolist() if isinstance(value, np.ndarray) else value
        for part in made
        for value in part
    ]


def test_nothing_that_is_written_to_the_view_of_a_world_reaches_the_world() -> None:
    before = _everything(busy_world())
    simulation = Simulation(busy_world())
    for part, arrays in zip(simulation.world.__slots__, busy_world(), strict=True):  # type: ignore[attr-defined]
        for name in arrays._fields:
            view = getattr(getattr(simulation.world, part), name)
            if isinstance(view, memoryview):
                assert view.readonly, name
            elif isinstance(view, list) and view:
                view[0] = view[0] + 1
    assert _everything(busy_world()) == before


# --- the log ----------------------------------------------------------------------------------


def test_every_line_leads_back_to_a_beginning() -> None:
    """To a new incident, a shift, an opening, an operation, a count, or the warm-up's end."""
    log = busy_run()[1].log
    beginnings = {
        Record.CREATED,
        Record.DESK_QUEUED,
        Record.SHIFT_STARTED,
        Record.WARM_UP_ENDED,
        Record.DESK_OPENED,
        Record.OPERATION_STARTED,
        Record.OPERATION_ENDED,
        Record.PREVENTION_COUNTED,
    }
    roots = {Record(record) for record in log.record[log.parent < 0].tolist()}
    assert roots == beginnings
    by_beginning = np.isin(log.record, list(beginnings))
    assert (log.parent[by_beginning] < 0).all()
    root = np.arange(len(log.parent))
    for line, parent in enumerate(log.parent.tolist()):
        if parent >= 0:
            root[line] = root[parent]
    assert by_beginning[root].all()


#: What may lead to a line, by record; the line itself is about what happens next.
LEADS_TO = {
    Record.REDEPLOYMENT_ON: {Record.CREATED, Record.SENT_ON, Record.RULE_CHANGED},
    Record.SHIFT_ENDED: {Record.SHIFT_STARTED},
    Record.DESK_STARTED: {Record.DESK_QUEUED, Record.FREE, Record.SHIFT_STARTED}
    | {Record.ON_DUTY, Record.BREAK, Record.DESK_RESOLVED, Record.SENT_ON, Record.DESK_CALL}
    | {Record.CALL_AGAIN, Record.DESK_OPENED},
    Record.DESK_CALL: {Record.DESK_STARTED, Record.DESK_TRIED},
    Record.NOT_REACHED: {Record.DESK_CALL},
    Record.NO_REPLY: {Record.DESK_CALL},
    Record.CALL_AGAIN: {Record.NOT_REACHED},
    Record.DESK_REFERRED: {Record.DESK_CALL},
    Record.ATTENDED: {Record.ASSIGNED},
    Record.ARRIVED: {Record.ASSIGNED},
    Record.UNDER_WAY: {Record.ASSIGNED},
    Record.CLEARED: {Record.ARRIVED},
    Record.CASE_OPENED: {Record.CLEARED, Record.DESK_RESOLVED, Record.DESK_REFERRED},
    Record.CASE_STARTED: {Record.CASE_ALLOCATED, Record.CASE_READY}
    | {Record.SHIFT_STARTED, Record.BREAK, Record.CASE_CLOSED, Record.CASE_WAITING},
    Record.CASE_READY: {Record.CASE_WAITING},
}
LEADS_TO_LEVERS = {
    Record.QUEUED_AGAIN: {Record.CREATED, Record.SENT_ON, Record.UPGRADED, Record.QUEUED_AGAIN}
    | {Record.RETURNING},
    Record.BOOKED: {Record.CREATED},
    Record.APPOINTMENT_DUE: {Record.BOOKED},
    Record.UPGRADED: {Record.CREATED, Record.SENT_ON},
    Record.CANCELLED: {Record.CREATED, Record.SENT_ON},
    Record.OVERTIME_ENDED: {Record.SHIFT_ENDED, Record.OVERTIME_ENDED},
    Record.RELIEF_CALLED: {Record.SHIFT_ENDED, Record.OVERTIME_ENDED},
    Record.CUSTODY: {Record.CLEARED, Record.SHIFT_ENDED, Record.OVERTIME_ENDED, Record.CUSTODY},
    Record.WAITING_FOR_OTHERS: {Record.CREATED, Record.UPGRADED, Record.SENT_ON},
}


@pytest.mark.parametrize("record", LEADS_TO, ids=lambda record: record.name)
def test_a_line_names_what_led_to_it(record: Record) -> None:
    log = busy_run()[1].log
    lines = np.flatnonzero(log.record == record)
    assert lines.size
    assert {Record(log.record[log.parent[line]]) for line in lines.tolist()} <= LEADS_TO[record]


@pytest.mark.parametrize("record", LEADS_TO_LEVERS, ids=lambda record: record.name)
def test_a_line_of_a_lever_names_what_led_to_it(record: Record) -> None:
    log = levers_run()[1].log
    lines = np.flatnonzero(log.record == record)
    assert lines.size
    parents = {Record(log.record[log.parent[line]]) for line in lines.tolist()}
    assert parents <= LEADS_TO_LEVERS[record]


def test_parents_of_an_incidents_own_lines_are_of_that_incident() -> None:
    log = busy_run()[1].log
    own = {Record.ARRIVED, Record.ATTENDED, Record.CLEARED, Record.UNDER_WAY, Record.CASE_READY}
    for line in np.flatnonzero(np.isin(log.record, list(own))).tolist():
        assert log.incident[log.parent[line]] == log.incident[line], line


def test_those_who_wait_at_a_scene_start_because_the_last_one_arrives() -> None:
    call = Call(at=10, officers=4, together=True, factors=(3.0, 4.0, 1.0, 2.0))
    made = world(force({"response": team(4)}), [call], drives={"A": [5]})
    log = simulate(made, log=True).log
    started = np.flatnonzero(log.record == Record.SCENE_STARTED)
    assert log.officer[started].tolist() == [0, 2, 3]
    (last,) = set(log.parent[started].tolist())
    assert (log.record[last], log.officer[last]) == (Record.ARRIVED, 1)
    (cleared,) = np.flatnonzero(log.record == Record.CLEARED)
    assert log.parent[cleared] == last


def test_all_who_leave_a_scene_leave_it_because_it_was_cleared() -> None:
    log = busy_run()[1].log
    of_officers = (log.record >= Record.ON_DUTY) & (log.record < Record.CASE_OPENED)
    on_the_way = (log.before == Activity.TRAVEL) & (log.after != Activity.SCENE)
    on_the_way &= log.after != Activity.WAITING_AT_SCENE
    left = of_officers & (on_the_way | (log.before == Activity.SCENE))
    assert on_the_way.any()
    assert set(log.record[log.parent[left]].tolist()) == {int(Record.CLEARED)}


def test_the_log_grows_as_needed() -> None:
    calls = [Call(at=minute / 2, scene=0.25) for minute in range(2800)]
    made = world(force({"response": team(1)}), calls)
    state = simulate(made, log=True)
    assert state.log.lines[0] == len(state.log.record) > 2 * step_room(made)
    subjects = [subject_of(record) for record in state.log.record.tolist()]
    assert subjects.count(Subject.INCIDENT) == 4 * 2800


def test_everybody_may_be_sent_at_once() -> None:
    """The largest event: a change of shift with as many incidents waiting as there are people."""
    people = 400
    scenario = force({"response": team(people, **on_shifts())})
    calls = [Call(at=0, scene=1) for _ in range(people)]
    made = world(scenario, calls, duties=[Duty(list(range(people)), 60, 540, 100, 200)])
    state = simulate(made, log=True)
    assert (state.incidents.first_assigned_ms == 3_600_000).all()
