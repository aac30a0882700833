"""Drives take longer at rush hours: the hour in which one begins holds for all of it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import WritingPlace
from tests.support.worlds import Call, Course, force, grade, play, team

HOUR = 60
#: Ten minutes of drive at 12 km an hour, five at the speed of emergencies.
PLACE = {"area_km2": 16.0, "latitude": 51.0, "longitude": 0.0}
RUSH = 8
EMERGENCY = "emergency_speed_factor_by_hour"
HALF_AT_RUSH = [1.0] * RUSH + [0.5] + [1.0] * (23 - RUSH)


def town(*hubs: str, districts: dict[str, Any] | None = None, **travel: Any) -> Scenario:
    """Return a force whose hubs all stand in one spot, with half the speed from 08:00 to 09:00."""
    help_within = {"rule": "emergencies", "within_min": 6.0}
    posts = team(*[1] * len(hubs), idle_limit_min=1.0)
    return force(
        {"response": posts | ({"cross_hub_help": help_within} if len(hubs) > 1 else {})},
        days=2,
        grades={1: grade(emergency_travel=True)},
        hubs={hub: hub for hub in hubs},
        also={"districts": districts or {hub: {"hub": hub, **PLACE} for hub in hubs}},
        travel={
            "mode": "distance",
            "road_factor": 1.0,
            "within_district_factor": 0.5,
            "speed_km_per_hour": 12.0,
            "emergency_speed_km_per_hour": 24.0,
            "speed_factor_by_hour": HALF_AT_RUSH,
            **travel,
        },
    )


def arrives_after(course: Course) -> list[float]:
    columns = (course.incidents(name) for name in ("first_arrived", "first_assigned"))
    return [there - sent for there, sent in zip(*columns, strict=True)]


def test_a_drive_takes_as_long_as_the_hour_in_which_it_begins_says() -> None:
    times = [2 * HOUR, RUSH * HOUR - 5, RUSH * HOUR + 55, (RUSH + 2) * HOUR, (RUSH + 24) * HOUR]
    calls = [Call(at=at, scene=15) for at in times]
    course = play(town("A"), calls)
    assert arrives_after(course) == [10, 10, 20, 10, 20]


def test_emergencies_have_speeds_of_their_own() -> None:
    calls = [Call(at=RUSH * HOUR, grade=1, scene=5), Call(at=(RUSH + 2) * HOUR, grade=1)]
    assert arrives_after(play(town("A"), calls)) == [5, 5]
    slower = town("A", **{EMERGENCY: [0.25] * 9 + [1.0] * 15})
    assert arrives_after(play(slower, calls)) == [20, 5]


def test_the_drive_back_knows_the_hour_too() -> None:
    calls = [Call(at=RUSH * HOUR - 40, scene=40, writing_up=5, written_at=WritingPlace.STATION)]
    day = play(town("A"), calls).day(0)
    scene_ends = RUSH * HOUR + 10
    assert [line for line in day if line[0] >= scene_ends] == [
        (scene_ends, "RETURNING"),
        (scene_ends + 20, "WRITING_UP"),
        (scene_ends + 25, "AVAILABLE"),
    ]


def test_who_is_too_far_away_at_rush_hour_does_not_help() -> None:
    slow = town("A", "B", **{EMERGENCY: [1.0] * RUSH + [0.5] * 16})
    for at, helper in ((RUSH * HOUR - 30, 1), (RUSH * HOUR + 30, 0)):
        calls = [Call(at=at - 60, scene=120), Call(at=at, grade=1)]
        assert play(slow, calls).officers == [[0], [helper]]


@pytest.mark.parametrize(("clear_at", "back_after"), [(RUSH * HOUR - 10, 71), (490, 141)])
def test_who_drives_back_with_nothing_to_do_takes_the_hour_of_setting_out(
    clear_at: float, back_after: float
) -> None:
    """Who sets out before the rush is back 71 minutes later, though the rush begins meanwhile."""
    places = {"A": {"hub": "A", **PLACE}, "B": {"hub": "A", **PLACE, "longitude": 0.2}}
    scenario = town("A", districts=places)
    for wait, is_back in ((back_after - 2, False), (back_after + 2, True)):
        calls = [Call(at=clear_at - 71, scene=1, place="B"), Call(at=clear_at + wait)]
        course = play(scenario, calls)
        assert course.incidents("cleared")[0] == pytest.approx(clear_at, abs=0.2)
        assert (arrives_after(course)[1] < 30) is is_back
