"""Breaks: when one is taken, interrupted, resumed and missed."""

from __future__ import annotations

import pytest

from sim.vocabulary import Record
from tests.model.one_shift import BREAKS, INTERRUPTING, WITH_BREAK, response
from tests.support.worlds import Call, Duty, force, on_shifts, play, team


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
