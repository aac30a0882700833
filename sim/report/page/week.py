"""The week as heat maps: demand against the people rostered, and where it hurts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.outputs.measures.registry import ALL
from sim.report.page.figures import Figure, FigurePanel, Number, Table, TableEntry
from sim.report.page.maps import COLOURS, NOTHING
from sim.report.page.material import Material
from sim.report.page.svg import Chart
from sim.report.terminal.words import decimals_for, figure
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.world.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd

#: From little to much.
SHADES = ("#f7fbff", "#d6e6f4", "#abd0e6", "#6aaed6", "#3787c0", "#105ba4", "#08306b")
_LEFT, _TOP, _STEP, _HIGH = 36.0, 8.0, 17.0, 19.0
_WIDTH, _HEIGHT = _LEFT + 24 * _STEP + 16, _TOP + 7 * _HIGH + 62
_DAYS = tuple(day.capitalize() for day in DAYS_OF_WEEK)


def week(material: Material) -> list[Figure]:
    """Return the baseline's demand and queue by hour of the week, and what scenarios change."""
    table = material.week[material.baseline.name]
    base, ratio = hours_of(table, "queue_length_mean"), demand_for_people(table)
    figures = [
        Figure(
            "week-demand",
            f"{material.baseline.name}: incidents for each response officer rostered, hour by "
            "hour of the week. Darker hours have more demand for the people on the roster.",
            [FigurePanel("Demand against people", _heat(
                "week-ratio", "Incidents an hour for each response officer rostered", ratio,
                signed=False,
            ))],
            (_table("Incidents an hour for each response officer rostered", ratio,
                    "incidents_count"),),
        ),
        Figure(
            "week-queue",
            f"{material.baseline.name}: incidents that wait for an officer, mean of each hour of "
            "the week. In darker hours more wait.",
            [FigurePanel("Where it hurts", _heat(
                "week-waiting", "Mean number of incidents waiting", base, signed=False,
            ))],
            (_table("Mean number of incidents waiting", base, "queue_length_mean"),),
        ),
    ]  # fmt: skip
    return [*figures, *_changes(material, base)]


def _changes(material: Material, base: Floats) -> list[Figure]:
    """Return how each scenario changes the queue by hour of the week."""
    panels, tables = [], []
    found = {
        scenario.name: hours_of(material.week[scenario.name], "queue_length_mean") - base
        for scenario in material.others
    }
    largest = max((float(np.nanmax(np.abs(hours))) for hours in found.values()
                   if not np.isnan(hours).all()), default=0.0)  # fmt: skip
    for place, (name, hours) in enumerate(found.items()):
        title = f"Change in the number waiting, {name}"
        panels.append(
            FigurePanel(
                name, _heat(f"week-change-{place}", title, hours, signed=True, largest=largest)
            )
        )
        tables.append(_table(title, hours, "queue_length_mean"))
    if not panels:
        return []
    caption = (
        "Change in the number of incidents waiting, hour by hour, against the baseline. Blue hours "
        "have fewer waiting, red hours more. Exploratory: no verdict is given about single hours."
    )
    return [Figure("week-change", caption, panels, tables)]


def hours_of(table: pd.DataFrame, column: str, hub: str = ALL) -> Floats:
    """Return a column of ``week_profile.csv`` as (7, 24); NaN where it is not there."""
    there = table[table["hub"] == hub]
    if column not in there or there.empty:
        return np.full((7, 24), np.nan)
    values: Floats = there.sort_values("hour_of_week")[column].to_numpy(dtype=np.float64)
    return values.reshape(7, 24)


def demand_for_people(table: pd.DataFrame, hub: str = ALL) -> Floats:
    """Return incidents an hour for each response officer rostered, (7, 24); NaN where none is."""
    demand = hours_of(table, "demand_per_hour", hub)
    people = hours_of(table, "response_rostered_mean", hub)
    ratio = np.full(demand.shape, np.nan)
    np.divide(demand, people, out=ratio, where=people > 0)
    return ratio


def _heat(name: str, title: str, hours: Floats, *, signed: bool, largest: float = 0.0) -> Chart:
    """Return a heat map of (7, 24) values; `signed` ones have zero in the middle."""
    chart = Chart(name, title, _extremes(hours), width=_WIDTH, height=_HEIGHT)
    shades = COLOURS if signed else SHADES
    low, high = _range(hours, signed=signed, largest=largest)
    steps = _steps(hours, low, high, len(shades))
    for step, shade in ((-1, NOTHING), *enumerate(shades)):
        days, columns = np.nonzero(steps == step)
        corners = [
            (_LEFT + hour * _STEP, _TOP + day * _HIGH)
            for day, hour in zip(days.tolist(), columns.tolist(), strict=True)
        ]
        chart.boxes(corners, _STEP - 1, _HIGH - 1, shade)
    for place, day in enumerate(_DAYS):
        chart.text(0, _TOP + (place + 0.7) * _HIGH, day[:3])
    bottom = _TOP + 7 * _HIGH
    for hour in range(0, 25, 3):
        x = _LEFT + hour * _STEP - 0.5
        chart.text(x, bottom + 15, f"{hour:02d}", anchor="middle", style="small")
    _legend(chart, bottom + 30, shades, low, high)
    return chart


def _range(hours: Floats, *, signed: bool, largest: float) -> tuple[float, float]:
    if signed:
        return -largest, largest
    known = hours[~np.isnan(hours)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def _steps(hours: Floats, low: float, high: float, number: int) -> np.typing.NDArray[np.int64]:
    """Return which shade each hour has; -1 for none."""
    share = np.full(hours.shape, 0.5)
    if high > low:
        share = (hours - low) / (high - low)
    steps = np.clip(np.nan_to_num(share) * number, 0, number - 1).astype(np.int64)
    return np.where(np.isnan(hours), -1, steps)


def _legend(chart: Chart, top: float, shades: Sequence[str], low: float, high: float) -> None:
    """Draw the shades with the numbers at which each begins."""
    width = 44.0
    for place, shade in enumerate(shades):
        chart.box(_LEFT + place * width, top, width, 10, "cell", shade)
    decimals = 2 if high - low < 2 else decimals_for(low, high)
    for place in range(len(shades) + 1):
        value = low + (high - low) * place / len(shades)
        x = _LEFT + place * width
        chart.text(
            x, top + 24, figure(value, decimals, sign=low < 0), anchor="middle", style="small"
        )


def _extremes(hours: Floats) -> str:
    """Say at which hours of the week the values are highest and lowest."""
    if np.isnan(hours).all():
        return "No values."
    said = []
    for word, place in (("Highest", np.nanargmax(hours)), ("lowest", np.nanargmin(hours))):
        day, hour = divmod(int(place), 24)
        value = float(hours[day, hour])
        decimals = 2 if abs(value) < 2 else 1
        said.append(f"{word} on {_DAYS[day]} at {hour:02d}:00: {figure(value, decimals)}")
    return f"{'; '.join(said)}."


def _table(title: str, hours: Floats, measure: str) -> Table:
    known = hours[~np.isnan(hours)]
    largest = float(np.abs(known).max()) if known.size else math.nan
    decimals = 2 if largest < 2 else decimals_for(largest)
    rows: list[list[TableEntry]] = [
        [day, *(figure(float(value), decimals) for value in hours[place])]
        for place, day in enumerate(_DAYS)
    ]
    headers: list[TableEntry] = [Number("Day", measure), *(f"{hour:02d}" for hour in range(24))]
    return Table(f"{title}, by day and hour", headers, rows)
