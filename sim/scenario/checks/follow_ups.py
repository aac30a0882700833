"""Checks on types that share counts, and on the work that follows incidents."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import district_fault, exceeds
from sim.scenario.facts.incident_counts import makes_work, parts_of, share_at
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import known_of
from sim.scenario.schema.scenario import Scenario


@reads("incident_types")
def parts_share_known_counts(scenario: Scenario) -> Iterator[Finding]:
    """Require that a part says its share of the counts of a type that has counts of its own."""
    types = scenario.incident_types
    for name, part in types.items():
        path = ("incident_types", name)
        if part.part_of is None:
            if part.share is not None:
                message = "needs part_of, the type of whose counts it is the share"
                yield Finding((*path, "share"), message, at_key=True)
        elif part.part_of not in types:
            yield Finding((*path, "part_of"), unknown("type", part.part_of, types))
        elif types[part.part_of].part_of is not None:
            message = f"{part.part_of!r} is itself part of another type, expected one with counts"
            yield Finding((*path, "part_of"), message)
        elif part.share is None:
            message = f"needs share, its share of the counts of {part.part_of!r}"
            yield Finding((*path, "part_of"), message)


@reads("incident_types", "districts")
def shares_of_parts_are_in_known_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that shares by district name districts of the scenario."""
    for name, part in scenario.incident_types.items():
        if isinstance(part.share, dict):
            for district in part.share:
                message = district_fault(scenario, district, part.share)
                if message:
                    path = ("incident_types", name, "share", district)
                    yield Finding(path, message, at_key=True)


@reads("incident_types", "districts")
def parts_take_no_more_than_all(scenario: Scenario) -> Iterator[Finding]:
    """Require that no share is above 1, nor the shares of all parts of a type together."""
    for name, whole in scenario.incident_types.items():
        parts = parts_of(scenario, whole)
        for place in scenario.districts if parts else ():
            total = sum(share_at(scenario, part, place) for part in parts)
            if exceeds(total, 1):
                last = max(n for n, each in scenario.incident_types.items() if each is parts[-1])
                message = (
                    f"all parts of {name!r} together take {total:g} of its counts in {place!r}, "
                    "expected at most 1"
                )
                yield Finding(("incident_types", last, "share"), message, at_key=True)
                break


def _following(scenario: Scenario) -> Iterator[tuple[str, Path, str]]:
    """Yield each type after which something follows, and what follows with its path."""
    for name, incident_type in scenario.incident_types.items():
        for field, section in known_of(incident_type, "recurring_tasks", "follow_up"):
            for _, follows in known_of(section, "type") if section is not None else ():
                yield name, ("incident_types", name, field, "type"), follows


@reads("incident_types")
def what_follows_is_of_known_types(scenario: Scenario) -> Iterator[Finding]:
    """Require that tasks and visits are of types of the scenario."""
    types = scenario.incident_types
    for _, path, follows in _following(scenario):
        if follows not in types:
            yield Finding(path, unknown("type", follows, types))


@reads("incident_types")
def nothing_follows_what_follows(scenario: Scenario) -> Iterator[Finding]:
    """Require that tasks and visits are of another type, after which nothing follows."""
    types = scenario.incident_types
    for name, path, follows in _following(scenario):
        if follows in types and (follows == name or makes_work(types[follows])):
            message = f"got {follows!r}, expected a type without recurring_tasks or follow_up"
            yield Finding(path, message)
