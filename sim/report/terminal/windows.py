"""What is shown of the windows of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from sim.clock import MS_PER_HOUR
from sim.outputs.headlines import headlines_of
from sim.outputs.rows import rows_of
from sim.outputs.statistics import Cell
from sim.report.terminal.layout import empty_table
from sim.report.terminal.words import MeasureFormat, figure, interval, possible, shown
from sim.scenario.facts.windows import spans_ms
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

_COUNT = Cell("incidents_count")
_OF_GRADES = ("response_time_mean_min", "within_target_share")


class ShownWindow(NamedTuple):
    """A window that is shown, and the response to the most urgent grades in it."""

    name: str
    title: str
    formats: dict[Cell, MeasureFormat]  #: incidents by the hour, so that windows can be compared


def shown_windows(scenario: Scenario) -> list[ShownWindow]:
    """Return the windows of a scenario of which some hours are measured."""
    return [
        ShownWindow(name, f"Window {name}, {hours:,.4g} hours", _formats(scenario, hours))
        for name in scenario.run.windows
        if (hours := measured_hours(scenario, name))
    ]


def window_tables(
    scenario: Scenario, measures: pd.DataFrame, windows: pd.DataFrame
) -> list[RenderableType]:
    """Return a table for each window: what was measured in it, and over the whole period.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    measures, windows : DataFrame
        ``measures.csv`` and ``windows.csv``.
    """
    whole = rows_of(measures, scenario.name)
    in_all = _formats(scenario, 24.0 * scenario.run.days)
    blocks: list[RenderableType] = []
    for window in shown_windows(scenario):
        rows = rows_of(windows[windows["window"] == window.name], scenario.name)
        table = empty_table("Measure", "In the window", "95% interval", "In all")
        for cell, how in window.formats.items():
            if cell not in rows:  # of a grade that nobody attends, say
                continue
            row = rows[cell]
            mean = row["mean"] * how.factor
            decimals = how.decimals_of(mean)
            low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
            table.add_row(
                Text(how.label),
                figure(mean, decimals),
                interval(low, high, decimals),
                figure(whole[cell]["mean"] * in_all[cell].factor, decimals),
            )
        blocks.append(Group(Text(window.title), table))
    return blocks


def measured_hours(scenario: Scenario, window: str) -> float:
    """Return the hours of a window within what is measured."""
    spans = spans_ms(scenario.run, scenario.run.windows[window])
    return sum(end - start for start, end in spans) / MS_PER_HOUR


def _formats(scenario: Scenario, hours: float) -> dict[Cell, MeasureFormat]:
    """Return how each cell is shown of a window of some hours."""
    count = MeasureFormat("Incidents an hour", "incidents an hour", 1 / hours, decimals=1)
    calls = [cell for cell in headlines_of(scenario) if cell.measure in _OF_GRADES]
    return {_COUNT: count, **{cell: shown(cell, scenario) for cell in calls}}
