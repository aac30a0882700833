"""How far the multiplier of demand can be followed, as whole millionths by type."""

from __future__ import annotations

import numpy as np

from sim.scenario.facts.multiplier import ceiling, repeat_ceiling
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import MILLIONTHS
from sim.world.arrays_demand import MultiplierRules


def multiplier_rules(scenario: Scenario) -> MultiplierRules:
    """Return the ceilings: no candidate that would come about above them has been drawn."""
    by_type = [round(ceiling(scenario, name) * MILLIONTHS) for name in scenario.incident_types]
    of_repeats = [
        round((repeat_ceiling(scenario, name) or 1.0) * MILLIONTHS)
        for name in scenario.incident_types
    ]
    return MultiplierRules(np.array(by_type, dtype=np.int64), np.array(of_repeats, dtype=np.int64))
