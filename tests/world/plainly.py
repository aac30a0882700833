"""What a world should hold of its incidents, worked out one by one: slow, and without tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim import clock
from sim.scenario.facts.closed_by_rule import closed_shares
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.harm import recorded_share
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.arrests import CUSTODY_WIDTH, arrest_mark
from sim.world.attendance import ATTENDANCE_WIDTH
from sim.world.casework import CASE_WIDTH
from sim.world.desk import DESK_WIDTH
from sim.world.desk_opening import opening, until_opening
from sim.world.layers import layer_names
from sim.world.marks import category, duration_ms
from sim.world.name_hashes import hashes_of
from sim.world.streams import Streams, following, hashed_uniforms, part


class Plainly:
    """The incidents of a world, each by itself.

    Parameters
    ----------
    scenario, world, seed, replication
        What was made of what.
    """

    def __init__(self, scenario: Scenario, world: World, seed: int, replication: int) -> None:
        self._facts, self._world = Facts(scenario), world
        self._seed, self._replication = seed, replication
        self._layers = layer_names(scenario.demand)
        self._tick_ms = self._facts.times.tick_ms

    def differences(self) -> Iterator[tuple[int, str, Any, Any]]:
        """Yield where an incident has something else: its row, the column, what it has, and not."""
        drawn = self._world.drawn
        for row in range(self._world.sizes.incidents):
            if drawn.task[row] == 0:  # what follows others is hashed from a key of its own
                for column, expected in self._of(row).items():
                    got = getattr(drawn, column)[row]
                    if got != expected:
                        yield row, column, got, expected

    def _of(self, row: int) -> dict[str, Any]:
        """Return columns of an incident."""
        scenario, drawn = self._facts.scenario, self._world.drawn
        name = list(scenario.incident_types)[drawn.type[row]]
        kind, facts = scenario.incident_types[name], self._facts
        marks = self._marks(row, name, "attendance", ATTENDANCE_WIDTH)
        grade = category(kind.grade_mix, marks[:1])
        if (rule := opening(facts)) is not None:
            grade = until_opening(rule, grade, drawn.created_ms[row : row + 1])
        found = {
            "grade": grade[0],
            "officers": category(kind.officers_mix, marks[1:2])[0],
            "together": kind.officers_arrive == "together",
            "bypass": kind.bypass,
            "scene_ms": self._time_ms(kind.scene_min, marks[2], clock.MS_PER_MIN),
            "writing_up_ms": self._time_ms(kind.writing_up_min, marks[3], clock.MS_PER_MIN),
        }
        if kind.arrest is not None and (not kind.arrest.grades or grade[0] in kind.arrest.grades):
            marks = self._marks(row, name, "custody", CUSTODY_WIDTH)
            found["arrest_mark"] = arrest_mark(marks[:1], kind.arrest.share)[0]
            minutes = kind.arrest.custody_min
            found["custody_ms"] = self._time_ms(minutes, marks[1], clock.MS_PER_MIN)
        if kind.resolution_centre is not None:
            marks = self._marks(row, name, "desk", DESK_WIDTH)
            minutes = kind.resolution_centre.handling_min
            found["desk_ms"] = self._time_ms(minutes, marks[0], clock.MS_PER_MIN)
            found["desk_resolves"] = marks[1] < facts.resolved_shares[name]
        if (case := kind.investigation) is not None:
            marks = self._marks(row, name, "case", CASE_WIDTH)
            tick_ms = self._tick_ms * case.episodes
            work_ms = self._time_ms(case.work_hours, marks[1], clock.MS_PER_HOUR, tick_ms)
            found["investigated"] = marks[0] < case.share
            found["case_work_ms"] = max(work_ms, tick_ms) + drawn.file_ms[row]
            found["harm"] = case.harm
        grading = scenario.control_room.grading_min
        if grade[0] in grading:
            (u,) = self._marks(row, name, "grading", 1)
            found["grading_ms"] = self._time_ms(grading[grade[0]], u, clock.MS_PER_MIN)
        if closed := closed_shares(scenario, kind):
            (u,) = self._marks(row, name, "closing", 1)
            found["closed_by_rule"] = u < closed.get(grade[0], 0.0)
        if kind.harm is not None:
            (u,) = self._marks(row, name, "victim", 1)
            found["vulnerable"] = u < kind.harm.vulnerable_share
        if (share := recorded_share(scenario, kind)) != 1:
            (u,) = self._marks(row, name, "recording", 1)
            found["unrecorded"] = u >= share
        return found

    def _time_ms(
        self, time: Distribution | None, u: float, unit_ms: int, tick_ms: int | None = None
    ) -> int:
        if time is None:
            return 0
        return int(duration_ms(time, np.array([u]), unit_ms, tick_ms or self._tick_ms)[0])

    def _marks(self, row: int, name: str, purpose: str, width: int) -> Any:
        """Return the marks of an incident: NumPy's own generator, or hashed for a repeat."""
        drawn, repeat = self._world.drawn, int(self._world.drawn.repeat[row])
        place = list(self._facts.scenario.districts)[drawn.district[row]]
        layer = self._layers[drawn.layer[row]]
        cell = f"{part(place)}/{part(name)}" + (f"/+{layer}" if layer else "")
        week, ordinal = int(drawn.week[row]), int(drawn.ordinal[row])
        if repeat:
            key = following(hashes_of([f"{cell}/repeats/{week}"]), ordinal + 1)
            streams = Streams(self._seed, self._replication)
            stream = streams.key(f"{part(name)}/repeats/{purpose}")
            return hashed_uniforms(stream, following(key, repeat), np.arange(width))[0]
        word = int(hashes_of([f"{cell}/{purpose}/{week}"])[0])
        spawn_key = (self._replication, word & 0xFFFFFFFF, word >> 32)
        sequence = np.random.SeedSequence(self._seed, spawn_key=spawn_key)
        return np.random.default_rng(sequence).random((ordinal + 1, width))[ordinal]
