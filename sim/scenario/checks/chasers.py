"""Checks on callers who call again."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.incident_counts import makes_work
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario


@reads("chasers", "grades")
def callers_are_of_known_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that the grades at which callers call again exist, each named once."""
    grades = scenario.chasers.grades if scenario.chasers is not None else []
    for position, grade in numbered(grades):
        path = ("chasers", "grades", position)
        if grade not in scenario.grades:
            known = listed(sorted(scenario.grades))
            yield Finding(path, f"there is no grade {grade}; expected {known}")
        elif grade in grades[:position]:
            yield Finding(path, f"grade {grade} appears twice in the list")


@reads("chasers", "incident_types")
def further_logs_are_of_a_known_type(scenario: Scenario) -> Iterator[Finding]:
    """Require a type for the logs that calls open, after which nothing follows."""
    chasers, types = scenario.chasers, scenario.incident_types
    if chasers is None:
        return
    name = chasers.new_log_type
    if name is None:
        if chasers.new_log_share > 0:
            message = "needs new_log_type, the type of the logs that these calls open"
            yield Finding(("chasers", "new_log_share"), message, at_key=True)
    elif name not in types:
        yield Finding(("chasers", "new_log_type"), unknown("type", name, types))
    elif makes_work(types[name]):
        message = f"got {name!r}, expected a type without recurring_tasks or follow_up"
        yield Finding(("chasers", "new_log_type"), message)
