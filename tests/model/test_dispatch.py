"""Whom the model sends, to what, and from where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

#: Ordinary minutes between three districts of one hub; the hub stands in A.
DRIVES = {"A": [1, 10, 30], "B": [10, 2, 25], "C": [30, 25, 3]}
ONE_HUB = {"A": "A", "B": "A", "C": "A"}


def test_the_highest_grade_goes_first_and_within_it_the_oldest() -> None:
    calls = [
        Call(at=0, scene=60),
        Call(at=10, grade=3),
        Call(at=20, grade=2),
        Call(at=30, grade=1),
        Call(at=40, grade=2),
    ]
    course = play(force({"response": team(1)}), calls)
    assert course.incidents("first_assigned") == [0, 150, 90, 60, 120]
    assert course.incidents("cleared") == [60, 180, 120, 90, 150]
    assert course.outcomes == ["ATTENDED"] * 5


def test_an_officer_takes_only_what_the_team_may_attend() -> None:
    kinds = {"job": ["response"], "visit": ["pcso"], "either": ["pcso", "response"]}
    teams = {"response": team(1), "pcso": team(1)}
    calls = [
        Call(at=0, scene=100),  # response is busy until 100
        Call(at=1, scene=50, kind="visit"),  # PCSO is busy until 51
        Call(at=2),
        Call(at=3, kind="visit"),
        Call(at=4, kind="either"),
    ]
    course = play(force(teams, kinds=kinds), calls)
    response, pcso = 0, 1
    assert course.officers == [[response], [pcso], [response], [pcso], [pcso]]
    assert course.incidents("first_assigned") == [0, 1, 100, 51, 81]


def test_the_preferred_team_goes_even_from_farther_away() -> None:
    kinds = {"job": ["pcso", "response"]}
    # The PCSO parades in C, response in A.
    teams = {"response": team(1), "pcso": team(1, stations={"A": {"C": 1.0}})}
    course = play(force(teams, kinds=kinds, hubs=ONE_HUB), [Call(at=0), Call(at=1)], drives=DRIVES)
    assert course.officers == [[1], [0]]
    assert course.incidents("first_arrived") == [30, 2]


@pytest.mark.parametrize(
    ("urgent", "officer", "minutes"), [(False, 1, 10), (True, 0, 5)], ids=["ordinary", "emergency"]
)
def test_the_nearest_by_the_drive_that_the_grade_takes(
    urgent: bool, officer: int, minutes: int
) -> None:
    # Officer 0 parades in A, officer 1 in B; by blue light A is the nearer to C.
    ordinary = {"A": [1, 10, 20], "B": [10, 1, 10], "C": [20, 10, 1]}
    blue_light = {"A": [1, 9, 5], "B": [9, 1, 8], "C": [5, 8, 1]}
    teams = {"response": team(2, stations={"A": {"A": 0.5, "B": 0.5}})}
    scenario = force(teams, hubs=ONE_HUB, grades={1: grade(emergency_travel=True)})
    call = Call(at=100, place="C", grade=1 if urgent else 2)
    course = play(scenario, [call], drives=ordinary, emergency=blue_light)
    assert course.officers == [[officer]]
    assert course.incidents("first_arrived") == [100 + minutes]


def test_equally_near_officers_go_by_longest_idle() -> None:
    calls = [Call(at=0, scene=20), Call(at=5, scene=10), Call(at=30), Call(at=31)]
    course = play(force({"response": team(2)}), calls)
    # Officer 0 is free again at 20 and officer 1 at 15.
    assert course.officers == [[0], [1], [1], [0]]


def test_equally_near_and_long_idle_officers_go_by_number() -> None:
    course = play(force({"response": team(3)}), [Call(at=9), Call(at=10), Call(at=11)])
    assert course.officers == [[0], [1], [2]]


def test_officers_drive_from_where_they_stand() -> None:
    calls = [Call(at=0, place="B"), Call(at=50, place="C"), Call(at=120, place="C")]
    course = play(force({"response": team(1)}, hubs=ONE_HUB), calls, drives=DRIVES)
    # A -> B takes 10, B -> C 25, and a drive within C 3.
    assert course.incidents("first_arrived") == [10, 75, 123]
    assert course.state.deployments.from_district.tolist() == [0, 1, 2]


def test_drives_vary_by_officer_and_incident() -> None:
    calls = [
        Call(at=0, place="B", officers=2, factors=(1.5, 0.25)),
        Call(at=50, place="C", factors=(0.3333333,)),
    ]
    course = play(force({"response": team(2)}, hubs=ONE_HUB), calls, drives=DRIVES)
    assert course.deployments("arrived")[:2] == [15, 2.5]
    # The nearest stands in B, 25 minutes off: of 499,999.95 ms the whole ones count.
    assert course.state.deployments.arrived_ms[2] == 50 * 60_000 + 499_999


def test_drives_are_rounded_to_the_time_grid() -> None:
    call = Call(at=0, place="B", factors=(1.26,))
    scenario = force({"response": team(1)}, hubs=ONE_HUB)
    course = play(scenario, [call], drives=DRIVES, grid_ms=300_000)
    assert course.incidents("first_arrived") == [15]


@pytest.mark.parametrize(
    ("idle_limit", "at", "origin", "minutes"),
    [
        (20.0, 41, "B", 2),
        (20.0, 69, "B", 2),  # on the drive back since 60, which leaves no trace before it is over
        (20.0, 70, "A", 10),
        (None, 1000, "B", 2),
    ],
)
def test_idle_officers_return_to_the_station_after_a_while(
    idle_limit: float | None, at: float, origin: str, minutes: int
) -> None:
    rules = {} if idle_limit is None else {"idle_limit_min": idle_limit}
    scenario = force({"response": team(1, **rules)}, hubs=ONE_HUB)
    course = play(scenario, [Call(at=0, place="B"), Call(at=at, place="B")], drives=DRIVES)
    # Free at 40 in B; the drive back takes 10.
    assert course.incidents("first_arrived")[1] == at + minutes
    assert course.state.deployments.from_district[1] == "ABC".index(origin)


def test_the_nearest_may_be_one_who_has_driven_back() -> None:
    calls = [Call(at=0, place="C", scene=30), Call(at=95, place="A"), Call(at=120, place="A")]
    scenario = force({"response": team(1, idle_limit_min=5.0)}, hubs=ONE_HUB)
    course = play(scenario, calls, drives=DRIVES)
    # Free at 60 in C, on the way from 65, back in A at 95.
    assert course.incidents("first_arrived") == [30, 96, 127]


def test_of_two_the_nearer_may_be_one_who_has_driven_back() -> None:
    calls = [Call(at=0, place="C", scene=30), Call(at=1, place="B", scene=200), Call(at=95)]
    scenario = force({"response": team(2, idle_limit_min=5.0)}, hubs=ONE_HUB)
    course = play(scenario, [*calls, Call(at=300, place="C")], drives=DRIVES)
    # At 95 the first is in A again. At 300 the second is too: free at 211 in B, back at 226.
    assert course.officers == [[0], [1], [0], [0]]
    assert course.incidents("first_arrived") == [30, 11, 96, 330]
    nobody_returns = force({"response": team(2)}, hubs=ONE_HUB)
    course = play(nobody_returns, [*calls, Call(at=300, place="C")], drives=DRIVES)
    assert course.incidents("first_arrived") == [30, 11, 125, 325]


HUBS = {"A": "A", "B": "B", "C": "C"}
BETWEEN = {"A": [5, 20, 25], "B": [20, 5, 40], "C": [25, 40, 5]}


def helping(within: float = 30.0) -> dict[str, Any]:
    return {"cross_hub_help": {"rule": "emergencies", "within_min": within}}


def test_other_hubs_help_with_emergencies_the_nearest_hub_first() -> None:
    calls = [
        Call(at=0, scene=115),  # A's own officer is busy until 120
        Call(at=10, grade=1),
        Call(at=15, grade=1),
        Call(at=20, grade=2),
    ]
    scenario = force({"response": team(1, 1, 1, **helping())}, hubs=HUBS)
    course = play(scenario, calls, drives=BETWEEN)
    assert course.officers == [[0], [1], [2], [0]]
    assert course.incidents("first_arrived") == [5, 30, 40, 125]


def test_nobody_helps_where_the_rule_says_never() -> None:
    calls = [Call(at=0, scene=115), Call(at=10, grade=1)]
    course = play(force({"response": team(1, 1)}, hubs={"A": "A", "B": "B"}), calls)
    assert course.officers == [[0], [0]]


@pytest.mark.parametrize(("within", "officer"), [(20.0, 1), (19.9, 0)])
def test_help_comes_only_from_within_reach(within: float, officer: int) -> None:
    calls = [Call(at=0, scene=115), Call(at=10, grade=1)]
    scenario = force({"response": team(1, 1, **helping(within))}, hubs={"A": "A", "B": "B"})
    drives = {"A": [5, 20], "B": [20, 5]}
    assert play(scenario, calls, drives=drives).officers[1] == [officer]


def test_the_home_hub_sends_its_own_even_from_farther_away() -> None:
    # A's officer stands in C at the far end of hub A; B's is nearer.
    drives = {"A": [5, 20, 50], "B": [20, 5, 60], "C": [50, 60, 5]}
    calls = [Call(at=0, place="C"), Call(at=100, grade=1)]
    scenario = force({"response": team(1, 1, **helping(60.0))}, hubs={"A": "A", "B": "B", "C": "A"})
    course = play(scenario, calls, drives=drives)
    assert course.officers == [[0], [0]]
    assert course.incidents("first_arrived")[1] == 150


def test_freed_officers_serve_their_own_hub_before_they_help() -> None:
    calls = [
        Call(at=0, scene=115),
        Call(at=0, place="B", scene=55),
        Call(at=10, grade=1),
        Call(at=20, place="B", grade=3, scene=25),
    ]
    scenario = force({"response": team(1, 1, **helping())}, hubs={"A": "A", "B": "B"})
    course = play(scenario, calls, drives={"A": [5, 20], "B": [20, 5]})
    # B's officer is free at 60, goes to B's own scheduled job, and helps A at 60 + 5 + 25 = 90.
    assert course.officers == [[0], [1], [1], [1]]
    assert course.incidents("first_assigned") == [0, 0, 90, 60]
    assert course.incidents("first_arrived")[2] == 110


def test_a_helper_belongs_to_the_home_hub_and_drives_from_the_scene() -> None:
    calls = [
        Call(at=0, scene=200),
        Call(at=10, grade=1, scene=30),
        Call(at=70, grade=2),  # in A, where B's officer stands: not hers to take
        Call(at=80, place="B", grade=3),
    ]
    scenario = force({"response": team(1, 1, **helping())}, hubs={"A": "A", "B": "B"})
    course = play(scenario, calls, drives={"A": [5, 20], "B": [20, 5]})
    assert course.officers == [[0], [1], [0], [1]]
    assert course.incidents("first_arrived")[3] == 100


def test_helpers_who_are_free_look_past_what_they_cannot_reach() -> None:
    # Hub A has two districts; only A itself is within reach of B.
    drives = {"A": [5, 20, 5], "B": [20, 5, 50], "C": [5, 50, 5]}
    calls = [
        Call(at=0, scene=300),
        Call(at=0, place="B", scene=55),
        Call(at=10, place="C", grade=1),
        Call(at=20, place="A", grade=1),
    ]
    scenario = force({"response": team(1, 1, **helping())}, hubs={"A": "A", "B": "B", "C": "A"})
    course = play(scenario, calls, drives=drives)
    # From A, where she stands at 60 + 20 + 30 = 110, B's officer is within reach of C too.
    assert course.officers == [[0], [1], [1], [1]]
    assert course.incidents("first_assigned") == [0, 0, 110, 60]


#: A and A2 are of one hub; B is 10 minutes from A, C is 11. From A2 it is 21 to B and 1 to C.
THREE_HUBS = {
    "A": [5, 11, 10, 11],
    "A2": [11, 5, 21, 1],
    "B": [10, 21, 5, 22],
    "C": [11, 1, 22, 5],
}


def three_hubs(*calls: Call, **levers: Any) -> Course:
    """Run calls in a force of which hub A has nobody free, and the others one or more."""
    hubs = {"A": "A", "A2": "A", "B": "B", "C": "C"}
    return play(force({"response": team(1, 1, 1, **helping())}, hubs=hubs, **levers),
                [Call(at=0, scene=300), *calls], drives=THREE_HUBS)  # fmt: skip


@pytest.mark.parametrize("rule", ["nearest", "longest_idle", "least_loaded"])
def test_help_comes_from_the_nearest_to_the_incident(rule: str) -> None:
    course = three_hubs(
        Call(at=10, place="A2", grade=1, scene=10), Call(at=10, grade=1, scene=10),
        dispatch={"rule": rule},
    )  # fmt: skip
    assert course.officers == [[0], [2], [1]]
    assert course.incidents("first_arrived")[1:] == [11, 20]


def test_of_helpers_equally_near_the_one_idle_for_longer_goes() -> None:
    drives = {name: [5, 5, 5, 5] for name in THREE_HUBS}
    hubs = {"A": "A", "A2": "A", "B": "B", "C": "C"}
    calls = [Call(at=0, scene=300), Call(at=1, place="B", scene=9), Call(at=30, grade=1)]
    scenario = force({"response": team(1, 1, 1, **helping())}, hubs=hubs)
    assert play(scenario, calls, drives=drives).officers == [[0], [1], [2]]


def test_helpers_take_what_fell_due_first_wherever_it_is() -> None:
    course = three_hubs(
        Call(at=0, place="B", scene=50), Call(at=0, place="C", scene=95),
        Call(at=10, place="C", grade=1, scene=9), Call(at=12, place="A", grade=1, scene=9),
    )  # fmt: skip
    # B's officer, free at 55, is 10 minutes from A and 22 from C, where one has waited longer.
    assert course.officers == [[0], [1], [2], [1], [1]]
    assert course.incidents("first_assigned") == [0, 0, 0, 55, 86]


def test_helpers_do_not_overtake_an_emergency_that_may_not_be_overtaken() -> None:
    calls = [
        Call(at=0, scene=300),
        Call(at=0, place="B", scene=60),
        Call(at=10, grade=1, officers=2, together=True, bypass=False),
        Call(at=20, grade=1),
    ]
    scenario = force({"response": team(2, 1, **helping())}, hubs={"A": "A", "B": "B"})
    course = play(scenario, calls)
    # One officer of A is free all the time, and B's from 60; those who go together are A's own,
    # and once they have gone the other emergency is free to be helped.
    assert course.incidents("first_assigned") == [0, 0, 300, 300]
    assert course.officers == [[0], [2], [1, 0], [2]]


def test_lost_at_once_when_all_are_busy() -> None:
    scenario = force({"response": team(1)}, grades={2: grade(when_all_busy="lost")})
    calls = [Call(at=0), Call(at=29), Call(at=30), Call(at=31, grade=3), Call(at=32)]
    course = play(scenario, calls)
    # At 30 the scene of the first ends before the third is created.
    assert course.outcomes == ["ATTENDED", "LOST", "ATTENDED", "ATTENDED", "LOST"]
    assert course.incidents("finished")[1] == 29
    assert course.incidents("first_assigned") == [0, -1, 30, 60, -1]


def test_nobody_is_sent_off_duty() -> None:
    calls = [Call(at=10), Call(at=700)]
    scenario = force({"response": team(1, **on_shifts())})
    course = play(scenario, calls, duties=[Duty([0], 60, 540)])
    assert course.incidents("first_assigned") == [60, -1]
    assert course.states == ["FINISHED", "QUEUED"]


def test_helpers_of_two_teams_freed_together_go_in_the_order_of_the_line() -> None:
    """The PCSO is looked at first, and takes no constable along to what waits less long."""
    kinds = {"pair": ["pcso", "response"], "job": ["response"], "either": ["response", "pcso"]}
    calls = [
        Call(at=0, place="B", kind="pair", officers=2, scene=50),
        Call(at=10, grade=1),
        Call(at=20, grade=1, kind="either"),
    ]
    teams = {"response": team(0, 1, **helping()), "pcso": team(0, 1, **helping())}
    scenario = force(teams, kinds=kinds, hubs={"A": "A", "B": "B"})
    course = play(scenario, calls, drives={"A": [5, 20], "B": [20, 5]})
    constable, pcso = 0, 1
    assert course.officers == [[pcso, constable], [constable], [pcso]]
    assert course.incidents("first_assigned") == [0, 55, 55]
