"""The SimPy core: SimPy's queue is the only queue, and each kind of actor a named generator.

The model (`sim.model`) says what happens; this module owns nothing but time. A transition leaves
requests in a buffer; each becomes a SimPy event, at an absolute integer time and with a priority
that puts events at one time in the written order, (kind, sequence). The event wakes the actor
that its kind belongs to: the actor's generator runs the transition, and yields until the next.

One generator serves all actors of its kind. A SimPy process per incident would schedule two more
events for each, its start and its end (docs/decisions.md, entry 3, has what that costs).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import simpy
from simpy.events import NORMAL

from sim.engine import eventlog, limits, memory
from sim.engine.on_simpy import binding
from sim.engine.on_simpy.own_policies import OwnPolicies, replaced
from sim.model import transitions
from sim.model.log import begin
from sim.model.requests import take
from sim.model.state import State
from sim.vocabulary import Actor, EventKind
from sim.world.arrays import World

#: SimPy's own events use priorities 0 and 1; the model's come after them at the same time.
FIRST_PRIORITY = int(NORMAL) + 1
#: Room for sequence numbers within the priority of one kind.
SEQUENCES = 1 << 48

#: What an actor does with one of its events: (world, state, kind, entity, token).
Transition = Callable[[World, State, int, int, int], None]

TRANSITIONS: dict[Actor, Transition] = {
    Actor.DEMAND: transitions.demand_event,
    Actor.INCIDENT: transitions.incident_event,
    Actor.SHIFT: transitions.shift_event,
    Actor.OFFICER: transitions.officer_event,
    Actor.DESK: transitions.desk_event,
    Actor.CASE: transitions.case_event,
    Actor.RULE: transitions.rule_event,
}


class Due(simpy.Event):
    """A model event that is due: what was requested, and the log line that led to it.

    SimPy asks of an event no more than its callbacks and whether it went well. All events of one
    kind share one list of callbacks, which nothing changes.
    """

    __slots__ = ("cause", "entity", "kind", "time_ms", "token")

    _ok = True
    _value = None

    def __init__(
        self,
        callbacks: list[Callable[[Due], None]],
        time_ms: int,
        kind: int,
        entity: int,
        token: int,
        cause: int,
    ) -> None:
        self.callbacks = callbacks
        self.time_ms = time_ms
        self.kind = kind
        self.entity = entity
        self.token = token
        self.cause = cause


class Simulation:
    """One replication on SimPy, ready to be stepped.

    Parameters
    ----------
    world : World
        Everything that exists before the clock starts.
    log : bool
        Whether to keep the event log.
    policies : tuple
        Decisions taken by other functions than the model's.
    """

    def __init__(self, world: World, *, log: bool = False, policies: OwnPolicies = ()) -> None:
        # Its arrays cannot grow during the run: there is a row for each who may be sent.
        most = int(world.drawn.rows.sum())
        self.arrays = memory.more_rows(memory.new_state(world, log=log), most)
        self.world: World = memory.mirror(world)
        self.state: State = memory.mirror(self.arrays)
        self.env = simpy.Environment()
        self._wake: list[list[Callable[[Due], None]]] = [[] for _ in EventKind]
        self._log_margin = memory.step_room(world)
        self._policies = policies
        self._is_bound = not log and not policies and binding.is_worth_it(world)
        self._model, self._begin = self._functions()
        #: What the model's functions are given first; bound ones are given nothing.
        self._given = () if self._is_bound else (self.world, self.state)
        actors = {actor: self.actor(actor) for actor in Actor}
        for kind, wake in zip(EventKind, self._wake, strict=True):
            wake.append(actors[kind.actor].send)
        self._take_requests = self._taker()
        for generator in actors.values():
            next(generator)
        with limits.overflows_named():
            self._model.open_run(*self._given)
        self._take_requests()

    def _functions(self) -> tuple[Any, Callable[..., None]]:
        """Return `sim.model.transitions` and `log.begin`, or for a long run the same bound to it.

        Bound functions ask SimPy for time at once, and not by way of the buffer.
        """
        if self._policies:
            return replaced(self._policies)["sim.model.transitions"], begin
        if not self._is_bound:
            return transitions, begin
        functions = binding.bind(self.world, self.state, self._asker())
        room = f"{transitions.__name__}."
        model = {n.removeprefix(room): f for n, f in functions.items() if n.startswith(room)}
        return SimpleNamespace(**model), functions["sim.model.log.begin"]

    def actor(self, actor: Actor) -> Generator[None, Due, None]:
        """Return the named generator that acts for all actors of one kind, event by event."""

        def life(act: Transition) -> Generator[None, Due, None]:
            world, state, take_requests = self.world, self.state, self._take_requests
            filled, log_on = state.requests.filled, state.log.on[0]
            while True:
                due = yield
                begin(state, due.time_ms, due.kind, due.cause)
                act(world, state, due.kind, due.entity, due.token)
                if filled[0]:
                    take_requests()
                elif log_on:
                    self._make_room()

        def bound_life(act: Callable[[int, int, int], None]) -> Generator[None, Due, None]:
            bound_begin = self._begin
            while True:
                due = yield
                bound_begin(due.time_ms, due.kind, due.cause)
                act(due.kind, due.entity, due.token)

        act: Callable[..., None] = TRANSITIONS[actor]
        if self._model is not transitions:
            act = getattr(self._model, act.__name__)
        generator = (bound_life if self._is_bound else life)(act)
        generator.__name__ = actor.name.lower()  # type: ignore[attr-defined]
        return generator

    def run(self) -> State:
        """Run to the horizon and return the state as NumPy arrays.

        Raises
        ------
        RoomError
            If an array of fixed size turned out too small, with its name and limit.
        RunError
            If an index went beyond the end of another array, with the place in the model.
        """
        horizon = self.world.sizes.horizon_ms
        with limits.overflows_named():
            self.env.run(until=horizon)
        return self.finish()

    def run_past(self, line: int) -> State:
        """Run events until one has written a line of the log; return the state after it."""
        while self.state.log.lines[0] <= line:
            self.env.step()
        memory.write_back(self.state, self.arrays)
        return self.arrays

    def finish(self) -> State:
        """Settle the accounts at the horizon and return the state, however it was reached.

        Raises
        ------
        RoomError
            If an array of fixed size turned out too small.
        """
        with limits.overflows_named():
            self._model.close_run(*self._given)
        memory.check_room(self.world, self.state)
        memory.write_back(self.state, self.arrays)
        return memory.rows_in_order(eventlog.trim_log(self.arrays))

    def _taker(self) -> Callable[[], None]:
        """Return the function that turns the requests in the buffer into SimPy events.

        It runs after almost every event, so what it needs is looked up once, here.
        """
        requests, now_ms = self.state.requests, self.state.clock.now_ms
        filled, taken = requests.filled, requests.taken
        times, kinds, overflow = requests.time_ms, requests.kind, self.state.clock.overflow
        entities, tokens, causes = requests.entity, requests.token, requests.cause
        wake, schedule, log_on = self._wake, self.env.schedule, self.state.log.on[0]
        priority = [FIRST_PRIORITY + kind * SEQUENCES for kind in EventKind]

        def take_requests() -> None:
            if overflow[0]:
                memory.check_room(self.world, self.state)
            now, first = now_ms[0], taken[0]
            for n in range(filled[0]):
                time_ms, kind = times[n], kinds[n]
                due = Due(wake[kind], time_ms, kind, entities[n], tokens[n], causes[n])
                schedule(due, priority[kind] + first + n, time_ms - now)
            take(self.state)
            if log_on:
                self._make_room()

        return take_requests

    def _asker(self) -> Callable[[int, int, int, int], None]:
        """Return the function that makes a SimPy event of a request, in the model's place."""
        cause, taken = self.state.log.cause, self.state.requests.taken
        now_ms, wake, schedule = self.state.clock.now_ms, self._wake, self.env.schedule
        priority = [FIRST_PRIORITY + kind * SEQUENCES for kind in EventKind]

        def ask(time_ms: int, kind: int, entity: int, token: int) -> None:
            due = Due(wake[kind], time_ms, kind, entity, token, cause[0])
            schedule(due, priority[kind] + taken[0], time_ms - now_ms[0])
            taken[0] += 1

        return ask

    def _make_room(self) -> None:
        """Let the log grow when the next event might not fit."""
        log = self.state.log
        if log.lines[0] > len(log.record) - self._log_margin:
            self.arrays = eventlog.grow_log(self.arrays)
            self.state.log = memory.views(self.arrays.log)  # type: ignore[misc]


def simulate(world: World, *, log: bool = False, policies: OwnPolicies = ()) -> State:
    """Simulate one replication from time 0 to the horizon.

    Parameters
    ----------
    world : World
        Everything that exists before the clock starts.
    log : bool
        Whether to keep the event log.
    policies : tuple
        Decisions taken by other functions than the model's (`sim.engine.on_simpy.own_policies`).

    Returns
    -------
    State
        NumPy arrays as they stand at the horizon.
    """
    return Simulation(world, log=log, policies=policies).run()
