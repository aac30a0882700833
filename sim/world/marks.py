"""Uniform marks become values: the inverse distribution function of everything that is drawn.

Every attribute has its own uniform mark u in [0, 1), and its value is the smallest x with
P(X <= x) > u, or the quantile where X is continuous. A changed parameter therefore moves the value
and leaves the pairing between scenarios alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim import native
from sim.scenario.schema.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
)
from sim.world.arrays import GRADES, Floats, Ints
from sim.world.inverse import keys_at, keys_by_code, normals, poisson_counts, scaled_by_code
from sim.world.loops import in_ticks, in_ticks_by_code


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """Return the inverse distribution function at the marks.

    Parameters
    ----------
    distribution : Distribution
        As the scenario states it.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Floats
        (n,) values in the unit of the scenario's field, rising with u and never negative.
    """
    match distribution:
        case Fixed(value=value):
            return np.full(u.shape, value, dtype=np.float64)
        case Exponential(mean=mean):
            found = np.negative(u)
            np.log1p(found, out=found)
            return np.multiply(found, -mean, out=found)
        case Lognormal(mean=mean, cv=cv):
            found = lognormal_factor(cv, u)
            return np.multiply(found, mean, out=found)
        case Gamma(mean=mean, cv=cv):
            gammaincinv = native.special_functions().gammaincinv
            return np.asarray(gammaincinv(cv**-2.0, u) * (mean * cv**2))
        case Empirical(values=values, weights=weights):
            return _empirical(values, weights, u)
        case _:
            return _triangular(distribution.low, distribution.mode, distribution.high, u)


def lognormal_factor(cv: float, u: Floats) -> Floats:
    """Return lognormal values of mean 1.

    With s^2 = log(1 + cv^2) the logarithm is normal with mean -s^2 / 2 and variance s^2.

    Parameters
    ----------
    cv : float
        Coefficient of variation; 0 gives ones.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Floats
        (n,) values.
    """
    found = normals(u, *_of_logarithm(cv))
    return np.exp(found, out=found)


@lru_cache(maxsize=1024)
def _of_logarithm(cv: float) -> tuple[float, float]:
    """Return the standard deviation of the logarithm, and by how much its mean lies below 0."""
    variance = np.log1p(cv**2)
    return float(np.sqrt(variance)), float(variance / 2)


class ByCode(NamedTuple):
    """A distribution for each of some codes: grades, or types."""

    others: dict[int, Distribution]  #: those that are neither lognormal nor fixed
    #: (3, codes) of those that are: standard deviation of the logarithm, by how much its mean lies
    #: below 0, and mean; a code without a distribution has a mean of 0
    lognormal: Floats


def durations_by_code(
    distributions: Mapping[int, Distribution], codes: int = GRADES
) -> ByCode | None:
    """Return distributions by code as values are drawn from them; None if there are none."""
    if not distributions:
        return None
    others: dict[int, Distribution] = {}
    table = np.zeros((3, codes))
    for code, said in distributions.items():
        match said:
            case Lognormal(mean=mean, cv=cv):
                table[:, code] = *_of_logarithm(cv), mean
            case Fixed(value=value):
                table[2, code] = value
            case _:
                others[code] = said
    return ByCode(others, table)


def duration_by_code_ms(
    by_code: ByCode | None, code: Ints, u: Floats, unit_ms: int, tick_ms: int | Ints
) -> Ints:
    """Return durations drawn from the distribution of each code, as `duration_ms` does; or 0.

    Parameters
    ----------
    by_code : ByCode, optional
        From `durations_by_code`; None: all are 0.
    code, u : arrays
        (n,) the code of each, and marks in [0, 1).
    unit_ms : int
        Milliseconds in the unit of the scenario's field.
    tick_ms : int or Ints
        Time grid in milliseconds, (codes,) if it differs.
    """
    if by_code is None:
        return np.zeros(code.shape, dtype=np.int64)
    scale, shift, mean = by_code.lognormal
    ticks = np.full(mean.shape, tick_ms) if isinstance(tick_ms, int) else tick_ms
    logarithm = scaled_by_code(normals(u, 1.0, 0.0), code, scale, shift)
    found_ms = in_ticks_by_code(np.exp(logarithm, out=logarithm), code, mean, unit_ms, ticks)
    for number, distribution in by_code.others.items():
        ours = np.flatnonzero(code == number)
        found_ms[ours] = duration_ms(distribution, u[ours], unit_ms, int(ticks[number]))
    return found_ms


class Categories(NamedTuple):
    """Shares of keys for each of some codes."""

    upto: Floats  #: (codes, keys - 1) sum up to the end of each key; infinite behind the last
    total: Floats  #: (codes,) sum of all
    keys: Ints  #: (codes, keys)


def categories(shares: Sequence[Mapping[int, float]]) -> Categories:
    """Return shares by code as keys are drawn with them; see `category`."""
    found = [_in_order(tuple(each.items())) for each in shares]
    most = max((keys.size for _, _, keys in found), default=1)
    upto = np.full((len(found), most - 1), np.inf)
    keys_of = np.zeros((len(found), most), dtype=np.int64)
    for code, (sums, _, keys) in enumerate(found):
        upto[code, : sums.size], keys_of[code, : keys.size] = sums, keys
    return Categories(upto, np.array([total for _, total, _ in found]), keys_of)


def category_by_code(table: Categories, code: Ints, u: Floats) -> Ints:
    """Return keys drawn with the shares of each code, as `category` does."""
    return keys_by_code(*table, code, u)


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    """Return triangular values; F rises as (x - low)^2 up to the mode, then mirrored."""
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < mode - low, rising, falling)


def _empirical(values: Sequence[float], weights: Sequence[float] | None, u: Floats) -> Floats:
    """Return one of the observed values; in rising order, so that u and value rise together."""
    observed = np.array(values, dtype=np.float64)
    weight = np.ones(len(values)) if weights is None else np.array(weights, dtype=np.float64)
    order = np.argsort(observed, kind="stable")
    upto = np.cumsum(weight[order])
    last = int(np.flatnonzero(weight[order])[-1])
    return observed[order][np.searchsorted(upto[:last], u * upto[-1], side="right")]


def category(shares: Mapping[int, float], u: Floats) -> Ints:
    """Return keys drawn with the given shares, in rising order of key.

    Parameters
    ----------
    shares : mapping of int to float
        Share of each key; they are taken in proportion to their sum.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Ints
        (n,) keys.
    """
    return keys_at(*_in_order(tuple(shares.items())), u)


@lru_cache(maxsize=1024)
def _in_order(shares: tuple[tuple[int, float], ...]) -> tuple[Floats, float, Ints]:
    """Return shares summed up by key, the sum of all, and the keys up to the last that has any."""
    keys, weights = map(np.array, zip(*sorted(shares), strict=True))
    upto, last = np.cumsum(weights, dtype=np.float64), int(np.flatnonzero(weights)[-1])
    return upto[:last].copy(), float(upto[-1]), keys[: last + 1].astype(np.int64)


def poisson_count(mean: Floats, u: Floats) -> Ints:
    """Return Poisson counts: the smallest n with P(N <= n) > u, exactly.

    For one mark the count never falls when the mean rises, so a higher demand keeps the incidents
    of a lower one and adds to them.

    Parameters
    ----------
    mean : Floats
        (n,) expected counts, 0 or more.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Ints
        (n,) counts.
    """
    count = poisson_counts(mean, u)
    unsure = np.flatnonzero(count < 0)
    if unsure.size:
        count[unsure] = _searched(mean[unsure], u[unsure])
    return count


def _searched(mean: Floats, u: Floats) -> Ints:
    """Return Poisson counts by their distribution function.

    The search starts from the Cornish-Fisher approximation, n = m + z sqrt(m) + (z^2 - 1) / 6 with
    z the normal quantile, and then steps.
    """
    special = native.special_functions()
    pdtr = special.pdtr
    z = special.ndtri(np.maximum(u, np.finfo(np.float64).tiny))
    count = np.maximum(np.floor(mean + z * np.sqrt(mean) + (z * z - 1) / 6), 0.0)
    short = np.flatnonzero(pdtr(count, mean) <= u)
    long = np.flatnonzero((count > 0) & (pdtr(np.maximum(count - 1, 0), mean) > u))
    while short.size:
        count[short] += 1
        short = short[pdtr(count[short], mean[short]) <= u[short]]
    while long.size:
        count[long] -= 1
        long = long[count[long] > 0]
        long = long[pdtr(count[long] - 1, mean[long]) > u[long]]
    return np.asarray(count, dtype=np.int64)


def duration_ms(distribution: Distribution, u: Floats, unit_ms: int, tick_ms: int) -> Ints:
    """Return durations drawn from a distribution.

    Parameters
    ----------
    distribution : Distribution
        As the scenario states it.
    u : Floats
        (n,) marks in [0, 1).
    unit_ms : int
        Milliseconds in the unit of the scenario's field.
    tick_ms : int
        Time grid in milliseconds; 1 when the scenario has none.

    Returns
    -------
    Ints
        (n,) durations in milliseconds, multiples of the tick.
    """
    return in_ticks(quantile(distribution, u), unit_ms, tick_ms)
