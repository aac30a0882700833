"""How large a scenario is."""

from __future__ import annotations

from sim.scenario.facts.teams import teams_of
from sim.scenario.schema.scenario import Scenario


def posts(scenario: Scenario) -> float:
    """Return the full-time-equivalent posts of all teams."""
    return sum(sum(team.posts.values()) for team in teams_of(scenario).values())
