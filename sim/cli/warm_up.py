"""The command `sixhubs warm-up`: whether a scenario has settled when measuring begins."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.options import (
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    QUIET_OPTION,
    REPLICATIONS_OPTION,
    SCENARIO,
    SEED_OPTION,
    Whole,
    examples,
    load_all,
)
from sim.cli.program import telling
from sim.cli.searching import study_of
from sim.scenario.schema.limits import DAYS_LIMIT

#: Days that are looked at unless it is given. With fewer weeks than about fifty, MSER takes chance
#: for a change too often: it gives up on a third of all series of 26 numbers that are chance alone.
DAYS = 364


@click.command(
    "warm-up",
    epilog=examples("sixhubs warm-up sussex-2017", "sixhubs warm-up sussex-2017 --replications 20"),
)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--days",
    type=Whole(28, DAYS_LIMIT),
    default=DAYS,
    show_default=True,
    metavar="N",
    help="How many days are looked at after the warm-up.",
)
@REPLICATIONS_OPTION
@SEED_OPTION
@ENGINE_OPTION
@EXECUTOR_OPTION
@QUIET_OPTION
def warm_up(scenario: str, **words: Any) -> None:
    """Say whether the warm-up of a scenario is long enough.

    It runs the scenario from its empty start, and prints how many incidents wait for an officer in
    each week, averaged over the replications. MSER, a rule of simulation studies, tells how many
    weeks at the beginning differ from the rest and should not be measured. Nothing is written.
    """
    from sim.outputs.statistics import mser
    from sim.report.terminal.layout import as_text
    from sim.report.terminal.warm_up import warm_up_table
    from sim.runs.compiled_ahead import prepare
    from sim.runs.warm_up import weekly_queues

    tell = telling(quiet=words["quiet"])
    study = study_of(load_all([scenario]), words)
    study.check_executor()
    prepare(study.options.engine, tell)
    with study.options.executor.open(study.replications) as workers:
        weeks = weekly_queues(study, workers).tolist()
    one = study.scenarios[0].scenario
    table = warm_up_table(
        one, weeks, mser(weeks, batch=1), replications=study.replications, seed=study.seed
    )
    click.echo(as_text(table), nl=False)
