"""Checks on posts that change by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sim.scenario.facts.posts import deployed, people_by_date
from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.schema.decimals import exact
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team
from sim.wording import counted


def _by_date(name: str, team: Team) -> Iterator[tuple[Path, dt.date, float | Mapping[str, float]]]:
    """Yield what a team says of posts from a date on, with its path."""
    for day, said in team.posts_from.items():
        yield ("teams", name, "posts_from", day.isoformat()), day, said


@reads("teams")
def later_posts_are_of_own_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts change at hubs where the team has some."""
    for name, team in teams_of(scenario).items():
        for path, _, said in _by_date(name, team):
            for place in said if isinstance(said, Mapping) else ():
                if place not in team.posts:
                    message = unknown("hub", place, team.posts) + " (posts says nothing of it)"
                    yield Finding((*path, place), message, at_key=True)


@reads("teams")
def later_posts_leave_somebody_to_deploy(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts from a date on leave somebody to deploy, at each hub or those named."""
    for name, team in teams_of(scenario).items():
        nowhere = _first_with_nobody(team)
        for path, day, said in _by_date(name, team):
            if isinstance(said, Mapping):
                yield from _leave_nobody(path, team, said)
            elif day in nowhere:
                message = (
                    f"{said:g} posts in all leave nobody to deploy at {nowhere[day]}; expected "
                    "more, or posts by hub, with 0 where there are to be none"
                )
                yield Finding(path, message)


def _first_with_nobody(team: Team) -> dict[dt.date, str]:
    """Return the days on which posts that change come to nobody somewhere, and where first."""
    found: dict[dt.date, str] = {}
    for place in team.posts if team.posts_from else ():
        for day, people in people_by_date(team, place)[1:]:
            if people < 1:
                found.setdefault(day, place)
    return found


def _leave_nobody(path: Path, team: Team, said: Mapping[str, float]) -> Iterator[Finding]:
    """Yield where posts stated by hub come to nobody, unless they are 0."""
    for place, posts in said.items():
        if posts > 0 and deployed(team, exact(posts)) < 1:
            message = (
                f"{counted(posts, 'post')} less supervisors and restricted duties round to nobody; "
                "expected at least one person, or 0"
            )
            yield Finding((*path, place), message)
