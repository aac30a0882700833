"""Visits after incidents: once made, fewer repeats follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.view import view_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import MILLIONTHS, VISIT
from sim.world.build import build, names
from tests.support.worlds import Call, force, play, team

FIXED = {"distribution": "fixed", "value": 2.0}


def town(rate: float = 0.0, days: int = 2, officers: int = 4, **visit: Any) -> Scenario:
    return force(
        {"response": team(officers)},
        days=days,
        kinds={"job": ["response"], "talk": ["response"]},
        kind_rules={
            "job": {
                "per_hour": {"A": rate},
                "repeat": {"share": 0.5, "delay_days": FIXED, "most": 3},
                "follow_up": {"type": "talk", "after_hours": FIXED, "repeat_factor": 0.4, **visit},
            }
        },
    )


@pytest.mark.parametrize(("mark", "comes"), [(0.3, True), (0.5, False)])
def test_a_repeat_comes_only_below_the_factor_once_the_visit_was_made(
    mark: float, comes: bool
) -> None:
    calls = [
        Call(at=0, follow_up=1),
        Call(at=120, kind="talk", parent=0, task=VISIT),
        Call(at=1500, parent=0, mark=round(mark * MILLIONTHS)),
    ]
    state = play(town(), calls).state.incidents.state
    assert (state[2] != IncidentState.EXPECTED) == comes


def test_a_visit_that_is_not_made_in_time_changes_nothing() -> None:
    calls = [
        Call(at=0, follow_up=2),
        Call(at=1500, parent=0, mark=500_000),
        Call(at=1600, kind="talk", parent=0, task=VISIT),
    ]
    state = play(town(), calls).state.incidents.state
    assert state[1] != IncidentState.EXPECTED


def test_more_visits_mean_fewer_repeats_and_a_factor_of_one_changes_nothing() -> None:
    def came(**visit: Any) -> np.ndarray[Any, Any]:
        world = build(town(0.5, 60, **visit), 1, 0)
        state = simulate(world, log=False).incidents.state
        ours = world.drawn.type == 0
        return ours & (state != IncidentState.EXPECTED)

    none, half, everybody = came(share=0.0), came(share=0.5), came(share=1.0)
    assert none.sum() > half.sum() > everybody.sum()
    assert came(repeat_factor=1.0).sum() == none.sum()


def test_visits_are_work_and_no_incidents_that_came_in() -> None:
    scenario = town()
    calls = [Call(at=0, follow_up=1), Call(at=120, kind="talk", parent=0, task=VISIT)]
    course = play(scenario, calls)
    rows = measures_of(view_of(scenario, names(scenario), course.world, course.state))
    whole = {
        name: value
        for name, hub, grade, value in zip(
            rows.measure, rows.hub, rows.grade, rows.value, strict=True
        )
        if hub == grade == "all"
    }
    assert whole["incidents_count"] == 1
    assert whole["attended_share"] == 1
