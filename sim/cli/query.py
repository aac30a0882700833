"""The command `sixhubs query`: the tables of results, asked in SQL."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.folders import RESULTS, is_folder
from sim.cli.options import examples
from sim.cli.show import folder_of
from sim.errors import InputError, problem


@click.command(
    epilog=examples(
        "sixhubs query \"SELECT hub, mean FROM measures WHERE measure = 'queue_wait_mean_min'\" "
        "results/sussex-2017",
        'sixhubs query "SHOW TABLES" sussex-2017',
        'sixhubs query "DESCRIBE measures" sussex-2017',
    )
)
@click.argument("select", metavar="SELECT")
@click.argument("results", type=click.Path(path_type=Path), default=Path())
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as csv, for other programs.")
def query(select: str, results: Path, as_csv: bool) -> None:
    """Ask the tables of a finished run or comparison a question in SQL, with DuckDB.

    RESULTS is a folder of results, or its name in results/; without it, the folder you are in. A
    table has the name of its file, such as measures, comparison, or after --log incidents. Those
    of one scenario of a comparison have its name before theirs: "ring-fenced".measures. Where
    DuckDB is not installed, it says how to install it.
    """
    import csv
    import io

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sim.outputs.querying import ask
    from sim.outputs.reading import ResultTables, refuse_changed
    from sim.report.page.words import harmless
    from sim.report.terminal.layout import as_text, marked

    if any(is_folder(place / select) for place in (Path(), RESULTS)) and select.strip():
        message = f"got the folder {select} where a SELECT is expected; the results come after it"
        raise InputError([problem("SELECT", message)])
    folder = folder_of(results)
    found = ResultTables(folder)
    marking = str(found.manifest["protective_marking"])
    parts = found.scenarios if len(found.scenarios) > 1 else ()
    refuse_changed([folder, *(folder / name for name in parts)])
    answer = ask(folder, select, parts)
    rows = [["" if value is None else harmless(str(value)) for value in row] for row in answer.rows]
    headers = [harmless(column) for column in answer.columns]
    if as_csv:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        has_marking = "protective_marking" in headers
        last = [] if has_marking else [marking]
        writer.writerow([*headers, *([] if has_marking else ["protective_marking"])])
        writer.writerows([*row, *last] for row in rows)
        click.echo(text.getvalue(), nl=False)
        return
    table = Table(box=None, pad_edge=False)
    for header in headers:
        table.add_column(Text(header))
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    # Beyond a terminal, lines are as long as they need to be.
    width = console.width if console.is_terminal else 10_000
    click.echo(as_text(marked(marking, table), width), nl=False)
