"""Cohorts of offenders before the clock starts: whose incident is whose, and what they take."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.scenario.schema.offender_management import Cohort
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import CohortRules, Ints
from sim.world.arrivals import Block
from sim.world.filling import filled_rows
from sim.world.streams import Streams

#: Marks per incident of the purpose ``cohort``; never to be changed.
COHORT_WIDTH = 1


def cohort_columns(cohorts: dict[str, Cohort], streams: Streams, block: Block) -> dict[str, Any]:
    """Draw of which cohort the offender is; 0: of none."""
    shares = [each.share.get(block.type_name, 0.0) for each in cohorts.values()]
    if not any(shares):
        return {}
    (u,) = block.marks(streams, "cohort", COHORT_WIDTH)
    upto = np.cumsum(shares)
    number = np.searchsorted(upto, u, side="right") + 1
    return {"cohort": np.where(number > len(shares), 0, number).astype(np.int64)}


def cohort_rules(scenario: Scenario, tick_ms: int) -> CohortRules:
    """Return the rules; each cohort has a row for each hub."""
    cohorts, hubs = scenario.offender_management.values(), scenario.hubs

    def by_hub(hours: dict[str, float], days: int) -> list[float]:
        return [hours.get(hub, 0.0) / 7 * clock.MS_PER_HOUR * days for hub in hubs]

    needed, stated = [], []
    for each in cohorts:
        full = {hub: number * each.hours_each_per_week for hub, number in each.people.items()}
        needed += by_hub(full, each.memory_days)
        stated += by_hub(each.hours_per_week, 1)
    return filled_rows(
        CohortRules,
        Cohort,
        dict(enumerate(cohorts)),
        (len(cohorts), tick_ms),
        needed_ms=_whole(needed),
        stated_ms=_whole(stated),
    )


def _whole(values: list[Any]) -> Ints:
    return np.rint(np.array(values, dtype=np.float64)).astype(np.int64)
