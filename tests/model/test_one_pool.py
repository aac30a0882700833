"""Prevention and response as one pool, who of prevention goes, and shifts that are made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

POOL: dict[str, Any] = {"rule": "one_pool", "teams": ["neighbourhood"], "grades": [1, 2]}
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 10], "C": [20, 10, 1]}
HUBS = {"A": "A", "B": "A", "C": "A"}


# --- one pool ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("near", "sent"), [("A", 0), ("B", 0), ("C", 1)], ids=["response", "tie", "prevention"]
)
def test_whoever_is_nearest_goes(near: str, sent: int) -> None:
    teams = {"response": team(1), "neighbourhood": team(1, stations={"A": {"C": 1.0}})}
    course = play(
        force(teams, redeployment=POOL, hubs=HUBS), [Call(at=0, place=near)], drives=DRIVES
    )
    assert course.officers == [[sent]]
    assert course.state.deployments.redeployed.tolist() == [sent == 1]


def test_other_grades_are_left_to_response() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, stations={"A": {"C": 1.0}})}
    made = force(teams, redeployment=POOL, hubs=HUBS)
    course = play(made, [Call(at=0, place="C", grade=3)], drives=DRIVES)
    assert course.officers == [[0]]


def test_teams_that_are_not_in_the_pool_stay_on_prevention() -> None:
    teams = {"response": team(1), "neighbourhood": team(1), "pcso": team(1)}
    course = play(force(teams, redeployment=POOL), [Call(at=0), Call(at=1), Call(at=2)])
    assert course.officers == [[0], [1], [0]]


def test_the_pool_is_sent_at_once_and_counted_as_redeployed() -> None:
    teams = {"response": team(1), "neighbourhood": team(1)}
    course = play(force(teams, redeployment=POOL), [Call(at=0, scene=60), Call(at=10, scene=60)])
    assert course.incidents("first_assigned") == [0, 10]
    assert course.of_officers("redeployed") == [0, 60]
    assert not np.isin(course.state.log.record, [Record.REDEPLOYMENT_ON]).any()


def test_whoever_of_the_pool_is_free_takes_what_waits() -> None:
    teams = {"response": team(1), "neighbourhood": team(1)}
    calls = [Call(at=0, scene=60), Call(at=10, scene=20), Call(at=15), Call(at=16)]
    assert play(force(teams, redeployment=POOL), calls).officers == [[0], [1], [1], [0]]


def test_the_pool_counts_for_what_needs_several_together() -> None:
    teams = {"response": team(1), "neighbourhood": team(1)}
    course = play(force(teams, redeployment=POOL), [Call(at=0, officers=2, together=True)])
    assert course.officers == [[0, 1]]


# --- who goes ---------------------------------------------------------------------------------

RULE = {"rule": "queue_long", "teams": ["neighbourhood"], "waiting": 1, "older_than_min": 0.0}


def near_and_far(who: str) -> Scenario:
    """Return a force with neighbourhood officers 1 in A, 2 in B, 3 in C; response is in A."""
    third = 1 / 3
    neighbourhood = team(3, stations={"A": {"A": third, "B": third, "C": third}})
    return force(
        {"response": team(1), "neighbourhood": neighbourhood},
        redeployment={**RULE, "who": who, "recall_after_min": 2000.0},
        kinds={"job": ["response"], "visit": ["neighbourhood"]},
        hubs=HUBS,
    )


BUSY = Call(at=0, scene=1400)


@pytest.mark.parametrize(
    ("who", "sent"),
    [
        ("nearest", [1, 1, 1]),
        ("longest_on_prevention", [1, 2, 3]),
        ("least_redeployed", [1, 2, 3]),
    ],
)
def test_who_goes(who: str, sent: list[int]) -> None:
    calls = [BUSY, *(Call(at=at, scene=10) for at in (100, 200, 300))]
    course = play(near_and_far(who), calls, drives=DRIVES)
    assert course.officers[1:] == [[officer] for officer in sent]


@pytest.mark.parametrize(("who", "sent"), [("longest_on_prevention", 2), ("least_redeployed", 1)])
def test_own_work_ends_prevention_but_is_no_redeployment(who: str, sent: int) -> None:
    calls = [BUSY, Call(at=50, kind="visit", place="A", scene=10), Call(at=100, scene=10)]
    course = play(near_and_far(who), calls, drives=DRIVES)
    assert course.officers[1:] == [[1], [sent]]


# --- shifts that are made up ------------------------------------------------------------------


def made_up(
    minimum: int = 2,
    *,
    rule: dict[str, Any] | None = None,
    kinds: dict[str, list[str]] | None = None,
    **more: Any,
) -> Scenario:
    """Return a force of response 0 and 1, neighbourhood 2 and 3."""
    response = team(2, **on_shifts(), minimum_strength={"A": minimum})
    redeployment = {"teams": ["neighbourhood"], "backfill": True, **(rule or {})}
    teams = {"response": response, "neighbourhood": team(2, **on_shifts(), **more)}
    return force(teams, redeployment=redeployment, kinds=kinds, days=2)


def backfilled(course: Course) -> list[tuple[float, int]]:
    log = course.state.log
    rows = np.flatnonzero(log.record == Record.BACKFILLED)
    return [(int(log.time_ms[row]) / 60_000, int(log.officer[row])) for row in rows]


def test_a_short_shift_is_made_up_for_the_rest_of_the_shift() -> None:
    duties = [Duty([2, 3], 0, 480), Duty([0], 60, 540), Duty([1], 600, 900)]
    calls = [Call(at=at, scene=30) for at in (100, 105, 110)]
    course = play(made_up(), calls, duties=duties)
    # Both have been on prevention for as long: the lower number works as response.
    assert backfilled(course) == [(60, 2), (600, 2)][:1]
    assert course.officers == [[0], [2], [0]]
    assert course.day(2) == [
        (0, "PREVENTION"),
        (60, "AVAILABLE"),
        (105, "SCENE"),
        (135, "AVAILABLE"),
        (480, "OFF_DUTY"),
    ]
    assert course.account(3)["PREVENTION"] == 480
    # From being taken off prevention until the end of the shift, calls or not.
    assert course.of_officers("redeployed") == [0, 0, 420, 0]


def test_a_shift_of_full_strength_takes_nobody() -> None:
    duties = [Duty([2, 3], 0, 480), Duty([0, 1], 60, 540)]
    assert backfilled(play(made_up(), duties=duties)) == []


def test_those_who_start_later_make_it_up_too() -> None:
    duties = [Duty([0], 60, 540), Duty([2], 100, 580), Duty([3], 200, 680)]
    course = play(made_up(), [Call(at=90, scene=60), Call(at=95)], duties=duties)
    assert backfilled(course) == [(100, 2)]
    assert course.officers == [[0], [2]]


def test_nobody_makes_up_a_shift_that_is_over() -> None:
    duties = [Duty([0], 60, 90), Duty([2], 100, 580)]
    assert backfilled(play(made_up(), duties=duties)) == []


def test_those_who_are_busy_make_it_up_when_they_are_free() -> None:
    kinds = {"job": ["response"], "visit": ["neighbourhood"]}
    response = team(2, **on_shifts(), minimum_strength={"A": 2})
    teams = {"response": response, "neighbourhood": team(1, **on_shifts())}
    rule = {"teams": ["neighbourhood"], "backfill": True}
    duties = [Duty([2], 0, 480), Duty([0], 60, 540)]
    course = play(
        force(teams, kinds=kinds, redeployment=rule),
        [Call(at=50, kind="visit", scene=40)],
        duties=duties,
    )
    assert backfilled(course) == [(90, 2)]


def test_breaks_do_not_end_it() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    duties = [Duty([2], 0, 480, break_due=200, break_until=300), Duty([0], 60, 540)]
    course = play(made_up(breaks=breaks), duties=duties)
    assert course.day(2) == [
        (0, "PREVENTION"),
        (60, "AVAILABLE"),
        (200, "BREAK"),
        (240, "AVAILABLE"),
        (480, "OFF_DUTY"),
    ]
    assert course.of_officers("redeployed") == [0, 0, 420, 0]


def test_on_the_next_day_they_are_on_prevention_again() -> None:
    duties = [Duty([2], 0, 480), Duty([0], 60, 540), Duty([2], 1440, 1920)]
    course = play(made_up(), [Call(at=1500)], duties=duties)
    assert course.day(2)[-2:] == [(1440, "PREVENTION"), (1920, "OFF_DUTY")]
    assert course.officers == [[]]


def test_backfill_and_the_long_queue_go_together() -> None:
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 10.0}
    duties = [Duty([2, 3], 0, 480), Duty([0], 60, 540)]
    calls = [Call(at=100, scene=200), Call(at=101, scene=200), Call(at=102, scene=20)]
    course = play(made_up(rule=rule), calls, duties=duties)
    assert course.officers == [[0], [2], [3]]
    assert course.state.deployments.redeployed.tolist() == [False, False, True]
    assert course.incidents("first_assigned") == [100, 101, 112]


def test_who_makes_up_a_shift_is_of_response_when_freed_with_the_old_team() -> None:
    """The third call has been waiting for response for longer than the fourth."""
    kinds = {
        "job": ["response"],
        "ours": ["neighbourhood", "response"],
        "either": ["response", "neighbourhood"],
    }
    duties = [Duty([2, 3], 0, 480), Duty([0], 60, 540)]
    calls = [
        Call(at=70, scene=200),
        Call(at=80, kind="ours", officers=2, scene=30),
        Call(at=90),
        Call(at=91, kind="either"),
    ]
    course = play(made_up(kinds=kinds), calls, duties=duties)
    assert course.officers == [[0], [3, 2], [2], [3]]
    assert course.incidents("first_assigned") == [70, 80, 110, 110]
