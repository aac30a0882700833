"""The table of a run by calendar month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from sim.outputs.manifest import highest_marking
from sim.outputs.rows import rows_of
from sim.outputs.statistics import Cell
from sim.report.terminal.layout import empty_table
from sim.report.terminal.words import figure
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class _MonthColumn(NamedTuple):
    heading: str
    cell: Cell
    factor: float = 1.0
    decimals: int = 0


def _columns(scenario: Scenario) -> list[_MonthColumn]:
    """Return what is shown of a month; means of what has no values are left blank."""
    urgent = sorted(scenario.grades)[:2]
    return [
        _MonthColumn("Incidents", Cell("incidents_count")),
        *(
            _MonthColumn(
                f"Grade {n}, min", Cell("response_time_mean_min", grade=str(n)), decimals=1
            )
            for n in urgent
        ),
        _MonthColumn("Prevention, h", Cell("prevention_hours_delivered")),
        _MonthColumn("Redeployed, h", Cell("prevention_hours_redeployed")),
        _MonthColumn("ASB powers", Cell("asb_powers_count")),
        _MonthColumn("Repeats, %", Cell("repeat_share"), 100.0, 2),
    ]


def month_tables(scenarios: Sequence[Scenario], months: pd.DataFrame) -> RenderableType:
    """Return a table for each scenario: a row for each month, the means of its replications.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What was run.
    months : DataFrame
        ``months.csv``.
    """
    marking = Text(highest_marking(scenarios), style="bold")
    blocks: list[RenderableType] = []
    for scenario in scenarios:
        mine = months[months["scenario"] == scenario.name]
        columns = _columns(scenario)
        table = empty_table("Month", *(column.heading for column in columns))
        for name in dict.fromkeys(mine["month"]):
            rows = rows_of(mine[mine["month"] == name], scenario.name)
            cells = []
            for column in columns:
                row = rows.get(column.cell)
                mean = math.nan if row is None else row["mean"] * column.factor
                cells.append("" if math.isnan(mean) else figure(mean, column.decimals))
            table.add_row(Text(str(name)), *cells)
        blocks += [Text(f"{scenario.name} by month", style="bold"), table, Text("")]
    words = (
        "Means over the replications; response times are means. Incidents count in the month in "
        "which their log was created, hours in that in which they were worked."
    )
    return Group(marking, Text(""), *blocks, Text(words), Text(""), marking)
