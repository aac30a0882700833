"""The day hour by hour as a table, for those who read rather than watch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from sim.report.replay.data import Side
from sim.report.replay.tracks import DAY_S, IncidentChange, Step
from sim.report.story.situation import FREE
from sim.scenario.facts.teams import DESK, teams_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, IncidentState, Role

_HOUR_S = 3600
_Begun = TypeVar("_Begun", IncidentChange, Step)


class HoursTable(NamedTuple):
    """A table with a row for each hour."""

    caption: str
    headers: list[str]
    rows: list[list[str]]


def by_hour(side: Side) -> HoursTable:
    """Return how things stood at the beginning of each hour, and what came in it."""
    grades = _grades(side.scenario)
    headers = ["Hour", "New incidents"]
    headers += [f"Waiting for officers: {label}" for label in grades.values()]
    if DESK in teams_of(side.scenario):
        headers.append("Waiting for the Resolution Centre")
    headers += ["Response on duty", "Response available", "On prevention"]
    rows = [
        [f"{start // _HOUR_S:02}:00", *map(str, _row(side, start, list(grades)))]
        for start in range(0, DAY_S, _HOUR_S)
    ]
    caption = f"{side.scenario.name}: new incidents in each hour, and the rest as the hour began"
    return HoursTable(caption, headers, rows)


def _grades(scenario: Scenario) -> dict[int, str]:
    return {number: grade.label for number, grade in sorted(scenario.grades.items())}


def _row(side: Side, start_s: int, grades: Sequence[int]) -> Iterable[int]:
    tracks = side.tracks
    new = sum(
        start_s <= changes[0].time_s < start_s + _HOUR_S for changes in tracks.incidents.values()
    )
    now = [one for each in tracks.incidents.values() if (one := _at(each, start_s)) is not None]
    waiting = [one.grade for one in now if one.state == IncidentState.QUEUED]
    doing = [
        (int(side.world.people.role[officer]), step.activity)
        for officer, steps in tracks.officers.items()
        if (step := _at(steps, start_s)) is not None
    ]
    response = [activity for role, activity in doing if role == Role.RESPONSE]
    at_desk = [one for one in now if one.state == IncidentState.DESK_QUEUE]
    return (
        new,
        *(waiting.count(grade) for grade in grades),
        *([len(at_desk)] if DESK in teams_of(side.scenario) else []),
        sum(activity != Activity.OFF_DUTY for activity in response),
        sum(activity in FREE for activity in response),
        sum(activity == Activity.PREVENTION for _, activity in doing),
    )


def _at(track: list[_Begun], time_s: int) -> _Begun | None:
    """Return the last part of a track that has begun; None before the first."""
    place = bisect_right(track, time_s, key=lambda one: one.time_s)
    return track[place - 1] if place else None
