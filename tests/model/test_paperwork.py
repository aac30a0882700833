"""Paperwork: at the station, in the car or at the scene, and how far it may be put off."""

from __future__ import annotations

import pytest

from sim.vocabulary import WritingPlace
from tests.support.worlds import Call, Course, Duty, force, grade, play, team

CAR, SCENE, STATION = WritingPlace.CAR, WritingPlace.SCENE, WritingPlace.STATION
INTERRUPTS = {1: grade(interrupts=["writing_up"]), 2: grade(interrupts=["writing_up"])}
DAY = 1440


def write(*calls: Call, duties: list[Duty] | None = None, **rules: object) -> Course:
    """Run calls for one officer of A, who may also go to B."""
    by_shift = {} if duties is None else {"rota": "shifts"}
    scenario = force(
        {"response": team(1, **by_shift)},
        hubs={"A": "A", "B": "A"},
        grades=INTERRUPTS,
        days=2,
        also={"writing_up": rules} if rules else {},
    )
    drives = {"A": [0, 10], "B": [10, 0]}
    return play(scenario, calls, drives=drives, duties=duties)


def test_at_the_station_there_is_a_drive_back_first() -> None:
    course = write(Call(at=0, place="B", scene=30, writing_up=20))
    assert course.day(0) == [
        (0, "TRAVEL"), (10, "SCENE"), (40, "RETURNING"), (50, "WRITING_UP"), (70, "AVAILABLE"),
    ]  # fmt: skip


@pytest.mark.parametrize("place", [CAR, SCENE])
def test_in_the_car_and_at_the_scene_there_is_none(place: WritingPlace) -> None:
    calls = [
        Call(at=0, place="B", scene=30, writing_up=20, written_at=place),
        Call(at=65, place="B", scene=5),
    ]
    assert write(*calls).day(0) == [
        (0, "TRAVEL"), (10, "SCENE"), (40, "WRITING_UP"), (60, "AVAILABLE"), (65, "SCENE"),
        (70, "AVAILABLE"),
    ]  # fmt: skip


@pytest.mark.parametrize(("place", "reached"), [(STATION, 45), (CAR, 45), (SCENE, 60)])
def test_nobody_is_called_from_writing_up_at_the_scene(place: WritingPlace, reached: int) -> None:
    calls = [
        Call(at=0, place="B", scene=30, writing_up=20, written_at=place),
        Call(at=45, place="B", grade=1, scene=5),
    ]
    assert write(*calls).incidents("first_arrived")[1] == reached


def test_who_owes_much_is_called_by_emergencies_alone() -> None:
    calls = [
        Call(at=0, scene=30, writing_up=60),
        Call(at=40, grade=2, scene=5),
        Call(at=50, grade=1, scene=5),
    ]
    within, beyond = write(*calls, put_off_limit_min=60.0), write(*calls, put_off_limit_min=59.0)
    assert within.incidents("first_assigned") == [0, 40, 50]
    assert beyond.incidents("first_assigned") == [0, 55, 50]


def test_what_is_put_off_is_added_to_what_the_next_job_brings() -> None:
    calls = [
        Call(at=0, scene=30, writing_up=20, written_at=CAR),
        Call(at=40, grade=2, scene=5, writing_up=15, written_at=SCENE),
        Call(at=50, grade=2, scene=5),  # in the car by now: the first could not be at that scene
    ]
    assert write(*calls).day(0) == [
        (0, "SCENE"), (30, "WRITING_UP"), (40, "SCENE"), (45, "WRITING_UP"), (50, "SCENE"),
        (55, "WRITING_UP"), (75, "AVAILABLE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "goes_home", "overtime", "put_off"),
    [(0, 555, 15, 0), (14, 555, 15, 0), (15, 540, 0, 15)],
)
def test_a_little_may_wait_for_the_next_shift(
    limit: float, goes_home: int, overtime: int, put_off: int
) -> None:
    duties = [Duty([0], 60, 540), Duty([0], DAY + 60, DAY + 540)]
    course = write(
        Call(at=500, scene=30, writing_up=25), duties=duties, next_shift_limit_min=float(limit)
    )
    day = course.day(0)
    assert (530, "WRITING_UP") in day
    assert (goes_home, "OFF_DUTY") in day
    assert course.of_officers("overtime") == [overtime]
    assert course.of_officers("writing_up_put_off") == [put_off]
    after = [(DAY + 60, "WRITING_UP"), (DAY + 75, "AVAILABLE")] if put_off else []
    assert [each for each in day if DAY <= each[0] < DAY + 100][-2:][: len(after)] == after


def test_who_finishes_a_job_after_the_shift_may_leave_its_paperwork_too() -> None:
    duties = [Duty([0], 60, 540)]
    course = write(Call(at=520, scene=30, writing_up=25), duties=duties, next_shift_limit_min=30.0)
    assert course.day(0)[-1] == (550, "OFF_DUTY")
    assert course.of_officers("overtime") == [10]
    assert course.of_officers("writing_up_put_off") == [25]
