"""Officers held back, rules of dispatch, and help from other hubs after a wait."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.worlds import Call, Course, force, grade, play, team

ONE_HUB = {"A": "A", "B": "A", "C": "A"}
DRIVES = {"A": [1, 10, 30], "B": [10, 2, 25], "C": [30, 25, 3]}


def held(count: int, held_back: dict[int, int], *calls: Call, **rules: Any) -> Course:
    return play(force({"response": team(count, held_back=held_back, **rules)}), calls)


def test_the_last_are_held_back_for_higher_grades() -> None:
    calls = [
        Call(at=0, scene=60),
        Call(at=1, scene=60),
        Call(at=2, scene=30),
        Call(at=10, grade=1, scene=200),
    ]
    course = held(3, {2: 1}, *calls)
    # Two are out at 2, and the third is kept until 10; at 60 one is free, who is the reserve.
    assert course.incidents("first_assigned") == [0, 1, 61, 10]


def test_each_grade_has_its_own_reserve() -> None:
    calls = [Call(at=0, grade=3, scene=60), Call(at=1, grade=3), Call(at=2), Call(at=3, grade=1)]
    course = held(3, {2: 1, 3: 2}, *calls)
    # At 31 one of three is free again, at 33 another, at 60 the third: grade 3 goes then.
    assert course.incidents("first_assigned") == [0, 60, 2, 3]


def test_who_comes_back_refills_the_reserve_first() -> None:
    calls = [Call(at=0, scene=60), Call(at=5, grade=1, scene=20), Call(at=10, scene=10)]
    course = held(2, {2: 1}, *calls)
    # The one who is free at 25 is the reserve.
    assert course.incidents("first_assigned") == [0, 5, 60]


def test_together_only_those_above_the_reserve_count() -> None:
    pair = Call(at=0, officers=2, together=True, scene=30)
    assert held(2, {2: 1}, pair).states == ["QUEUED"]
    assert held(3, {2: 1}, pair).incidents("first_assigned") == [0]


def test_a_crew_is_one_unit_of_the_reserve() -> None:
    calls = [Call(at=0, scene=60, spare=1), Call(at=1, scene=10, spare=1)]
    course = held(4, {2: 1}, *calls, crewing={"double_share": 1.0})
    assert course.incidents("first_assigned") == [0, 60]
    course = held(6, {2: 1}, *calls, crewing={"double_share": 1.0})
    assert course.incidents("first_assigned") == [0, 1]


def rule(name: str, *calls: Call, count: int = 3) -> Course:
    scenario = force({"response": team(count)}, hubs=ONE_HUB, dispatch={"rule": name})
    return play(scenario, calls, drives=DRIVES)


@pytest.mark.parametrize(("name", "who"), [("nearest", 1), ("longest_idle", 0)])
def test_the_longest_idle_goes_from_farther_away(name: str, who: int) -> None:
    calls = [
        Call(at=0, place="C", scene=10),  # officer 0, free in C at 40
        Call(at=5, place="B", scene=60),  # officer 1, free in B at 75
        Call(at=100, place="B"),
    ]
    course = rule(name, *calls, count=2)
    assert course.officers == [[0], [1], [who]]
    assert course.incidents("first_arrived")[2] == (102 if who == 1 else 125)


def test_the_least_loaded_goes() -> None:
    calls = [
        Call(at=0, place="C", scene=10),  # officer 0: nearest of equals
        Call(at=50, place="C", scene=10),  # 1 and 2 have had none: the lowest number
        Call(at=100, place="C", scene=10),  # 2
        Call(at=200, place="C", scene=10),  # all have had one and stand in C: idle the longest
    ]
    assert rule("least_loaded", *calls).officers == [[0], [1], [2], [0]]
    assert rule("nearest", *calls).officers == [[0], [0], [0], [0]]


def test_ties_of_the_least_loaded_go_to_the_nearest() -> None:
    calls = [
        Call(at=0, place="C", scene=10),
        Call(at=5, place="B", scene=10),
        Call(at=100, place="B", scene=10),
    ]
    assert rule("least_loaded", *calls, count=2).officers == [[0], [1], [1]]


# --- help after a wait ---

TWO_HUBS = {"A": "A", "B": "B", "C": "C"}
HELP = {"rule": "after_wait", "grades": [2], "after_min": 20.0, "within_min": 60.0}


def helped(
    *calls: Call, posts: tuple[int, ...] = (1, 1), grades: dict[int, Any] | None = None, **rule: Any
) -> Course:
    """Run calls where the second hub helps the first after 20 minutes."""
    teams = {"response": team(*posts, cross_hub_help={**HELP, **rule})}
    hubs = dict(list(TWO_HUBS.items())[: len(posts)])
    drives = {name: row[: len(posts)] for name, row in list(DRIVES.items())[: len(posts)]}
    return play(force(teams, hubs=hubs, grades=grades), calls, drives=drives)


def test_help_comes_after_the_wait() -> None:
    course = helped(Call(at=0, scene=100), Call(at=10, scene=10))
    assert course.officers == [[0], [1]]
    assert course.incidents("first_assigned") == [0, 30]
    assert course.incidents("first_arrived") == [1, 40]


def test_whoever_of_the_hub_is_free_before_goes() -> None:
    course = helped(Call(at=0, scene=20), Call(at=10, scene=10))
    assert course.officers == [[0], [0]]


def test_a_helper_who_is_free_later_goes_then() -> None:
    calls = [Call(at=0, scene=100), Call(at=1, place="B", scene=48), Call(at=10, scene=10)]
    course = helped(*calls)
    # Officer 1 has cleared at 51, and goes to help at once.
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("first_assigned") == [0, 1, 51]


@pytest.mark.parametrize(("within", "assigned"), [(10.0, 30), (9.9, 101)])
def test_help_comes_from_near_enough(within: float, assigned: float) -> None:
    course = helped(Call(at=0, scene=100), Call(at=10, scene=10), within_min=within)
    assert course.incidents("first_assigned") == [0, assigned]


def test_grades_that_are_not_named_get_no_help() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, grade=3), Call(at=11, grade=1)]
    assert helped(*calls).officers == [[0], [0], [0]]


def test_the_nearest_hub_helps_first() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, scene=10)]
    assert helped(*calls, posts=(1, 1, 1)).officers == [[0], [1]]


def test_the_second_officer_comes_as_help_too() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, officers=2, scene=50)]
    course = helped(*calls, posts=(1, 2))
    assert course.officers == [[0], [1, 2]]
    assert course.deployments("assigned") == [0, 30, 30]


def test_an_incident_with_one_officer_calls_for_no_help() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, officers=2, scene=50)]
    course = helped(*calls, posts=(2, 1))
    assert course.officers == [[0], [1]]


def test_of_helpers_by_turn_one_who_is_near_enough_goes() -> None:
    # Of hub B, 2 has been free the longest, but stands in C, too far away; 1 comes.
    hubs = {"A": "A", "B": "B", "C": "B"}
    far = team(1, 2, cross_hub_help={**HELP, "within_min": 15.0})
    drives = {"A": [1, 10, 30], "B": [10, 2, 5], "C": [30, 5, 2]}
    calls = [
        Call(at=0, scene=200),
        Call(at=1, place="C", scene=5),
        Call(at=2, place="B", scene=30),
        Call(at=10, scene=10),
    ]
    scenario = force({"response": far}, hubs=hubs, dispatch={"rule": "longest_idle"})
    course = play(scenario, calls, drives=drives)
    assert course.incidents("first_assigned")[3] == 34


@pytest.mark.parametrize(("emergency", "helped_at"), [(10, 20), (25, 25)])
def test_an_incident_that_waits_again_calls_for_help_when_its_time_comes(
    emergency: float, helped_at: float
) -> None:
    # The drive of 40 minutes is called off; the incident has been waiting since 0.
    calls = [Call(at=0, factors=(40.0,), spare=3), Call(at=emergency, grade=1, scene=100)]
    course = helped(*calls, grades={1: grade(interrupts=["travel"])})
    assert course.officers == [[0, 1], [0]]
    assert course.deployments("assigned")[:2] == [0, helped_at]


def test_an_upgraded_incident_is_helped_as_its_new_grade_is() -> None:
    minutes = {"distribution": "fixed", "value": 30.0}
    waits = grade(patience={"minutes": minutes, "upgraded_share": 1.0, "upgraded_to": 2})
    calls = [Call(at=0, scene=200), Call(at=10, grade=3, patience=30, upgraded=True)]
    course = helped(*calls, grades={3: waits})
    assert course.incidents("first_assigned") == [0, 40]


def test_those_whose_own_hub_waits_serve_it_first() -> None:
    calls = [
        Call(at=0, scene=100),
        Call(at=1, place="B", scene=58),
        Call(at=10, scene=10),
        Call(at=50, place="B", scene=10),
    ]
    course = helped(*calls)
    assert course.incidents("first_assigned") == [0, 1, 73, 61]


def test_help_keeps_the_reserve_of_its_own_hub() -> None:
    teams = {"response": team(2, 2, cross_hub_help=HELP, held_back={2: 1})}
    calls = [Call(at=0, scene=200), Call(at=1, scene=300), Call(at=2, scene=10)]
    course = play(
        force(teams, hubs={"A": "A", "B": "B"}),
        calls,
        drives={"A": [1, 10], "B": [10, 2]},
    )
    # One of each hub goes; the third call waits until the first is cleared at 201.
    assert course.officers == [[0], [2], [1]]
    assert course.incidents("first_assigned") == [0, 21, 201]


# --- jobs that are shared out over hubs ---

SHARED = {"rule": "shared", "after_min": 0.0}


def test_jobs_are_shared_out_evenly_over_hubs() -> None:
    calls = [Call(at=0, scene=10), Call(at=100, scene=10), Call(at=200, scene=10)]
    course = helped(*calls, **SHARED)
    # 0 is nearer; 1 has had none; both have had one and stand in A: 0 has been idle the longer.
    assert course.officers == [[0], [1], [0]]
    assert course.incidents("first_arrived") == [1, 110, 201]


def test_jobs_are_shared_with_those_who_are_near_enough() -> None:
    calls = [Call(at=0, scene=10), Call(at=100, scene=10)]
    assert helped(*calls, **SHARED, within_min=9.9).officers == [[0], [0]]


def test_jobs_of_grades_that_are_not_named_are_not_shared() -> None:
    calls = [Call(at=0, scene=10), Call(at=100, grade=3, scene=10)]
    assert helped(*calls, **SHARED).officers == [[0], [0]]


def test_a_shared_job_goes_to_whoever_of_any_hub_is_free_first() -> None:
    calls = [Call(at=0, scene=100), Call(at=1, place="B", scene=48), Call(at=10, scene=10)]
    course = helped(*calls, **SHARED)
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("first_assigned") == [0, 1, 51]


def test_sharing_keeps_the_reserve_of_every_hub() -> None:
    rule = {**HELP, **SHARED}
    teams = {"response": team(2, 2, cross_hub_help=rule, held_back={2: 1})}
    calls = [Call(at=0, scene=200), Call(at=1, scene=300), Call(at=2, scene=10)]
    drives = {"A": [1, 10], "B": [10, 2]}
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls, drives=drives)
    assert course.officers == [[0], [2], [1]]
    assert course.incidents("first_assigned") == [0, 1, 201]
