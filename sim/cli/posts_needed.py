"""The command `sixhubs posts-needed`: with how many people a scenario is as good as a baseline."""

from __future__ import annotations

import math
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
    Whole,
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
from sim.errors import InputError, Problem, problem
from sim.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.report.terminal.posts_needed import PostsQuestion
    from sim.runs.posts_needed import TeamPosts
    from sim.runs.study import Study
    from sim.scenario.load import Loaded

#: The range that is searched unless it is given: from and to this many times the posts there are.
LEAST, MOST = 0.75, 1.5
#: Steps from each end to the posts there are, of which the first that is valid is where it ends.
ENDS = 5


@click.command(
    "posts-needed",
    epilog=examples(
        "sixhubs posts-needed sussex-2017 ring-fenced --team response",
        "sixhubs posts-needed sussex-2017 ring-fenced --team response "
        "--measure within_target_share --grade priority --replications 3",
    ),
)
@click.argument("baseline", type=SCENARIO)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--team",
    required=True,
    metavar="TEAM",
    help=f"The team whose posts are varied: {TEAM_NAMES}.",
)
@MEASURE_OPTION
@HUB_OPTION
@GRADE_OPTION
@click.option(
    "--low",
    type=Whole(1),
    metavar="A",
    help="The fewest posts that are tried.  [default: three quarters of those in the scenario]",
)
@click.option(
    "--high",
    type=Whole(1),
    metavar="B",
    help="The most posts that are tried.  [default: one and a half times those in the scenario]",
)
@REPLICATIONS_OPTION
@DAYS_OPTION
@SEED_OPTION
@ENGINE_OPTION
@EXECUTOR_OPTION
@QUIET_OPTION
def posts_needed(baseline: str, scenario: str, team: str, **words: Any) -> None:
    """Find how many posts a scenario needs to be as good as a baseline.

    For each measure it finds the least number of posts of a team with which the scenario is no
    worse, with its interval, and what they cost. They are spread over the hubs as the scenario
    spreads them; the baseline keeps what it has. Both meet the same incidents. Without --measure
    it takes the headlines of single grades, and of the team. No results are written.

    Some fifty numbers of posts are tried. On two cores that takes some five minutes with six
    replications of a year, and one with --days 28. One that is interrupted goes on when the same
    command is given again.
    """
    from sim.report.terminal.layout import as_text
    from sim.report.terminal.posts_needed import posts_table
    from sim.runs.compiled_ahead import prepare
    from sim.runs.posts_needed import TeamPosts
    from sim.runs.posts_needed import posts_needed as found_by
    from sim.runs.searching import searching

    tell = telling(quiet=words["quiet"])
    study = study_of(load_all([baseline, scenario]), words)
    asked = _asked(study, team, words["low"], words["high"])
    cells = cells_of(study, words, only_of=asked.team)
    study.check_executor()
    # The number and both ends of its interval are found by halving the range.
    tries = 3 * (asked.high - asked.low).bit_length()
    tell(how_long(study, cells, "numbers of posts", tries))
    prepare(study.options.engine, tell)
    with keeping(tell) as kept, searching(study, TeamPosts(asked.team), kept, tell) as search:
        found = found_for(
            cells,
            lambda cell: found_by(search, cell, asked.low, asked.now, asked.high),
            are_named=bool(words["named"]),
        )
        tell(f"{counted(search.tried, 'number')} of posts tried")
        click.echo(as_text(posts_table(asked, found)), nl=False)


def _towards(end: int, now: int) -> list[int]:
    """Return numbers of posts from an end of the range to those that there are."""
    return list(dict.fromkeys(round(end + n * (now - end) / ENDS) for n in range(ENDS + 1)))


def _valid(option: str, numbers: Sequence[int], scenario: Loaded, posts: TeamPosts) -> int:
    """Return the first of some numbers of posts that makes a valid scenario.

    Raises
    ------
    InputError
        If none does.
    """
    problems: list[Problem] = []
    for number in numbers:
        try:
            posts.at(scenario, number)
        except InputError as error:
            problems = problems or problems_of_value(f"{option} {number}", error)
        else:
            return number
    raise InputError(problems)


def _asked(study: Study, named: str, low: int | None, high: int | None) -> PostsQuestion:
    """Return what is looked for, with the range that is searched.

    Raises
    ------
    InputError
        If there is no such team, its posts change by date, or the range is empty or makes no valid
        scenario.
    """
    from sim.cli.naming import found
    from sim.report.terminal.posts_needed import PostsQuestion
    from sim.runs.posts_needed import TeamPosts
    from sim.scenario.facts.teams import teams_of

    baseline, scenario = study.scenarios
    teams = teams_of(scenario.scenario)
    name = found("--team", named, {each: (each,) for each in teams})
    team, now = teams[name], float(teams[name].posts_in_all)
    if team.posts_from or not now:
        why = "posts change by date" if team.posts_from else "has no posts"
        message = f"{name} {why} in {scenario.scenario.name}, expected a fixed number to vary"
        raise InputError([problem("--team", message)])
    least, most = math.floor(LEAST * now) or 1, math.ceil(MOST * now)
    lows = _towards(least, math.ceil(now)) if low is None else [low]
    highs = _towards(most, math.floor(now) + 1) if high is None else [high]
    posts = TeamPosts(name)
    first, last = _valid("--low", lows, scenario, posts), _valid("--high", highs, scenario, posts)
    if not first < last:
        message = f"got {first} to {counted(last, 'post')}, expected --low below --high"
        raise InputError([problem("--high", message)])
    return PostsQuestion(
        baseline=baseline.scenario,
        scenario=scenario.scenario,
        team=name,
        now=now,
        low=first,
        high=last,
        seed=study.seed,
        replications=study.replications,
    )
