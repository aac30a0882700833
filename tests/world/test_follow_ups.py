"""Types that share counts, and tasks and visits that follow incidents."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.facts.incident_counts import per_hour_by_place, yearly
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import VISIT, WITH_PARENT, World
from sim.world.build import build, names
from sim.world.incident_names import find, identity, parent_of
from tests.support.worlds import Call, force, play, team

HOUR_MS = 3_600_000
TASKS = {
    "type": "search",
    "every_hours": 6.0,
    "until_hours": {"distribution": "fixed", "value": 20.0},
}
VISITS = {"type": "talk", "after_hours": {"distribution": "fixed", "value": 5.0}}


def missing(days: int = 10, **rules: Any) -> Scenario:
    """Return a force in which a quarter of missing persons are at high risk."""
    kinds = ("missing", "high", "search", "talk")
    part = {"per_hour": None, "part_of": "missing", "share": 0.25, **rules}
    return force(
        {"response": team(2)},
        kinds={name: ["response"] for name in kinds},
        kind_rules={"missing": {"per_hour": {"A": 1.0}}, "high": part},
        days=days,
    )


def of_type(world: World, scenario: Scenario, name: str) -> np.ndarray[Any, Any]:
    return np.flatnonzero(world.drawn.type == list(scenario.incident_types).index(name))


def test_a_part_takes_its_share_and_leaves_the_rest() -> None:
    scenario = missing()
    types = scenario.incident_types
    assert per_hour_by_place(scenario, types["missing"]) == {"A": 0.75}
    assert per_hour_by_place(scenario, types["high"]) == {"A": 0.25}
    assert yearly(scenario, types["missing"]) + yearly(scenario, types["high"]) == 24 * 365


def test_a_share_may_differ_by_district() -> None:
    hubs = {"A": "A", "B": "A"}
    part = {"per_hour": None, "part_of": "job", "share": {"B": 0.6}}
    rules = {"job": {"per_hour": {"A": 1.0, "B": 1.0}}, "rural": part}
    kinds = {"job": ["response"], "rural": ["response"]}
    scenario = force({"response": team(1)}, hubs=hubs, kinds=kinds, kind_rules=rules)
    types = scenario.incident_types
    assert per_hour_by_place(scenario, types["rural"]) == {"A": 0.0, "B": 0.6}
    assert per_hour_by_place(scenario, types["job"]) == pytest.approx({"A": 1.0, "B": 0.4})


def test_tasks_come_at_equal_intervals_until_it_is_resolved() -> None:
    scenario = missing(recurring_tasks=TASKS, days=3)
    drawn = build(scenario, 1, 0).drawn
    for row in of_type(build(scenario, 1, 0), scenario, "high"):
        ours = np.flatnonzero((drawn.parent == row) & (drawn.task > 0))
        after = (drawn.created_ms[ours] - drawn.created_ms[row]) / HOUR_MS
        left = 72 - drawn.created_ms[row] / HOUR_MS
        assert after.tolist() == [h for h in (6, 12, 18) if h < left]
        assert drawn.task[ours].tolist() == [1, 2, 3][: ours.size]


def test_most_limits_the_tasks_of_one_incident() -> None:
    scenario = missing(recurring_tasks={**TASKS, "most": 2})
    assert build(scenario, 1, 0).drawn.task.max() == 2


def test_a_visit_follows_when_it_is_resolved_and_only_some_are_asked_for() -> None:
    rules = {"recurring_tasks": TASKS, "days": 40}
    everybody = missing(**rules, follow_up=VISITS)
    half = missing(**rules, follow_up={**VISITS, "share": 0.5})
    all_of, some = build(everybody, 1, 0).drawn, build(half, 1, 0).drawn
    visited = np.flatnonzero(all_of.follow_up >= 0)
    visits = all_of.follow_up[visited]
    assert (all_of.parent[visits] == visited).all()
    assert (all_of.task[visits] == VISIT).all()
    assert set((all_of.created_ms[visits] - all_of.created_ms[visited]) // HOUR_MS) == {25}
    # Each has a chance of a half.
    n = visits.size
    assert abs((some.task == VISIT).sum() - n / 2) < 4 * np.sqrt(n / 4)


def test_what_follows_moves_nothing_else() -> None:
    without, with_work = missing(), missing(recurring_tasks=TASKS, follow_up=VISITS)
    plain, more = build(without, 1, 0).drawn, build(with_work, 1, 0).drawn
    own = more.task == 0
    for field in ("created_ms", "district", "type", "ordinal", "grade", "scene_ms"):
        assert getattr(more, field)[own].tolist() == getattr(plain, field).tolist()


def test_each_has_a_name_that_says_what_it_follows() -> None:
    scenario = missing(recurring_tasks=TASKS, follow_up=VISITS)
    world, words = build(scenario, 1, 0), names(missing())
    spoken = [identity(world, words, row) for row in range(world.sizes.incidents)]
    assert len(set(spoken)) == len(spoken)
    for row in np.flatnonzero(world.drawn.task > 0)[:40]:
        parent = int(world.drawn.parent[row])
        assert find(world, words, spoken[row]) == row
        assert parent_of(world, words, row) == spoken[parent]
        assert spoken[row].startswith(f"{spoken[parent]}.")


def test_what_follows_an_incident_that_does_not_come_about_does_not_either() -> None:
    calls = [Call(at=60, mark=1_000_005), Call(at=90, mark=WITH_PARENT, parent=0, task=1)]
    course = play(force({"response": team(1)}), calls)
    assert course.state.incidents.state.tolist() == [IncidentState.EXPECTED] * 2
