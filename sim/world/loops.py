"""Inner loops of what is drawn, compiled: a call for many small arrays costs more than its sums.

Each gives what NumPy or SciPy gives for the formula of its docstring (tests hold that). With
`sim.world.pcg64` they are the only code outside `sim.engine` that is compiled: see
docs/decisions.md.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import clock, native
from sim.code_cache import kept_njit
from sim.world.arrays import Floats, Ints

native.start_numba_without_blas()

Keys = npt.NDArray[np.uint64]

_U = np.uint64
#: Increment and multipliers of splitmix64 (Steele, Lea and Flood 2014, section 3).
_GAMMA = _U(0x9E3779B97F4A7C15)
_SPLIT_1, _SPLIT_2 = _U(0xBF58476D1CE4E5B9), _U(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _UNUSED = _U(30), _U(27), _U(31), _U(11)
_UNIT = 2.0**-53
_HOUR_MS = clock.MS_PER_HOUR
#: Poisson counts are summed up to this mean and down to this chance; sums this near to the mark may
#: be on its other side.
_SUMMED_MEAN, _LEAST, _NEAR = 500.0, 1e-20, 1e-11

#: Rational approximations of the normal quantile (Moshier, Cephes 2.8, ndtri), highest power first:
#: for the middle in (u - 1/2)^2, for the tails in 1 / sqrt(-2 log u), near and far. A denominator
#: begins with 1.
_TAIL = 0.13533528323661269189  # exp(-2)
_FAR = 8.0
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
def _finalised(value: Any) -> Any:
    """Mix the bits of a 64-bit word (the finaliser of splitmix64)."""
    value = (value ^ value >> _SHIFT_1) * _SPLIT_1
    value = (value ^ value >> _SHIFT_2) * _SPLIT_2
    return value ^ value >> _SHIFT_3


@kept_njit
def _mark(start: Any, counter: Any) -> Any:
    """Return a mark of the splitmix64 sequence that begins at `start`."""
    return (_finalised(start + counter * _GAMMA) >> _UNUSED) * _UNIT


@kept_njit
def _hashed(key: Any, persons: Keys, counters: Keys, marks: Floats, first: int) -> None:
    for i in range(persons.size):
        start = _finalised(persons[i] ^ key)
        for c in range(counters.size):
            marks[c, first + i] = _mark(start, counters[c])


def hashed(key: np.uint64, persons: Keys, counters: Ints, marks: Floats, first: int = 0) -> None:
    """Fill a table with the marks of `sim.world.streams.hashed_uniforms`.

    Parameters
    ----------
    marks : Floats
        (counters, columns)
    first : int
        The column of the first person.
    """
    _hashed(key, np.ascontiguousarray(persons), counters.astype(np.uint64), marks, first)


@kept_njit
def _following(keys: Keys, steps: Keys, found: Keys) -> None:
    alike = steps.size == 1
    for i in range(keys.size):
        found[i] = _finalised(keys[i] + steps[0 if alike else i] * _GAMMA)


def following(keys: Keys, number: Ints | int) -> Keys:
    """Return the number-th word of the splitmix64 sequence that begins at each key."""
    steps = np.atleast_1d(np.asarray(number, dtype=np.int64)).astype(np.uint64)
    found = np.empty(keys.shape, dtype=np.uint64)
    _following(np.ascontiguousarray(keys), steps, found)
    return found


@kept_njit
def _summed(weight: Floats, upto: Floats, until: Floats) -> None:
    rows, hours = weight.shape
    for r in range(rows):
        total, last = 0.0, hours - 1
        for hour in range(hours):
            total += weight[r, hour]
            upto[r, hour + 1] = until[r, hour] = total
            if weight[r, hour] > 0:
                last = hour
        upto[r, 0] = 0.0
        until[r, last:] = np.inf


def summed(weight: Floats) -> tuple[Floats, Floats]:
    """Return the sums over rows of hours, as `times_within_ms` takes them.

    Parameters
    ----------
    weight : Floats
        (rows, hours) weight of each hour.

    Returns
    -------
    tuple of Floats
        (rows, hours + 1) sum over the hours before each, and over all; (rows, hours) sum up to the
        end of each, infinite from the last hour that has any weight.
    """
    rows, hours = weight.shape
    upto, until = np.empty((rows, hours + 1)), np.empty((rows, hours))
    _summed(np.ascontiguousarray(weight), upto, until)
    return upto, until


@kept_njit
def _times_within(
    upto: Floats, until: Floats, weight: Floats, row: Ints, begins: Ints, u: Floats, found: Ints
) -> None:
    hours = weight.shape[1]
    for i in range(u.size):
        r = row[i]
        target = u[i] * upto[r, hours]
        hour, left = 0, hours
        while left > 1:
            half = left >> 1
            hour += half if until[r, hour + half - 1] <= target else 0
            left -= half
        within_ms = int((target - upto[r, hour]) / weight[r, hour] * _HOUR_MS)
        found[i] = begins[i] + hour * _HOUR_MS + min(within_ms, _HOUR_MS - 1)


def times_within_ms(
    upto: Floats, until: Floats, weight: Floats, row: Ints, begins_ms: Ints, u: Floats
) -> Ints:
    """Return times in rows of hours: the inverse of the sum of the hours' weights.

    With t = u * the sum of the row, it is the first hour whose end is above t, and within it the
    share (t - sum before the hour) / weight, rounded down to whole milliseconds.

    Parameters
    ----------
    upto, until : Floats
        From `summed`.
    weight : Floats
        (rows, hours) weight of each.
    row, begins_ms : Ints
        (n,) row of each time, and when its first hour begins.
    u : Floats
        (n,) marks in [0, 1).

    Returns
    -------
    Ints
        (n,) milliseconds.
    """
    found = np.empty(u.shape, dtype=np.int64)
    _times_within(upto, until, weight, row, begins_ms, np.ascontiguousarray(u), found)
    return found


@kept_njit
def _spread(
    number: Ints, incidents: Ints, districts: int, weeks: int, hub: Ints, table: Ints
) -> None:
    at = 0
    for c in range(number.size):
        place, district = divmod(number[c], districts)
        layer, week = divmod(place, weeks)
        for ordinal in range(incidents[c]):
            table[0, at], table[1, at], table[2, at] = c, layer, week
            table[3, at], table[4, at] = district, ordinal
            table[5, at] = hub[district] * weeks + week
            at += 1


def spread(number: Ints, incidents: Ints, districts: int, weeks: int, hub: Ints) -> Ints:
    """Return of each incident of some cells what follows from the number of its cell.

    Parameters
    ----------
    number, incidents : Ints
        (cells,) numbers by layer, week and district, in rising order, and how many incidents each
        has.
    districts, weeks : int
        How many there are.
    hub : Ints
        (districts,) hub of each; all alike where hubs do not differ.

    Returns
    -------
    Ints
        (6, incidents) row of the cell, layer, week, district, ordinal, and hub * weeks + week.
    """
    table = np.empty((6, int(incidents.sum())), dtype=np.int64)
    _spread(number, incidents, districts, weeks, hub, table)
    return table


@kept_njit
def _followed(
    stream: Any, keys: Keys, rows: Ints, number: int, share: Floats, most: Ints, ceiling: float,
    found: Ints, own: Keys, marks: Floats,
) -> int:  # fmt: skip
    size = 0
    for i in range(rows.size):
        row = rows[i]
        if number > most[row]:
            continue
        key = _finalised(keys[row] + _U(number) * _GAMMA)
        start = _finalised(key ^ stream)
        whether = _mark(start, _U(0))
        if whether < share[row] * ceiling:
            found[size], own[size], marks[0, size] = i, key, whether
            for c in range(1, marks.shape[0]):
                marks[c, size] = _mark(start, _U(c))
            size += 1
    return size


def followed(
    stream: np.uint64, keys: Keys, rows: Ints, number: int, share: Floats, most: Ints,
    ceiling: float, width: int,
) -> tuple[Ints, Keys, Floats]:  # fmt: skip
    """Return which chains may go on: the first mark is below share * ceiling.

    Parameters
    ----------
    stream : numpy.uint64
        Key of the stream of their marks.
    keys, share, most : arrays
        (chains,) from which their repeats are hashed, share of incidents that another follows, and
        the most that may follow.
    rows : Ints
        (n,) the chains that have come so far.
    number : int
        Place in the chain of what would follow, from 1.
    ceiling : float
        The highest multiplier of the share.
    width : int
        Marks of each.

    Returns
    -------
    tuple of Ints, Keys and Floats
        Places among `rows` of those that may, the key of what follows each, and its marks,
        (width, those).
    """
    found, own = np.empty(rows.size, dtype=np.int64), np.empty(rows.size, dtype=np.uint64)
    marks = np.empty((width, rows.size))
    size = _followed(stream, keys, rows, number, share, most, ceiling, found, own, marks)
    return found[:size], own[:size], marks[:, :size]


@kept_njit
def _polynomial(x: Any, of: Any) -> Any:
    value = of[0]
    for power in range(1, len(of)):
        value = value * x + of[power]
    return value


@kept_njit
def _normal(u: Any) -> Any:
    """Return the quantile of the normal distribution, 0 < u < 1."""
    low = u if u <= 1.0 - _TAIL else 1.0 - u
    if low > _TAIL:
        y = low - 0.5
        square = y * y
        above, below = _polynomial(square, _MIDDLE_ABOVE), _polynomial(square, _MIDDLE_BELOW)
        return (y + y * (square * above / below)) * _SQRT_2PI
    x = math.sqrt(-2.0 * math.log(low))
    z = 1.0 / x
    if x < _FAR:
        less = z * _polynomial(z, _NEAR_ABOVE) / _polynomial(z, _NEAR_BELOW)
    else:
        less = z * _polynomial(z, _FAR_ABOVE) / _polynomial(z, _FAR_BELOW)
    value = x - math.log(x) / x - less
    return -value if u <= 1.0 - _TAIL else value


@kept_njit
def _normals(u: Floats, scale: float, shift: float, found: Floats) -> None:
    for i in range(u.size):
        found[i] = scale * (_normal(u[i]) if u[i] > 0 else -np.inf) - shift


def normals(u: Floats, scale: float, shift: float) -> Floats:
    """Return scale * z - shift, with z the quantile of the normal distribution at each mark.

    As `scipy.special.ndtri` has it; -inf at 0.
    """
    found = np.empty(u.shape)
    _normals(np.ascontiguousarray(u), scale, shift, found)
    return found


@kept_njit
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


@kept_njit
def _places(upto: Floats, last: int, u: Floats, found: Ints) -> None:
    total = upto[-1]
    for i in range(u.size):
        target, place = u[i] * total, 0
        while place < last and upto[place] <= target:
            place += 1
        found[i] = place


def places(weights: Floats, u: Floats) -> Ints:
    """Return the index whose share of the summed weights holds the mark; never one of weight 0."""
    found = np.empty(u.shape, dtype=np.int64)
    _places(np.cumsum(weights), int(np.flatnonzero(weights)[-1]), np.ascontiguousarray(u), found)
    return found


@kept_njit
def _firsts_of_columns(table: Floats, number: Ints, found: Floats) -> None:
    at = 0
    for i in range(number.size):
        for k in range(number[i]):
            found[at] = table[k, i]
            at += 1


def firsts_of_columns(table: Floats, number: Ints) -> Floats:
    """Return the first values of each column of a table, column after column.

    Parameters
    ----------
    table : Floats
        (rows, columns)
    number : Ints
        (columns,) how many of each.
    """
    found = np.empty(int(number.sum()))
    _firsts_of_columns(table, number, found)
    return found


@kept_njit
def _put(first: Ints, turn: Ints, values: Floats, found: Floats) -> None:
    at = 0
    for i in range(turn.size):
        for place in range(first[turn[i]], first[turn[i] + 1]):
            found[place] = values[at]
            at += 1


def put(first: Ints, turn: Ints, values: Floats, found: Floats) -> None:
    """Put runs of values, one after another, where they belong in another order.

    Parameters
    ----------
    first : Ints
        (runs of all + 1,) where each run begins in `found`, and where the last one ends.
    turn : Ints
        (runs,) which of these each run is.
    values, found : Floats
        The values, and where they are put.
    """
    _put(first, turn, values, found)
