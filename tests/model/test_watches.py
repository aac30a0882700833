"""Watches at hospitals and in custody: who stays, until when, and who takes over."""

from __future__ import annotations

from typing import Any

import pytest

from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.view import view_of
from sim.scenario.schema.scenario import Scenario
from sim.world.build import names
from tests.engine.audit import audit
from tests.outputs.tiny import value
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

ONE_HUB = {"A": "A", "B": "A", "C": "A"}
DRIVES = {"A": [1, 10, 20], "B": [10, 1, 15], "C": [20, 15, 1]}
HOURS = {"distribution": "fixed", "value": 1.0}
EVERYTHING = ["briefing", "break", "writing_up", "travel", "scene"]


def watched(
    calls: list[Call], posts: int = 1, duties: list[Duty] | None = None, **rules: Any
) -> Course:
    """Run calls of a type that may have watches; how long, the calls say."""
    scenario = with_watches(posts, on_shifts() if duties else {}, **rules)
    return play(scenario, calls, drives=DRIVES, duties=duties or [])


def with_watches(posts: int, shifts: dict[str, Any], **rules: Any) -> Scenario:
    """Return a force with watches after its one type of incidents."""
    watch = {"share": 1.0, "hours": HOURS, "officers": rules.pop("officers", 2)}
    watch["interruptible"] = rules.pop("interruptible", False)
    in_custody = {key: watch[key] for key in ("share", "hours", "interruptible")}
    arrest = {"share": 0.5, "custody_min": HOURS, "watch": in_custody}
    return force(
        {"response": team(posts, **shifts, **rules.pop("team", {}))},
        hubs=ONE_HUB,
        kind_rules={"job": {"watch": watch, "arrest": arrest}},
        grades={1: grade(interrupts=rules.pop("interrupts", EVERYTHING))},
        **rules,
    )


@pytest.mark.parametrize(
    ("hospitals", "where", "drive"), [([], 2, 1), (["A", "B"], 1, 15), (["A"], 0, 20)]
)
def test_a_watch_is_at_the_nearest_hospital(hospitals: list[str], where: int, drive: float) -> None:
    calls = [Call(at=0, place="C", scene=30, watch=60), Call(at=200, place="B")]
    course = watched(calls, hospitals=hospitals)
    assert course.day(0)[:4] == [
        (0, "TRAVEL"),
        (20, "SCENE"),
        (50, "WATCH"),
        (50 + drive + 60, "AVAILABLE"),
    ]
    # The next drive starts there.
    assert course.state.deployments.from_district.tolist() == [0, where]


def test_the_incident_is_cleared_before_the_watch() -> None:
    course = watched([Call(at=0, scene=30, watch=60)])
    assert course.incidents("cleared") == [31]
    assert course.account(0)["WATCH"] == 61


@pytest.mark.parametrize(("stay", "watch"), [(1, [61, 0]), (2, [61, 61]), (3, [61, 61])])
def test_as_many_stay_as_are_to(stay: int, watch: list[float]) -> None:
    course = watched([Call(at=0, officers=2, scene=30, watch=60)], 2, officers=stay)
    assert [course.account(officer).get("WATCH", 0) for officer in (0, 1)] == watch


def test_a_crew_stays_together() -> None:
    crew = {"crewing": {"double_share": 1.0}}
    course = watched([Call(at=0, scene=30, watch=60, spare=1)], 2, officers=1, team=crew)
    assert course.account(0)["WATCH"] == course.account(1)["WATCH"] == 61


def test_paperwork_comes_after_the_watch() -> None:
    course = watched([Call(at=0, place="B", scene=30, watch=60, writing_up=25)])
    assert course.day(0)[2:] == [
        (40, "WATCH"),
        (101, "RETURNING"),
        (111, "WRITING_UP"),
        (136, "AVAILABLE"),
    ]


def test_nobody_is_watched_at_a_hospital_after_an_arrest() -> None:
    course = watched([Call(at=0, scene=30, watch=60, custody=20)])
    assert "WATCH" not in course.account(0)


def test_somebody_arrested_is_watched_in_custody() -> None:
    call = Call(at=0, place="C", scene=30, custody=20, custody_watch=60, watch=5)
    course = watched([call], custody_suites=["B"], hospitals=["A"])
    # 15 minutes to the suite; the watch begins there, without a drive.
    assert course.day(0)[2:] == [(50, "CUSTODY"), (85, "WATCH"), (145, "AVAILABLE")]


def test_without_an_arrest_nobody_is_watched_in_custody() -> None:
    course = watched([Call(at=0, scene=30, custody_watch=60)])
    assert "WATCH" not in course.account(0)


def test_grade_1_calls_away_from_a_watch_that_may_be_interrupted() -> None:
    calls = [Call(at=0, scene=30, watch=60), Call(at=50, grade=1, place="B", scene=10)]
    course = watched(calls, interruptible=True)
    assert course.day(0)[2:] == [
        (31, "WATCH"),
        (50, "TRAVEL"),
        (60, "SCENE"),
        (70, "AVAILABLE"),  # whoever was watched is left to the hospital
    ]


def test_grade_1_waits_for_a_watch_that_may_not_be_interrupted() -> None:
    calls = [Call(at=0, scene=30, watch=60), Call(at=50, grade=1)]
    assert watched(calls).incidents("first_assigned") == [0, 92]


def test_grade_2_waits_for_every_watch() -> None:
    calls = [Call(at=0, scene=30, watch=60), Call(at=50)]
    assert watched(calls, interruptible=True).incidents("first_assigned") == [0, 92]


def test_an_emergency_takes_a_watch_in_custody_as_it_begins() -> None:
    calls = [Call(at=0, scene=30, custody=20, custody_watch=60), Call(at=35, grade=1, scene=10)]
    course = watched(calls, interruptible=True)
    assert course.day(0)[2:4] == [(31, "CUSTODY"), (52, "TRAVEL")]
    assert course.incidents("first_assigned") == [0, 52]


def test_a_watch_that_no_emergency_interrupts_is_kept() -> None:
    calls = [Call(at=0, scene=30, watch=60), Call(at=50, grade=1)]
    course = watched(calls, interruptible=True, interrupts=["break"])
    assert course.incidents("first_assigned") == [0, 92]


CHANGEOVER = [Duty([0], 0, 100), Duty([1, 2], 90, 500)]


def test_a_watch_is_handed_over_at_the_end_of_the_shift() -> None:
    call = Call(at=0, place="B", scene=30, watch=120)
    course = watched([call], 3, CHANGEOVER)
    # At the hospital until 161; at 100 a colleague drives 10 minutes and stays for 61 more.
    assert course.day(0)[-1] == (100, "OFF_DUTY")
    assert course.day(1) == [
        (90, "AVAILABLE"),
        (100, "WATCH"),
        (171, "AVAILABLE"),
        (500, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [0, 0, 0]


def test_with_nobody_free_a_colleague_is_looked_for_every_quarter_of_an_hour() -> None:
    calls = [Call(at=0, place="B", scene=30, watch=120), Call(at=95, scene=20)]
    course = watched(calls, 2, [Duty([0], 0, 100), Duty([1], 90, 500)])
    # Free at 116; the watch is handed over at 130.
    assert course.day(0)[-1] == (130, "OFF_DUTY")
    assert course.day(1)[3:5] == [(116, "AVAILABLE"), (130, "WATCH")]
    assert course.of_officers("overtime") == [30, 0]


def test_who_has_begun_another_shift_meanwhile_keeps_the_watch() -> None:
    """At 130, when the officer looks for somebody again, both come on."""
    duties = [Duty([0], 0, 100), Duty([0], 130, 500), Duty([1], 130, 500)]
    course = watched([Call(at=0, scene=49, watch=200)], posts=2, duties=duties)
    assert course.day(0)[-3:-1] == [(50, "WATCH"), (251, "AVAILABLE")]
    assert course.day(1) == [(130, "AVAILABLE"), (500, "OFF_DUTY")]
    assert audit(course.world, course.state) == []


def test_a_watch_that_nobody_takes_over_ends_as_overtime() -> None:
    course = watched([Call(at=0, scene=30, watch=120)], 1, [Duty([0], 0, 100)])
    assert course.day(0)[-2:] == [(31, "WATCH"), (152, "OFF_DUTY")]
    assert course.of_officers("overtime") == [52]


def test_a_watch_goes_with_custody_that_is_handed_over() -> None:
    call = Call(at=0, scene=30, custody=90, custody_watch=60)
    course = watched([call], 3, CHANGEOVER)
    assert course.day(0)[-1] == (100, "OFF_DUTY")
    # From 31 for a drive of one minute and 90 more; handed over with another drive.
    assert course.day(1)[1:4] == [(100, "CUSTODY"), (123, "WATCH"), (183, "AVAILABLE")]


def test_watches_and_their_hours_are_counted() -> None:
    scenario = with_watches(3, {})
    calls = [
        Call(at=0, officers=2, scene=30, watch=59),
        Call(at=0, grade=1, scene=30, custody=28, custody_watch=60, watch=500),
        Call(at=300, scene=30, custody=28, watch=500),  # arrested, so nobody is watched
        Call(at=400, scene=30),
        Call(at=1439, scene=30, watch=60),  # not cleared by the end
    ]
    course = play(scenario, calls, drives=DRIVES)
    known = names(scenario)
    view = view_of(scenario, known, course.world, course.state)
    rows = measures_of(view)
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, rows.value.tolist(), strict=True)
    found = {cell[:4]: cell[4] for cell in cells if cell[0].startswith("watch")}
    # Two officers for an hour with the drive, and one for an hour in custody.
    assert found["watch_hours", "all", "all", "all"] == 3
    assert found["watch_hours", "response", "A", "all"] == 3
    assert found["watches_count", "all", "all", "all"] == 2
    assert found["watches_count", "all", "A", "1"] == 1
    assert found["watches_count", "all", "A", "2"] == 1


def test_watches_in_custody_alone_are_counted_too() -> None:
    in_custody = {"share": 1.0, "hours": HOURS, "interruptible": False}
    arrest = {"share": 0.5, "custody_min": HOURS, "watch": in_custody}
    scenario = force({"response": team(1)}, kind_rules={"job": {"arrest": arrest}})
    course = play(scenario, [Call(at=0, scene=30, custody=28, custody_watch=90)])
    rows = measures_of(view_of(scenario, names(scenario), course.world, course.state))
    assert value(rows, "watch_hours", "response", "A") == 1.5
    assert value(rows, "watches_count") == 1


def test_without_watches_there_are_no_such_rows() -> None:
    scenario = force({"response": team(1)})
    course = play(scenario, [Call(at=0, watch=60)])
    view = view_of(scenario, names(scenario), course.world, course.state)
    assert not {name for name in measures_of(view).measure if name.startswith("watch")}
