"""Every measure, worked out by hand for the small force of tests/outputs/tiny.py."""

from __future__ import annotations

import inspect
import math
import pickle
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sim.outputs.measures import (
    attendance,
    casework,
    control_room,
    harm,
    outcomes,
    people,
    places,
    prevented,
    prevention,
    queues,
    reporting,
    response_times,
    safeguarding,
    service,
    visits,
    watches,
)
from sim.outputs.measures import desk as measures_desk
from sim.outputs.measures.all_measures import MeasureRows, function_of, measure
from sim.outputs.measures.registry import ALL, COMPARED, REGISTRY
from sim.outputs.measures.registry_parts import WHAT_COMES_IN, WHO_WAITS
from tests.outputs import tiny
from tests.outputs.tiny import value

#: The names of design section 6, as the results files promise them.
PROMISED = """
response_time_mean_min response_time_median_min response_time_p90_min within_target_share
queue_wait_mean_min wait_probability travel_mean_min incidents_count attended_share cross_hub_share
preempted_count cancelled_share utilisation_share caseload_share on_duty_mean overtime_hours
missed_breaks_count desk_resolved_share desk_contact_within_48h_share desk_wait_mean_min
prevention_hours_planned prevention_hours_delivered prevention_hours_redeployed redeployed_share
asb_powers_count pcso_outside_home_hub_share open_cases_end cases_per_investigator
case_hours_worked screened_out_share case_age_median_days repeat_share incidents_prevented
unfinished_count cost_gbp
"""


TESTS = Path(__file__).parents[1]
#: Measures that have rows only where a force has such things, and where they are worked out.
OF_OTHER_FORCES = (
    (places, ("outputs/test_measures_places.py",)),
    (service, ("outputs/test_measures_places.py",)),
    (watches, ("model/test_watches.py",)),
    (safeguarding, ("model/test_safeguarding.py", "model/test_cohorts.py")),
)


def functions(module: ModuleType) -> set[str]:
    """Return the names of the measures of a file."""
    return {
        name
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_"
    }


@pytest.fixture(scope="module")
def rows() -> MeasureRows:
    return measure(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())


#: measure, team, hub, grade, expected
EXPECTED: list[tuple[str, str, str, str, float]] = [
    # Incidents 1 to 9 and 11 count: created after the warm-up, and they came about.
    ("incidents_count", ALL, ALL, ALL, 10),
    ("incidents_count", ALL, "East", ALL, 6),
    ("incidents_count", ALL, ALL, "1", 3),
    ("incidents_count", ALL, ALL, "2", 4),
    ("incidents_count", ALL, ALL, "4", 3),
    ("incidents_count", ALL, "West", "4", 1),
    ("distinct_incidents_count", ALL, ALL, ALL, 10),
    ("distinct_incidents_count", ALL, "West", "4", 1),
    # Two of the ten repeat an earlier incident: 4 (West, grade 2) and 9 (West, grade 1).
    ("repeat_share", ALL, ALL, ALL, 2 / 10),
    ("repeat_share", ALL, "West", "1", 1),
    ("repeat_share", ALL, "East", ALL, 0),
    # Attended: 10 and 20 (grade 1 East); 30 and 2970 (West) and 20 (East), grade 2.
    ("response_time_mean_min", ALL, ALL, "1", 15),
    ("response_time_mean_min", ALL, "West", "2", 1500),
    ("response_time_mean_min", ALL, ALL, ALL, (10 + 20 + 30 + 2970 + 20) / 5),
    ("response_time_mean_min", ALL, "West", "1", math.nan),
    # The middle of 10, 20, 20, 30, 2970; between 30 and 2970; 10 + 0.5 * (20 - 10).
    ("response_time_median_min", ALL, ALL, ALL, 20),
    ("response_time_median_min", ALL, "West", ALL, 1500),
    ("response_time_median_min", ALL, "East", "1", 15),
    # Position 0.9 * 4 = 3.6 between 30 and 2970; 0.9 * 1 between 10 and 20.
    ("response_time_p90_min", ALL, ALL, ALL, 30 + 0.6 * (2970 - 30)),
    ("response_time_p90_min", ALL, ALL, "1", 19),
    ("response_time_p90_min", ALL, "East", "2", 20),
    # Grade 1: 10 hits, 20 misses, the lost one is overdue. Grade 2: 30 and 20 hit, 2970 misses,
    # incident 4 is overdue, incident 5 not yet.
    ("within_target_share", ALL, ALL, "1", 1 / 3),
    ("within_target_share", ALL, ALL, "2", 2 / 4),
    ("within_target_share", ALL, "West", "2", 1 / 3),
    ("within_target_share", ALL, "East", "2", 1),
    ("within_target_share", ALL, ALL, ALL, 3 / 7),
    # Waits of those assigned: 0, 5; 0, 0 (since sent on), 0.
    ("queue_wait_mean_min", ALL, ALL, "1", 2.5),
    ("queue_wait_mean_min", ALL, ALL, "2", 0),
    ("queue_wait_mean_min", ALL, ALL, ALL, 1),
    # Due: 1, 2, 9 (grade 1); 3, 4, 5, 7, 11 (grade 2). Waited: 2; 4, 5.
    # Response goes first to grade 1: 0 and 5 minutes; PCSOs to grade 2, at once each time.
    ("first_choice_wait_mean_min", "response", "East", ALL, 2.5),
    ("first_choice_wait_mean_min", "response", "West", ALL, math.nan),
    ("first_choice_wait_mean_min", "pcso", ALL, ALL, 0),
    ("wait_probability", ALL, ALL, "1", 1 / 3),
    ("wait_probability", ALL, ALL, "2", 2 / 5),
    ("wait_probability", ALL, ALL, ALL, 3 / 8),
    # Drives: 10, 15 (grade 1); 30, 20, 30, 20 (grade 2).
    ("travel_mean_min", ALL, ALL, ALL, 125 / 6),
    ("travel_mean_min", ALL, ALL, "1", 12.5),
    ("travel_mean_min", ALL, "West", "2", 25),
    ("travel_mean_min", "response", ALL, ALL, 55 / 3),
    ("travel_mean_min", "pcso", "West", ALL, 20),
    ("travel_mean_min", "neighbourhood", "West", ALL, math.nan),
    # Of six deployments two are by officers from East at West.
    ("cross_hub_share", ALL, ALL, ALL, 2 / 6),
    ("cross_hub_share", ALL, "West", ALL, 1),
    ("cross_hub_share", ALL, "East", ALL, 0),
    ("cross_hub_share", "pcso", ALL, ALL, 1 / 2),
    # Due as above; attended 1, 2; 3, 7, 11.
    ("attended_share", ALL, ALL, "1", 2 / 3),
    ("attended_share", ALL, ALL, "2", 3 / 5),
    # Reached: 1, 2, 3, 7, 11. Finished without a visit: 6 at the desk, and 9, which was lost. Not
    # known yet: 4, 5 and 8. By the grade at creation: 7 came in at grade 4.
    ("attended_of_all_share", ALL, ALL, ALL, 5 / 7),
    ("attended_of_all_share", ALL, ALL, "1", 2 / 3),
    ("attended_of_all_share", ALL, ALL, "2", 1),
    ("attended_of_all_share", ALL, ALL, "4", 1 / 2),
    ("attended_of_all_share", ALL, "East", "4", 0),
    # Minutes of the officers sent: 30 and 25 (grade 1); 80, 50, 100 and 100 (grade 2).
    ("deployed_hours", ALL, ALL, ALL, 385 / 60),
    ("deployed_hours", ALL, ALL, "1", 55 / 60),
    ("deployed_hours", ALL, "West", "2", 130 / 60),
    # Nobody was called away.
    ("preempted_count", ALL, ALL, ALL, 0),
    # One lost of ten; of three of grade 1.
    ("cancelled_share", ALL, ALL, ALL, 1 / 10),
    ("cancelled_share", ALL, ALL, "1", 1 / 3),
    # Incidents 4, 5, 8, and 12 from the warm-up.
    ("unfinished_count", ALL, ALL, ALL, 4),
    ("unfinished_count", ALL, ALL, "4", 2),
    ("unfinished_count", ALL, "West", "2", 1),
    # Waiting for officers: 5 min; from 200 to the end; 30 min. In the second half of the period
    # (2880 minutes) incident 4 all the time and incident 5.
    ("queue_length_mean", ALL, ALL, "1", 5 / 5760),
    ("queue_length_mean", ALL, ALL, "2", (5760 - 200 + 30) / 5760),
    # For the desk: 6 for 100 min, 7 for 2940, 8 for 60, 12 all the time; 7 and 12 are of West.
    ("queue_length_mean", ALL, "West", ALL, (5760 - 200 + 2940 + 5760) / 5760),
    ("queue_length_mean", ALL, ALL, "4", (100 + 2940 + 60 + 5760) / 5760),
    # After each of the four days: 4 all the time, and 5 at the end; 7 at the first two.
    ("queue_growth_count", ALL, ALL, "1", 0),
    ("queue_growth_count", ALL, ALL, "2", 1),
    ("queue_growth_count", ALL, ALL, ALL, 1),
    # Changes 0, 0, 1; of all: 0, -1, 2.
    ("queue_growth_variance", ALL, ALL, "2", 1),
    ("queue_growth_variance", ALL, ALL, ALL, 7),
    ("queue_length_mean", "resolution_centre", ALL, ALL, (100 + 2940 + 60 + 5760) / 5760),
    ("queue_growth_count", "resolution_centre", ALL, ALL, 0),
    ("queue_growth_variance", "resolution_centre", ALL, ALL, 3),
    # Travel both ways, scene, waiting there and writing up.
    ("utilisation_share", "response", "East", ALL, (32 + 10) / (92 + 50)),
    ("utilisation_share", "response", "West", ALL, 3 / 48),
    ("utilisation_share", "response", ALL, ALL, 45 / 190),
    ("utilisation_share", "neighbourhood", ALL, ALL, 18 / 48),
    ("utilisation_share", "pcso", ALL, ALL, 8 / 72),
    ("utilisation_share", "resolution_centre", ALL, ALL, 12 / 48),
    ("caseload_share", "investigation", ALL, ALL, 45 / 60),
    ("caseload_share", "investigation", "West", ALL, 15 / 20),
    ("other_duties_share", "investigation", ALL, ALL, 4 / 60),
    ("other_duties_share", "investigation", "East", ALL, 4 / 40),
    # Half an hour of the first officer and an hour of the neighbourhood officer are drives back.
    ("drive_back_share", "response", "East", ALL, 0.5 / (92 + 50)),
    ("drive_back_share", "response", ALL, ALL, 0.5 / 190),
    ("drive_back_share", "neighbourhood", ALL, ALL, 1 / 48),
    ("drive_back_share", "pcso", ALL, ALL, 0),
    # 96 hours are measured.
    ("on_duty_mean", "response", "East", ALL, (96 + 50) / 96),
    ("on_duty_mean", "resolution_centre", ALL, ALL, 48 / 96),
    ("on_duty_mean", ALL, ALL, ALL, (96 + 50 + 48 + 48 + 48 + 24 + 48 + 40 + 20) / 96),
    # Two for 12 hours at East, one for 24 at West; a PCSO all the time.
    ("rostered_mean", "response", "East", ALL, 24 / 96),
    ("rostered_mean", "response", ALL, ALL, 48 / 96),
    ("rostered_mean", "pcso", ALL, ALL, 1),
    ("rostered_mean", ALL, ALL, ALL, 144 / 96),
    ("overtime_hours", "response", ALL, ALL, 1.5),
    ("overtime_hours", ALL, "West", ALL, 0.5),
    # Nobody is on an operation but the third of response, for 2 hours.
    ("operation_hours", ALL, ALL, ALL, 2),
    ("operation_hours", "response", "West", ALL, 2),
    ("operation_hours", "pcso", ALL, ALL, 0),
    # One for two PCSOs of West, for two of its hours.
    ("operation_hours_asked", ALL, ALL, ALL, 4),
    ("operation_hours_asked", "pcso", "West", ALL, 4),
    ("operation_hours_asked", "response", ALL, ALL, 0),
    ("writing_up_put_off_hours", ALL, ALL, ALL, 0.75),
    # No visit is agreed: see test_measures_levers.
    ("appointment_after_mean_days", ALL, ALL, ALL, math.nan),
    ("appointments_missed_count", ALL, ALL, ALL, 0),
    ("missed_breaks_count", "response", "East", ALL, 2),
    ("missed_breaks_count", ALL, ALL, ALL, 3),
    # 4 of 365 days: 400 a post for response, 200 for the Resolution Centre, 100 for PCSOs.
    ("cost_gbp", "response", "East", ALL, 800),
    ("cost_gbp", "resolution_centre", ALL, ALL, 200),
    ("cost_gbp", ALL, ALL, ALL, 1600),
    ("cost_gbp", ALL, "West", ALL, 500),
    # Left the desk: 6 resolved, 7 sent on.
    ("desk_resolved_share", "resolution_centre", ALL, ALL, 1 / 2),
    # Contacted in time 6, too late 7; 8 has not waited 48 hours yet.
    ("desk_contact_within_48h_share", "resolution_centre", ALL, ALL, 1 / 2),
    ("desk_contact_within_target_share", "resolution_centre", ALL, ALL, 1 / 2),
    ("target_open_share", "resolution_centre", ALL, ALL, 1 / 3),
    # 5 has waited for half of its hour at the end; of the other four it is known.
    ("target_open_share", ALL, ALL, "2", 1 / 5),
    ("desk_wait_mean_min", "resolution_centre", ALL, ALL, (100 + 2940) / 2),
    # 6 is called after 50 minutes and replies to the second attempt; 8 is not called at all.
    ("desk_wait_probability", "resolution_centre", ALL, ALL, 1),
    ("desk_attempts_mean", "resolution_centre", ALL, ALL, (2 + 1) / 2),
    ("desk_no_reply_share", "resolution_centre", ALL, ALL, 0),
    ("desk_to_investigation_share", "resolution_centre", ALL, ALL, 0),
    ("desk_to_prevention_share", "resolution_centre", ALL, ALL, 1 / 2),
    # 8, and 12 from the warm-up.
    ("desk_waiting_end_count", "resolution_centre", ALL, ALL, 2),
    # 6 waited 100 minutes; 7 waited 49 hours, so that the lowest share holds for the first.
    ("desk_satisfied_share", "resolution_centre", ALL, ALL, (0.9 - 0.06 * 100 / 60 + 0.5) / 2),
    ("desk_understood_share", "resolution_centre", ALL, ALL, (2 - 0.012 * (100 / 60 + 49)) / 2),
    ("prevention_hours_planned", ALL, ALL, ALL, 80),
    ("prevention_hours_planned", "pcso", "West", ALL, 16),
    ("prevention_hours_delivered", "neighbourhood", "East", ALL, 30),
    ("prevention_hours_delivered", ALL, ALL, ALL, 94),
    ("prevention_hours_redeployed", "neighbourhood", ALL, ALL, 18),
    ("prevention_hours_redeployed", "pcso", ALL, ALL, 0),
    ("redeployed_share", "neighbourhood", ALL, ALL, 18 / 24),
    ("redeployed_share", ALL, ALL, ALL, 18 / 80),
    ("redeployed_share", "neighbourhood", "West", ALL, math.nan),
    # The PCSO of East is at scenes for 8 of 96 hours; nobody is rostered to neighbourhood.
    ("reactive_share_of_prevention_teams", "pcso", "East", ALL, 8 / 96),
    ("reactive_share_of_prevention_teams", "pcso", "West", ALL, math.nan),
    ("reactive_share_of_prevention_teams", "neighbourhood", ALL, ALL, math.nan),
    ("reactive_share_of_prevention_teams", ALL, ALL, ALL, (18 + 8) / 96),
    # Two posts of PCSOs cost 200, for 96 hours; 8 hours more than planned are delivered, at West.
    ("prevention_lost_gbp", "pcso", "East", ALL, 0),
    ("prevention_lost_gbp", "pcso", "West", ALL, -8 * 200 / 96),
    ("prevention_lost_gbp", ALL, ALL, ALL, -8 * 200 / 96),
    ("prevention_delivered_gbp", "pcso", ALL, ALL, 64 * 200 / 96),
    ("prevention_delivered_gbp", "neighbourhood", ALL, ALL, 0),
    ("prevention_delivered_gbp", ALL, ALL, ALL, 64 * 200 / 96),
    # Only the neighbourhood officer has a plan: 60% and 40% of 24 hours; 30 hours delivered.
    ("patrol_hours_planned", ALL, ALL, ALL, 14.4),
    ("patrol_hours_delivered", ALL, ALL, ALL, 20),
    ("engagement_hours_planned", ALL, ALL, ALL, 0),
    ("engagement_hours_delivered", ALL, ALL, ALL, 0),
    ("problem_solving_hours_planned", ALL, ALL, ALL, 9.6),
    ("problem_solving_hours_delivered", ALL, ALL, ALL, 10),
    ("enforcement_hours_planned", ALL, ALL, ALL, 0),
    ("enforcement_hours_delivered", ALL, ALL, ALL, 0),
    ("partnership_hours_planned", ALL, ALL, ALL, 0),
    ("partnership_hours_delivered", ALL, ALL, ALL, 0),
    ("intelligence_hours_planned", ALL, ALL, ALL, 0),
    ("intelligence_hours_delivered", ALL, ALL, ALL, 0),
    ("basic_investigation_hours_planned", ALL, ALL, ALL, 0),
    ("basic_investigation_hours_delivered", ALL, ALL, ALL, 0),
    ("problem_solving_hours_delivered", "neighbourhood", "East", ALL, 10),
    ("problem_solving_hours_delivered", "neighbourhood", "West", ALL, 0),
    # A quarter of a use in each of ten hours: two whole ones.
    ("asb_powers_count", "neighbourhood", "East", ALL, 2),
    ("asb_powers_count", ALL, ALL, ALL, 2),
    # Closed by PCSOs: 7 (from East, at West) and 11 (at home).
    ("pcso_outside_home_hub_share", "pcso", ALL, ALL, 1 / 2),
    ("pcso_outside_home_hub_share", "pcso", "West", ALL, 1),
    # Open: cases of 0 and 2 (East) and 3 (West); when measuring began, that of 0.
    ("open_cases_end", "investigation", ALL, ALL, 3),
    ("open_cases_end", "investigation", "West", ALL, 1),
    ("open_cases_growth_count", "investigation", ALL, ALL, 2),
    ("open_cases_growth_count", "investigation", "East", ALL, 1),
    # Two are held by the investigator of East; that of 3 is not allocated.
    ("cases_per_investigator", "investigation", ALL, ALL, 1),
    ("cases_per_investigator", "investigation", "East", ALL, 2),
    ("case_hours_worked", "investigation", ALL, ALL, 45),
    ("cases_waiting_allocation_end", "investigation", ALL, ALL, 1),
    ("cases_waiting_allocation_end", "investigation", "East", ALL, 0),
    # Given at once to somebody: 1 and 2; that of 3 waits.
    ("allocation_wait_mean_days", "investigation", ALL, ALL, 30 / 1440 / 2),
    ("allocation_wait_mean_days", "investigation", "West", ALL, math.nan),
    # Closed after the warm-up: 1, after 970 minutes.
    ("case_elapsed_median_days", "investigation", "East", ALL, 970 / 1440),
    # Screened out: 11, of the cases of 1, 2, 3, 11.
    ("screened_out_share", "investigation", ALL, ALL, 1 / 4),
    ("screened_out_share", "investigation", "West", ALL, 0),
    # Ended after the warm-up: 1 (charged), 11 (filed, whatever was drawn), and 7, never a case.
    # Not 6 (in the warm-up), 9 (lost), nor those that are not over.
    ("charged_share", ALL, ALL, ALL, 1 / 3),
    ("charged_share", ALL, "East", ALL, 1 / 2),
    ("charged_share", "investigation", ALL, ALL, 1 / 2),
    ("charged_share", "investigation", "West", ALL, math.nan),
    ("no_suspect_share", ALL, ALL, ALL, 1 / 3),
    ("no_suspect_share", "investigation", "East", ALL, 1 / 2),
    ("no_suspect_share", ALL, "West", ALL, 0),
    ("not_in_public_interest_share", ALL, ALL, ALL, 1 / 3),
    ("not_in_public_interest_share", ALL, "West", ALL, 1),
    ("not_in_public_interest_share", "investigation", ALL, ALL, 0),
    # Due within 500 minutes: 1 (done in time), 2 (never done).
    ("custody_deadlines_missed_count", "investigation", ALL, ALL, 1),
    ("custody_deadlines_missed_count", "investigation", "West", ALL, 0),
    # Open for nearly all of the run, so their age cannot be told from the length of the run.
    ("case_age_median_days", "investigation", ALL, ALL, math.nan),
]


@pytest.mark.parametrize(("name", "team", "hub", "grade", "expected"), EXPECTED)
def test_by_hand(
    rows: MeasureRows, name: str, team: str, hub: str, grade: str, expected: float
) -> None:
    assert value(rows, name, team, hub, grade) == pytest.approx(expected, nan_ok=True, abs=1e-12)


def test_every_measure_is_worked_out_by_hand() -> None:
    # Measures of the control room have rows only where there is one: test_measures_control_room.
    # Those of harm and of what is recorded only where a scenario states them: test_measures_harm.
    elsewhere = {one.name for one in (*WHAT_COMES_IN, *WHO_WAITS)}
    elsewhere |= {"closed_without_visit_share", "dispatch_delay_mean_min"}
    for module, files in OF_OTHER_FORCES:
        text = "".join((TESTS / file).read_text(encoding="utf-8") for file in files)
        assert {name for name in functions(module) if f'"{name}"' in text} == functions(module)
        elsewhere |= functions(module)
    assert {row[0] for row in EXPECTED} == set(REGISTRY) - elsewhere


def test_every_promised_measure_is_there() -> None:
    assert set(PROMISED.split()) <= set(REGISTRY) | set(COMPARED)


@pytest.mark.parametrize("name", REGISTRY)
def test_docstring_states_unit_and_direction_of_the_registry(name: str) -> None:
    text = inspect.getdoc(function_of(name))
    assert text is not None
    said = re.search(r"Unit: ([\w ]+)\. Good: (\w+)", text)
    assert said, text
    assert said.groups() == (REGISTRY[name].unit, REGISTRY[name].good.value)


def test_every_function_is_registered() -> None:
    modules = (
        attendance,
        queues,
        casework,
        outcomes,
        control_room,
        measures_desk,
        people,
        places,
        prevention,
        visits,
        watches,
        harm,
        prevented,
        reporting,
        safeguarding,
        service,
    )
    public = {name for module in modules for name in functions(module)}
    public |= functions(response_times) - {"reached_within"}  # a table of its own
    assert public | set(prevention.BY_WORK) == set(REGISTRY)


def test_unknown_measure() -> None:
    with pytest.raises(KeyError):
        function_of("happiness")


def test_rows_do_not_depend_on_what_happened(rows: MeasureRows) -> None:
    """A replication in which nothing happens has the same rows, and says so with NaN or 0."""
    state = tiny.state()
    nothing = np.zeros_like(state.incidents.state)
    never = np.full_like(nothing, -1)
    empty = state._replace(
        incidents=state.incidents._replace(
            **{name: never for name in state.incidents._fields if name.endswith("_ms")},
            state=nothing, grade=nothing, outcome=nothing, team=never,
        ),
        deployments=state.deployments._replace(officer=np.full(len(tiny.SENT), -1)),
        cases=state.cases._replace(state=nothing),
    )  # fmt: skip
    quiet = measure(tiny.scenario(), tiny.names(), tiny.world(), empty)
    assert quiet[:4] == rows[:4]
    assert value(quiet, "incidents_count") == 0
    assert math.isnan(value(quiet, "response_time_mean_min"))
    assert math.isnan(value(quiet, "within_target_share"))
    assert math.isnan(value(quiet, "desk_resolved_share", "resolution_centre"))


def test_teams_that_do_not_exist_have_no_rows() -> None:
    teams = {"response": tiny.SCENARIO["teams"]["response"]}
    rows = measure(tiny.scenario(teams=teams), tiny.names(), tiny.world(), tiny.state())
    assert set(rows.team) == {ALL, "response"}
    assert not {"desk_wait_mean_min", "open_cases_end", "prevention_hours_planned"} & set(
        rows.measure
    )


def test_rows_are_unique_small_and_in_the_order_of_the_registry(rows: MeasureRows) -> None:
    cells = list(zip(*rows[:4], strict=True))
    assert len(set(cells)) == len(cells)
    order = list(REGISTRY)
    positions = [order.index(name) for name in rows.measure]
    assert positions == sorted(positions)
    assert len(pickle.dumps(rows)) < 30_000


ADDITIVE = [
    "incidents_count", "unfinished_count", "queue_length_mean", "queue_growth_count",
]  # fmt: skip


def random_state(seed: int) -> Any:
    """Return the state with times, grades and outcomes shuffled, each incident still sensible."""
    generator = np.random.default_rng(seed)
    state = tiny.state()
    order = generator.permutation(len(tiny.INCIDENTS))
    incidents = type(state.incidents)(
        *(column[order] if column.size else column for column in state.incidents)
    )
    return state._replace(incidents=incidents)


@pytest.mark.parametrize("seed", range(25))
def test_shares_are_shares_and_hubs_add_up(seed: int) -> None:
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), random_state(seed))
    shares = [
        v
        for name, v in zip(rows.measure, rows.value.tolist(), strict=True)
        if REGISTRY[name].unit == "share" and not math.isnan(v)
    ]
    assert shares
    assert all(0 <= share <= 1 for share in shares)
    for name in ADDITIVE:
        hubs = [value(rows, name, hub=hub) for hub in ("East", "West")]
        assert sum(hubs) == pytest.approx(value(rows, name), abs=1e-9)
        grades = ["1", "2", "4"]
        by_grade = [value(rows, name, grade=grade) for grade in grades]
        assert sum(by_grade) == pytest.approx(value(rows, name), abs=1e-9)


def test_overtime_is_paid_by_the_hour() -> None:
    scenario = tiny.scenario()
    teams = scenario.teams
    response = teams.response.model_copy(update={"overtime_gbp_per_hour": 10.0})
    paid = scenario.model_copy(update={"teams": teams.model_copy(update={"response": response})})
    without, got = (
        measure(each, tiny.names(), tiny.world(), tiny.state()) for each in (scenario, paid)
    )
    # The first of response, at East, an hour; the third, at West, half an hour.
    for team, hub, hours in [("response", "East", 1), ("response", "West", 0.5), (ALL, ALL, 1.5)]:
        rise = value(got, "cost_gbp", team, hub) - value(without, "cost_gbp", team, hub)
        assert rise == pytest.approx(10 * hours)
