"""Operations at set hours take officers from their team and give them back."""

from __future__ import annotations

from typing import Any

from sim.clock import MS_PER_HOUR
from sim.vocabulary import Activity
from sim.world.build import build
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team, world

DAY = "2026-01-05"


def operation(**changes: Any) -> dict[str, Any]:
    base = {"team": "response", "dates": [DAY], "start": "10:00", "hours": 4.0}
    return {"operations": {"match": {**base, "officers": {"A": 1}, **changes}}}


def round_the_clock(calls: list[Call], officers: int, **changes: Any) -> Course:
    return play(force({"response": team(officers)}, also=operation(**changes)), calls)


def test_officers_are_away_and_come_back() -> None:
    course = round_the_clock([Call(at=660, scene=10)], 1)
    assert course.day(0)[:4] == [
        (0, "AVAILABLE"), (600, "OPERATION"), (840, "SCENE"), (850, "AVAILABLE"),
    ]  # fmt: skip
    assert course.incidents("first_assigned") == [840]
    assert course.account(0)["OPERATION"] == 240


def test_one_under_way_when_the_run_starts_begins_with_it() -> None:
    night = operation(dates=["2026-01-04", DAY], start="22:00", hours=6.0)
    rows = build(force({"response": team(1)}, also=night), 1, 0).operations
    assert rows.start_ms.tolist() == [0, 22 * MS_PER_HOUR]
    assert rows.end_ms.tolist() == [4 * MS_PER_HOUR, 28 * MS_PER_HOUR]


def test_others_are_there_meanwhile() -> None:
    course = round_the_clock([Call(at=660, scene=10)], 2)
    assert course.incidents("first_assigned") == [660]
    assert course.officers == [[1]]


def test_a_job_in_hand_is_finished_first_with_its_writing_up() -> None:
    course = round_the_clock([Call(at=590, scene=30, writing_up=20)], 1)
    assert course.day(0)[1:4] == [(590, "SCENE"), (620, "WRITING_UP"), (640, "OPERATION")]
    assert course.account(0)["OPERATION"] == 200


def test_a_job_as_long_as_the_operation_keeps_the_officer() -> None:
    course = round_the_clock([Call(at=590, scene=600)], 1)
    assert "OPERATION" not in course.account(0)


def shifts(duties: list[Duty], calls: list[Call] | None = None, **changes: Any) -> Course:
    built = force({"response": team(3, **on_shifts())}, also=operation(**changes))
    return play(world(built, calls or [], duties=duties))


def test_who_is_on_duty_the_longest_goes() -> None:
    course = shifts([Duty([0, 1], 480, 900), Duty([2], 540, 1020)])
    assert [Activity.OPERATION.name in course.account(n) for n in range(3)] == [False, False, True]


def test_of_equals_the_free_one_goes() -> None:
    course = shifts([Duty([0, 1], 480, 900)], [Call(at=590, scene=60)])
    assert course.officers == [[0]]
    assert course.account(1)["OPERATION"] == 240


def test_a_crew_goes_as_one_and_counts_as_two() -> None:
    """Of three one is missing while the crew is at a scene: that is who comes on duty later."""
    duties = [Duty([0, 1], 480, 1000, crews=[(0, 1)]), Duty([2], 700, 1100)]
    crews = {"response": team(3, **on_shifts(crewing={"double_share": 0.67}))}
    built = force(crews, also=operation(officers={"A": 3}))
    course = play(world(built, [Call(at=590, scene=30, spare=1)], duties=duties))
    assert [course.account(n)["OPERATION"] for n in range(3)] == [220, 220, 140]


def test_they_stay_to_the_end_as_overtime() -> None:
    course = shifts([Duty([0], 480, 720)])
    assert course.account(0)["OPERATION"] == 240
    assert course.of_officers("overtime")[0] == 120


def test_nobody_is_kept_on_duty_for_longer_than_the_limit() -> None:
    # Until 840, officer 0 would be on duty for 13 hours and 20 minutes; a second one comes later.
    duties = [Duty([0], 40, 720), Duty([1], 700, 780)]
    kept = shifts(duties, longest_duty_hours=13.4)
    assert kept.account(0)["OPERATION"] == 240
    spared = shifts(duties, longest_duty_hours=13.3)
    assert "OPERATION" not in spared.account(0)
    assert spared.account(1)["OPERATION"] == 140


def test_who_works_a_shift_that_covers_the_operation_goes_however_long_it_is() -> None:
    course = shifts([Duty([0], 0, 840)], longest_duty_hours=1.0)
    assert course.account(0)["OPERATION"] == 240


def test_the_next_shift_is_asked_when_officers_are_missing() -> None:
    course = shifts([Duty([0], 480, 1000), Duty([1, 2], 700, 1100)], officers={"A": 2})
    assert course.account(0)["OPERATION"] == 240
    assert course.account(1)["OPERATION"] == 140
    assert "OPERATION" not in course.account(2)


def test_the_break_falls_into_the_operation() -> None:
    rules = on_shifts(breaks={"minutes": 40.0, "from_min": 60.0, "until_min": 300.0})
    built = force({"response": team(1, **rules)}, also=operation())
    course = play(world(built, [], duties=[Duty([0], 480, 1000, 660, 800)]))
    assert "BREAK" not in course.account(0)
    assert course.of_officers("overtime") == [0]
    assert course.state.officers.missed_breaks.tolist() == [0]


def test_an_operation_under_way_when_the_run_starts() -> None:
    course = play(force({"response": team(1)}, also=operation(start="00:00", hours=2.0)), [])
    assert course.day(0)[0] == (0, "OPERATION")


def went(course: Course) -> bool:
    """Whether anybody ever went, be it for no time at all."""
    return bool((course.state.log.after == Activity.OPERATION).any())


def test_nobody_goes_as_the_operation_ends_from_a_briefing() -> None:
    rules = on_shifts(briefing_min=15.0)
    built = force({"response": team(1, **rules)}, also=operation(start="08:00", hours=0.25))
    course = play(world(built, [], duties=[Duty([0], 480, 960)]))
    assert course.day(0) == [(480, "BRIEFING"), (495, "AVAILABLE"), (960, "OFF_DUTY")]
    assert not went(course)


def test_nobody_goes_as_the_operation_ends_from_a_job_or_with_a_new_shift() -> None:
    """One is free, far from the hub, and one comes on duty, just as the operation ends."""
    course = play(
        force(
            {"response": team(2, **on_shifts())},
            hubs={"A": "A", "D": "A"},
            also=operation(officers={"A": 2}),
        ),
        [Call(590, scene=250, place="D")],
        duties=[Duty([0], 480, 1000), Duty([1], 840, 1320)],
    )
    assert course.officers == [[0]]
    assert course.day(0)[1:3] == [(590, "SCENE"), (840, "AVAILABLE")]
    assert not went(course)
    assert course.state.officers.district.tolist() == [1, 0]
