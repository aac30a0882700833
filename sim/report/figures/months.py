"""The path of a measure by calendar month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.outputs.statistics import Cell
from sim.report.figures.drawing import DASHES, GRID, MARKS, SERIES, legend
from sim.report.labels import unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Units as a month has them, not the week of other tables.
_UNITS = {"hours a week": "Hours in the month"}


def of_month(months: pd.DataFrame, scenario: str, cell: Cell) -> pd.DataFrame:
    """Return the rows of ``months.csv`` of one scenario and cell, in the order of the months."""
    mine = months[months["scenario"] == scenario]
    for name, value in cell._asdict().items():
        mine = mine[mine[name] == value]
    return mine


def draw_months(axes: Axes, found: Mapping[str, pd.DataFrame], measure: str, title: str) -> None:
    """Draw the mean of each month with its interval, a line for each scenario.

    Parameters
    ----------
    found : mapping
        Rows of each scenario, in the order of the months.
    """
    unit = unit_of(measure)
    factor = 100.0 if unit == "%" else 1.0
    for number, (name, rows) in enumerate(found.items()):
        colour, months = SERIES[number % len(SERIES)], range(len(rows))
        low, high = (rows[end].to_numpy() * factor for end in ("ci_low", "ci_high"))
        axes.fill_between(months, low, high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(months, rows["mean"] * factor, color=colour, marker=MARKS[number % len(MARKS)],
                  linestyle=DASHES[number % len(DASHES)], markersize=4, label=name)  # fmt: skip
    names = list(next(iter(found.values()))["month"])
    shown = range(0, len(names), -(-len(names) // 14))
    axes.set(xticks=shown, ylabel=_UNITS.get(unit, unit) or "Number in the month")
    axes.set_xticklabels([names[place] for place in shown], rotation=30, ha="right")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(title, loc="left")
    legend(axes)
