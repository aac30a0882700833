"""The day as numbers for the script of the page: small whole numbers, times as differences.

The parts of an incident that no scenario changes are there once, by its permanent name, so that
two scenarios that are shown side by side have the same incidents under the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.model.state import State
from sim.report.replay.ground import Ground
from sim.report.replay.tracks import AT_STATION, AT_SUITE, TO_STATION, IncidentChange, Step, Tracks
from sim.report.replay.words import ACTIVITIES, RECORDS, TEAMS
from sim.report.story.situation import OPENS_WAIT
from sim.scenario.facts.teams import DESK, teams_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import ATTENDING_ROLES, Activity, IncidentState, Record, Role
from sim.world.arrays import Names, World
from sim.world.incident_names import identity

#: A record and the state that follows share a number: the record times this, and the state.
PACKED = 16


class Side(NamedTuple):
    """One scenario's day."""

    scenario: Scenario
    names: Names
    world: World
    state: State
    tracks: Tracks
    ground: Ground


@dataclass
class Numbered:
    """Texts by number, in the order in which they were first asked for."""

    numbers: dict[str, int]

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))


def encoded(sides: Sequence[Side], facts: dict[str, Any]) -> str:
    """Return the data of the page as JSON without characters that a page could take for its own.

    Parameters
    ----------
    sides : sequence of Side
        One scenario, or two with the same incidents.
    facts : dict
        What else the script is told.
    """
    types, districts = Numbered({}), Numbered({})
    known: dict[str, int] = {}
    incidents: list[list[Any]] = []
    shown = [_side(side, known, incidents, types, districts) for side in sides]
    data = {
        **facts,
        "packed": PACKED,
        "teams": [list(TEAMS[role]) for role in Role],
        "attending": [int(role) for role in ATTENDING_ROLES],
        "activities": [ACTIVITIES[activity] for activity in Activity],
        "records": {str(int(record)): said for record, said in RECORDS.items()},
        "states": {state.name: int(state) for state in IncidentState},
        "acts": {activity.name: int(activity) for activity in Activity},
        "roles": {"response": int(Role.RESPONSE), "pcso": int(Role.PCSO)},
        "at": {"station": AT_STATION, "toStation": TO_STATION, "suite": AT_SUITE},
        "opensWait": [int(record) for record in OPENS_WAIT],
        "opensDesk": [int(Record.DESK_QUEUED)],
        "types": list(types.numbers),
        "districts": list(districts.numbers),
        "incidents": incidents,
        "sides": shown,
    }
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _side(side: Side, known: dict[str, int], incidents: list[list[Any]], types: Numbered,
          districts: Numbered) -> dict[str, Any]:  # fmt: skip
    """Return what one scenario made of the day; incidents that are new to the page are added."""
    numbers: dict[int, int] = {}
    drawn = side.world.drawn
    for row in side.tracks.incidents:
        name = identity(side.world, side.names, row)
        if name not in known:
            known[name] = len(incidents)
            kind = side.names.types[drawn.type[row]]
            district = side.names.districts[drawn.district[row]]
            cell = f"{district}.{kind}.".replace(" ", "_")
            is_short = name.startswith(cell)
            incidents.append([
                types.number(side.scenario.incident_types[kind].label),
                districts.number(district),
                int(is_short),
                name[len(cell):] if is_short else name,
                kind if is_short else "",
            ])  # fmt: skip
        numbers[row] = known[name]
    people = side.world.people
    return {
        "name": side.scenario.name,
        "title": side.scenario.title,
        "grades": [[number, grade.label] for number, grade in sorted(side.scenario.grades.items())],
        "desk": DESK in teams_of(side.scenario),
        "hubs": list(side.names.hubs),
        "places": [[*place] for place in side.ground.places],
        "officers": [
            [int(people.role[row]), int(people.hub[row]), int(people.person[row]) + 1,
             int(people.station[row]), _steps(steps, numbers)]
            for row, steps in side.tracks.officers.items()
        ],
        "incidents": [
            [numbers[row], int(drawn.hub[row]), int(drawn.district[row]), _changes(changes)]
            for row, changes in side.tracks.incidents.items()
        ],
    }  # fmt: skip


def _steps(steps: list[Step], numbers: dict[int, int]) -> list[int]:
    """Return seconds since the step before, activity and place of each step, one after another."""
    flat: list[int] = []
    before = 0
    for step in steps:
        place = step.place if step.place < 0 else numbers.get(step.place, -1)
        flat += [step.time_s - before, step.activity, place]
        before = step.time_s
    return flat


def _changes(changes: list[IncidentChange]) -> list[int]:
    """Return seconds since the change before, record with state, and grade, one after another."""
    flat: list[int] = []
    before = 0
    for change in changes:
        flat += [change.time_s - before, change.record * PACKED + change.state, change.grade]
        before = change.time_s
    return flat
