"""Whether there are the measures that a scenario names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import did_you_mean
from sim.outputs.measures.registry import COMPARED, REGISTRY
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.schema.scenario import Scenario


@reads("headlines")
def headlines_are_measures(scenario: Scenario) -> Iterator[Finding]:
    """Require that headlines are measures that there are."""
    for name in scenario.headlines:
        if name not in REGISTRY | COMPARED:
            near = did_you_mean(name, REGISTRY | COMPARED)
            message = f"unknown measure {name!r}{near or '; sixhubs measures lists what there is'}"
            yield Finding(("headlines", name), message, at_key=True)


CHECKS: tuple[Check, ...] = (headlines_are_measures,)
