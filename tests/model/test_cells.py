"""Custody suites that fill and close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

ONE_HUB = {"A": "A", "B": "A", "C": "A"}
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 15], "C": [20, 15, 1]}


def arrests(
    suites: dict[str, Any],
    calls: list[Call],
    people: int = 3,
    duties: Sequence[Duty] = (),
    **rules: Any,
) -> Course:
    """Run calls in B that end in an arrest."""
    teams = {"response": team(people, **rules)}
    scenario = force(teams, hubs=ONE_HUB, custody_suites=suites)
    ready = [call._replace(place="B", custody=60) for call in calls]
    return play(scenario, ready, drives=DRIVES, duties=duties)


def custody(course: Course, officer: int) -> tuple[float, float]:
    """Return when an officer's first time in custody begins and ends."""
    day = course.day(officer)
    row = [what for _, what in day].index("CUSTODY")
    return day[row][0], day[row + 1][0]


def test_a_full_suite_sends_people_to_the_next_and_then_lets_them_wait() -> None:
    calls = [Call(at=at, scene=30, detained=300) for at in (0, 5, 10)]
    course = arrests({"B": {"cells": 1}, "C": {"cells": 1}}, calls)
    # At the scene after 10 minutes; the suite in B is 1 away, that in C 15.
    assert custody(course, 0) == (40, 40 + 1 + 60)
    assert custody(course, 1) == (45, 45 + 15 + 60)
    # Both are full: the nearer has its cell free 300 minutes after the first was brought at 41.
    assert custody(course, 2) == (50, 341 + 60)


def test_cells_are_free_again() -> None:
    calls = [Call(at=0, scene=30, detained=100), Call(at=200, scene=30, detained=100)]
    course = arrests({"B": {"cells": 1}, "C": {}}, calls, people=1)
    assert [custody(course, 0), course.day(0)[-2:]] == [
        (40, 101),
        [(231, "CUSTODY"), (292, "AVAILABLE")],
    ]


def test_several_cells_hold_as_many() -> None:
    calls = [Call(at=at, scene=30, detained=300) for at in (0, 5, 10, 15)]
    course = arrests({"B": {"cells": 3}}, calls, people=4)
    waits = [custody(course, officer)[1] - (40 + 5 * officer) - 61 for officer in range(4)]
    assert waits == [0, 0, 0, 341 - 56]


def test_who_is_not_detained_takes_no_cell() -> None:
    calls = [Call(at=0, scene=30), Call(at=5, scene=30, detained=300)]
    course = arrests({"B": {"cells": 1}}, calls)
    assert custody(course, 1) == (45, 106)


def test_a_closed_suite_takes_nobody_and_keeps_who_is_there() -> None:
    closing = {"days_of_week": ["Monday"], "from_hour": 1, "until_hour": 3}
    suites = {"B": {"cells": 5, "closed": [closing]}, "C": {}}
    calls = [Call(at=at, scene=5, detained=100) for at in (30, 50, 190)]
    course = arrests(suites, calls, people=2)
    # From 60 to 180 the suite in B is closed. Who came before stays there, and it opens again.
    assert custody(course, 0) == (45, 106)
    assert custody(course, 1) == (65, 65 + 15 + 60)
    ends = [line for line in course.day(0) if line[0] > 170]
    assert ends[-2:] == [(196, "CUSTODY"), (257, "AVAILABLE")]


def test_a_wait_for_a_cell_is_handed_over_at_the_end_of_the_shift() -> None:
    calls = [Call(at=0, scene=30, detained=300), Call(at=5, scene=30, detained=300)]
    duties = [Duty([0, 1], 0, 200), Duty([2], 190, 600)]
    course = arrests({"B": {"cells": 1}}, calls, duties=duties, **on_shifts())
    # The cell is free at 341; the colleague leaves A at 200 and stays 10 minutes' drive longer.
    assert course.day(1)[-2:] == [(45, "CUSTODY"), (200, "OFF_DUTY")]
    assert course.day(2)[:3] == [(190, "AVAILABLE"), (200, "CUSTODY"), (411, "AVAILABLE")]
