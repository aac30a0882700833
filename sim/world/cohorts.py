"""Cohorts of offenders before the clock starts: whose incident is whose, and what they take."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.schema.offender_management import Cohort
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Bools, CohortRules, Ints
from sim.world.blocks import Blocks, spread
from sim.world.filling import filled_rows
from sim.world.marks import Categories, category_by_code
from sim.world.streams import Streams

#: Marks per incident of the purpose ``cohort``; never to be changed.
COHORT_WIDTH = 1


class CohortPlan(NamedTuple):
    """Whose incident may be whose."""

    types: Bools  #: (types,) of which any are an offender's of a cohort
    cohorts: Categories  #: numbers from 1 by type; 0: of none


def plan_cohorts(cohorts: Collection[Cohort], types: Collection[str]) -> CohortPlan:
    """Return whose incident may be whose."""
    shares = np.array([[each.share.get(name, 0.0) for each in cohorts] for name in types])
    number = np.tile(np.append(np.arange(1, len(cohorts) + 1), 0), (len(types), 1))
    upto = np.cumsum(shares, axis=1)
    return CohortPlan(shares.sum(axis=1) > 0, Categories(upto, np.ones(len(types)), number))


def cohort_columns(plan: CohortPlan, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw of which cohort the offender is; 0: of none."""
    if not plan.types.any():
        return {}
    (u,) = blocks.marks(streams, "cohort", COHORT_WIDTH, types=plan.types)
    cohort = category_by_code(plan.cohorts, blocks.codes(plan.types), u)
    return {"cohort": spread(blocks, plan.types, cohort)}


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
