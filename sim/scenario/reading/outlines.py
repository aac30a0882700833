"""Rings of longitude and latitude: whether they can be drawn, and how to draw them with less.

A ring is a list of points, each a longitude and a latitude in degrees (WGS 84), that goes around an
area or a hole in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from sim.wording import counted

Ring = list[list[float]]
Corner = tuple[float, float]

#: West, south, east and north of the United Kingdom and the Channel Islands, in degrees.
WEST, SOUTH, EAST, NORTH = -9.0, 49.0, 2.5, 61.5
#: Points of all rings of a map together: more are not seen at the size of a page.
POINTS_LIMIT = 2_000
#: Detail that is kept, as a share of the width or height of the map: less than a pixel of a page.
_DETAIL = 1 / 700
_COARSER = 1.4
#: Corners without which there is no area.
_CORNERS = 3
_DECIMALS = 5
_DEGREES = 180


def point_fault(point: object) -> str:
    """Say what is wrong with a point; empty when nothing is."""
    if not isinstance(point, list) or len(point) < 2 or not all(map(_is_number, point[:2])):
        return "expected points of a longitude and a latitude"
    longitude, latitude = point[0], point[1]
    if _is_inside(longitude, latitude):
        return ""
    got = f"got {longitude}, {latitude}"
    if _is_inside(latitude, longitude):
        return f"{got}, which has the latitude first; GeoJSON has the longitude first"
    if abs(longitude) > _DEGREES or abs(latitude) > _DEGREES:
        return f"{got}, which is no longitude and latitude; expected degrees, not metres of a grid"
    return (
        f"{got}, which is outside the United Kingdom; expected a longitude from {WEST:g} to "
        f"{EAST:g} and a latitude from {SOUTH:g} to {NORTH:g}"
    )


def ring_fault(ring: object) -> str:
    """Say what is wrong with a ring; empty when nothing is."""
    if not isinstance(ring, list):
        return "expected rings of points"
    for point in ring:
        if fault := point_fault(point):
            return fault
    if len({tuple(point[:2]) for point in ring}) < _CORNERS:
        many = counted(len(ring), "point")
        return f"a ring of {many} has no area, expected at least {_CORNERS} others"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_inside(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def simplified(outlines: Mapping[str, Iterable[Ring]]) -> dict[str, list[Ring]]:
    """Return the rings of districts with as few points as a map on a page needs.

    Parameters
    ----------
    outlines : mapping of str to rings
        By district; each ring without a fault.

    Returns
    -------
    dict of str to list of rings
        The largest ring of each district first. Rings too small to be seen are gone, but for the
        largest, and the point at which a ring closes stands once.
    """
    rings = {name: [_opened(ring) for ring in some] for name, some in outlines.items()}
    points = [point for some in rings.values() for ring in some for point in ring]
    middle = (min(y for _, y in points) + max(y for _, y in points)) / 2
    narrower = math.cos(math.radians(middle))
    size = max(_extent(x * narrower for x, _ in points), _extent(y for _, y in points))
    detail = size * _DETAIL
    while True:
        found = {name: _drawn(some, narrower, detail) for name, some in rings.items()}
        if sum(len(ring) for some in found.values() for ring in some) <= POINTS_LIMIT:
            return found
        if detail > size:
            return found
        detail *= _COARSER


def _opened(ring: Ring) -> list[Corner]:
    """Return the points of a ring, each different from the one before it."""
    points = [(float(point[0]), float(point[1])) for point in ring]
    return [point for place, point in enumerate(points) if point != points[place - 1]]


def _extent(values: Iterable[float]) -> float:
    known = list(values)
    return max(known) - min(known)


def _drawn(rings: list[list[Corner]], narrower: float, detail: float) -> list[Ring]:
    """Return the rings of one district with this detail."""
    flat = [[(x * narrower, y) for x, y in ring] for ring in rings]
    order = sorted(range(len(flat)), key=lambda place: -_area(flat[place]))
    found = []
    for place in order:
        ring = flat[place]
        seen = max(_extent(x for x, _ in ring), _extent(y for _, y in ring)) > 2 * detail
        if seen or place == order[0]:
            kept = _corners(ring, detail)
            found.append([[round(value, _DECIMALS) for value in rings[place][k]] for k in kept])
    return found


def _area(ring: list[Corner]) -> float:
    """Return the area of a ring (Gauss's formula)."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _corners(ring: list[Corner], detail: float) -> list[int]:
    """Return the places of the points without which a ring would be drawn otherwise.

    Points nearer than half the detail to the one before them go first; of the rest stay those that
    lie farther than the detail from the line between others (Douglas and Peucker, 1973).
    """
    thinned = [0]
    for place, point in enumerate(ring):
        if math.dist(point, ring[thinned[-1]]) > detail / 2:
            thinned.append(place)
    apart = max(thinned, key=lambda place: math.dist(ring[place], ring[0]))
    kept = {0, apart}
    spans = [(0, thinned.index(apart)), (thinned.index(apart), len(thinned))]
    while spans:
        first, last = spans.pop()
        ends = ring[thinned[first]], ring[thinned[last % len(thinned)]]
        between = range(first + 1, last)
        farthest = max(between, key=lambda k: _from_line(ring[thinned[k]], *ends), default=None)
        if farthest is not None and _from_line(ring[thinned[farthest]], *ends) > detail:
            kept.add(thinned[farthest])
            spans += [(first, farthest), (farthest, last)]
    if len(kept) >= _CORNERS:
        return sorted(kept)
    # Too small to have a shape: a few of its points stand for it.
    return list(range(0, len(ring), -(-len(ring) // (_CORNERS + 1))))


def _from_line(point: Corner, start: Corner, end: Corner) -> float:
    """Return the distance of a point from the line between two others."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (
        end[1] - start[1]
    )
    return abs(across) / length
