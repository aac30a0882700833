"""On which days an operation starts, and what it can do to demand."""

from __future__ import annotations

import datetime as dt

from sim.scenario.schema.operations import Operation
from sim.scenario.schema.run import Run
from sim.scenario.schema.scenario import Scenario


def days_of(run: Run, operation: Operation) -> list[dt.date]:
    """Return the days on which an operation starts: its dates, and those of its days of the week.

    Days of the week count from the day before the run, as an operation may run past midnight.
    """
    found = set(operation.dates)
    first = run.start - dt.timedelta(days=1)
    last = run.start + dt.timedelta(days=run.warm_up_days + run.days - 1)
    begins = max(operation.first_day or first, first)
    ends = min(operation.last_day or last, last)
    for number in range((ends - begins).days + 1):
        day = begins + dt.timedelta(days=number)
        if f"{day:%A}" in operation.days_of_week:
            found.add(day)
    return sorted(found)


def highest_by_operations(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier that operations can lead to; None: they do not act on a type.

    They only ever prevent, so it is 1.
    """
    for operation in scenario.operations.values():
        if operation.effect > 0 and operation.targets and name in operation.targets.types:
            return 1.0
    return None
