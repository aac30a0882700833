"""From replications to statements: intervals, paired differences, growing queues.

The replication is the unit of everything here: values within one run depend on each other, values
of different replications do not. Quantiles of waiting times are therefore taken within each
replication, and their mean and interval across replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim import native
from sim.outputs.measures.registry import ALL
from sim.world.arrays import Bools, Floats

CONFIDENCE = 0.95

#: Spread below this share of the values themselves is rounding, not variation.
_ROUNDING = 1e-12


def _student(freedom: Any, chance: Any) -> Any:
    """Return quantiles of Student's t distribution."""
    return native.special_functions().stdtrit(freedom, chance)


class Cell(NamedTuple):
    """One cell of the table of measures."""

    measure: str
    team: str = ALL
    hub: str = ALL
    grade: str = ALL


class Estimate(NamedTuple):
    """Means over replications with their t intervals; each (cells,).

    Replications in which a cell is NaN are ignored and not counted. An interval needs two
    replications: with one it is NaN, with none the mean is NaN too.
    """

    replications: np.typing.NDArray[np.int64]
    mean: Floats
    low: Floats
    high: Floats


class PairedDifference(NamedTuple):
    """Paired differences over replications; each (cells,).

    ``p`` is that of the two-sided paired t test. Where all differences are equal (there is no
    spread to test against) it is 1 if they are zero, and otherwise that of the sign test, 2 ** (1 -
    n): equal differences are evidence too, but two of them are not certainty.
    """

    estimate: Estimate
    p: Floats
    without_spread: Bools


def estimate(values: Floats, confidence: float = CONFIDENCE) -> Estimate:
    """Return mean and t interval of each row.

    Parameters
    ----------
    values : array of shape (cells, replications)
        NaN where a replication has no value.
    confidence : float
        Coverage of each interval by itself.

    Notes
    -----
    mean -+ t(n - 1; 1/2 + confidence/2) * s / sqrt(n). Without any spread the interval is the mean
    itself.
    """
    number, mean, error = _moments(values)
    half = _half_width(number, error, 1 - (1 - confidence) / 2)
    return Estimate(number, mean, mean - half, mean + half)


def difference(baseline: Floats, scenario: Floats) -> PairedDifference:
    """Compare cells pair by pair: scenario minus baseline within each replication.

    Parameters
    ----------
    baseline, scenario : array of shape (cells, replications)
        Values of the same replications in the same order. Pairs with a NaN are ignored.
    """
    change = scenario - baseline
    number, mean, error = _moments(change, np.fmax(np.abs(baseline), np.abs(scenario)))
    half = _half_width(number, error, 1 - (1 - CONFIDENCE) / 2)
    result = Estimate(number, mean, mean - half, mean + half)
    flat = (number >= 2) & (error == 0)
    p = np.full(mean.shape, np.nan)
    tested = (number >= 2) & ~flat
    p[tested] = 2 * native.special_functions().stdtr(
        number[tested] - 1, -np.abs(mean[tested] / error[tested])
    )
    p[flat] = np.where(mean[flat] == 0, 1.0, 2.0 ** (1 - number[flat]))
    return PairedDifference(result, p, flat)


def _moments(
    values: Floats, scale: Floats | None = None
) -> tuple[np.typing.NDArray[np.int64], Floats, Floats]:
    """Return number, mean and standard error of the values in each row that are not NaN."""
    there = ~np.isnan(values)
    number = there.sum(axis=1)
    known = np.where(there, values, 0.0)
    mean = np.full(number.shape, np.nan)
    np.divide(known.sum(axis=1), number, out=mean, where=number > 0)
    centred = np.where(there, values - mean[:, None], 0.0)
    error = np.full(number.shape, np.nan)
    squares = (centred**2).sum(axis=1)
    np.divide(squares, number * (number - 1.0), out=error, where=number > 1)
    np.sqrt(error, out=error)
    size = np.where(there, np.abs(values) if scale is None else scale, 0.0).max(axis=1, initial=0.0)
    flat = (number > 1) & (error <= _ROUNDING * size)
    first = np.take_along_axis(known, there.argmax(axis=1, keepdims=True), axis=1)[:, 0]
    # A mean of equal numbers can miss them by a rounding error; say the number itself.
    mean = np.where(flat, np.where(np.abs(first) <= _ROUNDING * size, 0.0, first), mean)
    return number, mean, np.where(flat, 0.0, error)


def _half_width(number: np.typing.NDArray[np.int64], error: Floats, upper: float) -> Floats:
    """Return half the width of the interval whose upper end has this probability below it."""
    half = np.full(error.shape, np.nan)
    several = number > 1
    sizes, size = np.unique(number[several], return_inverse=True)  # mostly one for all rows
    half[several] = _student(sizes - 1, upper)[size] * error[several]
    return half


def holm(p: Floats, tests: int | None = None) -> Floats:
    """Return p-values adjusted for the number of tests by the method of Holm (1979).

    Parameters
    ----------
    p : array of shape (n,)
        NaN where a test could not be made; it stays NaN, and counts as a test.
    tests : int, optional
        Number of tests that were planned; n by default.
    """
    planned = p.size if tests is None else tests
    if planned < p.size:
        raise ValueError(f"{p.size} p-values, but only {planned} tests planned")
    order = np.argsort(p, kind="stable")  # NaN last
    steps = np.minimum(1.0, p[order] * (planned - np.arange(p.size)))
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(steps)
    return adjusted


def simultaneous(paired: PairedDifference, tests: int) -> Estimate:
    """Return intervals that all hold together with at least 95% confidence (Bonferroni).

    Where all differences are equal and not zero, the interval is that one difference if they are
    enough for the sign test at this level, and NaN if not.
    """
    number, mean, low, high = paired.estimate
    usual = _half_width(number, np.ones_like(mean), 1 - (1 - CONFIDENCE) / 2)
    wider = _half_width(number, np.ones_like(mean), 1 - (1 - CONFIDENCE) / 2 / tests)
    half = (high - low) / 2 * np.divide(wider, usual, out=np.ones_like(mean), where=usual > 0)
    few = paired.without_spread & (mean != 0) & (paired.p * tests > 1 - CONFIDENCE)
    half[few] = np.nan
    return Estimate(number, mean, mean - half, mean + half)


#: Error rate of `grows`: how often one or more of the queues that do not grow are said to.
GROWTH_ERROR_RATE = 0.01


def grows(
    replications: int,
    growth: float,
    half_width: float,
    variance: float,
    steps: int,
    *,
    queues: int = 1,
) -> bool:
    """Say whether a queue grows, by a one-sided t test with an error rate of at most 1%.

    Parameters
    ----------
    replications : int
        How many there are.
    growth : float
        Their mean growth.
    half_width : float
        Of its 95% t interval; used where the variance is unknown.
    variance : float
        Mean over replications of the variance of their growth by its steps; NaN if unknown.
    steps : int
        Steps in each replication from which it was worked out.
    queues : int
        How many queues are looked at in one run; the error rate is that of all together.

    Notes
    -----
    t = growth / sqrt(variance / n) with n * (steps - 1) degrees of freedom. A queue that is stable
    falls back after it has risen: changes from step to step overstate its variance, and the error
    rate is below the one stated. Without steps t = growth / (s / sqrt(n)) with n - 1. Each of the
    queues is tested at the error rate divided by their number (Bonferroni).
    """
    if not growth > 0:
        return False
    if not np.isnan(variance):
        freedom, error = replications * (steps - 1), float(np.sqrt(variance / replications))
    elif replications > 1:
        freedom = replications - 1
        error = half_width / float(_student(freedom, 1 - (1 - CONFIDENCE) / 2))
    else:
        return False
    return error == 0 or growth / error > float(_student(freedom, 1 - GROWTH_ERROR_RATE / queues))


class Precision(NamedTuple):
    """What the replication rule found."""

    met: bool
    needed: int  #: replications after which the precision was reached and kept; 0 if not met
    reached: float  #: half-width after all replications, as a share of the mean or in its unit


def replications_needed(
    values: Sequence[float],
    precision: float = 0.05,
    *,
    relative: bool = True,
    look_ahead: int = 5,
) -> Precision:
    """Say after how many replications a mean is known precisely enough, and whether it is.

    The rule of Hoad, Robinson and Davies (2010): the first n of at least 3 at which the half-width
    of the interval is within the precision and stays so for the next `look_ahead` replications (in
    proportion more beyond 100). Without looking ahead, runs that are lucky early stop too soon.

    Parameters
    ----------
    values : sequence of float
        One value for each replication, in the order of replications.
    precision : float
        Largest half-width, as a share of the mean or, if not `relative`, in the unit of the values.
        Differences and rates near zero need the latter.
    relative : bool
        Which of the two.
    look_ahead : int
        Further replications for which the precision must hold.
    """
    data = np.asarray(values, dtype=np.float64)
    data = data[~np.isnan(data)]
    reached = _running_precision(data, relative=relative)
    last = float(reached[-1]) if data.size else float("inf")
    for n in np.flatnonzero(reached <= precision) + 1:
        ahead = look_ahead if n <= 100 else look_ahead * int(n) // 100
        kept = bool((reached[n - 1 : n + ahead] <= precision).all())
        if n >= 3 and n + ahead <= data.size and kept:
            return Precision(True, int(n), last)
    return Precision(False, 0, last)


def _running_precision(data: Floats, *, relative: bool) -> Floats:
    """Return the half-width of the interval after each value; infinite after the first."""
    reached = np.full(data.size, np.inf)
    if data.size < 2:
        return reached
    number = np.arange(1, data.size + 1)
    # Measured from the first value, so that a small spread about a large mean is not lost.
    offset = data - data[0]
    total = np.cumsum(offset)
    squares = np.maximum(np.cumsum(offset**2) - total**2 / number, 0.0)[1:]
    several = number[1:]
    half = _student(several - 1, 1 - (1 - CONFIDENCE) / 2)
    half *= np.sqrt(squares / (several - 1) / several)
    half[half <= _ROUNDING * np.maximum.accumulate(np.abs(data))[1:]] = 0.0
    size = np.abs(data[0] + total / number)[1:] if relative else np.ones(several.size)
    reached[1:] = np.where(half == 0, 0.0, np.inf)
    np.divide(half, size, out=reached[1:], where=size > 0)
    return reached


class WarmUp(NamedTuple):
    """What MSER found at the beginning of a series."""

    accepted: bool
    cut: int  #: values to drop at the beginning; 0 if not accepted


def mser(series: Sequence[float], batch: int = 5) -> WarmUp:
    """Say how much of the beginning of a series to drop, by MSER-5.

    The series is cut into batches; the cut d of them is the one with the least

        sum over the k - d batch means that stay of (mean - their mean)**2 / (k - d)**2

    that is, the narrowest interval for the mean of what stays. A cut past the middle is rejected:
    it says that the series is too short, or does not settle at all (White, Cobb and Spratt, 2000).

    Parameters
    ----------
    series : sequence of float
        Mean over replications of a measure in equal steps of time, cycles averaged out
        (`cycle_means`): a daily or weekly pattern would be taken for the warm-up.
    batch : int
        Values in a batch; an incomplete one at the end is dropped.
    """
    data = np.asarray(series, dtype=np.float64)
    count = data.size // batch
    if count < 2:
        return WarmUp(False, 0)
    means = data[: count * batch].reshape(count, batch).mean(axis=1)
    # The last few batches by themselves can agree by chance; at least a tenth has to stay.
    cuts = range(count - max(2, count // 10) + 1)
    spread = [float(((means[d:] - means[d:].mean()) ** 2).sum()) / (count - d) ** 2 for d in cuts]
    best = int(np.argmin(spread))
    if best > count / 2:
        return WarmUp(False, 0)
    return WarmUp(True, best * batch)


def cycle_means(series: Sequence[float], period: int) -> Floats:
    """Return the mean of each whole cycle of a series, e.g. of each week of hourly values.

    Parameters
    ----------
    series : sequence of float
        Values in equal steps of time; an incomplete cycle at the end is dropped.
    period : int
        Steps in one cycle.
    """
    data = np.asarray(series, dtype=np.float64)
    count = data.size // period
    means: Floats = data[: count * period].reshape(count, period).mean(axis=1)
    return means
