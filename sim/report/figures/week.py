"""The typical week: demand against people as a heat map, and what waits hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.report.figures.drawing import DASHES, GRID, SERIES, legend
from sim.report.page.week import SHADES
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.world.arrays import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DAYS = [day[:3].capitalize() for day in DAYS_OF_WEEK]
_NONE = "#bdbdbd"


class What(NamedTuple):
    """What can be shown hour by hour."""

    column: str  #: of ``week_profile.csv``
    of_grade: str  #: its column of one grade
    label: str
    title: str


SHOWN = {
    "queue": What("queue_length_mean", "queue_length_grade_{grade}_mean",
                  "Incidents waiting", "Incidents that wait for an officer"),
    "response": What("", "response_time_grade_{grade}_mean_min",
                     "Mean response, min", "How long callers wait, by the hour of their call"),
    "demand": What("demand_per_hour", "",
                   "Incidents an hour", "Incidents that come in"),
}  # fmt: skip


def draw_demand(axes: Axes, hours: Floats, title: str) -> None:
    """Draw demand for people by day and hour as a heat map, darker for more."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("week", SHADES).with_extremes(bad=_NONE)
    corners = np.arange(25), np.arange(8)
    mesh = axes.pcolormesh(*corners, np.ma.masked_invalid(hours), cmap=colours,
                           edgecolors="white", linewidth=0.8)  # fmt: skip
    axes.set(ylim=(7, 0), xticks=range(0, 25, 3), yticks=np.arange(7) + 0.5, xlabel="Hour of day")
    axes.set_xticklabels([f"{hour:02d}:00" for hour in range(0, 25, 3)])
    axes.set_yticklabels(_DAYS)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    label = "Incidents an hour\nfor each response officer"
    axes.figure.colorbar(mesh, ax=axes, label=label, pad=0.02)
    axes.set_title(title, loc="left")


def draw_hours(axes: Axes, found: Mapping[str, Floats], label: str, title: str) -> None:
    """Draw values hour by hour through the week, a line for each scenario."""
    for number, (name, hours) in enumerate(found.items()):
        axes.plot(np.arange(hours.size) + 0.5, hours.ravel(), label=name, linewidth=1.5,
                  color=SERIES[number % len(SERIES)],
                  linestyle=DASHES[number % len(DASHES)])  # fmt: skip
    axes.set(xlim=(0, 168), xticks=np.arange(7) * 24 + 12, ylabel=label)
    axes.set_ylim(bottom=0)
    axes.set_xticklabels(_DAYS)
    axes.tick_params(axis="x", length=0)
    for midnight in range(0, 169, 24):
        axes.axvline(midnight, color=GRID, linewidth=0.8, zorder=0)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(title, loc="left")
    legend(axes)
