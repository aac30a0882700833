"""Checks on operations: when they are, who goes, and what they are directed against."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import (
    days_fault,
    time_fault,
    unknown_hubs,
    unknown_types_and_districts,
)
from sim.scenario.facts.districts import places_of
from sim.scenario.facts.operations import days_of, hours_given
from sim.scenario.facts.rotas import rota_shares
from sim.scenario.facts.teams import people, shifts_can_be_laid_out, teams_of
from sim.scenario.facts.times import last_day_of, last_of_longest, longest
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.unknown import numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team
from sim.wording import counted


@reads("operations")
def operations_start_at_a_time_of_day(scenario: Scenario) -> Iterator[Finding]:
    """Require that an operation starts at HH:MM."""
    for name, operation in scenario.operations.items():
        fault = time_fault(operation.start)
        if fault:
            yield Finding(("operations", name, "start"), fault)


@reads("operations", "hubs")
def operations_take_people_of_known_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that an operation takes officers of hubs of the scenario."""
    for name, operation in scenario.operations.items():
        yield from unknown_hubs(scenario, ("operations", name, "officers"), operation.officers)


@reads("operations", "teams", "hubs")
def operations_take_people_there_are(scenario: Scenario) -> Iterator[Finding]:
    """Require that an operation takes no more officers than its team has at a hub."""
    for name, operation in scenario.operations.items():
        team = teams_of(scenario).get(operation.team)
        if team is None:
            message = f"the scenario has no team {operation.team!r}"
            yield Finding(("operations", name, "team"), message)
            continue
        for hub, officers in operation.officers.items():
            path = ("operations", name, "officers", hub)
            there = people(team, hub)
            if hub in scenario.hubs and officers > there:
                message = (
                    f"got {counted(officers, 'officer')}, expected at most the {there} whom the "
                    f"team {operation.team!r} has at {hub!r}"
                )
                yield Finding(path, message)


@reads("operations", "teams", "hubs", "rotas", "run")
def operations_have_somebody_on_duty(scenario: Scenario) -> Iterator[Finding]:
    """Require that somebody on duty in the hours of an operation may stay to its end.

    Where only some of its hours or people are missing, there is a warning.
    """
    for name, operation in scenario.operations.items():
        team = teams_of(scenario).get(operation.team)
        days = days_of(longest(scenario.run), operation)
        if team is None or team.posts_from or time_fault(operation.start) or not days:
            continue
        for hub, officers in operation.officers.items():
            if officers > people(team, hub) or not _is_laid_out(scenario, team, hub):
                continue
            if not any(hours_given(scenario, operation, hub, day).hours for day in days):
                message = (
                    f"nobody can ever come: on none of its days does the rota of "
                    f"{operation.team!r} have anybody on duty at {hub!r} in its "
                    f"{operation.hours:g} hours from {operation.start} who may stay to the end "
                    f"(longest_duty_hours: {operation.longest_duty_hours:g}); expected hours in "
                    "which a shift is worked"
                )
                yield Finding(("operations", name, "officers", hub), message)


def _is_laid_out(scenario: Scenario, team: Team, hub: str) -> bool:
    """Tell whether the rotas of a team at a hub have no faults that hide when people work."""
    rotas = [scenario.rotas.get(name) for name in rota_shares(team, hub) if name != ALWAYS]
    return all(rota is not None and shifts_can_be_laid_out(rota) for rota in rotas)


@reads("operations", "run")
def operations_meet_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Require that at least one date of an operation lies in the run; a season need not."""
    run = longest(scenario.run)
    start, last = run.start, last_day_of(run)
    for name, operation in scenario.operations.items():
        if not operation.dates and not operation.days_of_week:
            message = "never starts, expected dates or days_of_week"
            yield Finding(("operations", name), message, at_key=True)
        elif operation.dates and not any(start <= date <= last for date in days_of(run, operation)):
            until = last_of_longest(scenario.run)
            message = f"has no date in the run, which goes from {start} to {until}"
            yield Finding(("operations", name, "dates"), message, at_key=True)


@reads("operations")
def seasons_of_operations_run_forward(scenario: Scenario) -> Iterator[Finding]:
    """Require that the first day of an operation's days of the week is not after the last."""
    for name, operation in scenario.operations.items():
        first, last = operation.first_day, operation.last_day
        if days_fault(first, last):
            message = f"got {last}, expected first_day, {first}, or later"
            yield Finding(("operations", name, "last_day"), message)


@reads("operations", "districts", "hubs")
def operations_act_where_their_officers_are(scenario: Scenario) -> Iterator[Finding]:
    """Require that a hub from which officers come serves each district that is a target."""
    for name, operation in scenario.operations.items():
        hubs = set(operation.officers)
        if operation.targets is None or not hubs <= set(scenario.hubs):
            continue
        for place, word in numbered(operation.targets.districts):
            served = {scenario.districts[each].hub for each in places_of(scenario, word)}
            if served and not served & hubs:
                message = (
                    f"{word!r} is served by the hub {listed(map(repr, sorted(served)), 'and')}, "
                    f"and the operation's officers are of "
                    f"{listed(map(repr, operation.officers), 'and')}; expected officers of that "
                    "hub, or other districts"
                )
                yield Finding(("operations", name, "targets", "districts", place), message)


@reads("operations", "incident_types", "districts")
def operations_are_directed_at_what_there_is(scenario: Scenario) -> Iterator[Finding]:
    """Require that an operation with an effect has targets, which the scenario knows."""
    for name, operation in scenario.operations.items():
        path = ("operations", name)
        targets = operation.targets
        if targets is None:
            if operation.effect > 0:
                message = (
                    f"got {operation.effect:g} without targets, expected the types it prevents"
                )
                yield Finding((*path, "effect"), message)
            continue
        yield from unknown_types_and_districts(scenario, (*path, "targets"), targets)


@reads("operations", "incident_types")
def repeats_can_be_prevented(scenario: Scenario) -> Iterator[Finding]:
    """Require that an operation which prevents repeats only is against types that have some."""
    for name, operation in scenario.operations.items():
        if operation.targets is None or not operation.targets.repeats_only:
            continue
        for place, word in numbered(operation.targets.types):
            if word in scenario.incident_types and not scenario.incident_types[word].repeat:
                path = ("operations", name, "targets", "types", place)
                message = f"{word!r} has no repeats, and repeats_only prevents nothing else"
                yield Finding(path, message)
