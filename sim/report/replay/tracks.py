"""What each officer and each incident went through on one day, taken from the event log.

Times are whole seconds from midnight of the day, and negative before it. A track starts with how
things stood at midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.model.policies import whereabouts
from sim.model.state import State
from sim.report.story.situation import ENGAGED, FREE
from sim.vocabulary import Activity, Record, Subject, subject_of
from sim.world.arrays import ORDINARY_DRIVE, Ints, World

DAY_S = clock.MS_PER_DAY // clock.MS_PER_SECOND
#: Days before the one shown from whose log it is known where officers are at midnight.
_LOOKED_BACK_DAYS = 2
#: Where an officer is, where it is no incident: as before, at the station, on the way there.
STAYS, AT_STATION, TO_STATION = -1, -2, -3
#: At the custody suite of a district: this, less the number of the district.
AT_SUITE = -10
#: Begin a shift at the station.
_PARADES = (Activity.BRIEFING, Activity.OFF_DUTY)


class Step(NamedTuple):
    """What an officer begins, and where."""

    time_s: int
    activity: int  #: vocabulary.Activity
    place: int  #: row of an incident, or STAYS, AT_STATION, TO_STATION, or AT_SUITE and below


class IncidentChange(NamedTuple):
    """What happens to an incident."""

    time_s: int
    record: int  #: vocabulary.Record
    state: int  #: vocabulary.IncidentState from now on
    grade: int  #: from now on


class Tracks(NamedTuple):
    """The tracks of a day, by row; who is off duty all day has none."""

    officers: dict[int, list[Step]]
    incidents: dict[int, list[IncidentChange]]


def tracks_of(world: World, state: State, day: int) -> Tracks:
    """Return what happened on a day of a run that was simulated with its log.

    Parameters
    ----------
    world, state
        The replication.
    day : int
        Day of the run; day 1 is the first of the warm-up.
    """
    midnight_ms = (day - 1) * clock.MS_PER_DAY
    log = state.log
    lines = np.flatnonzero(log.time_ms < midnight_ms + clock.MS_PER_DAY)
    subject = np.array([subject_of(record) for record in range(max(Record) + 1)])
    about = subject[log.record[lines]]
    of_officers = lines[about == Subject.OFFICER]
    recent = log.time_ms[of_officers] >= midnight_ms - _LOOKED_BACK_DAYS * clock.MS_PER_DAY
    of_incidents = lines[about == Subject.INCIDENT]
    live = _live(world, state, midnight_ms)
    kept = (log.incident[of_incidents] >= 0) & live[log.incident[of_incidents]]
    return Tracks(
        _officers(world, state, of_officers[recent], midnight_ms),
        _incidents(world, state, of_incidents[kept], midnight_ms),
    )


def _live(world: World, state: State, midnight_ms: int) -> np.typing.NDArray[np.bool_]:
    """Say of each incident or case whether it had come, and was not over when the day began."""
    finished = state.incidents.finished_ms
    live = np.zeros(world.sizes.cases, dtype=bool)
    number = world.sizes.incidents
    live[:number] = (finished[:number] < 0) | (finished[:number] >= midnight_ms)
    return live


def _seconds(time_ms: int, midnight_ms: int) -> int:
    return (time_ms - midnight_ms) // clock.MS_PER_SECOND


def _incidents(
    world: World, state: State, lines: Ints, midnight_ms: int
) -> dict[int, list[IncidentChange]]:
    log = state.log
    found: dict[int, list[IncidentChange]] = {}
    for line in lines.tolist():
        incident, record = int(log.incident[line]), int(log.record[line])
        changes = found.setdefault(incident, [])
        grade = changes[-1].grade if changes else int(world.drawn.grade[incident])
        if record == Record.SENT_ON:
            grade = int(world.drawn.sent_on_grade[incident])
        elif record == Record.UPGRADED:
            grade = int(world.grades.upgraded_to[grade])
        time_s = _seconds(int(log.time_ms[line]), midnight_ms)
        changes.append(IncidentChange(time_s, record, int(log.after[line]), grade))
    return found


@dataclass
class _Whereabouts:
    """Follows one officer from line to line."""

    station: int
    idle_limit_ms: int
    steps: list[Step] = field(default_factory=list)
    district: int = -1  #: where the officer stands when not at the station
    since_ms: int = 0
    activity: int = int(Activity.OFF_DUTY)
    place: int = AT_STATION


def _officers(world: World, state: State, lines: Ints, midnight_ms: int) -> dict[int, list[Step]]:
    log = state.log
    known: dict[int, _Whereabouts] = {}
    for line in lines.tolist():
        officer = int(log.officer[line])
        at = known.get(officer)
        if at is None:
            station = int(world.people.station[officer])
            limit = int(world.teams.idle_limit_ms[world.people.role[officer]])
            at = known[officer] = _Whereabouts(station, limit)
        time_ms = int(log.time_ms[line])
        at.steps += _driven_back(world, at, time_ms, midnight_ms)
        _follow(world, at, int(log.after[line]), int(log.incident[line]))
        at.since_ms = time_ms
        at.steps.append(Step(_seconds(time_ms, midnight_ms), at.activity, at.place))
    end_ms = midnight_ms + clock.MS_PER_DAY
    for at in known.values():
        at.steps += _driven_back(world, at, end_ms, midnight_ms)
    shown = {officer: _of_the_day(at.steps) for officer, at in sorted(known.items())}
    return {officer: steps for officer, steps in shown.items() if steps}


def _follow(world: World, at: _Whereabouts, activity: int, incident: int) -> None:
    """Note what an officer begins, and where that is."""
    came_back = at.activity == Activity.RETURNING
    at.activity = activity
    if activity in ENGAGED and incident >= 0:
        at.place, at.district = incident, int(world.drawn.district[incident])
    elif activity == Activity.RETURNING:
        at.place = TO_STATION
    elif activity == Activity.CUSTODY and world.sizes.suites:
        # The nearest, even at hours at which it is closed: the log does not say which.
        suite = world.custody.nearest[at.district * world.sizes.suites]
        at.district = int(world.custody.district[suite])
        at.place = AT_SUITE - at.district
    elif came_back or activity in _PARADES or at.place in (AT_STATION, TO_STATION):
        at.place, at.district = AT_STATION, at.station
    else:
        at.place = STAYS


def _driven_back(world: World, at: _Whereabouts, until_ms: int, midnight_ms: int) -> Iterator[Step]:
    """Yield the drive back of an officer who was idle for the limit: it leaves no line."""
    if at.activity not in FREE or at.place == AT_STATION or at.idle_limit_ms < 0:
        return
    sets_out_ms = at.since_ms + at.idle_limit_ms
    if sets_out_ms >= until_ms:
        return
    yield Step(_seconds(sets_out_ms, midnight_ms), at.activity, TO_STATION)
    at.place = TO_STATION
    drive_ms = int(
        whereabouts.expected_ms(world, sets_out_ms, at.district, at.station, ORDINARY_DRIVE)
    )
    if sets_out_ms + drive_ms < until_ms:
        yield Step(_seconds(sets_out_ms + drive_ms, midnight_ms), at.activity, AT_STATION)
        at.place = AT_STATION


def _of_the_day(steps: list[Step]) -> list[Step]:
    """Return the steps of the day, after the one that was under way at midnight."""
    before = [number for number, step in enumerate(steps) if step.time_s < 0]
    own = steps[before[-1] :] if before else steps
    if all(step.activity == Activity.OFF_DUTY for step in own):
        return []
    # Where an officer stays is where the last incident was.
    place = next(
        (step.place for step in reversed(steps[: len(steps) - len(own) + 1])
         if step.place != STAYS), AT_STATION,
    )  # fmt: skip
    first = own[0]._replace(place=place) if own[0].place == STAYS else own[0]
    found = [first]
    for step in own[1:]:
        # One case after another, or one call: the same to those who look on.
        if step.place >= 0 or step[1:] != found[-1][1:]:
            found.append(step)
    return found
