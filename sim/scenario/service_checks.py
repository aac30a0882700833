"""Checks that demand and people fit together: all work can be done by somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.scenario.demand_schema import IncidentType
from sim.scenario.finding import Check, Finding, reads
from sim.scenario.powers import has_power
from sim.scenario.schema import Scenario
from sim.scenario.team_checks import ATTENDING, DESK, most_on_duty, people, teams_of
from sim.scenario.words import listed

_EMERGENCY = 1


def attending_teams(kind: IncidentType, grade: int) -> Sequence[str]:
    """Return the teams that may attend incidents of a type and grade."""
    if isinstance(kind.attended_by, dict):
        return kind.attended_by.get(grade, [])
    return kind.attended_by


def attended_grades(scenario: Scenario, kind: IncidentType) -> list[int]:
    """Return the grades with which incidents of a type come to be attended, sent on ones too."""
    grades = {grade for grade, share in kind.grade_mix.items() if share > 0}
    by_desk = {g for g in grades if g in scenario.grades and _served_by_desk(scenario, g)}
    desk = kind.resolution_centre
    if by_desk and desk is not None and desk.resolved_share < 1:
        grades.add(desk.sent_on_as)
    return sorted(g for g in grades - by_desk if g in scenario.grades)


def _served_by_desk(scenario: Scenario, grade: int) -> bool:
    return scenario.grades[grade].served_by == DESK


def _busy_hubs(scenario: Scenario, kind: IncidentType) -> dict[str, str]:
    """Return the hubs in which a type happens, each with one of the districts it happens in."""
    counts = {**(kind.yearly_count or {}), **(kind.per_hour or {})}
    found: dict[str, str] = {}
    for name, count in counts.items():
        district = scenario.districts.get(name)
        if count > 0 and district is not None and district.hub in scenario.hubs:
            found.setdefault(district.hub, name)
    return found


@reads("incident_types", "teams")
def attending_teams_exist(scenario: Scenario) -> Iterator[Finding]:
    """Require that incidents are attended by teams that the force has, each named once."""
    present = [name for name in teams_of(scenario) if name in ATTENDING]
    for name, kind in scenario.incident_types.items():
        path = ("incident_types", name, "attended_by")
        by_grade = kind.attended_by if isinstance(kind.attended_by, dict) else {0: kind.attended_by}
        for grade, teams in by_grade.items():
            here = (*path, grade) if grade else path
            if not teams:
                yield Finding(here, "got an empty list, expected at least one team", at_key=True)
            for position, team in enumerate(teams):
                if team in teams[:position]:
                    yield Finding((*here, position), f"the team {team!r} stands twice in the list")
                elif team not in present:
                    message = f"the scenario has no team {team!r}; it has {_named(present)}"
                    yield Finding((*here, position), message)


def _named(names: Sequence[str]) -> str:
    return listed(names) if names else "no team that attends incidents"


@reads("incident_types", "grades")
def attendance_covers_every_grade(scenario: Scenario) -> Iterator[Finding]:
    """Require that where teams are given by grade, every grade that is attended has some."""
    for name, kind in scenario.incident_types.items():
        if not isinstance(kind.attended_by, dict):
            continue
        path = ("incident_types", name, "attended_by")
        for grade in kind.attended_by:
            if grade not in scenario.grades:
                known = listed(sorted(scenario.grades))
                message = f"unknown grade {grade}; expected {known}"
                yield Finding((*path, grade), message, at_key=True)
        for grade in attended_grades(scenario, kind):
            if grade not in kind.attended_by:
                message = f"no teams for grade {grade}, which incidents of this type can have"
                yield Finding(path, message, at_key=True)


@reads("incident_types", "grades", "teams")
def desk_grades_have_a_desk(scenario: Scenario) -> Iterator[Finding]:
    """Require that grades of the Resolution Centre have that team, and its work in each type."""
    by_desk = [grade for grade in scenario.grades if _served_by_desk(scenario, grade)]
    if scenario.teams.resolution_centre is None:
        for grade in by_desk:
            message = "the scenario has no teams.resolution_centre to serve this grade"
            yield Finding(("grades", grade, "served_by"), message)
    for name, kind in scenario.incident_types.items():
        grades = [grade for grade in by_desk if kind.grade_mix.get(grade, 0) > 0]
        if grades and kind.resolution_centre is None:
            message = (
                f"resolution_centre is missing; grade {listed(grades)} of this type is served by "
                "the Resolution Centre, which needs its handling_min, resolved_share, sent_on_as"
            )
            yield Finding(("incident_types", name), message, at_key=True)


@reads("incident_types", "grades")
def cases_are_sent_on_to_attendance(scenario: Scenario) -> Iterator[Finding]:
    """Require that what the desk cannot resolve is sent on with a grade that officers attend."""
    attended = [g for g in scenario.grades if not _served_by_desk(scenario, g)]
    for name, kind in scenario.incident_types.items():
        desk = kind.resolution_centre
        if desk is not None and desk.sent_on_as not in attended:
            path = ("incident_types", name, "resolution_centre", "sent_on_as")
            message = f"got grade {desk.sent_on_as}, expected a grade that officers attend"
            known = f" ({listed(sorted(attended))})" if attended else ""
            yield Finding(path, message + known)


@reads("incident_types", "districts", "hubs", "teams")
def investigations_have_investigators(scenario: Scenario) -> Iterator[Finding]:
    """Require that where investigations arise, the hub has investigators."""
    team = scenario.teams.investigation
    for name, kind in scenario.incident_types.items():
        if kind.investigation is None or kind.investigation.share == 0:
            continue
        path = ("incident_types", name, "investigation")
        if team is None:
            message = "the scenario has no teams.investigation to work on the cases"
            yield Finding(path, message, at_key=True)
            continue
        for hub, district in _busy_hubs(scenario, kind).items():
            if people(team, hub) < 1:
                message = f"cases from {district!r} need investigators at the hub {hub!r}: none"
                yield Finding(path, message, at_key=True)


@reads("incident_types", "grades", "districts", "hubs", "teams", "rotas", "redeployment")
def all_work_can_be_served(scenario: Scenario) -> Iterator[Finding]:
    """Require that wherever a type happens, enough officers of some team can attend it."""
    on_duty = {
        (name, hub): most_on_duty(scenario, team, hub)
        for name, team in teams_of(scenario).items()
        for hub in scenario.hubs
    }
    for name, kind in scenario.incident_types.items():
        for hub, district in _busy_hubs(scenario, kind).items():
            short = _short_of_officers(scenario, kind, hub, on_duty)
            for (teams, most), grades in short.items():
                what = f"grade {listed(grades)} incidents in {district!r}"
                if most == 0:
                    message = (
                        f"{what} can never be attended: the hub {hub!r} has nobody in "
                        f"{listed(teams)}, and no help reaches them"
                    )
                    yield Finding(("incident_types", name), message, at_key=True)
                else:
                    message = (
                        f"{what} can need {_needed_at_once(kind)} officers together, but the hub "
                        f"{hub!r} has at most {most} on duty at once in {listed(teams)}"
                    )
                    path = ("incident_types", name, "officers_mix")
                    yield Finding(path, message, at_key=True)


def _needed_at_once(kind: IncidentType) -> int:
    """Return the most officers who must be sent together."""
    if kind.officers_arrive != "together":
        return 1
    return max((n for n, share in kind.officers_mix.items() if share > 0), default=1)


def _short_of_officers(
    scenario: Scenario, kind: IncidentType, hub: str, on_duty: Mapping[tuple[str, str], int]
) -> dict[tuple[tuple[str, ...], int], list[int]]:
    """Return the grades that a hub cannot serve, by the teams meant to and their people."""
    found: dict[tuple[tuple[str, ...], int], list[int]] = {}
    for grade in attended_grades(scenario, kind):
        teams = tuple(
            team
            for team in attending_teams(kind, grade)
            if team in teams_of(scenario) and has_power(scenario, team, kind.needs_power)
        )
        sent = {t for t in _redeployed(scenario, grade) if has_power(scenario, t, kind.needs_power)}
        most = sum(on_duty[team, hub] for team in {*teams, *sent})
        if kind.officers_arrive != "together":
            most += _helpers(scenario, teams, grade)
        # Teams that do not exist at all are the business of another check.
        if teams and most < _needed_at_once(kind):
            found.setdefault((teams, most), []).append(grade)
    return found


def _redeployed(scenario: Scenario, grade: int) -> set[str]:
    """Return the teams that redeployment may send to any incident of a grade."""
    rule = scenario.redeployment
    if rule.rule == "never" or grade not in rule.grades:
        return set()
    return {team for team in rule.teams if team in teams_of(scenario)}


def _helpers(scenario: Scenario, teams: Sequence[str], grade: int) -> int:
    """Return the officers of any hub who help at others; those who go together are never lent."""
    if grade != _EMERGENCY:
        return 0
    lending = [teams_of(scenario)[team] for team in teams]
    return sum(
        people(team, place)
        for team in lending
        if team.cross_hub_help.rule == "emergencies"
        for place in team.posts
    )


@reads("redeployment", "teams", "grades")
def redeployment_has_people_and_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that redeployment is from and to teams that exist, for attended grades."""
    rule = scenario.redeployment
    if rule.rule == "never":
        return
    present = teams_of(scenario)
    if "response" not in present:
        message = f"got {rule.rule!r}, but the scenario has no teams.response to send people to"
        yield Finding(("redeployment", "rule"), message)
    for position, team in enumerate(rule.teams):
        if team not in present:
            message = f"the scenario has no team {team!r}"
            yield Finding(("redeployment", "teams", position), message)
    for position, grade in enumerate(rule.grades):
        if grade not in scenario.grades or _served_by_desk(scenario, grade):
            attended = sorted(g for g in scenario.grades if not _served_by_desk(scenario, g))
            message = f"got grade {grade}, expected a grade that officers attend"
            message += f" ({listed(attended)})" if attended else ""
            yield Finding(("redeployment", "grades", position), message)


@reads("redeployment")
def redeployment_is_recalled_later(scenario: Scenario) -> Iterator[Finding]:
    """Require that people are recalled at a shorter queue than the one that sends them."""
    rule = scenario.redeployment
    if rule.rule != "never" and rule.recall_below > rule.waiting:
        message = (
            f"got {rule.recall_below}, expected at most {rule.waiting} (waiting): otherwise people "
            "are recalled while the queue still calls for them"
        )
        yield Finding(("redeployment", "recall_below"), message)


CHECKS: tuple[Check, ...] = (
    attending_teams_exist,
    attendance_covers_every_grade,
    desk_grades_have_a_desk,
    cases_are_sent_on_to_attendance,
    investigations_have_investigators,
    all_work_can_be_served,
    redeployment_has_people_and_grades,
    redeployment_is_recalled_later,
)
