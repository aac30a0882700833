"""Warnings of hours that nobody covers, and of shifts that cover nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sim.clock import MS_PER_MIN, parse_time_of_day
from sim.scenario.facts.attendance import busy_hubs
from sim.scenario.facts.cover import (
    DAY_MIN,
    DAYS_OF_WEEK,
    Duty,
    clock_time,
    days_of_a_round,
    duties,
    gaps,
)
from sim.scenario.facts.desk import closing_ms
from sim.scenario.facts.teams import teams_that
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE, AttendingTeam, ResolutionCentre

_WORKING_DAYS = 5
#: Minutes of staffing outside the opening hours that nobody needs to be told of.
_SPARE_MIN = 30
#: Weekdays of a pattern of whole weeks up to which it looks like one for certain days only.
_FEW_DAYS = 3


@reads("incident_types", "districts", "hubs", "teams", "rotas")
def hours_without_cover(scenario: Scenario) -> Iterator[Finding]:
    """Warn of hours at which nobody who attends incidents is rostered at a hub that has some."""
    busy = {hub for t in scenario.incident_types.values() for hub in busy_hubs(scenario, t)}
    told: set[tuple[str, ...]] = set()
    for hub in sorted(busy):
        teams = {n: t for n, t in teams_that(scenario, AttendingTeam).items() if hub in t.posts}
        if not teams or any(team.rota == ALWAYS for team in teams.values()):
            continue
        days = days_of_a_round(scenario, teams.values())
        found = []
        for day in days:
            spells = [d for team in teams.values() for d in duties(scenario, team, hub, day)]
            found += [(day, *gap) for gap in gaps(spells, 0, DAY_MIN)]
        rotas = tuple(sorted({team.rota for team in teams.values()}))
        if not found or rotas in told:
            continue
        told.add(rotas)
        day, begin, end = found[0]
        hours = sum(last - first for _, first, last in found) / 60 / len(days) * 7
        message = (
            f"at the hub {hub!r} nobody of {listed(list(teams), 'and')} is on duty for "
            f"{hours:.3g} hours a week, such as {DAYS_OF_WEEK[day % 7]} {clock_time(begin)} to "
            f"{clock_time(end)}, and incidents wait; if that is not meant, add shifts to the rota "
            f"{listed(rotas)}, or groups, until each hour has somebody"
        )
        yield Finding(("teams", next(iter(teams)), "rota"), message)


def _open(team: ResolutionCentre, day: int) -> tuple[int, int]:
    """Return the minutes between which the Resolution Centre is open on a day; equal if closed."""
    hours = team.opening_hours
    if hours is None:
        return 0, DAY_MIN
    opening = hours.weekdays if day % 7 < _WORKING_DAYS else hours.weekends
    if opening is None:
        return 0, 0
    return parse_time_of_day(opening.opens) // MS_PER_MIN, closing_ms(opening) // MS_PER_MIN


def _weeks_of_the_desk(
    scenario: Scenario,
) -> Iterator[tuple[ResolutionCentre, int, tuple[int, int], list[Duty]]]:
    """Yield the desk, a day, its opening hours and its shifts, for each day of its rota."""
    team = scenario.teams.resolution_centre
    if team is None or team.rota == ALWAYS:
        return
    for day in days_of_a_round(scenario, [team]):
        yield team, day, _open(team, day), list(duties(scenario, team, FORCE_WIDE, day))


@reads("teams", "rotas")
def desk_is_staffed_when_closed(scenario: Scenario) -> Iterator[Finding]:
    """Warn of people of the Resolution Centre on duty outside its opening hours."""
    for team, day, (opens, closes), spells in _weeks_of_the_desk(scenario):
        if team.opening_hours is None:
            return
        for duty in spells:
            start, end = max(duty.start_min, 0), min(duty.end_min, DAY_MIN)
            if start >= end or (start >= opens - _SPARE_MIN and end <= closes + _SPARE_MIN):
                continue
            hours = f"open {clock_time(opens)} to {clock_time(closes)}"
            message = (
                f"on {DAYS_OF_WEEK[day % 7]}s the Centre is {hours if opens < closes else 'closed'}"
                f", but rota {team.rota!r} has people on duty from {clock_time(start)} to "
                f"{clock_time(end)}, who call nobody outside those hours; move the shifts of the "
                "rota, or the opening hours"
            )
            yield Finding(("teams", "resolution_centre", "opening_hours"), message, at_key=True)
            return


@reads("teams", "rotas")
def desk_is_open_without_staff(scenario: Scenario) -> Iterator[Finding]:
    """Warn of opening hours at which nobody of the Resolution Centre is rostered in some weeks."""
    for team, day, (opens, closes), spells in _weeks_of_the_desk(scenario):
        found = gaps(spells, opens, closes) if team.opening_hours is not None else []
        if found:
            begin, end = found[0]
            message = (
                f"on {DAYS_OF_WEEK[day % 7]}s of some weeks nobody of rota {team.rota!r} is on "
                f"duty from {clock_time(begin)} to {clock_time(end)}, when the Centre is open; "
                "shorten the opening hours, or give the rota more groups"
            )
            yield Finding(("teams", "resolution_centre", "opening_hours"), message, at_key=True)
            return


@reads("rotas")
def shifts_that_nobody_works(scenario: Scenario) -> Iterator[Finding]:
    """Warn of shifts that stand in no pattern."""
    for name, rota in scenario.rotas.items():
        for label in rota.shifts:
            if label not in rota.pattern:
                message = "nobody works this shift; add it to the pattern, or leave it out"
                yield Finding(("rotas", name, "shifts", label), message, at_key=True)


@reads("rotas")
def weekend_patterns_spread_over_the_week(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a pattern for certain weekdays whose groups begin it on different weekdays."""
    for name, rota in scenario.rotas.items():
        worked = _weekdays(rota, 0)
        spread = set().union(*(_weekdays(rota, group) for group in range(rota.groups)))
        if len(rota.pattern) % 7 == 0 and len(worked) <= _FEW_DAYS and spread > worked:
            days = listed([f"{DAYS_OF_WEEK[day]}s" for day in sorted(worked)], "and")
            message = (
                f"one group works this pattern on {days} only, but the {rota.groups} groups begin "
                f"it on different weekdays, so that people are on duty on {len(spread)} days of "
                "the week; if only those days are meant, write groups: 1"
            )
            yield Finding(("rotas", name, "groups"), message)


def _weekdays(rota: Rota, group: int) -> set[int]:
    """Return the weekdays that a group of a pattern of whole weeks works."""
    later = group * len(rota.pattern) // rota.groups
    return {(day + later) % 7 for day, label in enumerate(rota.pattern) if label != REST}


CHECKS: tuple[Check, ...] = (
    hours_without_cover,
    desk_is_staffed_when_closed,
    desk_is_open_without_staff,
    shifts_that_nobody_works,
    weekend_patterns_spread_over_the_week,
)
