"""The command sixhubs.

Whatever takes long to import is imported by the command that needs it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import sim
from sim.cli.program import (
    DEBUG,
    WRONG_INPUT,
    Program,
    fail,
    how_to_go_on,
    prepare_streams,
    say,
    show_problems,
)
from sim.errors import InputError, Problem, UnusableError
from sim.native import SINGLE_THREADED

if TYPE_CHECKING:
    from sim.runs.executors import Choice
    from sim.runs.results import Tables
    from sim.runs.resume import Failure
    from sim.runs.study import Options, Outcome, Study
    from sim.scenario.load import Loaded

RESULTS = Path("results")
REPLICATIONS_LIMIT = 100_000
SEED_LIMIT = 2**63 - 1
#: Failed replications that are named one by one.
SHOWN_FAILURES = 5


def main() -> None:
    """Run the command as it was typed."""
    prepare_streams()
    # Before numpy is imported: results must not depend on how many threads its libraries start.
    os.environ.update(SINGLE_THREADED)
    try:
        sixhubs()
    finally:
        # All is said and written: another Ctrl-C must not change the exit status now.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sim.__version__, prog_name="sixhubs", message="%(prog)s %(version)s")
def sixhubs() -> None:
    """Simulate the demand on a police force and what its people do about it.

    The command ends with status 0 when done, 1 when a run failed or was interrupted, and 2 when
    the input is wrong.
    """


def _executor(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Choice | None:
    from sim.runs.executors import parse

    try:
        return None if value is None else parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _engine(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    return "compiled" if value == "auto" else value


ENGINE_OPTION = click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled", "both"]),
    default="auto",
    callback=_engine,
    help="What drives the model; auto is compiled, both runs both and compares every event.",
)


RUN_OPTIONS = (
    click.option(
        "--replications",
        type=click.IntRange(1, REPLICATIONS_LIMIT),
        metavar="N",
        help="Independent repetitions of the period.  [default: as the scenario says]",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, SEED_LIMIT),
        metavar="S",
        help="Root of all randomness.  [default: as the scenario says]",
    ),
    ENGINE_OPTION,
    click.option(
        "--executor",
        metavar="WHERE",
        callback=_executor,
        help="serial, processes[:n], threads[:n] or dask:ADDRESS.  "
        "[default: processes, one for each core]",
    ),
    click.option("--log", is_flag=True, help="Also write every incident, deployment and event."),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where to write.  [default: a folder of that name in results/]",
    ),
    click.option("--overwrite", is_flag=True, help="Replace another run that DIR holds."),
    click.option(
        "--invariants", is_flag=True, help="Check the rules of the model in every replication."
    ),
    click.option("--quiet", is_flag=True, help="No progress lines."),
)


def _with_run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(RUN_OPTIONS):
        command = option(command)
    return command


@sixhubs.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--verbose", is_flag=True, help="Also print each value that a file overrides.")
@click.pass_context
def check(ctx: click.Context, scenarios: tuple[str, ...], verbose: bool) -> None:
    """Say whether scenarios are valid: all mistakes at once, each with its place."""
    from sim.cli.check import override_lines, summary

    problems: list[Problem] = []
    for named in scenarios:
        loaded = _load_one(named, problems)
        if loaded is not None:
            click.echo(f"ok: {summary(named, loaded)}")
            for line in override_lines(loaded) if verbose else ():
                click.echo(f"  {line}")
    if problems:
        show_problems(problems)
        ctx.exit(WRONG_INPUT)


def _load_one(named: str, problems: list[Problem]) -> Loaded | None:
    from sim.scenario.load import load

    try:
        return load(named)
    except InputError as error:
        problems += error.problems
        return None


def _load_all(named: Sequence[str]) -> list[Loaded]:
    """Load scenarios.

    Raises
    ------
    InputError
        With the mistakes of all of them.
    """
    problems: list[Problem] = []
    loaded = [_load_one(name, problems) for name in named]
    if problems:
        raise InputError(problems)
    return [one for one in loaded if one is not None]


@sixhubs.command()
@click.argument("scenario")
@_with_run_options
@click.pass_context
def run(ctx: click.Context, /, scenario: str, **words: Any) -> None:
    """Run one scenario and write its results.

    The same command again goes on where it stopped; with more replications it adds the missing
    ones.
    """
    from sim.runs.study import Study

    loaded = _load_all([scenario])
    out = words["out"] or RESULTS / loaded[0].scenario.name
    _carry_out(ctx, Study(loaded, out, _options(words)), quiet=words["quiet"])


@sixhubs.command()
@click.argument("baseline")
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@_with_run_options
@click.pass_context
def compare(ctx: click.Context, /, baseline: str, scenarios: tuple[str, ...], **words: Any) -> None:
    """Run a baseline and other scenarios on the same incidents, and compare them.

    Seed and number of replications are the baseline's unless given here.
    """
    from sim.runs.study import Study

    loaded = _load_all([baseline, *scenarios])
    out = words["out"] or RESULTS / f"compare-{loaded[0].scenario.name}"
    study = Study(loaded, out, _options(words))
    for line in study.left_aside():
        say(f"note: {line}")
    _carry_out(ctx, study, quiet=words["quiet"])


def _options(words: dict[str, Any]) -> Options:
    from sim.runs.executors import Choice, cores
    from sim.runs.study import Options

    return Options(
        replications=words["replications"],
        seed=words["seed"],
        engine=words["engine"],
        executor=words["executor"] or Choice("processes", cores()),
        log=words["log"],
        invariants=words["invariants"],
        overwrite=words["overwrite"],
    )


def _carry_out(ctx: click.Context, study: Study, *, quiet: bool) -> None:
    """Run what is planned, telling how far it is, and show what came out."""
    from sim.runs.folder import OtherRunError

    try:
        study.check_folder()
        study.check_place()
        outcome = _execute(ctx, study, quiet=quiet)
    except (OtherRunError, UnusableError) as error:
        say(f"sixhubs: {error}")
        ctx.exit(WRONG_INPUT)
    if outcome.tables is None:
        _show_failures(outcome.failures, len(study.tasks))
        fail(ctx, f"no results were written; what is finished is kept in {study.out}{os.sep}")
    _show_tables(study, outcome.tables)
    click.echo(f"wrote {study.out}{os.sep}")


def _execute(ctx: click.Context, study: Study, *, quiet: bool) -> Outcome:
    from sim.cli.progress import Count, reporting
    from sim.runs.replication import prepare

    count = Count(len(study.tasks), 0 if study.options.overwrite else study.finished())
    if not quiet:
        say(study.describe(count.finished))
    if count.finished < count.total:
        prepare(study.options.engine, (lambda _: None) if quiet else say)
    try:
        with reporting(count, quiet=quiet) as note:
            return study.execute(note)
    except KeyboardInterrupt:
        fail(
            ctx,
            f"interrupted; {study.finished()} of {count.total} replications are finished and kept "
            f"in {study.out}{os.sep}\nto go on: {how_to_go_on(ctx)}",
        )


def _show_failures(failures: Sequence[Failure], total: int) -> None:
    for failure in failures[:SHOWN_FAILURES]:
        say(f"sixhubs: {failure}")
        if os.environ.get(DEBUG) == "1" and failure.details:
            say(failure.details)
    say(f"sixhubs: {len(failures)} of {total} replications failed (set {DEBUG}=1 to see where)")


def _show_tables(study: Study, tables: Tables) -> None:
    """Print the table, in colour on a terminal."""
    from rich.console import Console

    from sim.report.terminal.tables import WIDTH, as_text, comparison_table, run_table

    console = Console()
    width = console.width if console.is_terminal else WIDTH
    baseline, *others = (loaded.scenario for loaded in study.scenarios)
    if tables.comparison is None:
        (found,) = tables.scenarios
        shown = run_table(baseline, tables.summary, seed=study.seed, measured=found)
    else:
        shown = comparison_table(
            baseline, others, tables.summary, tables.comparison, seed=study.seed, width=width
        )
    if console.is_terminal:
        console.print(shown)
    else:
        click.echo(as_text(shown, width), nl=False)


@sixhubs.command()
@click.argument("scenario")
@click.option(
    "--replication",
    type=click.IntRange(0, REPLICATIONS_LIMIT),
    default=0,
    show_default=True,
    metavar="R",
    help="Number of the replication, from 0.",
)
@click.option(
    "--incident", metavar="ID", help="Name or number of the incident, as --list prints it."
)
@click.option(
    "--seed",
    type=click.IntRange(0, SEED_LIMIT),
    metavar="S",
    help="Root of all randomness.  [default: as the scenario says]",
)
@ENGINE_OPTION
@click.option("--list", "listed", is_flag=True, help="List incidents instead, to choose one.")
@click.option("--hub", metavar="HUB", help="List those of one hub.")
@click.option("--grade", type=int, metavar="GRADE", help="List those of one grade.")
@click.option("--day", type=click.IntRange(1), metavar="DAY", help="List those of one day, from 1.")
def trace(scenario: str, incident: str | None, listed: bool, **words: Any) -> None:
    """Tell the story of one incident: each decision, and why it waited."""
    from sim.cli.trace import Request, list_incidents, tell_story
    from sim.runs.replication import prepare

    if listed == (incident is not None):
        raise click.UsageError("give either --incident ID, or --list to see which there are")
    filters = {name: words.pop(name) for name in ("hub", "grade", "day")}
    if not listed and any(value is not None for value in filters.values()):
        raise click.UsageError("--hub, --grade and --day go with --list")
    (loaded,) = _load_all([scenario])
    seed = loaded.scenario.run.seed if words["seed"] is None else words["seed"]
    prepare(words["engine"], say)
    request = Request(loaded.scenario, seed, words["replication"], words["engine"])
    text = list_incidents(request, **filters) if incident is None else tell_story(request, incident)
    marking = loaded.scenario.protective_marking
    click.echo(f"{marking}\n\n{text}\n\n{marking}")


@sixhubs.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from sim.scenario.json_schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
