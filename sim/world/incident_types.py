"""The rules of incident types as tables."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.scenario.schema.demand import IncidentType
from sim.world.arrays import MILLIONTHS, TypeRules
from sim.world.filling import filled_rows


def type_rules(incident_types: Collection[IncidentType], tick_ms: int) -> TypeRules:
    """Return the rules by incident type, in order of type."""
    by_number = dict(enumerate(incident_types))
    visits = [each.follow_up for each in incident_types]
    factors = [1.0 if visit is None else visit.repeat_factor for visit in visits]
    return filled_rows(
        TypeRules,
        IncidentType,
        by_number,
        (len(by_number), tick_ms),
        repeat_factor=np.rint(np.array(factors) * MILLIONTHS).astype(np.int64),
    )
