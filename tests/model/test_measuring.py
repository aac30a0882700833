"""What is measured: the warm-up, the horizon, the time account, and the order of events."""

from __future__ import annotations

import numpy as np

from sim.engine.on_simpy.engine import simulate
from sim.model.state import ACTIVITIES
from sim.vocabulary import Activity
from tests.support.worlds import Call, Case, Duty, force, grade, on_shifts, play, team, world

DAY = 1440


# --- the warm-up ------------------------------------------------------------------------------


def test_accounts_begin_when_the_warm_up_ends() -> None:
    scenario = force({"response": team(2)}, warm_up_days=1)
    calls = [Call(at=100), Call(at=1430, scene=50, writing_up=20), Call(at=DAY + 100, scene=10)]
    course = play(scenario, calls)
    assert course.account(0) == {"AVAILABLE": DAY - 10, "SCENE": 10}
    assert course.account(1) == {"SCENE": 40, "WRITING_UP": 20, "AVAILABLE": DAY - 60}
    assert course.of_officers("on_duty") == [DAY, DAY]
    # What happened to incidents is kept.
    assert course.incidents("cleared") == [130, 1480, DAY + 110]


def test_the_warm_up_changes_nothing_but_the_accounts() -> None:
    calls = [Call(at=at, scene=45, writing_up=10) for at in range(0, 2 * DAY, 40)]
    scenario = force({"response": team(1)}, days=2)
    plain = play(world(scenario, calls))
    warm = play(world(scenario, calls, warm_up_ms=700 * 60_000))
    for one, other in zip(plain.state.incidents, warm.state.incidents, strict=True):
        assert (one == other).all()
    up_to_there = play(world(scenario, calls[:18], horizon_ms=700 * 60_000))
    both = up_to_there.state.officers.account_ms + warm.state.officers.account_ms
    assert (both == plain.state.officers.account_ms).all()
    assert sum(warm.account(0).values()) == 2 * DAY - 700


def test_overtime_breaks_and_redeployment_before_the_end_of_the_warm_up_are_forgotten() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    scenario = force(
        {"response": team(1, **on_shifts(breaks=breaks))}, warm_up_days=1, grades={2: grade()}
    )
    duties = [
        Duty([0], 0, 480, break_due=100, break_until=200),
        Duty([0], 960, 1420, break_due=1000, break_until=1100),
        Duty([0], DAY + 480, DAY + 960, break_due=DAY + 600, break_until=DAY + 700),
    ]
    calls = [Call(at=50, scene=460), Call(at=990, scene=470), Call(at=DAY + 590, scene=380)]
    course = play(scenario, calls, duties=duties)
    # The second job ends at 1460: 40 minutes of overtime, 20 of them measured. Its missed break
    # is measured since the shift ends after the warm-up; the first one is not.
    assert course.of_officers("overtime") == [20 + 10]
    assert course.state.officers.missed_breaks.tolist() == [2]
    assert course.of_officers("on_duty") == [20 + 490]


def test_redeployment_that_spans_the_end_of_the_warm_up_counts_from_there() -> None:
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 15.0}
    scenario = force(
        {"response": team(1), "neighbourhood": team(1)}, redeployment=rule, warm_up_days=1
    )
    course = play(scenario, [Call(at=1400, scene=100), Call(at=1410, scene=50)])
    assert course.incidents("first_assigned") == [1400, 1425]
    assert course.of_officers("redeployed") == [0, 35]


def test_incidents_are_assessed_when_they_are_created() -> None:
    course = play(force({"response": team(1)}), [Call(at=10), Call(at=20.5)])
    assert course.incidents("assessed") == course.incidents("due_since") == [10, 20.5]


# --- the horizon ------------------------------------------------------------------------------


def test_nothing_runs_at_the_horizon() -> None:
    calls = [Call(at=1400, scene=39.999), Call(at=1400, scene=40), Call(at=1440)]
    course = play(world(force({"response": team(3)}), calls[:2]))
    assert course.states == ["FINISHED", "ATTENDED"]
    assert course.state.clock.now_ms[0] == DAY * 60_000


def test_an_incident_in_the_last_millisecond_is_created() -> None:
    course = play(force({"response": team(1)}), [Call(at=DAY - 1 / 60_000)])
    assert course.states == ["ATTENDED"]


def test_activities_in_progress_are_booked_up_to_the_horizon() -> None:
    scenario = force({"response": team(1), "investigation": team(1)})
    course = play(scenario, [Call(at=1300, scene=20, case=Case(500)), Call(at=1330, scene=500)])
    assert course.account(0) == {"AVAILABLE": 1310, "SCENE": 130}
    assert course.account(1) == {"AVAILABLE": 1320, "CASE_WORK": 120}
    assert course.deployments("left") == [1320, -1]


def test_overtime_in_progress_is_booked_up_to_the_horizon() -> None:
    scenario = force({"response": team(1, **on_shifts())})
    course = play(scenario, [Call(at=1300, scene=500)], duties=[Duty([0], 900, 1380)])
    assert course.of_officers("overtime") == [60]
    assert course.of_officers("on_duty") == [540]


def test_the_time_account_closes() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    rules = on_shifts(breaks=breaks, briefing_min=15.0, idle_limit_min=5.0)
    duties = [
        Duty([0, 1], 60, 540, break_due=200, break_until=300),
        Duty([1], 560, 1040, break_due=700, break_until=800),
    ]
    calls = [Call(at=at, scene=37, writing_up=11, place="AB"[at % 2]) for at in range(5, 1400, 45)]
    scenario = force({"response": team(2, **rules)}, hubs={"A": "A", "B": "A"})
    course = play(scenario, calls, drives={"A": [3, 12], "B": [12, 3]}, duties=duties)
    account = course.state.officers.account_ms.reshape(-1, ACTIVITIES)
    assert (account.sum(axis=1) == DAY * 60_000).all()
    off_duty = account[:, Activity.OFF_DUTY]
    assert (DAY * 60_000 - off_duty == course.state.officers.on_duty_ms).all()
    assert {"BRIEFING", "TRAVEL", "SCENE", "RETURNING", "WRITING_UP", "BREAK"} <= set(
        course.account(1)
    )


# --- events at one time -----------------------------------------------------------------------


def test_the_shift_starts_before_an_incident_of_the_same_time_is_created() -> None:
    scenario = force({"response": team(1, **on_shifts())}, grades={2: grade(when_all_busy="lost")})
    course = play(scenario, [Call(at=60), Call(at=540)], duties=[Duty([0], 60, 540)])
    # And it ends before one: the free go home first.
    assert course.outcomes == ["ATTENDED", "LOST"]


def test_the_job_ends_before_the_turn_of_the_break_and_the_end_of_the_shift() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    scenario = force({"response": team(1, **on_shifts(breaks=breaks))})
    duty = Duty([0], 60, 540, break_due=200, break_until=300)
    course = play(scenario, [Call(at=170), Call(at=180), Call(at=510)], duties=[duty])
    # Free at 200, the officer takes the call that waits; the turn of the break comes after that.
    assert course.day(0) == [
        (60, "AVAILABLE"),
        (170, "SCENE"),
        (200, "SCENE"),
        (230, "BREAK"),
        (270, "AVAILABLE"),
        (510, "SCENE"),
        (540, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [0]


def test_an_incident_finds_the_officer_whose_job_ends_at_that_time() -> None:
    grades = {2: grade(when_all_busy="lost")}
    calls = [Call(at=0, scene=30, writing_up=10), Call(at=40), Call(at=69.999)]
    course = play(force({"response": team(1)}, grades=grades), calls)
    assert course.outcomes == ["ATTENDED", "ATTENDED", "LOST"]


def test_incidents_of_one_time_come_in_the_order_of_the_world() -> None:
    calls = [Call(at=10, scene=5, grade=2), Call(at=10, scene=7, grade=1), Call(at=10, scene=9)]
    course = play(force({"response": team(1)}), calls)
    # The first finds the officer free; of those who wait the emergency goes first.
    assert course.incidents("first_assigned") == [10, 15, 22]


def test_the_queue_grows_old_before_an_incident_of_the_same_time_is_created() -> None:
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 15.0}
    scenario = force({"response": team(1), "neighbourhood": team(1)}, redeployment=rule)
    calls = [Call(at=0, scene=100), Call(at=10), Call(at=25, grade=1)]
    course = play(scenario, calls)
    assert course.incidents("first_assigned") == [0, 25, 55]


def test_an_incident_is_assigned_at_the_moment_at_which_it_would_be_old() -> None:
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 15.0}
    scenario = force({"response": team(1), "neighbourhood": team(1)}, redeployment=rule)
    course = play(scenario, [Call(at=0, scene=25), Call(at=10)])
    # Scenes end before queues grow old.
    assert course.officers == [[0], [0]]
    assert course.state.redeployment.switched_on.tolist() == [0]


def test_without_anything_to_do_the_run_ends_all_the_same() -> None:
    state = simulate(world(force({"response": team(1)})), log=True)
    assert state.clock.events[0] == 1  # the shift that never ends
    assert np.array_equal(state.officers.on_duty_ms, [DAY * 60_000])
