"""On which days an operation starts, who can come, and what it can do to demand."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sim.clock import MS_PER_MIN, day_number, parse_time_of_day
from sim.scenario.facts.cover import DAY_MIN, Duty, duties, on_duty_at
from sim.scenario.facts.teams import teams_of
from sim.scenario.facts.times import last_day_of
from sim.scenario.schema.operations import Operation
from sim.scenario.schema.run import Run
from sim.scenario.schema.scenario import Scenario


def days_of(run: Run, operation: Operation) -> list[dt.date]:
    """Return the days on which an operation starts: its dates, and those of its days of the week.

    Days of the week count from the day before the run, as an operation may run past midnight.
    """
    found = set(operation.dates)
    first = run.start - dt.timedelta(days=1)
    last = last_day_of(run)
    begins = max(operation.first_day or first, first)
    ends = min(operation.last_day or last, last)
    for number in range((ends - begins).days + 1):
        day = begins + dt.timedelta(days=number)
        if f"{day:%A}" in operation.days_of_week:
            found.add(day)
    return sorted(found)


class Given(NamedTuple):
    """What the rota of a team can give to an operation on one day, before leave and sickness."""

    hours: float
    at_start: int  #: people on duty when it starts who may stay to its end


def hours_given(scenario: Scenario, operation: Operation, hub: str, date: dt.date) -> Given:
    """Return what the rota can give: all who are taken stay, and later shifts make up the number.

    Those may be taken whose shift lasts to the end, or who would by then have been on duty for few
    enough hours.
    """
    begin = parse_time_of_day(operation.start) // MS_PER_MIN
    end = begin + round(60 * operation.hours)
    limit = 60 * operation.longest_duty_hours
    may_stay = [
        duty
        for duty in _shifts_of_two_days(scenario, operation, hub, date)
        if duty.end_min >= end or end - duty.start_min <= limit
    ]
    hours, missing = 0.0, operation.officers[hub]
    for start, finish, number in sorted(may_stay):
        if finish > begin and start < end:
            taken = min(number, missing)
            missing -= taken
            hours += taken * (end - max(start, begin)) / 60
    return Given(hours, on_duty_at(may_stay, begin))


def _shifts_of_two_days(
    scenario: Scenario, operation: Operation, hub: str, date: dt.date
) -> list[Duty]:
    """Return the shifts of a team that fall on a day or begin on the next, in minutes of it."""
    team, day = teams_of(scenario)[operation.team], day_number(date)
    on_the_next = [d for d in duties(scenario, team, hub, day + 1) if d.start_min >= 0]
    return [
        *duties(scenario, team, hub, day),
        *(Duty(start + DAY_MIN, finish + DAY_MIN, n) for start, finish, n in on_the_next),
    ]


def highest_by_operations(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier that operations can lead to; None: they do not act on a type.

    They only ever prevent, so it is 1.
    """
    for operation in scenario.operations.values():
        if operation.effect > 0 and operation.targets and name in operation.targets.types:
            return 1.0
    return None
