"""What the service that an incident had does to the chance of a repeat, as whole millionths."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.scenario.facts.reaction import depends_on_service
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.repeats import DependsOn
from sim.world.arrays import MILLIONTHS, ServiceRules
from sim.world.time_grid import on_grid_ms

_NOTHING = DependsOn()


def service_rules(incident_types: Collection[IncidentType], tick_ms: int) -> ServiceRules:
    """Return the factors by incident type, in order of type."""
    repeats = [each.repeat for each in incident_types]
    rules = [(each.depends_on if each is not None else None) or _NOTHING for each in repeats]
    factors = [
        np.array([round(getattr(each, name) * MILLIONTHS) for each in rules], dtype=np.int64)
        for name in ("attended_late", "not_reached", "arrest", "heard_at_marac", "reference")
    ]
    late, not_reached, arrest, heard, reference = factors
    within = [on_grid_ms(60 * each.reached_within_hours, tick_ms) for each in rules]
    return ServiceRules(
        depends=np.array([depends_on_service(each) for each in repeats], dtype=np.bool_),
        attended_late=late,
        not_reached=not_reached,
        reached_within_ms=np.array(within, dtype=np.int64),
        arrest=arrest,
        heard_at_marac=heard,
        reference=reference,
    )
