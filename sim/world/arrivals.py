"""Which incidents there are, and when each is created.

Demand is drawn cell by cell; a cell is a type in a district in a calendar week. An incident is
known by its cell and its ordinal: its number in the order in which the cell's marks are drawn. A
higher rate adds ordinals and a longer run adds weeks, and neither changes what was there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.demand_schema import IncidentType
from sim.scenario.schema import Scenario
from sim.world.arrays import Floats, Ints
from sim.world.intensity import rate_per_hour, time_in_week_ms, week_shapes, weeks_of_run
from sim.world.marks import poisson_count
from sim.world.streams import Streams, part


class Block(NamedTuple):
    """All incidents of one type in the weeks that the run touches, cell by cell.

    Cells stand in order of week, then district; incidents in order of cell, then ordinal.
    """

    cell_place: list[str]  #: (cells,) first part of the names of its streams: district/type
    cell_week: Ints  #: (cells,)
    cell_count: Ints  #: (cells,) incidents, never 0
    district: Ints  #: (incidents,)
    week: Ints  #: (incidents,)
    ordinal: Ints  #: (incidents,)
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
        names = stream_names(self.cell_place, purpose, self.cell_week)
        table = streams.uniforms(names, self.cell_count * width).reshape(-1, width)
        return np.ascontiguousarray(table.T)


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
    weeks = weeks_of_run(scenario)
    shapes = week_shapes(scenario, kind, weeks)
    hours = np.array([shape.upto[-1] for shape in shapes])
    means = np.outer(hours, rate_per_hour(scenario, kind))
    row, district = np.nonzero(means)
    places = [f"{part(place)}/{part(name)}" for place in scenario.districts]
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
    start_ms = (7 * weeks.start - clock.day_number(scenario.run.start)) * clock.MS_PER_DAY
    for i, shape in enumerate(shapes):
        rows = slice(bounds[i], bounds[i + 1])
        created_ms[rows] = time_in_week_ms(shape, u[rows]) + (start_ms + i * clock.MS_PER_WEEK)
    return Block(
        cell_place=places,
        cell_week=week,
        cell_count=count,
        district=np.repeat(district, count),
        week=np.repeat(week, count),
        ordinal=np.arange(u.size) - np.repeat(first[:-1], count),
        created_ms=created_ms // tick_ms * tick_ms,
    )
