"""The table of one scenario, as people read it in a terminal or in its output kept as a text file.

Nothing is said by colour alone, and everything fits into 80 columns. The functions return what
rich can print; printing is the command's business. `layout.as_text` gives the same as plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.headlines import headlines_of
from sim.outputs.replications import Measured
from sim.outputs.rows import Row, replications_in, rows_of
from sim.outputs.statistics import Cell
from sim.report.labels import grade_label
from sim.report.terminal.layout import empty_table, headings, marked, section
from sim.report.terminal.notes import notes, precision
from sim.report.terminal.targets import target_of_run
from sim.report.terminal.windows import window_tables
from sim.report.terminal.words import (
    decimals_for,
    figure,
    interval,
    plain,
    possible,
    shown,
    target_of,
)
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def run_table(
    scenario: Scenario,
    measures: pd.DataFrame,
    *,
    seed: int,
    measured: Measured | None = None,
    windows: pd.DataFrame | None = None,
    asked: Sequence[RenderableType] = (),
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
    asked : sequence of renderables
        What is wanted beside the usual.
    """
    rows = rows_of(measures, scenario.name)
    number = replications_in(rows)
    enough = [] if measured is None else precision(scenario, measured)
    return marked(
        scenario.protective_marking,
        headings([scenario]),
        Text(f"{measured_period(scenario.run)}; {counted(number, 'replication')}, seed {seed}."),
        _headlines(scenario, rows),
        *_by_hub(scenario, rows),
        *(window_tables(scenario, measures, windows) if windows is not None else []),
        *asked,
        section("Notes", [*notes([scenario], {scenario.name: rows}), *enough]),
    )


def _headlines(scenario: Scenario, rows: dict[Cell, Row]) -> Table:
    table = empty_table("Measure", "Mean", "95% interval", words=["Target"])
    for cell in headlines_of(scenario):
        if cell not in rows:
            continue
        row, how = rows[cell], shown(cell, scenario)
        mean = row["mean"] * how.factor
        decimals = how.decimals_of(mean)
        low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
        table.add_row(
            Text(how.label),
            figure(mean, decimals) if row["replications"] else "no values",
            interval(low, high, decimals),
            Text(target_of_run(scenario, cell, rows, low, high)),
        )
    return table


def _by_hub(scenario: Scenario, rows: dict[Cell, Row]) -> list[RenderableType]:
    """Return the response to the most urgent grade, hub by hub; nothing for a single hub."""
    attended = grades_of_officers(scenario)
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
            target_of_run(
                scenario,
                Cell("within_target_share", hub=hub, grade=grade),
                rows,
                *reached,
            ),
        )
    title = f"{grade_label(scenario, grade)}, by hub (response times in minutes)"
    return [Group(Text(title), table)]
