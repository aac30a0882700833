"""Each invariant is tripped by a run that somebody has tampered with, and only by such."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.invariants import CHECKS, REPORTED, violations
from sim.engine.on_simpy.engine import simulate
from sim.model.state import ACTIVITIES, State
from sim.vocabulary import (
    Activity,
    CaseState,
    IncidentState,
    Outcome,
    Record,
    Subject,
    subject_of,
)
from sim.world.arrays import ALWAYS, World
from tests.engine.busy import busy_run, busy_world, full_run
from tests.support.worlds import Call, force, team, world

Doctor = Callable[[World, State], None]


def copy(arrays: Any) -> Any:
    """Return a state that may be tampered with."""
    if isinstance(arrays, np.ndarray):
        return arrays.copy()
    return type(arrays)(*map(copy, arrays))


def lines(s: State, subject: Subject, **wanted: int) -> list[int]:
    """Return lines of the log about a subject whose columns have the wanted values."""
    return [
        line
        for line, record in enumerate(s.log.record.tolist())
        if subject_of(record) == subject
        and all(getattr(s.log, column)[line] == value for column, value in wanted.items())
    ]


def which(s: State, outcome: Outcome, nth: int = 0) -> int:
    return int(np.flatnonzero(s.incidents.outcome == outcome)[nth])


# --- ways to tamper with a run ----------------------------------------------------------------


def time_goes_back(w: World, s: State) -> None:
    s.log.time_ms[100] = s.log.time_ms[99] - 1


def runs_past_the_horizon(w: World, s: State) -> None:
    s.log.time_ms[-1] = w.sizes.horizon_ms


def is_its_own_parent(w: World, s: State) -> None:
    s.log.parent[50] = 50


def comes_before_its_parent(w: World, s: State) -> None:
    s.log.parent[50] = 51


def officer_jumps(w: World, s: State) -> None:
    s.log.before[lines(s, Subject.OFFICER, before=Activity.SCENE)[0]] = Activity.TRAVEL


def officer_sleeps_at_the_scene(w: World, s: State) -> None:
    s.log.after[lines(s, Subject.OFFICER, before=Activity.TRAVEL)[0]] = Activity.BRIEFING


def officer_is_forgotten(w: World, s: State) -> None:
    line = lines(s, Subject.OFFICER, after=Activity.SCENE)[0]
    s.log.record[line] = Record.SHIFT_STARTED


def incident_is_cleared_unattended(w: World, s: State) -> None:
    s.log.before[lines(s, Subject.INCIDENT, record=Record.CLEARED)[0]] = IncidentState.QUEUED


def incident_is_created_twice(w: World, s: State) -> None:
    s.log.incident[lines(s, Subject.INCIDENT, record=Record.CREATED)[3]] = s.log.incident[
        lines(s, Subject.INCIDENT, record=Record.CREATED)[0]
    ]


def case_is_worked_on_unallocated(w: World, s: State) -> None:
    line = lines(s, Subject.CASE, record=Record.CASE_ALLOCATED)[0]
    s.log.after[line] = CaseState.WORKED_ON


def case_is_closed_twice(w: World, s: State) -> None:
    s.log.incident[lines(s, Subject.CASE, record=Record.CASE_CLOSED)[1]] = s.log.incident[
        lines(s, Subject.CASE, record=Record.CASE_CLOSED)[0]
    ]


def officer_is_in_two_places(w: World, s: State) -> None:
    rows = s.deployments
    one, other = np.flatnonzero(rows.left_ms > rows.assigned_ms)[:2]
    rows.officer[other] = rows.officer[one]
    rows.assigned_ms[other] = rows.left_ms[one] - 1


def officer_never_left(w: World, s: State) -> None:
    officers = s.deployments.officer
    busiest = np.bincount(officers[officers >= 0]).argmax()
    s.deployments.left_ms[np.flatnonzero(officers == busiest)[0]] = -1


def officer_works_two_cases(w: World, s: State) -> None:
    started = lines(s, Subject.CASE, record=Record.CASE_STARTED)
    owners = s.log.officer[started].tolist()
    one, other = next(
        (line, later)
        for line, owner, later, next_owner in zip(
            started, owners, started[1:], owners[1:], strict=False
        )
        if owner != next_owner
    )
    s.log.officer[other] = s.log.officer[one]
    after = (s.log.record >= Record.CASE_OPENED) & (np.arange(len(s.log.record)) > one)
    s.log.record[after & (s.log.incident == s.log.incident[one])] = Record.SHIFT_STARTED


def officer_takes_two_calls(w: World, s: State) -> None:
    one, other = lines(s, Subject.INCIDENT, record=Record.DESK_STARTED)[:2]
    s.log.officer[other] = s.log.officer[one]
    ended = (s.log.incident == s.log.incident[one]) & (s.log.before == IncidentState.AT_DESK)
    s.log.record[ended] = Record.SHIFT_STARTED


def was_never_created(w: World, s: State) -> None:
    s.incidents.state[np.flatnonzero(w.drawn.mark == ALWAYS)[0]] = IncidentState.EXPECTED


def a_repeat_without_its_parent(w: World, s: State) -> None:
    happened = s.incidents.state != IncidentState.EXPECTED
    child = np.flatnonzero((w.drawn.parent >= 0) & happened)[0]
    s.incidents.state[w.drawn.parent[child]] = IncidentState.EXPECTED


def finished_without_an_outcome(w: World, s: State) -> None:
    s.incidents.outcome[which(s, Outcome.ATTENDED)] = Outcome.NONE


def finished_without_a_time(w: World, s: State) -> None:
    s.incidents.finished_ms[which(s, Outcome.ATTENDED)] = -1


def unfinished_with_a_time(w: World, s: State) -> None:
    unfinished = np.flatnonzero(s.incidents.state != IncidentState.FINISHED)[0]
    s.incidents.finished_ms[unfinished] = 1


def attended_by_nobody(w: World, s: State) -> None:
    s.incidents.first_arrived_ms[which(s, Outcome.ATTENDED)] = -1


def resolved_without_contact(w: World, s: State) -> None:
    s.incidents.contacted_ms[which(s, Outcome.RESOLVED_AT_DESK)] = -1


def referred_without_contact(w: World, s: State) -> None:
    s.incidents.contacted_ms[which(s, Outcome.REFERRED)] = -1


def no_reply_after_contact(w: World, s: State) -> None:
    s.incidents.contacted_ms[which(s, Outcome.NO_REPLY)] = 1


def given_up_too_soon(w: World, s: State) -> None:
    s.incidents.attempts[which(s, Outcome.NO_REPLY)] = 1


def called_too_often(w: World, s: State) -> None:
    s.incidents.attempts[which(s, Outcome.RESOLVED_AT_DESK)] = 3


def reached_before_called(w: World, s: State) -> None:
    incident = which(s, Outcome.RESOLVED_AT_DESK)
    s.incidents.called_ms[incident] = s.incidents.contacted_ms[incident] + 1


def called_later_from_a_queue(w: World, s: State) -> None:
    waiting = np.flatnonzero(s.incidents.state == IncidentState.DESK_QUEUE)[0]
    s.incidents.state[waiting] = IncidentState.CALL_LATER


def called_when_closed(w: World, s: State) -> None:
    line = lines(s, Subject.INCIDENT, record=Record.DESK_QUEUED)[0]
    assert s.log.time_ms[line] < w.desk.opens_ms[0]
    s.log.record[line] = Record.DESK_STARTED


def resolved_by_officers(w: World, s: State) -> None:
    s.incidents.assigned[which(s, Outcome.RESOLVED_AT_DESK)] = 1


def lost_with_officers(w: World, s: State) -> None:
    s.incidents.assigned[which(s, Outcome.LOST)] = 1


def waits_nowhere(w: World, s: State) -> None:
    waiting = np.flatnonzero(s.incidents.state == IncidentState.DESK_QUEUE)[0]
    s.queues.of_incident[waiting] = -1


def finished_in_a_queue(w: World, s: State) -> None:
    s.queues.of_incident[which(s, Outcome.ATTENDED)] = 0


def reached_before_sent(w: World, s: State) -> None:
    incident = which(s, Outcome.ATTENDED)
    s.incidents.first_assigned_ms[incident] = s.incidents.first_arrived_ms[incident] + 1


def cleared_before_reached(w: World, s: State) -> None:
    incident = which(s, Outcome.ATTENDED)
    s.incidents.cleared_ms[incident] = s.incidents.first_arrived_ms[incident] - 1


def sent_before_created(w: World, s: State) -> None:
    incident = which(s, Outcome.ATTENDED)
    s.incidents.first_assigned_ms[incident] = w.drawn.created_ms[incident] - 1


def too_many_officers(w: World, s: State) -> None:
    s.incidents.assigned[which(s, Outcome.ATTENDED)] = 13


def stands_otherwise_than_logged(w: World, s: State) -> None:
    line = lines(s, Subject.INCIDENT, record=Record.CLEARED)[-1]
    s.log.after[line] = IncidentState.ATTENDED


def a_minute_is_missing(w: World, s: State) -> None:
    s.officers.on_duty_ms[3] -= 60_000


def time_is_booked_twice(w: World, s: State) -> None:
    s.officers.account_ms[3 * ACTIVITIES + Activity.SCENE] += 1
    s.officers.on_duty_ms[3] += 1


def time_is_booked_on_something_else(w: World, s: State) -> None:
    s.officers.account_ms[3 * ACTIVITIES + Activity.SCENE] -= 1
    s.officers.account_ms[3 * ACTIVITIES + Activity.BREAK] += 1


def time_off_duty_is_lost(w: World, s: State) -> None:
    s.officers.account_ms[3 * ACTIVITIES + Activity.OFF_DUTY] -= 1


def emergency_waits_beside_the_free(w: World, s: State) -> None:
    log = s.log
    for line in lines(s, Subject.INCIDENT, record=Record.CREATED):
        incident = log.incident[line]
        same_time = log.time_ms == log.time_ms[line]
        under_way = (log.record == Record.UNDER_WAY) & (log.incident == incident) & same_time
        if w.drawn.grade[incident] == 1 and under_way.any():
            # The log as it would be had the officer been kept back.
            taken = (log.incident == incident) & (np.arange(len(log.record)) > line)
            log.record[taken] = Record.SHIFT_STARTED
            return
    raise AssertionError("the run has no emergency that was assigned at once")


def prevention_is_lost(w: World, s: State) -> None:
    s.prevention.delivered_ms[int(np.flatnonzero(s.prevention.delivered_ms)[0])] -= 1


CASES: dict[Doctor, str] = {
    prevention_is_lost: "but the kinds of work sum to",
    time_goes_back: "log_is_in_order: line 100 is earlier than the line before it",
    runs_past_the_horizon: "is not before the horizon",
    is_its_own_parent: "log_is_in_order: line 50 names a parent that is not before it",
    comes_before_its_parent: "log_is_in_order: line 50 names a parent that is not before it",
    officer_jumps: "leaves TRAVEL but was in SCENE",
    officer_sleeps_at_the_scene: "goes TRAVEL -> BRIEFING",
    officer_is_forgotten: "leaves SCENE but was in TRAVEL",
    incident_is_cleared_unattended: "leaves QUEUED but was in ATTENDED",
    incident_is_created_twice: "leaves EXPECTED but was in",
    case_is_worked_on_unallocated: "goes TO_ALLOCATE -> WORKED_ON",
    case_is_closed_twice: "leaves WORKED_ON but was in CLOSED",
    officer_is_in_two_places: "officers_are_in_one_place: officer",
    officer_never_left: "officers_are_in_one_place: officer",
    officer_works_two_cases: "works on cases",
    officer_takes_two_calls: "calls back incidents",
    was_never_created: "was never created",
    a_repeat_without_its_parent: "happened though its parent did not",
    finished_without_an_outcome: "is finished without an outcome",
    finished_without_a_time: "is finished without a time",
    unfinished_with_a_time: "or has one unfinished",
    attended_by_nobody: "was attended but nobody arrived",
    resolved_without_contact: "was resolved at the desk without a contact",
    referred_without_contact: "was referred without a contact",
    no_reply_after_contact: "was closed as no reply after a contact",
    given_up_too_soon: "was closed as no reply before the last attempt",
    called_too_often: "was called more often than the rules allow",
    reached_before_called: "was reached before the first attempt",
    called_later_from_a_queue: "is called later but stands in a queue",
    called_when_closed: "calls_begin_in_opening_hours: line",
    resolved_by_officers: "was resolved or lost but somebody was sent",
    lost_with_officers: "was resolved or lost but somebody was sent",
    waits_nowhere: "waits but stands in no queue",
    finished_in_a_queue: "is finished but stands in a queue",
    reached_before_sent: "was reached before anybody was sent",
    cleared_before_reached: "was cleared before anybody arrived",
    sent_before_created: "was sent somebody before it was created",
    too_many_officers: "has more officers than it needs",
    stands_otherwise_than_logged: "stands otherwise than its last line",
    a_minute_is_missing: "hours_add_up: officer 3 was on duty for",
    time_is_booked_twice: "hours_add_up: officer 3: SCENE is booked with",
    time_is_booked_on_something_else: "hours_add_up: officer 3: BREAK is booked with",
    time_off_duty_is_lost: "hours_add_up: officer 3: OFF_DUTY is booked with",
    emergency_waits_beside_the_free: "emergencies_do_not_wait_beside_the_free: incident",
}


def tampered(doctor: Doctor) -> list[str]:
    w, clean = busy_run()
    state = copy(clean)
    doctor(w, state)
    return violations(w, state)


def test_the_clean_run_passes() -> None:
    w, state = busy_run()
    assert violations(w, state) == []


@pytest.mark.parametrize("doctor", CASES, ids=lambda doctor: doctor.__name__)
def test_a_run_that_was_tampered_with_is_caught(doctor: Doctor) -> None:
    found = tampered(doctor)
    assert any(CASES[doctor] in line for line in found), found


def test_every_check_is_tripped_by_one_of_them() -> None:
    tripped = {line.partition(":")[0] for doctor in CASES for line in tampered(doctor)}
    assert tripped == {check.__name__ for check in CHECKS}


def test_the_run_has_everything_in_it() -> None:
    """Otherwise the clean run would prove little."""
    w, s = full_run()
    assert violations(w, s) == []
    assert set(s.incidents.outcome.tolist()) == {int(outcome) for outcome in Outcome}
    assert set(s.log.after[lines(s, Subject.OFFICER)].tolist()) == {int(a) for a in Activity}
    assert {0, *s.log.after[lines(s, Subject.CASE)].tolist()} == {int(c) for c in CaseState}
    assert set(s.log.record.tolist()) == {int(record) for record in Record}
    helped = w.people.hub[s.deployments.officer] != w.drawn.hub[s.deployments.incident]
    assert (helped & (s.deployments.officer >= 0)).any()
    assert (s.officers.overtime_ms > 0).any()
    assert (s.officers.missed_breaks > 0).any()


def test_no_more_than_a_few_lines_are_reported_for_each_check() -> None:
    w, clean = busy_run()
    state = copy(clean)
    state.log.parent[:] = 1 << 40
    assert len(violations(w, state)) == REPORTED


def test_who_holds_others_up_is_no_violation() -> None:
    calls = [
        Call(at=0, scene=100),
        Call(at=10, grade=1, officers=2, together=True, bypass=False),
        Call(at=20, grade=1),
    ]
    made = world(force({"response": team(2)}), calls)
    assert violations(made, simulate(made, log=True)) == []


def test_a_queue_that_cannot_be_served_is_checked_within_seconds() -> None:
    """Looked at one by one at each line of the log, this many would take some minutes."""
    calls = [Call(at=0.1 * n, grade=1, scene=60) for n in range(12_000)]
    made = world(force({"response": team(2)}), calls)
    state = simulate(made, log=True)
    assert np.count_nonzero(state.incidents.state == IncidentState.QUEUED) > 11_000
    started = time.perf_counter()
    assert violations(made, state) == []
    assert time.perf_counter() - started < 10


def test_all_who_wait_beside_the_free_are_named_in_order() -> None:
    calls = [Call(at=n, grade=1, scene=60) for n in range(9)]
    made = world(force({"response": team(1)}), calls)
    state = copy(simulate(made, log=True))
    state.log.after[lines(state, Subject.OFFICER, after=Activity.SCENE)[0]] = Activity.AVAILABLE
    found = [v for v in violations(made, state) if v.startswith("emergencies")]
    expected = [(1, 1), (1, 2), (2, 2), (1, 3), (2, 3)]
    assert [" ".join(v.split()[2:6]) for v in found] == [
        f"{incident} waits at {minute * 60_000}" for incident, minute in expected
    ]


def test_the_log_is_needed() -> None:
    state = simulate(busy_world())
    with pytest.raises(ValueError, match="run with log=True"):
        violations(busy_world(), state)
