"""What visits after incidents can do to the number of incidents of a type."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario


def highest_by_follow_ups(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier of a type's incidents: no visit is made."""
    incident_type = scenario.incident_types[name]
    visit, repeat = incident_type.follow_up, incident_type.repeat
    if visit is None or repeat is None or visit.repeat_factor == 1:
        return None
    return 1.0
