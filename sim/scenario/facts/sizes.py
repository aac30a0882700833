"""How large a scenario is: incidents and posts."""

from __future__ import annotations

from sim.scenario.facts.incident_counts import stated_a_year
from sim.scenario.facts.teams import teams_of
from sim.scenario.schema.scenario import Scenario


def incidents_a_year(scenario: Scenario) -> float:
    """Return the incidents that the scenario states for 365 days."""
    return sum(map(stated_a_year, scenario.incident_types.values()))


def posts(scenario: Scenario) -> float:
    """Return the full-time-equivalent posts of all teams."""
    return sum(sum(team.posts.values()) for team in teams_of(scenario).values())
