"""The forest of a page: where dot, line and grey band lie, and which side is better."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest

from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue
from sim.report.page.forest import _panel
from sim.report.terminal.words import shown
from tests.support.worlds import force, team

BASE = force({"response": team(1)}, days=7)


def panel(measure: str, change: float, low: float, high: float, smallest: float) -> ET.Element:
    """Return the drawing of one measure in one scenario."""
    value = ComparedValue(
        10.0, 10.0 + change, change, low, high, Verdict.UNCLEAR, 1, smallest=smallest
    )
    cell = Cell(measure)
    row = ComparedMeasure(cell, shown(cell, BASE), 10.0, 1, (value,))
    return ET.fromstring(str(_panel("one", row, ["other"]).markup()))  # noqa: S314


def found(drawn: ET.Element, style: str) -> dict[str, float]:
    """Return the numbers of the one shape of a style."""
    (shape,) = (each for each in drawn.iter() if style in each.get("class", "").split())
    numbers = ("x", "width", "x1", "x2", "cx")
    return {name: float(shape.get(name, math.nan)) for name in numbers}


def test_the_band_goes_from_what_matters_below_zero_to_what_matters_above() -> None:
    drawn = panel("overtime_hours", 3.0, -1.0, 7.0, 2.0)
    band, line, dot = (found(drawn, style) for style in ("matters", "bar", "mark"))
    zero, unit = band["x"] + band["width"] / 2, band["width"] / 4
    assert unit > 0
    assert (dot["cx"] - zero) / unit == pytest.approx(3, abs=0.05)
    assert (line["x1"] - zero) / unit == pytest.approx(-1, abs=0.05)
    assert (line["x2"] - zero) / unit == pytest.approx(7, abs=0.05)


@pytest.mark.parametrize(
    ("measure", "side"), [("overtime_hours", "left"), ("prevention_hours_delivered", "right")]
)
def test_it_says_on_which_side_a_change_is_better(measure: str, side: str) -> None:
    words = [each.text for each in panel(measure, 3.0, -1.0, 7.0, 0.0).iter()]
    assert [word for word in words if word and "better to" in word] == [f"better to the {side}"]
