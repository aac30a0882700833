"""Warnings of posts, rules and protected hours with days outside the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sim.scenario.facts.teams import teams_of, teams_that
from sim.scenario.facts.times import last_day_of, last_of_longest, longest
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import PreventionTeam


@reads("teams", "run")
def posts_that_change_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of dates for posts that lie after the run, or on or before its first day."""
    for name, team in teams_of(scenario).items():
        for day, effect in _outside(scenario, team.posts_from, "these posts", "`posts`"):
            path = ("teams", name, "posts_from", day.isoformat())
            yield Finding(path, f"{day} {effect}", at_key=True)


@reads("redeployment", "run")
def rules_that_change_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of dates for redeployment that lie after the run, or on or before its first day."""
    dates = scenario.redeployment.rule_from
    for day, effect in _outside(scenario, dates, "these settings", "those of redeployment"):
        path = ("redeployment", "rule_from", day.isoformat())
        yield Finding(path, f"{day} {effect}", at_key=True)


def _outside(
    scenario: Scenario, dates: Iterable[dt.date], what: str, instead: str
) -> Iterator[tuple[dt.date, str]]:
    """Yield the dates on which nothing changes within the run, and what comes of each."""
    first, last = scenario.run.start, last_day_of(longest(scenario.run))
    for day in dates:
        if day > last:
            yield (
                day,
                (
                    f"lies after the run, which ends on {last_of_longest(scenario.run)}, and "
                    "changes nothing in it; remove the date, or run for longer"
                ),
            )
        elif day <= first:
            yield (
                day,
                (
                    f"is not after the first day of the run, {first}, so {what} hold from the "
                    f"start in place of {instead}; state them there, or start earlier"
                ),
            )


@reads("teams", "run")
def a_centre_that_opens_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a first day of the Resolution Centre before the run, or after it."""
    team = scenario.teams.resolution_centre
    first, last = scenario.run.start, last_day_of(longest(scenario.run))
    if team is None or team.opens_on is None or first < team.opens_on <= last:
        return
    effect = "never opens in it" if team.opens_on > last else "is there all the time"
    message = (
        f"{team.opens_on} is no later day of the run, which goes from {first} to "
        f"{last_of_longest(scenario.run)}, so the Centre {effect}; remove the date, or move it"
    )
    yield Finding(("teams", "resolution_centre", "opens_on"), message, at_key=True)


@reads("teams", "run")
def protected_hours_outside_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Warn of protected hours whose days all lie outside the run."""
    start, end = scenario.run.start, last_day_of(longest(scenario.run))
    for name, team in teams_that(scenario, PreventionTeam).items():
        hours = team.protected_hours
        if hours is None:
            continue
        days = {"first_day": hours.first_day, "last_day": hours.last_day}
        for field, day in days.items():
            too_late = field == "first_day" and day is not None and day > end
            too_early = field == "last_day" and day is not None and day < start
            if too_late or too_early:
                message = (
                    f"got {day}, but the run goes from {start} to "
                    f"{last_of_longest(scenario.run)}, so nobody is kept on prevention; remove "
                    "the day, or move it"
                )
                yield Finding(("teams", name, "protected_hours", field), message)
