"""The command `sixhubs explore`: a live page in the browser, with levers to move."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.options import (
    DAYS_OPTION,
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    REPLICATIONS_OPTION,
    SCENARIO,
    SEED_OPTION,
    Whole,
    examples,
    load_one,
)
from sim.cli.program import say, show_without_effect
from sim.errors import InputError, Problem


@click.command(
    epilog=examples("sixhubs explore sussex-2017", "sixhubs explore my-question.yaml --days 28")
)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=0,
    show_default=True,
    metavar="PORT",
    help="Port of this machine on which the page is served; 0: any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@REPLICATIONS_OPTION
@DAYS_OPTION
@SEED_OPTION
@ENGINE_OPTION
@EXECUTOR_OPTION
def explore(scenario: str, port: int, no_browser: bool, **words: Any) -> None:
    """Open a page on which posts, hours and rules are changed, and see at once what comes of it.

    SCENARIO is the baseline with which every change is compared, on the same incidents. The page
    is on this machine alone: only who knows its whole address can open it, and nothing is sent
    elsewhere. What is saved on it is a scenario, for which sixhubs compare finds the same numbers.
    Ctrl-C ends it. Where Starlette and Uvicorn are not installed, it says how to install them.
    """
    from sim.report.explore.serving import Live, bound, check_installed, serve

    check_installed()
    problems: list[Problem] = []
    loaded = load_one(scenario, problems, [scenario])
    if loaded is None:
        raise InputError(problems)

    from pathlib import Path

    from sim.cli.new import as_seen_from
    from sim.report.explore.variant import LiveSetting
    from sim.runs.compiled_ahead import prepare
    from sim.runs.executors.executor import cores
    from sim.runs.executors.processes import Processes
    from sim.runs.length import with_days
    from sim.scenario.reading.extends import shipped_scenarios

    run = loaded.scenario.run
    days = words["days"] or run.days
    setting = LiveSetting(
        scenario,
        as_seen_from(Path(), scenario, shipped_scenarios()),
        days,
        run.seed if words["seed"] is None else words["seed"],
    )
    live = Live(
        with_days([loaded], days)[0],
        setting,
        words["replications"] or run.replications,
        words["executor"] or Processes(cores()),
        words["engine"],
        Path(),
    )
    show_without_effect(loaded.without_effect_in(days))
    with bound(port) as sock:
        prepare(words["engine"], say)
        serve(live, sock, lambda address: _announce(address, is_shown=not no_browser))
    say("ended")


def _announce(address: str, *, is_shown: bool) -> None:
    """Say how the page ends, print its address, and open it."""
    say("the page is served until Ctrl-C")
    click.echo(address)
    if is_shown:
        import webbrowser

        if not webbrowser.open(address):
            say("no browser was found; open the address in one on this machine")
