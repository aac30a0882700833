"""Maps: the boundaries that a scenario names, or a cell around the centre of each district.

Districts are coloured by their change. The cells are those of Voronoi: every point belongs to the
nearest centre, and they are cut off at a distance from the centres. Whoever draws a map draws what
`cells_of` returns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim import native
from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import ALL
from sim.outputs.rows import Row
from sim.outputs.statistics import Cell
from sim.report.comparison.rows import row_of
from sim.report.labels import grade_label
from sim.report.page.figures import Figure, FigurePanel, Table
from sim.report.page.lettering import Lettering, lettering, stretches
from sim.report.page.material import Material
from sim.report.page.sections import rows_table
from sim.report.page.svg import Chart
from sim.report.terminal.words import figure, shown
from sim.scenario.facts.districts import district_of
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats

MEASURE = "response_time_mean_min"
_WIDTH, _MARGIN, _LEGEND = 460.0, 6.0, 44.0
#: The least minutes that a change is shown by; what is less is no change, and has no colour.
_LEAST = 0.1
#: A force that is longer from north to south than this is drawn narrower, in the middle.
_HIGHEST = 640.0
#: From clearly better over none to clearly worse; told apart by those who see no red or green.
COLOURS = ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b")
NOTHING = "#e3e3e3"
_DARK = {COLOURS[0], COLOURS[-1]}
#: Farther away than anything on a map, in units of its size.
_FAR = 50.0


class Outlines(NamedTuple):
    """Districts on a plane, in pixels."""

    #: rings of each district, (corners, 2) each, the largest first; what an odd number of them goes
    #: around is inside
    outlines: dict[str, list[Floats]]
    centres: dict[str, tuple[float, float]]
    hubs: dict[str, tuple[float, float]]
    height: float
    note: str  #: what the outlines are, for readers


def maps(material: Material) -> list[Figure]:
    """Return a figure for each grade that has headlines; none where districts have no centres."""
    cells = cells_of(material.baseline)
    if cells is None or not material.others:
        return []
    cells_shown = [one for one in headlines_of(material.baseline) if one.measure == MEASURE]
    grades = [one.grade for one in cells_shown if one.grade != ALL and one.hub == ALL]
    return [_figure(material, cells, grade) for grade in grades]


def cells_of(scenario: Scenario) -> Outlines | None:
    """Return the districts of a scenario; None where they have neither boundaries nor centres."""
    centres, boundaries = _centres(scenario), _boundaries(scenario)
    if not centres and not boundaries:
        return None
    rings = [ring for some in boundaries.values() for ring in some]
    points = np.concatenate(rings) if rings else np.array(list(centres.values()))
    # Degrees of longitude are shorter than those of latitude; north is up.
    flat = np.array([math.cos(math.radians(float(points[:, 1].mean()))), -1.0])
    known = {name: point * flat for name, point in centres.items()}
    if boundaries:
        outlines = {name: [ring * flat for ring in some] for name, some in boundaries.items()}
        known = {name: _inside(some, known.get(name)) for name, some in outlines.items()}
        source = scenario.maps.source
        note = f"Boundaries: {source}." if source else "Boundaries are those that were given."
        return _on_paper(scenario, outlines, known, note)
    cells = _outlines(np.array(list(known.values())))
    if cells is None:
        return None
    outlines = {name: [cell] for name, cell in zip(known, cells, strict=True)}
    note = "Cells lie around the centres of the districts and are not their boundaries."
    return _on_paper(scenario, outlines, known, note)


def _centres(scenario: Scenario) -> dict[str, Floats]:
    """Return longitude and latitude of each district; nothing unless all places state them."""
    places: dict[str, list[tuple[float, float, float]]] = {}
    for name, place in scenario.districts.items():
        if place.latitude is None or place.longitude is None:
            return {}
        known = places.setdefault(district_of(scenario, name), [])
        known.append((place.longitude, place.latitude, place.area_km2 or 1.0))
    return {name: np.average(np.array(found)[:, :2], axis=0, weights=np.array(found)[:, 2])
            for name, found in places.items()}  # fmt: skip


def _boundaries(scenario: Scenario) -> dict[str, list[Floats]]:
    """Return longitudes and latitudes of the rings of each district, where they were given."""
    stated = scenario.maps.boundaries
    if isinstance(stated, str):
        return {}
    return {
        district_of(scenario, name): [np.array([point[:2] for point in ring]) for ring in rings]
        for name in scenario.districts
        if (rings := stated.get(district_of(scenario, name)))
    }


def _inside(rings: Sequence[Floats], centre: Floats | None) -> Floats:
    """Return the centre of a district if it lies in it, or else a point that does."""
    if centre is not None and any(a <= centre[0] <= b for a, b in stretches(rings, centre[1])):
        return centre
    middle: Floats = rings[0].mean(axis=0)
    # Of the largest ring, at its middle height, the widest stretch that is no hole.
    y = float(middle[1])
    whole = stretches(rings[:1], y)
    across = [(left, right) for left, right in stretches(rings, y)
              if any(a <= left and right <= b for a, b in whole)]  # fmt: skip
    left, right = max(across, key=lambda one: one[1] - one[0], default=(middle[0], middle[0]))
    return np.array([(left + right) / 2, y])


def _on_paper(scenario: Scenario, outlines: Mapping[str, list[Floats]],
              centres: Mapping[str, Floats], note: str) -> Outlines:  # fmt: skip
    """Bring districts to the size of a map."""
    corners = np.concatenate([ring for rings in outlines.values() for ring in rings])
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    scale = (np.array([_WIDTH, _HIGHEST]) - 2 * _MARGIN) / size
    edge = np.array([max((_WIDTH - float(size[0] * scale.min())) / 2, _MARGIN), _MARGIN])

    def shown(place: Floats) -> Floats:
        moved: Floats = (place - low) * scale.min() + edge
        return moved

    at = {name: _pair(shown(point)) for name, point in centres.items()}
    return Outlines(
        {name: [shown(ring) for ring in rings] for name, rings in outlines.items()},
        at,
        {hub: at[district_of(scenario, one.district)] for hub, one in scenario.hubs.items()},
        float(size[1] * scale.min()) + 2 * _MARGIN,
        note,
    )


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _outlines(points: Floats) -> list[Floats] | None:
    """Return the cell of each point, cut off at the hull of discs around all points.

    None where points are too few, stand in a line, or are the same.
    """
    if len(np.unique(points, axis=0)) < max(len(points), 2):
        return None
    size = float(np.ptp(points, axis=0).max())
    distance = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    np.fill_diagonal(distance, np.inf)
    reach = 0.6 * float(distance.min(axis=1).mean()) + 0.04 * size
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = reach * np.column_stack([np.cos(angles), np.sin(angles)])
    around = (points[:, None] + circle).reshape(-1, 2)
    # Four points far away, so that every cell is bounded.
    far = points.mean(axis=0) + _FAR * size * np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
    geometry = native.geometry()
    try:
        limit = around[geometry.ConvexHull(around).vertices]
        cells = geometry.Voronoi(np.concatenate([points, far]))
    except geometry.QhullError:
        return None
    return [_clipped(cells.vertices[_around(cells, place)], limit) for place in range(len(points))]


def _around(cells: Any, place: int) -> list[int]:
    """Return the corners of a cell in the order in which they go around it."""
    corners = cells.regions[cells.point_region[place]]
    offsets = cells.vertices[corners] - cells.points[place]
    return [corners[k] for k in np.argsort(np.arctan2(offsets[:, 1], offsets[:, 0]))]


def _clipped(polygon: Floats, limit: Floats) -> Floats:
    """Return what two convex polygons have in common (Sutherland and Hodgman, 1974).

    Both go around in the same direction.
    """
    for start, end in zip(limit, np.roll(limit, -1, axis=0), strict=True):
        edge = end - start
        side = edge[0] * (polygon[:, 1] - start[1]) - edge[1] * (polygon[:, 0] - start[0])
        kept: list[Floats] = []
        for here, there, a, b in zip(
            polygon, np.roll(polygon, -1, axis=0), side, np.roll(side, -1), strict=True
        ):
            if a >= 0:
                kept.append(here)
            if (a >= 0) != (b >= 0):
                kept.append(here + (there - here) * (a / (a - b)))
        polygon = np.array(kept)
    return polygon


def _figure(material: Material, cells: Outlines, grade: str) -> Figure:
    label, cell = grade_label(material.baseline, grade), Cell(MEASURE, grade=grade)
    found = {
        scenario.name: {
            district: round(row["difference"], 1)
            for district in cells.outlines
            if (row := _rows(material.district_changes, scenario, district).get(cell))
            and row["replications"]
        }
        for scenario in material.others
    }
    largest = max((abs(v) for values in found.values() for v in values.values()), default=_LEAST)
    largest = max(largest, _LEAST)
    said = [_minutes(value) for values in found.values() for value in values.values()]
    widest = max(said, key=len, default="")
    hubs = sorted(set(cells.hubs.values()))
    names = {district: lettering(district, widest, rings, hubs)
             for district, rings in cells.outlines.items()}  # fmt: skip
    panels = [
        FigurePanel(scenario.name, _map(f"map-{grade}-{place}", label, scenario, cells, names,
                                  found[scenario.name], largest))
        for place, scenario in enumerate(material.others)
    ]  # fmt: skip
    return Figure(
        f"map-{grade}",
        f"{label}: change of the mean response in minutes, by district. Blue is quicker, red is "
        f"slower; squares are hubs. {cells.note} Exploratory: no verdict is given about single "
        "districts.",
        panels,
        (_table(material, cells, cell),),
    )


def colour_of(value: float, largest: float) -> str:
    """Return the colour of a change, by how large it is beside the largest."""
    if math.isnan(value):
        return NOTHING
    if not largest:
        return COLOURS[3]
    step = min(int(abs(value) / largest * 3.5 + 0.5), 3)
    return COLOURS[3 + (step if value > 0 else -step)]


def _map(name: str, label: str, scenario: Scenario, cells: Outlines, names: Mapping[str, Lettering],
         values: Mapping[str, float], largest: float) -> Chart:  # fmt: skip
    worst = sorted(values, key=lambda district: -abs(values[district]))[:3]
    told = "; ".join(f"{district} {_minutes(values[district])} minutes" for district in worst)
    chart = Chart(
        name, f"{label}: change of the mean response by district, {scenario.name}",
        f"Most changed: {told}." if told else "No values.",
        width=_WIDTH, height=cells.height + _LEGEND,
    )  # fmt: skip
    for district, rings in cells.outlines.items():
        chart.area(rings, "cell", colour_of(values.get(district, math.nan), largest))
    for x, y in sorted(set(cells.hubs.values())):
        chart.box(x - 4, y - 4, 8, 8, "hub")
    for district, words in names.items():
        value = values.get(district, math.nan)
        style = "on-dark" if colour_of(value, largest) in _DARK else "on-light"
        words.draw(chart, _minutes(value), style)
    _legend(chart, cells.height + 8, largest)
    return chart


def _minutes(value: float) -> str:
    return "-" if math.isnan(value) else figure(value, 1, sign=True)


def _legend(chart: Chart, top: float, largest: float) -> None:
    """Draw the colours with the changes that they stand for."""
    width = 36.0
    left = (_WIDTH - width * len(COLOURS)) / 2
    for place, colour in enumerate(COLOURS):
        chart.box(left + place * width, top, width, 10, "cell", colour)
    ends = ((left, -largest), (_WIDTH / 2, 0.0), (_WIDTH - left, largest))
    for x, value in ends:
        said = f"{_minutes(value)} min" if value else "no change"
        chart.text(x, top + 26, said, anchor="middle", style="small")


def _table(material: Material, cells: Outlines, cell: Cell) -> Table:
    rows = [
        (
            district,
            row_of(
                cell,
                material.baseline,
                _rows(material.districts, material.baseline, district),
                [_rows(material.district_changes, one, district) for one in material.others],
            ),
        )
        for district in cells.outlines
    ]
    label = shown(cell, material.baseline).label
    return rows_table(material, f"{label}, and changes with 95% intervals", "District", rows)


def _rows(
    tables: Mapping[tuple[str, str], Mapping[Cell, Row]], scenario: Scenario, district: str
) -> Mapping[Cell, Row]:
    return tables.get((scenario.name, district), {})
