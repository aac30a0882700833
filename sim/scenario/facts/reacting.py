"""Whether demand reacts to what is done about it, and for how long it remembers."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario


def reacts(scenario: Scenario) -> bool:
    """Whether prevention changes how many incidents come about."""
    shares = (each.preventable_share for each in scenario.incident_types.values())
    return scenario.demand.prevention is not None and any(share > 0 for share in shares)


def memory_days(scenario: Scenario) -> float:
    """Return the days over which prevention is remembered; 0 where demand does not react."""
    prevention = scenario.demand.prevention
    return float(prevention.memory_days) if prevention and reacts(scenario) else 0.0
