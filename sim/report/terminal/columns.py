"""What the tables of a terminal share: how columns and verdicts look."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from sim.outputs.verdicts import Verdict

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
