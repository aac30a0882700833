"""What the tables of a terminal share: how columns look, and how a change is written."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from sim.outputs.rows import Row
from sim.outputs.verdicts import Verdict
from sim.report.terminal.words import figure, interval, visible

_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red"}


def empty_table(*headers: str, words: Sequence[str] = ()) -> Table:
    """Return an empty table: a column of words, columns of numbers, and more columns of words."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for position, header in enumerate((*headers, *words)):
        if 0 < position < len(headers):
            table.add_column(Text(header), justify="right", no_wrap=True)
        else:
            table.add_column(Text(header), min_width=min(len(header), 8))
    return table


def verdict_style(verdict: str) -> str:
    """Return the colour of a verdict; the words say the same."""
    return _STYLES.get(verdict, "")


def change_of(row: Row | None, factor: float, decimals: int) -> Text:
    """Return the mean and verdict of a scenario, and below it the change with its interval."""
    if row is None or not row["replications"]:
        return Text("no values to compare")
    verdict = str(row["better"])
    text = Text(f"{figure(row['scenario_mean'] * factor, decimals)} ")
    text.append(verdict, style=verdict_style(verdict))
    decimals = visible(row["difference"] * factor, decimals)
    span = interval(row["ci_low"] * factor, row["ci_high"] * factor, decimals, sign=True)
    change = figure(row["difference"] * factor, decimals, sign=True)
    if row["ci_low"] == row["ci_high"]:
        return text.append(f"\n{change} each time" if row["difference"] else "\nno change")
    return text.append(f"\n{change} ({span})" if span else f"\n{change}")
