"""Where one scenario becomes better than another: a root, with what chance leaves open.

At every value that is tried both scenarios meet the same incidents, replication by replication, so
that the mean difference is a curve with little noise; its root is found by Brent's method. The
interval of the root is that of the values at which a gain of zero lies within the 95% t interval
of the paired differences (Fieller, 1954): it ends where the upper and the lower limit of the gain
pass zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.outputs.statistics import estimate
from sim.world.arrays import Floats

#: The root is found to this part of the range that is searched.
TOLERANCE = 0.005
#: Values that are tried first, as parts of the range, so that a gain that comes and goes is seen.
FIRST = (0.0, 0.25, 0.5, 0.75, 1.0)


class Point(NamedTuple):
    """What a scenario gains at one value; above 0 it is better than the baseline."""

    value: float
    gain: float  #: mean over replications
    low: float  #: of its 95% interval; NaN with a single replication
    high: float


class BreakEven(NamedTuple):
    """Where a gain passes zero within the range that was searched."""

    value: float | None  #: None: nowhere
    least: float | None  #: of the 95% interval; None: it begins before the range
    most: float | None  #: None: it ends beyond the range, or nowhere
    rises: bool  #: whether the gain grows with the value
    first: Point  #: where the range begins, or at the first value at which anything was measured
    last: Point  #: where it ends, or at the last
    crossings: int  #: how often the gain was seen to pass zero


def gain_at(value: float, differences: Floats) -> Point:
    """Return the gain from the paired differences of the replications, above 0 where better."""
    found = estimate(np.asarray(differences, dtype=np.float64)[np.newaxis, :])
    return Point(value, *(float(part[0]) for part in (found.mean, found.low, found.high)))


def find(curve: Callable[[float], Point], low: float, high: float) -> BreakEven:
    """Find where a gain passes zero.

    Parameters
    ----------
    curve : callable
        Returns the gain at a value. It is asked for values again; whoever gives it keeps them.
    low, high : float
        The range to search.

    Returns
    -------
    BreakEven
        Where a gain passes zero several times, the first of them.
    """
    points = [curve(low + part * (high - low)) for part in FIRST]
    # Where nothing was measured, such as a response time without incidents, there is no gain.
    known = [point for point in points if not np.isnan(point.gain)]
    values = [point.value for point in known]
    rises = bool(known) and known[-1].gain >= known[0].gain
    signs = np.sign([point.gain for point in known])
    crossings = int(np.count_nonzero(np.diff(signs[signs != 0])))
    value = _root(curve, values, "gain")
    # Where the gain rises, its upper limit passes zero first.
    early, late = ("high", "low") if rises else ("low", "high")
    return BreakEven(
        value=value,
        least=_root(curve, values, early),
        most=_root(curve, values, late),
        rises=rises,
        first=known[0] if known else points[0],
        last=known[-1] if known else points[-1],
        crossings=crossings,
    )


def _root(curve: Callable[[float], Point], values: list[float], part: str) -> float | None:
    """Return the first value at which a part of the gain passes zero; None if it nowhere does."""
    from scipy.optimize import brentq

    def at(value: float) -> float:
        found: float = getattr(curve(value), part)
        return found

    sizes = [at(value) for value in values]
    if not any(sizes):
        return None
    for left, right, before, after in zip(values, values[1:], sizes, sizes[1:], strict=False):
        if before == 0:
            return left
        if before * after < 0:
            tolerance = TOLERANCE * (values[-1] - values[0])
            return float(brentq(at, left, right, xtol=tolerance, rtol=8 * np.finfo(float).eps))
    return values[-1] if sizes[-1] == 0 else None
