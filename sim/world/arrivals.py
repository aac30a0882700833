"""Which incidents there are, and when each is created.

Demand is drawn cell by cell (`sim.world.demand_cells`). An incident is known by its cell and its
ordinal: its number in the order in which the cell's marks are drawn. A higher rate adds ordinals
and a longer run adds weeks, and neither changes what was there. Repeats (`sim.world.repeats`)
follow from first incidents, for which the weeks before the run are drawn too, as long as a chain
may be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.multiplier import (
    ceiling,
    kept_up_to,
    reacts,
    repeats_kept_up_to,
)
from sim.scenario.schema.demand import IncidentType
from sim.world.array_kinds import Keys
from sim.world.arrays import ALWAYS, MILLIONTHS, NO_PARENT, Bools, Floats, Ints
from sim.world.day_factor import DayFactors
from sim.world.demand_cells import DemandCells, StreamNames, cell_marks, cell_streams, unless_all
from sim.world.intensity import Period, time_in_week_ms
from sim.world.layers import Cut, Layer, cuts, layer_names, layers
from sim.world.loops import spread
from sim.world.marks import poisson_count
from sim.world.repeats import (
    Chains,
    TimesOfDay,
    chains,
    has_repeats,
    in_millionths,
    longest_days,
    share_within,
    times_of_day,
)
from sim.world.streams import Streams, alone, following, part


class Block(NamedTuple):
    """All incidents of one type within a period.

    First incidents stand in order of layer, week, district and ordinal; repeats come after them.
    """

    type_name: str
    cells: DemandCells
    shown: Ints  #: rows of the cells' marks that stand for a first incident of this block
    repeat_key: Keys  #: (repeats,) from which the marks of each are hashed
    district: Ints  #: (incidents,)
    week: Ints  #: (incidents,)
    ordinal: Ints  #: (incidents,)
    layer: Ints  #: (incidents,)
    repeat: Ints  #: (incidents,)
    parent: Ints  #: (incidents,) row of this block, or `NO_PARENT`
    mark: Ints  #: (incidents,) as in `arrays.Drawn`
    created_ms: Ints  #: (incidents,) within the period

    def marks(
        self,
        streams: Streams,
        purpose: str,
        width: int,
        used: int | None = None,
        rows: Ints | None = None,
    ) -> Floats:
        """Draw the marks of a purpose.

        Parameters
        ----------
        streams : Streams
            Where they come from.
        purpose : str
            Name of the purpose.
        width : int
            Marks per incident; must never change for a purpose.
        used : int, optional
            How many of them to return, from the first; all by default.
        rows : Ints, optional
            Incidents whose marks to return, in rising order; all by default.

        Returns
        -------
        Floats
            (used, incidents).
        """
        shown, keys = self.shown, self.repeat_key
        if rows is not None:
            firsts = int(np.searchsorted(rows, shown.size))
            shown, keys = shown[rows[:firsts]], keys[rows[firsts:] - shown.size]
        behind = None
        if self.repeat_key.size:
            behind = alone(f"{part(self.type_name)}/repeats/{purpose}"), keys
        return cell_marks(streams, self.cells, purpose, width, used, shown, behind)


class TypePlan(NamedTuple):
    """Where and when incidents of one type may be created, known before any is drawn."""

    name: str
    incident_type: IncidentType
    period: Period  #: for which they are drawn; times are counted from its start
    tick_ms: int
    layers: list[Layer]
    code: Ints  #: (layers,)
    unprevented: Bools  #: whether a layer, by code, comes about only above a multiplier of 1
    ceiling: float | None  #: of the multiplier of demand, which scales marks; None: it is always 1
    kept_up_to: float  #: multiplier above which no candidate can come about
    repeats_kept_up_to: float | None  #: the same for repeats; None: nothing changes them
    places: StreamNames
    weeks: range  #: of first incidents; some lie before the period, as long as a chain may be
    cuts: list[Cut]
    cell: Ints  #: cells in which any are to be expected
    mean: Floats  #: how many in each of them
    delays: float  #: share of the delays of repeats that lies within the limit
    times: TimesOfDay  #: when on their days repeats come

    @property
    def start_ms(self) -> int:
        """When the first of the weeks starts, from the start of the period."""
        return (7 * self.weeks.start - self.period.first_day) * clock.MS_PER_DAY

    @property
    def end_ms(self) -> int:
        """When the period ends."""
        return self.period.days * clock.MS_PER_DAY


class _Firsts(NamedTuple):
    """First incidents of one type, those of the weeks before the period included."""

    cells: DemandCells
    row: Ints  #: (incidents,) of the cells' marks; candidates that cannot come about have none here
    cell: Ints  #: (incidents,) row of the cell of each
    week: Ints
    district: Ints
    ordinal: Ints
    layer: Ints
    mark: Ints  #: (incidents,) as in `arrays.Drawn`
    created_ms: Ints

    def marks(self, streams: Streams, purpose: str) -> Floats:
        """Draw the marks of a purpose that has one for each incident."""
        (u,) = cell_marks(streams, self.cells, purpose, 1, only=unless_all(self.row, self.cells))
        return u


def plan_type(
    facts: Facts,
    name: str,
    period: Period,
    *,
    before_run: bool = False,
    to_ceiling: bool = False,
) -> TypePlan:
    """Return what is to be expected of a type within a period.

    Parameters
    ----------
    facts : Facts
        Of the scenario, for types, districts, shapes and the time grid.
    name : str
        Name of the type.
    period : Period
        Days for which its incidents are drawn.
    before_run : bool
        Whether they lie before the run, where the multiplier of demand is 1.
    to_ceiling : bool
        See `sim.scenario.facts.multiplier.kept_up_to`.
    """
    scenario = facts.scenario
    incident_type = scenario.incident_types[name]
    repeat = incident_type.repeat
    back = -(-longest_days(repeat) // 7)
    weeks = range(max(0, period.weeks.start - back), period.weeks.stop)
    found = layers(scenario, name, incident_type, weeks, period.weeks.start)
    if before_run:
        found = [layer for layer in found if not layer.unprevented]
    changes = not before_run and reacts(scenario, name)
    repeats = None if before_run else repeats_kept_up_to(scenario, name, to_ceiling=to_ceiling)
    known = layer_names(scenario.demand)
    unprevented = {layer.name for layer in found if layer.unprevented}
    ends = [f"{part(name)}/+{layer.name}" if layer.name else part(name) for layer in found]
    mean = np.concatenate([_means(layer) for layer in found])
    cell = np.flatnonzero(mean)
    return TypePlan(
        name=name,
        incident_type=incident_type,
        period=period,
        tick_ms=facts.times.tick_ms,
        layers=found,
        code=np.array([known.index(layer.name) for layer in found]),
        unprevented=np.array([name in unprevented for name in known]),
        ceiling=ceiling(scenario, name) if changes else None,
        kept_up_to=kept_up_to(scenario, name, to_ceiling=to_ceiling),
        repeats_kept_up_to=repeats,
        places=tuple(tuple(f"{part(place)}/{end}" for place in scenario.districts) for end in ends),
        weeks=weeks,
        cuts=cuts(scenario, name, weeks),
        cell=cell,
        mean=mean[cell],
        delays=share_within(repeat.delay_days, repeat.within_days) if has_repeats(repeat) else 1.0,
        times=times_of_day(scenario.shapes[shape] if (shape := incident_type.hour_shape) else None),
    )


def _means(layer: Layer) -> Floats:
    """Return how many incidents of a layer are to be expected, by week and district."""
    hours = layer.shapes.upto[:, -1].copy()
    hours[: layer.since] = 0
    return np.outer(hours, layer.rate).ravel()


def draw_block(plan: TypePlan, streams: Streams, days: DayFactors | None = None) -> Block:
    """Draw the incidents of one type that are created within the plan's period.

    Parameters
    ----------
    plan : TypePlan
        What is to be expected of the type. Times of creation are rounded down to its time grid, so
        that they stay within the period.
    streams : Streams
        Where the marks come from; purposes ``counts`` (the cell's count) and ``times`` (one per
        ordinal).
    days : DayFactors, optional
        Factors of hubs and days.
    """
    firsts = _uncut(streams, plan, _firsts(streams, plan, days))
    inside = (firsts.created_ms >= 0) & (firsts.created_ms < plan.end_ms)
    all_rows = unless_all(firsts.row, firsts.cells) is None and inside.all()
    if all_rows and not has_repeats(plan.incident_type.repeat):
        return Block(
            plan.name, firsts.cells, firsts.row, np.zeros(0, dtype=np.uint64),
            firsts.district, firsts.week, firsts.ordinal, firsts.layer, np.zeros_like(firsts.week),
            np.full_like(firsts.week, NO_PARENT), firsts.mark, firsts.created_ms,
        )  # fmt: skip
    return _with_repeats(streams, plan, firsts, inside)


def _expected(plan: TypePlan, days: DayFactors | None) -> Floats:
    """Return how many incidents are to be expected in each of the cells of a plan."""
    if days is None:
        return plan.mean
    means = []
    for layer in plan.layers:
        by_hub = days.shapes(layer.shapes, plan.weeks).upto[:, -1].reshape(-1, len(plan.weeks))
        hours = by_hub[days.hub_of_district].T.copy()
        hours[: layer.since] = 0
        means.append((hours * layer.rate).ravel())
    return np.concatenate(means)[plan.cell]


def _firsts(streams: Streams, plan: TypePlan, days: DayFactors | None) -> _Firsts:
    """Draw the first incidents of all layers."""
    counts = cell_streams(plan.places, plan.weeks, "counts")
    (u,) = streams.uniforms(counts, plan.cell, np.ones_like(plan.cell))
    count = poisson_count(_expected(plan, days), u)
    some = count > 0
    cells = DemandCells(plan.places, plan.weeks, plan.cell[some], count[some])
    districts = len(plan.places[0])
    hub = np.zeros(districts, dtype=np.int64) if days is None else days.hub_of_district
    table = spread(
        cells.number, cells.incidents, districts, plan.weeks, plan.code, plan.start_ms, hub
    )
    mark = _marks(streams, plan, cells, table[1])
    kept, some_rows = np.arange(mark.size), None
    if plan.ceiling is not None:
        kept = np.flatnonzero(mark < round(plan.kept_up_to * MILLIONTHS))
        some_rows = unless_all(kept, cells)
    if some_rows is not None:
        table, mark = table.take(kept, axis=1), mark[kept]
    cell, layer, week, district, ordinal, row, begins_ms = table
    (u,) = cell_marks(streams, cells, "times", 1, only=some_rows)
    created_ms = np.empty(u.shape, dtype=np.int64)
    # Cells stand in order of layer, week and district, and incidents in order of their cells.
    firsts = np.arange(len(plan.layers) + 1) * len(plan.weeks) * districts
    bounds = np.searchsorted(cell, np.searchsorted(cells.number, firsts))
    for i, found in enumerate(plan.layers):
        ours = slice(bounds[i], bounds[i + 1])
        shapes = found.shapes if days is None else days.shapes(found.shapes, plan.weeks)
        created_ms[ours] = time_in_week_ms(shapes, row[ours], begins_ms[ours], u[ours])
    return _Firsts(
        cells=cells,
        row=kept,
        cell=cell,
        week=week,
        district=district,
        ordinal=ordinal,
        layer=layer,
        mark=mark,
        created_ms=_rounded_down(created_ms, plan.tick_ms),
    )


def _rounded_down(time_ms: Ints, tick_ms: int) -> Ints:
    return time_ms if tick_ms == 1 else time_ms // tick_ms * tick_ms


def _uncut(streams: Streams, plan: TypePlan, firsts: _Firsts) -> _Firsts:
    """Return the first incidents that the factors below 1 leave."""
    if not plan.cuts:
        return firsts
    stays = np.ones(firsts.cell.shape, dtype=np.bool_)
    hour = (firsts.created_ms - plan.start_ms) // clock.MS_PER_HOUR
    for cut in plan.cuts:
        u = firsts.marks(streams, f"kept by {cut.name}")
        concerned = cut.hours[hour] & cut.districts[firsts.district]
        stays &= ~concerned | (u < cut.factor)
    return _Firsts(firsts.cells, *(column[stays] for column in firsts[1:]))


def _marks(streams: Streams, plan: TypePlan, cells: DemandCells, layer: Ints) -> Ints:
    """Return the mark of each first incident: above which multiplier of demand it comes about."""
    if plan.ceiling is None:
        return np.full(layer.shape, ALWAYS, dtype=np.int64)
    above = plan.unprevented[layer]
    (u,) = cell_marks(streams, cells, "prevention", 1)
    return in_millionths(np.where(above, 1 + (plan.ceiling - 1) * u, u))


def _with_repeats(streams: Streams, plan: TypePlan, firsts: _Firsts, inside: Bools) -> Block:
    """Return the block of what lies inside the period, with repeats."""
    cells = firsts.cells
    none = np.zeros(0, dtype=np.int64)
    chain = Chains(none, none, none, none, np.zeros(0, dtype=np.uint64), none)
    if has_repeats(plan.incident_type.repeat):
        of_cell = streams.register(cells.streams("repeats"))[cells.number]
        key = following(of_cell[firsts.cell], firsts.ordinal + 1)
        chain = chains(
            streams, plan.name, plan.incident_type, plan.repeats_kept_up_to, plan.delays,
            plan.times, firsts.created_ms, key, plan.period.first_day, plan.period.days,
            plan.tick_ms,
        )  # fmt: skip
    # Of the weeks before the period nothing more is drawn.
    shown = np.flatnonzero(inside)
    has_shown = np.zeros(cells.number.shape, dtype=np.bool_)
    has_shown[firsts.cell[shown]] = True
    hidden = np.cumsum(np.where(has_shown, 0, cells.incidents))
    place = np.full(inside.shape, NO_PARENT, dtype=np.int64)
    place[shown] = np.arange(shown.size)
    late = np.flatnonzero(chain.created_ms >= 0)
    row = np.full(chain.number.shape, NO_PARENT, dtype=np.int64)
    row[late] = shown.size + np.arange(late.size)
    primary = chain.primary[late]
    whose = np.concatenate([shown, primary])
    before = chain.parent[late]
    parent = np.where(before >= 0, row[before], place[primary])
    return Block(
        type_name=plan.name,
        cells=cells.only(has_shown, plan.period.weeks),
        shown=firsts.row[shown] - hidden[firsts.cell[shown]],
        repeat_key=chain.key[late],
        district=firsts.district[whose],
        week=firsts.week[whose],
        ordinal=firsts.ordinal[whose],
        layer=firsts.layer[whose],
        repeat=np.concatenate([np.zeros_like(shown), chain.number[late]]),
        parent=np.concatenate([np.full_like(shown, NO_PARENT), parent]),
        mark=np.concatenate([firsts.mark[shown], chain.mark[late]]),
        created_ms=np.concatenate([firsts.created_ms[shown], chain.created_ms[late]]),
    )
