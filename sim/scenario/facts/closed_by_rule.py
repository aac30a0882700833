"""Which incidents are closed by rule when they are graded: nobody visits and nobody calls back."""

from __future__ import annotations

from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.scenario import Scenario


def closed_shares(scenario: Scenario, incident_type: IncidentType) -> dict[int, float]:
    """Return the share of a type's incidents of each grade that is closed; only those above 0."""
    demand = scenario.demand
    said = {**demand.closed_without_visit, **incident_type.closed_without_visit}
    shares = {
        grade: min(share * demand.closed_without_visit_factor, 1.0) for grade, share in said.items()
    }
    mix = incident_type.grade_mix
    return {grade: share for grade, share in shares.items() if share > 0 and mix.get(grade, 0) > 0}


def closes_any(scenario: Scenario) -> bool:
    """Tell whether any incident of a scenario may be closed by rule."""
    types = scenario.incident_types.values()
    return any(closed_shares(scenario, incident_type) for incident_type in types)
