"""What `sixhubs verify` says of a results folder."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sim.cli.folders import is_folder
from sim.cli.options import examples
from sim.cli.program import FAILED
from sim.cli.show import folder_of
from sim.wording import counted, readable


@click.command(epilog=examples("sixhubs verify results/compare-sussex-2017-ring-fenced"))
@click.argument("results", type=click.Path(path_type=Path))
@click.pass_context
def verify(ctx: click.Context, results: Path) -> None:
    """Check that a results folder is as it was written.

    RESULTS is a folder of results, or its name in results/. Lists every file that is missing, was
    changed, is unfinished, or is not of this run. The exit status is 0 if there is none, 1 if there
    is any, and 2 if the folder holds no results or a command is writing to it.
    """
    from sim.runs.verifying import verify as check

    folder = results if is_folder(results) else folder_of(results)
    found = check(folder)
    faults = [one for one in found if one.fault]
    for one in faults:
        click.echo(f"{readable(folder / one.path)}: {one.fault}")
    if faults:
        are = "is not as it was" if len(faults) == 1 else "are not as they were"
        click.echo(f"{len(faults)} of {counted(len(found), 'file')} {are} written")
        ctx.exit(FAILED)
    are = "is as it was" if len(found) == 1 else "are as they were"
    click.echo(f"ok: {readable(folder)}{os.sep}: {counted(len(found), 'file')} {are} written")
