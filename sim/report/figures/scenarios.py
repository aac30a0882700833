"""Figures with a row for each scenario: response times by grade, and hours of prevention."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.outputs.rows import Row, mean
from sim.outputs.statistics import Cell
from sim.report.figures.drawing import BETTER, UNCLEAR, WORSE, Strip
from sim.report.labels import grade_label
from sim.report.page.bars import QUANTILES
from sim.report.page.curves import unit_of_times
from sim.report.terminal.words import figure, in_time, shown, target_of
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Rows of ``measures.csv`` by scenario and cell.
Means = Mapping[str, Mapping[Cell, Row]]
_LIGHT = "#9ecae1"
_HOURS = ("planned", "delivered", "redeployed")


def response_strips(baseline: Scenario, means: Means) -> list[Strip]:
    """Return a strip for each grade that officers attend, with a row for each scenario."""
    return [_response(baseline, means, str(grade)) for grade in grades_of_officers(baseline)]


def _response(baseline: Scenario, means: Means, grade: str) -> Strip:
    target_min = target_of(baseline, grade)
    unit, minutes = unit_of_times(target_min)
    found = [
        [mean(rows, Cell(measure, grade=grade)) / minutes for measure in QUANTILES]
        for rows in means.values()
    ]
    within = [100 * mean(rows, Cell("within_target_share", grade=grade)) for rows in means.values()]
    says = [
        f"half in {figure(half, 1)}, 9 in 10 in {figure(most, 1)};\n"
        f"{figure(share, 1)}% {in_time(baseline, grade)[0]}"
        if not math.isnan(half) else "nobody was reached"
        for (half, _, most), share in zip(found, within, strict=True)
    ]  # fmt: skip

    def draw(axes: Axes) -> None:
        for place, (half, middle, most) in enumerate(found):
            if math.isnan(half):
                continue
            axes.barh(place, half, 0.5, color=BETTER)
            axes.barh(place, most - half, 0.5, left=half, color=_LIGHT)
            axes.plot([middle], [place], "D", color="white", markeredgecolor="black", markersize=6)
        axes.axvline(target_min / minutes, color=WORSE, linestyle="--", linewidth=1.4)
        _from_zero(axes)

    return Strip(f"{grade_label(baseline, grade)}, {unit}", list(means), says, draw)


def prevention_strips(baseline: Scenario, means: Means) -> list[Strip]:
    """Return hours of prevention a week planned, delivered and lost, and those of redeployment."""
    planned, delivered, redeployed = (
        [mean(rows, cell) * shown(cell, baseline).factor for rows in means.values()]
        for cell in (Cell(f"prevention_hours_{what}") for what in _HOURS)
    )
    if all(map(math.isnan, planned)):
        raise ValueError("there is no prevention: no team of the scenarios does any")
    pairs = list(zip(planned, delivered, strict=True))

    def draw_hours(axes: Axes) -> None:
        for place, (wanted, done) in enumerate(pairs):
            axes.barh(place, done, 0.5, color=BETTER)
            if wanted > done:
                axes.barh(place, wanted - done, 0.5, left=done, color="white",
                          edgecolor=WORSE, hatch="////", linewidth=0.8)  # fmt: skip
            axes.plot([wanted, wanted], [place - 0.4, place + 0.4], color="black", linewidth=2)
        _from_zero(axes)

    def draw_redeployed(axes: Axes) -> None:
        axes.barh(range(len(redeployed)), redeployed, 0.5, color=UNCLEAR)
        _from_zero(axes)

    names = list(means)
    return [
        Strip("Prevention, hours a week", names, [_of_plan(*pair) for pair in pairs], draw_hours),
        Strip("Redeployment, hours a week", names, [figure(hours, 0) for hours in redeployed],
              draw_redeployed),
    ]  # fmt: skip


def _of_plan(planned: float, delivered: float) -> str:
    if math.isnan(planned) or math.isnan(delivered):
        return "no values"
    lost = planned - delivered
    rest = f"{figure(lost, 0)} lost" if lost > 0 else f"{figure(-lost, 0)} more than planned"
    return f"{figure(delivered, 0)} of {figure(planned, 0)},\n{rest}"


def _from_zero(axes: Axes) -> None:
    axes.set_xlim(left=0)
    axes.locator_params(axis="x", nbins=5)
