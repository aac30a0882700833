"""The command sixhubs.

Whatever takes long to import is imported by the command that needs it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

import sim
from sim.cli.break_even import break_even
from sim.cli.completion import completion
from sim.cli.explore import explore
from sim.cli.folders import RESULTS, ResultsFolder, comparison_folder
from sim.cli.measures import measures
from sim.cli.new import new
from sim.cli.options import (
    DAYS_OPTION,
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    QUIET_OPTION,
    REPLICATIONS_OPTION,
    SCENARIO,
    SEED_OPTION,
    examples,
    load_all,
    load_one,
)
from sim.cli.posts_needed import posts_needed
from sim.cli.printing import prepare_streams
from sim.cli.program import (
    WRONG_INPUT,
    Program,
    fail,
    how_to_continue,
    note_written,
    print_marked,
    say,
    show_problems,
    show_without_effect,
    telling,
)
from sim.cli.query import query
from sim.cli.replay import replay
from sim.cli.report import add_page, report
from sim.cli.rota import rota
from sim.cli.scenarios import scenarios
from sim.cli.schema import schema
from sim.cli.show import print_tables, show
from sim.cli.showing import BY, USUAL, Showing, showing, with_showing_options
from sim.cli.trace import trace
from sim.cli.uncertainty import uncertainty
from sim.cli.verify import verify
from sim.cli.warm_up import warm_up
from sim.errors import DEBUG, OtherRunError, Problem, UnusableError
from sim.native import SINGLE_THREADED, WITHOUT_PLUGINS
from sim.wording import command_line, counted, readable

if TYPE_CHECKING:
    from sim.runs.resume import Failure
    from sim.runs.study import Options, Study, StudyResult
    from sim.scenario.load import Loaded

LOG = "Also write every incident, deployment and event to tables; they are large."
VERBOSE = "Also list each value that the scenario changes: the old one and the new one."
NO_PAGE = "Write no page and no workbook beside the tables."
#: What `compare --incidents`, which writes nothing, cannot do.
NOT_OF_INCIDENTS = ("log", "out", "overwrite", "by", "measures", "details")
#: Failed replications that are named one by one.
SHOWN_FAILURES = 5


def main() -> None:
    """Run the command as it was typed."""
    prepare_streams()
    # Before numpy is imported: results must not depend on how many threads its libraries start.
    os.environ.update(SINGLE_THREADED | WITHOUT_PLUGINS)
    try:
        sixhubs()
    finally:
        # Everything is written: another Ctrl-C must not change the exit status now.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("sixhubs compare sussex-2017 ring-fenced", "sixhubs compare --help"),
)
@click.version_option(sim.__version__, prog_name="sixhubs", message="%(prog)s %(version)s")
def sixhubs() -> None:
    """Simulate the demand on a police force, and how its people meet it.

    A scenario is a text file that describes a force: its demand, its people and its rules. Where a
    command asks for a SCENARIO, give a file, or the name of one that comes with the program.

    Programs can tell how a command ended by its exit status: 0 if all went well, 1 if a run failed
    or was interrupted, and 2 if the input is wrong.
    """


RUN_OPTIONS = (
    REPLICATIONS_OPTION,
    DAYS_OPTION,
    SEED_OPTION,
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    click.option("--log", is_flag=True, help=LOG),
    click.option(
        "--out",
        type=ResultsFolder(),
        metavar="DIR",
        help="Folder to write the results to, made if need be.  [default: a folder in results/, "
        "named after the scenarios]",
    ),
    click.option(
        "--overwrite",
        is_flag=True,
        help="Replace the results of another run in that folder; files that sixhubs did not write "
        "stay.",
    ),
    click.option(
        "--invariants",
        is_flag=True,
        help="Also check that the model kept its own rules, such as that nobody is in two places "
        "at once; takes longer.",
    ),
    QUIET_OPTION,
)


def _with_run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(RUN_OPTIONS):
        command = option(command)
    return command


@sixhubs.command(
    epilog=examples("sixhubs check my-question.yaml", "sixhubs check ring-fenced --verbose")
)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, type=SCENARIO)
@click.option("--verbose", is_flag=True, help=VERBOSE)
@click.option("--strict", is_flag=True, help="Treat warnings as errors: end with status 2.")
@click.pass_context
def check(ctx: click.Context, scenarios: tuple[str, ...], verbose: bool, strict: bool) -> None:
    """Check scenarios and list every mistake, with its file, line and column.

    Nothing is run. Warnings name what is allowed but probably a mistake; they stop no run.
    """
    from sim.cli.check import override_lines, show_warnings, summary
    from sim.runs.ranges import faulty_ranges

    problems: list[Problem] = []
    warnings: list[Problem] = []
    for named in scenarios:
        loaded = load_one(named, problems, scenarios)
        refused = faulty_ranges(loaded, loaded) if loaded is not None else []
        problems += refused
        if loaded is not None and not refused:
            click.echo(f"ok: {summary(named, loaded)}")
            for line in override_lines(loaded) if verbose else ():
                click.echo(f"  {line}")
            warnings += loaded.warnings()
    show_warnings(warnings, strict=strict)
    if problems:
        show_problems(problems)
    if problems or (strict and warnings):
        ctx.exit(WRONG_INPUT)


def _count_warnings(named: Sequence[str], loaded: Sequence[Loaded], *, quiet: bool) -> None:
    """Say how many warnings there are, if any, and how to see them."""
    from sim.cli.check import count_of_warnings

    line = "" if quiet else count_of_warnings(named, loaded)
    if line:
        say(line)


@sixhubs.command(
    epilog=examples(
        "sixhubs run sussex-2017",
        "sixhubs run my-question.yaml --replications 20 --out results/first-try",
    )
)
@click.argument("scenario", type=SCENARIO)
@_with_run_options
@click.pass_context
def run(ctx: click.Context, /, scenario: str, **words: Any) -> None:
    """Run one scenario, print a table and write its results.

    A run that was interrupted is continued by the same command. With more --replications, it adds
    the missing ones.
    """
    from sim.runs.study import Study

    loaded = load_all([scenario])
    out = words["out"] or RESULTS / loaded[0].scenario.name
    _count_warnings([scenario], loaded, quiet=words["quiet"])
    study = Study(loaded, out, _options(loaded, words))
    result = _carry_out(ctx, study, quiet=words["quiet"])
    _show_result(study, result)
    if result.is_new and not words["quiet"]:
        say(f"for a page to read in a browser: {command_line('report', str(out))}")


@sixhubs.command(
    epilog=examples(
        "sixhubs compare sussex-2017 ring-fenced",
        "sixhubs compare sussex-2017 my-question.yaml --out results/my-question",
    )
)
@click.argument("baseline", type=SCENARIO)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, type=SCENARIO)
@_with_run_options
@with_showing_options(*BY)
@click.option(
    "--incidents",
    is_flag=True,
    help="Instead of measures, list the incidents of the first replication that fared most "
    "differently under the two scenarios, and tell both stories of the most different.",
)
@click.option("--no-page", is_flag=True, help=NO_PAGE)
@click.pass_context
def compare(ctx: click.Context, /, baseline: str, scenarios: tuple[str, ...], **words: Any) -> None:
    """Run a baseline and other scenarios on the same incidents, and compare them.

    Beside the tables it writes report.html, a page that is read in a browser, and results.xlsx.

    The seed and the number of replications are the baseline's unless given here.
    """
    from sim.runs.study import Study

    shown = showing(words["by"], words["measures"], words["details"])
    if words["incidents"]:
        _refuse_what_is_not_of_incidents(ctx, scenarios)
    loaded = load_all([baseline, *scenarios])
    if words["incidents"]:
        _print_incidents(loaded, words)
        return
    out = words["out"] or comparison_folder([one.scenario.name for one in loaded])
    study = Study(loaded, out, _options(loaded, words))
    _count_warnings([baseline, *scenarios], loaded, quiet=words["quiet"])
    for line in study.ignored_settings():
        say(f"note: {line}")
    result = _carry_out(ctx, study, quiet=words["quiet"])
    try:
        _show_result(study, result, shown)
    finally:  # also where nobody reads the table
        page = "" if words["no_page"] else add_page(study.out, is_new=result.is_new)
    if page:
        click.echo(page)


def _refuse_what_is_not_of_incidents(ctx: click.Context, others: Sequence[str]) -> None:
    """Refuse several scenarios, and options that would be passed over."""
    if len(others) != 1:
        raise click.UsageError("--incidents compares two scenarios: the baseline and one other")
    given = [
        option.opts[0]
        for option in ctx.command.params
        if option.name in NOT_OF_INCIDENTS
        and ctx.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            "--incidents lists incidents of one replication and writes nothing; leave out "
            + ", ".join(given)
        )


def _print_incidents(loaded: Sequence[Loaded], words: dict[str, Any]) -> None:
    """Print what two scenarios do to the same incidents."""
    from sim.cli.differing import incidents_that_differ
    from sim.outputs.manifest import highest_marking
    from sim.runs.compiled_ahead import prepare
    from sim.runs.length import with_days
    from sim.runs.study import check_comparable

    # The period of the scenario is long enough for incidents, unless another is asked for.
    days = loaded[0].scenario.run.days if words["days"] is None else words["days"]
    show_without_effect(sorted({one for each in loaded for one in each.without_effect_in(days)}))
    loaded = with_days(loaded, days)
    check_comparable(loaded)
    scenarios = [one.scenario for one in loaded]
    seed = scenarios[0].run.seed if words["seed"] is None else words["seed"]
    prepare(words["engine"], telling(quiet=words["quiet"]))
    text = incidents_that_differ(scenarios, seed, 0, words["engine"])
    print_marked(highest_marking(scenarios), text)


def _options(loaded: Sequence[Loaded], words: dict[str, Any]) -> Options:
    from sim.runs.executors.usual import usual
    from sim.runs.study import Options

    replications = words["replications"] or loaded[0].scenario.run.replications
    return Options(
        replications=words["replications"],
        seed=words["seed"],
        engine=words["engine"],
        executor=words["executor"] or usual(replications * len(loaded)),
        log=words["log"],
        invariants=words["invariants"],
        overwrite=words["overwrite"],
        days=words["days"],
    )


def _carry_out(ctx: click.Context, study: Study, *, quiet: bool) -> StudyResult:
    """Run a study, showing progress."""
    show_without_effect(study.without_effect())
    try:
        study.check_folder()
        study.check_executor()
        result = _execute(ctx, study, quiet=quiet)
    except (OtherRunError, UnusableError) as error:
        say(f"sixhubs: {error}")
        ctx.exit(WRONG_INPUT)
    if result.tables is None:
        _show_failures(result.failures, len(study.tasks))
        fail(ctx, f"no tables were written; the finished replications are in {study.out}{os.sep}")
    again = command_line("show", str(study.out))
    note_written(f"the results are whole in {study.out}{os.sep}\nto see them: {again}")
    return result


def _show_result(study: Study, result: StudyResult, shown: Showing = USUAL) -> None:
    """Print the table of a study, and where its results are."""
    assert result.tables is not None  # noqa: S101 - a failed study ends in `_carry_out`
    print_tables([one.scenario for one in study.scenarios], result.tables, study.seed, shown)
    done = "wrote" if result.is_new else "unchanged:"
    click.echo(f"{done} {readable(study.out)}{os.sep}")


def _execute(ctx: click.Context, study: Study, *, quiet: bool) -> StudyResult:
    from sim.cli.progress import Count, reporting
    from sim.runs.compiled_ahead import prepare

    count = Count(len(study.tasks), 0 if study.options.overwrite else study.saved_count())
    if not quiet:
        say(study.describe(count.finished))
    if count.finished < count.total:
        prepare(study.options.engine, telling(quiet=quiet))
    try:
        with reporting(count, quiet=quiet) as notify:
            return study.execute(notify)
    except KeyboardInterrupt:
        fail(
            ctx,
            f"interrupted; {study.saved_count()} of {counted(count.total, 'replication')} are "
            f"finished and saved in {study.out}{os.sep}\nto continue: {how_to_continue(ctx)}",
        )


def _show_failures(failures: Sequence[Failure], total: int) -> None:
    for failure in failures[:SHOWN_FAILURES]:
        say(f"sixhubs: {failure}")
        if os.environ.get(DEBUG) == "1" and failure.details:
            say(failure.details)
    many = f"{len(failures)} of {counted(total, 'replication')}"
    say(f"sixhubs: {many} failed (set {DEBUG}=1 to see where)")


for _command in (
    *(
        scenarios,
        new,
        rota,
        break_even,
        posts_needed,
        warm_up,
        uncertainty,
        explore,
        show,
        report,
        query,
        verify,
        measures,
        trace,
        replay,
    ),
    *(schema, completion),
):
    sixhubs.add_command(_command)
