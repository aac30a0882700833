"""The typical week of a scenario before anything is drawn: who is on duty, beside the demand.

People are counted by the rota, over all weeks after which it comes round. Demand is what counts,
growth and shapes say of an average month, without changes of certain days and hours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.clock import HOURS_PER_WEEK
from sim.scenario.facts.attendance import able_to_attend, served_by_desk
from sim.scenario.facts.cover import DAY_MIN, days_of_a_round, duties
from sim.scenario.facts.teams import DESK
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team
from sim.world.arrays import Floats, Ints
from sim.world.intensity import hour_weights, rate_per_hour

_HOURS = 24


class TypicalWeek(NamedTuple):
    """One value for each hour of the week, from Monday 00:00; each (168,)."""

    rostered: Floats  #: people rostered, mean over the weeks
    on_duty: Floats  #: of these, people who are not absent, as is to be expected
    least: Ints  #: fewest people rostered at any minute of the hour, in any week
    most: Ints  #: most people
    incidents: Floats  #: incidents an hour that these teams may serve


def typical_week(scenario: Scenario, teams: Mapping[str, Team], place: str) -> TypicalWeek:
    """Return the typical week of teams at a place.

    Parameters
    ----------
    scenario : Scenario
        One that has passed all checks.
    teams : mapping of str to Team
        Teams of the scenario by name, counted together.
    place : str
        A hub, or the whole force for the Resolution Centre.
    """
    days = days_of_a_round(scenario, teams.values())
    by_hour = np.zeros((3, len(days), _HOURS, DAY_MIN // _HOURS))
    for team in teams.values():
        present = math.prod(1 - reason.share for reason in team.absence.values())
        for row, day in enumerate(days):
            change = np.zeros(DAY_MIN + 1)
            for duty in duties(scenario, team, place, day):
                change[max(duty.start_min, 0)] += duty.people
                change[min(duty.end_min, DAY_MIN)] -= duty.people
            there = np.cumsum(change[:-1]).reshape(_HOURS, -1)
            by_hour[0, row] += there
            by_hour[1, row] += there * present
    rostered, on_duty = (_of_week(each.mean(axis=2)).mean(axis=0) for each in by_hour[:2])
    return TypicalWeek(
        rostered=rostered,
        on_duty=on_duty,
        least=_of_week(by_hour[0].min(axis=2)).min(axis=0).astype(np.int64),
        most=_of_week(by_hour[0].max(axis=2)).max(axis=0).astype(np.int64),
        incidents=incidents_per_hour(scenario, list(teams), place),
    )


def _of_week(by_day: Floats) -> Floats:
    """Return values by day and hour, of whole weeks from a Monday, as (weeks, 168)."""
    return by_day.reshape(-1, HOURS_PER_WEEK)


def incidents_per_hour(scenario: Scenario, teams: Sequence[str], place: str) -> Floats:
    """Return the incidents of an average month that teams may serve, (168,).

    Each counts at the grade with which it is created. What the Resolution Centre sends on counts
    for the Centre alone.

    Parameters
    ----------
    scenario : Scenario
        Types with counts and shapes, grades, and who attends.
    teams : sequence of str
        Names of teams; an incident that several of them may serve counts once.
    place : str
        A hub, whose districts count; any other place stands for all districts.
    """
    districts = scenario.districts.values()
    ours = np.array([place not in scenario.hubs or each.hub == place for each in districts])
    total = np.zeros(HOURS_PER_WEEK)
    for incident_type in scenario.incident_types.values():
        share = sum(
            part
            for grade, part in incident_type.grade_mix.items()
            if _serve(scenario, teams, incident_type, grade)
        )
        if share > 0:
            shape = scenario.shapes[incident_type.hour_shape] if incident_type.hour_shape else None
            rate = float(rate_per_hour(scenario, incident_type)[ours].sum())
            total += share * rate * hour_weights(shape)
    return total * scenario.demand.growth


def _serve(
    scenario: Scenario, teams: Sequence[str], incident_type: IncidentType, grade: int
) -> bool:
    """Tell whether one of some teams may serve a type at a grade."""
    if served_by_desk(scenario.grades[grade]):
        return DESK in teams
    return any(team in teams for team in able_to_attend(scenario, incident_type, grade))
