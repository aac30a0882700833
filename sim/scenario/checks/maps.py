"""Checks on the boundaries that a scenario states itself, for maps."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.districts import district_of
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.outlines import ring_fault
from sim.scenario.schema.scenario import Scenario


@reads("districts", "maps")
def boundaries_are_of_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that boundaries, where there are any, are those of all districts, in degrees."""
    boundaries = scenario.maps.boundaries
    if isinstance(boundaries, str) or not boundaries:
        return
    districts = list(dict.fromkeys(district_of(scenario, name) for name in scenario.districts))
    for name, rings in boundaries.items():
        path = ("maps", "boundaries", name)
        if name not in districts:
            yield Finding(path, unknown("district", name, districts), at_key=True)
        fault = next(filter(None, map(ring_fault, rings)), "" if rings else "has no rings")
        if fault:
            yield Finding(path, fault, at_key=True)
    for name in districts:
        if name not in boundaries:
            message = f"has no rings for {name!r}, expected some for each district"
            yield Finding(("maps", "boundaries"), message, at_key=True)


@reads("maps")
def the_source_of_boundaries_can_be_printed(scenario: Scenario) -> Iterator[Finding]:
    """Require that who drew the boundaries is said in visible characters."""
    source = scenario.maps.source
    if not source.isprintable():
        yield Finding(("maps", "source"), f"got {source!r}, expected visible characters in a line")
