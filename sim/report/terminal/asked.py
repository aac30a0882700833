"""Rows of a single run that somebody asked for, by hub, district, type, team or measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from sim.outputs.measures.registry import ALL
from sim.outputs.rows import by_part, rows_of
from sim.report.comparison.asked import Asked, cells_of_parts, is_asked, name_of, urgent
from sim.report.terminal.layout import empty_table
from sim.report.terminal.words import figure, interval, possible, shown
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def asked_of_run(
    scenario: Scenario,
    measures: pd.DataFrame,
    parts: Mapping[str, pd.DataFrame],
    asked: Asked,
) -> list[RenderableType]:
    """Return a table of what was asked for; nothing if nothing was.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    measures : DataFrame
        ``measures.csv``.
    parts : mapping
        ``districts.csv`` and ``types.csv``, by name.
    asked : Asked
        What is wanted.
    """
    if not asked.by and not asked.measures:
        return []
    table = empty_table(f"By {asked.by}" if asked.by else "Asked for", "Mean", "95% interval")
    if asked.by in ("district", "type"):
        frame = parts.get(f"{asked.by}s")
        if frame is None:
            return []
        names = [part for part in dict.fromkeys(frame[asked.by]) if part != ALL]
        cells = cells_of_parts(frame, asked.measures, urgent(scenario))
        rows_by_part = by_part(frame, asked.by)
        sources = [
            (f"{name_of(scenario, asked.by, part)}, ", rows_by_part[scenario.name, part])
            for part in names
        ]
    else:
        rows = rows_of(measures, scenario.name)
        cells = [cell for cell in rows if is_asked(cell, asked, urgent(scenario))]
        sources = [("", rows)]
    for before, rows in sources:
        for cell in cells:
            row = rows.get(cell)
            if row is None or not row["replications"]:
                continue
            how = shown(cell, scenario)
            mean = row["mean"] * how.factor
            decimals = how.decimals_of(mean)
            low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
            table.add_row(
                Text(f"{before}{how.label}"), figure(mean, decimals), interval(low, high, decimals)
            )
    return [table] if table.row_count else []
