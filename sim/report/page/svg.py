"""Charts as SVG, from a few marks: no library, no fonts of a machine, the same bytes everywhere.

A chart is one image to a screen reader, with a title and a description; its numbers stand in a
table beside it (`sim.report.page.figures`). Text stays text, so that it can be searched, enlarged
and printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from sim.world.arrays import Floats

#: Width of the letters of a chart, as a share of their height, on average.
_LETTER = 0.55
FONT = 13.0


class Chart:
    """An SVG image.

    Parameters
    ----------
    name : str
        Its identifier on the page.
    title : str
        What it shows, in a line.
    description : str
        What is seen in it, for those who do not see it.
    width, height : float
        In pixels at their usual size.
    """

    def __init__(
        self, name: str, title: str, description: str, *, width: float, height: float
    ) -> None:
        self.width, self.height = width, height
        self._root = ET.Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "aria-labelledby": f"{name}-title {name}-description",
            "style": f"max-width:{_number(width)}px",
        })  # fmt: skip
        for tag, text, end in (("title", title, "title"), ("desc", description, "description")):
            ET.SubElement(self._root, tag, {"id": f"{name}-{end}"}).text = text

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        style: str = "",
        size: float = FONT,
        turned: bool = False,
    ) -> None:
        """Write words; `anchor` is start, middle or end, `style` a class of the stylesheet.

        Those that are turned read from below upwards.
        """
        place = {"x": _number(x), "y": _number(y)}
        if anchor != "start":
            place["text-anchor"] = anchor
        if style:
            place["class"] = style
        if turned:
            place["transform"] = f"rotate(-90 {place['x']} {place['y']})"
        if size != FONT:
            place["font-size"] = _number(size)
        ET.SubElement(self._root, "text", place).text = words

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a line."""
        ends = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
        self._add("line", style, {name: _number(value) for name, value in ends})

    def box(
        self, x: float, y: float, width: float, height: float, style: str, fill: str = ""
    ) -> None:
        """Draw a rectangle."""
        sides = zip(("x", "y", "width", "height"), (x, y, width, height), strict=True)
        self._add("rect", style, {name: _number(value) for name, value in sides}, fill)

    def boxes(self, corners: Iterable[tuple[float, float]], width: float, height: float,
              fill: str) -> None:  # fmt: skip
        """Draw rectangles of one size and colour, as a single mark."""
        side = f"h{_number(width)}v{_number(height)}h-{_number(width)}z"
        path = "".join(f"M{_number(x)} {_number(y)}{side}" for x, y in corners)
        if path:
            self._add("path", "", {"d": path}, fill)

    def dot(self, x: float, y: float, style: str) -> None:
        """Draw a disc."""
        place = {"cx": _number(x), "cy": _number(y), "r": "5"}
        self._add("circle", style, place)

    def diamond(self, x: float, y: float) -> None:
        """Draw a square that stands on a corner."""
        self.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], "mark unclear")

    def polygon(self, corners: Iterable[tuple[float, float]], style: str, fill: str = "") -> None:
        """Draw an area."""
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
        self._add("polygon", style, {"points": points}, fill)

    def area(self, rings: Sequence[Floats], style: str, fill: str = "") -> None:
        """Draw an area with its islands and holes: what an odd number of rings goes around."""
        if len(rings) == 1:
            self.polygon([(float(x), float(y)) for x, y in rings[0]], style, fill)
            return
        path = "".join(
            f"M{'L'.join(f'{_number(float(x))} {_number(float(y))}' for x, y in ring)}z"
            for ring in rings
        )
        self._add("path", style, {"d": path, "fill-rule": "evenodd"}, fill)

    def curve(self, points: Iterable[tuple[float, float]], style: str) -> None:
        """Draw a line through points."""
        place = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polyline", style, {"points": place})

    def _add(self, tag: str, style: str, shape: dict[str, str], fill: str = "") -> None:
        looks = {"class": style} if style else {}
        if fill:
            looks["fill"] = fill
        ET.SubElement(self._root, tag, {**shape, **looks})

    def markup(self) -> str:
        """Return the image, every text in it escaped."""
        return ET.tostring(self._root, encoding="unicode")


class Axis:
    """A horizontal scale.

    Parameters
    ----------
    values : iterable of float
        What is to be seen on it; those that are not finite are passed over.
    left, right : float
        Where it begins and ends in the chart.
    zero : bool
        Whether zero is to be on it.
    """

    def __init__(
        self, values: Iterable[float], left: float, right: float, *, zero: bool = True
    ) -> None:
        found = [value for value in values if math.isfinite(value)] or [0.0]
        low, high = min(found), max(found)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
            low, high = low - 1.0, high + 1.0
        self.step = _step((high - low) / 4)
        first = math.floor(low / self.step + 1e-9)
        last = math.ceil(high / self.step - 1e-9)
        self.ticks = [number * self.step for number in range(first, last + 1)]
        self.decimals = max(0, -math.floor(math.log10(self.step) + 1e-9))
        self._left, self._right = left, right

    def at(self, value: float) -> float:
        """Return where a value stands."""
        low, high = self.ticks[0], self.ticks[-1]
        share = (value - low) / (high - low)
        return self._left + share * (self._right - self._left)

    def draw(self, chart: Chart, top: float, bottom: float, *, sign: bool = False) -> None:
        """Draw a line down the chart at each tick, and its number below; signed for changes."""
        for tick in self.ticks:
            x = self.at(tick)
            chart.line(x, top, x, bottom, "zero" if abs(tick) < self.step / 2 else "grid")
            shown = 0.0 if abs(tick) < self.step / 2 else tick
            form = f"{'+' if sign and shown else ''},.{self.decimals}f"
            chart.text(x, bottom + 16, f"{shown:{form}}", anchor="middle", style="small")


def _step(least: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * 0.999)


def _number(value: float) -> str:
    """Return a place in a chart, to a tenth of a pixel."""
    tenths = round(value * 10)
    return f"{tenths / 10:.1f}".removesuffix(".0")


def width_of(words: Sequence[str], size: float = FONT) -> float:
    """Return about how wide the longest of some texts is."""
    return max((len(text) for text in words), default=0) * size * _LETTER


def shortened(text: str, letters: int) -> str:
    """Return a text cut to a number of letters, with an ellipsis where it was cut."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
