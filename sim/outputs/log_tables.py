"""The tables of ``--log``: every incident, every officer sent and every event of a replication.

Moments are timestamps to the millisecond, in the local time of the scenario (docs/model.md: without
summer time); empty where something never happened. Incidents have their permanent names, such as
``Adur.burglary.2491.3``; officers theirs, such as ``response.Brighton.18``: team, home hub and
number from 1, which differ between scenarios only by who exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.state import State
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE
from sim.vocabulary import (
    Activity,
    CaseState,
    EndedBy,
    IncidentState,
    Outcome,
    Record,
    Subject,
    subject_of,
)
from sim.world.arrays import Bools, Codes, Ints, Names, Shorts, World
from sim.world.incident_names import identity, parent_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Columns that the contract names come first in each table, in its order.
INCIDENT_COLUMNS = [
    "replication", "incident", "parent", "type", "district", "hub", "grade",
    "created", "assessed", "first_assigned", "first_arrived", "cleared", "team", "outcome",
    "finished", "first_grade", "due_since", "contacted",
]  # fmt: skip
DEPLOYMENT_COLUMNS = [
    "replication", "incident", "officer", "home_hub", "assigned", "arrived", "left", "ended_by",
    "redeployed",
]  # fmt: skip
EVENT_COLUMNS = [
    "replication", "line", "time", "record", "incident", "officer", "hub", "before", "after",
    "parent",
]  # fmt: skip


#: Records about a team at a hub, or of somebody as one of it.
OF_TEAMS = (
    Record.SHIFT_STARTED,
    Record.SHIFT_ENDED,
    Record.OVERTIME_ENDED,
    Record.OPERATION_STARTED,
    Record.OPERATION_ENDED,
)


class LogTables(NamedTuple):
    """The three tables of one replication."""

    incidents: pa.Table
    deployments: pa.Table
    events: pa.Table


def log_tables(
    scenario: Scenario, names: Names, world: World, state: State, replication: int
) -> LogTables:
    """Return the tables of a replication that was simulated with the event log.

    Parameters
    ----------
    scenario, names, world, state
        As for `sim.outputs.measures.all_measures`.
    replication : int
        Its number.
    """
    words = _CodeTexts(scenario, names, world)
    return LogTables(
        _incidents(words, world, state, replication),
        _deployments(words, world, state, replication),
        _events(words, state, replication),
    )


class _CodeTexts:
    """Turns codes and times of a world into columns of text and timestamps."""

    def __init__(self, scenario: Scenario, names: Names, world: World) -> None:
        self.start = np.datetime64(scenario.run.start, "ms")
        self.names = names
        self.hubs = (*names.hubs, FORCE_WIDE)
        self.incidents = np.array(
            [identity(world, names, incident) for incident in range(world.sizes.cases)],
            dtype=object,
        )
        people = world.people
        self.officers = [
            f"{names.roles[role]}.{self.hubs[hub]}.{person + 1}".replace(" ", "_")
            for role, hub, person in zip(
                people.role.tolist(), people.hub.tolist(), people.person.tolist(), strict=True
            )
        ]

    def moment(self, time_ms: Ints) -> pa.Array:
        """Return timestamps; empty for times that never came."""
        import pyarrow as pa

        return pa.array(self.start + time_ms.astype("timedelta64[ms]"), mask=time_ms < 0)

    def incident(self, number: Ints | Shorts | Codes) -> pa.Array:
        """Return names of incidents; empty for -1."""
        return _pick(self.incidents, number)

    def officer(self, number: Ints | Shorts | Codes) -> pa.Array:
        """Return names of officers; empty for -1."""
        return _pick(self.officers, number)

    def hub(self, code: Ints | Shorts | Codes) -> pa.Array:
        """Return names of hubs; empty for -1."""
        return _pick(self.hubs, code)


def _pick(
    words: Sequence[str | None] | np.typing.NDArray[Any], code: Ints | Shorts | Codes
) -> pa.Array:
    """Return the word of each code as text; empty for codes below 0."""
    import pyarrow as pa

    indices = pa.array(code.astype(np.int32), mask=code < 0)
    return pa.array(words, pa.string()).take(indices)


def _same(value: int, length: int) -> pa.Array:
    import pyarrow as pa

    return pa.array(np.full(length, value, dtype=np.int64))


def _spoken(codes: type[IntEnum]) -> list[str | None]:
    """Return the names of an enumeration in lower case, by code."""
    names: list[str | None] = [None] * (max(codes) + 1)
    for code in codes:
        names[code] = code.name.lower()
    return names


def _incidents(words: _CodeTexts, world: World, state: State, replication: int) -> pa.Table:
    """Return a row for each incident that happened, in order of creation."""
    import pyarrow as pa

    drawn, incidents = world.drawn, state.incidents
    happened: Bools = incidents.state != int(IncidentState.EXPECTED)
    rows = np.flatnonzero(happened)
    outcomes = _spoken(Outcome)
    outcomes[Outcome.NONE] = None
    # A visit that is still to come falls due when its slot begins.
    is_booked: Bools = incidents.state[rows] == int(IncidentState.BOOKED)
    due_ms = np.where(is_booked, incidents.appointment_ms[rows], incidents.due_since_ms[rows])
    columns = [
        _same(replication, rows.size),
        words.incident(rows),
        pa.array(
            [parent_of(world, words.names, row) for row in rows.tolist()]
            if drawn.repeat.any() or drawn.task.any()
            else pa.nulls(rows.size),
            pa.string(),
        ),
        _pick(words.names.types, drawn.type[rows]),
        _pick(words.names.districts, drawn.district[rows]),
        words.hub(drawn.hub[rows]),
        pa.array(incidents.grade[rows].astype(np.int64)),
        words.moment(drawn.created_ms[rows]),
        *(
            words.moment(times[rows])
            for times in (
                incidents.assessed_ms,
                incidents.first_assigned_ms,
                incidents.first_arrived_ms,
                incidents.cleared_ms,
            )
        ),
        _pick(words.names.roles, incidents.team[rows]),
        _pick(outcomes, incidents.outcome[rows]),
        words.moment(incidents.finished_ms[rows]),
        pa.array(drawn.grade[rows].astype(np.int64)),
        words.moment(due_ms),
        words.moment(incidents.contacted_ms[rows]),
    ]
    return pa.Table.from_arrays(columns, names=INCIDENT_COLUMNS)


def _deployments(words: _CodeTexts, world: World, state: State, replication: int) -> pa.Table:
    """Return a row for each officer sent, by incident and then in the order of assignment."""
    import pyarrow as pa

    sent = state.deployments
    rows = np.flatnonzero(sent.officer >= 0)
    officer = sent.officer[rows]
    ended = _spoken(EndedBy)
    ended[EndedBy.NOT_ENDED] = None
    columns = [
        _same(replication, rows.size),
        words.incident(sent.incident[rows]),
        words.officer(officer),
        words.hub(world.people.hub[officer]),
        words.moment(sent.assigned_ms[rows]),
        words.moment(sent.arrived_ms[rows]),
        words.moment(sent.left_ms[rows]),
        _pick(ended, sent.ended_by[rows]),
        pa.array(sent.redeployed[rows]),
    ]
    return pa.Table.from_arrays(columns, names=DEPLOYMENT_COLUMNS)


def _events(words: _CodeTexts, state: State, replication: int) -> pa.Table:
    """Return the event log, line by line."""
    import pyarrow as pa

    log = state.log
    lines = int(log.lines[0])
    record = log.record[:lines]
    before, after = _changes(words.names, record, log.before[:lines], log.after[:lines])
    parent = log.parent[:lines]
    columns = [
        _same(replication, lines),
        pa.array(np.arange(lines, dtype=np.int64)),
        words.moment(log.time_ms[:lines]),
        _pick(_spoken(Record), record),
        words.incident(log.incident[:lines]),
        words.officer(log.officer[:lines]),
        words.hub(log.hub[:lines]),
        before,
        after,
        pa.array(parent, mask=parent < 0),
    ]
    return pa.Table.from_arrays(columns, names=EVENT_COLUMNS)


def _changes(names: Names, record: Ints, before: Ints, after: Ints) -> tuple[pa.Array, pa.Array]:
    """Return what the subject of each line was before, and what after.

    Redeployment goes off and on. A shift or an operation, which has no states, names its team as
    what came after. Counts of prevention have numbers, which `before` and `after` do not show.
    """
    vocabulary: dict[Subject, list[str | None]] = {
        Subject.INCIDENT: _spoken(IncidentState),
        Subject.OFFICER: _spoken(Activity),
        Subject.CASE: _spoken(CaseState),
    }
    words: list[str | None] = ["off", "on", *names.roles]
    first = {}
    for subject, states in vocabulary.items():
        first[subject] = len(words)
        words += states
    offset = np.full(max(Record) + 1, -1, dtype=np.int64)
    for code in Record:
        offset[code] = first.get(subject_of(code), -1)
    shift = np.isin(record, [int(code) for code in OF_TEAMS])
    switch = np.isin(record, [int(Record.REDEPLOYMENT_ON), int(Record.REDEPLOYMENT_OFF)])
    named = offset[record] >= 0
    was = np.where(named, offset[record] + before, np.where(switch, before, -1))
    now = np.where(named, offset[record] + after, np.where(switch, after, -1))
    now = np.where(shift, 2 + after, now)
    backfilled = record == int(Record.BACKFILLED)
    was, now = np.where(backfilled, 2 + before, was), np.where(backfilled, 2 + after, now)
    return _pick(words, was), _pick(words, now)
