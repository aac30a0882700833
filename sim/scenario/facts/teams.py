"""The teams of a scenario, and how many people each has, deployed and on duty."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TypeVar

from sim.clock import MS_PER_DAY, parse_time_of_day, to_ms
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team

ATTENDING = ("response", "neighbourhood", "enforcement", "pcso")
PREVENTION = ("neighbourhood", "enforcement", "pcso")
DESK = "resolution_centre"

Kind = TypeVar("Kind", bound=Team)


def teams_of(scenario: Scenario) -> dict[str, Team]:
    """Return the teams that the scenario has, by name."""
    return {name: team for name, team in scenario.teams if team is not None}


def teams_that(scenario: Scenario, kind: type[Kind]) -> dict[str, Kind]:
    """Return the teams of one kind that the scenario has, by name.

    Parameters
    ----------
    scenario : Scenario
        A scenario.
    kind : type of Team
        A class of teams: those that attend, are on prevention, or work cases.
    """
    return {name: team for name, team in teams_of(scenario).items() if isinstance(team, kind)}


def people(team: Team, place: str) -> int:
    """Return how many people a team deploys at a place.

    Posts less supervisors and restricted duties, rounded to the nearest whole number; halves up.
    """
    deployed = 1 - team.supervisors_share - team.restricted_duties_share
    return max(0, math.floor(team.posts.get(place, 0.0) * deployed + 0.5))


def rota_groups(scenario: Scenario, team: Team) -> int:
    """Return the number of groups into which the people of a team at one hub are dealt in turn."""
    return 1 if team.rota == ALWAYS else scenario.rotas[team.rota].groups


def most_on_duty(scenario: Scenario, team: Team, place: str) -> int:
    """Return the most people of a team at a place whom the rota ever has on duty at once.

    People are dealt to the rota's groups in turn, as in `sim.world.people`. Where the rota has
    faults of its own everybody is counted.
    """
    count = people(team, place)
    rota = scenario.rotas.get(team.rota)
    if rota is None or count < 2 or not shifts_can_be_laid_out(rota):
        return count
    days = len(rota.pattern)
    cycle = days * MS_PER_DAY
    changes: list[tuple[int, int]] = []
    for group in range(min(rota.groups, count)):
        size = len(range(group, count, rota.groups))
        for day in range(days):
            label = rota.pattern[(day - group * days // rota.groups) % days]
            if label == REST:
                continue
            shift = rota.shifts[label]
            start = day * MS_PER_DAY + parse_time_of_day(shift.start)
            end = start + to_ms(60 * shift.hours)
            # The cycle is laid twice, so that shifts across its end meet those at its start.
            for later in (0, cycle):
                changes += [(start + later, size), (end + later, -size)]
    # Who goes off duty at a moment is gone before others come on: -size sorts before size.
    return max(accumulate(size for _, size in sorted(changes)), default=0)


def shifts_can_be_laid_out(rota: Rota) -> bool:
    """Tell whether the pattern names known shifts only and each starts at a time of day."""
    try:
        for shift in rota.shifts.values():
            parse_time_of_day(shift.start)
    except ValueError:
        return False
    return all(label == REST or label in rota.shifts for label in rota.pattern)
