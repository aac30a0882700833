"""Quantiles of values within groups."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.machine_code import kept_ahead
from sim.world.arrays import Floats, Ints


class Grouped(NamedTuple):
    """Values in rising order, group after group."""

    value: Ints
    first: Ints  #: (groups,) where each begins
    size: Ints  #: (groups,)


def rising(value: Ints) -> tuple[Ints, Ints]:
    """Return the places of values, 0 or more, in rising order of the values, and these in it."""
    # Sorting numbers is several times faster than sorting places by them.
    bits = value.size.bit_length()
    if int(value.max(initial=0)).bit_length() + bits > 62:
        order = np.argsort(value, kind="stable")
        return order, value[order]
    both = np.sort((value << bits) | np.arange(value.size))
    return both & ((1 << bits) - 1), both >> bits


@kept_ahead
def _parted(value: Ints, group: Ints, place: Ints, found: Ints) -> None:
    for i in range(value.size):
        found[place[group[i]]] = value[i]
        place[group[i]] += 1


def grouped(value: Ints, group: Ints, groups: int) -> Grouped:
    """Part values in rising order into groups."""
    size = np.bincount(group, minlength=groups)
    first = np.cumsum(size) - size
    found = np.empty_like(value)
    _parted(value, group, first.copy(), found)
    return Grouped(found, first, size)


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
