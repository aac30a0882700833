"""Warnings of hours that nobody covers, and of shifts that cover nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim.scenario.facts.attendance import able_to_attend, busy_hubs
from sim.scenario.facts.cover import (
    DAY_MIN,
    Duty,
    Gap,
    clock_time,
    days_of_a_round,
    duties_of,
    gaps,
    open_minutes,
    spells_in_words,
    spells_of_a_day,
    uncovered,
    uncovered_hours_a_week,
    weekdays_in_words,
    worked_by,
)
from sim.scenario.facts.rotas import days_later, rota_shares
from sim.scenario.facts.teams import teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE, AttendingTeam, ResolutionCentre
from sim.scenario.schema.windows import DAYS_OF_WEEK

#: Minutes of staffing outside the opening hours that nobody needs to be told of.
_SPARE_MIN = 30
#: Weekdays of a pattern of whole weeks up to which it looks like one for certain days only.
_FEW_DAYS = 3


class _Needed(NamedTuple):
    """Teams of which somebody should be on duty at a hub at any hour."""

    teams: tuple[str, ...]
    grade: int  #: the highest grade to which only these are sent; 0 for all teams that attend


@reads("incident_types", "districts", "hubs", "grades", "teams", "rotas")
def hours_without_cover(scenario: Scenario) -> Iterator[Finding]:
    """Warn of hours at which a hub has nobody who may attend, or nobody who may attend a grade."""
    found: dict[tuple[_Needed, tuple[str, ...], tuple[Gap, ...]], list[str]] = {}
    for hub, kinds in _busy(scenario).items():
        there = {n: t for n, t in teams_that(scenario, AttendingTeam).items() if hub in t.posts}
        reported: set[tuple[Gap, ...]] = set()
        for needed in _who_is_needed(scenario, kinds, tuple(there)):
            teams = {name: there[name] for name in needed.teams}
            if not teams or any(team.rota == ALWAYS for team in teams.values()):
                continue
            spells = tuple(uncovered(scenario, teams.values(), hub))
            target = scenario.grades[needed.grade].target_min if needed.grade else 0
            if spells and spells not in reported and _longest(spells) > target:
                reported.add(spells)
                rotas = tuple(sorted({r for t in teams.values() for r in rota_shares(t, hub)}))
                found.setdefault((needed, rotas, spells), []).append(hub)
    for (needed, rotas, spells), hubs in found.items():
        who = listed(needed.teams, "and")
        if needed.grade:
            who += f" (only they are sent to some incidents of grade {needed.grade})"
        day, begin, end = spells[0]
        teams = {name: getattr(scenario.teams, name) for name in needed.teams}
        hours = uncovered_hours_a_week(scenario, teams.values(), spells)
        message = (
            f"at the hub {hubs[0]!r}{_others(len(hubs) - 1)} nobody of {who} is on duty for "
            f"{hours:.3g} hours a week, such as {DAYS_OF_WEEK[day % 7]} {clock_time(begin)} to "
            f"{clock_time(end)}, and incidents wait; if that is not intended, add shifts to rota "
            f"{listed(rotas)}, or groups, until each hour has somebody"
        )
        yield Finding(("teams", needed.teams[0], "rota"), message)


def _others(number: int) -> str:
    """Return how many other hubs there are, in brackets; empty for none."""
    return f" (and {number} more)" if number else ""


def _busy(scenario: Scenario) -> dict[str, list[IncidentType]]:
    """Return the types of incident that happen at each hub."""
    found: dict[str, list[IncidentType]] = {}
    for incident_type in scenario.incident_types.values():
        for hub in busy_hubs(scenario, incident_type):
            found.setdefault(hub, []).append(incident_type)
    return dict(sorted(found.items()))


def _who_is_needed(
    scenario: Scenario, kinds: list[IncidentType], there: tuple[str, ...]
) -> Iterator[_Needed]:
    """Yield all teams that attend, then those who alone are sent to some incidents of a grade."""
    yield _Needed(there, 0)
    seen = {there}
    for grade in sorted(scenario.grades):
        for incident_type in kinds:
            agreed = scenario.grades[grade].appointment is not None
            if agreed or incident_type.grade_mix.get(grade, 0) == 0:
                continue
            able = able_to_attend(scenario, incident_type, grade)
            teams = tuple(name for name in there if name in able)
            if teams and teams not in seen:
                seen.add(teams)
                yield _Needed(teams, grade)


def _longest(spells: Iterable[Gap]) -> float:
    """Return the length in minutes of the longest spell; those that meet at midnight are one."""
    longest, begun, until = 0, 0, -1
    for day, first, last in spells:
        if day * DAY_MIN + first != until:
            begun = day * DAY_MIN + first
        until = day * DAY_MIN + last
        longest = max(longest, until - begun)
    return longest


def _weeks_of_the_desk(
    scenario: Scenario,
) -> Iterator[tuple[ResolutionCentre, int, tuple[int, int], list[Duty]]]:
    """Yield the desk, a day, its opening hours and its shifts, for each day of its rota."""
    team = scenario.teams.resolution_centre
    if team is None or team.rota == ALWAYS:
        return
    rotas = worked_by(scenario, team, FORCE_WIDE)
    for day in days_of_a_round(scenario, [team]):
        yield team, day, open_minutes(team, day), list(duties_of(team, rotas, day))


def _rotas_of(team: ResolutionCentre) -> str:
    return listed(map(repr, rota_shares(team, FORCE_WIDE)))


@reads("teams", "rotas")
def desk_is_staffed_when_closed(scenario: Scenario) -> Iterator[Finding]:
    """Warn of people of the Resolution Centre on duty outside its opening hours."""
    team = scenario.teams.resolution_centre
    if team is None or team.opening_hours is None:
        return
    hours: dict[int, str] = {}
    outside: dict[int, set[tuple[int, int]]] = {}
    for _, day, (opens, closes), spells in _weeks_of_the_desk(scenario):
        is_open = f"open {clock_time(opens)} to {clock_time(closes)}"
        hours[day % 7] = is_open if opens < closes else "closed"
        for duty in spells:
            start, end = max(duty.start_min, 0), min(duty.end_min, DAY_MIN)
            if start < end and (start < opens - _SPARE_MIN or end > closes + _SPARE_MIN):
                outside.setdefault(day % 7, set()).add((start, end))
    alike: dict[tuple[str, str], list[int]] = {}
    for day in sorted(outside):
        alike.setdefault((hours[day], spells_of_a_day(outside[day])), []).append(day)
    said = [
        f"{weekdays_in_words(days)} the Centre is {when}, but rota {_rotas_of(team)} has people "
        f"on duty {spells}"
        for (when, spells), days in alike.items()
    ]
    if said:
        message = (
            f"{', and '.join(said)}, who call nobody outside those hours; move the shifts of the "
            "rota, or the opening hours"
        )
        yield Finding(("teams", "resolution_centre", "opening_hours"), message, at_key=True)


@reads("teams", "rotas")
def desk_is_open_without_staff(scenario: Scenario) -> Iterator[Finding]:
    """Warn of opening hours at which, in some weeks, nobody of the Resolution Centre works."""
    team = scenario.teams.resolution_centre
    if team is None or team.opening_hours is None:
        return
    found: dict[int, set[tuple[int, int]]] = {}
    for _, day, (opens, closes), spells in _weeks_of_the_desk(scenario):
        for gap in gaps(spells, opens, closes):
            found.setdefault(day % 7, set()).add(gap)
    if found:
        message = (
            f"in some weeks nobody of rota {_rotas_of(team)} is on duty {spells_in_words(found)}, "
            "when the Centre is open; shorten the opening hours, or give the rota more groups"
        )
        yield Finding(("teams", "resolution_centre", "opening_hours"), message, at_key=True)


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
    later = days_later(group, rota.groups, len(rota.pattern))
    return {(day + later) % 7 for day, label in enumerate(rota.pattern) if label != REST}
