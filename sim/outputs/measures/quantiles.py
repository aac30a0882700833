"""Quantiles of values within groups."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world.arrays import Floats, Ints


class Grouped(NamedTuple):
    """Values in rising order, group after group."""

    value: Ints
    first: Ints  #: (groups,) where each begins
    size: Ints  #: (groups,)


def grouped(value: Ints, group: Ints, groups: int) -> Grouped:
    """Sort values, 0 or more, within groups."""
    # Sorting numbers is several times faster than sorting rows by them.
    above = int(value.max(initial=0)) + 1
    size = np.bincount(group, minlength=groups)
    return Grouped(np.sort(group * above + value) % above, np.cumsum(size) - size, size)


def quantiles(values: Grouped, share: float) -> Floats:
    """Return the quantile within each group.

    It lies between the two nearest of the n sorted values: at position (n - 1) * share, counted
    from 0, by linear interpolation (definition 7 of Hyndman and Fan, 1996).
    """
    last = np.maximum(values.size - 1, 0)
    position = last * share
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, last)
    result = np.full(values.size.size, np.nan)
    filled = np.flatnonzero(values.size)
    low, high = (
        values.value[(values.first + place)[filled]].astype(np.float64) for place in (below, above)
    )
    result[filled] = low + (position - below)[filled] * (high - low)
    return result
