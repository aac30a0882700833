"""Checks on posts that change by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sim.scenario.facts.counting import exact
from sim.scenario.facts.posts import deployed, people_by_date
from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.finding import Check, Finding, reads, unknown
from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team


def _by_date(
    scenario: Scenario,
) -> Iterator[tuple[Path, Team, dt.date, float | Mapping[str, float]]]:
    """Yield what teams say of posts from a date on, with its path."""
    for name, team in teams_of(scenario).items():
        for day, said in team.posts_from.items():
            yield ("teams", name, "posts_from", day.isoformat()), team, day, said


@reads("teams")
def later_posts_are_of_own_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts change at hubs where the team has some."""
    for path, team, _, said in _by_date(scenario):
        for place in said if isinstance(said, Mapping) else ():
            if place not in team.posts:
                message = unknown("hub", place, team.posts) + " (posts says nothing of it)"
                yield Finding((*path, place), message, at_key=True)


@reads("teams")
def later_posts_leave_somebody_to_deploy(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts from a date on come to somebody: at every hub, or at those named."""
    for path, team, day, said in _by_date(scenario):
        if isinstance(said, Mapping):
            for place, posts in said.items():
                if posts > 0 and deployed(team, exact(posts)) < 1:
                    message = (
                        f"{posts:g} posts less supervisors and restricted duties round to nobody; "
                        "expected at least one person, or 0"
                    )
                    yield Finding((*path, place), message)
            continue
        nobody = [place for place in team.posts if dict(people_by_date(team, place))[day] < 1]
        if nobody:
            message = (
                f"{said:g} posts in all leave nobody to deploy at {nobody[0]}; expected more, or "
                "posts by hub, with 0 where there are to be none"
            )
            yield Finding(path, message)


CHECKS: tuple[Check, ...] = (
    later_posts_are_of_own_hubs,
    later_posts_leave_somebody_to_deploy,
)
