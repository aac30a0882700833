"""Candidates that nothing can bring about are dropped, and that moves nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, Phase, assume, given, settings

from sim.engine.on_simpy.engine import simulate
from sim.outputs.log_tables import LogTables, log_tables
from sim.scenario.facts.multiplier import demand_reacts
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build, names
from tests.support.strategies import scenario_of, scenarios
from tests.support.worlds import force, team


def logged(scenario: Scenario, world: World) -> LogTables:
    return log_tables(scenario, names(scenario), world, simulate(world, log=True), 0)


#: Without shrinking, which takes minutes: a failing scenario is small enough as it comes.
@settings(
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(scenarios())
def test_what_is_dropped_changes_no_line_of_any_log(data: dict[str, Any]) -> None:
    scenario = scenario_of(data)
    assume(demand_reacts(scenario))
    kept, every = (build(scenario, 5, 0, to_ceiling=to_ceiling) for to_ceiling in (False, True))
    for one, other in zip(logged(scenario, kept), logged(scenario, every), strict=True):
        assert isinstance(one, pa.Table)
        assert one.equals(other)


def reacting(ceiling: float, elasticity: float) -> Scenario:
    """Return a force with repeats and cases, whose demand reacts to patrol."""
    effect = {
        "reference_hours_per_week": {"patrol": {"A": 100.0}},
        "half_life_days": {"patrol": 3.0},
    }
    case = {
        "share": 0.5,
        "work_hours": {"distribution": "fixed", "value": 2.0},
        "episodes": 3,
        "waits_days": {"distribution": "exponential", "mean": 30.0},
        "harm": 1,
    }
    repeat = {
        "share": 0.3,
        "within_days": 28,
        "most": 3,
        "delay_days": {"distribution": "exponential", "mean": 10.0},
    }
    return force(
        {"response": team(1), "investigation": team(2)},
        kind_rules={
            "job": {
                "prevention_elasticity": {"patrol": elasticity},
                "per_hour": {"A": 1.0},
                "investigation": case,
                "repeat": repeat,
            }
        },
        days=7,
        also={
            "demand": {"prevention": effect, "ceiling": ceiling},
            "casework": {"open_cases_weeks": 20},
        },
    )


def test_far_fewer_candidates_are_kept_than_are_drawn() -> None:
    scenario = reacting(3.0, 0.05)
    kept, every = (build(scenario, 5, 0, to_ceiling=to_ceiling) for to_ceiling in (False, True))
    assert kept.sizes.incidents < 0.5 * every.sizes.incidents
    assert kept.drawn.mark.max() < 1.15 * 1e6 < 2.9 * 1e6 < every.drawn.mark.max()


def test_cases_open_at_the_start_do_not_depend_on_the_ceiling() -> None:
    """Before the run demand was at the reference, so what could have been more was not."""
    found = []
    for ceiling in (1.2, 3.0):
        world = build(reacting(ceiling, 0.05), 5, 0)
        at_start = slice(world.sizes.incidents, None)
        drawn = world.drawn
        found.append([drawn.ordinal[at_start], drawn.repeat[at_start], drawn.week[at_start]])
        assert (drawn.repeat[at_start] > 0).any()
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
