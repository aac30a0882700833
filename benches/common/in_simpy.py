"""The common model as somebody would write it who knows SimPy well.

A process for each call; at each hub a container of free officers, from which requests are served
in order of priority; a process for the changeovers. SimPy's own `PriorityResource` hands out one at
a time, and cannot change its size: a container gives two at once, and the queue of
`PriorityResource` (`SortedQueue`) puts its requests in order of grade.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from simpy import Container, Environment, Event
from simpy.core import BoundClass
from simpy.resources.container import ContainerGet
from simpy.resources.resource import SortedQueue

from benches.common.definition import STILL_WAITING, Calls, Changeovers, Ints

#: Comes before all grades.
CHANGEOVER = 0


class Request(ContainerGet):
    """A request for officers, of a grade."""

    def __init__(self, container: Officers, amount: int, grade: int) -> None:
        self.key = grade
        super().__init__(container, amount)


class Officers(Container):
    """The officers of a hub who are on duty and free."""

    GetQueue = SortedQueue
    get = BoundClass(Request)


class Hub:
    """A hub, its officers, and which shift is on."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.officers = Officers(env)
        self.shift = 0

    def shifts(self, changeovers: Changeovers) -> Generator[Event]:
        for at_ms, officers in zip(changeovers.at_ms, changeovers.officers, strict=True):
            yield self.env.timeout(at_ms - self.env.now)
            self.shift += 1
            if self.officers.level > 0:
                yield self.officers.get(self.officers.level, CHANGEOVER)
            yield self.officers.put(officers)

    def call(
        self, number: int, grade: int, officers: int, scene_ms: int, wait: list[int]
    ) -> Generator[Event]:
        created = self.env.now
        yield self.officers.get(officers, grade)
        wait[number] = self.env.now - created
        shift = self.shift
        yield self.env.timeout(scene_ms)
        if shift == self.shift:
            yield self.officers.put(officers)


def source(env: Environment, hubs: list[Hub], calls: Calls, wait: list[int]) -> Generator[Event]:
    columns = (column.tolist() for column in calls)
    for number, (created, hub, grade, officers, scene_ms) in enumerate(zip(*columns, strict=True)):
        yield env.timeout(created - env.now)
        env.process(hubs[hub].call(number, grade, officers, scene_ms, wait))


def simulate(calls: Calls, changeovers: Changeovers, hubs: int, horizon_ms: int) -> Ints:
    """Return the wait of each call, in milliseconds."""
    env = Environment()
    wait = [STILL_WAITING] * len(calls.hub)
    places = [Hub(env) for _ in range(hubs)]
    for hub in places:
        env.process(hub.shifts(changeovers))
    env.process(source(env, places, calls, wait))
    env.run(until=horizon_ms)
    return np.array(wait, dtype=np.int64)
