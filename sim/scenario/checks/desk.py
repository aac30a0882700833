"""Checks on the Resolution Centre: its hours, its attempts, and where its cases go."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from sim.clock import MS_PER_DAY, MS_PER_MIN, parse_time_of_day, to_ms
from sim.scenario.checks.faults import (
    exceeds,
    grade_fault,
    sum_fault,
    time_fault,
)
from sim.scenario.facts.attendance import attending_teams, grades_of_officers, served_by_desk
from sim.scenario.facts.cover import spells_in_words
from sim.scenario.facts.desk import (
    MIDNIGHT,
    WORKING_DAYS,
    closing_ms,
    grades_sent_on,
    reached_share,
    resolvable_share,
)
from sim.scenario.facts.rotas import days_later, people_by_rota
from sim.scenario.facts.teams import DESK, PREVENTION, people, shifts_can_be_laid_out
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import DeskWork, Opening, OpeningHours, ShareByWait
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE
from sim.scenario.schema.windows import DAYS_OF_WEEK

TEAM: Path = ("teams", DESK)
_MINUTES = MS_PER_DAY // MS_PER_MIN


@reads("incident_types", "grades", "teams")
def desk_grades_have_a_desk(scenario: Scenario) -> Iterator[Finding]:
    """Require that grades of the Resolution Centre have that team, and its work in each type."""
    by_desk = [n for n, grade in scenario.grades.items() if served_by_desk(grade)]
    if scenario.teams.resolution_centre is None:
        for grade in by_desk:
            message = "the scenario has no teams.resolution_centre to serve this grade"
            yield Finding(("grades", grade, "served_by"), message)
    for name, incident_type in scenario.incident_types.items():
        grades = [grade for grade in by_desk if incident_type.grade_mix.get(grade, 0) > 0]
        if grades and incident_type.resolution_centre is None:
            message = (
                f"resolution_centre is missing; grade {listed(grades)} of this type is served by "
                "the Resolution Centre, which needs its handling_min, resolved_share, sent_on_as"
            )
            yield Finding(("incident_types", name), message, at_key=True)


def _work(scenario: Scenario) -> Iterator[tuple[Path, IncidentType, DeskWork]]:
    """Yield what the Resolution Centre does for a type, with its path, where it does anything."""
    for name, incident_type in scenario.incident_types.items():
        if incident_type.resolution_centre is not None:
            yield ("incident_types", name, DESK), incident_type, incident_type.resolution_centre


@reads("incident_types", "grades", "teams")
def cases_are_sent_on_to_attendance(scenario: Scenario) -> Iterator[Finding]:
    """Require that what the desk sends on, or cannot reach, has a grade that officers attend."""
    given: dict[Path, int] = {}
    for path, _, work in _work(scenario):
        for grade in grades_sent_on(work):
            several = isinstance(work.sent_on_as, dict)
            given[(*path, "sent_on_as", grade) if several else (*path, "sent_on_as")] = grade
        if work.to_prevention_as is not None:
            given[(*path, "to_prevention_as")] = work.to_prevention_as
    team = scenario.teams.resolution_centre
    if team is not None and team.attempts is not None and team.attempts.no_reply_as is not None:
        given[(*TEAM, "attempts", "no_reply_as")] = team.attempts.no_reply_as
    for path, grade in given.items():
        fault = grade_fault(scenario, grade)
        if fault:
            yield Finding(path, fault)


@reads("incident_types")
def sent_on_shares_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that the shares of the grades of cases sent on sum to 1."""
    for path, _, work in _work(scenario):
        if isinstance(work.sent_on_as, dict) and (message := sum_fault(work.sent_on_as)):
            yield Finding((*path, "sent_on_as"), message, at_key=True)


@reads("incident_types")
def referrals_are_a_part_of_what_is_passed_on(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more cases are referred than are passed on at all."""
    for path, _, work in _work(scenario):
        total = work.to_investigation_share + work.to_prevention_share
        if exceeds(total, 1):
            message = (
                f"to_investigation_share {work.to_investigation_share:g} and to_prevention_share "
                f"{work.to_prevention_share:g} come to {total:g}, expected at most 1"
            )
            yield Finding(path, message, at_key=True)


@reads("incident_types")
def referrals_to_investigation_have_work(scenario: Scenario) -> Iterator[Finding]:
    """Require that a type whose cases are referred to Investigation says what work they make."""
    for path, incident_type, work in _work(scenario):
        if work.to_investigation_share > 0 and incident_type.investigation is None:
            message = "the type has no investigation, expected one that says what work follows"
            yield Finding((*path, "to_investigation_share"), message)


@reads("incident_types", "grades")
def referrals_to_prevention_have_a_grade(scenario: Scenario) -> Iterator[Finding]:
    """Require that cases are referred to Prevention with a grade for which prevention teams go."""
    for path, incident_type, work in _work(scenario):
        grade = work.to_prevention_as
        if work.to_prevention_share > 0 and grade is None:
            message = "to_prevention_as is missing: the grade with which prevention teams attend"
            yield Finding((*path, "to_prevention_share"), message, at_key=True)
        elif work.to_prevention_share == 0 and grade is not None:
            message = "has no effect without a to_prevention_share above 0"
            yield Finding((*path, "to_prevention_as"), message, at_key=True)
        elif grade is not None:
            teams = attending_teams(scenario, incident_type, grade)
            if teams and teams[0] not in PREVENTION:
                message = (
                    f"grade {grade} of this type is attended by {teams[0]!r} first, "
                    f"expected {listed(PREVENTION)}"
                )
                yield Finding((*path, "to_prevention_as"), message)


@reads("grades")
def desk_grades_name_nobody_to_attend(scenario: Scenario) -> Iterator[Finding]:
    """Require that a grade names who attends it only if officers attend it."""
    for number, grade in scenario.grades.items():
        if served_by_desk(grade) and grade.attended_by is not None:
            message = f"has no effect: the grade is served_by {DESK}"
            yield Finding(("grades", number, "attended_by"), message, at_key=True)


@reads("grades")
def grades_follow_grades_that_are_attended(scenario: Scenario) -> Iterator[Finding]:
    """Require that the grade whose teams go instead is another one that officers attend."""
    for number, grade in scenario.grades.items():
        if isinstance(grade.attended_by, int):
            others = [g for g in grades_of_officers(scenario) if g != number]
            if grade.attended_by not in others:
                message = f"got grade {grade.attended_by}, expected another that officers attend"
                message += f" ({listed(others)})" if others else ""
                yield Finding(("grades", number, "attended_by"), message)


@reads("teams")
def desk_resolves_no_more_than_it_reaches(scenario: Scenario) -> Iterator[Finding]:
    """Require that the Centre resolves no more cases than the callers whom it reaches."""
    team = scenario.teams.resolution_centre
    if team is None or team.resolved_share is None:
        return
    reached = reached_share(team)
    if team.resolved_share > reached:
        message = (
            f"got {team.resolved_share:g}, but its attempts reach {reached:.4g} of the callers; "
            "expected no more than that"
        )
        yield Finding((*TEAM, "resolved_share"), message)


@reads("teams", "incident_types", "grades", "demand", "districts", "hubs")
def desk_resolves_what_may_be_resolved(scenario: Scenario) -> Iterator[Finding]:
    """Require that cases of types of which some are resolved are enough for the Centre's share."""
    team = scenario.teams.resolution_centre
    if team is None or team.resolved_share is None:
        return
    most = reached_share(team) * resolvable_share(scenario)
    if most + 1e-9 < team.resolved_share <= reached_share(team):
        message = (
            f"got {team.resolved_share:g}, but cases of types that are resolved at all, whose "
            f"callers are reached, are {most:.4g} of all; expected no more than that, or null, "
            "with which each type keeps its own resolved_share"
        )
        yield Finding((*TEAM, "resolved_share"), message)


@reads("teams")
def shares_by_wait_do_not_rise(scenario: Scenario) -> Iterator[Finding]:
    """Require that the lowest share of callers is not above that of those who did not wait."""
    team = scenario.teams.resolution_centre
    shares: dict[str, ShareByWait | None] = {}
    if team is not None:
        shares = {"satisfied": team.satisfied, "understood": team.understood}
    for field, share in shares.items():
        if share is not None and share.lowest > share.at_once:
            message = f"got {share.lowest:g}, expected at most {share.at_once:g} (at_once)"
            yield Finding((*TEAM, field, "lowest"), message)


def _hours(scenario: Scenario) -> OpeningHours | None:
    team = scenario.teams.resolution_centre
    return None if team is None else team.opening_hours


def _openings(hours: OpeningHours) -> dict[str, Opening]:
    """Return the hours by kind of day, without the days on which the Centre is closed."""
    said = {"weekdays": hours.weekdays, "weekends": hours.weekends}
    return {name: opening for name, opening in said.items() if opening is not None}


def _span_min(opening: Opening) -> tuple[int, int] | None:
    """Return the minutes of the day between which the Centre is open; None for a faulty time."""
    try:
        opens, closes = parse_time_of_day(opening.opens), closing_ms(opening)
    except ValueError:
        return None
    return opens // MS_PER_MIN, closes // MS_PER_MIN


@reads("teams")
def opening_hours_open_before_they_close(scenario: Scenario) -> Iterator[Finding]:
    """Require that the Centre opens on some day, at a time of day, and closes later that day."""
    hours = _hours(scenario)
    if hours is None:
        return
    path = (*TEAM, "opening_hours")
    if not _openings(hours):
        yield Finding(path, "the Centre never opens, expected weekdays, weekends or both", True)
    for name, opening in _openings(hours).items():
        for field in ("opens", "closes"):
            text = getattr(opening, field)
            fault = "" if field == "closes" and text == MIDNIGHT else time_fault(text)
            if fault:
                yield Finding((*path, name, field), fault)
        span = _span_min(opening)
        if span is not None and span[0] >= span[1]:
            message = f"opens {opening.opens} and closes {opening.closes}, expected to open first"
            yield Finding((*path, name), message, at_key=True)


@reads("teams", "rotas")
def opening_hours_are_staffed(scenario: Scenario) -> Iterator[Finding]:
    """Require that somebody of the Centre is rostered, in some week, at every hour it is open."""
    hours, team = _hours(scenario), scenario.teams.resolution_centre
    if hours is None or team is None or team.rota == ALWAYS:
        return
    parts = people_by_rota(team, FORCE_WIDE, people(team, FORCE_WIDE))
    rotas = [(scenario.rotas.get(name), number) for name, number in parts.items()]
    known = [(rota, number) for rota, number in rotas if rota and not rota_is_faulty(rota)]
    if len(known) < len(parts) or not parts:
        return
    weeks = [rostered_minutes(rota, number) for rota, number in known]
    staffed = [
        [any(minute) for minute in zip(*day, strict=True)] for day in zip(*weeks, strict=True)
    ]
    for name, opening in _openings(hours).items():
        span = _span_min(opening)
        if span is None:
            continue
        days = range(WORKING_DAYS) if name == "weekdays" else range(WORKING_DAYS, 7)
        found = {day: gaps for day in days if (gaps := _gaps(staffed[day], *span))}
        if found:
            message = (
                f"open from {opening.opens} to {opening.closes}, but rota "
                f"{listed(map(repr, parts))} never has anybody on duty {spells_in_words(found)}"
            )
            yield Finding((*TEAM, "opening_hours", name), message, at_key=True)


def rota_is_faulty(rota: Rota) -> bool:
    """Tell whether a rota has faults that other checks report."""
    return not shifts_can_be_laid_out(rota) or len(rota.pattern) % rota.groups > 0


def rostered_minutes(rota: Rota, count: int) -> list[list[bool]]:
    """Return for each day of the week and minute whether the rota ever has anybody on duty.

    Parameters
    ----------
    rota : Rota
        One without faults.
    count : int
        People who work it; groups beyond their number are empty.
    """
    staffed = [[False] * _MINUTES for _ in DAYS_OF_WEEK]
    days = len(rota.pattern)
    worked = set()
    for group in range(min(rota.groups, count)):
        later = days_later(group, rota.groups, days)
        for date in range(math.lcm(days, 7)):
            worked.add((date % 7, rota.pattern[(date - later) % days]))
    for day, label in worked:
        if label == REST:
            continue
        start = parse_time_of_day(rota.shifts[label].start) // MS_PER_MIN
        end = start + to_ms(60 * rota.shifts[label].hours) // MS_PER_MIN
        for minute in range(start, end):
            staffed[(day + minute // _MINUTES) % 7][minute % _MINUTES] = True
    return staffed


def _gaps(staffed: list[bool], first: int, last: int) -> list[tuple[int, int]]:
    """Return the spells without anybody on duty between two minutes."""
    found = []
    minute = first
    for is_staffed, some in groupby(staffed[first:last]):
        end = minute + sum(1 for _ in some)
        if not is_staffed:
            found.append((minute, end))
        minute = end
    return found
