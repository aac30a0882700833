"""Forest plots of headlines, and changes by hub: how far each scenario moves a measure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.outputs.measures.registry import Good, good_side
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, Comparison
from sim.report.figures.drawing import (
    BAND,
    BETTER,
    MARKS,
    SERIES,
    UNCLEAR,
    WORSE,
    Strip,
    draw_strips,
    legend,
    signed,
    wrapped,
)
from sim.report.page.headlines import outcome_of
from sim.report.terminal.words import figure
from sim.scenario.reading.words import listed, with_capital
from sim.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Letters of a hub's name in a line.
_HUB_LETTERS = 24
#: Colour and mark of a verdict; all others are grey and hollow.
_LOOKS: dict[str, tuple[str, str]] = {Verdict.BETTER: (BETTER, "o"), Verdict.WORSE: (WORSE, "D")}


def forest_strips(compared: Comparison) -> list[Strip]:
    """Return a strip for each headline, with a row for each scenario."""
    return [_strip(row, compared.headlines.scenarios) for row in compared.headlines.rows]


def draw_forest(axes: Axes, compared: Comparison, strips: Sequence[Strip]) -> None:
    """Draw the change of each headline, in its own unit, with its interval."""
    draw_strips(axes, strips)
    names = list(compared.headlines.scenarios)
    said = listed(names, "and") if len(names) < 3 else counted(len(names), "scenario")
    axes.set_title(f"What changes under {said}, against {compared.baseline.name}", loc="left")


def _strip(row: ComparedMeasure, names: Sequence[str]) -> Strip:
    def draw(axes: Axes) -> None:
        _draw(axes, row)

    return Strip(_label(row), names, [_says(row, entry) for entry in row.entries], draw)


def _label(row: ComparedMeasure) -> str:
    side = {Good.HIGHER: "\n(more is better)", Good.LOWER: "\n(less is better)"}
    return row.how.label + side.get(good_side(row.cell.measure), "")


def _says(row: ComparedMeasure, entry: ComparedValue | None) -> str:
    """Return a change with its interval and verdict, in the digits of the page."""
    outcome = outcome_of(row, entry)
    if entry is None or str(outcome.change) == entry.verdict:
        return str(outcome.change)
    span = f" ({outcome.change.span})" if outcome.change.span else ""
    return f"{outcome.change}{span}\n{entry.verdict}"


def _draw(axes: Axes, row: ComparedMeasure) -> None:
    if row.smallest:
        axes.axvspan(-row.smallest, row.smallest, color=BAND, linewidth=0)
    axes.axvline(0, color="black", linewidth=0.8)
    for place, entry in enumerate(row.entries):
        if entry is None:
            continue
        is_clear = entry.verdict in _LOOKS
        colour, mark = _LOOKS.get(entry.verdict, (UNCLEAR, "o"))
        if not math.isnan(entry.low):
            axes.plot([entry.low, entry.high], [place, place], color=colour, linewidth=2.4,
                      solid_capstyle="butt")  # fmt: skip
        face = colour if is_clear else "white"
        axes.plot([entry.change], [place], mark, color=colour, markerfacecolor=face, markersize=6)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(signed)


def draw_hubs(
    axes: Axes, rows: Sequence[ComparedMeasure], names: Sequence[str], baseline: str
) -> None:
    """Draw the change of one measure at each hub, a mark for each scenario."""
    axes.axvline(0, color="black", linewidth=0.8)
    step = 0.7 / max(len(names), 1)
    for number, name in enumerate(names):
        colour = SERIES[number % len(SERIES)]
        known = [
            (place + (number - (len(names) - 1) / 2) * step, entry)
            for place, row in enumerate(rows)
            if (entry := row.entries[number]) is not None
        ]
        for y, entry in known:
            axes.plot([entry.low, entry.high], [y, y], color=colour, linewidth=2.4)
        changes, places = [entry.change for _, entry in known], [y for y, _ in known]
        mark = MARKS[number % len(MARKS)]
        axes.plot(changes, places, mark, color=colour, markersize=6, label=name)
    axes.set(ylim=(len(rows) - 0.5, -0.5), yticks=range(len(rows)))
    axes.set_yticklabels([_hub(row) for row in rows])
    axes.set_title(f"Change by hub{_under(names)}, against {baseline}", loc="left")
    side = {Good.HIGHER: " (better to the right)", Good.LOWER: " (better to the left)"}
    first = rows[0].cell
    axes.set_xlabel(_of_force(rows[0]) + side.get(good_side(first.measure), ""))
    axes.xaxis.set_major_formatter(signed)
    axes.grid(axis="x", color=BAND)
    axes.set_axisbelow(True)
    legend(axes)
    if len(names) == 1:
        _say_means(axes, rows)


def _hub(row: ComparedMeasure) -> str:
    """Return the name of a hub, and below it any remark on its changes."""
    remarks = {entry.remark for entry in row.entries if entry is not None}
    return "\n".join([wrapped(row.cell.hub, _HUB_LETTERS), *sorted(remarks - {""})])


def _under(names: Sequence[str]) -> str:
    return f" under {names[0]}" if len(names) == 1 else ""


def _of_force(row: ComparedMeasure) -> str:
    """Return the unit and thing of a row of a hub, without the hub."""
    hub = row.cell.hub
    words = (
        row.how.what.removesuffix(f" at {hub}").replace(f"({hub}, ", "(").replace(f" ({hub})", "")
    )
    return with_capital(words)


def _say_means(axes: Axes, rows: Sequence[ComparedMeasure]) -> None:
    """Write beside each hub the means before and after."""
    for place, row in enumerate(rows):
        entry = row.entries[0]
        if entry is None:
            continue
        means = (figure(mean, row.decimals) for mean in (entry.baseline, entry.mean))
        axes.text(
            1.01, place, " to ".join(means), va="center", transform=axes.get_yaxis_transform()
        )
