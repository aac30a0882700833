"""Checks on growth and changes of demand, and repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.scenario.checks.faults import days_fault, unknown_types_and_districts
from sim.scenario.facts.demand_changes import last_day_felt
from sim.scenario.facts.multiplier import (
    MULTIPLIER_SECTIONS,
    ceiling,
    highest_multiplier,
    highest_share,
    is_above,
    why_highest,
)
from sim.scenario.facts.times import last_day_of, last_of_longest, longest
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.demand_changes import CHANGE_PATTERN, GROWTH, REPORTING, UNPREVENTED
from sim.scenario.schema.distributions import Distribution, Empirical, Fixed, Triangular
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


@reads("demand")
def changes_state_one_amount(scenario: Scenario) -> Iterator[Finding]:
    """Require that a change of demand is a factor or a number of further incidents."""
    for name, change in scenario.demand.changes.items():
        path = ("demand", "changes", name)
        if change.factor is None and change.extra_per_hour is None:
            message = "changes nothing, expected factor or extra_per_hour"
            yield Finding(path, message, at_key=True)
        elif change.factor is not None and change.extra_per_hour is not None:
            message = "got both factor and extra_per_hour, expected one (null removes the other)"
            yield Finding(path, message, at_key=True)


@reads("demand", "incident_types", "districts")
def changes_name_what_there_is(scenario: Scenario) -> Iterator[Finding]:
    """Require that changes of demand name types and districts of the scenario."""
    for name, change in scenario.demand.changes.items():
        yield from unknown_types_and_districts(scenario, ("demand", "changes", name), change)


@reads("demand")
def further_incidents_have_types_and_places(scenario: Scenario) -> Iterator[Finding]:
    """Require that further incidents an hour name their types and their districts."""
    for name, change in scenario.demand.changes.items():
        if change.extra_per_hour is None:
            continue
        for field in ("types", "districts"):
            if not getattr(change, field):
                message = f"extra_per_hour needs the {field} it is for, expected {field}"
                yield Finding(("demand", "changes", name), message, at_key=True)


@reads("demand")
def change_names_are_free(scenario: Scenario) -> Iterator[Finding]:
    """Require names of changes of demand in lower-case letters, digits and dashes, not reserved."""
    for name in scenario.demand.changes:
        if not re.fullmatch(CHANGE_PATTERN, name):
            message = "expected a name of up to 40 lower-case letters, digits and dashes"
            yield Finding(("demand", "changes", name), f"got {name!r}, {message}", at_key=True)
        elif name in (GROWTH, UNPREVENTED, REPORTING) or name.endswith(f"-{UNPREVENTED}"):
            message = f"{name!r} stands for a part of demand and cannot name a change"
            yield Finding(("demand", "changes", name), message, at_key=True)


@reads("demand")
def what_decays_adds_and_ends(scenario: Scenario) -> Iterator[Finding]:
    """Require that a change of demand that decays adds incidents, and has a last day."""
    for name, change in scenario.demand.changes.items():
        if change.decay_half_life_days is None:
            continue
        path = ("demand", "changes", name, "decay_half_life_days")
        if change.last_day is None:
            yield Finding(path, "needs last_day, after which the change decays")
        if change.factor is not None and change.factor < 1:
            message = f"decays, but takes incidents away (factor {change.factor:g})"
            yield Finding(path, f"{message}; expected a factor above 1, or extra_per_hour")


@reads("demand", "run")
def changes_meet_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Require that the days of a change of demand run forward and some lie in the run."""
    start, last = scenario.run.start, last_day_of(longest(scenario.run))
    for name, change in scenario.demand.changes.items():
        path = ("demand", "changes", name)
        if message := days_fault(change.first_day, change.last_day):
            yield Finding(path, message, at_key=True)
        elif (change.first_day or start) > last or (last_day_felt(change) or last) < start:
            until = last_of_longest(scenario.run)
            message = f"has no day in the run, which goes from {start} to {until}"
            yield Finding(path, message, at_key=True)


@reads(*MULTIPLIER_SECTIONS)
def ceiling_is_high_enough(scenario: Scenario) -> Iterator[Finding]:
    """Require a ceiling of demand that no type can pass, whatever is done."""
    most = 1.0
    for name in scenario.incident_types:
        most = max(most, highest_multiplier(scenario, name))
    if not is_above(most, scenario.demand.ceiling):
        return
    name = max(scenario.incident_types, key=lambda each: highest_multiplier(scenario, each))
    message = (
        f"got {scenario.demand.ceiling:g}, but the number of {name!r} may come to {most:g} times "
        f"its count, {why_highest(scenario, name)}; expected at least {most:.6g}"
    )
    yield Finding(("demand", "ceiling"), message)


@reads(*MULTIPLIER_SECTIONS)
def repeats_die_out(scenario: Scenario) -> Iterator[Finding]:
    """Require that even at the ceiling fewer than all incidents are followed by another."""
    for name, incident_type in scenario.incident_types.items():
        if incident_type.repeat is None:
            continue
        most = highest_share(incident_type.repeat) * ceiling(scenario, name)
        if most >= 1:
            message = (
                f"got {incident_type.repeat.share:g}, which at the ceiling of demand "
                f"(demand.ceiling {scenario.demand.ceiling:g}) comes to {most:g}; expected below 1"
            )
            yield Finding(("incident_types", name, "repeat", "share"), message)


@reads("incident_types")
def repeats_come_in_time(scenario: Scenario) -> Iterator[Finding]:
    """Require that the delay of a repeat can be as short as its limit."""
    for name, incident_type in scenario.incident_types.items():
        if incident_type.repeat is None:
            continue
        shortest = _shortest(incident_type.repeat.delay_days)
        if shortest > incident_type.repeat.within_days:
            message = (
                f"got a delay of {shortest:g} days or more, expected some within "
                f"{counted(incident_type.repeat.within_days, 'day')} (within_days)"
            )
            yield Finding(("incident_types", name, "repeat", "delay_days"), message, at_key=True)


def _shortest(distribution: Distribution) -> float:
    """Return the smallest value that a distribution can have."""
    match distribution:
        case Fixed(value=value):
            return value
        case Triangular(low=low):
            return low
        case Empirical(values=values, weights=weights):
            return min(v for v, w in zip(values, weights or [1] * len(values), strict=False) if w)
        case _:
            return 0.0
