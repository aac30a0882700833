"""Which incidents there are, and when each is created.

Demand is drawn cell by cell; a cell is a type in a district in a calendar week, and in a layer
(`sim.world.layers`). An incident is known by its cell and its ordinal: its number in the order in
which the cell's marks are drawn. A higher rate adds ordinals and a longer run adds weeks, and
neither changes what was there. Repeats (`sim.world.repeats`) follow from first incidents, for which
the weeks before the run are drawn too, as long as a chain may be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.demand_schema import IncidentType
from sim.scenario.schema import Scenario
from sim.world.arrays import ALWAYS, NO_PARENT, Bools, Floats, Ints
from sim.world.intensity import time_in_week_ms, weeks_of_run
from sim.world.layers import Layer, cuts, layer_names, layers
from sim.world.marks import poisson_count
from sim.world.repeats import Chains, chains, has_repeats, longest_days, needs_effect
from sim.world.streams import Keys, Streams, following, hashed_uniforms, part


class Cells(NamedTuple):
    """The cells of one type, each with streams of its own; each (cells,)."""

    place: list[str]  #: first part of the names of its streams: district/type, and its layer
    week: Ints
    incidents: Ints  #: how many each has, never 0


class Block(NamedTuple):
    """All incidents of one type in the weeks that the run touches.

    First incidents stand in order of layer, week, district and ordinal; repeats come after them.
    """

    type_name: str
    cells: Cells
    kept: Ints  #: rows of the cells' marks that stand for a first incident of this block
    repeat_key: Keys  #: (repeats,) from which the marks of each are hashed
    district: Ints  #: (incidents,)
    week: Ints  #: (incidents,)
    ordinal: Ints  #: (incidents,)
    layer: Ints  #: (incidents,)
    repeat: Ints  #: (incidents,)
    parent: Ints  #: (incidents,) row of this block, or `NO_PARENT`
    needs_effect: Ints  #: (incidents,)
    created_ms: Ints  #: (incidents,) may lie before the start or after the horizon

    def marks(self, streams: Streams, purpose: str, width: int) -> Floats:
        """Draw the marks of a purpose.

        Parameters
        ----------
        streams : Streams
            Where they come from.
        purpose : str
            Name of the purpose.
        width : int
            Marks per incident; must never change for a purpose.

        Returns
        -------
        Floats
            (width, incidents).
        """
        table = cell_marks(streams, self.cells, purpose, width)
        if self.kept.size < len(table):
            table = table[self.kept]
        if self.repeat_key.size:
            key = streams.key(f"{part(self.type_name)}/repeats/{purpose}")
            table = np.vstack([table, hashed_uniforms(key, self.repeat_key, np.arange(width))])
        return np.ascontiguousarray(table.T)


class _Firsts(NamedTuple):
    """First incidents of one type, those of the weeks before the run included."""

    cells: Cells
    cell: Ints  #: (incidents,) cell of each
    district: Ints
    ordinal: Ints
    layer: Ints
    created_ms: Ints


def stream_names(places: list[str], purpose: str, weeks: Ints) -> list[str]:
    """Return the names of the cells' streams: district/type/purpose/week."""
    return [f"{place}/{purpose}/{week}" for place, week in zip(places, weeks.tolist(), strict=True)]


def draw_block(
    scenario: Scenario, streams: Streams, name: str, kind: IncidentType, tick_ms: int
) -> Block:
    """Draw the incidents of one type.

    Parameters
    ----------
    scenario : Scenario
        For districts, shapes and the run.
    streams : Streams
        Where the marks come from; purposes ``counts`` (the cell's count) and ``times`` (one per
        ordinal).
    name : str
        Name of the type.
    kind : IncidentType
        The type.
    tick_ms : int
        Time grid; times of creation are rounded down to it, so that they stay within the run.

    Returns
    -------
    Block
        Incidents of whole weeks.
    """
    run_weeks = weeks_of_run(scenario)
    back = -(-longest_days(kind.repeat) // 7)
    weeks = range(max(0, run_weeks.start - back), run_weeks.stop)
    start_ms = (7 * weeks.start - clock.day_number(scenario.run.start)) * clock.MS_PER_DAY
    known = layer_names(scenario)
    found = layers(scenario, name, kind, weeks, run_weeks.start)
    parts = [_firsts(scenario, streams, name, layer, weeks, start_ms) for layer in found]
    codes = [known.index(layer.name) for layer in found]
    firsts = _joined(parts, codes, tick_ms)
    stays = _uncut(scenario, streams, name, firsts, weeks, start_ms)
    needs = _needs(streams, kind, firsts, {known.index(x.name) for x in found if x.unprevented})
    week = firsts.cells.week[firsts.cell]
    if kind.repeat is None and stays.all():
        return Block(
            name, firsts.cells, np.arange(week.size), np.zeros(0, dtype=np.uint64),
            firsts.district, week, firsts.ordinal, firsts.layer, np.zeros_like(week),
            np.full_like(week, NO_PARENT), needs, firsts.created_ms,
        )  # fmt: skip
    return _with_repeats(scenario, streams, name, kind, firsts, stays, needs, run_weeks, tick_ms)


def _firsts(
    scenario: Scenario, streams: Streams, name: str, layer: Layer, weeks: range, start_ms: int
) -> _Firsts:
    """Draw the first incidents of one layer; the layer's code is left at 0."""
    hours = np.array([shape.upto[-1] for shape in layer.shapes])
    means = np.outer(hours, layer.rate)
    row, district = np.nonzero(means)
    end = f"/+{layer.name}" if layer.name else ""
    places = [f"{part(place)}/{part(name)}{end}" for place in scenario.districts]
    week = row + weeks.start
    names = stream_names([places[d] for d in district.tolist()], "counts", week)
    count = poisson_count(means[row, district], streams.uniforms(names, np.ones_like(row)))

    some = count > 0
    row, district, week, count = row[some], district[some], week[some], count[some]
    places = [places[d] for d in district.tolist()]
    u = streams.uniforms(stream_names(places, "times", week), count)
    first = np.concatenate(([0], np.cumsum(count)))
    created_ms = np.empty(u.shape, dtype=np.int64)
    bounds = first[np.searchsorted(row, np.arange(len(weeks) + 1))]
    for i, shape in enumerate(layer.shapes):
        rows = slice(bounds[i], bounds[i + 1])
        created_ms[rows] = time_in_week_ms(shape, u[rows]) + (start_ms + i * clock.MS_PER_WEEK)
    return _Firsts(
        cells=Cells(places, week, count),
        cell=np.repeat(np.arange(count.size), count),
        district=np.repeat(district, count),
        ordinal=np.arange(u.size) - np.repeat(first[:-1], count),
        layer=np.zeros(u.shape, dtype=np.int64),
        created_ms=created_ms,
    )


def _joined(parts: list[_Firsts], codes: list[int], tick_ms: int) -> _Firsts:
    """Put the layers of a type under each other, and times on the grid."""
    cells = Cells(
        [place for p in parts for place in p.cells.place],
        np.concatenate([p.cells.week for p in parts]),
        np.concatenate([p.cells.incidents for p in parts]),
    )
    before = np.cumsum([0, *(p.cells.week.size for p in parts)])
    return _Firsts(
        cells=cells,
        cell=np.concatenate([p.cell + n for p, n in zip(parts, before[:-1], strict=True)]),
        district=np.concatenate([p.district for p in parts]),
        ordinal=np.concatenate([p.ordinal for p in parts]),
        layer=np.concatenate([p.layer + n for p, n in zip(parts, codes, strict=True)]),
        created_ms=np.concatenate([p.created_ms for p in parts]) // tick_ms * tick_ms,
    )


def cell_marks(streams: Streams, cells: Cells, purpose: str, width: int) -> Floats:
    """Draw the marks of a purpose for all first incidents of some cells, (incidents, width)."""
    names = stream_names(cells.place, purpose, cells.week)
    return streams.uniforms(names, cells.incidents * width).reshape(-1, width)


def _uncut(
    scenario: Scenario, streams: Streams, name: str, firsts: _Firsts, weeks: range, start_ms: int
) -> Bools:
    """Return which first incidents are left by the factors below 1."""
    stays = np.ones(firsts.cell.shape, dtype=np.bool_)
    hour = (firsts.created_ms - start_ms) // clock.MS_PER_HOUR
    for cut in cuts(scenario, name, weeks):
        u = cell_marks(streams, firsts.cells, f"kept by {cut.name}", 1)[:, 0]
        concerned = np.concatenate(cut.hours)[hour] & cut.districts[firsts.district]
        stays &= ~concerned | (u < cut.factor)
    return stays


def _needs(streams: Streams, kind: IncidentType, firsts: _Firsts, unprevented: set[int]) -> Ints:
    """Return above which effect of prevention each first incident comes about."""
    share = kind.preventable_share
    if share == 0:
        return np.full(firsts.cell.shape, ALWAYS, dtype=np.int64)
    u = cell_marks(streams, firsts.cells, "prevention", 1)[:, 0]
    above = np.isin(firsts.layer, list(unprevented))
    return needs_effect(np.where(above, 1 + share * u, u), share)


def _with_repeats(
    scenario: Scenario, streams: Streams, name: str, kind: IncidentType,
    firsts: _Firsts, stays: Bools, needs: Ints, run_weeks: range, tick_ms: int,
) -> Block:  # fmt: skip
    """Return the block without what was cut and without the weeks before the run, with repeats."""
    cells = firsts.cells
    week = cells.week[firsts.cell]
    none = np.zeros(0, dtype=np.int64)
    chain = Chains(none, none, none, none, none, np.zeros(0, dtype=np.uint64))
    left = np.flatnonzero(stays)
    if has_repeats(kind.repeat):
        of_cell = streams.register(stream_names(cells.place, "repeats", cells.week))
        key = following(of_cell[firsts.cell[left]], firsts.ordinal[left] + 1)
        run = scenario.run
        horizon_ms = (run.warm_up_days + run.days) * clock.MS_PER_DAY
        created_ms = firsts.created_ms[left]
        chain = chains(streams, name, kind, created_ms, key, horizon_ms, tick_ms)
    in_run = cells.week >= run_weeks.start
    at = np.cumsum(np.repeat(in_run, cells.incidents)) - 1
    shown = left[week[left] >= run_weeks.start]
    place = np.full(week.shape, NO_PARENT, dtype=np.int64)
    place[shown] = np.arange(shown.size)
    late = np.flatnonzero(chain.created_ms >= 0)
    row = np.full(chain.number.shape, NO_PARENT, dtype=np.int64)
    row[late] = shown.size + np.arange(late.size)
    primary = left[chain.primary[late]]
    before = chain.parent[late]
    parent = np.where(before >= 0, row[before], place[primary])

    def both(of_firsts: Ints, of_repeats: Ints) -> Ints:
        return np.concatenate([of_firsts[shown], of_repeats])

    return Block(
        type_name=name,
        cells=Cells(
            [p for p, inside in zip(cells.place, in_run.tolist(), strict=True) if inside],
            cells.week[in_run],
            cells.incidents[in_run],
        ),
        kept=at[shown],
        repeat_key=chain.key[late],
        district=both(firsts.district, firsts.district[primary]),
        week=both(week, week[primary]),
        ordinal=both(firsts.ordinal, firsts.ordinal[primary]),
        layer=both(firsts.layer, firsts.layer[primary]),
        repeat=both(np.zeros_like(week), chain.number[late]),
        parent=both(np.full_like(week, NO_PARENT), parent),
        needs_effect=both(needs, chain.needs_effect[late]),
        created_ms=both(firsts.created_ms, chain.created_ms[late]),
    )
