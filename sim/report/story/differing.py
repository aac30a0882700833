"""The incidents that fared most differently under two scenarios, matched by their identity.

Both scenarios draw the same incidents, so what befell one of them under each can be told side by
side. How differently it fared is the difference of its waits, in targets of its grade: ten minutes
are much to an emergency, and little to a visit within two days.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clock import MS_PER_MIN, stamp
from sim.model.state import State
from sim.report.story.words import duration
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState, Outcome
from sim.world.arrays import Bools, Floats, Ints, Names, World, only_incidents
from sim.world.incident_names import identity

#: Incidents that are listed each way.
MOST = 5
_KEY = ["district", "type", "week", "layer", "ordinal", "repeat"]


class Told(NamedTuple):
    """One replication of a scenario, simulated."""

    scenario: Scenario
    names: Names
    world: World
    state: State


class Pair(NamedTuple):
    """An incident under both scenarios."""

    name: str  #: its permanent name
    rows: tuple[int, int]  #: in the world of each
    waits_ms: tuple[int, int]  #: until somebody came or called back, or up to the end
    served: tuple[bool, bool]  #: whether somebody did
    targets: float  #: how much longer it waited under the second, in targets of its grade


class Differing(NamedTuple):
    """What two scenarios do to the same incidents."""

    longer: list[Pair]  #: those that waited longer under the second, the most different first
    shorter: list[Pair]
    only: tuple[int, int]  #: how many came about under one of them only
    both: int  #: how many came about under both
    moved: tuple[int, int]  #: how many of these waited longer under the second, and less long


def differing(first: Told, second: Told) -> Differing:
    """Return the incidents that fared most differently, of those that are measured.

    Parameters
    ----------
    first, second : Told
        The same replication of two scenarios.
    """
    merged = _frame(first).merge(_frame(second), on=_KEY, how="outer", suffixes=("_1", "_2"))
    both = merged.dropna(subset=["row_1", "row_2"])
    only = (int(merged["row_2"].isna().sum()), int(merged["row_1"].isna().sum()))
    if both.empty:
        return Differing([], [], only, 0, (0, 0))
    waits = both[["wait_1", "wait_2"]].to_numpy(np.float64)
    targets = (waits[:, 1] - waits[:, 0]) / both["target_1"].to_numpy(np.float64)
    # Ties by row, so that the list does not depend on how pandas sorts.
    order = np.lexsort((both["row_1"].to_numpy(), -targets))

    def pair(place: int) -> Pair:
        line = both.iloc[place]
        rows = int(line["row_1"]), int(line["row_2"])
        return Pair(
            identity(first.world, first.names, rows[0]),
            rows,
            (int(line["wait_1"]), int(line["wait_2"])),
            (bool(line["served_1"]), bool(line["served_2"])),
            float(targets[place]),
        )

    longer = [pair(int(n)) for n in order[:MOST] if targets[n] > 0]
    shorter = [pair(int(n)) for n in order[::-1][:MOST] if targets[n] < 0]
    moved = int((targets > 0).sum()), int((targets < 0).sum())
    return Differing(longer, shorter, only, len(both), moved)


def _frame(told: Told) -> pd.DataFrame:
    """Return the measured incidents of a replication, with what they are matched by."""
    world, state = only_incidents(told.world), told.state
    drawn, incidents = world.drawn, state.incidents
    number = len(drawn.created_ms)
    counts = (incidents.state[:number] != int(IncidentState.EXPECTED)) & (
        drawn.created_ms >= world.sizes.warm_up_ms
    )
    # What is closed by rule waits for nobody.
    counts &= incidents.outcome[:number] != int(Outcome.CLOSED_WITHOUT_VISIT)
    rows = np.flatnonzero(counts)
    wait, served = _waits(told, rows)
    words = told.names
    return pd.DataFrame({
        "district": np.array(words.districts, dtype=object)[drawn.district[rows]],
        "type": np.array(words.types, dtype=object)[drawn.type[rows]],
        "week": drawn.week[rows],
        "layer": np.array(words.layers, dtype=object)[drawn.layer[rows]],
        "ordinal": drawn.ordinal[rows],
        "repeat": drawn.repeat[rows],
        "row": rows,
        "wait": wait,
        "served": served,
        "target": _targets_ms(told.scenario, drawn.grade[rows].astype(np.int64)),
    })  # fmt: skip


def _waits(told: Told, rows: Ints) -> tuple[Ints, Bools]:
    """Return how long each waited until somebody came or called back, and whether somebody did."""
    incidents, end = told.state.incidents, told.world.sizes.horizon_ms
    came, called = incidents.first_arrived_ms[rows], incidents.contacted_ms[rows]
    never = np.iinfo(np.int64).max
    first = np.minimum(np.where(came >= 0, came, never), np.where(called >= 0, called, never))
    served = first < never
    ended = incidents.finished_ms[rows]
    until = np.where(served, first, np.where(ended >= 0, np.minimum(ended, end), end))
    return until - told.world.drawn.created_ms[rows], served


def _targets_ms(scenario: Scenario, grades: Ints) -> Floats:
    known = {grade: each.target_min * MS_PER_MIN for grade, each in scenario.grades.items()}
    return np.array([max(known.get(int(grade), MS_PER_MIN), 1.0) for grade in grades])


def lines(found: Differing, first: Told, second: Told) -> list[str]:
    """Return the list in words: a line for each incident, under a heading for each way."""
    names = first.scenario.name, second.scenario.name
    said = f"{found.both:,} incidents came about under both; {found.only[0]:,} only under "
    said += f"{names[0]}, {found.only[1]:,} only under {names[1]}."
    longer, shorter = found.moved
    as_long = found.both - longer - shorter
    moved = (
        f"Of those under both, {longer:,} waited longer under {names[1]}, {shorter:,} less long "
    )
    text = [said, f"{moved}and {as_long:,} as long. The most different:"]
    for heading, pairs in (("longer", found.longer), ("less long", found.shorter)):
        text += ["", f"Waited {heading} under {names[1]}, for its grade:"]
        text += [_line(pair, first) for pair in pairs] or ["  (none)"]
    return text


def _line(pair: Pair, told: Told) -> str:
    drawn = told.world.drawn
    row = pair.rows[0]
    grade = told.scenario.grades[int(drawn.grade[row])]
    hub = told.names.hubs[drawn.hub[row]]
    when = stamp(told.scenario.run.start, int(drawn.created_ms[row])).rpartition(":")[0]
    waits = [
        duration(wait) if served else f"{duration(wait)}, not served"
        for wait, served in zip(pair.waits_ms, pair.served, strict=True)
    ]
    return f"  {pair.name} ({grade.label}, {hub}, {when}): {waits[0]} -> {waits[1]}"
