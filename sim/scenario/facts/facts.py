"""What follows from a scenario, resolved once and handed on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sim.scenario.facts.attendance import attended_grades, served_by_desk
from sim.scenario.facts.desk import resolved_shares
from sim.scenario.facts.teams import (
    OnDuty,
    Placed,
    on_duty_at_once,
    placed,
    teams_of,
    works_in_crews,
)
from sim.scenario.facts.times import Times, times_of
from sim.scenario.reading.unknown import known_alike
from sim.scenario.schema.rotas import Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE, Team, Teams
from sim.vocabulary import Role


class _Laid(NamedTuple):
    """Who is on duty at once by some teams and rotas."""

    teams: Teams
    rotas: dict[str, Rota]
    on_duty: dict[tuple[str, str], set[OnDuty]]


#: What was asked for last, or nothing: of scenarios that are held against the checks one by one,
#: such as one for each end of a range, few differ in teams or rotas.
_LAST: list[_Laid] = []


@dataclass(frozen=True, eq=False)
class Facts:
    """What follows from one scenario; each part is worked out when it is first asked for."""

    scenario: Scenario

    @cached_property
    def times(self) -> Times:
        """When the run starts and ends, and its time grid."""
        return times_of(self.scenario.run)

    @cached_property
    def hub_code(self) -> dict[str, int]:
        """The number of each hub, in the order of the scenario."""
        return {name: code for code, name in enumerate(self.scenario.hubs)}

    @cached_property
    def district_code(self) -> dict[str, int]:
        """The number of each district, in the order of the scenario."""
        return {name: code for code, name in enumerate(self.scenario.districts)}

    @cached_property
    def teams(self) -> dict[str, Team]:
        """The teams that the force has, by name."""
        return teams_of(self.scenario)

    @cached_property
    def by_role(self) -> dict[Role, Team]:
        """The teams that the force has, in order of role."""
        found = {role: self.teams.get(role.name.lower()) for role in Role}
        return {role: team for role, team in found.items() if team is not None}

    @cached_property
    def placed(self) -> dict[tuple[Role, str], list[Placed]]:
        """Where each person stands on the rotas, by role and hub, or the whole force."""
        return {
            (role, place): placed(self.scenario, team, place)
            for role, team in self.by_role.items()
            for place in (*self.scenario.hubs, FORCE_WIDE)
        }

    @cached_property
    def most_on_duty(self) -> dict[tuple[str, str], int]:
        """The most people whom the rota ever has on duty at once, by team and hub with posts."""
        return {
            team_and_hub: max(there.people for there in found)
            for team_and_hub, found in self.on_duty_at_once.items()
        }

    @cached_property
    def on_duty_at_once(self) -> dict[tuple[str, str], set[OnDuty]]:
        """Who the rota ever has on duty at once, by team and hub with posts."""
        teams, rotas = self.scenario.teams, self.scenario.rotas
        laid = next(iter(_LAST), None)
        if laid is None or not known_alike((laid.teams, laid.rotas), (teams, rotas)):
            found = {
                (name, hub): on_duty_at_once(self.scenario, team, hub)
                for name, team in self.teams.items()
                for hub in team.posts
            }
            _LAST[:] = [laid := _Laid(teams, rotas, found)]
        return laid.on_duty

    @cached_property
    def works_in_crews(self) -> bool:
        """Whether anybody works in twos."""
        response = self.scenario.teams.response
        return response is not None and works_in_crews(response)

    @cached_property
    def desk_grades(self) -> list[int]:
        """The grades that the Resolution Centre serves."""
        return [n for n, grade in self.scenario.grades.items() if served_by_desk(grade)]

    @cached_property
    def resolved_shares(self) -> dict[str, float]:
        """The share of callers reached whose case the Resolution Centre resolves, by type."""
        return resolved_shares(self.scenario)

    @cached_property
    def attended_grades(self) -> dict[str, list[int]]:
        """The grades with which incidents come to be attended, by type."""
        return {
            name: attended_grades(self.scenario, incident_type, self.resolved_shares.get(name))
            for name, incident_type in self.scenario.incident_types.items()
        }
