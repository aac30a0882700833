"""The rules of incident types as tables."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.scenario.schema.demand import IncidentType
from sim.world.arrays import TypeRules


def type_rules(incident_types: Collection[IncidentType]) -> TypeRules:
    """Return the rules by incident type, in order of type."""
    return TypeRules(
        interruptible=np.array([each.interruptible for each in incident_types], dtype=np.bool_),
        relayable=np.array([each.relayable for each in incident_types], dtype=np.bool_),
    )
