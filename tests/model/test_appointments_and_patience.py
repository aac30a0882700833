"""Visits by appointment, and what becomes of those who wait too long."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.audit import audit
from tests.support.worlds import Call, Course, desk, force, grade, play, team

DAY = 1440.0


def visits(*calls: Call, count: int = 1, **appointment: Any) -> Course:
    """Run calls of grade 3 that are visited by appointment, for five days."""
    slot = {"earliest": "00:00", "latest": "23:59", "slot_min": 60.0, **appointment}
    scenario = force({"response": team(count)}, grades={3: grade(appointment=slot)}, days=5)
    return play(scenario, calls)


@pytest.mark.parametrize(
    ("at", "notice", "after_days", "seen_at", "begins"),
    [
        (100, 0, 0, 600, 600),  # the same day
        (600, 0, 0, 600, 600),  # at once
        (601, 0, 0, 600, DAY + 600),  # too late for today
        (100, 500, 0, 600, 600),  # the notice is just kept
        (101, 500, 0, 600, DAY + 600),
        (100, 1400, 0, 600, DAY + 600),  # the notice runs into the next day
        (100, 1400, 0, 30, 2 * DAY + 30),
        (100, 0, 2, 600, 2 * DAY + 600),
        (700, 0, 2, 600, 2 * DAY + 600),
    ],
)
def test_the_slot_begins(
    at: float, notice: float, after_days: int, seen_at: float, begins: float
) -> None:
    call = Call(at=at, grade=3, seen_after_days=after_days, seen_at=seen_at)
    course = visits(call, notice_min=float(notice))
    assert course.incidents("appointment") == [begins]
    assert course.incidents("due_since") == [begins]
    assert course.incidents("first_assigned") == [begins]
    assert course.incidents("cleared") == [begins + 30]


def test_a_full_day_of_the_diary_sends_the_visit_to_the_next() -> None:
    calls = [Call(at=at, grade=3, seen_at=600) for at in (0, 1, 2, 3, 4)]
    course = visits(*calls, visits_per_day={"A": 2})
    assert course.incidents("appointment") == [600, 600, DAY + 600, DAY + 600, 2 * DAY + 600]


def test_days_beyond_the_run_have_room_for_all() -> None:
    calls = [Call(at=at, grade=3, seen_at=600) for at in range(8)]
    agreed = visits(*calls, visits_per_day={"A": 1}).incidents("appointment")
    assert agreed[4:] == [4 * DAY + 600, 5 * DAY + 600, 5 * DAY + 600, 5 * DAY + 600]


@pytest.mark.parametrize(
    ("when_missed", "agreed", "arrived", "missed"),
    [("wait", 600, 700, 0), ("agreed_again", DAY + 600, DAY + 600, 1)],
)
def test_a_slot_that_ends_before_anybody_is_sent(
    when_missed: str, agreed: float, arrived: float, missed: int
) -> None:
    calls = [Call(at=0, grade=3, seen_at=600, scene=10), Call(at=590, scene=110)]
    course = visits(*calls, when_missed=when_missed)
    assert course.incidents("appointment")[0] == agreed
    assert course.incidents("first_appointment")[0] == 600
    assert course.incidents("first_arrived")[0] == arrived
    assert course.state.incidents.appointments_missed[0] == missed


@pytest.mark.parametrize(
    ("late_until", "agreed", "arrived"),
    [
        ("11:30", 600, 680),  # the officer is free at 11:20, while late visits are still made
        ("11:15", DAY + 600, DAY + 600),
        ("10:05", 600, 680),  # never before the slot of 90 minutes ends
    ],
)
def test_a_late_visit_is_made_until_a_time_of_day(
    late_until: str, agreed: float, arrived: float
) -> None:
    calls = [Call(at=0, grade=3, seen_at=600, scene=10), Call(at=590, scene=90)]
    slot = 90.0 if late_until == "10:05" else 60.0
    course = visits(*calls, when_missed="agreed_again", late_until=late_until, slot_min=slot)
    assert course.incidents("appointment")[0] == agreed
    assert course.incidents("first_arrived")[0] == arrived


def test_who_is_sent_at_the_very_end_of_the_slot_keeps_it() -> None:
    calls = [Call(at=0, grade=3, seen_at=600, scene=10), Call(at=590, scene=70)]
    course = visits(*calls, when_missed="agreed_again")
    assert course.incidents("first_arrived")[0] == 660


def test_before_the_slot_nobody_goes_and_it_is_nobodys_wait() -> None:
    calls = [Call(at=0, grade=3, seen_at=600), Call(at=595, grade=2, scene=30)]
    course = visits(*calls)
    assert course.incidents("first_assigned") == [625, 595]


def test_those_who_are_due_wait_in_order_of_their_slots() -> None:
    calls = [
        Call(at=0, grade=3, seen_at=620, scene=10),
        Call(at=1, grade=3, seen_at=610, scene=10),
        Call(at=590, scene=60),
    ]
    assert visits(*calls).incidents("first_assigned") == [660, 650, 590]


def test_at_one_moment_appointments_come_before_new_calls() -> None:
    calls = [Call(at=0, grade=3, seen_at=600, scene=10), Call(at=600, grade=3, seen_at=600)]
    assert visits(*calls).incidents("first_assigned") == [600, 610]


def test_what_the_desk_sends_on_is_visited_by_appointment() -> None:
    grades = {3: grade(appointment={"earliest": "09:00", "latest": "17:00", "slot_min": 60.0})}
    scenario = force({"response": team(1), "resolution_centre": desk(1)}, grades=grades)
    call = Call(at=0, grade=4, desk=20, resolves=False, sent_on=3, seen_at=600)
    course = play(scenario, [call])
    assert course.incidents("contacted") == [0]
    assert course.incidents("first_assigned") == [600]


def test_a_slot_beyond_the_horizon_leaves_the_incident_open() -> None:
    course = visits(Call(at=0, grade=3, seen_after_days=7, seen_at=600))
    assert course.states == ["BOOKED"]


# --- a slot agreed again begins a wait of its own ---


def seen_again(*calls: Call, after_min: float) -> Course:
    """Run a visit of 10:00 of which A's officer (0) misses two slots; B's (1) may help."""
    slot = {"earliest": "00:00", "latest": "23:59", "slot_min": 60.0}
    grades = {3: grade(appointment={**slot, "when_missed": "agreed_again"})}
    rule = {"rule": "after_wait", "grades": [3], "after_min": after_min, "within_min": 60.0}
    teams = {"response": team(1, 1, cross_hub_help=rule)}
    scenario = force(teams, grades=grades, hubs={"A": "A", "B": "B"}, days=4)
    visit = Call(at=0, grade=3, seen_at=600, scene=10)
    course = play(scenario, [visit, Call(at=590, scene=1.5 * DAY), *calls])
    assert audit(course.world, course.state) == []
    return course


def test_a_slot_agreed_again_calls_other_hubs_after_a_wait_of_its_own() -> None:
    """B's officer is at a scene until the slot has been missed, and free in the next."""
    busy = Call(at=590, place="B", scene=100)
    course = seen_again(busy, after_min=20)
    assert course.officers[0] == [1]
    assert course.incidents("first_assigned")[0] == DAY + 620


def test_who_would_help_after_longer_than_a_slot_is_not_called_in_the_next() -> None:
    course = seen_again(after_min=DAY + 30)
    assert course.incidents("first_assigned")[0] == 2 * DAY + 600
    assert course.state.queues.called_after_ms[0] == -1


# --- patience ---


def patient(*calls: Call, count: int = 1, **of_grade_1: Any) -> Course:
    """Run calls; grade 2 is upgraded to 1, as far as it is upgraded."""
    waits: dict[str, Any] = {"minutes": {"distribution": "fixed", "value": 60.0}}
    waits |= {"upgraded_share": 0.5, "upgraded_to": 1}
    grades = {1: grade(**of_grade_1), 2: grade(patience=waits)}
    return play(force({"response": team(count)}, grades=grades), calls)


def test_who_has_waited_too_long_cancels() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, patience=40), Call(at=20, patience=90, scene=5)]
    course = patient(*calls)
    assert course.outcomes == ["ATTENDED", "CANCELLED", "ATTENDED"]
    assert course.incidents("finished") == [100, 50, 105]
    assert course.incidents("first_assigned")[1] == -1


def test_who_is_served_at_the_last_moment_does_not_cancel() -> None:
    # At 50 the scene ends before the patience does.
    course = patient(Call(at=0, scene=50), Call(at=10, patience=40, scene=5))
    assert course.outcomes == ["ATTENDED", "ATTENDED"]


def test_an_upgraded_incident_comes_before_its_old_grade_in_its_old_place() -> None:
    calls = [
        Call(at=0, scene=100),
        Call(at=10, scene=10),
        Call(at=20, scene=10, patience=30, upgraded=True),
        Call(at=60, grade=1, scene=10),
    ]
    course = patient(*calls)
    assert course.state.incidents.grade.tolist() == [2, 2, 1, 1]
    # Of grade 1, the one that fell due first.
    assert course.incidents("first_assigned") == [0, 120, 100, 110]


def test_what_an_incident_held_up_goes_when_that_is_upgraded_and_goes() -> None:
    waits: dict[str, Any] = {"minutes": {"distribution": "fixed", "value": 60.0}}
    waits |= {"upgraded_share": 0.5, "upgraded_to": 1}
    scenario = force(
        {"response": team(2), "neighbourhood": team(1)},
        kinds={"job": ["response"], "theirs": ["neighbourhood"]},
        grades={1: grade(interrupts=["writing_up"]), 2: grade(patience=waits)},
    )
    calls = [
        Call(at=0, scene=10, writing_up=300),
        Call(at=20, officers=2, together=True, bypass=False, patience=30, upgraded=True),
        Call(at=30, kind="theirs", patience=200),
    ]
    course = play(scenario, calls)
    assert course.officers == [[0], [1, 0], [2]]
    assert course.incidents("first_assigned") == [0, 50, 50]


def test_an_upgraded_incident_may_call_somebody_away() -> None:
    calls = [
        Call(at=0, grade=3, scene=100, spare=3),
        Call(at=20, scene=10, patience=30, upgraded=True),
    ]
    course = patient(*calls, interrupts=["scene"])
    assert course.incidents("first_assigned") == [0, 50]
    assert course.incidents("cleared") == [110, 60]


def test_patience_is_of_those_to_whom_nobody_has_been_sent() -> None:
    grades = {
        1: grade(interrupts=["scene"]),
        2: grade(patience={"minutes": {"distribution": "fixed", "value": 60.0}}),
    }
    calls = [
        Call(at=0, scene=20, patience=30, spare=3),
        Call(at=10, grade=1, scene=100),
    ]
    course = play(force({"response": team(1)}, grades=grades), calls)
    # Called away at 10, and back at 110: whoever has been seen does not cancel.
    assert course.outcomes == ["ATTENDED", "ATTENDED"]
    assert course.incidents("cleared") == [120, 110]


def test_who_needs_two_and_has_one_is_patient() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, officers=2, scene=60, patience=20)]
    course = patient(*calls, count=2)
    assert course.outcomes == ["ATTENDED", "ATTENDED"]


def test_patience_with_an_appointment_runs_from_the_slot() -> None:
    slot = {"earliest": "09:00", "latest": "17:00", "slot_min": 60.0}
    waits = {"minutes": {"distribution": "fixed", "value": 60.0}}
    scenario = force({"response": team(1)}, grades={3: grade(appointment=slot, patience=waits)})
    calls = [Call(at=0, grade=3, seen_at=600, patience=20), Call(at=590, scene=100)]
    course = play(scenario, calls)
    assert course.outcomes == ["CANCELLED", "ATTENDED"]
    assert course.incidents("finished") == [620, 690]


def test_a_cancelled_incident_lets_those_behind_it_go() -> None:
    first = Call(at=5, officers=2, together=True, bypass=False, patience=30)
    calls = [Call(at=0, scene=100), first, Call(at=10, scene=10)]
    course = patient(*calls, count=2)
    assert course.outcomes == ["ATTENDED", "CANCELLED", "ATTENDED"]
    assert course.incidents("first_assigned") == [0, -1, 35]
