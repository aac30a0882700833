"""The common model: what every program of this folder simulates, and the calls that they share.

Six hubs, each with a queue of its own. Calls come at the rate of the hour; each has a grade, and
needs one officer or two. Whoever waits is served in order of grade, then of arrival, and nobody
overtakes within that order: a call for two waits until two officers are free at once, and
calls of its grade and of lower ones wait behind it (a call of a higher grade may take the one who
is free). Work at the scene is never interrupted. At a changeover a new shift comes on, all of it
free; of the old one the free go home, and the others when their job is done.

Times are whole milliseconds. At one time a changeover comes first, then jobs that end, in the order
in which they began, then calls. Nothing happens at the horizon any more.

The numbers stand in six-hubs.yaml, and are read from there for all programs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN, parse_time_of_day
from sim.scenario.load import load
from sim.scenario.schema.distributions import Lognormal
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]

SCENARIO = Path(__file__).with_name("six-hubs.yaml")
GRADES = 3
#: A wait that had not ended at the horizon.
STILL_WAITING = -1


class Calls(NamedTuple):
    """Calls in order of arrival; each (calls,)."""

    created_ms: Ints
    hub: Ints
    grade: Ints
    officers: Ints
    scene_ms: Ints


class Changeovers(NamedTuple):
    """When a new shift comes on at every hub, and how many officers it has; each (changeovers,)."""

    at_ms: list[int]
    officers: list[int]


@cache
def scenario(days: int, path: Path = SCENARIO) -> Scenario:
    """Return the scenario with this number of days."""
    base = load(path).scenario
    return base.model_copy(update={"run": base.run.model_copy(update={"days": days})})


def calls_of(world: World) -> Calls:
    """Return the calls of a world of sixhubs."""
    drawn = world.drawn
    return Calls(drawn.created_ms, drawn.hub, drawn.grade, drawn.officers, drawn.scene_ms)


def changeovers(scenario: Scenario) -> Changeovers:
    """Return the changeovers of a run; the first is at its start, at midnight.

    Groups follow each other through the pattern, one place a day: on each day as many groups work
    a shift as the pattern names it, whatever the day.
    """
    (rota,) = scenario.rotas.values()
    team = scenario.teams.response
    assert team is not None
    (posts,) = set(team.posts.values())
    assert rota.groups == len(rota.pattern)
    shifts = {
        name: (parse_time_of_day(shift.start), rota.pattern.count(name) * int(posts) // rota.groups)
        for name, shift in rota.shifts.items()
    }
    at_ms, officers = [0], [shifts["night"][1]]
    for day in range(scenario.run.days):
        for name in ("day", "night"):
            at_ms.append(day * MS_PER_DAY + shifts[name][0])
            officers.append(shifts[name][1])
    return Changeovers(at_ms, officers)


def draw(scenario: Scenario, generator: np.random.Generator) -> Calls:
    """Draw calls in blocks, for programs that do not share those of sixhubs."""
    (kind,) = scenario.incident_types.values()
    (shape,) = scenario.shapes.values()
    assert kind.yearly_count is not None
    assert shape.hour_of_day is not None
    assert isinstance(kind.scene_min, Lognormal)
    weights = np.array(shape.hour_of_day)
    per_hour = weights / weights.sum() * (next(iter(kind.yearly_count.values())) / 365)
    days, hubs = scenario.run.days, len(scenario.hubs)
    counts = generator.poisson(np.tile(per_hour, days * hubs))
    cell = np.repeat(np.arange(counts.size), counts)
    hours = cell % (24 * days) + generator.random(cell.size)
    created_ms = (hours * MS_PER_HOUR).astype(np.int64)
    order = np.argsort(created_ms, kind="stable")
    grade = np.searchsorted(np.cumsum([*kind.grade_mix.values()]), generator.random(cell.size)) + 1
    variance = np.log1p(kind.scene_min.cv**2)
    scene_min = generator.lognormal(
        np.log(kind.scene_min.mean) - variance / 2, np.sqrt(variance), cell.size
    )
    return Calls(
        created_ms=created_ms[order],
        hub=(cell // (24 * days))[order],
        grade=np.minimum(grade, GRADES),
        officers=1 + (generator.random(cell.size) < kind.officers_mix[2]).astype(np.int64),
        scene_ms=np.rint(scene_min * MS_PER_MIN).astype(np.int64),
    )


def mean_waits_min(calls: Calls, wait_ms: Ints) -> tuple[float, ...]:
    """Return the mean wait in minutes by grade, of calls whose wait had ended at the horizon."""
    over = wait_ms != STILL_WAITING
    grade = calls.grade[over]
    total = np.bincount(grade, weights=wait_ms[over], minlength=GRADES + 1)
    number = np.bincount(grade, minlength=GRADES + 1)
    return tuple((total[1:] / number[1:] / MS_PER_MIN).tolist())
