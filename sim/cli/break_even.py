"""The command `sixhubs break-even`: how strong something must be for a scenario to pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import (
    DAYS_OPTION,
    ENGINE_OPTION,
    EXECUTOR_OPTION,
    QUIET_OPTION,
    REPLICATIONS_OPTION,
    SCENARIO,
    SEED_OPTION,
    TEAM_NAMES,
    NumberOption,
    examples,
    load_all,
)
from sim.cli.program import telling
from sim.cli.searching import (
    GRADE_OPTION,
    HUB_OPTION,
    MEASURE_OPTION,
    cells_of,
    found_for,
    how_long,
    keeping,
    problems_of_value,
    study_of,
)
from sim.errors import InputError, problem
from sim.wording import counted

if TYPE_CHECKING:
    from sim.report.terminal.break_even import BreakEvenQuestion
    from sim.runs.study import Study

#: The range that is searched unless it is given: this many times what the baseline says.
TIMES = 10
#: Ends of the range that are tried, each half of the one before, until one makes valid scenarios.
ENDS = 6
#: Values that are tried for one measure, or so.
TRIES = 10
#: Beginnings that are tried where 0 makes no valid scenario: a tenth of what the scenarios say, and
#: then each twice the one before.
BEGINNINGS = 4


@click.command(
    "break-even",
    epilog=examples(
        "sixhubs break-even sussex-2017 ring-fenced "
        "--parameter 'incident_types.*.prevention_elasticity.*' --measure response_time_mean_min "
        "--grade 2",
        "sixhubs break-even sussex-2017 ring-fenced --parameter demand.prevention.saturation "
        "--low 0.3 --high 3",
        "sixhubs break-even sussex-2017 hot-spot-patrols "
        "--parameter 'small_areas.hot_spots.fall.*'",
    ),
)
@click.argument("baseline", type=SCENARIO)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--parameter",
    "path",
    required=True,
    metavar="PATH",
    help="The number that is varied in both scenarios, or in the one that has it: its keys in a "
    "scenario file, joined by dots. With * in the place of a key, a factor on all numbers that the "
    "path leads to.",
)
@MEASURE_OPTION
@click.option("--team", metavar="TEAM", help=f"Take these measures of a team: {TEAM_NAMES}.")
@HUB_OPTION
@GRADE_OPTION
@click.option(
    "--low",
    type=NumberOption(),
    metavar="A",
    help="Where the search begins.  [default: 0, or where that is not valid a part of what the "
    "scenarios say]",
)
@click.option(
    "--high",
    type=NumberOption(),
    metavar="B",
    help=f"Where it ends.  [default: {TIMES} times what the scenarios say, or as far as that is "
    "valid]",
)
@REPLICATIONS_OPTION
@DAYS_OPTION
@SEED_OPTION
@ENGINE_OPTION
@EXECUTOR_OPTION
@QUIET_OPTION
def break_even(baseline: str, scenario: str, **words: Any) -> None:
    """Find how strong something must be for a scenario to be better than a baseline.

    For each measure it finds the value of a number at which the two are equally good, with its
    interval and what is known of that number. Both scenarios are run at each value that is tried,
    on the same incidents. No results are written. One that is interrupted goes on when the same
    command is given again.
    """
    from sim.report.terminal.break_even import break_even_table
    from sim.report.terminal.layout import as_text
    from sim.runs.break_even import Parameter
    from sim.runs.break_even import break_even as found_by
    from sim.runs.compiled_ahead import prepare
    from sim.runs.searching import searching

    tell = telling(quiet=words["quiet"])
    loaded = load_all([baseline, scenario])
    study = study_of(loaded, words)
    cells = cells_of(study, words)
    asked = _asked(study, words["path"], words["low"], words["high"])
    study.check_executor()
    tell(how_long(study, cells, "values", TRIES))
    prepare(study.options.engine, tell)
    varied = Parameter(asked.path, asked.ceiling)
    with keeping(tell) as kept, searching(study, varied, kept, tell) as search:
        found = found_for(
            cells,
            lambda cell: found_by(search, cell, asked.low, asked.high),
            are_named=bool(words["named"]),
        )
        tell(f"{counted(search.tried, 'value')} tried")
        click.echo(as_text(break_even_table(asked, found)), nl=False)


def _asked(study: Study, path: str, low: float | None, high: float | None) -> BreakEvenQuestion:
    """Return what is looked for, with the range that is searched.

    Raises
    ------
    InputError
        If the path leads to no number, or to one that says nothing of the force, or the range is
        empty or makes no valid scenario.
    """
    from sim.report.terminal.break_even import BreakEvenQuestion
    from sim.scenario.facts.numbers import is_group, numbers_at, numbers_or_none, says_instead

    baseline, scenario = study.scenarios
    try:
        numbers = numbers_or_none(baseline.scenario, path) or numbers_at(scenario.scenario, path)
    except LookupError as error:
        raise InputError([problem(f"--parameter {path}", str(error))]) from None
    if what := says_instead(numbers):
        message = (
            f"says {what}, and nothing of the force or its rules; expected a number that does, "
            "such as demand.growth"
        )
        raise InputError([problem(f"--parameter {path}", message)])
    if is_group(path) and not any(numbers.values()):
        message = "leads to numbers that are all 0, which no factor changes"
        raise InputError([problem(f"--parameter {path}", message)])
    now = 1.0 if is_group(path) else max(numbers.values())
    start = _beginning(study, path, now) if low is None else low
    ends = [TIMES * now / 2**n for n in range(ENDS)] if high is None else [high]
    end, ceiling = _end(study, path, start, ends)
    return BreakEvenQuestion(
        baseline=baseline.scenario,
        scenario=scenario.scenario,
        path=path,
        is_factor=is_group(path),
        low=start,
        high=end,
        ceiling=ceiling,
        seed=study.seed,
        replications=study.replications,
    )


def _beginning(study: Study, path: str, now: float) -> float:
    """Return where the range begins: the first of some values that makes valid scenarios, or 0."""
    tried = (0.0, *(now * 2**n / TIMES for n in range(BEGINNINGS)))
    return next((value for value in tried if _is_valid(study, path, value)), 0.0)


def _end(study: Study, path: str, start: float, ends: Sequence[float]) -> tuple[float, float]:
    """Return the first of some ends of the range that makes valid scenarios, and their ceiling.

    Raises
    ------
    InputError
        If the range is empty, or none of them makes any.
    """
    problems = []
    for end in ends:
        if not start < end:
            message = f"got {start:g} to {end:g}, expected --low below --high"
            raise InputError([problem("--high", message)])
        try:
            return end, _ceiling(study, path, start, end)
        except InputError as error:
            problems = problems_of_value(f"--low {start:g} to --high {end:g}", error)
    raise InputError(problems)


def _is_valid(study: Study, path: str, value: float) -> bool:
    """Tell whether both scenarios may have a value there."""
    try:
        _ceiling(study, path, value)
    except InputError:
        return False
    return True


def _ceiling(study: Study, path: str, *values: float) -> float:
    """Return the ceiling of demand with which both scenarios are run at some values.

    Raises
    ------
    InputError
        If one of these makes no valid scenario.
    """
    from sim.runs.break_even import Parameter
    from sim.runs.demand_ceiling import ceiling_for, changes_to

    pairs = [(loaded, value) for loaded in study.scenarios for value in values]
    ceiling = ceiling_for(
        study.scenarios, [(loaded, changes_to(loaded, path, value)) for loaded, value in pairs]
    )
    for loaded, value in pairs:
        Parameter(path, ceiling).at(loaded, value)
    return ceiling
