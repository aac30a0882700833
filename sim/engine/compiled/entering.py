"""The entry point of compiled code, from tables to the world, the state and the calendar."""

from __future__ import annotations

from sim.engine.compiled import loop, pointers
from sim.world.arrays import Ints


def enter(
    world_table: Ints, state_table: Ints, calendar_table: Ints, log_room: int, steps: int
) -> int:
    """Run events; see `sim.engine.compiled.loop.drive`."""
    world = pointers.world_at(world_table)
    state = pointers.state_at(state_table)
    due = pointers.calendar_at(calendar_table)
    return loop.drive(world, state, due, log_room, steps)
