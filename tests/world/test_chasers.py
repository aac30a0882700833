"""Logs that callers who call again may open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import NEW_LOG, WITH_PARENT, World
from sim.world.build import build
from tests.support.worlds import force, team

MINUTE_MS = 60_000


def of(**rules: Any) -> Scenario:
    """Return a force whose callers call again after 1, 2 and 3 hours, and further logs."""
    chasers = {"gap_hours": {"distribution": "fixed", "value": 1.0}, "most": 3, **rules}
    kinds = {"job": ["response"], "log": ["response"]}
    rates = {"job": {"per_hour": {"A": 2.0}}, "log": {"per_hour": {"A": 0.0}}}
    return force({"response": team(1)}, kinds=kinds, kind_rules=rates, chasers=chasers, days=20)


def logs(world: World) -> np.ndarray[Any, Any]:
    return np.flatnonzero(world.drawn.task >= NEW_LOG)


def test_a_log_of_its_own_type_follows_a_tick_after_each_call() -> None:
    world = build(of(new_log_share=1.0, new_log_type="log"), 1, 0)
    drawn, found = world.drawn, logs(world)
    parent, call = drawn.parent[found], drawn.task[found] - NEW_LOG
    due_ms = world.chasers.due_ms.reshape(-1, 3)[world.chasers.row]
    assert drawn.type[found].tolist() == [1] * found.size
    assert (drawn.mark[found] == WITH_PARENT).all()
    assert (drawn.created_ms[found] == due_ms[parent, call] + 1).all()
    # Calls that come after the end of the run open nothing.
    ends_ms = 20 * 24 * 60 * MINUTE_MS
    firsts = drawn.type == 0
    assert found.size == np.count_nonzero(due_ms[firsts] + 1 < ends_ms)


def test_only_a_share_of_calls_opens_a_log() -> None:
    n = logs(build(of(new_log_share=1.0, new_log_type="log"), 1, 0)).size
    some = logs(build(of(new_log_share=0.3, new_log_type="log"), 1, 0)).size
    assert abs(some - 0.3 * n) < 4 * np.sqrt(n * 0.3 * 0.7)
    assert logs(build(of(), 1, 0)).size == 0


def test_a_higher_share_keeps_the_logs_of_a_lower_one() -> None:
    few, many = (
        build(of(new_log_share=share, new_log_type="log"), 1, 0).drawn for share in (0.1, 0.4)
    )
    keys = [set(drawn.created_ms[drawn.task >= NEW_LOG].tolist()) for drawn in (few, many)]
    assert keys[0] < keys[1]


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_further_logs_move_nothing_else(share: float) -> None:
    plain = build(of(), 1, 0).drawn
    more = build(of(new_log_share=share, new_log_type="log"), 1, 0).drawn
    own = more.task == 0
    for field in ("created_ms", "district", "type", "ordinal", "grade", "scene_ms"):
        assert getattr(more, field)[own].tolist() == getattr(plain, field).tolist()
