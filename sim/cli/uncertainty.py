"""The command `sixhubs uncertainty`: how sure a change is while inputs are not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import (
    DAYS_OPTION,
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    QUIET_OPTION,
    SCENARIO,
    SEED_OPTION,
    Whole,
    examples,
    load_all,
)
from sim.cli.program import say

if TYPE_CHECKING:
    from sim.report.terminal.uncertainty import Drawn
    from sim.runs.study import Study
    from sim.runs.uncertainty import Measured

#: Draws, unless another number is asked for, and the most.
DRAWS, MOST_DRAWS = 200, 10_000


def _writable(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"{path} cannot be written: there is no folder {path.parent}")
    return path


@click.command(
    "uncertainty",
    epilog=examples(
        "sixhubs uncertainty sussex-2017 ring-fenced",
        "sixhubs uncertainty sussex-2017 ring-fenced --draws 500 --csv draws.csv",
    ),
)
@click.argument("baseline", type=SCENARIO)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--draws",
    type=Whole(2, MOST_DRAWS),
    default=DRAWS,
    metavar="N",
    show_default=True,
    help="How often what is not known is drawn.",
)
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=_writable,
    help="Also write every draw as a line: what was drawn, and what came of it.",
)
@DAYS_OPTION
@SEED_OPTION
@ENGINE_OPTION
@EXECUTOR_OPTION
@QUIET_OPTION
def uncertainty(baseline: str, scenario: str, **words: Any) -> None:
    """Find how sure a change is while the inputs are not known.

    The baseline says how far its numbers may differ (evidence), which rules are not known
    (rules_not_known), and what was published of the force (published). All that is not known is
    drawn many times. Where the baseline then gives what was published, the scenario is run too, on
    the same incidents. It prints how large the change is over these draws, in how many of them the
    scenario is better, and on what that hangs most.
    """
    from sim.outputs.headlines import headlines_between
    from sim.outputs.uncertainty import all_of, design, sureness
    from sim.report.terminal.layout import WIDTH, as_text
    from sim.report.terminal.uncertainty import Drawn, uncertainty_table
    from sim.runs.measuring import good_sign
    from sim.runs.replication import prepare
    from sim.runs.uncertainty import Worlds, measure, not_known, published_cells

    tell = (lambda _: None) if words["quiet"] else say
    study = _study(load_all([baseline, scenario]), words)
    first, second = study.scenarios
    unknown = not_known(first, second)
    drawn = design(unknown.numbers, unknown.rules, words["draws"], study.seed)
    study.check_place()
    tell(f"{drawn.draws} draws of {len(drawn.names)} inputs, {study.options.place}")
    worlds = Worlds(study, unknown, drawn)
    prepare(study.options.engine, tell)
    with study.options.place.open(drawn.draws) as workers:
        measured, agrees = measure(worlds, published_cells(first), workers, tell)
    kept = all_of(agrees, drawn.draws)
    about = Drawn(
        first.scenario, second.scenario, drawn, agrees, kept, unknown.set_by_scenario, study.seed
    )
    headlines = headlines_between(first.scenario, second.scenario)
    found = {
        one.cell: sureness(measured.change(one.cell), good_sign(one.cell.measure), drawn, kept)
        for one in headlines
        if not one.is_set
    }
    if words["table"] is not None:
        _write(words["table"], about, measured, list(found))
    click.echo(as_text(uncertainty_table(about, found), WIDTH), nl=False)


def _study(loaded: list[Any], words: dict[str, Any]) -> Study:
    """Return the comparison that is run in each draw; its folder is never made."""
    from sim.runs.places.place import cores
    from sim.runs.places.processes import Processes
    from sim.runs.study import Options, Study

    options = Options(
        replications=1,
        seed=words["seed"],
        days=words["days"],
        engine=words["engine"],
        place=words["executor"] or Processes(cores()),
    )
    return Study(loaded, Path("uncertainty"), options)


def _write(path: Path, drawn: Drawn, measured: Measured, cells: list[Any]) -> None:
    """Write a line for each draw: its inputs, whether it counts, and what came of it.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import pandas as pd

    from sim.cli.naming import problem
    from sim.errors import InputError

    design = drawn.design
    table: dict[str, Any] = {"draw": range(design.draws)}
    table |= {one.path: design.values()[:, n] for n, one in enumerate(design.numbers)}
    for n, rule in enumerate(design.rules):
        table[rule.name] = [rule.answers[given] for given in design.answers()[:, n]]
    table |= {f"agrees: {name}": given for name, given in drawn.agrees.items()}
    table["counts"] = drawn.kept
    for cell in cells:
        name = " ".join(part for part in cell if part != "all")
        table[f"baseline: {name}"] = measured.of_baseline(cell)
        table[f"change: {name}"] = measured.change(cell)
    try:
        pd.DataFrame(table).to_csv(path, index=False, lineterminator="\n")
    except OSError as error:
        raise InputError(
            [problem("--csv", f"{path} cannot be written: {error.strerror}")]
        ) from None
