"""Where the name and the number of a district stand on a map: inside it, and beside its hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.report.page.svg import Chart, shortened, width_of
from sim.world.arrays import Floats

#: Sizes of letters that are tried, in pixels, and the height of a line in them.
_SIZES, _LINE = (12.0, 11.0, 10.0, 9.0), 1.25
#: Heights at which the middle of the words is tried, in a district.
_HEIGHTS = 15
#: An outline of no more corners than these is the cell of a centre, and has no bays.
_CORNERS = 40
#: How near words may come to an edge, the smallest ones too, and to the middle of a hub's square.
_EDGE, _NEAREST, _HUB = 2.0, 1.0, 6.0
_LEAST_LETTERS = 3
#: How much letters above the middle of their line, as a share of their size.
_RISE = 0.35


class Lettering(NamedTuple):
    """Where words stand: lines around a middle, upright or turned to read upwards."""

    lines: tuple[str, ...]  #: the name; the number follows in a line of its own, or behind it
    x: float
    y: float
    size: float
    turned: bool = False

    def draw(self, chart: Chart, number: str, style: str) -> None:
        """Write the name and a number."""
        if self.turned:
            words = " ".join((*self.lines, number))
            x = self.x + _RISE * self.size
            chart.text(x, self.y, words, anchor="middle", style=style, size=self.size, turned=True)
            return
        lines = [line for line in (*self.lines, number) if line]
        top = self.y - (len(lines) - 1) / 2 * _LINE * self.size + _RISE * self.size
        for place, line in enumerate(lines):
            y = top + place * _LINE * self.size
            chart.text(self.x, y, line, anchor="middle", style=style, size=self.size)


def lettering(
    name: str, widest: str, rings: Sequence[Floats], hubs: Sequence[tuple[float, float]]
) -> Lettering:
    """Return where a district's name and number have room, as large as can be.

    Parameters
    ----------
    name : str
        Of the district. It is broken at its spaces, turned, or at last cut.
    widest : str
        The longest number that will stand below it.
    rings : sequence of array
        The outline, the largest ring first.
    hubs : sequence of pair of float
        Where squares are drawn that words must not cover.
    """
    for size in _SIZES:
        edge = _NEAREST if size == _SIZES[-1] else _EDGE
        for lines in broken(name):
            high = (len(lines) + 1) * _LINE * size
            at = _room(width_of([*lines, widest], size), high, rings, hubs, edge)
            if at is not None:
                return Lettering(lines, *at, size)
        sideways = [ring[:, ::-1] for ring in rings]
        length = width_of([f"{name} {widest}"], size)
        at = _room(length, _LINE * size, sideways, [(y, x) for x, y in hubs])
        if at is not None:
            return Lettering((name,), at[1], at[0], size, turned=True)
    return _cut(name, widest, rings, hubs)


def _cut(
    name: str, widest: str, rings: Sequence[Floats], hubs: Sequence[tuple[float, float]]
) -> Lettering:
    """Return where as much of a name as has room stands, or the number alone."""
    size = _SIZES[-1]
    for letters in range(len(name) - 1, _LEAST_LETTERS - 1, -1):
        short = shortened(name, letters)
        at = _room(width_of([short, widest], size), 2 * _LINE * size, rings, hubs)
        if at is not None:
            return Lettering((short,), *at, size)
    number = width_of([widest], size), size
    x, y = _room(*number, rings, hubs) or _room(0.0, 0.0, rings, ()) or rings[0].mean(axis=0)
    return Lettering((), float(x), float(y), size)


def broken(name: str) -> Iterator[tuple[str, ...]]:
    """Return a name in one line, and in two that are about as long."""
    yield (name,)
    words = name.split()
    breaks = range(1, len(words))
    if breaks:
        halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in breaks]
        yield min(halves, key=lambda half: max(map(len, half)))


def _room(
    width: float,
    height: float,
    rings: Sequence[Floats],
    hubs: Sequence[tuple[float, float]],
    edge: float = _EDGE,
) -> tuple[float, float] | None:
    """Return the middle of a box that lies inside, as near the middle of the area as can be."""
    low, high = rings[0].min(axis=0), rings[0].max(axis=0)
    middle = rings[0].mean(axis=0)
    # The edges of a box tell of all of it where the outline has no bays, as cells have none.
    number = 2 if len(rings) == 1 and len(rings[0]) <= _CORNERS else 5
    best: tuple[float, tuple[float, float]] | None = None
    for y in np.linspace(low[1], high[1], _HEIGHTS + 2)[1:-1].tolist():
        lines = np.linspace(y - height / 2 - edge, y + height / 2 + edge, number)
        across = [widest_stretch(rings, line) for line in lines.tolist()]
        left = max(one[0] for one in across) + width / 2 + edge
        right = min(one[1] for one in across) - width / 2 - edge
        if left > right:
            continue
        for x in _places(left, right, float(middle[0]), width, height, y, hubs):
            away = (x - middle[0]) ** 2 + (y - middle[1]) ** 2
            if best is None or away < best[0]:
                best = float(away), (x, y)
    return None if best is None else best[1]


def _places(left: float, right: float, wanted: float, width: float, height: float, y: float,
            hubs: Sequence[tuple[float, float]]) -> Iterator[float]:  # fmt: skip
    """Return where a box may stand at a height: where it is wanted, or beside a hub."""
    beside = [x + side * (width / 2 + _HUB) for x, _ in hubs for side in (-1, 1)]
    for x in (min(max(wanted, left), right), *beside):
        free = all(
            abs(x - at[0]) >= width / 2 + _HUB - 1e-6 or abs(y - at[1]) >= height / 2 + _HUB
            for at in hubs
        )
        if free and left <= x <= right:
            yield x


def widest_stretch(rings: Sequence[Floats], y: float) -> tuple[float, float]:
    """Return the widest stretch of a horizontal line inside, of no width where there is none."""
    nothing = float(rings[0][0, 0]), float(rings[0][0, 0])
    return max(stretches(rings, y), key=lambda one: one[1] - one[0], default=nothing)


def stretches(rings: Sequence[Floats], y: float) -> list[tuple[float, float]]:
    """Return where a horizontal line enters and leaves a district, from left to right."""
    found: list[float] = []
    for ring in rings:
        following = np.concatenate((ring[1:], ring[:1]))
        crossed = (ring[:, 1] <= y) != (following[:, 1] <= y)
        start, end = ring[crossed], following[crossed]
        share = (y - start[:, 1]) / (end[:, 1] - start[:, 1])
        found += (start[:, 0] + (end[:, 0] - start[:, 0]) * share).tolist()
    found.sort()
    return list(zip(found[::2], found[1::2], strict=True))
