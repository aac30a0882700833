"""Measures of what is decided when a log is opened: worked out by hand."""

from __future__ import annotations

from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.scenario.schema.scenario import Scenario
from sim.world.build import names
from tests.outputs.tiny import value
from tests.support.worlds import Call, desk, force, team, world

TEAMS = {"response": team(1), "resolution_centre": desk(1)}
CLOSES = {"job": {"closed_without_visit": {1: 0.5}}}


def rows(scenario: Scenario, calls: list[Call]) -> MeasureRows:
    made = world(scenario, calls)
    return measure(scenario, names(scenario), made, simulate(made))


def test_what_is_closed_by_rule_is_demand_but_neither_waits_nor_misses() -> None:
    calls = [
        Call(at=0, grade=1, scene=60),
        Call(at=10, grade=1, scene=10, closed=True),
        Call(at=20, grade=1, scene=10),
        Call(at=30, grade=4, desk=10),
        Call(at=50, grade=4, desk=10, closed=True),
    ]
    found = rows(force(TEAMS, kind_rules=CLOSES), calls)
    assert value(found, "incidents_count") == 5
    assert value(found, "closed_without_visit_share") == 2 / 5
    assert value(found, "closed_without_visit_share", grade="1") == 1 / 3
    assert value(found, "closed_without_visit_share", hub="A", grade="4") == 1 / 2
    assert value(found, "attended_share") == 1
    assert value(found, "within_target_share") == 1 / 2
    assert value(found, "queue_wait_mean_min") == 20
    assert value(found, "desk_resolved_share", "resolution_centre") == 1
    assert value(found, "desk_contact_within_48h_share", "resolution_centre") == 1
    assert value(found, "unfinished_count") == value(found, "cancelled_share") == 0


def test_there_are_no_rows_where_nothing_is_closed() -> None:
    found = rows(force(TEAMS), [Call(at=0)])
    assert "closed_without_visit_share" not in found.measure
