"""Operations at set hours, laid out on the clock of the run."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.districts import places_of
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.operations import days_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import PreventionWork, Role
from sim.world.arrays import MILLIONTHS
from sim.world.arrays_demand import OperationEffectRules, Operations
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
        for date in days_of(facts.scenario.run, operation):
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


def operation_effects(scenario: Scenario) -> OperationEffectRules:
    """Return what operations prevent, one row for each operation of the scenario."""
    every = list(scenario.operations.values())
    types, districts = list(scenario.incident_types), list(scenario.districts)
    targets = np.zeros((len(every), len(types)), dtype=np.bool_)
    where = np.ones((len(every), len(districts)), dtype=np.bool_)
    for row, operation in enumerate(every):
        if operation.targets is None or operation.effect == 0:
            continue
        targets[row] = [name in operation.targets.types for name in types]
        if operation.targets.districts:
            named = {x for name in operation.targets.districts for x in places_of(scenario, name)}
            where[row] = [name in named for name in districts]
    works = [PreventionWork[x.counts_as.upper()] if x.counts_as else -1 for x in every]
    return OperationEffectRules(
        acts=bool(targets.any()),
        prevented=np.array([round(x.effect * MILLIONTHS) for x in every], dtype=np.int64),
        residual_days=np.array([x.residual_days for x in every], dtype=np.int64),
        targets=targets.ravel(),
        districts=where.ravel(),
        repeats_only=np.array(
            [x.targets is not None and x.targets.repeats_only for x in every], dtype=np.bool_
        ),
        counts_as=np.array(works, dtype=np.int64),
    )
