"""Forest plots: how far each scenario moves each headline measure, and how uncertain that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.outputs.measures.registry import Good, good_side
from sim.report.comparison.parts import ComparedMeasure
from sim.report.page.figures import Figure, FigurePanel, HeadlineResult, Table, TableEntry
from sim.report.page.headlines import STYLES, outcome_of
from sim.report.page.svg import Axis, Chart, shortened, width_of

_WIDTH, _ROW, _TOP = 460.0, 24.0, 12.0
_NAME = 24


def forest(rows: Sequence[ComparedMeasure], names: Sequence[str]) -> Figure:
    """Return a panel for each headline measure, and a table of all of them."""
    panels = [
        FigurePanel(row.how.label, _panel(f"forest-{place}", row, names))
        for place, row in enumerate(rows)
    ]
    table = Table(
        "Change against the baseline, and the interval that holds together with the others",
        ("Measure", "Scenario", "Change", "Interval", "Verdict"),
        [
            _numbers(row, name, outcome_of(row, entry))
            for row in rows
            for name, entry in zip(names, row.entries, strict=True)
        ],
    )
    return Figure(
        "forest",
        "The change of each headline measure against the baseline. The dot is the mean change; the "
        "line is the interval in which the true change lies, with 95% confidence for all lines of "
        "a scenario together. A line that crosses zero may be chance. A line that is all within "
        "the grey band is too small to matter; a coloured one that is partly in it is better or "
        "worse, perhaps by too little to matter.",
        panels,
        (table,),
    )


def _numbers(
    row: ComparedMeasure, scenario: str, outcome: HeadlineResult
) -> tuple[TableEntry, ...]:
    change = outcome.change
    return row.how.label, scenario, change.text, change.span or "-", outcome.verdict


def _panel(identifier: str, row: ComparedMeasure, scenarios: Sequence[str]) -> Chart:
    names = [shortened(name, _NAME) for name in scenarios]
    left, right = width_of(names) + 16, _WIDTH - 34
    bottom = _TOP + _ROW * len(names)
    title = f"{row.how.label}: change against the baseline"
    chart = Chart(identifier, title, _description(row, scenarios), width=_WIDTH, height=bottom + 44)
    known = [entry for entry in row.entries if entry is not None]
    ends = [value for entry in known for value in (entry.change, entry.low, entry.high)]
    axis = Axis([*ends, row.smallest, -row.smallest], left, right)
    if row.smallest:
        width = axis.at(row.smallest) - axis.at(-row.smallest)
        chart.box(axis.at(-row.smallest), _TOP, width, bottom - _TOP, "matters")
    axis.draw(chart, _TOP, bottom, sign=True)
    for place, (entry, name) in enumerate(zip(row.entries, names, strict=True)):
        y = _TOP + _ROW * (place + 0.5)
        chart.text(0, y + 4, name)
        if entry is None:
            chart.text(left + 4, y + 4, "no values", style="small")
            continue
        style = STYLES.get(entry.verdict, "unclear")
        if not math.isnan(entry.low):
            chart.line(axis.at(entry.low), y, axis.at(entry.high), y, f"bar {style}")
        chart.dot(axis.at(entry.change), y, f"mark {style}")
    side = good_side(row.cell.measure)
    if side is not Good.NEUTRAL:
        word = "better to the right" if side is Good.HIGHER else "better to the left"
        chart.text((left + right) / 2, bottom + 38, word, anchor="middle", style="small")
    return chart


def _description(row: ComparedMeasure, scenarios: Sequence[str]) -> str:
    outcomes = [outcome_of(row, entry) for entry in row.entries]
    return "; ".join(
        f"{name} {outcome.change}, {outcome.verdict}"
        for name, outcome in zip(scenarios, outcomes, strict=True)
    )
