"""What the management of offenders can do to the number of incidents of a type."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario


def highest_by_cohorts(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier of a type's incidents: nobody is managed."""
    cohorts = scenario.offender_management.values()
    acts = any(each.share.get(name, 0) > 0 and each.effect > 0 for each in cohorts)
    return 1.0 if acts else None
