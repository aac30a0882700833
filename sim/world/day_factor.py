"""A factor on the demand of each hub and day, so that counts vary more than chance alone has it.

The factors have a gamma distribution with mean 1. That of a day hangs on the hub's name and the
date alone, so it is the same whenever a run starts, and whatever else a scenario changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim import native
from sim.scenario.schema.demand_changes import DayFactor
from sim.world.array_kinds import Keys
from sim.world.arrays import Floats, Ints
from sim.world.intensity import WeekShapes, laid_out
from sim.world.name_hashes import hashes_of
from sim.world.streams import Streams, hashed_uniforms


class DayFactorPlan(NamedTuple):
    """What is known of the factors before any is drawn."""

    cv: float
    hubs: Keys  #: (hubs,) hashes of their names
    hub_of_district: Ints


def plan_day_factor(
    said: DayFactor | None, hubs: Iterable[str], hub_of_district: Ints
) -> DayFactorPlan | None:
    """Return what is known of the factors; None if the scenario has none."""
    if said is None:
        return None
    return DayFactorPlan(said.cv, hashes_of(list(hubs)), hub_of_district)


class DayFactors:
    """The factors of one replication."""

    def __init__(self, plan: DayFactorPlan, streams: Streams) -> None:
        self.hub_of_district = plan.hub_of_district
        self._cv, self._hubs = plan.cv, plan.hubs
        self._key = streams.key("day factor")
        self._factors: dict[int, Floats] = {}  # by week, (hubs, 7)
        self._shapes: dict[tuple[int, range], WeekShapes] = {}

    def of_days(self, weeks: range) -> Floats:
        """Return the factors of all days of calendar weeks, (hubs, weeks, 7)."""
        new = [week for week in weeks if week not in self._factors]
        if new:
            days = (7 * np.array(new)[:, np.newaxis] + np.arange(7)).ravel()
            u = hashed_uniforms(self._key, self._hubs, days)
            gammaincinv = native.special_functions().gammaincinv
            factors = np.asarray(gammaincinv(self._cv**-2.0, u)) * self._cv**2
            by_week = factors.reshape(len(self._hubs), len(new), 7).transpose(1, 0, 2)
            self._factors.update(zip(new, by_week, strict=True))
        return np.stack([self._factors[week] for week in weeks], axis=1)

    def shapes(self, shapes: WeekShapes, weeks: range) -> WeekShapes:
        """Return shapes times the factors: a row for each week of the first hub, then the next."""
        known = (id(shapes), weeks)
        if known not in self._shapes:
            by_hour = shapes.by_hour * np.repeat(self.of_days(weeks), 24, axis=2)
            self._shapes[known] = laid_out(by_hour.reshape(-1, by_hour.shape[2]))
        return self._shapes[known]


def day_factors(plan: DayFactorPlan | None, streams: Streams) -> DayFactors | None:
    """Return the factors of a replication; None if the scenario has none."""
    return None if plan is None else DayFactors(plan, streams)
