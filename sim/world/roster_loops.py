"""Inner loops of rosters, compiled: see `sim.world.loops`."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.machine_code import kept_ahead, kept_njit
from sim.world.array_kinds import IntTable
from sim.world.arrays import Bools, Ints

_DAY_MS = clock.MS_PER_DAY


@kept_njit
def _are_apart(
    works: Ints, day: int, shift: int, start: Ints, length: Ints, near: int, rest: int
) -> bool:
    for other in range(max(day - near, 0), min(day + near + 1, works.size)):
        if works[other] >= 0:
            begins = (other - day) * _DAY_MS + start[works[other]]
            ends = begins + length[works[other]]
            if ends + rest > start[shift] and begins < start[shift] + length[shift] + rest:
                return False
    return True


@kept_ahead
def _called_in(
    planned: IntTable, away: Bools, group: Ints, minimum: Ints, order: Ints, start: Ints,
    length: Ints, near: int, rest: int, number: Ints, called: Bools,
) -> None:  # fmt: skip
    people, days = planned.shape
    for turn in range(minimum.size * days * order.size):
        g, day = turn // order.size // days, turn // order.size % days
        shift, missing, is_rostered = order[turn % order.size], minimum[g], False
        for i in range(people):
            if group[i] == g and planned[i, day] == shift:
                is_rostered = True
                missing -= int(not away[i * days + day])
        while is_rostered and missing > 0:
            chosen = -1
            for i in range(people):
                is_free = group[i] == g and planned[i, day] < 0 and not away[i * days + day]
                is_next = is_free and (chosen < 0 or number[i] < number[chosen])
                if is_next and _are_apart(planned[i], day, shift, start, length, near, rest):
                    chosen = i
            if chosen < 0:
                break
            planned[chosen, day], called[chosen * days + day] = shift, True
            number[chosen] += 1
            missing -= 1


def called_in(
    planned: Ints, away: Bools, group: Ints, minimum: Ints, order: Ints, start_ms: Ints,
    length_ms: Ints, near_days: int, rest_ms: int,
) -> Bools:  # fmt: skip
    """Return who works a shift on a rest day: see `sim.world.overtime.made_up`.

    Parameters
    ----------
    planned, away, group, minimum, start_ms, length_ms : arrays
        As there; `planned` is written in.
    order : Ints
        The shifts in the order in which people are found for them.
    near_days, rest_ms : int
        Days before and after which a shift may be too near, and the time off between two.

    Returns
    -------
    Bools
        (people, days)
    """
    called = np.zeros(planned.shape, dtype=np.bool_)
    _called_in(
        planned, np.ascontiguousarray(away).ravel(), group, minimum, order, start_ms, length_ms,
        near_days, rest_ms, np.zeros_like(group), called.ravel(),
    )  # fmt: skip
    return called
