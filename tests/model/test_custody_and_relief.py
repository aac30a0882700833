"""Custody after an arrest, and who takes over at the end of a shift."""

from __future__ import annotations

from typing import Any

import pytest

from sim.vocabulary import EndedBy
from tests.engine.audit import audit
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

ONE_HUB = {"A": "A", "B": "A", "C": "A"}
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 15], "C": [20, 15, 1]}


@pytest.mark.parametrize(
    ("suites", "where", "drive"), [([], 0, 20), (["A", "B"], 1, 15), (["C"], 2, 1)]
)
def test_custody_is_at_the_nearest_suite(suites: list[str], where: int, drive: float) -> None:
    scenario = force({"response": team(1)}, hubs=ONE_HUB, custody_suites=suites)
    calls = [Call(at=0, place="C", scene=30, custody=60), Call(at=200, place="B")]
    course = play(scenario, calls, drives=DRIVES)
    done = 50 + drive + 60
    assert course.day(0)[:4] == [
        (0, "TRAVEL"),
        (20, "SCENE"),
        (50, "CUSTODY"),
        (done, "AVAILABLE"),
    ]
    assert course.account(0)["CUSTODY"] == drive + 60
    # The next drive starts at the suite.
    assert course.state.deployments.from_district.tolist() == [0, where]


def test_the_paperwork_is_written_at_the_station_after_custody() -> None:
    scenario = force({"response": team(1)}, hubs=ONE_HUB, custody_suites=["B"])
    call = Call(at=0, place="C", scene=30, custody=60, writing_up=25)
    course = play(scenario, [call], drives=DRIVES)
    # 15 minutes to B and 60 there, then 10 back to A.
    assert course.day(0)[2:] == [
        (50, "CUSTODY"),
        (125, "RETURNING"),
        (135, "WRITING_UP"),
        (160, "AVAILABLE"),
    ]


def test_one_goes_to_custody_and_the_others_are_free() -> None:
    calls = [Call(at=0, officers=2, scene=30, custody=60), Call(at=31), Call(at=32)]
    course = play(force({"response": team(2)}), calls)
    assert course.officers == [[0, 1], [1], [1]]
    assert course.account(0)["CUSTODY"] == 60


def test_a_crew_goes_to_custody_together() -> None:
    scenario = force({"response": team(2, crewing={"double_share": 1.0})})
    course = play(scenario, [Call(at=0, scene=30, custody=60, spare=1)])
    assert course.account(0) == course.account(1) == {"SCENE": 30, "CUSTODY": 60, "AVAILABLE": 1350}


def test_nobody_is_called_away_from_custody() -> None:
    everything = ["briefing", "break", "writing_up", "travel", "scene"]
    grades = {1: {"label": "E", "target_min": 15.0, "interrupts": everything}}
    calls = [Call(at=0, scene=30, custody=60, spare=3), Call(at=40, grade=1)]
    course = play(force({"response": team(1)}, grades=grades), calls)
    assert course.incidents("first_assigned") == [0, 90]


def test_custody_is_handed_over_at_the_end_of_the_shift() -> None:
    scenario = force({"response": team(3, **on_shifts())}, hubs=ONE_HUB, custody_suites=["B"])
    duties = [Duty([0], 0, 100), Duty([1, 2], 90, 500)]
    calls = [Call(at=0, place="A", scene=30, custody=120), Call(at=110)]
    course = play(scenario, calls, drives=DRIVES, duties=duties)
    # In custody from 31 until 161; at 100 the colleague drives 10 minutes and stays for 61 more.
    assert course.day(0)[-1] == (100, "OFF_DUTY")
    assert course.of_officers("overtime") == [0, 0, 0]
    assert course.day(1) == [
        (90, "AVAILABLE"),
        (100, "CUSTODY"),
        (171, "AVAILABLE"),
        (500, "OFF_DUTY"),
    ]
    assert course.officers == [[0], [2]]


def test_writing_up_is_not_handed_over_with_custody() -> None:
    scenario = force({"response": team(2, **on_shifts())}, hubs=ONE_HUB, custody_suites=["B"])
    duties = [Duty([0], 0, 100), Duty([1], 90, 500)]
    call = Call(at=0, place="A", scene=30, custody=120, writing_up=15)
    course = play(scenario, [call], drives=DRIVES, duties=duties)
    assert course.day(0)[-3:] == [(100, "RETURNING"), (110, "WRITING_UP"), (125, "OFF_DUTY")]
    assert course.of_officers("overtime") == [25, 0]


def test_custody_with_nobody_to_take_over_is_overtime() -> None:
    scenario = force({"response": team(2, **on_shifts())})
    duties = [Duty([0], 0, 100), Duty([1], 90, 500)]
    calls = [Call(at=0, scene=30, custody=120), Call(at=95, scene=100)]
    course = play(scenario, calls, duties=duties)
    assert course.officers == [[0], [1]]
    assert course.day(0)[-1] == (150, "OFF_DUTY")
    assert course.of_officers("overtime") == [50, 0]


# --- relief ---

RELAYED = {"job": {"relayable": True}}


def relay(
    calls: list[Call], duties: list[Duty], people: int, relayable: bool = True, **rules: Any
) -> Course:
    """Run calls of a type that is handed on, or not."""
    scenario = force(
        {"response": team(people, **on_shifts())},
        kind_rules=RELAYED if relayable else {},
        hubs=ONE_HUB,
        **rules,
    )
    ready = [call._replace(spare=6) for call in calls]
    return play(scenario, ready, duties=duties, drives=DRIVES)


WATCH = Call(at=9, place="B", scene=300)
CHANGEOVER = [Duty([0], 0, 100), Duty([1], 90, 500)]


def test_a_watch_is_relieved() -> None:
    course = relay([WATCH], CHANGEOVER, 2)
    # Sent for at 100, there at 110; the work goes on from 19 until 319.
    assert course.officers == [[0, 1]]
    assert course.deployments("assigned")[:2] == [9, 100]
    assert course.deployments("arrived")[:2] == [19, 110]
    assert course.deployments("left")[:2] == [110, 319]
    ended = course.state.deployments.ended_by[:2].tolist()
    assert ended == [EndedBy.RELIEVED, EndedBy.CLEARED]
    assert course.day(0)[-1] == (110, "OFF_DUTY")
    assert course.of_officers("overtime") == [10, 0]
    assert course.incidents("cleared") == [319]


def test_what_is_not_relayed_is_finished_as_overtime() -> None:
    course = relay([WATCH], CHANGEOVER, 2, relayable=False)
    assert course.officers == [[0]]
    assert course.of_officers("overtime") == [219, 0]


def test_a_watch_stays_until_relief_can_come() -> None:
    calls = [WATCH, Call(at=95, scene=54)]
    course = relay(calls, CHANGEOVER, 2)
    # The relief is busy until 150 and arrives at 160.
    assert course.officers == [[0, 1], [1]]
    assert course.of_officers("overtime") == [60, 0]
    assert course.day(0)[-1] == (160, "OFF_DUTY")


def test_a_watch_that_ends_before_relief_comes_needs_none() -> None:
    course = relay([WATCH._replace(scene=85)], CHANGEOVER, 2)
    # Cleared at 104, with the relief on the way since 100.
    assert course.day(0)[-1] == (104, "OFF_DUTY")
    ended = course.state.deployments.ended_by[:2].tolist()
    assert ended == [EndedBy.CLEARED, EndedBy.NOT_NEEDED]


def test_two_on_a_watch_are_relieved_one_by_one() -> None:
    duties = [Duty([0, 1], 0, 100), Duty([2], 90, 500), Duty([3], 120, 500)]
    course = relay([WATCH._replace(officers=2)], duties, 4)
    assert course.officers == [[0, 1, 2, 3]]
    assert course.deployments("left")[:4] == [110, 130, 319, 319]
    assert course.of_officers("overtime") == [10, 30, 0, 0]


def test_together_the_work_goes_on_while_relief_comes() -> None:
    duties = [Duty([0, 1], 0, 100), Duty([2, 3], 90, 500)]
    course = relay([WATCH._replace(officers=2, together=True)], duties, 4)
    assert course.incidents("cleared") == [319]
    assert course.of_officers("overtime") == [10, 10, 0, 0]


def test_a_watch_is_relieved_again() -> None:
    duties = [Duty([0], 0, 100), Duty([1], 90, 200), Duty([2], 190, 500)]
    course = relay([WATCH], duties, 3)
    assert course.officers == [[0, 1, 2]]
    assert course.of_officers("overtime") == [10, 10, 0]
    assert course.deployments("left")[:3] == [110, 210, 319]


def test_higher_grades_are_served_before_relief() -> None:
    calls = [WATCH, Call(at=95, scene=25), Call(at=110, grade=1, scene=30)]
    course = relay(calls, CHANGEOVER, 2)
    # Officer 1, free at 121, serves grade 1 first; 30 minutes there, and 10 to the watch.
    assert course.officers == [[0, 1], [1], [1]]
    assert course.incidents("first_assigned") == [9, 95, 121]
    assert course.of_officers("overtime") == [62, 0]


def test_relief_is_sought_in_the_order_of_the_line() -> None:
    calls = [WATCH._replace(at=0, grade=3), WATCH._replace(at=0, grade=2)]
    # Both watches need relief at 100, when one officer is there.
    course = relay(calls, [Duty([0, 1], 0, 100), Duty([2], 90, 500)], 3)
    assert course.officers == [[0], [1, 2]]


def test_nobody_relieves_one_who_is_called_away() -> None:
    emergency = Call(at=130, place="B", grade=1, scene=10)
    grades = {1: grade(interrupts=["travel", "scene"])}
    course = relay(
        [WATCH, emergency],
        [Duty([0], 0, 100), Duty([1], 140, 500), Duty([2], 150, 500)],
        3,
        grades=grades,
    )
    assert course.officers == [[0, 1], [0]]


def test_who_is_one_too_many_at_a_watch_goes_at_the_end_of_the_shift() -> None:
    # One is at the watch for two when a crew comes.
    scenario = force(
        {"response": team(3, **on_shifts(crewing={"double_share": 0.67}))}, kind_rules=RELAYED
    )
    duties = [Duty([0], 0, 100), Duty([1, 2], 0, 500, crews=[(1, 2)])]
    course = play(scenario, [Call(at=9, scene=300, officers=2, spare=9)], duties=duties)
    assert course.officers == [[0, 1, 2]]
    assert course.day(0)[-1] == (100, "OFF_DUTY")


def test_who_works_on_in_the_next_shift_needs_no_relief() -> None:
    # Relief is sought from 100 on; at 150 the officer begins another shift, and 1 comes on at 200.
    duties = [Duty([0], 0, 100), Duty([0], 150, 500), Duty([1], 200, 500)]
    course = relay([WATCH], duties, 2)
    assert course.officers == [[0]]
    assert course.of_officers("overtime") == [50, 0]
    assert course.incidents("cleared") == [319]


def test_relief_for_one_comes_at_once_when_the_other_of_two_together_works_on() -> None:
    # Both need relief from 100 on, for which 2 alone, of another team, is too few. At 150 officer 0
    # begins another shift, and 2 is enough.
    teams = {"response": team(2, **on_shifts()), "neighbourhood": team(1, **on_shifts())}
    kinds = {"job": ["response", "neighbourhood"]}
    scenario = force(teams, kinds=kinds, kind_rules=RELAYED, hubs=ONE_HUB)
    duties = [Duty([0, 1], 0, 100), Duty([2], 90, 500), Duty([0], 150, 500)]
    watch = WATCH._replace(officers=2, together=True, spare=6)
    course = play(scenario, [watch], duties=duties, drives=DRIVES)
    assert course.officers == [[0, 1, 2]]
    assert course.deployments("arrived")[2] == 160
    assert course.of_officers("overtime") == [50, 60, 0]
    assert audit(course.world, course.state) == []


def test_relief_on_the_way_takes_over_from_one_who_works_on() -> None:
    # Sent at 145, there at 155.
    duties = [Duty([0], 0, 100), Duty([1], 145, 500), Duty([0], 150, 500)]
    course = relay([WATCH, Call(at=160, scene=10)], duties, 2)
    assert course.officers == [[0, 1], [0]]
    assert course.deployments("left")[:2] == [155, 319]
    assert course.of_officers("overtime") == [50, 0]


def test_who_goes_straight_into_the_next_shift_is_not_relieved() -> None:
    duties = [Duty([0], 0, 100), Duty([0], 100, 500), Duty([1], 100, 500)]
    course = relay([WATCH], duties, 2)
    assert course.officers == [[0]]
    assert course.of_officers("overtime") == [0, 0]


def test_at_a_changeover_relief_has_its_place_in_the_line() -> None:
    duties = [Duty([0], 0, 100), Duty([1, 2], 100, 500)]
    calls = [WATCH, Call(at=50, scene=10), Call(at=60, scene=10), Call(at=70, grade=1, scene=10)]
    course = relay(calls, duties, 3)
    # The emergency goes first, then the watch, which fell due before the others; those wait.
    assert course.officers == [[0, 2], [1], [1], [1]]
    assert course.deployments("arrived")[1] == 110


def test_what_a_watch_held_up_goes_when_it_is_cleared_before_relief_comes() -> None:
    # From 100 the watch for two waits for relief, and nobody overtakes it; 2 and 3 are free at 150.
    watch = WATCH._replace(officers=2, together=True, bypass=False, scene=171)
    duties = [Duty([0, 1], 0, 100), Duty([2], 90, 500)]
    course = relay([watch, Call(at=120, scene=10)], duties, 3)
    assert course.incidents("cleared")[0] == 190
    assert course.incidents("first_assigned")[1] == 190


def test_what_a_watch_held_up_goes_when_those_at_it_work_on_and_need_no_relief() -> None:
    # From 100 the watch for two waits for relief, and nobody overtakes it, though 2, of another
    # team, is free; at 150 both who watch begin another shift.
    teams = {"response": team(2, **on_shifts()), "neighbourhood": team(1, **on_shifts())}
    kinds = {"job": ["response"], "other": ["neighbourhood"]}
    scenario = force(teams, kinds=kinds, kind_rules=RELAYED, hubs=ONE_HUB)
    watch = WATCH._replace(officers=2, together=True, bypass=False, spare=6)
    duties = [Duty([0, 1], 0, 100), Duty([2], 90, 500), Duty([0, 1], 150, 500)]
    calls = [watch, Call(at=120, kind="other", scene=10)]
    course = play(scenario, calls, duties=duties, drives=DRIVES)
    assert course.officers == [[0, 1], [2]]
    assert course.incidents("first_assigned")[1] == 150
    assert audit(course.world, course.state) == []
