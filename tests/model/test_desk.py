"""The Resolution Centre: hours, turns, what it resolves and what it sends on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.distributions import Fixed
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Referral, Role
from tests.support.worlds import Call, Case, Duty, desk, force, grade, on_shifts, play, team, world

#: One response officer, then the people of the desk.
RESPONSE, FIRST, SECOND = 0, 1, 2
#: Response works round the clock, the desk from 480 to 960.
RESPONSE_SHIFT = Duty([RESPONSE], 0, 3000)
OPEN = Duty([FIRST], 480, 960)


def to_desk(at: float, **rules: Any) -> Call:
    return Call(**{"at": at, "grade": 4, "desk": 30, **rules})


def scenario(posts: int = 1, **rules: Any) -> Scenario:
    teams = {"response": team(1), "resolution_centre": desk(posts, **on_shifts(**rules))}
    return force(teams)


def test_cases_of_the_night_wait_for_the_opening_in_turn() -> None:
    calls = [to_desk(10), to_desk(20), to_desk(475), to_desk(600)]
    course = play(scenario(), calls, duties=[RESPONSE_SHIFT, OPEN])
    assert course.incidents("contacted") == [480, 510, 540, 600]
    assert course.incidents("finished") == [510, 540, 570, 630]
    assert course.outcomes == ["RESOLVED_AT_DESK"] * 4
    assert course.incidents("first_assigned") == [-1] * 4
    assert course.state.incidents.team.tolist() == [int(Role.RESOLUTION_CENTRE)] * 4


def test_lower_grade_numbers_are_called_back_first() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    grades = {5: grade(served_by="resolution_centre")}
    calls = [to_desk(0), to_desk(5, grade=5), to_desk(10), to_desk(15, grade=5)]
    course = play(force(teams, grades=grades), calls)
    assert course.incidents("contacted") == [0, 60, 30, 90]


def test_whoever_has_been_free_the_longest_calls() -> None:
    teams = {"response": team(1), "resolution_centre": desk(2)}
    calls = [to_desk(0, desk=30), to_desk(5, desk=10), to_desk(40), to_desk(41)]
    course = play(force(teams), calls)
    assert course.day(FIRST)[1:] == [(30, "AVAILABLE"), (41, "DESK_CALL"), (71, "AVAILABLE")]
    assert course.day(SECOND)[2:] == [(15, "AVAILABLE"), (40, "DESK_CALL"), (70, "AVAILABLE")]


def test_what_is_not_resolved_is_sent_on_and_waits_from_then() -> None:
    calls = [
        Call(at=0, scene=600),
        to_desk(10, resolves=False, sent_on=3),
        to_desk(20, resolves=False, sent_on=1),
    ]
    course = play(scenario(), calls, duties=[RESPONSE_SHIFT, OPEN])
    assert course.incidents("due_since") == [0, 510, 540]
    assert course.state.incidents.grade.tolist() == [2, 3, 1]
    # Sent on as an emergency, the later one goes first.
    assert course.incidents("first_assigned") == [0, 630, 600]
    assert course.outcomes == ["ATTENDED"] * 3
    assert course.state.incidents.team.tolist() == [0] * 3


def test_incidents_sent_on_take_their_place_behind_those_that_wait() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    calls = [
        Call(at=0, scene=100),
        to_desk(5, desk=40, resolves=False, sent_on=2),  # sent on at 45
        Call(at=20, grade=2),
        Call(at=50, grade=2),
    ]
    course = play(force(teams), calls)
    assert course.incidents("first_assigned") == [0, 130, 100, 160]


def test_a_call_is_finished_as_overtime() -> None:
    calls = [to_desk(945, desk=33), to_desk(950)]
    course = play(
        scenario(), calls, duties=[RESPONSE_SHIFT, OPEN, OPEN._replace(start=1100, end=1400)]
    )
    assert course.incidents("contacted") == [945, 1100]
    assert course.day(FIRST)[1:3] == [(945, "DESK_CALL"), (978, "OFF_DUTY")]
    assert course.of_officers("overtime") == [0, 18]


def test_towards_the_end_of_the_shift_no_case_is_begun() -> None:
    calls = [to_desk(929), to_desk(931)]
    duties = [RESPONSE_SHIFT, OPEN, Duty([SECOND], 940, 1400)]
    course = play(scenario(2, last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [929, 940]
    assert course.of_officers("overtime") == [0, 0, 0]
    calls = [to_desk(900), to_desk(901)]
    course = play(scenario(2, last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [900, 940]


def test_cases_keep_their_turn_when_shifts_touch() -> None:
    calls = [to_desk(931), to_desk(941), to_desk(962)]
    duties = [RESPONSE_SHIFT, OPEN, Duty([FIRST], 960, 1400)]
    course = play(scenario(last_assignment_min=30.0), calls, duties=duties)
    assert course.incidents("contacted") == [960, 990, 1020]


def test_the_desk_has_briefings_and_breaks_that_nothing_interrupts() -> None:
    rules = {
        "briefing_min": 10.0,
        "breaks": {"minutes": 40.0, "from_min": 100.0, "until_min": 300.0},
    }
    calls = [to_desk(10, desk=5), to_desk(595, desk=10), to_desk(596), to_desk(700)]
    duty = OPEN._replace(break_due=600, break_until=780)
    course = play(scenario(**rules), calls, duties=[RESPONSE_SHIFT, duty])
    assert course.day(FIRST) == [
        (480, "BRIEFING"),
        (490, "DESK_CALL"),
        (495, "AVAILABLE"),
        (595, "DESK_CALL"),
        (605, "BREAK"),
        (645, "DESK_CALL"),
        (675, "AVAILABLE"),
        (700, "DESK_CALL"),
        (730, "AVAILABLE"),
        (960, "OFF_DUTY"),
    ]


def test_callers_who_do_not_wait_are_lost_when_all_of_the_desk_are_busy() -> None:
    teams = {"response": team(1), "resolution_centre": desk(2)}
    lost = {4: grade(served_by="resolution_centre", when_all_busy="lost")}
    calls = [to_desk(0), to_desk(10), to_desk(20), to_desk(30), to_desk(39.9), to_desk(40)]
    course = play(force(teams, grades=lost), calls)
    outcomes = ["RESOLVED_AT_DESK"] * 2 + ["LOST", "RESOLVED_AT_DESK", "LOST", "RESOLVED_AT_DESK"]
    assert course.outcomes == outcomes
    assert course.incidents("contacted") == [0, 10, -1, 30, -1, 40]


def test_what_the_desk_resolves_may_be_investigated() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1), "investigation": team(1)}
    calls = [to_desk(0, case=Case(work=50)), to_desk(1, resolves=False, case=Case(work=20))]
    course = play(force(teams), calls)
    # The second one is sent on at 60, attended until 90, and only then investigated.
    assert course.cases("opened") == [30, 90]
    assert course.cases("closed") == [80, 110]


def test_the_desk_serves_the_whole_force() -> None:
    teams = {"response": team(1, 1), "resolution_centre": desk(1)}
    scenario = force(teams, hubs={"A": "A", "B": "B"})
    calls = [to_desk(0, place="B"), to_desk(1), to_desk(2, place="B", resolves=False)]
    course = play(scenario, calls)
    assert course.incidents("contacted") == [0, 30, 60]
    assert course.officers[2] == [1]


def test_a_case_that_does_not_wait_is_lost_when_everybody_is_on_a_call() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1)}
    grades = {4: grade(served_by="resolution_centre", when_all_busy="lost")}
    course = play(force(teams, grades=grades), [to_desk(0), to_desk(10), to_desk(30)])
    assert course.outcomes == ["RESOLVED_AT_DESK", "LOST", "RESOLVED_AT_DESK"]
    assert course.incidents("contacted") == [0, -1, 30]


# --- opening hours -----------------------------------------------------------------------------

NINE_TO_FIVE = {"opens": "09:00", "closes": "17:00"}


def centre(posts: int = 1, **rules: Any) -> Scenario:
    """Return a force whose desk is on duty round the clock."""
    teams = {"response": team(1), "resolution_centre": desk(posts, **rules)}
    return force(teams, days=3)


def test_outside_opening_hours_nobody_is_called_though_people_are_on_duty() -> None:
    hours = {"weekdays": NINE_TO_FIVE}
    calls = [to_desk(10), to_desk(20), to_desk(1000), to_desk(1019), to_desk(1020), to_desk(1990)]
    course = play(centre(2, opening_hours=hours), calls)
    # Opens at 540 and closes at 1020, a day later at 1980: the two of the night go at once, the
    # call begun at 1019 is finished after the doors close, the one at 1020 waits for the morning.
    assert course.incidents("contacted") == [540, 540, 1000, 1019, 1980, 1990]
    assert course.incidents("finished") == [570, 570, 1030, 1049, 2010, 2020]


def test_a_case_that_is_next_when_the_doors_close_waits() -> None:
    calls = [to_desk(1010), to_desk(1012)]
    course = play(centre(opening_hours={"weekdays": NINE_TO_FIVE}), calls)
    assert course.incidents("contacted") == [1010, 1980]
    assert course.day(FIRST)[-3:] == [(1040, "AVAILABLE"), (1980, "DESK_CALL"), (2010, "AVAILABLE")]


def test_weekends_have_hours_of_their_own() -> None:
    hours = {"weekends": {"opens": "10:00", "closes": "24:00"}}
    scenario = force(
        {"response": team(1), "resolution_centre": desk(1, opening_hours=hours)}, days=7
    )
    day = 24 * 60
    # The run starts on a Monday; the Centre opens on Saturday and Sunday only.
    calls = [to_desk(0), to_desk(6 * day - 1), to_desk(6 * day)]
    course = play(scenario, calls)
    assert course.incidents("contacted") == [5 * day + 600, 6 * day - 1, 6 * day + 600]


def test_a_centre_that_opens_on_no_day_of_the_run_calls_nobody() -> None:
    hours = {"weekends": NINE_TO_FIVE}
    course = play(centre(opening_hours=hours), [to_desk(0), to_desk(1000)])
    assert course.incidents("contacted") == [-1, -1]
    assert course.states == ["DESK_QUEUE"] * 2


def test_when_closed_cases_that_do_not_wait_are_lost() -> None:
    teams = {
        "response": team(1),
        "resolution_centre": desk(1, opening_hours={"weekdays": NINE_TO_FIVE}),
    }
    grades = {4: grade(served_by="resolution_centre", when_all_busy="lost")}
    course = play(force(teams, grades=grades), [to_desk(539), to_desk(540)])
    assert course.outcomes == ["LOST", "RESOLVED_AT_DESK"]


# --- the order of the queue --------------------------------------------------------------------

HANDLING = {"long": 60.0, "short": 10.0, "grave": 30.0}


def queueing(rule: str) -> Scenario:
    """Return a force with three types: `grave` is of the highest harm, `short` takes least."""
    teams = {
        "response": team(1),
        "resolution_centre": desk(1, queue=rule),
        "investigation": team(1),
    }
    plain = force(teams, kinds={kind: ["response"] for kind in HANDLING})
    kinds = {}
    for name, kind in plain.incident_types.items():
        handling = Fixed(distribution="fixed", value=HANDLING[name])
        work = Fixed(distribution="fixed", value=1.0)
        kinds[name] = kind.model_copy(
            update={
                "resolution_centre": DeskWork(
                    handling_min=handling, resolved_share=1.0, sent_on_as=2
                ),
                "investigation": Investigation(
                    share=0.0, work_hours=work, harm=7 if name == "grave" else 2
                ),
            }
        )
    return plain.model_copy(update={"incident_types": kinds})


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("first_come", ["long", "short", "grave", "short", "grave", "long"]),
        ("harm_first", ["long", "grave", "grave", "short", "short", "long"]),
        ("shortest_first", ["long", "short", "short", "grave", "grave", "long"]),
    ],
)
def test_cases_of_one_grade_go_in_the_order_of_the_rule(rule: str, order: list[str]) -> None:
    kinds = ["long", "short", "grave", "short", "grave", "long"]
    calls = [to_desk(n, kind=kind) for n, kind in enumerate(kinds)]
    course = play(queueing(rule), calls)
    contacted = course.incidents("contacted")
    assert sorted(contacted) == [0, 30, 60, 90, 120, 150]
    said = [kinds[n] for n in sorted(range(len(kinds)), key=contacted.__getitem__)]
    assert said == order
    # Of one kind, the first to come goes first.
    assert contacted[1] < contacted[3]
    assert contacted[2] < contacted[4]


def test_the_grade_comes_before_the_rule_of_the_queue() -> None:
    rules = queueing("harm_first")
    lower = rules.grades[4].model_copy(update={"label": "lower"})
    rules = rules.model_copy(update={"grades": {**rules.grades, 5: lower}})
    calls = [to_desk(0), to_desk(1, kind="grave", grade=5), to_desk(2, kind="long")]
    course = play(rules, [call._replace(kind=call.kind.replace("job", "long")) for call in calls])
    assert course.incidents("contacted") == [0, 60, 30]


# --- attempts ----------------------------------------------------------------------------------

ATTEMPTS = {"reached_share": 0.5, "failed_min": 5.0, "again_after_min": 100.0, "most": 3}


def test_a_caller_who_does_not_reply_is_tried_again_and_contact_is_the_first_success() -> None:
    course = play(centre(attempts=ATTEMPTS), [to_desk(10, reached_on=3)])
    assert course.incidents("called") == [10]
    # Attempts at 10, 10 + 5 + 100 and 115 + 5 + 100.
    assert course.incidents("contacted") == [220]
    assert course.incidents("finished") == [250]
    assert course.state.incidents.attempts.tolist() == [3]
    assert course.outcomes == ["RESOLVED_AT_DESK"]
    assert course.account(FIRST)["DESK_CALL"] == 5 + 5 + 30


def test_after_the_last_attempt_the_case_is_closed_as_no_reply() -> None:
    course = play(centre(attempts=ATTEMPTS), [to_desk(0, reached_on=0, case=None)])
    assert course.incidents("contacted") == [-1]
    assert course.incidents("finished") == [215]
    assert course.outcomes == ["NO_REPLY"]
    assert course.officers == [[]]
    assert course.state.incidents.team.tolist() == [-1]


def test_after_the_last_attempt_officers_may_attend() -> None:
    rules = {**ATTEMPTS, "no_reply_as": 3}
    course = play(centre(attempts=rules), [to_desk(0, reached_on=0, sent_on=3)])
    assert course.incidents("contacted") == [-1]
    assert course.incidents("due_since") == [215]
    assert course.incidents("first_assigned") == [215]
    assert course.state.incidents.grade.tolist() == [3]
    assert course.outcomes == ["ATTENDED"]


def test_a_failed_attempt_frees_the_person_for_the_next_case() -> None:
    calls = [to_desk(0, reached_on=2), to_desk(1), to_desk(2)]
    course = play(centre(attempts=ATTEMPTS), calls)
    assert course.incidents("contacted") == [105, 5, 35]


def test_a_case_that_is_tried_again_stands_behind_those_that_wait() -> None:
    calls = [to_desk(0, reached_on=2), to_desk(1, desk=150), to_desk(2)]
    course = play(centre(attempts=ATTEMPTS), calls)
    # Due again at 105, while the second is on the line until 155; the third has waited longer.
    assert course.incidents("contacted") == [185, 5, 155]


def test_the_next_attempt_waits_for_the_doors_to_open() -> None:
    hours = {"weekdays": NINE_TO_FIVE}
    course = play(centre(attempts=ATTEMPTS, opening_hours=hours), [to_desk(1000, reached_on=2)])
    # Tried at 1000, due again at 1105, when the Centre is closed until 1980.
    assert course.incidents("contacted") == [1980]


def test_a_run_may_end_between_two_attempts() -> None:
    course = play(centre(attempts=ATTEMPTS), [to_desk(4300, reached_on=2)])
    assert course.states == ["CALL_LATER"]
    assert course.outcomes == ["NONE"]


# --- where cases go ----------------------------------------------------------------------------


def test_a_case_referred_to_investigation_is_opened_without_a_visit() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1), "investigation": team(1)}
    referred = to_desk(0, resolves=False, refers=Referral.INVESTIGATION, case=Case(work=50))
    made = world(force(teams), [referred])
    # The draw says that it would not be investigated had somebody attended.
    made = made._replace(drawn=made.drawn._replace(investigated=np.zeros(1, dtype=np.bool_)))
    course = play(made)
    assert course.outcomes == ["REFERRED"]
    assert course.incidents("finished") == [30]
    assert course.officers == [[]]
    assert course.cases("opened") == [30]
    assert course.cases("closed") == [80]


def test_a_case_referred_to_prevention_is_attended_by_the_preferred_team() -> None:
    teams = {
        "response": team(1),
        "neighbourhood": team(1),
        "resolution_centre": desk(1),
    }
    scenario = force(teams, kinds={"job": ["neighbourhood", "response"]})
    referred = to_desk(0, resolves=False, refers=Referral.PREVENTION, sent_on=3)
    course = play(scenario, [referred])
    assert course.outcomes == ["ATTENDED"]
    assert course.state.incidents.team.tolist() == [int(Role.NEIGHBOURHOOD)]
    assert course.state.incidents.grade.tolist() == [3]
