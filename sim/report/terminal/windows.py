"""Tables of what happened in the windows of a scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from sim.clock import MS_PER_HOUR
from sim.outputs.headlines import headlines_of
from sim.outputs.rows import rows_of
from sim.outputs.statistics import Cell
from sim.report.terminal.columns import change_of, empty_table
from sim.report.terminal.words import MeasureFormat, figure, interval, possible, shown
from sim.scenario.facts.windows import spans_ms
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

if TYPE_CHECKING:
    import pandas as pd

_COUNT = Cell("incidents_count")
_OF_GRADES = ("response_time_mean_min", "within_target_share")


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
    blocks: list[RenderableType] = []
    for name in scenario.run.windows:
        if not _hours(scenario, name):
            blocks.append(_not_measured(scenario, name))
            continue
        rows = rows_of(windows[windows["window"] == name], scenario.name)
        table = empty_table("Measure", "In the window", "95% interval", "In all")
        for cell in _cells(scenario):
            if cell not in rows:  # of a grade that nobody attends, say
                continue
            how, row = _shown(cell, scenario, _hours(scenario, name)), rows[cell]
            all_hours = _shown(cell, scenario, 24.0 * scenario.run.days)
            mean = row["mean"] * how.factor
            decimals = how.decimals_of(mean)
            low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
            table.add_row(
                Text(how.label),
                figure(mean, decimals),
                interval(low, high, decimals),
                figure(whole[cell]["mean"] * all_hours.factor, decimals),
            )
        blocks.append(Group(Text(_title(scenario, name)), table))
    return blocks


def window_comparisons(
    baseline: Scenario,
    groups: Sequence[Sequence[Scenario]],
    windows: pd.DataFrame,
    comparison: pd.DataFrame,
) -> list[RenderableType]:
    """Return tables that compare scenarios with a baseline within each window.

    Parameters
    ----------
    baseline : Scenario
        What the others are compared with.
    groups : sequence of sequences of Scenario
        The others; those of a group stand beside each other.
    windows, comparison : DataFrame
        ``windows.csv`` and ``windows_comparison.csv``.
    """
    measured = [name for name in baseline.run.windows if _hours(baseline, name)]
    return [
        *(
            _comparison(baseline, group, name, windows, comparison)
            for name in measured
            for group in groups
        ),
        *(_not_measured(baseline, name) for name in baseline.run.windows if name not in measured),
    ]


def _comparison(
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    name: str,
    windows: pd.DataFrame,
    comparison: pd.DataFrame,
) -> RenderableType:
    """Return the comparison within one window with the scenarios that fit beside each other."""
    table = empty_table("Measure", baseline.name, words=[one.name for one in scenarios])
    before = rows_of(windows[windows["window"] == name], baseline.name)
    within = comparison[comparison["window"] == name]
    changes = [rows_of(within, scenario.name) for scenario in scenarios]
    for cell in _cells(baseline):
        how = _shown(cell, baseline, _hours(baseline, name))
        mean = before[cell]["mean"] * how.factor if cell in before else math.nan
        decimals = how.decimals_of(mean)
        table.add_row(
            Text(how.label),
            figure(mean, decimals),
            *(change_of(rows.get(cell), how.factor, decimals) for rows in changes),
        )
    return Group(Text(_title(baseline, name)), table)


def _cells(scenario: Scenario) -> list[Cell]:
    """Return what is shown of a window: incidents, and the response to the most urgent grades."""
    return [_COUNT, *(cell for cell in headlines_of(scenario) if cell.measure in _OF_GRADES)]


def _shown(cell: Cell, scenario: Scenario, hours: float) -> MeasureFormat:
    """Return how a cell is shown; incidents by the hour, so that windows can be compared."""
    if cell == _COUNT:
        return MeasureFormat("Incidents an hour", "incidents an hour", 1 / hours, decimals=1)
    return shown(cell, scenario)


def _hours(scenario: Scenario, window: str) -> float:
    """Return the hours of a window within what is measured."""
    spans = spans_ms(scenario.run, scenario.run.windows[window])
    return sum(end - start for start, end in spans) / MS_PER_HOUR


def _not_measured(scenario: Scenario, window: str) -> Text:
    """Say of a window that it lies after fewer days than the scenario has, as by ``--days``."""
    days = counted(scenario.run.days, "day")
    return Text(f"Window {window}: none of its hours are in the {days} measured.")


def _title(scenario: Scenario, window: str) -> str:
    return f"Window {window}, {_hours(scenario, window):,.4g} hours"
