"""Inverse distribution functions for many marks at once, compiled (see `sim.world.loops`)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.machine_code import kept_ahead, kept_njit
from sim.world.array_kinds import FloatTable, IntTable, Keys
from sim.world.arrays import Floats, Ints

#: Poisson counts are summed up to this mean and down to this chance; sums this near to the mark may
#: be on its other side.
_SUMMED_MEAN, _LEAST, _NEAR = 500.0, 1e-20, 1e-11

#: Rational approximations of the normal quantile (Moshier, Cephes 2.8, ndtri), highest power first:
#: for the middle in (u - 1/2)^2, for the tails in 1 / sqrt(-2 log u), near and far. A denominator
#: begins with 1.
_TAIL = 0.13533528323661269189  # exp(-2)
_FAR = 8.0
#: Marks whose quantiles are worked out at once.
_SIDE_BY_SIDE = 512
_TINY = 2.0**-1022
_SQRT_2PI = 2.50662827463100050242
_MIDDLE_ABOVE = (
    -5.99633501014107895267e1, 9.80010754185999661536e1, -5.66762857469070293439e1,
    1.39312609387279679503e1, -1.23916583867381258016e0,
)  # fmt: skip
_MIDDLE_BELOW = (
    1.0, 1.95448858338141759834e0, 4.67627912898881538453e0, 8.63602421390890590575e1,
    -2.25462687854119370527e2, 2.00260212380060660359e2, -8.20372256168333339912e1,
    1.59056225126211695515e1, -1.18331621121330003142e0,
)  # fmt: skip
_NEAR_ABOVE = (
    4.05544892305962419923e0, 3.15251094599893866154e1, 5.71628192246421288162e1,
    4.40805073893200834700e1, 1.46849561928858024014e1, 2.18663306850790267539e0,
    -1.40256079171354495875e-1, -3.50424626827848203418e-2, -8.57456785154685413611e-4,
)  # fmt: skip
_NEAR_BELOW = (
    1.0, 1.57799883256466749731e1, 4.53907635128879210584e1, 4.13172038254672030440e1,
    1.50425385692907503408e1, 2.50464946208309415979e0, -1.42182922854787788574e-1,
    -3.80806407691578277194e-2, -9.33259480895457427372e-4,
)  # fmt: skip
_FAR_ABOVE = (
    3.23774891776946035970e0, 6.91522889068984211695e0, 3.93881025292474443415e0,
    1.33303460815807542389e0, 2.01485389549179081538e-1, 1.23716634817820021358e-2,
    3.01581553508235416007e-4, 2.65806974686737550832e-6, 6.23974539184983293730e-9,
)  # fmt: skip
_FAR_BELOW = (
    1.0, 6.02427039364742014255e0, 3.67983563856160859403e0, 1.37702099489081330271e0,
    2.16236993594496635890e-1, 1.34204006088543189037e-2, 3.28014464682127739104e-4,
    2.89247864745380683936e-6, 6.79019408009981274425e-9,
)  # fmt: skip


@kept_njit
def _polynomial(x: Any, of: Any) -> Any:
    value = of[0]
    for power in range(1, len(of)):
        value = value * x + of[power]
    return value


@kept_njit
def _middle(y: Any) -> Any:
    """Return the normal quantile at 1/2 + y, where neither tail is below exp(-2)."""
    q = y * y
    above, below = _MIDDLE_ABOVE[0], q + _MIDDLE_BELOW[1]
    above = (((above * q + _MIDDLE_ABOVE[1]) * q + _MIDDLE_ABOVE[2]) * q + _MIDDLE_ABOVE[3]) * q
    below = ((below * q + _MIDDLE_BELOW[2]) * q + _MIDDLE_BELOW[3]) * q + _MIDDLE_BELOW[4]
    below = ((below * q + _MIDDLE_BELOW[5]) * q + _MIDDLE_BELOW[6]) * q + _MIDDLE_BELOW[7]
    below = below * q + _MIDDLE_BELOW[8]
    return (y + y * (q * (above + _MIDDLE_ABOVE[4]) / below)) * _SQRT_2PI


@kept_njit
def _far_in_tail(low: Any) -> Any:
    """Return the quantile in the lower tail where sqrt(-2 log low) is `_FAR` or more."""
    x = math.sqrt(-2.0 * math.log(low))
    z = 1.0 / x
    less = z * _polynomial(z, _FAR_ABOVE) / _polynomial(z, _FAR_BELOW)
    return -(x - math.log(x) / x - less)


@kept_njit
def _in_tails(low: Floats, root: Floats, found: Floats) -> None:
    """Write the quantiles in the lower tail, 0 < low <= exp(-2), step by step for all of them.

    They are wrong from a root of -2 log low of `_FAR` on.
    """
    for i in range(low.size):
        found[i] = math.log(low[i])
    for i in range(low.size):
        root[i] = math.sqrt(-2.0 * found[i])
    for i in range(low.size):
        found[i] = math.log(root[i])
    for i in range(low.size):
        x, z = root[i], 1.0 / root[i]
        less = z * _polynomial(z, _NEAR_ABOVE) / _polynomial(z, _NEAR_BELOW)
        found[i] = -(x - found[i] / x - less)


@kept_ahead
def _normals(
    u: Floats, scale: float, shift: float, found: Floats, tail: Keys, scratch: FloatTable
) -> None:
    low, root, quantile = scratch[0], scratch[1], scratch[2]
    for first in range(0, u.size, tail.size):
        marks, here = u[first : first + tail.size], found[first : first + tail.size]
        # All as if they lay in the middle, several at a time, and then the tails.
        for i in range(marks.size):
            here[i] = scale * _middle(marks[i] - 0.5) - shift
        number = np.uint64(0)
        for i in range(marks.size):
            tail[number] = i
            number += np.uint64(abs(marks[i] - 0.5) >= 0.5 - _TAIL)
        for n in range(number):
            mark = marks[tail[n]]
            low[n] = 1.0 - mark if mark > 0.5 else max(mark, _TINY)
        _in_tails(low[:number], root[:number], quantile[:number])
        for n in range(number):
            i = tail[n]
            value = quantile[n] if root[n] < _FAR else _far_in_tail(low[n])
            here[i] = scale * (-value if marks[i] > 0.5 else value) - shift
            if marks[i] == 0:
                here[i] = -np.inf


def normals(u: Floats, scale: float, shift: float) -> Floats:
    """Return scale * z - shift, with z the quantile of the normal distribution at each mark.

    As `scipy.special.ndtri` has it; -inf at 0.
    """
    found, tail = np.empty(u.shape), np.empty(_SIDE_BY_SIDE, dtype=np.uint64)
    marks = np.ascontiguousarray(u)
    _normals(marks, scale, shift, found, tail, np.empty((3, _SIDE_BY_SIDE)))
    return found


@kept_ahead
def _poisson(mean: Floats, u: Floats, counts: Ints) -> None:
    for i in range(u.size):
        count, chance = 0, math.exp(-mean[i])
        upto = chance
        while upto <= u[i] and (count < mean[i] or chance > _LEAST):
            count += 1
            chance *= mean[i] / count
            upto += chance
        near = abs(upto - u[i]) < _NEAR or abs(upto - chance - u[i]) < _NEAR
        counts[i] = -1 if near or mean[i] > _SUMMED_MEAN else count


def poisson_counts(mean: Floats, u: Floats) -> Ints:
    """Return the smallest n with P(N <= n) > u for Poisson numbers N; -1 where rounding may tell.

    The sum of m^k exp(-m) / k! is right within `_NEAR` for the means that are summed.
    """
    counts = np.empty(u.shape, dtype=np.int64)
    _poisson(np.ascontiguousarray(mean), np.ascontiguousarray(u), counts)
    return counts


@kept_ahead
def _keys_at(upto: Floats, total: float, keys: Ints, u: Floats, found: Ints) -> None:
    for i in range(u.size):
        target, place = u[i] * total, 0
        for k in range(upto.size):
            place += int(upto[k] <= target)
        found[i] = keys[place]


def keys_at(upto: Floats, total: float, keys: Ints, u: Floats) -> Ints:
    """Return the keys whose shares hold the marks.

    Parameters
    ----------
    upto : Floats
        (keys - 1,) sum of the shares up to the end of each key but the last.
    total : float
        Sum of all of them.
    keys : Ints
        (keys,)
    u : Floats
        (n,) marks in [0, 1).
    """
    found = np.empty(u.shape, dtype=np.int64)
    _keys_at(upto, total, keys, np.ascontiguousarray(u), found)
    return found


@kept_ahead
def _keys_by_code(
    upto: FloatTable, total: Floats, keys: IntTable, code: Ints, u: Floats, found: Ints
) -> None:
    for i in range(u.size):
        c = code[i]
        target, place = u[i] * total[c], 0
        for k in range(upto.shape[1]):
            place += int(upto[c, k] <= target)
        found[i] = keys[c, place]


def keys_by_code(upto: Floats, total: Floats, keys: Ints, code: Ints, u: Floats) -> Ints:
    """Return keys as `keys_at` does, by the shares of each code.

    Parameters
    ----------
    upto, total, keys : arrays
        As of `sim.world.marks.Categories`.
    code, u : arrays
        (n,) the code of each, and marks in [0, 1).
    """
    found = np.empty(u.shape, dtype=np.int64)
    _keys_by_code(upto, total, keys, code, np.ascontiguousarray(u), found)
    return found


@kept_ahead
def _scaled_by_code(values: Floats, code: Ints, scale: Floats, shift: Floats) -> None:
    for i in range(values.size):
        c = code[i]
        values[i] = scale[c] * values[i] - shift[c] if scale[c] > 0 else -shift[c]


def scaled_by_code(values: Floats, code: Ints, scale: Floats, shift: Floats) -> Floats:
    """Return scale * value - shift, worked out in place; minus the shift where the scale is 0.

    Parameters
    ----------
    values, code : arrays
        (n,) normal quantiles, which are -inf at 0, and the code of each.
    scale, shift : Floats
        (codes,)
    """
    _scaled_by_code(values, code, scale, shift)
    return values
