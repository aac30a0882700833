"""What `sixhubs posts-needed` prints: the posts that make a scenario as good, by measure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.manifest import highest_marking
from sim.outputs.posts_needed import PostsNeeded
from sim.outputs.statistics import Cell
from sim.report.labels import team_label, within
from sim.report.terminal.columns import empty_table
from sim.report.terminal.layout import marked, section
from sim.report.terminal.not_shared import days_of_another_hub, unless_days_differ
from sim.report.terminal.words import figure, gain_with_interval, how_gains_read, plain, shown
from sim.scenario.facts.teams import teams_of
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

#: Digits of what posts cost.
DIGITS = 3


class PostsQuestion(NamedTuple):
    """What was looked for."""

    baseline: Scenario
    scenario: Scenario
    team: str  #: whose posts are varied
    now: float  #: posts that the scenario has
    low: int
    high: int
    seed: int
    replications: int


def posts_table(asked: PostsQuestion, found: Mapping[Cell, PostsNeeded]) -> RenderableType:
    """Return the table of posts needed, and its reading in words."""
    label, before = within(team_label(asked.team)), teams_of(asked.baseline).get(asked.team)
    keeps = f"{plain(float(before.posts_in_all))}" if before else "none"
    both = asked.baseline, asked.scenario
    heading = (
        f"How many {label} posts does {asked.scenario.name} need to be as good as "
        f"{asked.baseline.name}?\n"
        f"It has {plain(asked.now)}, {asked.baseline.name} has {keeps}. From {asked.low:,} to "
        f"{asked.high:,} were looked at, spread over the hubs as they are now.\n"
        f"{measured_period(asked.baseline.run)}; {counted(asked.replications, 'replication')}, "
        f"seed {asked.seed}; the same incidents at every number{unless_days_differ(both)}."
    )
    return marked(
        highest_marking(both),
        Text(heading),
        _table(asked, found),
        Text(how_gains_read(asked.replications)),
        section("In plain words", [_in_words(asked, cell, one) for cell, one in found.items()]),
        section("Mind", _mind(asked)),
    )


def _table(asked: PostsQuestion, found: Mapping[Cell, PostsNeeded]) -> Table:
    table = empty_table(
        "Measure",
        f"Gain with {counted(asked.now, 'post')}",
        "Posts needed",
        "95% interval",
        "From now",
    )
    for cell, one in found.items():
        how = shown(cell, asked.baseline)
        table.add_row(
            Text(how.label),
            gain_with_interval(one.now, how.factor),
            _posts(asked, one.posts),
            _range(asked, one),
            "" if one.posts is None else figure(_more(asked, one.posts), 0, sign=True),
        )
    return table


def _posts(asked: PostsQuestion, number: int | None) -> str:
    """Return a number of posts; those at the end of the range are said to be so."""
    if number is None:
        return f"over {asked.high:,}"
    return f"{number:,} or fewer" if number == asked.low > 1 else f"{number:,}"


def _range(asked: PostsQuestion, one: PostsNeeded) -> str:
    """Return the interval; nothing where a single replication gives none."""
    if math.isnan(one.now.low):
        return ""
    least, most = _posts(asked, one.least), _posts(asked, one.most)
    return least if least == most else f"{least} to {most}"


def _more(asked: PostsQuestion, number: int) -> int:
    """Return how many whole posts more than now are needed; below 0, how many fewer."""
    return number - math.ceil(asked.now)


def _in_words(asked: PostsQuestion, cell: Cell, one: PostsNeeded) -> str:
    """Say in a sentence how many posts are needed by a measure, and what they cost a year."""
    label, now = shown(cell, asked.baseline).name, plain(asked.now)
    if math.isnan(one.now.gain):
        return f"{label}: no values to compare."
    number = asked.high if one.posts is None else one.posts
    posts = f"{label}: {counted(number, 'post')} {'is' if number == 1 else 'are'}"
    if one.posts is None:
        return f"{posts} not enough."
    more = _more(asked, one.posts)
    if more <= 0 and one.posts == asked.low:
        fewer = ", and it may be that fewer are" if number > 1 else ""
        return f"{posts} enough{fewer}."
    if more <= 0:
        return f"{posts} enough, of the {now} there are."
    return f"{posts} needed, {more:,} more than now{_cost(asked, more)}."


def _cost(asked: PostsQuestion, more: int) -> str:
    cost_gbp = more * teams_of(asked.scenario)[asked.team].cost_per_post_gbp
    return f", for £{float(f'{cost_gbp:.{DIGITS}g}'):,.0f} a year" if cost_gbp else ""


def _mind(asked: PostsQuestion) -> list[str]:
    """Say what the numbers do not hold."""
    team = teams_of(asked.scenario)[asked.team]
    lines = [
        "It is assumed that more posts make no measure worse.",
        "The intervals are of chance alone; sixhubs uncertainty draws what is not known.",
    ]
    away = sum(absence.share for absence in team.absence.values())
    if team.supervisors_share or team.restricted_duties_share or away:
        lines.append(
            "A post is not an officer on duty: supervisors, restricted duties, absence and the "
            "rota are taken off as the scenario says."
        )
    return lines + days_of_another_hub([asked.baseline, asked.scenario])
