"""When the caller of each incident calls again, unless somebody has come or called back by then.

Gaps are drawn for every incident, whether or not they come to use, up to the limit of the schema,
so that a changed number of calls, or a quicker response, moves nothing else. They are at least a
tick and one more, so that a log opened by a call comes before the next call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.schema.chasers import CHASERS_LIMIT, Chasers
from sim.world.arrays import GRADES, NEW_LOG, ChaserRules, Floats, Ints, Shorts
from sim.world.arrivals_plan import TypePlan
from sim.world.blocks import Blocks
from sim.world.filling import filled
from sim.world.follow_ups import Following, following_of
from sim.world.grades import flags
from sim.world.loops import gone_ms
from sim.world.marks import quantile
from sim.world.splitmix64 import marked
from sim.world.streams import Streams, part

#: Marks per incident: the gaps. Never to be changed.
CHASERS_WIDTH = CHASERS_LIMIT


class Calls(NamedTuple):
    """When callers call again, as in `arrays.ChaserRules`."""

    row: Shorts
    due_ms: Ints


NOBODY_CALLS = Calls(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64))


def chaser_rules(chasers: Chasers | None, tick_ms: int) -> ChaserRules:
    """Return the rules without the times, which differ between replications."""
    return filled(ChaserRules, (chasers,), tick_ms, **NOBODY_CALLS._asdict())


class Callers(NamedTuple):
    """Whose callers may call again: all incidents but those that follow others."""

    marks: Floats  #: (most, incidents) of the gaps between their calls
    number: Ints  #: (types,) how many of each type


def callers(chasers: Chasers, streams: Streams, blocks: Blocks) -> Callers:
    """Draw the marks of the calls about incidents that follow no others."""
    marks = blocks.marks(streams, "chasers", CHASERS_WIDTH, chasers.most)
    return Callers(marks, np.diff(blocks.first))


def call_times(chasers: Chasers, of: Callers, rows: Ints, created_ms: Ints, tick_ms: int) -> Ints:
    """Return when the callers of some incidents call again, (rows, most)."""
    marks = np.take(of.marks, rows, axis=1)
    gaps_hours = quantile(chasers.gap_hours, marks.ravel()).reshape(marks.shape)
    return gone_ms(gaps_hours, clock.MS_PER_HOUR, created_ms, tick_ms)


def further_logs(
    chasers: Chasers, of: Callers, plans: Sequence[TypePlan], streams: Streams, blocks: Blocks
) -> Following | None:
    """Draw which of the calls would open a log of its own, a tick after the call.

    Returns
    -------
    Following or None
        Behind the incident whose caller calls again; None if there are none.
    """
    if chasers.new_log_share == 0:
        return None
    keys = blocks.keys(streams, "further-logs")
    stream = streams.keys(tuple(f"{part(plan.name)}/further-logs" for plan in plans))
    tick_ms, end_ms = plans[0].tick_ms, plans[0].end_ms
    rows, call = marked(stream, blocks.first, keys, chasers.most, chasers.new_log_share)
    # Times are worked out only of incidents of which one of the calls would.
    last = np.flatnonzero(np.diff(rows, append=-1))
    own = rows[last]
    times_ms = call_times(chasers, of, own, blocks.column("created_ms")[own], tick_ms)
    at_ms = times_ms[np.searchsorted(last, np.arange(rows.size)), call] + tick_ms
    rows, call, at_ms = (each[at_ms < end_ms] for each in (rows, call, at_ms))
    maker = blocks.type[rows]
    found = following_of(maker, rows, NEW_LOG + call, at_ms, keys)
    return found._replace(row=rows - blocks.first[maker])


def calls_of(
    chasers: Chasers, of: Callers, blocks: Blocks, grade: Ints, turn: Ints, created_ms: Ints,
    tick_ms: int,
) -> Calls:  # fmt: skip
    """Return when the callers of all incidents call again, as far as they may by the grade.

    Parameters
    ----------
    of : Callers
        Behind their incidents of a type, `blocks` has what follows others.
    grade, turn : Ints
        (incidents,) as first given, and where they stand in order of creation.
    created_ms : Ints
        In that order.
    """
    own = np.flatnonzero(np.arange(len(blocks)) < (blocks.first[:-1] + of.number)[blocks.type])
    calling = np.flatnonzero(flags(chasers.grades or range(GRADES))[grade[own]])
    places = turn[own[calling]]
    row = np.full(len(blocks), clock.NEVER, dtype=np.int32)
    row[places] = np.arange(calling.size)
    return Calls(row, call_times(chasers, of, calling, created_ms[places], tick_ms).ravel())
