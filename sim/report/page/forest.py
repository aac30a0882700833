"""Forest plots: how far each scenario moves each headline measure, with what is uncertain of it."""

from __future__ import annotations

import math

from sim.outputs.measures.registry import Good
from sim.report.page.figures import Figure, Panel, Table
from sim.report.page.headlines import Headline
from sim.report.page.svg import Axis, Chart, shortened, width_of
from sim.report.page.words import good
from sim.report.terminal.words import figure, interval, visible

_WIDTH, _ROW, _TOP = 460.0, 24.0, 12.0
_NAME = 24


def forest(headlines: list[Headline]) -> Figure:
    """Return a panel for each headline measure, and a table of all of them."""
    panels = [
        Panel(headline.label, _panel(headline, place)) for place, headline in enumerate(headlines)
    ]
    rows = [
        [headline.label, outcome.scenario, _plain(outcome.value, headline), _span(outcome.low,
         outcome.high, outcome.value, headline), outcome.verdict]
        for headline in headlines for outcome in headline.outcomes
    ]  # fmt: skip
    table = Table(
        "Change against the baseline, and the interval that holds for all of them together",
        ("Measure", "Scenario", "Change", "Simultaneous 95% interval", "Verdict"),
        rows,
    )
    return Figure(
        "forest",
        "The change of each headline measure against the baseline. The dot is the mean change; the "
        "line is the interval within which, with 95% confidence for all lines together, the true "
        "change lies. A line that crosses zero may be chance.",
        panels,
        (table,),
    )


def _panel(headline: Headline, place: int) -> Chart:
    name = f"forest-{place}"
    names = [shortened(outcome.scenario, _NAME) for outcome in headline.outcomes]
    left = width_of(names) + 16
    bottom = _TOP + _ROW * len(names)
    chart = Chart(
        name, f"{headline.label}: change against the baseline", _description(headline),
        width=_WIDTH, height=bottom + 44,
    )  # fmt: skip
    values = [value for one in headline.outcomes for value in (one.value, one.low, one.high)]
    axis = Axis(values, left, _WIDTH - 24)
    axis.draw(chart, _TOP, bottom, sign=True)
    for row, (outcome, label) in enumerate(zip(headline.outcomes, names, strict=True)):
        y = _TOP + _ROW * (row + 0.5)
        chart.text(0, y + 4, label)
        style = outcome.style or "unclear"
        if not math.isnan(outcome.low):
            chart.line(axis.at(outcome.low), y, axis.at(outcome.high), y, f"bar {style}")
        if not math.isnan(outcome.value):
            chart.dot(axis.at(outcome.value), y, 5, f"mark {style}")
    side = good(headline.cell.measure)
    if side is not Good.NEUTRAL:
        word = "better to the right" if side is Good.HIGHER else "better to the left"
        chart.text((left + _WIDTH - 24) / 2, bottom + 38, word, anchor="middle", style="small")
    return chart


def _description(headline: Headline) -> str:
    return "; ".join(
        f"{one.scenario} {_plain(one.value, headline)}, {one.verdict}" for one in headline.outcomes
    )


def _plain(value: float, headline: Headline) -> str:
    return figure(value, visible(value, headline.decimals), sign=True)


def _span(low: float, high: float, value: float, headline: Headline) -> str:
    return interval(low, high, visible(value, headline.decimals), sign=True) or "-"
