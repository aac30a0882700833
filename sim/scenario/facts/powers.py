"""Which team has which power."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import AttendingTeam, Team


def has_power(scenario: Scenario, team: str, power: str | None) -> bool:
    """Return whether a team has a power; constables have all unless the scenario names theirs."""
    rules: Team | None = getattr(scenario.teams, team)
    if power is None or rules is None:
        return True
    powers = rules.powers if isinstance(rules, AttendingTeam) else None
    return power in powers if powers is not None else team != "pcso"
