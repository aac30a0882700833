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
from sim.report.terminal.layout import empty_table, marked, section
from sim.report.terminal.not_shared import days_of_another_hub, unless_days_differ
from sim.report.terminal.words import (
    figure,
    gain_with_interval,
    how_gains_read,
    plain,
    rounded,
    shown,
)
from sim.scenario.facts.teams import teams_of
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


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
            _posts(asked, one.posts, one.now.gain),
            _range(asked, one),
            _from_now(asked, one),
        )
    return table


def _posts(asked: PostsQuestion, number: int | None, gain_now: float) -> str:
    """Return a number of posts, and say so if it stands at the end of the range.

    Parameters
    ----------
    number : int or None
        The least that is enough; None if none is.
    gain_now : float
        What is gained with the posts there are, by the mean or by that end of its interval: where
        the range begins above them, they may be enough.
    """
    if number is None:
        return f"over {asked.high:,}"
    if number > asked.low or number == 1:
        return f"{number:,}"
    return f"{plain(asked.now) if _is_beyond(asked, gain_now) else f'{number:,}'} or fewer"


def _is_beyond(asked: PostsQuestion, gain_now: float) -> bool:
    """Whether the range begins above the posts there are, and these are enough."""
    return asked.low > asked.now and gain_now >= 0


def _range(asked: PostsQuestion, one: PostsNeeded) -> str:
    """Return the interval; nothing where a single replication gives none."""
    if math.isnan(one.now.low):
        return ""
    least, most = _posts(asked, one.least, one.now.high), _posts(asked, one.most, one.now.low)
    return least if least == most else f"{least} to {most}"


def _from_now(asked: PostsQuestion, one: PostsNeeded) -> str:
    """Return how many posts more than now are needed, or fewer."""
    if one.posts is None:
        return ""
    more = 0 if _is_beyond(asked, one.now.gain) else _more(asked, one.posts)
    said = figure(more, 0, sign=True)
    return f"{said} or fewer" if one.posts == asked.low > 1 else said


def _more(asked: PostsQuestion, number: int) -> int:
    """Return how many whole posts more than now are needed; below 0, how many fewer."""
    return number - math.ceil(asked.now)


def _in_words(asked: PostsQuestion, cell: Cell, one: PostsNeeded) -> str:
    """Say in a sentence how many posts are needed by a measure, and what they cost a year.

    Where the interval holds another answer, the sentence says what came out, and that answer.
    """
    label = shown(cell, asked.baseline).name
    if math.isnan(one.now.gain):
        return f"{label}: no values to compare."
    chance = _by_chance(asked, one)
    number = asked.high if one.posts is None else one.posts
    posts, is_one = counted(number, "post"), number == 1
    verb = ("comes out" if is_one else "come out") if chance else ("is" if is_one else "are")
    if one.posts is None:
        said = f"{posts} {verb}{' as' if chance else ''} not enough"
    elif one.posts == asked.low > 1:
        said = _at_the_low_end(asked, one, chance=bool(chance))
    elif _more(asked, number) <= 0:
        said = f"{posts} {verb}{'' if chance else ' enough'}"
        said += f", of the {plain(asked.now)} there are" if number > 1 else ""
    else:
        said = f"{posts} {verb}{'' if chance else ' needed'}{_added(asked, number)}"
    return f"{label}: {said}{chance}."


def _at_the_low_end(asked: PostsQuestion, one: PostsNeeded, *, chance: bool) -> str:
    """Say what is known where the fewest posts that were tried are enough."""
    now, enough = plain(asked.now), "come out as enough" if chance else "are enough"
    if _is_beyond(asked, one.now.gain):
        return f"the present {counted(asked.now, 'post')} {enough}, and it may be that fewer are"
    said = f"{counted(asked.low, 'post')} {enough}, and it may be that fewer are"
    if asked.low <= asked.now:
        return said
    return f"{said}, but not the {now} there are{_added(asked, asked.low, at_most=True)}"


def _added(asked: PostsQuestion, number: int, *, at_most: bool = False) -> str:
    more = _more(asked, number)
    return f", {'at most ' if at_most else ''}{more:,} more than now{_cost(asked, more)}"


def _by_chance(asked: PostsQuestion, one: PostsNeeded) -> str:
    """Return which other answer the interval holds, if any, as the end of a sentence."""
    if math.isnan(one.now.low):
        return ""
    said = []
    is_enough = _are_now_enough(asked, one.posts, one.now.gain)
    if not is_enough and _are_now_enough(asked, one.least, one.now.high):
        said.append(f"the present {plain(asked.now)} may be enough")
    elif one.posts is None and one.least is not None:
        said.append(f"{one.least:,} may be enough")
    if one.posts is not None and one.most is None:
        said.append(f"over {asked.high:,} may be needed")
    elif is_enough and one.most and not _are_now_enough(asked, one.most, one.now.low):
        said.append(f"up to {one.most:,} may be needed")
    return f"; allowing for chance, {', or '.join(said)}" if said else ""


def _are_now_enough(asked: PostsQuestion, number: int | None, gain_now: float) -> bool:
    """Whether the posts there are come out as enough, by the mean or an end of its interval."""
    if number is None:
        return False
    return _more(asked, number) <= 0 or _is_beyond(asked, gain_now)


def _cost(asked: PostsQuestion, more: int) -> str:
    cost_gbp = more * teams_of(asked.scenario)[asked.team].cost_per_post_gbp
    return f", for £{rounded(cost_gbp):,.0f} a year" if cost_gbp else ""


def _mind(asked: PostsQuestion) -> list[str]:
    """Say what the numbers do not hold."""
    team = teams_of(asked.scenario)[asked.team]
    chance = "The intervals are of chance alone"
    if asked.baseline.evidence or asked.baseline.rules_not_known:
        chance += "; sixhubs uncertainty draws what is not known"
    lines = ["It is assumed that more posts make no measure worse.", f"{chance}."]
    away = sum(absence.share for absence in team.absence.values())
    if team.supervisors_share or team.restricted_duties_share or away:
        lines.append(
            "A post is not an officer on duty: supervisors, restricted duties, absence and the "
            "rota are taken off as the scenario says."
        )
    return lines + days_of_another_hub([asked.baseline, asked.scenario])
