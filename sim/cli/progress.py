"""How far a run has come: a bar on a terminal, lines elsewhere, nothing when quiet."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.cli.program import say

if TYPE_CHECKING:
    from sim.runs.resume import Event

Notify = Callable[["Event"], None]


class Count:
    """How many replications have finished."""

    def __init__(self, total: int, before: int) -> None:
        self.total = total
        self.finished = before

    def add(self, event: Event) -> str:
        """Count one more, and return a line about it."""
        from sim.runs.resume import Saved

        if not isinstance(event, Saved):
            return str(event)
        self.finished += 1
        scenario, replication = event.key
        return (
            f"{scenario}: replication {replication} done in {event.seconds:.1f} s "
            f"({self.finished} of {self.total})"
        )


@contextlib.contextmanager
def reporting(count: Count, *, quiet: bool) -> Iterator[Notify]:
    """Provide the function to call for each replication that finishes or fails."""
    if quiet:

        def silently(event: Event) -> None:
            count.add(event)

        yield silently
    elif sys.stderr.isatty():
        with _bar(count) as notify:
            yield notify
    else:

        def line_by_line(event: Event) -> None:
            say(count.add(event))

        yield line_by_line


@contextlib.contextmanager
def _bar(count: Count) -> Iterator[Notify]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("replications"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=count.total, completed=count.finished)

        def move(event: Event) -> None:
            before = count.finished
            line = count.add(event)
            if count.finished == before:
                progress.console.print(line, highlight=False, markup=False)
            progress.update(bar, completed=count.finished)

        yield move
