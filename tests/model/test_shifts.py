"""Briefings, breaks, the end of the shift, and rolling on into the next one."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team

SHIFT = Duty([0], 60, 540)
#: A break of 40 minutes whose turn comes at 200 and which must begin by 300.
WITH_BREAK = SHIFT._replace(break_due=200, break_until=300)
BREAKS = {"minutes": 40.0, "from_min": 100.0, "until_min": 240.0}
INTERRUPTING = {1: grade(interrupts=["briefing", "break", "writing_up"])}


def response(posts: int = 1, *, interrupting: bool = True, days: int = 1, **rules: Any) -> Scenario:
    """Return one hub with response officers on shifts."""
    grades = INTERRUPTING if interrupting else {}
    return force({"response": team(posts, **on_shifts(**rules))}, grades=grades, days=days)


# --- the briefing -----------------------------------------------------------------------------


def test_a_shift_starts_with_the_briefing() -> None:
    course = play(response(briefing_min=15.0), [Call(at=65, scene=20)], duties=[SHIFT])
    assert course.day(0) == [(60, "BRIEFING"), (75, "SCENE"), (95, "AVAILABLE"), (540, "OFF_DUTY")]


@pytest.mark.parametrize(
    ("urgent", "interrupting", "assigned"),
    [(True, True, 65), (True, False, 75), (False, True, 75)],
)
def test_a_briefing_is_interrupted_by_emergencies_only(
    urgent: bool, interrupting: bool, assigned: float
) -> None:
    scenario = response(briefing_min=15.0, interrupting=interrupting)
    course = play(scenario, [Call(at=65, grade=1 if urgent else 2)], duties=[SHIFT])
    assert course.incidents("first_assigned") == [assigned]


def test_an_emergency_that_waits_takes_officers_as_they_book_on() -> None:
    calls = [Call(at=10, grade=2), Call(at=20, grade=1)]
    course = play(response(2, briefing_min=15.0), calls, duties=[SHIFT._replace(who=[0, 1])])
    assert course.incidents("first_assigned") == [75, 60]
    assert course.officers == [[1], [0]]


@pytest.mark.parametrize("briefing", [0.0, 15.0])
def test_of_those_who_come_on_together_the_nearest_goes(briefing: float) -> None:
    rules = on_shifts(briefing_min=briefing)
    teams = {"response": team(2, stations={"A": {"A": 0.5, "B": 0.5}}, **rules)}
    calls = [Call(at=10, place="B"), Call(at=20, place="A")]
    drives = {"A": [1, 10], "B": [10, 1]}
    scenario = force(teams, hubs={"A": "A", "B": "A"})
    course = play(scenario, calls, drives=drives, duties=[SHIFT._replace(who=[0, 1])])
    assert course.officers == [[1], [0]]
    assert course.incidents("first_arrived") == [61 + briefing] * 2


def test_who_comes_on_is_sent_because_the_shift_starts() -> None:
    calls = [Call(at=10), Call(at=20)]
    course = play(response(2), calls, duties=[SHIFT._replace(who=[0, 1])])
    log = course.state.log
    parents = log.parent[log.record == Record.ASSIGNED]
    assert log.record[parents].tolist() == [Record.SHIFT_STARTED] * 2


WORK = ("briefing", "break", "writing_up")


@pytest.mark.parametrize("interrupted", WORK)
@pytest.mark.parametrize("called", WORK)
def test_emergencies_interrupt_what_the_scenario_says_and_nothing_else(
    interrupted: str, called: str
) -> None:
    rules = on_shifts(briefing_min=15.0, breaks=BREAKS)
    scenario = force({"response": team(1, **rules)}, grades={1: grade(interrupts=[interrupted])})
    calls = [
        Call(at=65, grade=1 if called == "briefing" else 3, scene=1),
        Call(at=210, grade=1 if called == "break" else 3, scene=1),
        Call(at=400, scene=10, writing_up=30),
        Call(at=415, grade=1 if called == "writing_up" else 3, scene=1),
    ]
    course = play(scenario, calls, duties=[WITH_BREAK])
    at_once = interrupted == called
    expected = {"briefing": [65, 240, 400, 440], "break": [75, 210, 400, 440]}
    expected |= {"writing_up": [75, 240, 400, 415]}
    starts = course.incidents("first_assigned")
    assert starts == (expected[called] if at_once else [75, 240, 400, 440])


def test_who_comes_on_may_help_another_hub() -> None:
    rules = on_shifts(cross_hub_help={"rule": "emergencies", "within_min": 60.0})
    scenario = force({"response": team(1, 1, **rules)}, hubs={"A": "A", "B": "B"})
    course = play(scenario, [Call(at=10, grade=1)], duties=[Duty([1], 60, 540)])
    assert course.incidents("first_assigned") == [60]


# --- the break --------------------------------------------------------------------------------


def test_the_break_is_taken_in_turn() -> None:
    duties = [
        Duty([0], 60, 540, break_due=200, break_until=300),
        Duty([1], 60, 540, break_due=250, break_until=300),
    ]
    course = play(response(2, breaks=BREAKS), duties=duties)
    assert course.day(0)[1:3] == [(200, "BREAK"), (240, "AVAILABLE")]
    assert course.day(1)[1:3] == [(250, "BREAK"), (290, "AVAILABLE")]
    assert course.state.officers.missed_breaks.tolist() == [0, 0]


def test_nobody_is_sent_from_a_break_except_to_an_emergency() -> None:
    course = play(response(breaks=BREAKS), [Call(at=220, grade=2)], duties=[WITH_BREAK])
    assert course.incidents("first_assigned") == [240]


def test_an_interrupted_break_is_resumed_with_what_was_left() -> None:
    calls = [Call(at=220, grade=1, scene=30), Call(at=260, grade=1, scene=5)]
    course = play(response(breaks=BREAKS), calls, duties=[WITH_BREAK])
    assert course.day(0)[1:7] == [
        (200, "BREAK"),
        (220, "SCENE"),
        (250, "BREAK"),  # 20 minutes left
        (260, "SCENE"),
        (265, "BREAK"),  # 10 minutes left
        (275, "AVAILABLE"),
    ]
    assert course.account(0)["BREAK"] == 40


def test_emergencies_interrupt_a_break_only_if_the_scenario_says_so() -> None:
    scenario = response(breaks=BREAKS, interrupting=False)
    course = play(scenario, [Call(at=220, grade=1)], duties=[WITH_BREAK])
    assert course.incidents("first_assigned") == [240]


def test_an_interrupted_break_is_not_resumed_after_the_window() -> None:
    course = play(response(breaks=BREAKS), [Call(at=220, grade=1, scene=81)], duties=[WITH_BREAK])
    assert course.account(0)["BREAK"] == 20
    assert course.state.officers.missed_breaks[0] == 0


def test_a_busy_officer_takes_the_break_when_next_free() -> None:
    calls = [Call(at=190, scene=100), Call(at=191, scene=10)]
    course = play(response(breaks=BREAKS), calls, duties=[WITH_BREAK])
    # The break at 290 comes before the call that has waited since 191.
    assert course.day(0)[1:5] == [
        (190, "SCENE"),
        (290, "BREAK"),
        (330, "SCENE"),
        (340, "AVAILABLE"),
    ]


@pytest.mark.parametrize(("scene", "missed"), [(110, 0), (110.5, 1)])
def test_a_break_that_cannot_begin_in_its_window_is_missed(scene: float, missed: int) -> None:
    course = play(response(breaks=BREAKS), [Call(at=190, scene=scene)], duties=[WITH_BREAK])
    assert course.state.officers.missed_breaks.tolist() == [missed]
    assert course.account(0).get("BREAK", 0) == (0 if missed else 40)


def test_the_break_is_taken_at_the_station() -> None:
    hubs = {"A": "A", "B": "A"}
    scenario = force(
        {"response": team(1, **on_shifts(breaks=BREAKS))}, hubs=hubs, grades=INTERRUPTING
    )
    calls = [Call(at=100, place="B"), Call(at=205, place="B", grade=1), Call(at=290, place="B")]
    course = play(scenario, calls, drives={"A": [1, 10], "B": [10, 2]}, duties=[WITH_BREAK])
    # The drive back at 200 is called off at 205, from B; the next one ends at 247.
    assert course.day(0) == [
        (60, "AVAILABLE"),
        (100, "TRAVEL"),
        (110, "SCENE"),
        (140, "AVAILABLE"),
        (200, "RETURNING"),
        (205, "TRAVEL"),
        (207, "SCENE"),
        (237, "RETURNING"),
        (247, "BREAK"),
        (287, "AVAILABLE"),
        (290, "TRAVEL"),
        (300, "SCENE"),
        (330, "AVAILABLE"),
        (540, "OFF_DUTY"),
    ]
    assert Record.WRITING_UP not in course.state.log.record


def test_a_break_due_in_the_briefing_follows_it() -> None:
    duty = Duty([0], 60, 540, break_due=65, break_until=300)
    course = play(response(briefing_min=15.0, breaks=BREAKS), duties=[duty])
    assert course.day(0)[:3] == [(60, "BRIEFING"), (75, "BREAK"), (115, "AVAILABLE")]


def test_a_break_that_the_run_began_after_counts_as_had() -> None:
    # As `sim.world.rosters` lays out a shift that began before the run.
    course = play(response(breaks=BREAKS), duties=[Duty([0], 0, 300)])
    assert course.state.officers.missed_breaks.tolist() == [0]


# --- the end of the shift ---------------------------------------------------------------------


def test_the_free_go_home_and_the_busy_finish_as_overtime() -> None:
    course = play(response(2), [Call(at=530, scene=30.5)], duties=[SHIFT._replace(who=[0, 1])])
    assert course.day(0)[-2:] == [(530, "SCENE"), (560.5, "OFF_DUTY")]
    assert course.day(1)[-1] == (540, "OFF_DUTY")
    assert course.of_officers("overtime") == [20.5, 0]
    assert course.of_officers("on_duty") == [500.5, 480]


def test_a_job_that_ends_with_the_shift_makes_no_overtime() -> None:
    course = play(response(), [Call(at=500, scene=40), Call(at=520)], duties=[SHIFT])
    assert course.of_officers("overtime") == [0]
    assert course.incidents("first_assigned") == [500, -1]


def test_writing_up_is_finished_as_overtime() -> None:
    course = play(response(), [Call(at=500, scene=30, writing_up=25)], duties=[SHIFT])
    assert course.day(0)[-2:] == [(530, "WRITING_UP"), (555, "OFF_DUTY")]
    assert course.of_officers("overtime") == [15]


def test_an_emergency_interrupts_writing_up_in_overtime_too() -> None:
    calls = [Call(at=500, scene=30, writing_up=25), Call(at=550, grade=1, scene=10)]
    course = play(response(), calls, duties=[SHIFT])
    assert course.day(0)[-4:] == [
        (530, "WRITING_UP"),
        (550, "SCENE"),
        (560, "WRITING_UP"),
        (565, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [25]


def test_who_drives_to_a_break_goes_home_and_who_drives_to_write_up_does_not() -> None:
    hubs = {"A": "A", "B": "A"}
    duties = [
        Duty([0], 60, 540, break_due=535, break_until=600),
        Duty([1], 60, 540),
    ]
    calls = [Call(at=400, place="B"), Call(at=505, place="B", scene=20, writing_up=15)]
    scenario = force({"response": team(2, **on_shifts(breaks=BREAKS))}, hubs=hubs)
    course = play(scenario, calls, drives={"A": [1, 10], "B": [10, 50]}, duties=duties)
    assert course.officers == [[0], [1]]
    assert course.day(0)[-2:] == [(535, "RETURNING"), (540, "OFF_DUTY")]
    assert course.day(1)[-3:] == [(535, "RETURNING"), (545, "WRITING_UP"), (560, "OFF_DUTY")]
    assert course.of_officers("overtime") == [0, 20]


@pytest.mark.parametrize(
    ("at", "grade_", "goes"), [(479, 2, True), (480, 2, False), (480, 3, False), (539, 1, True)]
)
def test_towards_the_end_only_emergencies_are_assigned(at: float, grade_: int, goes: bool) -> None:
    scenario = response(last_assignment_min=60.0)
    course = play(scenario, [Call(at=at, grade=grade_)], duties=[SHIFT])
    assert course.incidents("first_assigned") == [at if goes else -1]


@pytest.mark.parametrize(("at", "goes"), [(519, True), (520, False), (530, False)])
def test_while_cars_are_handed_over_nobody_idle_goes_to_an_emergency(at: float, goes: bool) -> None:
    scenario = response(2, last_assignment_min=60.0, last_emergency_min=20.0)
    next_shift = Duty([1], 540, 900)
    course = play(scenario, [Call(at=at, grade=1, scene=5)], duties=[SHIFT, next_shift])
    assert course.officers == [[0 if goes else 1]]
    assert course.incidents("first_assigned") == [at if goes else 540]


def test_while_cars_are_handed_over_whoever_writes_up_is_called_from_it() -> None:
    """Writing up until 535, called at 525."""
    scenario = response(last_assignment_min=60.0, last_emergency_min=20.0)
    calls = [Call(at=470, scene=30, writing_up=35), Call(at=525, grade=1, scene=5)]
    course = play(scenario, calls, duties=[SHIFT])
    assert course.incidents("first_assigned") == [470, 525]


@pytest.mark.parametrize(
    ("limit", "at", "goes"),
    [(None, 620, True), (30, 569, True), (30, 570, False), (0, 539, True), (0, 540, False)],
)
def test_in_overtime_an_emergency_calls_from_writing_up_within_the_limit(
    limit: float | None, at: float, goes: bool
) -> None:
    """Writing up from 500 until 630; the shift ends at 540, and the next begins at 640."""
    scenario = response(2, overtime_call_limit_min=limit)
    calls = [Call(at=470, scene=30, writing_up=130), Call(at=at, grade=1, scene=5)]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 640, 900)])
    assert course.incidents("first_assigned") == [470, at if goes else 640]


def test_in_overtime_an_emergency_calls_from_a_scene_within_the_limit() -> None:
    """At a scene until 600; called from it at 550, and not at 570."""
    rules = on_shifts(overtime_call_limit_min=20.0)
    scenario = force({"response": team(1, **rules)}, grades={1: grade(interrupts=["scene"])})
    for at, assigned in ((550, 550), (570, -1)):
        course = play(
            scenario, [Call(at=470, scene=130, spare=3), Call(at=at, grade=1)], duties=[SHIFT]
        )
        assert course.incidents("first_assigned") == [470, assigned]


def test_a_change_of_shifts_is_seen_by_emergencies_if_briefings_are_kept() -> None:
    """Handed over from 520, briefed until 555: nobody can go in between."""
    rules = {"last_assignment_min": 60.0, "last_emergency_min": 20.0, "briefing_min": 15.0}
    calls = [Call(at=525, grade=1, scene=5), Call(at=545, grade=1, scene=5)]
    course = play(
        response(2, interrupting=False, **rules), calls, duties=[SHIFT, Duty([1], 540, 900)]
    )
    assert course.incidents("first_assigned") == [555, 560]


def test_what_comes_towards_the_end_waits_for_the_next_shift() -> None:
    scenario = response(2, last_assignment_min=60.0)
    calls = [Call(at=500), Call(at=510, grade=1, scene=10)]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 530, 900)])
    assert course.officers == [[1], [0]]
    assert course.incidents("first_assigned") == [530, 510]


def test_towards_the_end_officers_do_not_count_for_those_who_go_together() -> None:
    scenario = response(2, last_assignment_min=60.0)
    calls = [
        Call(at=470, scene=5, officers=2, together=True),
        Call(at=481, officers=2, together=True),
    ]
    course = play(scenario, calls, duties=[SHIFT, Duty([1], 60, 600)])
    assert course.incidents("first_assigned") == [470, -1]


@pytest.mark.parametrize(("begins", "assigned"), [(540, 541), (500, 500)])
def test_at_the_end_of_the_shift_the_free_are_not_sent_to_an_emergency(
    begins: float, assigned: float
) -> None:
    pair = Call(at=480, grade=1, officers=2, together=True, scene=5)
    duties = sorted([SHIFT, Duty([1], begins, 600), Duty([2], 541, 600)], key=lambda d: d[1])
    assert play(response(3), [pair], duties=duties).incidents("first_assigned") == [assigned]


def test_nobody_works_before_the_first_shift_or_is_paid_for_it() -> None:
    course = play(response(), duties=[SHIFT])
    assert course.account(0) == {"OFF_DUTY": 960, "AVAILABLE": 480}
    assert course.of_officers("on_duty") == [480]


# --- rolling on -------------------------------------------------------------------------------


def test_who_is_at_work_when_the_next_shift_starts_rolls_on() -> None:
    scenario = response(breaks=BREAKS, briefing_min=15.0)
    duties = [SHIFT, Duty([0], 550, 1000, break_due=700, break_until=800)]
    course = play(scenario, [Call(at=530, scene=40)], duties=duties)
    # Overtime from 540 to 550; then the next shift, which has no briefing but a break.
    assert course.day(0)[2:] == [
        (530, "SCENE"),
        (570, "AVAILABLE"),
        (700, "BREAK"),
        (740, "AVAILABLE"),
        (1000, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [10]
    assert course.of_officers("on_duty") == [940]


def test_overtime_of_both_shifts_adds_up() -> None:
    duties = [SHIFT, Duty([0], 550, 1000)]
    calls = [Call(at=530, scene=40), Call(at=990, scene=25)]
    course = play(response(), calls, duties=duties)
    assert course.of_officers("overtime") == [10 + 15]


def test_who_is_free_when_shifts_touch_stays_on() -> None:
    duties = [SHIFT, Duty([0], 540, 1000)]
    course = play(response(briefing_min=15.0), [Call(at=540)], duties=duties)
    assert course.day(0)[1:] == [
        (75, "AVAILABLE"),
        (540, "SCENE"),
        (570, "AVAILABLE"),
        (1000, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [0]


def test_rolling_on_makes_the_free_take_what_waited_for_the_next_shift() -> None:
    duties = [SHIFT, Duty([0], 540, 1000)]
    scenario = response(last_assignment_min=60.0)
    course = play(scenario, [Call(at=500), Call(at=520), Call(at=600)], duties=duties)
    assert course.incidents("first_assigned") == [540, 570, 600]


def test_rolling_on_does_not_hide_a_missed_break() -> None:
    duties = [
        WITH_BREAK,
        Duty([0], 550, 1000, break_due=700, break_until=800),
    ]
    course = play(response(breaks=BREAKS), [Call(at=190, scene=400)], duties=duties)
    assert course.state.officers.missed_breaks.tolist() == [1]


def test_the_shift_before_leaves_no_break_to_be_taken() -> None:
    # The turn of the first shift comes while the officer works in the second one.
    duties = [
        SHIFT._replace(break_due=545, break_until=600),
        Duty([0], 540, 1000, break_due=700, break_until=800),
    ]
    course = play(response(breaks=BREAKS), [Call(at=520, scene=40)], duties=duties)
    assert course.account(0)["BREAK"] == 40
    assert (700, "BREAK") in course.day(0)


def test_a_break_ends_with_its_shift() -> None:
    duties = [
        SHIFT._replace(break_due=520, break_until=600),
        Duty([0], 540, 1000, break_due=700, break_until=800),
    ]
    course = play(response(breaks=BREAKS), [Call(at=545, scene=5)], duties=duties)
    assert course.day(0) == [
        (60, "AVAILABLE"),
        (520, "BREAK"),
        (540, "AVAILABLE"),
        (545, "SCENE"),
        (550, "AVAILABLE"),
        (700, "BREAK"),
        (740, "AVAILABLE"),
        (1000, "OFF_DUTY"),
    ]
    assert course.state.officers.missed_breaks.tolist() == [0]


def test_a_shift_of_others_ends_without_those_who_rolled_on() -> None:
    duties = [SHIFT._replace(who=[0, 1]), Duty([0], 540, 600)]
    course = play(response(2), duties=duties)
    assert course.day(0) == [(60, "AVAILABLE"), (600, "OFF_DUTY")]
    assert course.day(1) == [(60, "AVAILABLE"), (540, "OFF_DUTY")]


def test_shifts_of_two_teams_that_start_together_go_in_the_order_of_the_line() -> None:
    """Response (1) relieves first, and is not taken along by neighbourhood (2) meanwhile."""
    kinds = {"guard": ["response"], "job": ["response"], "either": ["neighbourhood", "response"]}
    scenario = force(
        {"response": team(2, **on_shifts()), "neighbourhood": team(1, **on_shifts())},
        kinds=kinds,
        kind_rules={"guard": {"relayable": True}},
    )
    calls = [
        Call(at=0, kind="guard", grade=3, scene=200),
        Call(at=10, kind="job"),
        Call(at=20, kind="either", officers=2),
    ]
    duties = [Duty([0], 0, 60), Duty([1], 60, 600), Duty([2], 60, 600)]
    course = play(scenario, calls, duties=duties)
    assert [course.officers[1], course.officers[2][0]] == [[1], 2]
    assert course.incidents("first_assigned") == [0, 60, 60]


def test_one_who_backfills_takes_no_colleague_along_to_what_comes_later() -> None:
    """Three come from one scene; one of them makes up the response shift and is offered first."""
    kinds = {"own": ["neighbourhood"], "together": ["response", "neighbourhood"]}
    teams = {
        "response": team(2, **on_shifts(minimum_strength={"A": 2})),
        "neighbourhood": team(3, **on_shifts()),
    }
    redeployment = {"backfill": True, "rule": "never", "teams": ["neighbourhood"]}
    scenario = force(teams, kinds=kinds, redeployment=redeployment)
    calls = [
        Call(at=0, kind="own", officers=3, scene=60),
        Call(at=10, kind="own"),
        Call(at=20, kind="own"),
        Call(at=30, kind="together", officers=3, together=True),
    ]
    duties = [Duty([2, 3, 4], 0, 600), Duty([0], 40, 600)]
    course = play(scenario, calls, duties=duties)
    assert [len(sent) for sent in course.officers[1:3]] == [1, 1]
    assert course.incidents("first_assigned")[1:3] == [60, 60]
