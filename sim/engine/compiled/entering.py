"""The entry point of compiled code, and where that goes its own way.

What the model asks for goes into the calendar at once, and not by way of a buffer.
"""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import calendar, linking, loop, pointers
from sim.model import codes, log, requests
from sim.world.arrays import Ints


def enter(world_table: Ints, run_table: Ints, log_room: int, steps: int) -> int:
    """Run events; see `sim.engine.compiled.loop.drive`."""
    world = pointers.world_at(world_table)
    run = pointers.run_at(run_table)
    return loop.drive(world, run.state, run.due, log_room, steps)


def ask(s: Any, time_ms: int, kind: int, entity: int, token: int) -> None:
    """Ask for an event; see `sim.model.requests.ask`."""
    asked = s.requests
    n = asked.filled[0]
    if n >= len(asked.time_ms):
        log.run_out(s, codes.FULL_REQUESTS)
        return
    sequence, cause = asked.taken[0] + n, s.log.cause[0]
    calendar.add(pointers.due_beside(s), time_ms, kind, sequence, entity, token, cause)
    asked.filled[0] = n + 1


def take_requests(s: Any, _: Any) -> None:
    """Take note that what was asked for is in the calendar."""
    requests.take(s)


#: What is compiled in place of functions of the model and the loop.
INSTEAD: dict[linking.AnyFunction, linking.AnyFunction] = {
    requests.ask: ask,
    loop.take_requests: take_requests,
}
