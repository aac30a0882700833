"""The ground on which a day is played: cells of districts, hubs, and where each place is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.report.page.lettering import Lettering, broken, lettering, stretches
from sim.report.page.maps import Outlines, cells_of
from sim.report.page.svg import Chart, width_of
from sim.scenario.facts.districts import district_of
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Floats

WIDTH = 460.0
_GAP = 4.0
_ABOVE_NAME = 14.0
#: Sizes of letters that are tried, in pixels, and the height of a line in them.
_SIZES, _LINE = (11.0, 10.0), 1.1
_LEAST_ROOM, _MOST_ROOM = 10.0, 34.0


class Ground(NamedTuple):
    """The map of a scenario, in pixels."""

    cells: Outlines
    #: where each place of the scenario is, in its order, and how far from there things may stand
    places: list[tuple[int, int, int]]


def ground_of(scenario: Scenario) -> Ground:
    """Return the ground of a scenario; boxes in rows where its districts have no centres."""
    found = cells_of(scenario) or _rows(scenario)
    places = []
    for name in scenario.districts:
        district = district_of(scenario, name)
        x, y = found.centres[district]
        places.append((round(x), round(y), round(_room(found.outlines[district], x, y))))
    return Ground(found, places)


def _room(rings: Sequence[Floats], x: float, y: float) -> float:
    """Return how far from its centre the things in a district may stand, in pixels."""
    start = np.concatenate(rings)
    end = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    edge, away = end - start, np.array([x, y]) - start
    length = np.maximum((edge**2).sum(axis=1), 1e-9)
    nearest = edge * np.clip((away * edge).sum(axis=1) / length, 0, 1)[:, None] - away
    distance = float(np.hypot(nearest[:, 0], nearest[:, 1]).min())
    return min(max(distance * 0.85, _LEAST_ROOM), _MOST_ROOM)


def _rows(scenario: Scenario) -> Outlines:
    """Return a box for each district, in rows of about as many as there are rows."""
    names = list(dict.fromkeys(district_of(scenario, name) for name in scenario.districts))
    columns = math.ceil(math.sqrt(len(names)))
    side = WIDTH / columns
    outlines: dict[str, list[Floats]] = {}
    centres: dict[str, tuple[float, float]] = {}
    for number, name in enumerate(names):
        row, column = divmod(number, columns)
        left, top = column * side + _GAP, row * side + _GAP
        right, bottom = left + side - 2 * _GAP, top + side - 2 * _GAP
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        outlines[name] = [np.array(corners)]
        centres[name] = ((left + right) / 2, (top + bottom) / 2)
    hubs = {hub: centres[district_of(scenario, at.district)] for hub, at in scenario.hubs.items()}
    note = "There is no map of the districts, so they stand in rows."
    return Outlines(outlines, centres, hubs, side * math.ceil(len(names) / columns), note)


def drawn(name: str, scenario: Scenario, ground: Ground) -> str:
    """Return the ground as an image to which a script adds what moves."""
    chart = Chart(
        name, f"Map of {scenario.name}",
        "Districts with their hubs. Officers and incidents move over it as the clock runs; the "
        "tables beside it give the same in numbers.",
        width=WIDTH, height=ground.cells.height,
    )  # fmt: skip
    for rings in ground.cells.outlines.values():
        chart.area(rings, "cell ground")
    hubs = sorted(set(ground.cells.hubs.values()))
    for x, y in hubs:
        chart.box(x - 5, y - 5, 10, 10, "hub")
    for district, rings in ground.cells.outlines.items():
        words = _whole(district, rings, *ground.cells.centres[district])
        if words is None:
            lettering(district, "", rings, hubs).draw(chart, "", "district")
            continue
        for place, line in enumerate(words.lines):
            y = words.y + place * _LINE * words.size
            chart.text(words.x, y, line, anchor="middle", style="district", size=words.size)
    return chart.markup()


def _heights(rings: Sequence[Floats], centre_y: float, below: float = 0.0) -> Floats:
    """Return where a name may stand: below the centre, around which things stand."""
    return np.linspace(centre_y + _ABOVE_NAME, float(rings[0][:, 1].max()) - 4 - below, 6)


def _whole(name: str, rings: Sequence[Floats], x: float, centre_y: float) -> Lettering | None:
    """Return where a whole name has room, in two lines and smaller letters if need be."""
    for size in _SIZES:
        for lines in broken(name):
            step = _LINE * size
            for y in _heights(rings, centre_y, (len(lines) - 1) * step)[::-1].tolist():
                across = [_stretch(rings, x, y + place * step) for place in range(len(lines))]
                left, right = max(one[0] for one in across), min(one[1] for one in across)
                room = (width_of(lines, size) + _GAP) / 2
                if left + room <= right - room:
                    return Lettering(lines, min(max(x, left + room), right - room), y, size)
    return None


def _stretch(rings: Sequence[Floats], x: float, y: float) -> tuple[float, float]:
    """Return between which edges a place lies at a height; of no width where it lies outside."""
    return next((one for one in stretches(rings, y) if one[0] <= x <= one[1]), (x, x))
