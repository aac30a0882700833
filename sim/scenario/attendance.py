"""Who may attend: what a type says, and where it is silent, what the grade says."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.demand_schema import AttendingTeam, IncidentType
from sim.scenario.schema import Scenario


def attending_teams(scenario: Scenario, kind: IncidentType, grade: int) -> Sequence[AttendingTeam]:
    """Return the teams that may attend incidents of a type and grade, the preferred one first.

    A type that names teams for all grades says it for every one. Where it names them by grade and
    leaves this one out, the grade itself may name teams, or another grade whose teams go.
    """
    if not isinstance(kind.attended_by, dict):
        return kind.attended_by
    if grade in kind.attended_by or grade not in scenario.grades:
        return kind.attended_by.get(grade, [])
    instead = scenario.grades[grade].attended_by
    if isinstance(instead, int):
        return kind.attended_by.get(instead, [])
    return instead or []
