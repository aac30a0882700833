"""What everything on a terminal shares: its width, marking, headings, lists and columns."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.verdicts import Verdict
from sim.scenario.schema.scenario import Scenario

WIDTH = 100
_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red"}


def as_text(renderable: RenderableType, width: int = WIDTH) -> str:
    """Return what rich would print, without colours and without blanks at the ends of lines."""
    console = Console(
        file=io.StringIO(), width=width, color_system=None, force_terminal=False, highlight=False
    )
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def marked(marking: str, *parts: RenderableType) -> Group:
    """Put the protective marking above and below."""
    shown = Text(marking, style="bold")
    spaced = [part for one in parts for part in (one, "")]
    return Group(shown, "", *spaced, shown)


def headings(scenarios: Sequence[Scenario]) -> Table:
    """Return names and titles of the scenarios."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for scenario in scenarios:
        table.add_row(Text(scenario.name, style="bold"), Text(scenario.title))
    return table


def section(title: str, lines: Sequence[str]) -> Group:
    """Return a title with a list below."""
    bullets = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        bullets.add_row("-", Text(line))
    return Group(Text(title, style="bold"), bullets)


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
