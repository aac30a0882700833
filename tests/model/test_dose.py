"""More prevention never brings an incident about, and effects of nothing change nothing."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import memory
from sim.engine.comparing import FIELDS
from sim.engine.on_simpy.engine import simulate
from sim.model import multiplier, prevention_effect
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.busy import BUSY
from tests.support.worlds import force, team, world
from tests.support.worlds_calls import Call

WORKS = ["patrol", "problem_solving"]
MARKS = list(range(0, 1_600_000, 16_000))


def reacting(elasticity: dict[str, float], saturation: float) -> Scenario:
    """Return a force in which a type reacts to two kinds of work, up to a ceiling of 1.6."""
    effect = {
        "reference_hours_per_week": {work: {"A": 100.0} for work in WORKS},
        "half_life_days": {"patrol": 3.0, "problem_solving": 60.0},
        "saturation": saturation,
    }
    return force(
        {"response": team(1)},
        kind_rules={"job": {"prevention_elasticity": elasticity}},
        also={"demand": {"prevention": effect, "ceiling": 1.6}},
    )


@settings(deadline=None, max_examples=25)
@given(
    elasticity=st.fixed_dictionaries({work: st.floats(0, 0.15) for work in WORKS}),
    saturation=st.floats(0.4, 1.1),
    hours=st.lists(st.floats(0, 500), min_size=2, max_size=2),
    work=st.sampled_from([0, 2]),
)
def test_a_larger_dose_never_brings_an_incident_about(
    elasticity: dict[str, float], saturation: float, hours: list[float], work: int
) -> None:
    w = world(reacting(elasticity, saturation), [Call(at=1, mark=mark) for mark in MARKS])
    less, more = (coming(w, work, dose) for dose in sorted(hours))
    assert sum(more) <= sum(less)
    assert all(one <= other for one, other in zip(more, less, strict=True))


@pytest.mark.parametrize("work", [0, 2])
def test_each_kind_of_work_that_acts_prevents(work: int) -> None:
    """Without this a stock that did nothing would pass the test above."""
    acting = WORKS[[0, 2].index(work)]
    w = world(reacting({acting: 0.15}, 1.0), [Call(at=1, mark=mark) for mark in MARKS])
    none, reference, plenty = (sum(coming(w, work, dose)) for dose in (0, 100, 500))
    assert none > reference > plenty
    other = 2 - work
    assert {sum(coming(w, other, dose)) for dose in (0, 100, 500)} == {reference}


def coming(w: World, work: int, hours: float) -> list[bool]:
    """Return which candidates come about with a stock of so many hours a week of some work."""
    s = memory.mirror(memory.new_state(w, log=False))
    prevention_effect.start(w, s)
    s.prevention_effect.stock_ms[work] = int(w.prevention_effect.reference_ms[work] * hours / 100)
    prevention_effect.count(w, s)
    came = [multiplier.comes_about(w, s, n) for n in range(len(MARKS))]
    assert max(s.demand.above_first_ms) < 0, "the ceiling that the check asks for is enough"
    return came


def test_candidates_are_the_same_whatever_the_size_of_the_effects() -> None:
    found = []
    for elasticity in (0.01, 0.25):
        data = copy.deepcopy(BUSY)
        data["incident_types"]["disorder"]["prevention_elasticity"] = {"patrol": elasticity}
        found.append(build(checked(data), 1, 0, to_ceiling=True).drawn)
    assert all(np.array_equal(one, other) for one, other in zip(found[0], found[1], strict=True))


def checked(data: Any) -> Scenario:
    scenario, problems = examine(data)
    assert scenario is not None, problems
    return scenario


def test_effects_of_nothing_give_the_log_without_them() -> None:
    without, nothing = copy.deepcopy(BUSY), copy.deepcopy(BUSY)
    for data in (without, nothing):
        data["incident_types"]["disorder"]["prevention_elasticity"] = {}
    del without["demand"]
    del nothing["demand"]["prevention"]
    match = nothing["operations"]["match"]
    match |= {"targets": {"types": ["disorder"]}, "effect": 0.0, "residual_days": 2}
    match["counts_as"] = "patrol"
    none = {"patrol": 0.0, "engagement": 0.0}
    nothing["incident_types"]["disorder"]["prevention_elasticity"] = none
    logs = [simulate(build(checked(data), 1, 0), log=True).log for data in (without, nothing)]
    assert len(logs[0].time_ms) > 1000
    for name in FIELDS:
        assert np.array_equal(getattr(logs[0], name), getattr(logs[1], name)), name
