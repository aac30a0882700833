"""What the service that an incident had does to the chance of a repeat, as whole millionths."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.scenario.facts.multiplier import depends_on_service
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.repeats import DependsOn
from sim.world.arrays import ServiceRules
from sim.world.filling import filled_rows

_NOTHING = DependsOn()


def service_rules(incident_types: Collection[IncidentType], tick_ms: int) -> ServiceRules:
    """Return the factors by incident type, in order of type."""
    repeats = [each.repeat for each in incident_types]
    rules = [(each.depends_on if each is not None else None) or _NOTHING for each in repeats]
    return filled_rows(
        ServiceRules,
        DependsOn,
        dict(enumerate(rules)),
        (len(rules), tick_ms),
        depends=np.array([depends_on_service(each) for each in repeats], dtype=np.bool_),
    )
