"""The command `sixhubs trace`."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.options import (
    ENGINE_OPTION,
    REPLICATION_OPTION,
    SCENARIO,
    SEED_OPTION,
    Whole,
    examples,
    load_all,
)
from sim.cli.program import print_marked, say, show_without_effect
from sim.wording import command_line, options_of


@click.command(
    epilog=examples(
        "sixhubs trace sussex-2017 --hub hastings --grade emergency --day 12",
        "sixhubs trace sussex-2017 --incident 1000",
    )
)
@click.argument("scenario", type=SCENARIO)
@REPLICATION_OPTION
@click.option(
    "--incident", metavar="ID", help="Name or number of the incident, as shown in the list."
)
@SEED_OPTION
@ENGINE_OPTION
@click.option("--list", "listed", is_flag=True, help="List incidents, as without --incident.")
@click.option("--hub", metavar="HUB", help="List only those of this hub.")
@click.option(
    "--grade", metavar="GRADE", help="List only those of this grade: its label or number."
)
@click.option("--type", "kind", metavar="TYPE", help="List only incidents of this type.")
@click.option(
    "--day",
    type=Whole(1),
    metavar="DAY",
    help="List only those of this day of the run; day 1 is the first of the warm-up.",
)
def trace(scenario: str, incident: str | None, listed: bool, **words: Any) -> None:
    """Tell the story of one incident: every decision about it, and why it waited.

    The replication is simulated again for it. Without --incident, it lists incidents to choose
    from. Hubs, grades and types are given by their names, in capitals or not.
    """
    filters = {name: words.pop(name) for name in ("hub", "grade", "kind", "day")}
    if incident is not None and (listed or any(value is not None for value in filters.values())):
        raise click.UsageError(
            "--incident tells of one incident; --list, --hub, --grade, --type and --day list "
            "several: give the one or the others"
        )
    (loaded,) = load_all([scenario])

    from sim.cli.incidents import Request, list_incidents, tell_story, wanted
    from sim.runs.compiled_ahead import prepare

    seed = loaded.scenario.run.seed if words["seed"] is None else words["seed"]
    request = Request(loaded.scenario, seed, words["replication"], words["engine"])
    chosen = wanted(loaded.scenario, **filters)
    show_without_effect(loaded.without_effect_in(loaded.scenario.run.days))
    prepare(words["engine"], say)
    if incident is None:
        text = list_incidents(request, chosen)
        which = options_of({"--seed": words["seed"], "--replication": words["replication"] or None})
        command = command_line("trace", scenario, options=[*which, "--incident", "NUMBER"])
        text += f"\n\nThe story of one: {command}"
    else:
        text = tell_story(request, incident)
    print_marked(loaded.scenario.protective_marking, text)
