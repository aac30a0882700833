"""How many posts and people a team has on which day, where posts change by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from sim.clock import day_number
from sim.scenario.facts.head_counts import nearest
from sim.scenario.facts.part_time import hours_for_each
from sim.scenario.facts.windows import measured_days
from sim.scenario.schema.decimals import exact
from sim.scenario.schema.run import Run
from sim.scenario.schema.teams import Team

#: A number that holds from a day on.
PostsSince = tuple[dt.date, Fraction]


def posts_by_date(team: Team, place: str) -> list[PostsSince]:
    """Return the posts of a team at a place, in order of the day from which there are that many.

    The first entry, what `posts` says, holds from the beginning of time.
    """
    now = stated = exact(team.posts.get(place, 0.0))
    found = [(dt.date.min, now)]
    for day in sorted(team.posts_from):
        said = team.posts_from[day]
        if not isinstance(said, Mapping):
            total = team.posts_in_all
            now = exact(said) * stated / total if total else Fraction()
        elif place in said:
            now = exact(said[place])
        found.append((day, now))
    return found


def _people_per_post(team: Team) -> Fraction:
    """Return how many people are deployed of a post: less supervisors and restricted duties."""
    shares = team.supervisors_share, team.restricted_duties_share
    return _deployed_share(*shares, hours_for_each(team))


@lru_cache(maxsize=1024)
def _deployed_share(supervisors: float, restricted: float, hours_for_each: Fraction) -> Fraction:
    """Return the people deployed of a post."""
    return (1 - exact(supervisors) - exact(restricted)) / hours_for_each


def deployed(team: Team, posts: Fraction) -> int:
    """Return how many people are deployed of a number of posts.

    Posts less supervisors and restricted duties, in people of the hours that each has on average,
    rounded to the nearest whole number; halves up.
    """
    return max(0, nearest(posts * _people_per_post(team)))


def people_by_date(team: Team, place: str) -> list[tuple[dt.date, int]]:
    """Return the people whom a team deploys at a place, in order of the day from which."""
    each = _people_per_post(team)
    return [(day, max(0, nearest(posts * each))) for day, posts in posts_by_date(team, place)]


def mean_posts(team: Team, place: str, run: Run) -> float:
    """Return the posts of a team at a place on the mean day that is measured."""
    found = posts_by_date(team, place)
    if len(found) == 1:
        return float(found[0][1])
    first, last = (day_number(day) for day in measured_days(run))
    starts = [first, *(min(max(day_number(day), first), last + 1) for day, _ in found[1:])]
    ends = [*starts[1:], last + 1]
    days = sum(
        (end - start) * posts for start, end, (_, posts) in zip(starts, ends, found, strict=True)
    )
    return float(days / (last + 1 - first))
