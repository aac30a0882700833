"""Work that is interrupted is resumed with what was left of it, to the millisecond.

Spells at the scene are added up from the deployments, officer by officer; that they sum to the
minutes that were drawn holds for every incident, whoever comes and goes.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from sim.model.state import State
from sim.runs.replication import simulate
from sim.scenario.load import examine
from sim.vocabulary import EndedBy
from sim.world.arrays import World
from sim.world.build import build
from tests.support.strategies import scenario_of, scenarios
from tests.support.strategies_teams import ATTENDING
from tests.theory.runs import ENGINES

pytestmark = pytest.mark.theory

SETTINGS = settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Work(NamedTuple):
    """Work at the scene of one incident."""

    done_ms: int  #: time during which as many officers as work takes were there
    drawn_ms: int
    is_cleared: bool
    interruptions: int  #: officers who were called away from the scene


def work_of(world: World, state: State, incident: int) -> Work:
    """Return what was done at the scene of an incident, from its deployments alone."""
    deployments = state.deployments
    rows = np.flatnonzero(deployments.incident == incident)
    rows = rows[deployments.arrived_ms[rows] >= 0]
    left = deployments.left_ms[rows]
    until = np.where(left >= 0, left, world.sizes.horizon_ms)
    changes = sorted(
        [(int(at), 1) for at in deployments.arrived_ms[rows]] + [(int(at), -1) for at in until]
    )
    together = world.drawn.together[incident]
    needed = int(world.drawn.officers[incident]) if together else 1
    there = done = since = 0
    for at, change in changes:
        done += (at - since) * (there >= needed)
        there += change
        since = at
    return Work(
        done,
        int(world.drawn.scene_ms[incident]),
        bool(state.incidents.cleared_ms[incident] >= 0),
        int((deployments.ended_by[rows] == EndedBy.CALLED_AWAY).sum()),
    )


def hold(world: World, state: State) -> int:
    """Hold that work is neither lost nor made; return how often officers were called away."""
    interruptions = 0
    for incident in range(world.sizes.incidents):
        work = work_of(world, state, incident)
        interruptions += work.interruptions
        if work.is_cleared:
            assert work.done_ms == work.drawn_ms, f"incident {incident}: {work}"
        else:
            assert work.done_ms <= work.drawn_ms, f"incident {incident}: {work}"
    return interruptions


@st.composite
def with_interruption(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a busy scenario in which all grades that are attended interrupt those below them."""
    data = copy.deepcopy(draw(scenarios()))
    grades = data["grades"]
    for grade in grades.values():
        if grade["served_by"] == "attendance":
            grade["interrupts"] = list({*grade.get("interrupts", []), "travel", "scene"})
            grade["when_all_busy"] = "wait"
    for kind in data["incident_types"].values():
        kind.pop("interruptible", None)
        kind["grade_mix"] = {number: 1 / len(grades) for number in grades}
        for field in {"per_hour", "yearly_count"} & kind.keys():
            kind[field] = {place: 3 * rate for place, rate in kind[field].items()}
    data["preemption"] = {
        "who": draw(st.sampled_from(["lowest_grade", "nearest", "latest"])),
        "interruptions_limit": draw(st.integers(1, 8)),
    }
    for name, team in data["teams"].items():
        if name in ATTENDING and draw(st.booleans()):
            team["crewing"] = {"double_share": draw(st.sampled_from([0.5, 1.0]))}
    _, found = examine(data)
    assume(not found)
    return data


@SETTINGS
@given(with_interruption())
def test_work_is_conserved_whoever_comes_and_goes(data: dict[str, Any]) -> None:
    scenario = scenario_of(data)
    world = build(scenario, scenario.run.seed, 0)
    interruptions = max(hold(world, simulate(engine, world, log=False)) for engine in ENGINES)
    event(f"interrupted: {'often' if interruptions > 20 else bool(interruptions)}")
