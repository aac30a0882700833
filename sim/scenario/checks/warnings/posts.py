"""Warnings of posts that change on days outside the run."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.teams import teams_of
from sim.scenario.facts.windows import measured_days
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.schema.scenario import Scenario


@reads("teams", "run")
def posts_that_change_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of dates after the run, and of those up to its start, which take the place of posts."""
    first, last = scenario.run.start, measured_days(scenario.run)[1]
    for name, team in teams_of(scenario).items():
        for day in team.posts_from:
            if first < day <= last:
                continue
            if day > last:
                effect = (
                    f"lies after the run, which ends on {last}, and changes nothing in it; remove "
                    "the date, or run for longer"
                )
            else:
                effect = (
                    f"is not after the first day of the run, {first}, so these posts hold from the "
                    "start in place of `posts`; say them there, or start earlier"
                )
            path = ("teams", name, "posts_from", day.isoformat())
            yield Finding(path, f"{day} {effect}", at_key=True)


@reads("teams", "run")
def a_centre_that_opens_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a Resolution Centre that is there all the time, or never."""
    team = scenario.teams.resolution_centre
    first, last = scenario.run.start, measured_days(scenario.run)[1]
    if team is None or team.opens_on is None or first < team.opens_on <= last:
        return
    effect = "never opens in it" if team.opens_on > last else "is there all the time"
    message = (
        f"{team.opens_on} is no later day of the run, which goes from {first} to {last}, so the "
        f"Centre {effect}; remove the date, or move it"
    )
    yield Finding(("teams", "resolution_centre", "opens_on"), message, at_key=True)


CHECKS: tuple[Check, ...] = (
    posts_that_change_outside_the_run,
    a_centre_that_opens_outside_the_run,
)
