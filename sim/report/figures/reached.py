"""The share of incidents that an officer has reached, by the time since the log was created."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.report.figures.drawing import DASHES, GRID, SERIES, WORSE, legend, plain
from sim.report.page.curves import Curve, end_of, unit_of_times

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def draw_reached(axes: Axes, found: Mapping[str, pd.DataFrame], target_min: float) -> None:
    """Draw the share reached, a curve with its interval for each scenario.

    Parameters
    ----------
    found : mapping
        Rows of ``response_times.csv`` of one grade, by scenario.
    target_min : float
        Target of the grade in minutes.
    """
    unit, minutes = unit_of_times(target_min)
    curves = [
        Curve(name, dict(zip(rows["within_min"], rows["share"], strict=True)))
        for name, rows in found.items()
    ]
    end = end_of(curves, target_min) / minutes
    for number, (name, rows) in enumerate(found.items()):
        colour, within = SERIES[number % len(SERIES)], rows["within_min"] / minutes
        axes.fill_between(within, 100 * rows["ci_low"], 100 * rows["ci_high"], color=colour,
                          alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(within, 100 * rows["share"], color=colour, label=name, linewidth=1.6,
                  linestyle=DASHES[number % len(DASHES)])  # fmt: skip
    target = target_min / minutes
    axes.axvline(target, color=WORSE, linewidth=1.2)
    axes.text(target, 1, f" target, {target:g} {unit}", va="top", fontsize=8, color=WORSE,
              transform=axes.get_xaxis_transform())  # fmt: skip
    axes.set(xlim=(0, end), ylim=(0, 100), xlabel=f"{unit.capitalize()} since the log was created",
             ylabel="Reached, %")  # fmt: skip
    axes.xaxis.set_major_formatter(plain)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    legend(axes)
