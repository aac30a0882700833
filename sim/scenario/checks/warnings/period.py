"""Warnings of operations, windows and changes of demand that miss the time that is measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.scenario.facts.demand_changes import last_day_felt
from sim.scenario.facts.districts import places_of
from sim.scenario.facts.incident_counts import per_hour_by_place
from sim.scenario.facts.operations import days_of, hours_given
from sim.scenario.facts.times import last_of_longest, longest
from sim.scenario.facts.windows import measured_days
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario


@reads("operations", "run")
def operations_outside_what_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of operations wholly within the warm-up, or with dates outside the run."""
    run, until = longest(scenario.run), last_of_longest(scenario.run)
    first, last = measured_days(run)
    for name, operation in scenario.operations.items():
        # One that starts the day before may still run on the first day.
        early = first - dt.timedelta(days=1)
        days = days_of(run, operation)
        outside = [date for date in operation.dates if not run.start <= date <= last]
        path = ("operations", name, "dates" if operation.dates else "days_of_week")
        if not any(early <= date <= last for date in days):
            message = (
                f"no day of it is among those measured, which go from {first} to {until}; move "
                "the dates, or the start of the run"
            )
            yield Finding(path, message, at_key=True)
        elif outside:
            message = (
                f"{listed(outside, 'and')} lies outside the run, which goes from "
                f"{run.start} to {until}; remove the date, or run for longer"
            )
            yield Finding(path, message, at_key=True)


@reads("operations", "teams", "rotas", "run")
def operations_that_cannot_be_filled(scenario: Scenario) -> Iterator[Finding]:
    """Warn of operations that ask for more hours than the people on duty can give."""
    for name, operation in scenario.operations.items():
        for hub, officers in operation.officers.items():
            days = days_of(longest(scenario.run), operation)
            asked = len(days) * officers * round(60 * operation.hours) / 60
            given = [hours_given(scenario, operation, hub, day) for day in days]
            hours = sum(day.hours for day in given)
            if hours < asked * (1 - 1e-9):
                date, most = min(zip(days, given, strict=True), key=lambda each: each[1].at_start)
                message = (
                    f"asks for {asked:,.4g} hours, but the rota of {operation.team!r} can give at "
                    f"most {hours:,.4g}: on {date} at {operation.start} it has {most.at_start} "
                    "people on duty who may stay to the end (longest_duty_hours), before leave and "
                    "sickness; ask for fewer officers, or start when a shift does"
                )
                yield Finding(("operations", name, "officers", hub), message)


@reads("demand", "run")
def changes_outside_what_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of changes of demand that end within the warm-up."""
    first = measured_days(scenario.run)[0]
    for name, change in scenario.demand.changes.items():
        felt = last_day_felt(change)
        if felt is not None and felt < first:
            # One that runs past midnight still changes the next day.
            past_midnight = change.until_hour <= change.from_hour
            if past_midnight and felt == first - dt.timedelta(days=1):
                continue
            message = (
                f"ends in the warm-up; what is measured goes from {first} to "
                f"{last_of_longest(scenario.run)}; move its days, or the start of the run"
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
    first, last = measured_days(longest(scenario.run))
    for name, window in scenario.run.windows.items():
        begins, ends = window.first_day or first, window.last_day or last
        if begins < first or ends > last:
            message = (
                f"goes from {begins} to {ends}, and what is measured from {first} to "
                f"{last_of_longest(scenario.run)}; the rest of the window is not measured: move "
                "its days, or run for longer"
            )
            yield Finding(("run", "windows", name), message, at_key=True)
