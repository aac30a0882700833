"""Inner loops of what incidents are, compiled: see `sim.world.loops`."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from sim.machine_code import kept_ahead
from sim.world import arrays
from sim.world.array_kinds import FloatTable, dtypes_of
from sim.world.arrays import MILLIONTHS, NO_ARREST, Bools, Floats, Ints

_ahead = partial(kept_ahead, uses=(arrays,))


@_ahead
def _first_below(marks: FloatTable, share: float, found: Ints) -> None:
    for i in range(found.size):
        found[i] = 0
        for number in range(marks.shape[0]):
            if marks[number, i] < share:
                found[i] = number + 1
                break


def first_below(marks: Floats, share: float) -> Ints:
    """Return the first row in which the mark of each column is below a share, from 1; 0: none."""
    found = np.empty(marks.shape[1], dtype=np.int64)
    _first_below(marks, share, found)
    return found


@_ahead
def _appointments(
    u: FloatTable, grade: Ints, first_ms: Ints, length_ms: Ints, days: Ints, tick: int,
    after_days: Ints, at_ms: Ints,
) -> None:  # fmt: skip
    for i in range(grade.size):
        g = grade[i]
        after_days[i] = int(np.floor(u[0, i] * days[g]))
        at_ms[i] = int(np.rint((first_ms[g] + u[1, i] * length_ms[g]) / tick)) * tick


def appointments(
    u: Floats, grade: Ints, first_ms: Ints, length_ms: Ints, days: Ints, tick_ms: int
) -> tuple[Ints, Ints]:
    """Return on which day and at which time of day callers can be seen: any, with equal chance.

    Parameters
    ----------
    u, grade : Floats, Ints
        (2, n) marks of day and time, and grade of each.
    first_ms, length_ms, days : Ints
        (GRADES,) from when on and for how long there are appointments on a day, and on how many
        days there may be one; all 0 where there are none.
    tick_ms : int
        Time grid.
    """
    after_days, at_ms = np.empty_like(grade), np.empty_like(grade)
    _appointments(u, grade, first_ms, length_ms, days, tick_ms, after_days, at_ms)
    return after_days, at_ms


@_ahead
def _arrest_marks(u: Floats, share: Floats, found: Ints) -> None:
    for i in range(u.size):
        found[i] = NO_ARREST
        if share[i] > 0:
            mark = int(min(np.floor(u[i] / share[i] * MILLIONTHS), float(NO_ARREST)))
            found[i] = min(mark, MILLIONTHS - 1) if u[i] < share[i] else max(mark, MILLIONTHS)


def arrest_marks(u: Floats, share: Floats) -> Ints:
    """Return u / share in whole millionths, `NO_ARREST` at the most: below 1 just where u < share.

    Parameters
    ----------
    u, share : Floats
        (n,) marks in [0, 1), and the share of each; where that is 0, nobody is arrested.
    """
    found = np.empty(u.shape, dtype=np.int64)
    _arrest_marks(np.ascontiguousarray(u), np.ascontiguousarray(share), found)
    return found


@_ahead
def _routes(
    code: Ints, marks: FloatTable, custody: Floats, retained: Floats, specialist: Floats,
    few_lines: Floats, screened: Floats, charged: Floats, lane: Ints, general_lane: Ints,
    retained_lane: Ints, within_ms: Ints, lanes: Ints, deadlines_ms: Ints, is_few: Bools,
    is_screened: Bools, is_charged: Bools,
) -> None:  # fmt: skip
    for i in range(code.size):
        c = code[i]
        # What may be needed is read first: the choice is then made without a jump.
        own, general, keeps, soon_ms = lane[c], general_lane[c], retained_lane[c], within_ms[c]
        free, few = marks[2, i] >= custody[c], marks[0, i] < few_lines[c]
        is_few[i] = few & free
        is_screened[i] = few & free & (marks[0, i] < screened[c])
        is_charged[i] = (marks[3, i] < charged[c]) & (not is_few[i])
        team = own if marks[5, i] < specialist[c] else general
        lanes[i] = keeps if free & (marks[1, i] < retained[c]) else team
        deadlines_ms[i] = -1 if free else soon_ms


class Routing(NamedTuple):
    """What decides who works cases, and how far; each (types,)."""

    in_custody_share: Floats
    retained_share: Floats  #: by Response, of those that are not in custody
    specialist_share: Floats
    few_lines_share: Floats  #: of cases that have too few lines of enquiry
    screened_share: Floats  #: of cases that are filed at once: those of them seen to be so
    charged_share: Floats
    lane: Ints  #: of the team that works them, and the skill they need
    general_lane: Ints  #: of cases that are not for the specialists; the same if there are none
    retained_lane: Ints  #: of cases that Response retains; the same if it holds none
    within_ms: Ints  #: time in which the first episode of somebody in custody must be done


def no_routing(types: int) -> Routing:
    """Return that of types without cases, to be filled in for those that have some."""
    return Routing(*(np.zeros(types, dtype=dtype) for dtype in dtypes_of(Routing).values()))


class Routes(NamedTuple):
    """Who works cases, and how far; each (cases,)."""

    lane: Ints
    deadline_ms: Ints  #: -1 if nobody is in custody
    few_lines: Bools  #: whether lines of enquiry are few
    screened_out: Bools  #: whether it is filed at once
    charged: Bools  #: whether somebody is


def routes(routing: Routing, code: Ints, marks: Floats) -> Routes:
    """Return who works cases, and how far.

    Parameters
    ----------
    routing : Routing
        Of all types.
    code : Ints
        (cases,) type of each.
    marks : Floats
        (6, cases) whether lines of enquiry are few, whether it is retained, in custody, charged,
        one that is not used here, and whether it is for the specialists.
    """
    found = Routes(*np.empty((2, code.size), dtype=np.int64), *np.empty((3, code.size), np.bool_))
    _routes(code, marks, *routing, *found)
    return found
