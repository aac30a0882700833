"""Inner loops of what is drawn, compiled: a call for many small arrays costs more than its sums.

Each gives what NumPy or SciPy gives for the formula of its docstring (tests hold that). The other
modules that are compiled, beside the model, are listed in `sim.runs.compiled_ahead`. Why there are
any: see docs/decisions.md.
"""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.machine_code import kept_ahead
from sim.world.array_kinds import FloatTable, IntTable, Keys
from sim.world.arrays import Floats, Ints

_U = np.uint64
_ZERO, _ONE = _U(0), _U(1)
_HOUR_MS = clock.MS_PER_HOUR
#: Times that are looked for at once.
_SIDE_BY_SIDE = 64


@kept_ahead
def _summed(weight: FloatTable, upto: FloatTable, until: FloatTable) -> None:
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


@kept_ahead
def _times_within(
    upto: Floats, until: Floats, weight: Floats, hours: int, row: Ints, begins: Ints, u: Floats,
    at: Keys, target: Floats, found: Ints,
) -> None:  # fmt: skip
    # Several are looked for side by side, halving alike: one alone waits for each of its halves.
    for first in range(0, u.size, at.size):
        number = min(at.size, u.size - first)
        for i in range(number):
            r = row[first + i]
            at[i] = r * hours
            target[i] = u[first + i] * upto[r * (hours + 1) + hours]
        left = _U(hours)
        while left > _ONE:
            half = left >> _ONE
            for i in range(number):
                at[i] += half if until[at[i] + half - _ONE] <= target[i] else _ZERO
            left -= half
        for i in range(number):
            r, place = row[first + i], at[i]
            within_ms = int((target[i] - upto[place + _U(r)]) / weight[place] * _HOUR_MS)
            begins_ms = begins[first + i] + (np.int64(place) - r * hours) * _HOUR_MS
            found[first + i] = begins_ms + min(within_ms, _HOUR_MS - 1)


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
    _times_within(
        upto.ravel(), until.ravel(), weight.ravel(), weight.shape[1], row, begins_ms,
        np.ascontiguousarray(u), np.empty(_SIDE_BY_SIDE, dtype=np.uint64),
        np.empty(_SIDE_BY_SIDE), found,
    )  # fmt: skip
    return found


@kept_ahead
def _dealt(group: Ints, people: Ints, first: Ints, turn: Ints, found: Ints) -> None:
    for i in range(group.size):
        g = group[i]
        number = first[g + 1] - first[g]
        found[i] = people[first[g] + turn[g] % number] if number > 0 else -1
        turn[g] += 1


def dealt_in_turn(group: Ints, people: Ints, first: Ints) -> Ints:
    """Deal things to the people of their groups in turn.

    Parameters
    ----------
    group : Ints
        (things,) to whom each may go.
    people : Ints
        The people of all groups, group after group.
    first : Ints
        (groups + 1,) where those of each group begin, and where the last one ends.

    Returns
    -------
    Ints
        (things,) who has each; -1 where the group has nobody.
    """
    found, turn = np.empty_like(group), np.zeros(first.size - 1, dtype=np.int64)
    _dealt(group, people, first, turn, found)
    return found


@kept_ahead
def _in_ticks(values: Floats, unit: int, tick: int, found: Ints) -> None:
    if tick == 1:
        for i in range(values.size):
            found[i] = int(np.rint(values[i] * unit))
    else:
        for i in range(values.size):
            found[i] = int(np.rint(values[i] * unit / tick)) * tick


def in_ticks(values: Floats, unit_ms: int, tick_ms: int) -> Ints:
    """Return durations in milliseconds, rounded as `sim.world.time_grid.to_ticks` rounds them.

    Parameters
    ----------
    values : Floats
        (n,) in the unit.
    unit_ms, tick_ms : int
        Milliseconds in the unit, and in a tick.
    """
    found = np.empty(values.shape, dtype=np.int64)
    _in_ticks(values, unit_ms, tick_ms, found)
    return found


@kept_ahead
def _in_ticks_by_code(
    values: Floats, code: Ints, factor: Floats, unit: int, tick: Ints, found: Ints
) -> None:
    for i in range(values.size):
        c = code[i]
        value = values[i] * factor[c] * unit
        found[i] = int(np.rint(value / tick[c])) * tick[c]


def in_ticks_by_code(
    values: Floats, code: Ints, factor: Floats, unit_ms: int, tick_ms: Ints
) -> Ints:
    """Return durations as `in_ticks` does, each times the factor and on the grid of its code.

    Parameters
    ----------
    values, code : arrays
        (n,) in the unit, and the code of each.
    factor, tick_ms : arrays
        (codes,)
    unit_ms : int
        Milliseconds in the unit.
    """
    found = np.empty(values.shape, dtype=np.int64)
    _in_ticks_by_code(values, code, factor, unit_ms, tick_ms, found)
    return found


@kept_ahead
def _gone(gaps: FloatTable, unit: int, begins: Ints, tick: int, found: IntTable) -> None:
    for i in range(begins.size):
        at_ms = begins[i]
        for c in range(gaps.shape[0]):
            # A gap beyond a thousand years would be one beyond any run, and beyond whole numbers.
            gap_ms = min(gaps[c, i] * unit, 1e12)
            at_ms += max(int(np.rint(gap_ms / tick)), 2) * tick
            found[i, c] = at_ms


def gone_ms(gaps: Floats, unit_ms: int, begins_ms: Ints, tick_ms: int) -> Ints:
    """Return when things come that follow one another after gaps of two ticks at the least.

    Parameters
    ----------
    gaps : Floats
        (numbers, n) each is rounded to the time grid.
    unit_ms : int
        Milliseconds in the unit of the gaps.
    begins_ms : Ints
        (n,) when the first gap of each begins.

    Returns
    -------
    Ints
        (n, numbers) milliseconds.
    """
    found = np.empty(gaps.T.shape, dtype=np.int64)
    _gone(gaps, unit_ms, begins_ms, tick_ms, found)
    return found


@kept_ahead
def _areas(
    u: Floats, code: Ints, hub: Ints, parent: Ints, upto: FloatTable, share: FloatTable,
    sizes: IntTable, first: Ints, found: Ints,
) -> None:  # fmt: skip
    for i in range(u.size):
        if parent[i] >= 0:
            found[i] = found[parent[i]]
            continue
        c, of_class, place = code[i], 0, first[hub[i]]
        while of_class < 2 and upto[c, of_class] <= u[i]:
            place += sizes[hub[i], of_class]
            of_class += 1
        within = u[i] - (upto[c, of_class] - share[c, of_class])
        if share[c, of_class] > 0:
            within /= share[c, of_class]
        size = sizes[hub[i], of_class]
        found[i] = place + min(max(int(within * size), 0), size - 1)


def areas_within(
    u: Floats, code: Ints, hub: Ints, parent: Ints, share: Floats, sizes: Ints, first: Ints
) -> Ints:
    """Return the areas in which incidents happen, a repeat where its parent did.

    The first class whose upper end is above the mark is taken, or the last, and in it the area at
    (u - its lower end) / its share * its areas, rounded down.

    Parameters
    ----------
    u, code, hub, parent : arrays
        (incidents,) marks, types, hubs, and rows of the incidents repeated, which come before; -1
        where there is none.
    share : Floats
        (types, 3) share of the incidents in each class, the hottest first.
    sizes : Ints
        (hubs, 3) areas of each class.
    first : Ints
        (hubs + 1,) first area of each hub, among those of all.
    """
    found = np.empty(u.shape, dtype=np.int64)
    upto = np.cumsum(share, axis=1)
    _areas(u, code, hub, parent, upto, np.ascontiguousarray(share), sizes, first, found)
    return found
