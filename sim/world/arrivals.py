"""Which incidents there are, and when each is created.

Demand is drawn cell by cell (`sim.world.demand_cells`). An incident is known by its cell and its
ordinal: its number in the order in which the cell's marks are drawn. A higher rate adds ordinals
and a longer run adds weeks, and neither changes what was there. Repeats (`sim.world.repeats`)
follow from first incidents, for which the weeks before the run are drawn too, as long as a chain
may be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Ints
from sim.world.arrival_loops import (
    CELL,
    COLUMNS,
    CREATED,
    DISTRICT,
    ORDINAL,
    ROW,
    SHAPE,
    candidates,
    joined,
    spread,
)
from sim.world.arrivals_plan import ArrivalsPlan
from sim.world.blocks import Blocks
from sim.world.day_factor import DayFactors
from sim.world.demand_cells import streams_of_types
from sim.world.intensity import laid_out, time_in_week_ms
from sim.world.marks import poisson_count
from sim.world.pcg64 import Groups
from sim.world.repeats import chains, keys_of_chains
from sim.world.streams import Streams, following


class _Firsts(NamedTuple):
    """First incidents of all types, those of the weeks before the period included."""

    place: Ints  #: (cells,) those of the plan that have any candidates
    incidents: Ints  #: (cells,) how many, never 0
    #: (9, incidents) rows are `arrival_loops.CELL` and so on; candidates that cannot come about
    #: have no column, nor have those before the period that no repeat follows
    table: Ints


#: Says which of the candidates of some cells, given by their places in the plan and the number of
#: candidates in each, are needed if nothing follows them; (candidates,).
NeededAlone = Callable[[Ints, Ints], Bools]


def draw_blocks(
    plan: ArrivalsPlan, streams: Streams, days: DayFactors | None = None,
    needed: NeededAlone | None = None,
) -> Blocks:  # fmt: skip
    """Draw the incidents of several types that are created within the plan's period.

    Parameters
    ----------
    plan : ArrivalsPlan
        What is to be expected of the types. Times of creation are rounded down to its time grid, so
        that they stay within the period.
    streams : Streams
        Where the marks come from; purposes ``counts`` (the cell's count) and ``times`` (one per
        ordinal).
    days : DayFactors, optional
        Factors of hubs and days.
    needed : callable, optional
        Which first incidents are drawn in cells whose chance in the plan is below 1, beside those
        that others follow; none by default.
    """
    of_chains = keys_of_chains(streams, plan.repeats)
    of_cells = streams.register(streams_of_types(plan.streams, "repeats"))[plan.number]
    of_chain = np.repeat(of_chains, np.diff(plan.first_cell))
    drawn = _firsts(streams, plan, days, of_cells, of_chain, needed)
    place, incidents, table = _uncut(streams, plan, drawn)
    first_cell = np.searchsorted(place, plan.first_cell)
    first = np.searchsorted(table[CELL], first_cell)
    created_ms = table[CREATED]
    inside = (created_ms >= 0) & (created_ms < np.repeat(plan.end_ms, np.diff(first)))
    key = following(of_cells[place[table[CELL]]], table[ORDINAL] + 1)
    chain = chains(streams, plan.repeats, of_chains, first, created_ms, key, plan.tick_ms)
    # Of the weeks before the period nothing more is drawn.
    shown, late = np.flatnonzero(inside), np.flatnonzero(chain.created_ms >= 0)
    first_shown, first_late = np.searchsorted(shown, first), np.searchsorted(late, chain.first)
    columns, rows, has_shown = joined(
        table, shown, first_shown, incidents, first_cell, chain.table, late, first_late
    )
    kept = np.flatnonzero(has_shown)
    first_cell = np.searchsorted(kept, first_cell)
    incidents = incidents[kept]
    first_row = np.append(0, np.cumsum(incidents))[first_cell]
    return Blocks(
        names=tuple(each.name for each in plan.types),
        cells=plan.cells_in_period,
        groups=Groups(
            which=plan.in_period[place[kept]],
            rows=incidents,
            only=rows,
            persons=chain.key[late],
            bounds=np.stack([first_cell, first_row, first_shown, first_late]),
        ),
        columns=dict(zip(COLUMNS, columns, strict=True)),
    )


def _firsts(
    streams: Streams, plan: ArrivalsPlan, days: DayFactors | None, of_cells: Keys, of_chains: Keys,
    needed: NeededAlone | None,
) -> _Firsts:  # fmt: skip
    """Draw the first incidents of all layers; by cell, given what repeats are hashed from."""
    counts = streams_of_types(plan.streams, "counts")
    (u,) = streams.uniforms(counts, plan.number, np.ones_like(plan.number))
    shapes = laid_out(plan.shapes if days is None else days.shapes(plan.shapes, plan.week))
    count = poisson_count(shapes.upto[plan.about[3], -1] * plan.rate, u)
    place = np.flatnonzero(count)
    number, incidents = plan.number[place], count[place]
    reacts = np.flatnonzero(plan.reacts[place])
    u = u[:0]
    if reacts.size:
        prevention = streams_of_types(plan.streams, "prevention")
        (u,) = streams.uniforms(prevention, number[reacts], incidents[reacts])
    own = np.zeros(0, dtype=np.bool_) if needed is None else needed(place, incidents)
    kept, marks = candidates(
        u, plan.reacts, plan.marks, plan.limit, plan.chance, of_cells, of_chains, place, incidents,
        own,
    )  # fmt: skip
    table = spread(plan.about, place, incidents, kept, marks)
    times = streams_of_types(plan.streams, "times")
    (u,) = streams.uniforms(times, number, incidents, only=kept)
    created_ms = time_in_week_ms(shapes, table[SHAPE], table[CREATED], u)
    table[CREATED] = created_ms if plan.tick_ms == 1 else created_ms // plan.tick_ms * plan.tick_ms
    return _Firsts(place, incidents, table)


def _uncut(streams: Streams, plan: ArrivalsPlan, firsts: _Firsts) -> _Firsts:
    """Return the first incidents that the factors below 1 leave."""
    if not any(each.cuts for each in plan.types):
        return firsts
    place, incidents, table = firsts
    first_cell = np.searchsorted(place, plan.first_cell)
    first, upto = np.searchsorted(table[CELL], first_cell), np.cumsum([0, *incidents])
    stays = np.ones(table.shape[1], dtype=np.bool_)
    for n, each in enumerate(plan.types):
        ours, of_cells = slice(*first[n : n + 2]), slice(*first_cell[n : n + 2])
        which = place[of_cells] - plan.first_cell[n]
        cells, number = plan.streams[n : n + 1], each.cell[which]
        only = table[ROW, ours] - upto[first_cell[n]]
        hour = (table[CREATED, ours] - each.start_ms) // clock.MS_PER_HOUR
        for cut in each.cuts:
            kept_by = streams_of_types(cells, f"kept by {cut.name}")
            (u,) = streams.uniforms(kept_by, number, incidents[of_cells], only=only)
            concerned = cut.hours[hour] & cut.districts[table[DISTRICT, ours]]
            stays[ours] &= ~concerned | (u < cut.factor)
    return _Firsts(place, incidents, np.compress(stays, table, axis=1))
