"""The command `sixhubs uncertainty`: how sure a change is while inputs are not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.folders import FileToWrite
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
from sim.cli.program import note_written, telling
from sim.cli.searching import keeping, study_of
from sim.errors import InputError, problem
from sim.wording import counted

if TYPE_CHECKING:
    from sim.outputs.statistics import Cell
    from sim.report.terminal.uncertainty import DrawsRun
    from sim.runs.study import Study
    from sim.runs.uncertainty import MeasuredDraws
    from sim.world.arrays import Floats

#: Draws, unless another number is asked for, and the most.
DRAWS, MOST_DRAWS = 200, 10_000


def _by_rule(path: Path) -> Path:
    """Return the file beside that of the draws that has a line for each answer to a rule."""
    return path.with_name(f"{path.stem}-by-rule{path.suffix}")


def _writable(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and _by_rule(path).is_dir():
        raise click.BadParameter(f"{_by_rule(path)} cannot be written: it is a folder")
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
    type=FileToWrite(".csv"),
    metavar="FILE",
    callback=_writable,
    help="Also write every draw as a line of a file whose name ends in .csv: what was drawn, and "
    "what came of it; and beside it, in FILE-by-rule, what comes of each answer to a rule that is "
    "not known. What stood there is replaced.",
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
    scenario is better, what it is under each answer to a rule, how likely each answer is, and what
    would be worth finding out. One that is interrupted goes on when the same command is given
    again.
    """
    from sim.outputs.uncertainty import all_of, design, sureness
    from sim.outputs.uncertainty_reasons import influences
    from sim.outputs.uncertainty_rules import by_rules
    from sim.report.terminal.layout import as_text
    from sim.report.terminal.uncertainty import WIDTH, DrawsRun, uncertainty_table
    from sim.runs.compiled_ahead import prepare
    from sim.runs.faulty_draws import refuse_faulty_draws
    from sim.runs.ranges import refuse_faulty_ranges
    from sim.runs.uncertain_inputs import not_known
    from sim.runs.uncertainty import Worlds, measure, published_cells

    tell = telling(quiet=words["quiet"])
    # Each draw is one replication, with chance events of its own.
    study = study_of(load_all([baseline, scenario]), {**words, "replications": 1})
    first, second = study.scenarios
    unknown = not_known(first, second)
    refuse_faulty_ranges(study.scenarios, unknown.numbers)
    drawn = design(unknown.numbers, unknown.rules, words["draws"], study.seed)
    study.check_executor()
    many = f"{counted(drawn.draws, 'draw')} of {counted(len(drawn.names), 'input')}"
    tell(f"{many}, {study.options.executor}")
    worlds = Worlds(study, unknown, drawn)
    prepare(study.options.engine, tell)
    with keeping(tell) as kept:
        with study.options.executor.open(drawn.draws) as workers:
            refuse_faulty_draws(worlds, workers)
            measured, agrees = measure(worlds, published_cells(first), workers, kept, tell)
        agreeing = all_of(agrees, drawn.draws)
        changes = _changes(study, measured)
        about = DrawsRun(
            baseline=first.scenario,
            scenario=second.scenario,
            design=drawn,
            agrees=agrees,
            agreeing=agreeing,
            set_by_scenario=unknown.set_by_scenario,
            taken_away=unknown.taken_away,
            seed=study.seed,
            found={cell: sureness(each, sign, agreeing) for cell, (each, sign) in changes.items()},
            reasons={
                cell: influences(each, drawn, agreeing) for cell, (each, _) in changes.items()
            },
            by_rules=by_rules(drawn, changes, agreeing),
        )
        if words["table"] is not None:
            _write(words["table"], about, measured)
        click.echo(as_text(uncertainty_table(about), WIDTH), nl=False)


def _changes(study: Study, measured: MeasuredDraws) -> dict[Cell, tuple[Floats, float]]:
    """Return the changes of each headline that can be better or worse, and the sign of a gain.

    A force may lack some headlines, which have no value in any draw.

    Raises
    ------
    InputError
        If it lacks all of them.
    """
    import numpy as np

    from sim.outputs.headlines import judged_between
    from sim.outputs.measures.registry import good_sign

    first, second = (loaded.scenario for loaded in study.scenarios)
    cells = judged_between(first, second)
    every = {cell: measured.change(cell) for cell in cells}
    found = {cell: change for cell, change in every.items() if not np.isnan(change).all()}
    if not found:
        message = f"no headline has a value in {first.name} and in {second.name}"
        raise InputError([problem("uncertainty", message)], "found")
    return {cell: (change, good_sign(cell.measure)) for cell, change in found.items()}


def _write(path: Path, drawn: DrawsRun, measured: MeasuredDraws) -> None:
    """Write a line for each draw, and beside it a file with a line for each answer and headline.

    Raises
    ------
    RunError
        If a file cannot be written; what stood there is then as it was.
    """
    import pandas as pd

    from sim.outputs.files import write_whole
    from sim.outputs.uncertainty_tables import lines_by_rule, table_of_draws

    values = {cell: (measured.of_baseline(cell), measured.change(cell)) for cell in drawn.found}
    draws = table_of_draws(drawn.design, drawn.agrees, drawn.agreeing, values)
    tables = {path: pd.DataFrame(draws)}
    if drawn.by_rules:
        tables[_by_rule(path)] = pd.DataFrame(lines_by_rule(drawn.by_rules))
    for file, table in tables.items():
        write_whole(file, table.to_csv(index=False, lineterminator="\n"))
    note_written(f"{' and '.join(map(str, tables))} {'are' if len(tables) > 1 else 'is'} written")
