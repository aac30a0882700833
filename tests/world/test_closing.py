"""Incidents that are closed by rule: how many, and that nothing else is drawn otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.facts.closed_by_rule import closed_shares, closes_any
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build
from tests.world.forces import SMALL, scenario


def force(own: dict[int, float], of_all: dict[int, float], factor: float = 1.0) -> Scenario:
    demand = {"closed_without_visit": of_all, "closed_without_visit_factor": factor}
    return scenario(SMALL, incident_types__burglary__closed_without_visit=own, demand=demand)


def made(own: dict[int, float], of_all: dict[int, float], factor: float = 1.0) -> World:
    return build(force(own, of_all, factor), 3, 0)


def test_what_a_type_says_of_a_grade_comes_before_what_is_said_of_all() -> None:
    one = force({2: 0.5}, {1: 0.1, 2: 0.3}, 1.5)
    shares = closed_shares(one, one.incident_types["burglary"])
    assert shares == pytest.approx({1: 0.15, 2: 0.75})
    assert closed_shares(force({2: 0.5}, {}, 3), one.incident_types["burglary"]) == {2: 1.0}
    assert not closes_any(force({}, {}))
    assert not closes_any(force({2: 0.5}, {2: 0.5}, 0))
    assert not closes_any(force({2: 0}, {}))


def test_as_many_are_closed_as_the_scenario_says() -> None:
    drawn = made({2: 0.4}, {4: 0.1}).drawn
    burglary = drawn.type == 0
    for grade, share in ((1, 0.0), (2, 0.4), (4, 0.1)):
        closed = drawn.closed_by_rule[burglary & (drawn.grade == grade)]
        assert closed.mean() == pytest.approx(share, abs=4 * (share / closed.size) ** 0.5)


def test_nothing_else_is_drawn_otherwise_and_a_higher_share_closes_more() -> None:
    none, some, more = made({}, {}), made({2: 0.4}, {}), made({2: 0.4}, {}, 2.0)
    for field in none.drawn._fields:
        if field not in {"closed_by_rule", "rows", "first_slot"}:
            assert np.array_equal(getattr(none.drawn, field), getattr(some.drawn, field)), field
    rows, closed = none.drawn.rows, some.drawn.closed_by_rule
    assert some.drawn.rows.tolist() == np.where(closed, 0, rows).tolist()
    of_open = none.slots.travel_factor[np.repeat(~closed, rows)]
    assert np.array_equal(of_open, some.slots.travel_factor)
    assert not none.drawn.closed_by_rule.any()
    assert (some.drawn.closed_by_rule <= more.drawn.closed_by_rule).all()
    assert some.drawn.closed_by_rule.sum() < more.drawn.closed_by_rule.sum()
