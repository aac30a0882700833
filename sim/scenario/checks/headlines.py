"""Checks on what a scenario says of its headline measures: teams, hubs and grades that there are.

That there are such measures is checked where they are known (`sim.outputs.declared`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import numbered
from sim.scenario.schema.scenario import Scenario

#: The word for the whole force.
_ALL = "all"


@reads("headlines", "teams", "hubs", "grades")
def headlines_are_of_what_there_is(scenario: Scenario) -> Iterator[Finding]:
    """Require that headlines are of a team, of hubs and of grades that the scenario has."""
    teams = [_ALL, *teams_of(scenario)]
    for name, said in scenario.headlines.items():
        path = ("headlines", name)
        if said.team not in teams:
            yield Finding((*path, "team"), unknown("team", said.team, teams))
        for position, hub in numbered(said.hubs):
            if hub not in scenario.hubs:
                yield Finding((*path, "hubs", position), unknown("hub", hub, scenario.hubs))
        grades = list(map(str, sorted(scenario.grades)))
        for position, grade in numbered(said.grades):
            if grade not in scenario.grades:
                message = unknown("grade", str(grade), grades)
                yield Finding((*path, "grades", position), message)
        for grade in said.by_grade:
            if grade not in scenario.grades:
                message = unknown("grade", str(grade), grades)
                yield Finding((*path, "by_grade", grade), message, at_key=True)
