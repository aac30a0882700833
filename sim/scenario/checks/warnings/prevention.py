"""Warnings of prevention that nobody can give, and of operations' seasons that say nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim.scenario.facts.cover import DAY_MIN, days_of_a_round, duties
from sim.scenario.facts.rotas import rota_shares
from sim.scenario.facts.teams import teams_that
from sim.scenario.facts.times import last_of_longest, longest
from sim.scenario.facts.windows import measured_days
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, REST
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import PreventionTeam

_SPOTS = ("small_areas", "hot_spots")


class _Hours(NamedTuple):
    """Hours of the day; if the last is not later than the first, they run past midnight."""

    from_hour: int
    until_hour: int

    def __str__(self) -> str:
        return f"from {self.from_hour}:00 to {self.until_hour}:00"

    def spans_min(self) -> list[tuple[int, int]]:
        """Return the spells that touch a day, in minutes from its midnight."""
        first, last = 60 * self.from_hour, 60 * self.until_hour
        if last <= first:
            last += DAY_MIN
        return [(first, last), (first - DAY_MIN, last - DAY_MIN)]


def _longest_min(
    scenario: Scenario, teams: Iterable[PreventionTeam], hub: str, hours: _Hours, enough: float
) -> float:
    """Return the longest time within hours that a shift at a hub holds; it stops at `enough`."""
    longest = 0
    there = [team for team in teams if hub in team.posts]
    for day in days_of_a_round(scenario, there):
        for team in there:
            for duty in duties(scenario, team, hub, day):
                for first, last in hours.spans_min():
                    longest = max(longest, min(duty.end_min, last) - max(duty.start_min, first))
        if longest >= enough:
            break
    return longest


def _change_by_date(teams: Iterable[PreventionTeam]) -> bool:
    return any(team.posts_from for team in teams)


@reads("small_areas", "teams", "rotas")
def hot_spots_that_nobody_visits(scenario: Scenario) -> Iterator[Finding]:
    """Warn of hot spots whose hours no patrol works, or which are too short for a visit."""
    spots = scenario.small_areas.hot_spots if scenario.small_areas else None
    if spots is None:
        return
    named = teams_that(scenario, PreventionTeam)
    teams = [named[name] for name in spots.teams]
    if _change_by_date(teams):
        return
    hours = _Hours(spots.from_hour, spots.until_hour)
    found: dict[float, list[str]] = {}
    for hub in spots.areas:
        longest = _longest_min(scenario, teams, hub, hours, spots.visit_min)
        if longest < spots.visit_min:
            found.setdefault(longest, []).append(hub)
    for longest, hubs in found.items():
        who, where = listed(map(repr, spots.teams)), listed(map(repr, hubs), "and")
        message = f"nobody of {who} is on duty at {where} {hours}, so that nobody visits them"
        if longest:
            message = (
                f"no shift of {who} at {where} holds more than {longest:g} minutes {hours}, and a "
                f"visit takes {spots.visit_min:g} (visit_min), so that there is none"
            )
        advice = "name other hours or teams, or leave these hubs out"
        yield Finding((*_SPOTS, "areas"), f"{message}; {advice}", at_key=True)


@reads("teams", "rotas")
def protected_hours_that_nobody_works(scenario: Scenario) -> Iterator[Finding]:
    """Warn of protected hours in which nobody of the team is on duty."""
    for name, team in teams_that(scenario, PreventionTeam).items():
        said = team.protected_hours
        if said is None or _change_by_date([team]):
            continue
        hours = _Hours(said.from_hour, said.until_hour)
        idle = [hub for hub in said.officers if not _longest_min(scenario, [team], hub, hours, 1)]
        if idle:
            message = (
                f"nobody of {name!r} is on duty at {listed(map(repr, idle), 'and')} {hours}, so "
                "that nobody is kept on prevention; name other hours, or leave these hubs out"
            )
            path = ("teams", name, "protected_hours", "officers")
            yield Finding(path, message, at_key=True)


@reads("prevention", "problem_files", "teams", "rotas")
def spells_longer_than_any_shift(scenario: Scenario) -> Iterator[Finding]:
    """Warn of shortest spells of work that are longer than every shift of those who plan it."""
    wanted: list[tuple[Path, tuple[str, ...], float]] = [
        (("prevention", "shortest_spell_min", work), (work,), spell)
        for work, spell in scenario.prevention.shortest_spell_min.items()
    ]
    if scenario.problem_files is not None:
        path = ("problem_files", "shortest_spell_min")
        spell = scenario.problem_files.shortest_spell_min
        wanted.append((path, ("problem_solving", "enforcement"), spell))
    teams = teams_that(scenario, PreventionTeam)
    for where, works, spell in wanted:
        plan = {
            name: _longest_shift_min(scenario, team)
            for name, team in teams.items()
            if any(share > 0 and work in works for work, share in team.prevention_plan.items())
        }
        if plan and max(plan.values()) < spell:
            message = (
                f"got {spell:g} minutes, but the longest shift of {listed(map(repr, plan))} has "
                f"{max(plan.values()):g}, so that it is never done; expected less"
            )
            yield Finding(where, message)


def _longest_shift_min(scenario: Scenario, team: PreventionTeam) -> float:
    """Return the length of the longest shift that somebody of a team works."""
    names = {name for hub in team.posts for name in rota_shares(team, hub)}
    if ALWAYS in names:
        return float("inf")
    rotas = [scenario.rotas[name] for name in names]
    worked = [rota.shifts[label] for rota in rotas for label in rota.pattern if label != REST]
    return max((60 * shift.hours for shift in worked), default=0)


@reads("safeguarding", "run")
def meetings_that_are_not_measured(scenario: Scenario) -> Iterator[Finding]:
    """Warn of MARACs of which the only meetings are in the warm-up."""
    marac = scenario.safeguarding.marac
    if marac is None:
        return
    first, last = measured_days(longest(scenario.run))
    every = dt.timedelta(days=marac.every_days)
    day = marac.first_meeting or scenario.run.start + every
    while day < first:
        day += every
    if day > last:
        message = (
            f"no meeting is measured: the next after the warm-up would be on {day}, and what is "
            f"measured goes from {first} to {last_of_longest(scenario.run)}; meet more often, or "
            "run for longer"
        )
        yield Finding(("safeguarding", "marac", "every_days"), message)


@reads("operations")
def seasons_without_days_of_the_week(scenario: Scenario) -> Iterator[Finding]:
    """Warn of the first and last day of an operation that takes place on dates alone."""
    for name, operation in scenario.operations.items():
        for field in ("first_day", "last_day") if not operation.days_of_week else ():
            if getattr(operation, field) is not None:
                message = (
                    "has no effect: it is for days_of_week, and there are none; leave it out, or "
                    "name the days"
                )
                yield Finding(("operations", name, field), message, at_key=True)
