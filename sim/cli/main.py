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
    how_to_continue,
    prepare_streams,
    say,
    show_problems,
)
from sim.errors import InputError, OtherRunError, Problem, UnusableError
from sim.native import SINGLE_THREADED
from sim.runs.limits import REPLICATIONS_LIMIT, SEED_LIMIT

if TYPE_CHECKING:
    from sim.runs.places.place import Place
    from sim.runs.results import Tables
    from sim.runs.resume import Failure
    from sim.runs.study import Options, Study, StudyResult
    from sim.scenario.load import Loaded

RESULTS = Path("results")
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
        # Everything is written: another Ctrl-C must not change the exit status now.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sim.__version__, prog_name="sixhubs", message="%(prog)s %(version)s")
def sixhubs() -> None:
    """Simulate the demand on a police force, and how its people meet it.

    The exit status is 0 if all went well, 1 if a run failed or was interrupted, and 2 if the input
    is wrong.
    """


def _executor(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Place | None:
    from sim.runs.places.parsing import parse

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
    help="What runs the model: auto means compiled; both runs the two and compares every event.",
)


RUN_OPTIONS = (
    click.option(
        "--replications",
        type=click.IntRange(1, REPLICATIONS_LIMIT),
        metavar="N",
        help="Independent repetitions of the period.  [default: as in the scenario]",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, SEED_LIMIT),
        metavar="S",
        help="Root of all random numbers.  [default: as in the scenario]",
    ),
    ENGINE_OPTION,
    click.option(
        "--executor",
        metavar="WHERE",
        callback=_executor,
        help="Where to run: serial, processes[:n], threads[:n] or dask:ADDRESS.  "
        "[default: processes, one for each core]",
    ),
    click.option("--log", is_flag=True, help="Also write every incident, deployment and event."),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Results folder.  [default: a folder in results/, named after the scenario]",
    ),
    click.option("--overwrite", is_flag=True, help="Replace the results of another run in DIR."),
    click.option(
        "--invariants",
        is_flag=True,
        help="Check in every replication the rules that hold in any run.",
    ),
    click.option("--quiet", is_flag=True, help="Print no progress lines."),
)


def _with_run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(RUN_OPTIONS):
        command = option(command)
    return command


@sixhubs.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--verbose", is_flag=True, help="Also list values that one file changes in another.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors: end with status 2.")
@click.pass_context
def check(ctx: click.Context, scenarios: tuple[str, ...], verbose: bool, strict: bool) -> None:
    """Check scenarios and list every mistake, with its file, line and column.

    Warnings name what is allowed but hardly meant; they stop no run.
    """
    from sim.cli.check import override_lines, show_warnings, summary

    problems: list[Problem] = []
    warnings: list[Problem] = []
    for named in scenarios:
        loaded = _load_one(named, problems, scenarios)
        if loaded is not None:
            click.echo(f"ok: {summary(named, loaded)}")
            for line in override_lines(loaded) if verbose else ():
                click.echo(f"  {line}")
            warnings += loaded.warnings()
    show_warnings(warnings, strict=strict)
    if problems:
        show_problems(problems)
    if problems or (strict and warnings):
        ctx.exit(WRONG_INPUT)


def _load_one(named: str, problems: list[Problem], also: Sequence[str]) -> Loaded | None:
    from sim.scenario.load import load

    try:
        return load(named, also=also)
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
    loaded = [_load_one(name, problems, named) for name in named]
    if problems:
        raise InputError(problems)
    return [one for one in loaded if one is not None]


def _count_warnings(named: Sequence[str], loaded: Sequence[Loaded], *, quiet: bool) -> None:
    """Say how many warnings there are, if any, and how to see them."""
    from sim.cli.check import count_of_warnings

    line = "" if quiet else count_of_warnings(named, loaded)
    if line:
        say(line)


@sixhubs.command()
@click.argument("scenario")
@_with_run_options
@click.pass_context
def run(ctx: click.Context, /, scenario: str, **words: Any) -> None:
    """Run one scenario and write its results.

    The same command again continues where it stopped. With more --replications, it adds the
    missing ones.
    """
    from sim.runs.study import Study

    loaded = _load_all([scenario])
    out = words["out"] or RESULTS / loaded[0].scenario.name
    _count_warnings([scenario], loaded, quiet=words["quiet"])
    _carry_out(ctx, Study(loaded, out, _options(words)), quiet=words["quiet"])


@sixhubs.command()
@click.argument("baseline")
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@_with_run_options
@click.pass_context
def compare(ctx: click.Context, /, baseline: str, scenarios: tuple[str, ...], **words: Any) -> None:
    """Run a baseline and other scenarios on the same incidents, and compare them.

    The seed and the number of replications are the baseline's unless given here.
    """
    from sim.runs.study import Study

    loaded = _load_all([baseline, *scenarios])
    out = words["out"] or RESULTS / f"compare-{loaded[0].scenario.name}"
    study = Study(loaded, out, _options(words))
    _count_warnings([baseline, *scenarios], loaded, quiet=words["quiet"])
    for line in study.ignored_settings():
        say(f"note: {line}")
    _carry_out(ctx, study, quiet=words["quiet"])


def _options(words: dict[str, Any]) -> Options:
    from sim.runs.places.place import cores
    from sim.runs.places.processes import Processes
    from sim.runs.study import Options

    return Options(
        replications=words["replications"],
        seed=words["seed"],
        engine=words["engine"],
        place=words["executor"] or Processes(cores()),
        log=words["log"],
        invariants=words["invariants"],
        overwrite=words["overwrite"],
    )


def _carry_out(ctx: click.Context, study: Study, *, quiet: bool) -> None:
    """Run a study, showing progress, then print its table."""
    try:
        study.check_folder()
        study.check_place()
        result = _execute(ctx, study, quiet=quiet)
    except (OtherRunError, UnusableError) as error:
        say(f"sixhubs: {error}")
        ctx.exit(WRONG_INPUT)
    if result.tables is None:
        _show_failures(result.failures, len(study.tasks))
        fail(ctx, f"no tables were written; the finished replications are in {study.out}{os.sep}")
    _show_tables(study, result.tables)
    click.echo(f"wrote {study.out}{os.sep}")


def _execute(ctx: click.Context, study: Study, *, quiet: bool) -> StudyResult:
    from sim.cli.progress import Count, reporting
    from sim.runs.replication import prepare

    count = Count(len(study.tasks), 0 if study.options.overwrite else study.saved_count())
    if not quiet:
        say(study.describe(count.finished))
    if count.finished < count.total:
        prepare(study.options.engine, (lambda _: None) if quiet else say)
    try:
        with reporting(count, quiet=quiet) as notify:
            return study.execute(notify)
    except KeyboardInterrupt:
        fail(
            ctx,
            f"interrupted; {study.saved_count()} of {count.total} replications are finished and "
            f"saved in {study.out}{os.sep}\nto continue: {how_to_continue(ctx)}",
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
    help="Number of the replication; the first is 0.",
)
@click.option(
    "--incident", metavar="ID", help="Name or number of the incident, as shown by --list."
)
@click.option(
    "--seed",
    type=click.IntRange(0, SEED_LIMIT),
    metavar="S",
    help="Root of all random numbers.  [default: as in the scenario]",
)
@ENGINE_OPTION
@click.option("--list", "listed", is_flag=True, help="List incidents to choose from instead.")
@click.option("--hub", metavar="HUB", help="With --list: only those of this hub.")
@click.option("--grade", type=int, metavar="GRADE", help="With --list: only those of this grade.")
@click.option(
    "--day",
    type=click.IntRange(1),
    metavar="DAY",
    help="With --list: only those of this day, from 1.",
)
def trace(scenario: str, incident: str | None, listed: bool, **words: Any) -> None:
    """Tell the story of one incident: every decision about it, and why it waited."""
    from sim.cli.trace import Request, list_incidents, tell_story
    from sim.runs.replication import prepare

    if listed == (incident is not None):
        raise click.UsageError("give either --incident ID, or --list to choose an incident")
    filters = {name: words.pop(name) for name in ("hub", "grade", "day")}
    if not listed and any(value is not None for value in filters.values()):
        raise click.UsageError("--hub, --grade and --day can only be used with --list")
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
