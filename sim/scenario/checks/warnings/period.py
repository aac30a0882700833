"""Warnings of operations, windows and changes of demand that miss the time that is measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.clock import MS_PER_MIN, day_number, parse_time_of_day
from sim.scenario.facts.changes import last_day_felt
from sim.scenario.facts.counts import per_hour_by_place
from sim.scenario.facts.cover import DAY_MIN, Duty, duties, on_duty_at
from sim.scenario.facts.districts import places_of
from sim.scenario.facts.operations import days_of
from sim.scenario.facts.teams import teams_of
from sim.scenario.facts.windows import measured_days
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.operations import Operation
from sim.scenario.schema.scenario import Scenario


@reads("operations", "run")
def operations_outside_what_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of operations wholly within the warm-up, or with dates outside the run."""
    first, last = measured_days(scenario.run)
    for name, operation in scenario.operations.items():
        # One that starts the day before may still run on the first day.
        early = first - dt.timedelta(days=1)
        days = days_of(scenario.run, operation)
        outside = [date for date in operation.dates if not scenario.run.start <= date <= last]
        path = ("operations", name, "dates" if operation.dates else "days_of_week")
        if not any(early <= date <= last for date in days):
            message = (
                f"no day of it is measured; what is measured goes from {first} to {last}; "
                "move the dates, or the start of the run"
            )
            yield Finding(path, message, at_key=True)
        elif outside:
            message = (
                f"{listed(outside, 'and')} lies outside the run, which goes from "
                f"{scenario.run.start} to {last}; remove the date, or run for longer"
            )
            yield Finding(path, message, at_key=True)


@reads("operations", "teams", "rotas", "run")
def operations_that_cannot_be_filled(scenario: Scenario) -> Iterator[Finding]:
    """Warn of operations that ask for more hours than the people on duty can give."""
    for name, operation in scenario.operations.items():
        for hub, officers in operation.officers.items():
            days = days_of(scenario.run, operation)
            asked, given, date, most = 0.0, 0.0, scenario.run.start, officers
            for day in days:
                begin, end, spells = _when(scenario, operation, hub, day)
                asked += officers * (end - begin) / 60
                given += _hours(spells, officers, begin, end)
                there = on_duty_at(spells, begin)
                date, most = (day, there) if there < most else (date, most)
            if given < asked * (1 - 1e-9):
                message = (
                    f"asks for {asked:,.4g} hours, but the rota of {operation.team!r} can give at "
                    f"most {given:,.4g}: on {date} at {operation.start} it has {most} people on "
                    "duty who may stay to the end (longest_duty_hours), before leave and "
                    "sickness; ask for fewer officers, or start when a shift does"
                )
                yield Finding(("operations", name, "officers", hub), message)


def _when(
    scenario: Scenario, operation: Operation, hub: str, date: dt.date
) -> tuple[int, int, list[Duty]]:
    """Return when an operation begins and ends, in minutes of a day, and whom it may take.

    Those are the shifts that last to its end, and those with few enough hours to it.
    """
    begin = parse_time_of_day(operation.start) // MS_PER_MIN
    end = begin + round(60 * operation.hours)
    team, day = teams_of(scenario)[operation.team], day_number(date)
    spells = list(duties(scenario, team, hub, day))
    for start, finish, number in duties(scenario, team, hub, day + 1):
        if start >= 0:
            spells.append(Duty(start + DAY_MIN, finish + DAY_MIN, number))
    limit = 60 * operation.longest_duty_hours
    may_stay = [d for d in spells if d.end_min >= end or end - d.start_min <= limit]
    return begin, end, may_stay


def _hours(spells: list[Duty], officers: int, begin: int, end: int) -> float:
    """Return the hours given: all who are taken stay, and later shifts make up the number."""
    hours, missing = 0.0, officers
    for start, finish, number in sorted(spells):
        if finish > begin and start < end:
            taken = min(number, missing)
            missing -= taken
            hours += taken * (end - max(start, begin)) / 60
    return hours


@reads("demand", "run")
def changes_outside_what_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of changes of demand that end within the warm-up."""
    first, last = measured_days(scenario.run)
    for name, change in scenario.demand.changes.items():
        felt = last_day_felt(change)
        if felt is not None and felt < first:
            # One that runs past midnight still changes the next day.
            past_midnight = change.until_hour <= change.from_hour
            if past_midnight and felt == first - dt.timedelta(days=1):
                continue
            message = (
                f"ends in the warm-up; what is measured goes from {first} to {last}; move its "
                "days, or the start of the run"
            )
            yield Finding(("demand", "changes", name), message, at_key=True)


@reads("demand", "districts", "incident_types")
def changes_that_change_nothing(scenario: Scenario) -> Iterator[Finding]:
    """Warn of changes of demand by a factor of 1, by no incidents, or where there are none."""
    for name, change in scenario.demand.changes.items():
        path = ("demand", "changes", name)
        if change.factor == 1:
            message = "a factor of 1 changes nothing; write 1.1 for a tenth more, or leave it out"
            yield Finding((*path, "factor"), message)
        elif change.extra_per_hour == 0:
            message = "adds no incidents; write a number above 0, or leave the change out"
            yield Finding((*path, "extra_per_hour"), message)
        elif change.factor is not None and not _happens(
            scenario, change.types or list(scenario.incident_types), change.districts
        ):
            message = (
                "none of its types happens in any of its districts, and a factor on no incidents "
                "is none; name other types or districts, or use extra_per_hour"
            )
            yield Finding(path, message, at_key=True)


def _happens(scenario: Scenario, types: list[str], districts: list[str]) -> bool:
    """Tell whether any of the types happens in any of the districts; in all, if none is named."""
    named = {place for name in districts for place in places_of(scenario, name)}
    for name in types:
        incident_type = scenario.incident_types[name]
        for place, count in per_hour_by_place(scenario, incident_type).items():
            if count > 0 and (not named or place in named):
                return True
    return False


@reads("run")
def windows_partly_outside_what_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of windows that begin before what is measured, or end after it."""
    first, last = measured_days(scenario.run)
    for name, window in scenario.run.windows.items():
        begins, ends = window.first_day or first, window.last_day or last
        if begins < first or ends > last:
            message = (
                f"goes from {begins} to {ends}, and what is measured from {first} to {last}; the "
                "rest of the window is not seen: move its days, or run for longer"
            )
            yield Finding(("run", "windows", name), message, at_key=True)


CHECKS: tuple[Check, ...] = (
    windows_partly_outside_what_is_measured,
    operations_outside_what_is_measured,
    operations_that_cannot_be_filled,
    changes_outside_what_is_measured,
    changes_that_change_nothing,
)
