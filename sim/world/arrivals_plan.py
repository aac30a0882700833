"""What is known of the incidents of each type before any is drawn: where, when and how many.

Types are planned one by one, and then put together (`ArrivalsPlan`): a draw goes over the cells of
all types at once, since a call for each of many types costs more than what it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
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
from sim.scenario.schema.demand import IncidentType, Shape
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import MILLIONTHS, Bools, Floats, Ints
from sim.world.demand_cells import CellsOfTypes, StreamNames, sizes_of_types
from sim.world.intensity import Period
from sim.world.layers import Cut, Layer, cuts, layer_names, layers
from sim.world.repeats import (
    RepeatsPlan,
    TypeRepeats,
    highest_chance,
    longest_days,
    plan_of_type,
    plan_repeats,
)
from sim.world.streams import part


class TypePlan(NamedTuple):
    """Where and when incidents of one type may be created, known before any is drawn."""

    name: str
    incident_type: IncidentType
    period: Period  #: for which they are drawn; times are counted from its start
    tick_ms: int
    ceiling: float | None  #: of the multiplier of demand, which scales marks; None: it is always 1
    kept_up_to: float  #: multiplier above which no candidate can come about
    repeats: TypeRepeats
    places: StreamNames
    weeks: range  #: of first incidents; some lie before the period, as long as a chain may be
    cuts: list[Cut]
    cell: Ints  #: (cells,) in which any are to be expected
    about: Ints  #: (5, cells) as `arrival_loops.spread` takes it; rows of its own shapes
    hub: Ints  #: (cells,) that serves each, if demand varies from hub to hub by day; otherwise 0
    unprevented: Bools  #: (cells,) whether they come about only above a multiplier of 1
    rate: Floats  #: (cells,) an hour, where the shape is 1
    shapes: list[Floats]  #: of all layers, each once

    @property
    def start_ms(self) -> int:
        """When the first of the weeks starts, from the start of the period."""
        return (7 * self.weeks.start - self.period.first_day) * clock.MS_PER_DAY

    @property
    def end_ms(self) -> int:
        """When the period ends."""
        return self.period.days * clock.MS_PER_DAY


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
    highest = None if before_run else repeats_kept_up_to(scenario, name, to_ceiling=to_ceiling)
    ends = [f"{part(name)}/+{layer.name}" if layer.name else part(name) for layer in found]
    return TypePlan(
        name=name,
        incident_type=incident_type,
        period=period,
        tick_ms=facts.times.tick_ms,
        ceiling=ceiling(scenario, name) if changes else None,
        kept_up_to=kept_up_to(scenario, name, to_ceiling=to_ceiling),
        repeats=plan_of_type(
            name, repeat, highest, _shape_over_week(scenario, incident_type), period
        ),
        places=tuple(tuple(f"{part(place)}/{end}" for place in scenario.districts) for end in ends),
        weeks=weeks,
        cuts=cuts(scenario, name, weeks),
        **_cells(scenario, found, period, weeks, hub_of_district),
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
    known = layer_names(scenario.demand)
    code = np.array([known.index(each.name) for each in found])
    shape_row = np.array(number)[layer] * len(weeks) + week
    begins_ms = (7 * (weeks.start + week) - period.first_day) * clock.MS_PER_DAY
    return {
        "cell": cell,
        "about": np.stack([code[layer], weeks.start + week, district, shape_row, begins_ms]),
        "hub": np.zeros_like(district) if hub is None else hub[district],
        "unprevented": np.array([each.unprevented for each in found])[layer],
        "rate": np.array([each.rate for each in found])[layer, district],
        "shapes": shapes,
    }


def _means(layer: Layer) -> Floats:
    """Return how many incidents of a layer are to be expected, by week and district."""
    hours = layer.shapes.sum(axis=1)
    hours[: layer.since] = 0
    return np.outer(hours, layer.rate).ravel()


def _shape_over_week(scenario: Scenario, incident_type: IncidentType) -> Shape | None:
    return scenario.shapes[shape] if (shape := incident_type.hour_shape) else None


class ArrivalsPlan(NamedTuple):
    """What is known of several types; the cells of each stand behind those of the one before."""

    types: tuple[TypePlan, ...]
    tick_ms: int
    first_cell: Ints  #: (types + 1,) first cell of each type, and the end of the last
    streams: CellsOfTypes
    number: Ints  #: (cells,) place of the streams of each among those of all types
    cells_in_period: CellsOfTypes  #: all from the first week of the period on
    in_period: Ints  #: (cells,) number of each among these; of cells before them without a meaning
    about: Ints  #: (5, cells) as `arrival_loops.spread` takes it; rows of all shapes
    rate: Floats  #: (cells,)
    reacts: Bools  #: (cells,) whether the multiplier of demand changes how many come about
    marks: Floats  #: (2, cells) the lowest mark that a candidate may have, and their range
    limit: Ints  #: (cells,) millionths from which on no candidate can come about
    #: (cells,) the highest chance that a repeat follows, where nothing needs to be known of most
    #: incidents that none follows: before the period, or before the run; otherwise 1
    chance: Floats
    #: (rows, 168) each week of a shape once; in `about` those of the first hub come first if demand
    #: varies from hub to hub, and then those of the next
    shapes: Floats
    week: Ints  #: (rows,) from the epoch Monday
    end_ms: Ints  #: (types,) when the period ends
    repeats: RepeatsPlan


def plan_together(
    types: Sequence[TypePlan], tick_ms: int, *, before_run: bool = False
) -> ArrivalsPlan:
    """Return what is known of several types, one at least, in the order in which they stand."""
    shapes, week, rows = _each_week_once(types)
    about = np.concatenate([each.about for each in types], axis=1)
    about[3] = np.concatenate(rows)
    every = tuple((each.places, each.weeks) for each in types)
    in_period = tuple((each.places, each.period.weeks) for each in types)
    highest = [1.0 if each.ceiling is None else each.ceiling for each in types]
    limits = [round(each.kept_up_to * MILLIONTHS) for each in types]
    cells = [each.cell.size for each in types]
    unprevented = np.concatenate([each.unprevented for each in types])
    reaching = np.where(unprevented, np.repeat(highest, cells) - 1, 1.0)
    return ArrivalsPlan(
        types=tuple(types),
        tick_ms=tick_ms,
        first_cell=np.cumsum([0, *cells]),
        streams=every,
        number=np.concatenate(
            [each.cell + n for each, n in zip(types, _firsts(every), strict=True)]
        ),
        cells_in_period=in_period,
        in_period=np.concatenate(
            [_in_period(each) + n for each, n in zip(types, _firsts(in_period), strict=True)]
        ),
        about=about,
        rate=np.concatenate([each.rate for each in types]),
        reacts=np.repeat([each.ceiling is not None for each in types], cells),
        marks=np.stack([unprevented.astype(np.float64), reaching]),
        limit=np.repeat(limits, cells),
        chance=np.concatenate([_chance(each, before_run=before_run) for each in types]),
        shapes=shapes,
        week=week,
        end_ms=np.array([each.end_ms for each in types]),
        repeats=plan_repeats([each.repeats for each in types]),
    )


def _firsts(cells: CellsOfTypes) -> Iterable[int]:
    """Return the number of the first cell of each type among those of all."""
    return accumulate(sizes_of_types(cells)[:-1], initial=0)


def _each_week_once(types: Sequence[TypePlan]) -> tuple[Floats, Ints, list[Ints]]:
    """Return the weeks of all shapes, those that are alike once; and the rows of each type's cells.

    The rows of further hubs come behind those of the first.
    """
    found = {id(shapes): (shapes, each.weeks) for each in types for shapes in each.shapes}
    every = np.concatenate([shapes for shapes, _ in found.values()])
    week = np.concatenate([weeks for _, weeks in found.values()])
    number: dict[tuple[int, bytes], int] = {}
    row = [
        number.setdefault((of_week, by_hour.tobytes()), len(number))
        for of_week, by_hour in zip(week.tolist(), every, strict=True)
    ]
    _, firsts = np.unique(row, return_index=True)
    ends = list(accumulate(len(weeks) for _, weeks in found.values()))
    of_shapes = dict(zip(found, np.split(np.array(row), ends[:-1]), strict=True))
    rows = [
        np.concatenate([of_shapes[id(shapes)] for shapes in each.shapes])[each.about[3]]
        + each.hub * firsts.size
        for each in types
    ]
    return every[firsts], week[firsts], rows


def _chance(plan: TypePlan, *, before_run: bool) -> Floats:
    """Return the chance that a repeat follows, of cells where nothing else counts; else 1."""
    early = before_run | (plan.about[1] < plan.period.weeks.start)
    return np.where(early, min(highest_chance(plan.repeats), 1.0), 1.0)


def _in_period(plan: TypePlan) -> Ints:
    """Return the numbers of a type's cells, counted from the first week of the period.

    Those of cells before the period mean nothing.
    """
    row, district = np.divmod(plan.cell, len(plan.places[0]))
    layer, week = np.divmod(row, len(plan.weeks))
    weeks = plan.period.weeks
    week += plan.weeks.start - weeks.start
    return np.asarray((layer * len(weeks) + week) * len(plan.places[0]) + district)
