"""Figures that follow from a scenario by arithmetic, without a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calibration.selection import Select
from calibration.workload import arrest_share, grade_shares, presence, yearly
from sim.scenario.schema.scenario import Scenario


def incidents_a_year(scenario: Scenario, select: Select) -> float:
    """Return incidents a year, of some types and districts or of all."""
    types = select.get("type", tuple(scenario.incident_types))
    districts = select.get("district", (None,))
    return sum(
        yearly(scenario.incident_types[name], district) for name in types for district in districts
    )


def arrests_a_year(scenario: Scenario, select: Select) -> float:
    """Return arrests a year that follow from incidents attended; the desk's share is taken off."""
    return sum(
        yearly(scenario.incident_types[name])
        * share
        * arrest_share(scenario.incident_types[name], grade)
        for name in select.get("type", tuple(scenario.incident_types))
        for grade, share in grade_shares(scenario, scenario.incident_types[name]).items()
    )


def abstraction_share(scenario: Scenario, select: Select) -> float:
    """Return the share of a team's rostered shifts that is not worked."""
    (team,) = select["team"]
    return 1 - presence(getattr(scenario.teams, team))


FIGURES: Mapping[str, Callable[[Scenario, Select], float]] = {
    figure.__name__: figure for figure in (incidents_a_year, arrests_a_year, abstraction_share)
}
