"""Which incidents come to be attended, where, at which grades, and by which teams."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.facts.desk import grades_sent_on, resolved_shares
from sim.scenario.facts.teams import DESK
from sim.scenario.schema.demand import AttendingTeam, IncidentType
from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.scenario import Scenario


def attending_teams(
    scenario: Scenario, incident_type: IncidentType, grade: int
) -> Sequence[AttendingTeam]:
    """Return the teams that may attend incidents of a type and grade, the preferred one first.

    A type that names teams for all grades says it for every one. Where it names them by grade and
    leaves this one out, the grade itself may name teams, or another grade whose teams go.
    """
    if not isinstance(incident_type.attended_by, dict):
        return incident_type.attended_by
    if grade in incident_type.attended_by or grade not in scenario.grades:
        return incident_type.attended_by.get(grade, [])
    instead = scenario.grades[grade].attended_by
    if isinstance(instead, int):
        return incident_type.attended_by.get(instead, [])
    return instead or []


def attended_grades(scenario: Scenario, name: str) -> list[int]:
    """Return the grades with which incidents of a type come to be attended.

    Those that the desk sends on and those that are upgraded count too.
    """
    incident_type = scenario.incident_types[name]
    grades = {grade for grade, share in incident_type.grade_mix.items() if share > 0}
    by_desk = {g for g in grades if g in scenario.grades and served_by_desk(scenario, g)}
    if by_desk and incident_type.resolution_centre is not None:
        grades |= passed_on_as(scenario, name, incident_type.resolution_centre)
    for grade in sorted(grades - by_desk, reverse=True):
        patience = scenario.grades[grade].patience if grade in scenario.grades else None
        if patience is not None and patience.upgraded_share > 0 and patience.upgraded_to:
            grades.add(patience.upgraded_to)
    return sorted(g for g in grades - by_desk if g in scenario.grades)


def passed_on_as(scenario: Scenario, name: str, work: DeskWork) -> set[int]:
    """Return the grades that the Resolution Centre gives to cases of a type to be attended."""
    found = set()
    if resolved_shares(scenario)[name] < 1:
        if work.to_prevention_share > 0 and work.to_prevention_as is not None:
            found.add(work.to_prevention_as)
        if work.to_prevention_share + work.to_investigation_share < 1:
            found |= set(grades_sent_on(work))
    team = scenario.teams.resolution_centre
    if team is not None and team.attempts is not None and team.attempts.no_reply_as is not None:
        found.add(team.attempts.no_reply_as)
    return found


def served_by_desk(scenario: Scenario, grade: int) -> bool:
    """Tell whether incidents of a grade go to the Resolution Centre."""
    return scenario.grades[grade].served_by == DESK


def busy_hubs(scenario: Scenario, incident_type: IncidentType) -> dict[str, str]:
    """Return the hubs in which a type happens, each with one of the districts it happens in."""
    counts = {**(incident_type.yearly_count or {}), **(incident_type.per_hour or {})}
    found: dict[str, str] = {}
    for name, count in counts.items():
        district = scenario.districts.get(name)
        if count > 0 and district is not None and district.hub in scenario.hubs:
            found.setdefault(district.hub, name)
    return found
