"""Measures where it matters which side of an edge something falls: time zero, targets, the end."""

from __future__ import annotations

import math

import pytest

from sim.clock import MS_PER_HOUR
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.vocabulary import Activity, CaseState, Outcome, WithoutCharge
from tests.outputs import tiny
from tests.outputs.tiny import value


@pytest.fixture(scope="module")
def rows() -> MeasureRows:
    return measure(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())


def test_case_age_of_recent_cases() -> None:
    state = tiny.state()
    opened = state.cases.opened_ms.copy()
    # 10, 20 and 40 hours before the end; the run is 120 hours long.
    for case, hours in ((0, 10), (2, 20), (3, 40)):
        opened[case] = tiny.at(tiny.END - hours * 60)
    young = state._replace(cases=state.cases._replace(opened_ms=opened))
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), young)
    assert value(rows, "case_age_median_days", "investigation") == pytest.approx(20 / 24)
    assert value(rows, "case_age_median_days", "investigation", "East") == pytest.approx(15 / 24)
    # Exactly a third of the run is still reported, more is not.
    assert value(rows, "case_age_median_days", "investigation", "West") == pytest.approx(40 / 24)
    opened[3] -= 1
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), young)
    assert math.isnan(value(rows, "case_age_median_days", "investigation", "West"))


def test_weeks_of_open_cases_before_the_run_count_as_part_of_it() -> None:
    """With one of them, cases of 40 hours and a little are known well enough; without, not."""
    state, world, names = tiny.state(), tiny.world(), tiny.names()
    opened = state.cases.opened_ms.copy()
    opened[3] = tiny.at(tiny.END - 40 * 60) - 1
    older = state._replace(cases=state.cases._replace(opened_ms=opened))
    found = {}
    for weeks in (0, 1):
        scenario = tiny.scenario(casework={"open_cases_weeks": weeks})
        rows = measure(scenario, names, world, older)
        found[weeks] = value(rows, "case_age_median_days", "investigation", "West")
    assert math.isnan(found[0])
    assert found[1] == pytest.approx(40 / 24)


def with_one_more(row: int, officer: int, minutes: tuple[float, float]) -> MeasureRows:
    """Measure the small force with one more officer sent, in a deployment row that is free."""
    state = tiny.state()
    names = ("officer", "assigned_ms", "arrived_ms")
    columns = [getattr(state.deployments, name).copy() for name in names]
    for column, entry in zip(columns, (officer, *map(tiny.at, minutes)), strict=True):
        assert column[row] == -1
        column[row] = entry
    sent = state.deployments._replace(**dict(zip(names, columns, strict=True)))
    changed = state._replace(deployments=sent)
    return measure(tiny.scenario(), tiny.names(), tiny.world(), changed)


def test_two_pcsos_at_the_same_moment_count_once() -> None:
    """The PCSO of West reaches incident 11 with the PCSO of East, from the row after."""
    rows = with_one_more(9, 5, (400, 420))
    assert value(rows, "pcso_outside_home_hub_share", "pcso") == pytest.approx(1 / 2)


def test_a_pcso_who_comes_with_the_first_officer_has_not_closed_it() -> None:
    """The PCSO of West reaches incident 3 with the response officer who was counted first."""
    rows = with_one_more(4, 5, (130, 150))
    assert value(rows, "pcso_outside_home_hub_share", "pcso") == pytest.approx(1 / 2)
    assert value(rows, "travel_mean_min", "pcso", "West") == pytest.approx(20)


def test_time_zero_is_a_time(rows: MeasureRows) -> None:
    """Incident 1 is created, assigned and due at time 0; nothing may take that for never."""
    world, state = tiny.without_warm_up()
    run = tiny.SCENARIO["run"] | {"start": "2026-01-09", "warm_up_days": 0}
    moved = measure(tiny.scenario(run=run), tiny.names(), world, state)
    assert moved[:4] == rows[:4]
    of_the_warm_up = {"unfinished_count", "queue_length_mean", "queue_growth_count"}
    of_the_warm_up.add("desk_waiting_end_count")
    for name, before, after in zip(rows.measure, rows.value, moved.value, strict=True):
        if name not in of_the_warm_up and "case" not in name:
            assert after == pytest.approx(before, nan_ok=True), name


def test_arrival_and_contact_at_time_zero() -> None:
    """Without travel, incident 1 is reached at time 0; incident 7 is contacted at time 0."""
    world, state = tiny.without_warm_up()
    arrived, contacted = (
        state.incidents.first_arrived_ms.copy(), state.incidents.contacted_ms.copy()
    )  # fmt: skip
    there = state.deployments.arrived_ms.copy()
    arrived[1] = contacted[7] = there[1] = 0
    at_once = state._replace(
        incidents=state.incidents._replace(first_arrived_ms=arrived, contacted_ms=contacted),
        deployments=state.deployments._replace(arrived_ms=there),
    )
    rows = measure(tiny.scenario(), tiny.names(), world, at_once)
    assert value(rows, "response_time_mean_min", grade="1") == 10
    assert value(rows, "within_target_share", hub="East", grade="1") == 1 / 2
    assert value(rows, "attended_share", grade="1") == pytest.approx(2 / 3)
    assert value(rows, "travel_mean_min", grade="1") == 7.5
    assert value(rows, "desk_wait_mean_min", "resolution_centre") == 50
    assert value(rows, "desk_contact_within_48h_share", "resolution_centre") == 1
    # For the desk: 6 for 100 minutes, 8 for 60.
    waiting = value(rows, "queue_length_mean", "resolution_centre")
    assert waiting == pytest.approx(160 / 5760)


def changed(column: str, **values: float | None) -> MeasureRows:
    """Measure the small force with times of some incidents changed: i2=75 for incident 2."""
    state = tiny.state()
    times = getattr(state.incidents, column).copy()
    for incident, minutes in values.items():
        times[int(incident[1:])] = tiny.at(minutes)
    incidents = state.incidents._replace(**{column: times})
    return measure(tiny.scenario(), tiny.names(), tiny.world(), state._replace(incidents=incidents))


def test_arrival_on_the_minute_is_within_target() -> None:
    """Incident 2 was created at minute 60, the target is 15 minutes."""
    on_time = changed("first_arrived_ms", i2=75)
    late = changed("first_arrived_ms", i2=75.001)
    assert value(on_time, "within_target_share", hub="East", grade="1") == 1
    assert value(late, "within_target_share", hub="East", grade="1") == 1 / 2


@pytest.mark.parametrize(("before_end", "counts"), [(60, False), (60.001, True)])
def test_a_target_that_ends_with_the_run_is_not_missed_yet(before_end: float, counts: bool) -> None:
    """Incident 5 waits; its target is 60 minutes. Events at the horizon do not run."""
    world, state = tiny.world(), tiny.state()
    created = world.drawn.created_ms.copy()
    created[5] = tiny.at(tiny.END - before_end)
    moved = world._replace(drawn=world.drawn._replace(created_ms=created))
    rows = measure(tiny.scenario(), tiny.names(), moved, state)
    expected = 1 / 2 if counts else 1
    assert value(rows, "within_target_share", hub="East", grade="2") == expected


@pytest.mark.parametrize(("hours", "share"), [(48, 1), (48.001, 1 / 2)])
def test_contact_on_the_hour_is_within_48_hours(hours: float, share: float) -> None:
    rows = changed("contacted_ms", i7=hours * 60)
    assert value(rows, "desk_contact_within_48h_share", "resolution_centre") == share


@pytest.mark.parametrize(("hours", "share"), [(48, 1 / 2), (48.001, 1 / 3)])
def test_48_hours_that_end_with_the_run_are_not_missed_yet(hours: float, share: float) -> None:
    """Incident 8 waits for the Resolution Centre; 6 was in time and 7 was not."""
    world = tiny.world()
    created = world.drawn.created_ms.copy()
    created[8] = tiny.at(tiny.END - hours * 60)
    moved = world._replace(drawn=world.drawn._replace(created_ms=created))
    rows = measure(tiny.scenario(), tiny.names(), moved, tiny.state())
    assert value(rows, "desk_contact_within_48h_share", "resolution_centre") == share


def test_people_who_serve_the_whole_force_are_at_home_everywhere() -> None:
    world = tiny.world()
    home = world.people.hub.copy()
    home[1] = tiny.FORCE
    force_wide = world._replace(people=world.people._replace(hub=home))
    rows = measure(tiny.scenario(), tiny.names(), force_wide, tiny.state())
    # Of the two that went from East to West, one now serves the whole force.
    assert value(rows, "cross_hub_share") == pytest.approx(1 / 6)


def test_incidents_at_the_edges_of_the_measured_period() -> None:
    """Created at the end of the warm-up counts; created at the horizon does not come about."""
    world, state = tiny.world(), tiny.state()
    created = world.drawn.created_ms.copy()
    created[0], created[5] = tiny.WARM_UP, tiny.HORIZON
    moved = world._replace(drawn=world.drawn._replace(created_ms=created))
    rows = measure(tiny.scenario(), tiny.names(), moved, state)
    assert value(rows, "incidents_count", grade="1") == 4
    assert value(rows, "incidents_count", grade="2") == 3
    assert value(rows, "unfinished_count", grade="2") == 1


def test_a_contact_shortly_before_the_end_counts() -> None:
    """Incident 8 is contacted in time, though its 48 hours end after the run."""
    rows = changed("contacted_ms", i8=tiny.END - 30)
    assert value(rows, "desk_contact_within_48h_share", "resolution_centre") == 2 / 3


def test_what_the_desk_still_holds_has_not_left_it() -> None:
    """Incidents 6 and 8 are resolved, 7 is sent on; then 8 is still on the line."""
    state = tiny.state()
    outcome = state.incidents.outcome.copy()
    outcome[8] = Outcome.RESOLVED_AT_DESK
    incidents = state.incidents._replace(outcome=outcome)
    both = measure(tiny.scenario(), tiny.names(), tiny.world(), state._replace(incidents=incidents))
    assert value(both, "desk_resolved_share", "resolution_centre") == 2 / 3


def outcomes(contacted: dict[int, float | None], **ends: Outcome) -> MeasureRows:
    """Measure the small force with other outcomes (i6=...) and contacts."""
    incidents = tiny.state().incidents
    outcome, contacted_ms = incidents.outcome.copy(), incidents.contacted_ms.copy()
    attempts, called_ms = incidents.attempts.copy(), incidents.called_ms.copy()
    for name, end in ends.items():
        outcome[int(name[1:])] = end
        attempts[int(name[1:])] = 4
    for incident, minutes in contacted.items():
        contacted_ms[incident] = tiny.at(minutes)
    called_ms[6] = tiny.at(300)
    changed = incidents._replace(
        outcome=outcome, contacted_ms=contacted_ms, attempts=attempts, called_ms=called_ms
    )
    state = tiny.state()._replace(incidents=changed)
    return measure(tiny.scenario(), tiny.names(), tiny.world(), state)


def test_callers_who_never_reply_are_neither_resolved_nor_contacted() -> None:
    """6 is given up, 7 is sent on without a contact, 8 still waits."""
    rows = outcomes({6: None, 7: None}, i6=Outcome.NO_REPLY)
    assert value(rows, "desk_resolved_share", "resolution_centre") == 0
    assert value(rows, "desk_no_reply_share", "resolution_centre") == 1
    assert value(rows, "desk_contact_within_48h_share", "resolution_centre") == 0
    assert value(rows, "desk_attempts_mean", "resolution_centre") == (4 + 1) / 2
    # Without a contact nobody has been referred anywhere.
    assert value(rows, "desk_to_prevention_share", "resolution_centre") == 0
    assert math.isnan(value(rows, "desk_wait_mean_min", "resolution_centre"))
    assert math.isnan(value(rows, "desk_satisfied_share", "resolution_centre"))
    # 6 waits until it is given up at 420, 7 until it is sent on at 2950.
    waiting = value(rows, "queue_length_mean", "resolution_centre")
    assert waiting == pytest.approx((120 + 2950 + 60 + 5760) / 5760)


def test_referred_to_investigation_is_not_resolved() -> None:
    rows = outcomes({}, i6=Outcome.REFERRED)
    assert value(rows, "desk_resolved_share", "resolution_centre") == 0
    assert value(rows, "desk_to_investigation_share", "resolution_centre") == 1 / 2


def test_called_at_once_is_no_wait_and_lost_is_none_either() -> None:
    """6 is called when it is created; 7 waits; 8 is lost."""
    rows = outcomes({}, i8=Outcome.LOST)
    assert value(rows, "desk_wait_probability", "resolution_centre") == 1 / 3


def test_shares_by_wait_have_no_rows_where_the_scenario_says_nothing() -> None:
    centre = {"posts": {"force": 1.0}, "rota": "always"}
    teams = {**tiny.SCENARIO["teams"], "resolution_centre": centre}
    rows = measure(tiny.scenario(teams=teams), tiny.names(), tiny.world(), tiny.state())
    assert not {"desk_satisfied_share", "desk_understood_share"} & set(rows.measure)


@pytest.mark.parametrize(
    ("opened", "closed", "growth"),
    [(0, None, 3), (-0.001, None, 2), (-60, 0, 1), (-60, -0.001, 2)],
)
def test_cases_about_the_end_of_the_warm_up(
    opened: float, closed: float | None, growth: int
) -> None:
    """The warm-up ends before anything else happens at that time. Case 0 is looked at."""
    state = tiny.state()
    cases = state.cases
    columns = [cases.state.copy(), cases.opened_ms.copy(), cases.closed_ms.copy()]
    entries = (CaseState.CLOSED if closed is not None else CaseState.READY, opened, closed)
    columns[0][0], columns[1][0], columns[2][0] = entries[0], tiny.at(opened), tiny.at(closed)
    moved = cases._replace(state=columns[0], opened_ms=columns[1], closed_ms=columns[2])
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), state._replace(cases=moved))
    assert value(rows, "open_cases_growth_count", "investigation") == growth


@pytest.mark.parametrize(("number", "charged"), [(7, 1 / 2), (1, 1 / 3), (11, 1 / 3)])
def test_what_is_no_crime_is_left_out_of_how_crimes_end(number: int, charged: float) -> None:
    """7 never was a case. In 1 somebody is charged, and 11 was filed: both are crimes."""
    world = tiny.world()
    ends = world.drawn.without_charge.copy()
    ends[number] = WithoutCharge.NO_CRIME
    drawn = world.drawn._replace(without_charge=ends)
    rows = measure(tiny.scenario(), tiny.names(), world._replace(drawn=drawn), tiny.state())
    assert value(rows, "charged_share") == pytest.approx(charged)


def test_a_case_that_is_closed_without_a_charge_ends_as_was_drawn() -> None:
    """Nobody is charged in 1 after all: no suspect, as in 11, of three crimes."""
    world = tiny.world()
    file_ms = world.drawn.file_ms.copy()
    file_ms[1] = 0
    drawn = world.drawn._replace(file_ms=file_ms)
    rows = measure(tiny.scenario(), tiny.names(), world._replace(drawn=drawn), tiny.state())
    assert value(rows, "charged_share") == 0
    assert value(rows, "no_suspect_share") == 2 / 3


def test_what_is_of_a_type_without_crimes_is_no_crime() -> None:
    """As above, 7 never was a case; it is of the other type, which says not how crimes end."""
    world = tiny.world()
    types = world.drawn.type.copy()
    types[7] = 1 - types[7]
    drawn = world.drawn._replace(type=types)
    rows = measure(tiny.scenario(), tiny.names(), world._replace(drawn=drawn), tiny.state())
    assert value(rows, "charged_share") == 1 / 2


def test_only_prevention_teams_do_prevention() -> None:
    state = tiny.state()
    account, redeployed = state.officers.account_ms.copy(), state.officers.redeployed_ms.copy()
    account[Activity.PREVENTION], redeployed[0] = 5 * MS_PER_HOUR, 5 * MS_PER_HOUR
    officers = state.officers._replace(account_ms=account, redeployed_ms=redeployed)
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), state._replace(officers=officers))
    assert value(rows, "prevention_hours_delivered") == 94
    assert value(rows, "prevention_hours_redeployed") == 18
