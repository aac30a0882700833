"""Measures where the levers of Response matter: worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_HOUR
from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.outputs.measures.week import week_profile
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import EndedBy, IncidentState, Outcome
from sim.world.build import names
from tests.outputs import tiny
from tests.outputs.tiny import value
from tests.support.worlds import Call, Duty, force, grade, on_shifts, team, world


def rows(scenario: Scenario, calls: list[Call], **rest: Any) -> MeasureRows:
    made = world(scenario, calls, **rest)
    return measure(scenario, names(scenario), made, simulate(made))


URGENT = {1: grade(interrupts=["travel", "scene"])}


def test_preempted_count() -> None:
    """Grade 2 at West loses an officer on the way, grade 2 at East two at the scene."""
    state = tiny.state()
    ended = state.deployments.ended_by.copy()
    ended[[0, 3, 7, 8]] = [
        EndedBy.DIVERTED,  # from the warm-up
        EndedBy.DIVERTED,
        EndedBy.CALLED_AWAY,
        EndedBy.CALLED_AWAY,
    ]
    ended[6] = EndedBy.RELIEVED
    changed = state._replace(deployments=state.deployments._replace(ended_by=ended))
    found = measure(tiny.scenario(), tiny.names(), tiny.world(), changed)
    assert value(found, "preempted_count") == 3
    assert value(found, "preempted_count", hub="West", grade="2") == 1
    assert value(found, "preempted_count", hub="East", grade="2") == 2
    assert value(found, "preempted_count", grade="1") == 0


def test_shifts_on_a_rest_day_are_overtime_and_are_paid() -> None:
    """The first of two people works twelve hours on a rest day; the rest as in `tiny`."""
    made = tiny.world()
    changed = made._replace(duties=made.duties._replace(overtime=np.arange(4) == 0))
    response = tiny.scenario().teams.response.model_copy(update={"overtime_gbp_per_hour": 20.0})
    teams = tiny.scenario().teams.model_copy(update={"response": response})
    scenario = tiny.scenario().model_copy(update={"teams": teams})
    plain, found = (measure(scenario, tiny.names(), each, tiny.state()) for each in (made, changed))
    assert value(plain, "overtime_hours", "response") == 1.5
    assert value(found, "overtime_hours", "response") == 13.5
    rise = value(found, "cost_gbp", "response") - value(plain, "cost_gbp", "response")
    assert rise == pytest.approx(12 * 20)
    # Four days are measured, so twelve hours are an eighth of a person.
    fall = value(plain, "rostered_mean", "response") - value(found, "rostered_mean", "response")
    assert fall == pytest.approx(12 / 96)
    plain_week, week = (
        week_profile(scenario, tiny.names(), each, tiny.state()) for each in (made, changed)
    )
    lost = (plain_week.rostered_mean - week.rostered_mean)[0, 0]
    assert np.nansum(lost) == pytest.approx(12.0)


def test_cancelled_incidents_count_as_due_and_never_attended() -> None:
    state = tiny.state()
    outcome, finished = state.incidents.outcome.copy(), state.incidents.finished_ms.copy()
    done = state.incidents.state.copy()
    # Incident 4 is cancelled after waiting for 100 minutes, past its target.
    outcome[4], finished[4], done[4] = Outcome.CANCELLED, tiny.at(300), IncidentState.FINISHED
    incidents = state.incidents._replace(outcome=outcome, finished_ms=finished, state=done)
    changed = state._replace(incidents=incidents)
    found = measure(tiny.scenario(), tiny.names(), tiny.world(), changed)
    assert value(found, "cancelled_share") == 2 / 10
    assert value(found, "cancelled_share", grade="2") == 1 / 5
    assert value(found, "attended_share", grade="2") == 3 / 5
    assert value(found, "within_target_share", grade="2") == 2 / 4
    assert value(found, "queue_length_mean", hub="West", grade="2") == pytest.approx(100 / 5760)
    assert value(found, "unfinished_count") == 3


@pytest.mark.parametrize(("appointment", "hit"), [(2940, 1), (2939.9, 0)])
def test_an_appointment_is_kept_within_its_slot(appointment: float, hit: int) -> None:
    """Incident 7 is reached at 2970; slots of grade 2 are half an hour long."""
    state = tiny.state()
    agreed = state.incidents.first_appointment_ms.copy()
    agreed[7] = tiny.at(appointment)
    changed = state._replace(incidents=state.incidents._replace(first_appointment_ms=agreed))
    found = measure(tiny.scenario(), tiny.names(), tiny.world(), changed)
    # At West: 3 in time, 4 overdue.
    assert value(found, "within_target_share", hub="West", grade="2") == (1 + hit) / 3


def test_appointments_after_days_and_missed() -> None:
    state = tiny.state()
    agreed, missed = (
        column.copy()
        for column in (state.incidents.first_appointment_ms, state.incidents.appointments_missed)
    )
    created = tiny.world().drawn.created_ms
    agreed[7], missed[7] = created[7] + 36 * MS_PER_HOUR, 2
    changed = state.incidents._replace(first_appointment_ms=agreed, appointments_missed=missed)
    found = measure(tiny.scenario(), tiny.names(), tiny.world(), state._replace(incidents=changed))
    assert value(found, "appointment_after_mean_days", hub="West", grade="2") == 1.5
    assert value(found, "appointments_missed_count", hub="West", grade="2") == 2
    assert value(found, "appointments_missed_count") == 2
    assert value(found, "writing_up_put_off_hours") == 0.75


SLOT = {"earliest": "09:00", "latest": "17:00", "slot_min": 30.0}


def test_the_wait_for_an_appointment_starts_with_the_slot() -> None:
    scenario = force({"response": team(1)}, grades={3: grade(appointment=SLOT)})
    calls = [
        Call(at=0, grade=3, seen_at=600, scene=20),
        Call(at=1, grade=3, seen_at=610, scene=50),  # waits for 10 minutes: in time
        Call(at=2, grade=3, seen_at=630, scene=50),  # waits for 40: too late
        Call(at=3, grade=3, seen_at=600, seen_after_days=2),  # still to come
    ]
    found = rows(scenario, calls)
    assert value(found, "queue_wait_mean_min", grade="3") == pytest.approx(50 / 3)
    assert value(found, "within_target_share", grade="3") == pytest.approx(2 / 3)
    assert value(found, "attended_share", grade="3") == 1
    assert value(found, "wait_probability", grade="3") == pytest.approx(2 / 3)
    assert value(found, "queue_length_mean", grade="3") == pytest.approx(50 / 1440)
    assert value(found, "unfinished_count", grade="3") == 1


def test_an_interrupted_incident_is_attended_once() -> None:
    scenario = force({"response": team(1)}, grades=URGENT)
    calls = [Call(at=0, scene=30, spare=3), Call(at=10, grade=1, scene=20, spare=3)]
    found = rows(scenario, calls)
    assert value(found, "attended_share", grade="2") == 1
    assert value(found, "queue_wait_mean_min", grade="2") == 0
    assert value(found, "preempted_count", grade="2") == 1
    assert value(found, "utilisation_share", "response") == pytest.approx(50 / 1440)
    # Diverted on the way and never reached: due, and not attended.
    calls = [Call(at=0, scene=30, spare=3, place="B"), Call(at=2, grade=1, scene=2000, spare=3)]
    scenario = force({"response": team(1)}, grades=URGENT, hubs={"A": "A", "B": "A"})
    found = rows(scenario, calls, drives={"A": [1, 10], "B": [10, 1]})
    assert value(found, "attended_share", grade="2") == 0
    assert value(found, "within_target_share", grade="2") == 0


def test_custody_is_work_on_calls() -> None:
    found = rows(force({"response": team(1)}), [Call(at=0, scene=30, custody=60)])
    assert value(found, "utilisation_share", "response") == pytest.approx(90 / 1440)


def test_both_of_a_crew_are_counted() -> None:
    teams = {"response": team(2, crewing={"double_share": 1.0}, **on_shifts())}
    duties = [Duty([0, 1], 0, 480, crews=[(0, 1)])]
    found = rows(force(teams), [Call(at=470, scene=40, spare=1)], duties=duties)
    assert value(found, "overtime_hours", "response") == 1
    assert value(found, "on_duty_mean", "response") == pytest.approx(2 * 510 / 1440)
    assert value(found, "utilisation_share", "response") == pytest.approx(40 / 510)


def test_crews_of_another_hub_are_counted_by_person() -> None:
    rule = {"rule": "emergencies", "within_min": 60.0}
    scenario = force(
        {"response": team(2, 2, crewing={"double_share": 1.0}, cross_hub_help=rule)},
        hubs={"A": "A", "B": "B"},
    )
    calls = [
        Call(at=0, grade=1, scene=60, spare=1),
        Call(at=5, grade=1, scene=60, spare=1),
    ]
    found = rows(scenario, calls)
    assert value(found, "cross_hub_share") == 0.5


def test_ordinary_visits_of_ring_fenced_teams_are_reactive() -> None:
    """Nobody is redeployed, and yet the PCSO spends an hour and a half of the shift on visits."""
    teams = {
        "response": team(1),
        "pcso": team(1, **on_shifts()),
        "neighbourhood": team(1, **on_shifts()),
    }
    scenario = force(
        teams,
        kinds={"job": ["pcso"], "ours": ["neighbourhood"]},
        redeployment={"rule": "never", "ring_fenced": ["neighbourhood", "pcso"]},
    )
    calls = [Call(at=10, scene=60), Call(at=100, scene=30), Call(at=200, kind="ours", scene=48)]
    found = rows(scenario, calls, duties=[Duty([2], 0, 480), Duty([1], 0, 480)])
    assert value(found, "prevention_hours_redeployed") == 0
    name = "reactive_share_of_prevention_teams"
    assert value(found, name, "pcso") == pytest.approx(90 / 480)
    assert value(found, name, "neighbourhood") == pytest.approx(48 / 480)
    assert value(found, name) == value(found, name, hub="A") == pytest.approx(138 / 960)


@pytest.mark.parametrize(
    ("days", "growth", "variance"),
    [
        (21, 6, 16),  # 1, 2 and 7 wait at the ends of the weeks: 2 steps * 8
        (14, 1, np.nan),  # a single step
    ],
)
def test_how_far_chance_goes_in_the_growth_of_a_queue(
    days: int, growth: int, variance: float
) -> None:
    """The one officer is busy all the time."""
    waits = [Call(at=1440 * day) for day in (1, 8, 15, 16, 17, 18, 19) if day < days]
    scenario = force({"response": team(1)}, days=days)
    found = rows(scenario, [Call(at=0, scene=1440 * days + 60), *waits])
    assert value(found, "queue_growth_count") == growth
    np.testing.assert_equal(value(found, "queue_growth_variance"), variance)


def test_each_team_uses_powers_by_its_own_hours_and_rates() -> None:
    """In eight hours 4 times, one in two hours; in four hours 12 times, three in one."""

    def visible(per_hour: float) -> dict[str, Any]:
        powers = {"prevention_plan": {"patrol": 1.0}, "asb_powers_per_hour": {"patrol": per_hour}}
        return team(1, **on_shifts(), **powers)

    teams = {"response": team(1), "neighbourhood": visible(0.5), "enforcement": visible(3.0)}
    found = rows(force(teams), [], duties=[Duty([1], 0, 480), Duty([2], 0, 240)])
    assert value(found, "asb_powers_count", "neighbourhood") == 4
    assert value(found, "asb_powers_count", "enforcement") == 12
    assert value(found, "asb_powers_count") == value(found, "asb_powers_count", hub="A") == 16


def test_all_of_a_backfilled_shift_is_reactive() -> None:
    """One of two makes up a shift of response for 300 minutes, 60 of them at a scene."""
    teams = {
        "response": team(2, **on_shifts(), minimum_strength={"A": 2}),
        "neighbourhood": team(2, **on_shifts()),
    }
    rule = {"rule": "one_pool", "backfill": True}
    duties = [Duty([0], 0, 300), Duty([2, 3], 0, 300)]
    calls = [Call(at=10, scene=60), Call(at=20, scene=60)]
    found = rows(force(teams, redeployment=rule), calls, duties=duties)
    assert value(found, "prevention_hours_redeployed") == pytest.approx(5)
    assert value(found, "reactive_share_of_prevention_teams", "neighbourhood") == 0.5
    assert value(found, "rostered_mean", "neighbourhood") == pytest.approx(600 / 1440)
