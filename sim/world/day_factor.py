"""A factor on the demand of each hub and day, so that counts vary more than chance alone has it.

The factors have a gamma distribution with mean 1. That of a day depends on the hub's name and the
date alone, so it is the same whenever a run starts, and whatever else a scenario changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from sim import native
from sim.scenario.schema.demand_changes import DayFactor
from sim.world.array_kinds import Keys
from sim.world.arrays import Floats, Ints
from sim.world.name_hashes import hashes_of
from sim.world.streams import Streams, hashed_uniforms


class DayFactorPlan(NamedTuple):
    """What is known of the factors before any is drawn."""

    cv: float
    hubs: Keys  #: (hubs,) hashes of their names
    hub_of_district: Ints
    weeks: range  #: in which anything is drawn


def plan_day_factor(
    said: DayFactor | None, hubs: Iterable[str], hub_of_district: Ints, weeks: Collection[range]
) -> DayFactorPlan | None:
    """Return what is known of the factors; None if the scenario has none.

    Parameters
    ----------
    said : DayFactor or None
        What the scenario says.
    hubs, hub_of_district : iterable of str, Ints
        Their names, and which of them serves each district.
    weeks : collection of range
        In which each type is drawn.
    """
    if said is None:
        return None
    every = range(min(some.start for some in weeks), max(some.stop for some in weeks))
    return DayFactorPlan(said.cv, hashes_of(list(hubs)), hub_of_district, every)


class DayFactors:
    """The factors of one replication."""

    def __init__(self, plan: DayFactorPlan, streams: Streams) -> None:
        self.hub_of_district = plan.hub_of_district
        days = np.arange(7 * plan.weeks.start, 7 * plan.weeks.stop)
        u = hashed_uniforms(streams.key("day factor"), plan.hubs, days)
        gammaincinv = native.special_functions().gammaincinv
        factors = np.asarray(gammaincinv(plan.cv**-2.0, u)) * plan.cv**2
        self._weeks = plan.weeks
        self._factors: Floats = factors.reshape(len(plan.hubs), len(plan.weeks), 7)

    def shapes(self, shapes: Floats, week: Ints) -> Floats:
        """Return shapes times the factors: all rows for the first hub, then all for the next.

        Parameters
        ----------
        shapes, week : Floats, Ints
            (weeks, 168) intensity of some weeks, and which calendar week each of them is.
        """
        of_days = self._factors[:, week - self._weeks.start]
        by_day = shapes.reshape(week.size, 7, 24)
        by_hour: Floats = by_day * of_days[:, :, :, np.newaxis]
        return by_hour.reshape(-1, shapes.shape[1])


def day_factors(plan: DayFactorPlan | None, streams: Streams) -> DayFactors | None:
    """Return the factors of a replication; None if the scenario has none."""
    return None if plan is None else DayFactors(plan, streams)
