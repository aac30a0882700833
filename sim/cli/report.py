"""The command `sixhubs report`: the page and the workbook of a finished run or comparison."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.folders import FileToWrite
from sim.cli.options import examples
from sim.cli.program import note_written
from sim.cli.show import folder_of
from sim.errors import InputError
from sim.wording import readable

#: Ending of the names of workbooks.
_WORKBOOK = ".xlsx"


def add_page(folder: Path, *, is_new: bool) -> str:
    """Write the page and the workbook of a comparison to its folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of its results.
    is_new : bool
        Whether the results have just been written; if not, only what is missing is made.

    Returns
    -------
    str
        A line that says where the page is; empty if nothing was made.
    """
    from sim.report.page.material import read_material
    from sim.report.page.page import page_of
    from sim.report.workbook import workbook_of
    from sim.runs.additions import add_files
    from sim.runs.results import PAGE, WORKBOOK

    if not is_new and (folder / PAGE).exists() and (folder / WORKBOOK).exists():
        return ""
    try:
        material = read_material(folder)
    except InputError as error:
        raise InputError(error.problems, "written") from None
    add_files(folder, {PAGE: page_of(material), WORKBOOK: workbook_of(material)})
    return f"a page to read in a browser: {readable(folder / PAGE)}"


@click.command(
    epilog=examples(
        "sixhubs report results/compare-sussex-2017-ring-fenced",
        "sixhubs report sussex-2017 -o sussex.html",
    )
)
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=FileToWrite(".html", _WORKBOOK),
    metavar="FILE",
    default=Path("report.html"),
    show_default=True,
    help="File to write, which is replaced if it is there: a page if its name ends in .html, a "
    "workbook if it ends in .xlsx.",
)
def report(results: Path, output: Path) -> None:
    """Write a finished run or comparison as a page that is read in a browser, or as a workbook.

    RESULTS is a folder of results, or its name in results/. The page is one file: it needs no
    network, works without scripts, and prints.
    """
    from sim.outputs.files import write_whole
    from sim.report.page.material import read_material
    from sim.report.page.page import page_of
    from sim.report.workbook import workbook_of

    material = read_material(folder_of(results))
    is_workbook = output.suffix.lower() == _WORKBOOK
    write_whole(output, workbook_of(material) if is_workbook else page_of(material))
    note_written(f"{output} is written and whole")
    click.echo(f"wrote {readable(output)}")
