"""The tables that people read in a terminal, or in its output kept as a text file.

Nothing is said by colour alone, and everything fits into 80 columns. The functions return what
rich can print; printing is the command's business. `as_text` gives the same as plain text.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.manifest import highest_marking
from sim.outputs.replications import Measured
from sim.outputs.statistics import Cell
from sim.report.terminal.columns import change_of, empty_table, possible
from sim.report.terminal.notes import Row, notes, precision, reading, rows_of
from sim.report.terminal.windows import window_comparisons, window_tables
from sim.report.terminal.words import (
    OPEN_SHARE,
    counted,
    decimals_for,
    figure,
    grade_label,
    headlines_of,
    interval,
    open_share,
    plain,
    shown,
    target_of,
    target_share_of,
)
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
#: Columns that names of measures take up, and that a scenario does; two more are between columns.
_NAMES_WIDTH = 30
_SCENARIO_WIDTH = 26


def as_text(renderable: RenderableType, width: int = WIDTH) -> str:
    """Return what rich would print, without colours and without blanks at the ends of lines."""
    console = Console(
        file=io.StringIO(), width=width, color_system=None, force_terminal=False, highlight=False
    )
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def run_table(
    scenario: Scenario,
    measures: pd.DataFrame,
    *,
    seed: int,
    measured: Measured | None = None,
    windows: pd.DataFrame | None = None,
) -> RenderableType:
    """Return the table of one scenario: headline measures, its first grade by hub, its windows.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    measures : DataFrame
        ``measures.csv``.
    seed : int
        Root of all randomness.
    measured : Measured, optional
        With it the notes say whether there were enough replications.
    windows : DataFrame, optional
        ``windows.csv``, where the scenario has windows.
    """
    rows = rows_of(measures, scenario.name)
    number = max(int(row["replications"]) for row in rows.values())
    enough = [] if measured is None else precision(scenario, measured)
    return _marked(
        [scenario],
        _headings([scenario]),
        Text(f"{measured_period(scenario.run)}; {counted(number, 'replication')}, seed {seed}."),
        _headlines(scenario, rows),
        *_by_hub(scenario, rows),
        *(window_tables(scenario, measures, windows) if windows is not None else []),
        _section("Notes", [*notes([scenario], measures), *enough]),
    )


def comparison_table(
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    measures: pd.DataFrame,
    comparison: pd.DataFrame,
    *,
    seed: int,
    width: int = WIDTH,
    windows: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> RenderableType:
    """Return the table that compares scenarios with a baseline, and its reading in words.

    Parameters
    ----------
    baseline : Scenario
        What the others are compared with.
    scenarios : sequence of Scenario
        The others.
    measures : DataFrame
        ``measures.csv`` of all, baseline included.
    comparison : DataFrame
        ``comparison.csv``.
    seed : int
        Root of all randomness.
    width : int
        Columns of the terminal; scenarios that do not fit beside each other follow below.
    windows : tuple of DataFrames, optional
        ``windows.csv`` and ``windows_comparison.csv``, where the scenarios have windows.
    """
    number = int(comparison["replications"].max())
    rest = width - _NAMES_WIDTH - 2 - len(baseline.name)
    side_by_side = max(1, rest // (_SCENARIO_WIDTH + 2))
    groups = [
        scenarios[first : first + side_by_side] for first in range(0, len(scenarios), side_by_side)
    ]
    blocks = [_comparison(baseline, group, measures, comparison) for group in groups]
    beside = [] if windows is None else window_comparisons(baseline, groups, *windows)
    words = reading(baseline, scenarios, comparison)
    return _marked(
        [baseline, *scenarios],
        _headings([baseline, *scenarios]),
        Text(f"{measured_period(baseline.run)}; {counted(number, 'replication')}, seed {seed}."),
        *blocks,
        Text("For each scenario: mean and verdict; below, the change and its 95% interval."),
        *beside,
        *([_section("In plain words", words)] if words else []),
        _section("Notes", notes([baseline, *scenarios], measures, comparison)),
    )


def _marked(scenarios: Sequence[Scenario], *parts: RenderableType) -> Group:
    """Put the protective marking above and below."""
    marking = Text(highest_marking(scenarios), style="bold")
    spaced = [part for one in parts for part in (one, "")]
    return Group(marking, "", *spaced, marking)


def _headings(scenarios: Sequence[Scenario]) -> Table:
    """Return names and titles of the scenarios."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for scenario in scenarios:
        table.add_row(Text(scenario.name, style="bold"), Text(scenario.title))
    return table


def _headlines(scenario: Scenario, rows: dict[Cell, Row]) -> Table:
    table = empty_table("Measure", "Mean", "95% interval", words=["Target"])
    for cell in headlines_of(scenario):
        if cell not in rows:
            continue
        row, how = rows[cell], shown(cell, scenario)
        mean = row["mean"] * how.factor
        decimals = decimals_for(mean) if how.decimals is None else how.decimals
        low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
        table.add_row(
            Text(how.label),
            figure(mean, decimals) if row["replications"] else "no values",
            interval(low, high, decimals),
            Text(_target(scenario, cell, rows, low, high)),
        )
    return table


def _target(scenario: Scenario, cell: Cell, rows: dict[Cell, Row], low: float, high: float) -> str:
    """Say whether enough incidents of a grade are reached in time: ``80%: met``."""
    share = target_share_of(scenario, cell)
    unknown = open_share(rows, cell)
    parts = [f"{plain(share * 100)}%" if share else "", _is_met(low, high, share * 100, unknown)]
    if unknown > OPEN_SHARE and not any(parts[1:]):
        parts.append(f"{unknown:.0%} not known yet")
    return ": ".join(part for part in parts if part)


def _is_met(low: float, high: float, target: float, unknown: float) -> str:
    """Say whether a share meets its target, given its interval; nothing without one.

    Whatever becomes of those of which it is not known at the end whether they are in time.
    """
    if math.isnan(low) or math.isnan(high) or not target:
        return ""
    if low * (1 - unknown) >= target:
        return "met"
    if high * (1 - unknown) + 100 * unknown < target:
        return "missed"
    return f"{unknown:.0%} not known yet" if unknown > OPEN_SHARE else "cannot tell"


def _by_hub(scenario: Scenario, rows: dict[Cell, Row]) -> list[RenderableType]:
    """Return the response to the most urgent grade, hub by hub; nothing for a single hub."""
    attended = [g for g in sorted(scenario.grades) if scenario.grades[g].served_by == "attendance"]
    if len(scenario.hubs) < 2 or not attended:
        return []
    grade = str(attended[0])
    target = target_of(scenario, grade)
    table = empty_table(
        "Hub",
        "Incidents",
        "Mean",
        "95% interval",
        "9 in 10",
        f"In {plain(target)} min, %",
        words=["Target"],
    )
    for hub in scenario.hubs:
        count, mean, p90, within = (
            rows[Cell(measure, hub=hub, grade=grade)]
            for measure in (
                "incidents_count",
                "response_time_mean_min",
                "response_time_p90_min",
                "within_target_share",
            )
        )
        low, high = possible(mean["ci_low"], mean["ci_high"], 1.0, share=False)
        reached = possible(within["ci_low"], within["ci_high"], 100.0, share=True)
        table.add_row(
            Text(hub),
            figure(count["mean"], decimals_for(count["mean"])),
            figure(mean["mean"], 1),
            interval(low, high, 1),
            figure(p90["mean"], 1),
            figure(within["mean"] * 100, 1),
            _target(
                scenario,
                Cell("within_target_share", hub=hub, grade=grade),
                rows,
                *reached,
            ),
        )
    title = f"{grade_label(scenario, grade)}, by hub (response times in minutes)"
    return [Group(Text(title), table)]


def _comparison(
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    measures: pd.DataFrame,
    comparison: pd.DataFrame,
) -> Table:
    """Return the table of the scenarios that fit beside each other."""
    names = [scenario.name for scenario in scenarios]
    table = empty_table("Measure", baseline.name, words=names)
    tables = [rows_of(comparison, scenario.name) for scenario in scenarios]
    means = [rows_of(measures, scenario.name) for scenario in (baseline, *scenarios)]
    for cell in headlines_of(baseline):
        if not any(cell in rows for rows in tables):
            continue
        how = shown(cell, baseline)
        before = means[0][cell]["mean"] * how.factor if cell in means[0] else math.nan
        decimals = decimals_for(before) if how.decimals is None else how.decimals
        verdicts = [
            _verdict(scenario, cell, rows)
            for scenario, rows in zip((baseline, *scenarios), means, strict=True)
        ]
        share = target_share_of(baseline, cell)
        table.add_row(
            Text(how.label + (f"\n  target: {plain(share * 100)}" if share else "")),
            figure(before, decimals) + _below(verdicts[0]),
            *(
                change_of(rows.get(cell), how.factor, decimals).append(
                    _below(verdict and f"target: {verdict}")
                )
                for rows, verdict in zip(tables, verdicts[1:], strict=True)
            ),
        )
    return table


def _verdict(scenario: Scenario, cell: Cell, rows: dict[Cell, Row]) -> str:
    """Say whether a scenario meets the target of a cell; nothing where it has none."""
    if cell not in rows:
        return ""
    low, high = possible(rows[cell]["ci_low"], rows[cell]["ci_high"], 100.0, share=True)
    unknown = open_share(rows, cell)
    return _is_met(low, high, target_share_of(scenario, cell) * 100, unknown)


def _below(text: str) -> str:
    """Return a text on a line of its own, if there is one."""
    return f"\n{text}" if text else ""


def _section(title: str, lines: list[str]) -> Group:
    """Return a title with a list below."""
    bullets = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        bullets.add_row("-", Text(line))
    return Group(Text(title, style="bold"), bullets)
