"""What measures are called on the page, and how their numbers are written.

Headline measures have the words of the screen (`sim.report.terminal.words`); the others are
described here.
"""

from __future__ import annotations

import math
import unicodedata
from typing import NamedTuple

from sim.outputs.measures.registry import COMPARED, REGISTRY, Good, Measure
from sim.outputs.statistics import Cell
from sim.report.page.figures import Number
from sim.report.page.material import Material
from sim.report.terminal.notes import Row
from sim.report.terminal.words import decimals_for, figure, interval, visible

KNOWN: dict[str, Measure] = REGISTRY | COMPARED
#: Endings of names that say the unit, which stands elsewhere.
_UNITS = ("_min", "_hours", "_days", "_share", "_count", "_gbp", "_end", "_mean")
_PROPER = {"pcso": "PCSO", "asb": "ASB", "desk": "Resolution Centre", "48h": "48 hours",
           "p90": "9 in 10"}  # fmt: skip


#: What stands for a character that does something rather than being seen.
_UNSEEN = "\N{REPLACEMENT CHARACTER}"


class Form(NamedTuple):
    """How the numbers of a measure are written."""

    unit: str
    factor: float = 1.0
    decimals: int | None = None  #: None: as many as its size asks for


def name_of(measure: str) -> str:
    """Return a measure's name in words, without its unit."""
    if measure in ("response_time_mean_min", "response_time_median_min"):
        return f"{measure.split('_')[2].capitalize()} response time"
    if measure == "response_time_p90_min":
        return "Response time within which 9 in 10 are reached"
    stem = measure
    for ending in _UNITS:
        stem = stem.removesuffix(ending)
    words = [_PROPER.get(word, word) for word in stem.split("_")]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def form_of(measure: str, weeks: float = 0.0) -> Form:
    """Return how the numbers of a measure are written: shares in per cent, money in pounds.

    Hours are those of a week where the number of weeks is given.
    """
    unit = KNOWN[measure].unit if measure in KNOWN else ""
    if unit == "share":
        return Form("%", 100.0, 1)
    if unit == "GBP":
        return Form("£", 1.0, 0)
    if unit == "hours" and weeks:
        return Form("hours a week", 1 / weeks)
    return Form(unit)


def number(measure: str, value: float, *, factor: float | None = None, sign: bool = False,
           decimals: int | None = None) -> Number:  # fmt: skip
    """Return a value as it is shown, linked to its measure."""
    form = form_of(measure)
    value *= form.factor if factor is None else factor
    places = decimals if decimals is not None else form.decimals
    if places is None:
        places = decimals_for(value)
    if sign:
        places = visible(value, places)
    text = figure(value, places, sign=sign)
    if form.unit == "£" and not math.isnan(value):
        text = text.replace("+", "+£").replace("-", "-£") if text[0] in "+-" else f"£{text}"
    return Number(text, measure)


def change(measure: str, row: Row | None, *, factor: float | None = None) -> Number:
    """Return a change and its interval."""
    if row is None or not row["replications"]:
        return Number("no values", measure)
    scale = form_of(measure).factor if factor is None else factor
    value, low, high = (row[name] * scale for name in ("difference", "ci_low", "ci_high"))
    places = form_of(measure).decimals
    places = visible(value, decimals_for(value) if places is None else places)
    span = interval(low, high, places, sign=True)
    if not value and low == high:
        return Number("no change", measure)
    return Number(figure(value, places, sign=True), measure, span)


def mean(material: Material, scenario: str, cell: Cell) -> float:
    """Return the mean of a cell; NaN where there is none."""
    row = material.means[scenario].get(cell)
    return math.nan if row is None or not row["replications"] else float(row["mean"])


def good(measure: str) -> Good:
    """Return which side of a measure is better."""
    return KNOWN[measure].good if measure in KNOWN else Good.NEUTRAL


def harmless(text: str) -> str:
    """Return a text without characters that do something unseen, such as turning its direction."""
    return "".join(
        _UNSEEN if unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in "\n\t" else one
        for one in text
    )
