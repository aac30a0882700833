"""Which incidents come to be attended, where, at which grades, and by which teams."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.facts.desk import grades_sent_on
from sim.scenario.facts.incident_counts import makers_of, per_hour_by_place
from sim.scenario.facts.powers import has_power
from sim.scenario.facts.teams import DESK
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.grades import AttendingTeamName, Grade
from sim.scenario.schema.scenario import Scenario


def attending_teams(
    scenario: Scenario, incident_type: IncidentType, grade: int
) -> Sequence[AttendingTeamName]:
    """Return the teams that may attend incidents of a type and grade, the preferred one first.

    A type may name teams for all grades, or by grade. Where it names none for this grade, the grade
    itself may name teams, or another grade whose teams go.
    """
    if not isinstance(incident_type.attended_by, dict):
        return incident_type.attended_by
    if names_teams_for(incident_type, grade) or grade not in scenario.grades:
        return incident_type.attended_by.get(grade, [])
    instead = scenario.grades[grade].attended_by
    if isinstance(instead, int):
        return incident_type.attended_by.get(instead, [])
    return instead or []


def names_teams_for(incident_type: IncidentType, grade: int) -> bool:
    """Tell whether a type names teams of its own for a grade."""
    named = incident_type.attended_by
    return not isinstance(named, dict) or grade in named


def attended_grades(
    scenario: Scenario, incident_type: IncidentType, resolved_share: float | None
) -> list[int]:
    """Return the grades with which incidents of a type come to be attended.

    Those that the desk sends on and those that are upgraded count too.

    Parameters
    ----------
    scenario : Scenario
        Grades, and the Resolution Centre's attempts.
    incident_type : IncidentType
        The type.
    resolved_share : float or None
        Share of callers reached whose case the desk resolves; None for a type without such work.
    """
    grades = {grade for grade, share in incident_type.grade_mix.items() if share > 0}
    by_desk = {g for g in grades if g in scenario.grades and served_by_desk(scenario.grades[g])}
    until_then = grade_until_opening(scenario)
    if by_desk and until_then is not None:
        grades.add(until_then)
    work = incident_type.resolution_centre
    if by_desk and work is not None and resolved_share is not None:
        grades |= passed_on_as(scenario, work, resolved_share)
    for grade in sorted(grades - by_desk, reverse=True):
        patience = scenario.grades[grade].patience if grade in scenario.grades else None
        if patience is not None and patience.upgraded_share > 0 and patience.upgraded_to:
            grades.add(patience.upgraded_to)
    return sorted(g for g in grades - by_desk if g in scenario.grades)


def passed_on_as(scenario: Scenario, work: DeskWork, resolved_share: float) -> set[int]:
    """Return the grades that the Resolution Centre gives to cases of a type to be attended."""
    found = set()
    if resolved_share < 1:
        if work.to_prevention_share > 0 and work.to_prevention_as is not None:
            found.add(work.to_prevention_as)
        if work.to_prevention_share + work.to_investigation_share < 1:
            found |= set(grades_sent_on(work))
    team = scenario.teams.resolution_centre
    if team is not None and team.attempts is not None and team.attempts.no_reply_as is not None:
        found.add(team.attempts.no_reply_as)
    return found


def served_by_desk(grade: Grade) -> bool:
    """Tell whether incidents of a grade go to the Resolution Centre."""
    return grade.served_by == DESK


def grades_of_officers(scenario: Scenario) -> list[int]:
    """Return the grades that officers attend, in order."""
    return sorted(n for n, grade in scenario.grades.items() if not served_by_desk(grade))


def grade_until_opening(scenario: Scenario) -> int | None:
    """Return with which grade the desk's incidents are attended before it opens.

    None where it opens on no day of its own, or nothing is attended.
    """
    team = scenario.teams.resolution_centre
    if team is None or team.opens_on is None:
        return None
    return max(grades_of_officers(scenario), default=None)


def able_to_attend(
    scenario: Scenario, incident_type: IncidentType, grade: int
) -> tuple[AttendingTeamName, ...]:
    """Return the teams that are sent to a type at a grade, the preferred one first.

    None are sent to a grade that the desk serves, and none that lack a power which the type needs.
    """
    if grade not in scenario.grades or served_by_desk(scenario.grades[grade]):
        return ()
    named, power = attending_teams(scenario, incident_type, grade), incident_type.needs_power
    return tuple(team for team in named if has_power(scenario, team, power))


def busy_hubs(scenario: Scenario, incident_type: IncidentType) -> dict[str, str]:
    """Return the hubs in which a type happens, each with one of the districts it happens in.

    Work that follows other types happens where these do.
    """
    found: dict[str, str] = {}
    for each in (incident_type, *makers_of(scenario, incident_type).values()):
        for name, count in per_hour_by_place(scenario, each).items():
            district = scenario.districts.get(name)
            if count > 0 and district is not None and district.hub in scenario.hubs:
                found.setdefault(district.hub, name)
    return found
