"""Draw the flowcharts of the pages as pictures, so that the site shows them without a network.

In the repository they stand as Mermaid, which code hosts draw by themselves. What is read here is
as much of its language as the pages use: boxes, rounded ones and choices, arrows, broken arrows,
and words on arrows. Boxes stand in rows, each below those that lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree import ElementTree as ET

_NODE = re.compile(r"(?P<id>\w+)(?P<shape>\(\[.*?\]\)|\[.*?\]|\{.*?\})?")
_ARROW = re.compile(r"\s*(?P<line>-->|-\.->)(?:\|(?P<words>[^|]*)\|)?\s*")
_SIZE, _LINE, _LETTER = 13.0, 17.0, 7.0
#: Room inside boxes, between boxes of a row, and between rows.
_PAD, _APART, _BETWEEN = 12.0, 34.0, 46.0
#: Room for an arrow that passes a row, and how far arrows there and back are apart.
_BEND, _ASIDE = 90.0, 14.0
_MARGIN, _SWEEPS = 10.0, 24
_STYLE = (
    "text{font:13px system-ui,'Segoe UI',Arial,sans-serif;fill:#1b1b1b;text-anchor:middle}"
    ".b{fill:#eef3f9;stroke:#3a5a80;stroke-width:1.3}"
    ".e{fill:none;stroke:#444;stroke-width:1.3}.d{stroke-dasharray:5 4}"
    ".w{font-size:11.5px;fill:#333}.p{fill:#fff;opacity:.9}"
)


@dataclass
class Node:
    """A box, or a bend of an arrow that passes a row."""

    lines: tuple[str, ...] = ()
    shape: str = ""  #: box, round, choice, or nothing for a bend
    row: int = 0
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    slot: float = 0.0  #: its own width, or that of the words on an arrow to it


@dataclass
class Arrow:
    """An arrow from one box to another, by way of bends."""

    start: str
    end: str
    words: str
    is_broken: bool
    way: list[str] = field(default_factory=list)


class FlowchartError(ValueError):
    """What a flowchart says cannot be read."""


def drawn(source: str) -> str:
    """Return a flowchart from top to bottom as SVG.

    Parameters
    ----------
    source : str
        In the language of Mermaid, beginning with ``flowchart TB``.

    Raises
    ------
    FlowchartError
        Where a line is none of what is read.
    """
    nodes, arrows = _read(source)
    backward = _rows(nodes, arrows)
    _bends(nodes, arrows, backward)
    rows = _in_order(nodes, arrows)
    _places(nodes, rows)
    return _markup(nodes, arrows)


def _read(source: str) -> tuple[dict[str, Node], list[Arrow]]:
    nodes: dict[str, Node] = {}
    arrows: list[Arrow] = []
    head, *lines = [line.strip() for line in source.strip().splitlines()]
    if head != "flowchart TB":
        raise FlowchartError(f"{head!r} is not flowchart TB")
    for line in filter(None, lines):
        rest, before = line, ""
        arrow: re.Match[str] | None = None
        while rest:
            named = _NODE.match(rest)
            if named is None:
                raise FlowchartError(f"no box at {rest!r} in {line!r}")
            name = named["id"]
            _describe(nodes.setdefault(name, Node()), name, named["shape"])
            if arrow is not None:
                words, is_broken = arrow["words"] or "", arrow["line"] == "-.->"
                arrows.append(Arrow(before, name, words, is_broken))
            before, rest = name, rest[named.end() :]
            arrow = _ARROW.match(rest)
            if rest and arrow is None:
                raise FlowchartError(f"no arrow at {rest!r} in {line!r}")
            rest = rest[arrow.end() :] if arrow else ""
    return nodes, arrows


def _describe(node: Node, name: str, shape: str | None) -> None:
    """Give a box its words and its size."""
    if shape is None and node.shape:
        return
    kind = {"(": "round", "[": "box", "{": "choice"}[shape[0]] if shape else "box"
    words = shape.strip("()[]{}") if shape else name
    node.shape, node.lines = kind, tuple(re.split(r"<br\s*/?>", words))
    node.width = max(map(len, node.lines)) * _LETTER + 2 * _PAD * (2 if kind == "choice" else 1)
    node.height = len(node.lines) * _LINE + _PAD * (2 if kind == "choice" else 1)


def _rows(nodes: dict[str, Node], arrows: Sequence[Arrow]) -> set[int]:
    """Give each box its row; return the numbers of the arrows that lead back."""
    backward: set[int] = set()
    state: dict[str, int] = {}

    def visit(name: str) -> None:
        state[name] = 1
        for number, arrow in enumerate(arrows):
            if arrow.start == name:
                if state.get(arrow.end) == 1:
                    backward.add(number)
                elif arrow.end not in state:
                    visit(arrow.end)
        state[name] = 2

    for name in nodes:
        if name not in state:
            visit(name)
    for _ in nodes:
        for number, arrow in enumerate(arrows):
            if number not in backward:
                end = nodes[arrow.end]
                end.row = max(end.row, nodes[arrow.start].row + 1)
    return backward


def _bends(nodes: dict[str, Node], arrows: Sequence[Arrow], backward: set[int]) -> None:
    """Lead each arrow through every row between its ends."""
    for number, arrow in enumerate(arrows):
        first, last = (arrow.end, arrow.start) if number in backward else (arrow.start, arrow.end)
        way = [first]
        for row in range(nodes[first].row + 1, nodes[last].row):
            name = f"{number} at {row}"
            nodes[name] = Node(row=row, width=_BEND)
            way.append(name)
        way.append(last)
        arrow.way = way[::-1] if number in backward else way
        beside = nodes[arrow.way[1]]
        beside.slot = max(beside.slot, _width(arrow.words))


def _width(words: str) -> float:
    """Return about how wide the words on an arrow are."""
    return len(words) * 6.2 + 6 if words else 0.0


def _in_order(nodes: dict[str, Node], arrows: Sequence[Arrow]) -> list[list[str]]:
    """Return the boxes of each row from left to right, each near those it is joined to."""
    number = max(node.row for node in nodes.values()) + 1
    rows = [[name for name in nodes if nodes[name].row == at] for at in range(number)]
    joined: dict[str, list[str]] = {name: [] for name in nodes}
    for arrow in arrows:
        for one, other in pairwise(arrow.way):
            joined[one].append(other)
            joined[other].append(one)
    for sweep in range(_SWEEPS):
        order = range(1, number) if sweep % 2 == 0 else range(number - 2, -1, -1)
        for at in order:
            beside = rows[at - 1 if sweep % 2 == 0 else at + 1]
            rank = {name: place for place, name in enumerate(beside)}

            def middle(name: str, rank: dict[str, int] = rank, own: list[str] = rows[at]) -> float:
                known = [rank[other] for other in joined[name] if other in rank]
                return sum(known) / len(known) if known else float(own.index(name))

            rows[at] = sorted(rows[at], key=middle)
    return rows


def _places(nodes: dict[str, Node], rows: list[list[str]]) -> None:
    """Give each box its place: rows below each other, each around the middle."""
    for node in nodes.values():
        node.slot = max(node.width, node.slot)
    widths = [sum(nodes[name].slot + _APART for name in row) - _APART for row in rows]
    top = _MARGIN
    for row, width in zip(rows, widths, strict=True):
        tall = max(nodes[name].height for name in row)
        left = _MARGIN + (max(widths) - width) / 2
        for name in row:
            node = nodes[name]
            node.x, node.y = left + node.slot / 2, top + tall / 2
            left += node.slot + _APART
        top += tall + _BETWEEN


def _markup(nodes: dict[str, Node], arrows: Sequence[Arrow]) -> str:
    width = max(node.x + node.width / 2 for node in nodes.values()) + _MARGIN
    height = max(node.y + node.height / 2 for node in nodes.values()) + _MARGIN
    told = "; ".join(
        f"{_name(nodes, arrow.start)} to {_name(nodes, arrow.end)}"
        + (f" ({arrow.words})" if arrow.words else "")
        for arrow in arrows
    )
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "width": f"{width:.0f}",
        "height": f"{height:.0f}", "viewBox": f"0 0 {width:.0f} {height:.0f}",
    })  # fmt: skip
    ET.SubElement(root, "title").text = "Flowchart"
    ET.SubElement(root, "desc").text = f"{told}."
    ET.SubElement(root, "style").text = _STYLE
    marker = ET.SubElement(root, "marker", {
        "id": "tip", "viewBox": "0 0 8 8", "refX": "7.5", "refY": "4", "markerWidth": "8",
        "markerHeight": "8", "orient": "auto",
    })  # fmt: skip
    ET.SubElement(marker, "path", {"d": "M0 0L8 4L0 8z", "fill": "#444"})
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    for arrow in arrows:
        _arrow(root, nodes, arrow)
    for node in nodes.values():
        _box(root, node)
    for arrow in arrows:
        _words(root, nodes, arrow)
    return ET.tostring(root, encoding="unicode") + "\n"


def _name(nodes: dict[str, Node], name: str) -> str:
    return " ".join(nodes[name].lines)


def _arrow(root: ET.Element, nodes: dict[str, Node], arrow: Arrow) -> None:
    """Draw an arrow as a smooth line from one box to another."""
    points = _points(nodes, arrow)
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (y2 - y1) / 2
        path += f"C{x1:.1f} {y1 + half:.1f} {x2:.1f} {y2 - half:.1f} {x2:.1f} {y2:.1f}"
    looks = {"class": "e d" if arrow.is_broken else "e", "d": path, "marker-end": "url(#tip)"}
    ET.SubElement(root, "path", looks)


def _points(nodes: dict[str, Node], arrow: Arrow) -> list[tuple[float, float]]:
    first, last = nodes[arrow.way[0]], nodes[arrow.way[-1]]
    down = 1 if last.y > first.y else -1
    aside = 0.0 if down > 0 else _ASIDE
    between = [(nodes[name].x, nodes[name].y) for name in arrow.way[1:-1]]
    return [(first.x + aside, first.y + down * first.height / 2), *between,
            (last.x + aside, last.y - down * last.height / 2)]  # fmt: skip


def _words(root: ET.Element, nodes: dict[str, Node], arrow: Arrow) -> None:
    """Write what stands on an arrow, far along its first stretch."""
    if not arrow.words:
        return
    (x1, y1), (x2, y2) = _points(nodes, arrow)[:2]
    x, y, wide = x1 + 0.8 * (x2 - x1), y1 + 0.62 * (y2 - y1), _width(arrow.words)
    place = {
        "x": f"{x - wide / 2:.1f}",
        "y": f"{y - 8:.1f}",
        "width": f"{wide:.1f}",
        "height": "15",
    }
    ET.SubElement(root, "rect", {"class": "p", **place})
    ET.SubElement(
        root, "text", {"class": "w", "x": f"{x:.1f}", "y": f"{y + 4:.1f}"}
    ).text = arrow.words


def _box(root: ET.Element, node: Node) -> None:
    if not node.shape:
        return
    left, top = node.x - node.width / 2, node.y - node.height / 2
    if node.shape == "choice":
        corners = [(left, node.y), (node.x, top), (left + node.width, node.y),
                   (node.x, top + node.height)]  # fmt: skip
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        ET.SubElement(root, "polygon", {"class": "b", "points": points})
    else:
        place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{node.width:.1f}",
                 "height": f"{node.height:.1f}"}  # fmt: skip
        radius = node.height / 2 if node.shape == "round" else 3
        ET.SubElement(root, "rect", {"class": "b", "rx": f"{radius:.1f}", **place})
    first = node.y - (len(node.lines) - 1) / 2 * _LINE + _SIZE * 0.35
    for place_of_line, line in enumerate(node.lines):
        y = first + place_of_line * _LINE
        ET.SubElement(root, "text", {"x": f"{node.x:.1f}", "y": f"{y:.1f}"}).text = line
