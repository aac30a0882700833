"""Which incidents there are, and when each is created.

Demand is drawn cell by cell (`sim.world.demand_cells`). An incident is known by its cell and its
ordinal: its number in the order in which the cell's marks are drawn. A higher rate adds ordinals
and a longer run adds weeks, and neither changes what was there. Repeats (`sim.world.repeats`)
follow from first incidents, for which the weeks before the run are drawn too, as long as a chain
may be.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
from sim.scenario.schema.scenario import Scenario
from sim.world.array_kinds import Keys
from sim.world.arrays import NO_PARENT, Bools, Floats, Ints
from sim.world.arrival_loops import (
    CELL,
    CREATED,
    DISTRICT,
    ORDINAL,
    ROW,
    SHAPE,
    candidates,
    joined,
    spread,
)
from sim.world.day_factor import DayFactors
from sim.world.demand_cells import DemandCells, StreamNames, cell_marks, cell_streams, unless_all
from sim.world.intensity import Period, WeekShapes, time_in_week_ms
from sim.world.layers import Cut, Layer, cuts, layer_names, layers
from sim.world.marks import poisson_count
from sim.world.pcg64 import Persons
from sim.world.repeats import (
    Chains,
    TimesOfDay,
    chains,
    has_repeats,
    longest_days,
    share_within,
    times_of_day,
)
from sim.world.streams import NOBODY, Beside, Streams, alone, following, part


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
    created_ms: Ints  #: (incidents,) within the period; kept longest, so no row of a table

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
        beside = NOBODY
        if self.repeat_key.size:
            beside = Beside(
                alone(f"{part(self.type_name)}/repeats/{purpose}"),
                Persons(keys, np.array([0, keys.size]), np.array([shown.size])),
                None,
            )
        return cell_marks(streams, self.cells, purpose, width, used, shown, beside)


class TypePlan(NamedTuple):
    """Where and when incidents of one type may be created, known before any is drawn."""

    name: str
    incident_type: IncidentType
    period: Period  #: for which they are drawn; times are counted from its start
    tick_ms: int
    ceiling: float | None  #: of the multiplier of demand, which scales marks; None: it is always 1
    kept_up_to: float  #: multiplier above which no candidate can come about
    repeats_kept_up_to: float | None  #: the same for repeats; None: nothing changes them
    places: StreamNames
    weeks: range  #: of first incidents; some lie before the period, as long as a chain may be
    cuts: list[Cut]
    cell: Ints  #: (cells,) in which any are to be expected
    about: Ints  #: (5, cells) as `arrival_loops.spread` takes it
    unprevented: Bools  #: (cells,) whether they come about only above a multiplier of 1
    rate: Floats  #: (cells,) an hour, where the shape is 1
    shapes: list[WeekShapes]  #: of all layers, each once
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
    #: (9, incidents) rows are `arrival_loops.CELL` and so on; candidates that cannot come about
    #: have no column
    table: Ints


def plan_type(
    facts: Facts,
    name: str,
    period: Period,
    hub_of_district: Ints | None = None,
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
    hub_of_district : Ints, optional
        (districts,) hub that serves each, if demand varies from hub to hub by day.
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
    ends = [f"{part(name)}/+{layer.name}" if layer.name else part(name) for layer in found]
    return TypePlan(
        name=name,
        incident_type=incident_type,
        period=period,
        tick_ms=facts.times.tick_ms,
        ceiling=ceiling(scenario, name) if changes else None,
        kept_up_to=kept_up_to(scenario, name, to_ceiling=to_ceiling),
        repeats_kept_up_to=repeats,
        places=tuple(tuple(f"{part(place)}/{end}" for place in scenario.districts) for end in ends),
        weeks=weeks,
        cuts=cuts(scenario, name, weeks),
        **_cells(scenario, found, period, weeks, hub_of_district),
        delays=share_within(repeat.delay_days, repeat.within_days) if has_repeats(repeat) else 1.0,
        times=times_of_day(scenario.shapes[shape] if (shape := incident_type.hour_shape) else None),
    )


def _cells(
    scenario: Scenario, found: list[Layer], period: Period, weeks: range, hub: Ints | None
) -> dict[str, Any]:
    """Return what `TypePlan` says of the cells in which any are to be expected."""
    cell = np.flatnonzero(np.concatenate([_means(layer) for layer in found]))
    row, district = np.divmod(cell, found[0].rate.size)
    layer, week = np.divmod(row, len(weeks))
    shapes = list({id(each.shapes): each.shapes for each in found}.values())
    number = [next(n for n, s in enumerate(shapes) if s is each.shapes) for each in found]
    hubs, of_hub = (1, 0) if hub is None else (len(scenario.hubs), hub[district])
    known = layer_names(scenario.demand)
    code = np.array([known.index(each.name) for each in found])
    shape_row = (np.array(number)[layer] * hubs + of_hub) * len(weeks) + week
    begins_ms = (7 * (weeks.start + week) - period.first_day) * clock.MS_PER_DAY
    return {
        "cell": cell,
        "about": np.stack([code[layer], weeks.start + week, district, shape_row, begins_ms]),
        "unprevented": np.array([each.unprevented for each in found])[layer],
        "rate": np.array([each.rate for each in found])[layer, district],
        "shapes": shapes,
    }


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
    created_ms = firsts.table[CREATED]
    inside = (created_ms >= 0) & (created_ms < plan.end_ms)
    all_rows = unless_all(firsts.table[ROW], firsts.cells) is None and inside.all()
    if all_rows and not has_repeats(plan.incident_type.repeat):
        _, layer, week, district, ordinal, mark, _, row, _ = firsts.table
        return Block(
            plan.name, firsts.cells, row, np.zeros(0, dtype=np.uint64), district, week, ordinal,
            layer, np.zeros_like(week), np.full_like(week, NO_PARENT), mark, created_ms.copy(),
        )  # fmt: skip
    return _with_repeats(streams, plan, firsts, np.flatnonzero(inside))


def _shapes(plan: TypePlan, days: DayFactors | None) -> WeekShapes:
    """Return the shapes of all layers, one below the other, with the factors of days."""
    found = plan.shapes
    if days is not None:
        found = [days.shapes(each, plan.weeks) for each in found]
    if len(found) == 1:
        return found[0]
    return WeekShapes(*map(np.concatenate, zip(*found, strict=True)))


def _firsts(streams: Streams, plan: TypePlan, days: DayFactors | None) -> _Firsts:
    """Draw the first incidents of all layers."""
    counts = cell_streams(plan.places, plan.weeks, "counts")
    (u,) = streams.uniforms(counts, plan.cell, np.ones_like(plan.cell))
    shapes = _shapes(plan, days)
    count = poisson_count(shapes.upto[plan.about[3], -1] * plan.rate, u)
    some = np.flatnonzero(count)
    cells = DemandCells(plan.places, plan.weeks, plan.cell[some], count[some])
    if plan.ceiling is None:
        kept, marks, only = np.arange(int(cells.incidents.sum())), None, None
    else:
        (u,) = cell_marks(streams, cells, "prevention", 1)
        above = plan.unprevented[some]
        kept, marks = candidates(u, above, cells.incidents, plan.ceiling, plan.kept_up_to)
        only = unless_all(kept, cells)
    table = spread(plan.about, some, cells.incidents, kept, marks)
    (u,) = cell_marks(streams, cells, "times", 1, only=only)
    created_ms = time_in_week_ms(shapes, table[SHAPE], table[CREATED], u)
    table[CREATED] = created_ms if plan.tick_ms == 1 else created_ms // plan.tick_ms * plan.tick_ms
    return _Firsts(cells, table)


def _uncut(streams: Streams, plan: TypePlan, firsts: _Firsts) -> _Firsts:
    """Return the first incidents that the factors below 1 leave."""
    if not plan.cuts:
        return firsts
    cells, table = firsts
    stays = np.ones(table.shape[1], dtype=np.bool_)
    hour = (table[CREATED] - plan.start_ms) // clock.MS_PER_HOUR
    only = unless_all(table[ROW], cells)
    for cut in plan.cuts:
        (u,) = cell_marks(streams, cells, f"kept by {cut.name}", 1, only=only)
        concerned = cut.hours[hour] & cut.districts[table[DISTRICT]]
        stays &= ~concerned | (u < cut.factor)
    return _Firsts(cells, np.compress(stays, table, axis=1))


def _with_repeats(streams: Streams, plan: TypePlan, firsts: _Firsts, shown: Ints) -> Block:
    """Return the block of what lies inside the period, with repeats."""
    cells, table = firsts
    chain = Chains.none()
    if has_repeats(plan.incident_type.repeat):
        of_cell = streams.register(cells.streams("repeats"))[cells.number]
        key = following(of_cell[table[CELL]], table[ORDINAL] + 1)
        chain = chains(
            streams, plan.name, plan.incident_type, plan.repeats_kept_up_to, plan.delays,
            plan.times, table[CREATED], key, plan.period.first_day, plan.period.days,
            plan.tick_ms,
        )  # fmt: skip
    # Of the weeks before the period nothing more is drawn.
    late = np.flatnonzero(chain.created_ms >= 0)
    columns, rows, has_shown = joined(table, shown, cells.incidents, chain.table, late)
    district, week, ordinal, layer, repeat, parent, mark, created_ms = columns
    return Block(
        plan.name, cells.only(has_shown, plan.period.weeks), rows, chain.key[late], district, week,
        ordinal, layer, repeat, parent, mark, created_ms.copy(),
    )  # fmt: skip
