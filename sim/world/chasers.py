"""When the caller of each incident calls again, unless somebody has come or called back by then.

Gaps are drawn for every incident, whether or not they come to use, up to the limit of the schema,
so that a changed number of calls, or a quicker response, moves nothing else. They are at least a
tick and one more, so that a log opened by a call comes before the next call.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim import clock
from sim.scenario.schema.chasers import CHASERS_LIMIT, Chasers
from sim.world.arrays import GRADES, NEW_LOG, ChaserRules, Ints
from sim.world.arrivals import Block, TypePlan
from sim.world.filling import filled
from sim.world.follow_ups import Following, following_of, keys_of, together
from sim.world.grades import flags
from sim.world.marks import quantile
from sim.world.splitmix64 import marked_before
from sim.world.streams import Streams, part
from sim.world.time_grid import to_ticks

#: Marks per incident: the gaps. Never to be changed.
CHASERS_WIDTH = CHASERS_LIMIT


def chaser_rules(chasers: Chasers | None, tick_ms: int) -> ChaserRules:
    """Return the rules without the times, which differ between replications."""
    return filled(ChaserRules, (chasers,), tick_ms, due_ms=np.zeros(0, dtype=np.int64))


def call_times(chasers: Chasers, streams: Streams, block: Block, tick_ms: int) -> Ints:
    """Draw when the callers of a type's incidents call again, (most, incidents)."""
    marks = block.marks(streams, "chasers", CHASERS_WIDTH, chasers.most)
    gaps_ms = quantile(chasers.gap_hours, marks.ravel()) * clock.MS_PER_HOUR
    # A gap beyond a thousand years would be one beyond any run, and beyond whole numbers.
    whole_ms = to_ticks(np.minimum(gaps_ms, 1e12), tick_ms).reshape(marks.shape)
    gone_ms = np.cumsum(np.maximum(whole_ms, 2 * tick_ms), axis=0)
    return np.asarray(block.created_ms + gone_ms)


def further_logs(
    chasers: Chasers,
    times: Sequence[Ints],
    plans: Sequence[TypePlan],
    streams: Streams,
    blocks: Sequence[Block],
) -> Following | None:
    """Draw which of the calls would open a log of its own, a tick after the call.

    Returns
    -------
    Following or None
        Behind the incident whose caller calls again; None if there are none.
    """
    if chasers.new_log_share == 0:
        return None
    found = []
    for maker, (plan, block, of_type) in enumerate(zip(plans, blocks, times, strict=True)):
        keys = keys_of(streams, block, "further-logs")
        stream = streams.key(f"{part(plan.name)}/further-logs")
        before_ms = plan.end_ms - plan.tick_ms
        rows, call = marked_before(stream, keys, of_type, chasers.new_log_share, before_ms)
        at_ms = of_type[call, rows] + plan.tick_ms
        found.append(following_of(maker, rows, NEW_LOG + call, at_ms, keys))
    return together(found)


def no_calls(chasers: Chasers | None, incidents: int) -> Ints:
    """Return when callers call again where nobody does yet, (incidents, most)."""
    most = chasers.most if chasers is not None else 0
    return np.full((incidents, most), clock.NEVER, dtype=np.int64)


def put_calls(chasers: Chasers, due_ms: Ints, times: Ints, grade: Ints, turn: Ints) -> None:
    """Put the times of a type in their place in order of creation.

    Parameters
    ----------
    due_ms : Ints
        (incidents, most), which is filled.
    times, grade : Ints
        When callers of the type call again, from `call_times`, and the grades as first given.
    turn : Ints
        Where its incidents stand in order of creation.
    """
    # What follows an incident stands behind those that somebody called about.
    called = grade[: times.shape[1]]
    named = np.flatnonzero(flags(chasers.grades or range(GRADES))[called])
    due_ms[turn[named]] = times.T[named]
