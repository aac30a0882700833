"""Checks on repeats that depend on the service that came before."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.checks.faults import exceeds
from sim.scenario.facts.multiplier import (
    MULTIPLIER_SECTIONS,
    ceiling,
    depends_on_service,
    highest_by_service,
    highest_multiplier,
    highest_share,
    is_above,
    repeat_ceiling,
    service_factors,
)
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.repeats import HIGHEST_CHANCE
from sim.scenario.schema.scenario import Scenario


@reads(*MULTIPLIER_SECTIONS)
def candidates_can_be_drawn(scenario: Scenario) -> Iterator[Finding]:
    """Require that a ceiling that is stated leaves some incidents without a repeat."""
    for name, incident_type in scenario.incident_types.items():
        repeat = incident_type.repeat
        if repeat is None or repeat.depends_on is None or repeat.depends_on.ceiling is None:
            continue
        share, others = highest_share(repeat), ceiling(scenario, name)
        most = share * others * repeat.depends_on.ceiling
        if exceeds(most, HIGHEST_CHANCE):
            message = (
                f"got {repeat.depends_on.ceiling:g}, with which up to {most:g} of incidents might "
                f"be followed by another; expected {HIGHEST_CHANCE / share / others:.4g} at most"
            )
            yield Finding(("incident_types", name, "repeat", "depends_on", "ceiling"), message)


@reads(*MULTIPLIER_SECTIONS)
def service_stays_below_the_ceiling(scenario: Scenario) -> Iterator[Finding]:
    """Require that all repeats that may come about are drawn."""
    for name, incident_type in scenario.incident_types.items():
        repeat = incident_type.repeat
        if repeat is None or not depends_on_service(repeat):
            continue
        most = highest_by_service(repeat) * highest_multiplier(scenario, name)
        drawn = repeat_ceiling(scenario, name) or 1.0
        if is_above(most, drawn):
            message = (
                f"the chance of a repeat may come to {most:.4g} times its share, and repeats are "
                f"drawn up to {drawn:.4g} times; expected lower factors, or a higher ceiling"
            )
            path = ("incident_types", name, "repeat", "depends_on")
            yield Finding(path, message, at_key=True)


@reads("incident_types")
def reference_is_a_mean_of_the_factors(scenario: Scenario) -> Iterator[Finding]:
    """Require that the reference lies within what the product of the factors can be."""
    for name, incident_type in scenario.incident_types.items():
        repeat = incident_type.repeat
        depends = repeat.depends_on if repeat is not None else None
        if depends is None:
            continue
        factors = service_factors(depends)
        low = math.prod(min(1.0, factor) for factor in factors)
        high = math.prod(max(1.0, factor) for factor in factors)
        if exceeds(low, depends.reference) or exceeds(depends.reference, high):
            message = (
                f"got {depends.reference:g}, expected a mean of the product of the factors, "
                f"{low:.4g} to {high:.4g}"
            )
            yield Finding(("incident_types", name, "repeat", "depends_on", "reference"), message)
