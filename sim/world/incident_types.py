"""The rules of incident types as tables."""

from __future__ import annotations

from collections.abc import Collection

from sim.scenario.schema.demand import IncidentType
from sim.world.arrays import TypeRules
from sim.world.filling import filled_rows


def type_rules(incident_types: Collection[IncidentType], tick_ms: int) -> TypeRules:
    """Return the rules by incident type, in order of type."""
    by_number = dict(enumerate(incident_types))
    return filled_rows(TypeRules, IncidentType, by_number, (len(by_number), tick_ms))
