"""Briefings, and rolling on into the next shift."""

from __future__ import annotations

import pytest

from sim.vocabulary import Record
from tests.model.one_shift import BREAKS, SHIFT, WITH_BREAK, response
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team

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
