"""Inner loops of which incidents there are, compiled: see `sim.world.loops`."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from sim import clock
from sim.machine_code import kept_ahead, kept_njit
from sim.world import arrays, splitmix64
from sim.world.array_kinds import FloatTable, IntTable, Keys
from sim.world.arrays import ALWAYS, MILLIONTHS, NO_PARENT, Bools, Floats, Ints
from sim.world.splitmix64 import first_of_chain

#: Rows of a table of first incidents: the row of its cell, what tells it apart, as in
#: `arrays.Drawn`, the row of its marks among those of all candidates, and that of its week.
CELL, LAYER, WEEK, DISTRICT, ORDINAL, MARK, CREATED, ROW, SHAPE = range(9)
#: Rows of a table of repeats: their first incident, place in the chain from 1, the repeat before it
#: (or `NO_PARENT`), and as in `arrays.Drawn`.
PRIMARY, NUMBER, BEFORE, REPEAT_MARK, REPEAT_CREATED = range(5)
#: Rows of a table of both.
COLUMNS = ("district", "week", "ordinal", "layer", "repeat", "parent", "mark", "created_ms")

_ahead = partial(kept_ahead, uses=(arrays, clock, splitmix64))


@partial(kept_njit, uses=(arrays,))
def in_millionths(mark: float) -> int:
    """Return a mark in whole millionths; one under 1 comes about while the multiplier is 1."""
    return math.floor(mark * MILLIONTHS)


@_ahead
def _candidates(
    u: Floats, reacts: Bools, lowest: Floats, extent: Floats, limit: Ints, chance: Floats,
    keys: Keys, streams: Keys, place: Ints, incidents: Ints, own: Bools, kept: Ints, marks: Ints,
    number_kept: Ints,
) -> None:  # fmt: skip
    size, first, drawn = 0, 0, 0
    for c in range(place.size):
        p = place[c]
        # Read before the loop, as what is written in it might stand in the same place.
        varies, low, more, below = reacts[p], lowest[p], extent[p], limit[p]
        follows, key, stream = chance[p], keys[p], streams[p]
        for i in range(first, first + incidents[c]):
            mark = ALWAYS
            if varies:
                mark = in_millionths(low + more * u[drawn])
                drawn += 1
            comes = mark < below
            if follows < 1 and not (own.size and own[i]):
                comes &= follows > 0 and first_of_chain(key, i - first + 1, stream) < follows
            kept[size], marks[size] = i, mark
            size += int(comes)
        first += incidents[c]
    number_kept[0] = size


def candidates(
    u: Floats, reacts: Bools, within: Floats, limit: Ints, chance: Floats, keys: Keys,
    streams: Keys, place: Ints, incidents: Ints, own: Bools,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return the candidates that are needed, and above which multiplier each comes about.

    Those that cannot come about are not, nor those that nothing follows, where that alone is why
    they are drawn.

    Parameters
    ----------
    u : Floats
        (candidates of the cells that react,) marks in [0, 1).
    reacts : Bools
        (cells that there may be,) whether the multiplier changes how many come about.
    within : Floats
        (2, cells that there may be) multiplier above which the first would come about, and how much
        higher it may have to be for others.
    limit : Ints
        (cells that there may be,) millionths from which on no candidate can come about.
    chance : Floats
        (cells that there may be,) the first mark of a candidate's chain is to be below this, unless
        it is 1.
    keys, streams : Keys
        (cells that there may be,) from which the chains of the candidates are hashed, and the key
        of the stream of their marks.
    place, incidents : Ints
        (cells,) which of these have any candidates, in rising order, and how many.
    own : Bools
        (candidates,) which are needed whether or not anything follows them; none if it is empty.

    Returns
    -------
    tuple of Ints
        Rows among all candidates, and marks in millionths.
    """
    kept, marks = np.empty((2, int(incidents.sum()) + 1), dtype=np.int64)
    count = np.empty(1, dtype=np.int64)
    _candidates(
        u, reacts, within[0], within[1], limit, chance, keys, streams, place, incidents, own, kept,
        marks, count,
    )  # fmt: skip
    return kept[: int(count[0])], marks[: int(count[0])]


@_ahead
def _spread(
    about: IntTable, place: Ints, incidents: Ints, kept: Ints, marks: Ints, table: IntTable
) -> None:
    at, first = 0, 0
    for c in range(place.size):
        p, last = place[c], first + incidents[c]
        while at < kept.size and kept[at] < last:
            table[CELL, at], table[LAYER, at], table[WEEK, at] = c, about[0, p], about[1, p]
            table[DISTRICT, at], table[ORDINAL, at] = about[2, p], kept[at] - first
            table[MARK, at], table[CREATED, at] = marks[at], about[4, p]
            table[ROW, at], table[SHAPE, at] = kept[at], about[3, p]
            at += 1
        first = last


def spread(about: Ints, place: Ints, incidents: Ints, kept: Ints, marks: Ints) -> Ints:
    """Return first incidents as a table of which the rows are `CELL` and so on.

    Parameters
    ----------
    about : Ints
        (5, cells that there may be) code of the layer, week, district, row of the shapes, and when
        the week begins, which stands in place of the time of creation.
    place, incidents : Ints
        (cells,) which of these have any candidates, in rising order, and how many.
    kept, marks : Ints
        (first incidents,) from `candidates`.
    """
    table = np.empty((9, kept.size), dtype=np.int64)
    _spread(about, place, incidents, kept, marks, table)
    return table


@_ahead
def _come(
    first: Ints, about: IntTable, own: Keys, marks: FloatTable, later: Floats, share: Floats,
    created: Ints, days: Ints, within: Ints, reacts: Bools, place: Ints, day: Ints, keys: Keys,
    time: Floats, table: IntTable, first_found: Ints,
) -> None:  # fmt: skip
    size = 0
    for t in range(days.size):
        first_found[t] = size
        for j in range(first[t], first[t + 1]):
            row, before = about[PRIMARY, j], about[BEFORE, j]
            place[j] = NO_PARENT
            if before >= 0:
                before = place[before]
                if before < 0:
                    continue
                begins = day[before]
            else:
                begins = created[row] // clock.MS_PER_DAY
            then = begins + min(max(math.ceil(later[j]), 1), within[t])
            mark = in_millionths(marks[0, j] / share[row]) if reacts[t] else ALWAYS
            if then < days[t] and (then >= 0 or mark < MILLIONTHS):
                table[PRIMARY, size], table[NUMBER, size] = row, about[NUMBER, j]
                table[BEFORE, size], table[REPEAT_MARK, size] = before, mark
                keys[size], day[size], time[size], place[j] = own[j], then, marks[2, j], size
                size += 1
    first_found[days.size] = size


def come(
    first: Ints, about: Ints, own: Keys, marks: Floats, later: Floats, share: Floats,
    created_ms: Ints, days: Ints, within: Ints, reacts: Bools,
) -> tuple[Ints, Keys, Ints, Floats, Ints]:  # fmt: skip
    """Return the repeats that come before the run ends, and before it starts only if they must.

    A repeat comes as many days after the incident that it repeats as drawn, rounded up: 1 at least,
    and the limit at most.

    Parameters
    ----------
    first, about, own, marks : arrays
        Repeats of several types, from `sim.world.splitmix64.followed`.
    later : Floats
        Days after the incident repeated.
    share, created_ms : arrays
        (first incidents,) share that is followed by another, and when each is created.
    days, within : Ints
        (types,) days of the run, and the limit.
    reacts : Bools
        (types,) whether they react to the multiplier of demand.

    Returns
    -------
    tuple of arrays
        Table of the repeats, but for when they are created, with more columns than are filled; the
        key of each, its day from the start of the run, and its mark of the time of day; and the
        first of each type, and the end of the last.
    """
    place, day = np.empty((2, own.size), dtype=np.int64)
    table, upto = np.empty((5, own.size), dtype=np.int64), np.empty_like(first)
    keys, time = np.empty_like(own), np.empty(own.size)
    _come(
        first, about, own, marks, later, share, created_ms, days, within, reacts, place, day, keys,
        time, table, upto,
    )  # fmt: skip
    size = int(upto[-1])
    return table, keys[:size], day[:size], time[:size], upto


@_ahead
def _joined(
    firsts: IntTable, shown: Ints, first_shown: Ints, incidents: Ints, first_cell: Ints,
    repeats: IntTable, late: Ints, first_late: Ints, place: Ints, own_place: Ints, hidden: Ints,
    has_shown: Bools, rows: Ints, columns: IntTable,
) -> None:  # fmt: skip
    for n in range(shown.size):
        has_shown[firsts[CELL, shown[n]]] = True
    passed = 0
    for t in range(first_cell.size - 1):
        for c in range(first_cell[t], first_cell[t + 1]):
            passed += 0 if has_shown[c] else incidents[c]
            hidden[c] = passed
        begin = first_shown[t] + first_late[t]
        for n in range(first_shown[t], first_shown[t + 1]):
            i, at = shown[n], first_late[t] + n
            rows[n] = firsts[ROW, i] - hidden[firsts[CELL, i]]
            columns[0, at], columns[1, at] = firsts[DISTRICT, i], firsts[WEEK, i]
            columns[2, at], columns[3, at] = firsts[ORDINAL, i], firsts[LAYER, i]
            columns[4, at], columns[5, at] = 0, NO_PARENT
            columns[6, at], columns[7, at] = firsts[MARK, i], firsts[CREATED, i]
            place[i] = at - begin
        for n in range(first_late[t], first_late[t + 1]):
            j, at = late[n], first_shown[t + 1] + n
            i, before = repeats[PRIMARY, j], repeats[BEFORE, j]
            columns[0, at], columns[1, at] = firsts[DISTRICT, i], firsts[WEEK, i]
            columns[2, at], columns[3, at] = firsts[ORDINAL, i], firsts[LAYER, i]
            columns[4, at] = repeats[NUMBER, j]
            columns[5, at] = own_place[before] if before >= 0 else place[i]
            columns[6, at], columns[7, at] = repeats[REPEAT_MARK, j], repeats[REPEAT_CREATED, j]
            own_place[j] = at - begin


def joined(
    firsts: Ints, shown: Ints, first_shown: Ints, incidents: Ints, first_cell: Ints, repeats: Ints,
    late: Ints, first_late: Ints,
) -> tuple[Ints, Ints, Bools]:  # fmt: skip
    """Put the first incidents and the repeats of a period into one table, type after type.

    Parameters
    ----------
    firsts, repeats : Ints
        Tables of both, those before the period included.
    shown, late : Ints
        Which of them are created within it.
    first_shown, first_late, first_cell : Ints
        (types + 1,) the first of these and the first cell of each type, and the end of the last.
    incidents : Ints
        (cells,) candidates of each cell.

    Returns
    -------
    tuple of Ints, Ints and Bools
        (8, incidents) rows are `COLUMNS`: the number in the chain is a repeat's, the parent a row
        of the type; rows of the first incidents among the candidates of all cells that have any
        within the period; and which cells these are.
    """
    place = np.full(firsts.shape[1] + repeats.shape[1], NO_PARENT, dtype=np.int64)
    has_shown, hidden = np.zeros(incidents.shape, dtype=np.bool_), np.empty_like(incidents)
    rows, columns = np.empty_like(shown), np.empty((8, shown.size + late.size), dtype=np.int64)
    _joined(
        firsts, shown, first_shown, incidents, first_cell, repeats, late, first_late,
        place[: firsts.shape[1]], place[firsts.shape[1] :], hidden, has_shown, rows, columns,
    )  # fmt: skip
    return columns, rows, has_shown
