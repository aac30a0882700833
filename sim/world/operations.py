"""Operations at set hours, laid out on the clock of the run."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.vocabulary import Role
from sim.world.arrays_demand import Operations
from sim.world.time_grid import on_grid_ms


def operations(facts: Facts) -> Operations:
    """Return one row for each date and hub of each operation that the run meets, by start.

    An operation under way when the run starts begins with it.
    """
    times, tick_ms = facts.times, facts.times.tick_ms
    rows = set()
    for number, operation in enumerate(facts.scenario.operations.values()):
        role = int(Role[operation.team.upper()])
        longest_ms = clock.to_ms(60 * operation.longest_duty_hours)
        after_midnight_ms = clock.parse_time_of_day(operation.start) // tick_ms * tick_ms
        for date in operation.dates:
            day_ms = (clock.day_number(date) - times.first_day) * clock.MS_PER_DAY
            start_ms = day_ms // tick_ms * tick_ms + after_midnight_ms
            end_ms = start_ms + on_grid_ms(60 * operation.hours, tick_ms)
            if end_ms <= 0 or start_ms >= times.horizon_ms:
                continue
            for hub, officers in operation.officers.items():
                place = facts.hub_code[hub]
                rows.add((max(start_ms, 0), end_ms, role, place, officers, number, longest_ms))
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, len(Operations._fields))
    return Operations._make(np.ascontiguousarray(column) for column in table.T)
