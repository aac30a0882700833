"""Cases open at the start: of which incidents before the run anything is drawn at all."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from sim.scenario.load import load
from sim.world import open_cases
from sim.world.build import prepare
from sim.world.open_cases import Holders, OpenCasesPlan, dealt, open_at_start
from sim.world.streams import Streams


@functools.cache
def plan() -> OpenCasesPlan:
    return prepare(load("sussex-2017").scenario).open_cases


def test_incidents_that_can_have_no_open_case_are_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were all of them drawn, the cases that are open would be the same."""
    passed_over = []
    found = open_at_start(plan(), Streams(4, 2))
    may_have_case = open_cases._may_have_case

    def every(*given: object) -> object:
        may = may_have_case(*given)
        passed_over.append((~may).sum() / may.size)
        return np.ones_like(may)

    monkeypatch.setattr(open_cases, "_may_have_case", every)
    alike = open_at_start(plan(), Streams(4, 2))
    assert passed_over[0] > 0.8
    assert found["created_ms"].size > 1000
    assert found.keys() == alike.keys()
    for name, column in found.items():
        assert column.tolist() == alike[name].tolist(), name


def test_a_case_that_nobody_can_hold_has_not_been_begun() -> None:
    """One lane and two hubs, of which the second has nobody, as has the group of new cases."""
    rows = {
        "created_ms": np.array([-30, -20, -10]),
        "case_lane": np.array([0, 0, 0]),
        "hub": np.array([0, 1, 0]),
        "episodes_done": np.array([1, 2, 0]),
        "wait_left_ms": np.array([5, 7, -1]),
    }
    found = dealt(rows, Holders(people=np.array([8, 9]), first=np.array([0, 2, 2, 2, 2]), hubs=3))
    assert found.owner.tolist() == [8, -1, -1]
    assert found.episodes_done.tolist() == [1, 0, 0]
    assert found.wait_left_ms.tolist() == [5, -1, -1]
