"""Incidents that need several officers: joining, going together, and who may overtake."""

from __future__ import annotations

import pytest

from sim.vocabulary import EndedBy
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

ONE_HUB = {"A": "A", "B": "A", "C": "A"}
#: Officer 0 parades in A, 20 minutes from C; officer 1 in B, 10 minutes from C.
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 10], "C": [20, 10, 1]}


def apart(*calls: Call) -> Course:
    """Run calls with one officer in A and one in B."""
    teams = {"response": team(2, stations={"A": {"A": 0.5, "B": 0.5}})}
    return play(force(teams, hubs=ONE_HUB), calls, drives=DRIVES)


def test_officers_join_and_the_scene_starts_with_the_first() -> None:
    course = apart(Call(at=0, place="C", officers=2, scene=30))
    assert course.officers == [[1, 0]]
    assert course.deployments("assigned") == [0, 0]
    assert course.deployments("arrived") == [10, 20]
    assert course.incidents("first_arrived") == [10]
    assert course.incidents("cleared") == [40]
    assert course.deployments("left") == [40, 40]
    assert course.day(0) == [(0, "TRAVEL"), (20, "SCENE"), (40, "AVAILABLE")]


def test_who_is_still_on_the_way_at_clearance_is_stood_down() -> None:
    course = apart(Call(at=0, place="C", officers=2, scene=5), Call(at=15, place="A"))
    # Cleared at 15; officer 0 would have arrived at 20, and is nearer to C than to A by now.
    assert course.deployments("arrived")[:2] == [10, -1]
    assert course.deployments("left")[:2] == [15, 15]
    assert course.state.deployments.ended_by[:2].tolist() == [EndedBy.CLEARED, EndedBy.NOT_NEEDED]
    assert course.incidents("first_assigned")[1] == 15
    assert course.state.deployments.from_district[2] == 2


@pytest.mark.parametrize(("scene", "sets_out_from"), [(9, 0), (10, 1)])
def test_who_is_stood_down_has_got_no_farther_than_the_drive_allows(
    scene: int, sets_out_from: int
) -> None:
    """From A to B in 20 minutes: before half of them are over the officer is taken to be in A."""
    teams = {"response": team(2, stations={"A": {"A": 0.5, "B": 0.5}})}
    drives = {"A": [1, 20], "B": [20, 0]}
    calls = [Call(at=0, place="B", officers=2, scene=scene), Call(at=scene, place="A", officers=2)]
    course = play(force(teams, hubs={"A": "A", "B": "A"}), calls, drives=drives)
    assert course.deployments("arrived")[:2] == [0, -1]
    rows = course.state.deployments
    assert rows.from_district[2:][rows.officer[2:] == 0].tolist() == [sets_out_from]


def test_an_arrival_at_the_moment_of_clearance_counts() -> None:
    course = apart(Call(at=0, place="C", officers=2, scene=10))
    assert course.deployments("arrived") == [10, 20]
    assert course.deployments("left") == [20, 20]
    assert course.state.deployments.ended_by.tolist() == [EndedBy.CLEARED] * 2


def test_joining_officers_come_as_they_are_free() -> None:
    course = play(
        force({"response": team(2)}),
        [Call(at=0, scene=20), Call(at=5, officers=2, scene=30), Call(at=6)],
    )
    assert course.deployments("assigned") == [0, 5, 20, 35]
    assert course.deployments("left")[1:3] == [35, 35]
    assert course.incidents("cleared") == [20, 35, 65]


def test_an_incident_is_cleared_though_not_all_have_come() -> None:
    course = play(
        force({"response": team(2)}),
        [Call(at=0, scene=90), Call(at=5, officers=2, scene=30), Call(at=40)],
    )
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("cleared") == [90, 35, 70]
    assert course.state.queues.length.sum() == 0


def test_together_nobody_goes_before_all_can() -> None:
    course = play(
        force({"response": team(2)}),
        [Call(at=0, scene=60), Call(at=10, officers=2, together=True, scene=30)],
    )
    assert course.deployments("assigned") == [0, 60, 60]
    assert course.incidents("cleared") == [60, 90]
    assert course.account(1)["AVAILABLE"] == 1440 - 30


def test_together_the_scene_starts_with_the_last() -> None:
    course = apart(Call(at=0, place="C", officers=2, together=True, scene=30))
    assert course.incidents("first_arrived") == [10]
    assert course.incidents("cleared") == [50]
    assert course.day(1)[:4] == [
        (0, "TRAVEL"),
        (10, "WAITING_AT_SCENE"),
        (20, "SCENE"),
        (50, "AVAILABLE"),
    ]
    assert course.day(0)[:3] == [(0, "TRAVEL"), (20, "SCENE"), (50, "AVAILABLE")]


#: Two officers; one is busy until 100, and the second call needs both.
WAITING = (Call(at=0, scene=100), Call(at=10, officers=2, together=True, scene=30))


@pytest.mark.parametrize("bypass", [True, False])
def test_whether_later_incidents_overtake_one_that_waits_for_more_officers(bypass: bool) -> None:
    first, waits = WAITING
    calls = [
        first,
        waits._replace(bypass=bypass),
        Call(at=20, scene=10),
        Call(at=30, scene=10, grade=3),
        Call(at=50, scene=10, grade=1),
    ]
    course = play(force({"response": team(2)}), calls)
    if bypass:
        assert course.incidents("first_assigned") == [0, 100, 20, 30, 50]
    else:
        # The emergency has priority; the others wait until the pair is back at 130.
        assert course.incidents("first_assigned") == [0, 100, 130, 130, 50]


def test_overtaking_may_make_the_others_wait_longer() -> None:
    calls = [*WAITING, Call(at=90, scene=40), Call(at=95, scene=40)]
    course = play(force({"response": team(2)}), calls)
    # At 100 one is free, but the other has gone to the third call until 130, when the first is
    # at the fourth until 140, and so on: the pair is complete at 140.
    assert course.incidents("first_assigned") == [0, 140, 90, 100]


def test_the_first_in_line_may_be_overtaken_from_behind() -> None:
    calls = [
        Call(at=0, officers=2, together=True, scene=30),
        Call(at=5, scene=30),
        Call(at=6, scene=30),
        Call(at=7, scene=30),
    ]
    scenario = force({"response": team(2, **on_shifts())})
    course = play(scenario, calls, duties=[Duty([0], 0, 480), Duty([1], 40, 480)])
    # One leaves the queue at 35 and one at 40; the pair is complete at 70.
    assert course.incidents("first_assigned") == [70, 5, 35, 40]


def test_who_waits_for_more_officers_holds_its_hub_only() -> None:
    first, waits = WAITING
    hubs = {"A": "A", "B": "B"}
    calls = [first, waits._replace(bypass=False), Call(at=20, place="B")]
    course = play(force({"response": team(2, 1)}, hubs=hubs), calls)
    assert course.incidents("first_assigned") == [0, 100, 20]


KINDS = {"job": ["response"], "visit": ["pcso"]}


def test_who_waits_for_more_officers_holds_every_team() -> None:
    first, waits = WAITING
    teams = {"response": team(2), "pcso": team(2)}
    calls = [
        first,
        Call(at=5, scene=30, kind="visit"),
        waits._replace(bypass=False),
        Call(at=20, scene=30, kind="visit"),
        Call(at=25, scene=30, kind="visit", grade=3),
    ]
    course = play(force(teams, kinds=KINDS), calls)
    # A PCSO who becomes free at 35 holds back too, and both go when the pair does.
    assert course.incidents("first_assigned") == [0, 5, 100, 100, 100]


def test_together_means_nothing_for_one_officer() -> None:
    help_rule = {"cross_hub_help": {"rule": "emergencies", "within_min": 60.0}}
    scenario = force({"response": team(1, 1, **help_rule)}, hubs={"A": "A", "B": "B"})
    calls = [
        Call(at=0, scene=100),
        Call(at=10, scene=100, grade=1, together=True, bypass=False),
        Call(at=20, grade=2, together=True, bypass=False),
        Call(at=30, grade=2, together=True, bypass=False),
    ]
    course = play(scenario, calls)
    assert course.officers == [[0], [1], [0], [0]]
    teams = {"response": team(1), "pcso": team(1)}
    course = play(force(teams, kinds=KINDS), [*calls[:1], calls[2], Call(at=30, kind="visit")])
    assert course.incidents("first_assigned") == [0, 100, 30]


def test_joining_incidents_hold_nobody() -> None:
    teams = {"response": team(1), "pcso": team(1)}
    calls = [
        Call(at=0, scene=100),
        Call(at=10, officers=2, bypass=False),
        Call(at=20, kind="visit"),
    ]
    course = play(force(teams, kinds=KINDS), calls)
    assert course.incidents("first_assigned") == [0, 100, 20]


def test_an_emergency_counts_those_whom_it_may_call_away() -> None:
    grades = {1: {"label": "Emergency", "target_min": 15.0, "interrupts": ["writing_up"]}}
    calls = [
        Call(at=0, scene=10, writing_up=60),  # officer 0 writes up until 70
        Call(at=20, grade=2, officers=2, together=True, scene=10),
        Call(at=30, grade=1, officers=2, together=True, scene=10),
    ]
    course = play(force({"response": team(2)}, grades=grades), calls)
    # The emergency takes both at 30; 40 minutes of writing up are left at 40.
    assert course.incidents("first_assigned") == [0, 80, 30]
    assert (40, "WRITING_UP") in course.day(0)
    assert (80, "SCENE") in course.day(0)


def test_a_lost_grade_is_lost_only_if_nobody_can_come() -> None:
    grades = {2: {"label": "Lost", "target_min": 15.0, "when_all_busy": "lost"}}
    calls = [
        Call(at=0, scene=50),
        Call(at=10, officers=2, scene=20),  # one comes
        Call(at=60, officers=3, together=True),  # never three
    ]
    course = play(force({"response": team(2)}, grades=grades), calls)
    assert course.outcomes == ["ATTENDED", "ATTENDED", "LOST"]
    assert course.incidents("cleared") == [50, 30, -1]
