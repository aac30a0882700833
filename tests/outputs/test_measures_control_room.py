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


def test_the_delay_is_part_of_the_response_time_and_not_of_the_wait() -> None:
    room = {"grading_min": {1: {"distribution": "fixed", "value": 1.0}}, "dispatchers": [1] * 24}
    calls = [
        Call(at=0, grade=1, grading=4),
        Call(at=1, grade=1, grading=6),
        Call(at=20, grade=4, desk=10, grading=2),
        Call(at=1439, grade=1, grading=30),
        Call(at=1439.5, grade=4, grading=30),
    ]
    teams = {"response": team(2), "resolution_centre": desk(1)}
    found = rows(force(teams, control_room=room), calls)
    assert value(found, "dispatch_delay_mean_min", grade="1") == (4 + 9) / 2
    assert value(found, "dispatch_delay_mean_min", grade="4") == 2
    assert value(found, "dispatch_delay_mean_min") == 5
    assert value(found, "response_time_mean_min", grade="1") == (4 + 9) / 2
    assert value(found, "queue_wait_mean_min") == 0
    assert value(found, "desk_wait_mean_min", "resolution_centre") == 2
    assert value(found, "desk_wait_probability", "resolution_centre") == 0
    assert value(found, "unfinished_count") == 2
    assert value(found, "queue_length_mean", "resolution_centre") == 0


def test_there_are_no_rows_where_nothing_is_closed() -> None:
    found = rows(force(TEAMS), [Call(at=0)])
    assert not {"closed_without_visit_share", "dispatch_delay_mean_min"} & set(found.measure)
