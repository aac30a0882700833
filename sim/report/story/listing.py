"""The incidents of a replication, one a line, for a planner to choose one from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim import clock
from sim.model.state import State
from sim.report.story.words import Words, duration
from sim.runs.replication import state_after
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState, Outcome
from sim.world.arrays import Ints, Names, World, only_incidents

MOST = 100


@dataclass(frozen=True)
class ListFilter:
    """Which incidents to list; None: whichever."""

    hub: str | None = None
    grade: int | None = None
    kind: str | None = None  #: type of incident
    day: int | None = None  #: of the run, from 1


def listing(
    scenario: Scenario, names: Names, world: World, state: State, wanted: ListFilter
) -> str:
    """Return a line for each incident that happened and is wanted, at most `MOST`.

    Parameters
    ----------
    scenario, names, world, state
        A finished replication; it needs no event log.
    wanted : ListFilter
        Which incidents; the hub and the type are those of the scenario.
    """
    world = only_incidents(world)
    words = Words(scenario, names, world, state, partial(state_after, "compiled", world))
    rows = _select(names, world, state, wanted)
    table: list[tuple[str, ...]] = [
        ("number", "name", "opened", "grade", "hub", "queued", "reached", "what became of it")
    ]
    table += [_line(words, int(row)) for row in rows[:MOST]]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]
    if len(rows) > MOST:
        lines.append(
            f"... and {len(rows) - MOST} more; narrow it with --hub, --grade, --type and --day"
        )
    if len(rows) == 0:
        lines.append("(none)")
    else:
        lines.append(
            "\nqueued: until an officer was sent, from when it was graded or its slot began\n"
            "reached: until an officer was at the scene, from when the log was opened"
        )
    return "\n".join(lines)


def _select(names: Names, world: World, state: State, wanted: ListFilter) -> Ints:
    """Return the rows of the incidents that are wanted, in order of creation."""
    chosen = state.incidents.state != int(IncidentState.EXPECTED)
    if wanted.hub is not None:
        chosen &= world.drawn.hub == names.hubs.index(wanted.hub)
    if wanted.grade is not None:
        chosen &= world.drawn.grade == wanted.grade
    if wanted.kind is not None:
        chosen &= world.drawn.type == names.types.index(wanted.kind)
    if wanted.day is not None:
        chosen &= world.drawn.created_ms // clock.MS_PER_DAY == wanted.day - 1
    return np.flatnonzero(chosen)


def _line(words: Words, row: int) -> tuple[str, ...]:
    drawn, incidents = words.world.drawn, words.state.incidents
    state = IncidentState(int(incidents.state[row]))
    due, sent = int(incidents.due_since_ms[row]), int(incidents.first_assigned_ms[row])
    opened, there = int(drawn.created_ms[row]), int(incidents.first_arrived_ms[row])
    outcome = {
        Outcome.NONE: f"open: {state.name.lower().replace('_', ' ')}",
        Outcome.ATTENDED: "attended",
        Outcome.RESOLVED_AT_DESK: "resolved on the phone",
        Outcome.REFERRED: "referred to Investigation",
        Outcome.NO_REPLY: "no reply",
        Outcome.LOST: "lost",
        Outcome.CANCELLED: "cancelled",
        Outcome.CLOSED_WITHOUT_VISIT: "closed without attendance",
    }[Outcome(int(incidents.outcome[row]))]
    return (
        str(row),
        words.incident(row),
        words.stamp(opened),
        str(drawn.grade[row]),
        words.names.hubs[drawn.hub[row]],
        duration(sent - due) if sent >= 0 else "-",
        duration(there - opened) if there >= 0 else "-",
        outcome,
    )
