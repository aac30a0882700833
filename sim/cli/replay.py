"""The command `sixhubs replay`: a day of a run as a page that plays it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.folders import FileToWrite
from sim.cli.naming import day_problems
from sim.cli.options import (
    ENGINE_OPTION,
    REPLICATION_OPTION,
    SCENARIO,
    SEED_OPTION,
    Whole,
    examples,
    load_all,
)
from sim.cli.program import note_written, say, show_without_effect
from sim.errors import InputError
from sim.wording import readable


@click.command(
    epilog=examples(
        "sixhubs replay sussex-2017 --day 12",
        "sixhubs replay sussex-2017 ring-fenced --day 12 -o side-by-side.html",
    )
)
@click.argument("scenario", type=SCENARIO)
@click.argument("beside", metavar="[SCENARIO]", required=False, type=SCENARIO)
@click.option(
    "--day",
    type=Whole(1),
    required=True,
    metavar="DAY",
    help="Which day of the run to show; day 1 is the first of the warm-up.",
)
@REPLICATION_OPTION
@click.option(
    "-o",
    "--output",
    type=FileToWrite(".html"),
    metavar="FILE",
    default=Path("replay.html"),
    show_default=True,
    help="Page to write, which is replaced if it is there.",
)
@SEED_OPTION
@ENGINE_OPTION
def replay(scenario: str, beside: str | None, day: int, output: Path, **words: Any) -> None:
    """Write a page that plays one day: officers on a map, queues by grade, and a clock to drag.

    With a second SCENARIO the two are shown side by side, with the same incidents. The page is one
    file and needs no network. The replication is simulated again for it.
    """
    named = [scenario] if beside is None else [scenario, beside]
    loaded = load_all(named)

    from sim.outputs.files import write_whole
    from sim.report.replay.page import day_of, page_of
    from sim.runs.compiled_ahead import prepare
    from sim.runs.length import with_days
    from sim.runs.study import check_comparable

    days = max(one.scenario.run.days for one in loaded)
    without_effect = {one for each in loaded for one in each.without_effect_in(days)}
    loaded = with_days(loaded, days)
    check_comparable(loaded)
    scenarios = [one.scenario for one in loaded]
    run = scenarios[0].run
    if problems := day_problems(run, day):
        raise InputError(problems)
    show_without_effect(sorted(without_effect))
    seed = run.seed if words["seed"] is None else words["seed"]
    prepare(words["engine"], say)
    sides = [day_of(one, seed, words["replication"], day, words["engine"]) for one in scenarios]
    write_whole(output, page_of(sides, named, seed, words["replication"], day))
    note_written(f"{output} is written and whole")
    click.echo(f"wrote {readable(output)}")
