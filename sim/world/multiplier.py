"""How far the multiplier of demand can be followed, as whole millionths by type."""

from __future__ import annotations

import numpy as np

from sim.scenario.facts.multiplier import kept_up_to, repeats_kept_up_to
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import MILLIONTHS, Ints
from sim.world.arrays_demand import MultiplierRules


def multiplier_rules(scenario: Scenario, *, to_ceiling: bool) -> MultiplierRules:
    """Return the ceilings: no candidate that would come about above them has been kept.

    Parameters
    ----------
    scenario : Scenario
        For its types, and what changes the number of their incidents.
    to_ceiling : bool
        See `sim.scenario.facts.multiplier.kept_up_to`.
    """
    names = list(scenario.incident_types)
    by_type = [kept_up_to(scenario, name, to_ceiling=to_ceiling) for name in names]
    of_repeats = [repeats_kept_up_to(scenario, name, to_ceiling=to_ceiling) for name in names]
    return MultiplierRules(_millionths(by_type), _millionths([each or 1.0 for each in of_repeats]))


def _millionths(multipliers: list[float]) -> Ints:
    return np.array([round(each * MILLIONTHS) for each in multipliers], dtype=np.int64)
