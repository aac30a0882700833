"""The command `sixhubs show`, and how the tables of a run are printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.folders import RESULTS, is_folder, shortened
from sim.cli.options import examples
from sim.cli.showing import BY, USUAL, Showing, showing, with_showing_options
from sim.errors import InputError, problem

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from sim.outputs.assembling import Tables
    from sim.outputs.reading import ResultTables
    from sim.scenario.schema.scenario import Scenario

#: Results that a message names.
_SHOWN = 10


@click.command(
    epilog=examples(
        "sixhubs show results/compare-sussex-2017-ring-fenced",
        "sixhubs show sussex-2017",
        "sixhubs show sussex-2015-to-2019 --by month",
    )
)
@click.argument("results", type=click.Path(path_type=Path))
@with_showing_options(*BY, "month")
def show(results: Path, by: str | None, measures: tuple[str, ...], details: bool) -> None:
    """Print the table of a finished run or comparison again.

    RESULTS is a folder of results, or its name in results/. Nothing is run or written.
    """
    shown = showing(by, measures, details)
    from sim.outputs.manifest_file import MANIFEST
    from sim.outputs.reading import ResultTables, refuse_changed
    from sim.outputs.scenario_copy import read_scenario

    folder = folder_of(results)
    found = ResultTables(folder)
    names = found.scenarios
    folders = [folder / name for name in names] if len(names) > 1 else [folder]
    scenarios = [read_scenario(each) for each in folders]
    refuse_changed(folders if len(names) == 1 else [folder, *folders])
    if [one.name for one in scenarios] != list(names):
        said = f"its {MANIFEST} names other scenarios than it holds"
        raise InputError([problem(str(folder), said)])
    if by == "month":
        _print_months(folder, scenarios, found.months)
    else:
        print_tables(scenarios, _tables(found), int(found.manifest["seed"]), shown)


def _tables(found: ResultTables) -> Tables:
    """Return the tables of results."""
    from sim.outputs.assembling import Tables
    from sim.outputs.replications import measured_again

    return Tables(
        tuple(measured_again(name, found.replications) for name in found.scenarios),
        found.measures,
        found.comparison,
        found.parts,
    )


def _print_months(folder: Path, scenarios: Sequence[Scenario], months: pd.DataFrame | None) -> None:
    """Print a row for each month.

    Raises
    ------
    InputError
        If there are no results by month.
    """
    from sim.report.terminal.months import month_tables

    if months is None:
        message = "holds no results by month; write `by_month: true` under run, and run it again"
        raise InputError([problem(str(folder), message)])
    _print(month_tables(scenarios, months))


def folder_of(named: Path) -> Path:
    """Return the folder that was meant.

    Raises
    ------
    InputError
        If there is none.
    """
    from sim.outputs.manifest_file import MANIFEST
    from sim.runs.ownership import why_no_manifest
    from sim.suggestions import did_you_mean

    for folder in (named, RESULTS / named):
        if is_folder(folder) and (folder / MANIFEST).is_file():
            return folder
    if is_folder(named):
        why = why_no_manifest(named) or f"it has no {MANIFEST}"
        raise InputError([problem(str(named), f"holds no results: {why}")])
    there = sorted(str(path.parent) for path in RESULTS.glob(f"*/{MANIFEST}"))
    listed = "; sixhubs run and sixhubs compare write some"
    if there:
        listed = f"; there are {', '.join(there[:_SHOWN])}"
    listed += f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    near = did_you_mean(str(named), there)
    raise InputError([problem(shortened(named), f"no such folder of results{listed}{near}")])


def print_tables(
    scenarios: Sequence[Scenario], tables: Tables, seed: int, showing: Showing = USUAL
) -> None:
    """Print what a run or a comparison found, in colour on a terminal.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The one that was run, or the baseline and those compared with it.
    tables : Tables
        What was found.
    seed : int
        Root of all randomness.
    showing : Showing
        What is wanted beside the usual.
    """
    from rich.console import Console

    from sim.report.comparison.asked import Asked
    from sim.report.comparison.build import comparison_of
    from sim.report.terminal.asked import asked_of_run
    from sim.report.terminal.comparing import comparison_table
    from sim.report.terminal.layout import WIDTH
    from sim.report.terminal.tables import run_table

    console = Console()
    width = console.width if console.is_terminal else WIDTH
    baseline = scenarios[0]
    asked = Asked(showing.by, showing.measures)
    if tables.comparison is None:
        (found,) = tables.scenarios
        shown = run_table(
            baseline, tables.summary, seed=seed, measured=found,
            windows=tables.parts.get("windows"),
            asked=asked_of_run(baseline, tables.summary, tables.parts, asked),
        )  # fmt: skip
    else:
        whole = comparison_of(
            scenarios, tables.summary, tables.comparison, seed=seed, parts=tables.parts,
            asked=asked,
        )  # fmt: skip
        shown = comparison_table(whole, width=width, details=showing.details)
    _print(shown)


def _print(shown: RenderableType) -> None:
    """Print in colour on a terminal, and as plain text elsewhere."""
    from rich.console import Console

    from sim.report.terminal.layout import as_text

    console = Console()
    if console.is_terminal:
        console.print(shown)
    else:
        click.echo(as_text(shown), nl=False)
