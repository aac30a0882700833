"""Which investigations follow incidents, and which teams work on the cases."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.scenario import Scenario


def investigations(scenario: Scenario) -> dict[str, Investigation]:
    """Return the investigations that types have, by type and in order of type."""
    return {
        name: incident_type.investigation
        for name, incident_type in scenario.incident_types.items()
        if incident_type.investigation is not None
    }


def investigating_team(case: Investigation, teams: Iterable[str]) -> str:
    """Return which of a force's teams works the cases of a type that Response does not retain."""
    return case.investigated_by if case.investigated_by in teams else "investigation"


def is_crime(case: Investigation | None) -> bool:
    """Return whether incidents of a type are crimes: it is said how they end without a charge."""
    return case is not None and bool(case.without_charge)


def files_at_once(scenario: Scenario) -> bool:
    """Return whether Response builds the files of those charged in custody at once."""
    casework = scenario.casework
    return casework.file_build == "response" and casework.prisoner_files == "at_once"


def response_holds_cases(scenario: Scenario) -> bool:
    """Return whether Response retains cases or builds files."""
    retains = any(case.retained_share > 0 for case in investigations(scenario).values())
    return retains or scenario.casework.file_build == "response"
