"""Who goes at once to a grade whatever the redeployment rule says, and for how long in a shift."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from tests.engine.audit import audit
from tests.support.worlds import Call, Course, Duty, force, grade, on_shifts, play, team

AT_ONCE: dict[str, Any] = {"rule": "never", "at_once": {1: ["neighbourhood"]}}
POOL: dict[str, Any] = {"rule": "one_pool", "max_hours_per_shift": 0.5}
#: With one response officer and two neighbourhood officers.
RESPONSE, FIRST, SECOND = 0, 1, 2
BUSY = Call(at=0, scene=300)
NEARER = {1: grade(interrupts=["break"], calls_away="when_nearer")}


def scenario(rule: dict[str, Any], **changes: Any) -> Scenario:
    teams = {"response": team(1), "neighbourhood": team(2)}
    return force(teams, redeployment=rule, **changes)


# --- at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ring_fenced", [[], ["neighbourhood"]])
def test_prevention_goes_at_once_to_the_grades_named_and_to_no_other(
    ring_fenced: list[str],
) -> None:
    calls = [BUSY, Call(at=10, grade=1, scene=30), Call(at=12)]
    course = play(scenario({**AT_ONCE, "ring_fenced": ring_fenced}), calls)
    assert course.officers == [[RESPONSE], [FIRST], [RESPONSE]]
    assert course.incidents("first_assigned") == [0, 10, 300]
    assert course.state.deployments.redeployed.tolist() == [False, True, False]
    assert course.of_officers("redeployed") == [0, 30, 0]


def test_the_rule_goes_on_for_other_teams_and_grades() -> None:
    rule = {"rule": "queue_long", "teams": ["enforcement"], "waiting": 1, "older_than_min": 15.0}
    teams = {"response": team(1), "neighbourhood": team(1), "enforcement": team(1)}
    made = force(teams, redeployment={**AT_ONCE, **rule})
    calls = [BUSY, Call(at=5, grade=1, scene=60), Call(at=10, scene=60), Call(at=30)]
    course = play(made, calls)
    # The neighbourhood officer goes at once; enforcement when the second call is old; then nobody.
    assert course.officers == [[0], [1], [2], [2]]
    assert course.incidents("first_assigned") == [0, 5, 25, 85]


def test_an_emergency_that_waits_gets_who_comes_back_to_prevention() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts())}
    duties = [Duty([0], 0, 2000), Duty([1], 40, 500)]
    course = play(force(teams, redeployment=AT_ONCE), [BUSY, Call(at=10, grade=1)], duties=duties)
    assert course.officers == [[0], [1]]
    assert course.incidents("first_assigned") == [0, 40]


def test_nobody_over_the_limit_of_the_hub_goes_at_once() -> None:
    calls = [BUSY, Call(at=10, grade=1, scene=30), Call(at=12, grade=1)]
    course = play(scenario({**AT_ONCE, "max_officers": 1}), calls)
    assert course.incidents("first_assigned") == [0, 10, 40]


CALLED = {1: grade(interrupts=["writing_up", "travel", "scene"])}
#: The neighbourhood officer is at a call of their own of grade 2 from 0 to 40, and then writes up.
OWN = Call(at=0, kind="own", scene=40, writing_up=30, spare=3)


def called(at: float, grades: dict[int, Any], **rule: Any) -> Course:
    """Play an emergency that response, which is busy, cannot take."""
    teams = {"response": team(1), "neighbourhood": team(1)}
    made = force(
        teams,
        redeployment={**AT_ONCE, **rule},
        grades=grades,
        kinds={"job": ["response"], "own": ["neighbourhood"]},
    )
    course = play(made, [Call(at=0, grade=1, scene=300), OWN, Call(at=at, grade=1, scene=20)])
    assert audit(course.world, course.state) == []
    return course


@pytest.mark.parametrize("at", [10, 50], ids=["at the scene", "writing up"])
def test_who_goes_at_once_is_called_from_what_that_grade_interrupts(at: int) -> None:
    course = called(at, CALLED)
    assert course.officers[2] == [FIRST]
    assert course.incidents("first_assigned")[2] == at
    assert course.state.deployments.redeployed.tolist()[-1]
    assert called(at, {}).incidents("first_assigned")[2] == 70, "when it is all written up"


@pytest.mark.parametrize(
    ("at", "interrupts"),
    [(10, ["travel"]), (10, ["writing_up", "travel"]), (50, ["break"]), (50, ["scene"])],
)
def test_who_goes_at_once_is_called_from_nothing_else(at: int, interrupts: list[str]) -> None:
    writes_up_from, is_free = 40, 70
    expected = writes_up_from if "writing_up" in interrupts else is_free
    grades = {1: grade(interrupts=interrupts)}
    assert called(at, grades).incidents("first_assigned")[2] == expected


def test_who_writes_up_is_not_among_those_who_must_stay_on_prevention() -> None:
    course = called(50, CALLED, min_remaining=1)
    assert course.incidents("first_assigned")[2] == 50


def test_who_goes_at_once_is_called_when_such_work_begins() -> None:
    """At the scene nothing calls them; the emergency gets them as they begin to write up."""
    assert called(10, {1: grade(interrupts=["writing_up"])}).incidents("first_assigned")[2] == 40


def test_nobody_is_called_away_under_the_rule_itself() -> None:
    """Under one pool prevention officers are sent from prevention alone."""
    assert called(10, CALLED, rule="one_pool", at_once={}).incidents("first_assigned")[2] == 70


def test_that_enough_stay_on_prevention_does_not_keep_whom_is_not_on_it() -> None:
    assert called(10, CALLED, min_remaining=1).incidents("first_assigned")[2] == 10


def test_who_was_redeployed_for_long_enough_is_not_called_away_either() -> None:
    """Twenty minutes at an emergency are all that the shift allows."""
    teams = {"response": team(1), "neighbourhood": team(1)}
    made = force(
        teams,
        redeployment={**AT_ONCE, "max_hours_per_shift": 0.25},
        grades=CALLED,
        kinds={"job": ["response"], "own": ["neighbourhood"]},
    )
    calls = [
        Call(at=0, grade=1, scene=300),
        Call(at=5, grade=1, scene=20),
        Call(at=30, kind="own", scene=60),
        Call(at=40, grade=1, scene=20),
    ]
    assert play(made, calls).incidents("first_assigned") == [0, 5, 30, 300]


def test_several_together_may_be_called_from_what_they_do() -> None:
    teams = {"response": team(1), "neighbourhood": team(2)}
    made = force(
        teams,
        redeployment=AT_ONCE,
        grades=CALLED,
        kinds={"job": ["response"], "own": ["neighbourhood"]},
    )
    pair = Call(at=10, grade=1, officers=2, together=True)
    course = play(made, [Call(at=0, grade=1, scene=300), OWN, pair])
    assert sorted(course.officers[2]) == [FIRST, SECOND]
    assert course.incidents("first_assigned") == [0, 0, 10]


@pytest.mark.parametrize(("grades", "goes"), [({}, RESPONSE), (NEARER, FIRST)])
def test_response_goes_first_unless_the_grade_takes_whoever_is_nearer(
    grades: dict[int, Any], goes: int
) -> None:
    teams = {
        "response": team(1, stations={"A": {"B": 1.0}}),
        "neighbourhood": team(1, stations={"A": {"A": 1.0}}),
    }
    made = force(teams, redeployment=AT_ONCE, grades=grades, hubs={"A": "A", "B": "A"})
    drives = {"A": [0, 10], "B": [10, 0]}
    calls = [Call(at=0, grade=1), Call(at=60, grade=1, place="B")]
    course = play(made, calls, drives=drives)
    assert course.officers == [[goes], [RESPONSE]]


# --- for how long in a shift ------------------------------------------------------------------


def test_who_has_been_redeployed_for_long_enough_is_not_sent_again_in_the_shift() -> None:
    calls = [BUSY, *(Call(at=at, scene=40) for at in (10, 60, 110))]
    course = play(scenario(POOL), calls)
    # Forty minutes are more than thirty, but a job in hand is finished.
    assert course.officers == [[RESPONSE], [FIRST], [SECOND], [RESPONSE]]
    assert course.of_officers("redeployed") == [0, 40, 40]
    longer = play(scenario({**POOL, "max_hours_per_shift": 1.0}), calls)
    assert longer.officers == [[RESPONSE], [FIRST], [SECOND], [FIRST]]


def test_each_shift_has_the_time_to_itself() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts())}
    duties = [Duty([0], 0, 2000), Duty([1], 0, 100), Duty([1], 120, 220)]
    calls = [BUSY, Call(at=10, scene=40), Call(at=60, scene=40)]
    course = play(force(teams, redeployment=POOL), calls, duties=duties)
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("first_assigned") == [0, 10, 120]


def test_a_job_across_two_shifts_counts_in_each_for_what_falls_into_it() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts())}
    duties = [Duty([0], 0, 2000), Duty([1], 0, 100), Duty([1], 100, 400)]
    calls = [BUSY, Call(at=10, scene=110), Call(at=130, scene=40), Call(at=200, scene=40)]
    course = play(force(teams, redeployment=POOL), calls, duties=duties)
    # Twenty minutes of the second shift are gone at 120, sixty at 170.
    assert course.incidents("first_assigned") == [0, 10, 130, 300]


def test_the_own_work_of_the_team_is_done_all_the_same() -> None:
    made = scenario(POOL, kinds={"job": ["response"], "own": ["neighbourhood"]})
    calls = [BUSY, Call(at=5, scene=40), Call(at=5, scene=40), Call(at=50), Call(at=50, kind="own")]
    course = play(made, calls)
    assert course.incidents("first_assigned") == [0, 5, 5, 300, 50]


def test_the_time_left_counts_for_what_needs_several_together() -> None:
    crowd = Call(at=60, officers=2, together=True)
    course = play(scenario(POOL), [BUSY, Call(at=10, scene=40), crowd])
    assert course.incidents("first_assigned") == [0, 10, 300]
    course = play(scenario(POOL), [BUSY, Call(at=10, scene=20), crowd])
    assert sorted(course.officers[2]) == [FIRST, SECOND]
