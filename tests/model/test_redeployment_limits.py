"""Limits of redeployment: how many go at once, how many stay, and how late in a shift."""

from __future__ import annotations

import pytest

from sim.vocabulary import NotSent
from tests.model.redeploying import BUSY, FIRST, LONG, RESPONSE, RULE, SECOND, scenario
from tests.support.reasons import reasons_not_sent
from tests.support.worlds import Call, Duty, force, on_shifts, play, team


def test_no_more_are_redeployed_at_once_than_the_limit() -> None:
    course = play(scenario(3, rule={"max_officers": 1}), [*LONG, Call(at=40, scene=10)])
    assert course.incidents("first_assigned") == [0, 35, 65, 95]
    assert course.officers == [[RESPONSE], [FIRST], [SECOND], [3]]
    assert play(scenario(3), [*LONG, Call(at=40)]).incidents("first_assigned") == [0, 35, 35, 40]


def test_the_limit_holds_in_one_pool() -> None:
    pool = {"rule": "one_pool", "max_officers": 1}
    calls = [BUSY, Call(at=10, scene=60), Call(at=20, scene=10), Call(at=30, scene=10)]
    assert play(scenario(rule=pool), calls).incidents("first_assigned") == [0, 10, 70, 80]


def test_each_hub_has_the_limit_to_itself() -> None:
    teams = {"response": team(1, 1), "neighbourhood": team(2, 2)}
    rule = {**RULE, "rule": "one_pool", "max_officers": 1}
    calls = [Call(at=at, place=place, scene=30) for place in "AB" for at in (0, 10, 20)]
    made = force(teams, redeployment=rule, hubs={"A": "A", "B": "B"})
    course = play(made, sorted(calls, key=lambda call: call.at))
    assert course.incidents("first_assigned") == [0, 0, 10, 10, 30, 30]


@pytest.mark.parametrize(
    ("back", "end", "taken_over"),
    [(0, 480, 65), (10, 480, 75), (10, 70, 70), (0, 40, 65)],
    ids=["break", "break at the station", "shift ends on the way to it", "end of shift"],
)
def test_another_goes_as_soon_as_one_is_no_longer_redeployed(
    back: int, end: int, taken_over: int
) -> None:
    breaks = {"minutes": 40.0, "from_min": 10.0, "until_min": 30.0 if end == 40 else 240.0}
    neighbourhood = team(2, **on_shifts(breaks=breaks), stations={"A": {"A": 1.0}})
    made = force(
        {"response": team(1), "neighbourhood": neighbourhood},
        redeployment={**RULE, "max_officers": 1},
        hubs={"A": "A", "B": "A"},
    )
    due = {"break_due": 50, "break_until": 240} if end > 40 else {}
    duties = [Duty([0], 0, 2000), Duty([1], 0, end, **due), Duty([2], 34, 480)]
    calls = [BUSY, Call(at=10, scene=30 - back, place="B"), Call(at=20, scene=30)]
    course = play(made, calls, duties=duties, drives={"A": [0, back], "B": [back, 0]})
    assert course.officers == [[RESPONSE], [FIRST], [SECOND]]
    assert course.incidents("first_assigned")[1:] == [35, taken_over]


def test_the_limit_counts_for_what_needs_several_together() -> None:
    crowd = Call(at=10, officers=2, together=True)
    pool = {"rule": "one_pool", "max_officers": 1}
    course = play(scenario(3, rule=pool), [BUSY, crowd])
    assert course.incidents("first_assigned") == [0, 300]
    assert sorted(course.officers[1]) == [RESPONSE, FIRST]
    course = play(scenario(3, rule={**pool, "max_officers": 2}), [BUSY, crowd])
    assert course.officers[1] == [FIRST, SECOND]


def test_who_backfills_a_shift_does_not_count() -> None:
    teams = {
        "response": team(2, **on_shifts(), minimum_strength={"A": 2}),
        "neighbourhood": team(3, **on_shifts()),
    }
    rule = {**RULE, "rule": "one_pool", "max_officers": 1, "backfill": True}
    calls = [Call(at=at, scene=60) for at in (10, 10, 10, 10, 320)]
    duties = [Duty([0], 0, 300), Duty([2, 3, 4], 0, 300), Duty([2, 3, 4], 310, 600)]
    course = play(force(teams, redeployment=rule), calls, duties=duties)
    # Officer 2 makes up the shift; of 3 and 4 one goes at a time, and so after the shift.
    assert course.incidents("first_assigned") == [10, 10, 10, 70, 320]
    assert course.state.deployments.redeployed.tolist()[:3] == [False, False, True]
    assert course.state.officers.redeployed_now.tolist() == [0]


def test_as_many_constables_stay_on_prevention_as_must() -> None:
    pool = {"rule": "one_pool", "min_remaining": 2}
    calls = [BUSY, Call(at=10, scene=60), Call(at=20, scene=10), Call(at=30, scene=10)]
    assert play(scenario(3, rule=pool), calls).incidents("first_assigned") == [0, 10, 70, 80]


def test_the_reason_is_that_too_few_remain() -> None:
    pool = {"rule": "one_pool", "min_remaining": 1}
    reasons = reasons_not_sent(scenario(1, rule=pool), [BUSY, Call(at=5)])
    assert reasons == [NotSent.BUSY, NotSent.TOO_FEW_REMAIN]


def test_pcsos_neither_count_nor_are_kept() -> None:
    teams = {"response": team(1), "neighbourhood": team(1), "pcso": team(1)}
    rule = {**RULE, "rule": "one_pool", "teams": ["neighbourhood", "pcso"], "min_remaining": 1}
    course = play(force(teams, redeployment=rule), [BUSY, Call(at=10), Call(at=20)])
    assert course.officers[1] == [SECOND]
    assert course.incidents("first_assigned")[:2] == [0, 10]


@pytest.mark.parametrize("briefing", [0.0, 15.0])
def test_a_constable_of_another_team_who_comes_on_duty_sets_one_free(briefing: float) -> None:
    teams = {
        "response": team(1),
        "neighbourhood": team(1),
        "enforcement": team(1, **on_shifts(briefing_min=briefing)),
    }
    rule = {**RULE, "rule": "one_pool", "min_remaining": 1}
    duties = [Duty([0, 1], 0, 2000), Duty([2], 60, 540)]
    course = play(force(teams, redeployment=rule), [BUSY, Call(at=10)], duties=duties)
    assert course.officers[1] == [FIRST]
    assert course.incidents("first_assigned") == [0, 60 + briefing]


def test_the_minimum_counts_for_what_needs_several_together() -> None:
    crowd = Call(at=10, officers=2, together=True)
    pool = {"rule": "one_pool", "min_remaining": 1}
    course = play(scenario(2, rule=pool), [BUSY, crowd])
    assert course.incidents("first_assigned") == [0, 300]
    assert sorted(course.officers[1]) == [RESPONSE, FIRST]
    assert play(scenario(3, rule=pool), [BUSY, crowd]).officers[1] == [FIRST, SECOND]


def test_who_leaves_to_what_the_own_team_attends_is_not_counted_as_staying() -> None:
    teams = {"response": team(1), "neighbourhood": team(1), "enforcement": team(1)}
    crowd = [Call(at=10, officers=2, together=True)]
    for least, sent in ((0, [FIRST, SECOND]), (1, [])):
        rule = {**RULE, "rule": "one_pool", "min_remaining": least}
        course = play(force(teams, redeployment=rule, kinds={"job": ["enforcement"]}), crowd)
        assert sorted(course.officers[0]) == sent


@pytest.mark.parametrize(("last_min", "goes"), [(0, FIRST), (64, FIRST), (65, SECOND)])
def test_nobody_is_redeployed_in_the_last_minutes_of_the_shift(last_min: int, goes: int) -> None:
    teams = {"response": team(1), "neighbourhood": team(2, **on_shifts())}
    duties = [Duty([RESPONSE], 0, 2000), Duty([FIRST], 0, 100), Duty([SECOND], 0, 400)]
    rule = {**RULE, "last_redeployment_min": last_min}
    course = play(force(teams, redeployment=rule), LONG, duties=duties)
    # At 35, when the rule comes on, the first goes off duty in 65 minutes.
    assert course.officers[1] == [goes]
    assert course.incidents("first_assigned") == ([0, 35, 35] if goes == FIRST else [0, 35, 65])


def test_the_reason_is_that_the_shift_ends_soon() -> None:
    teams = {"response": team(1), "neighbourhood": team(1, **on_shifts())}
    duties = [Duty([RESPONSE], 0, 2000), Duty([FIRST], 0, 100)]
    made = force(teams, redeployment={"rule": "one_pool", "last_redeployment_min": 95})
    reasons = reasons_not_sent(made, [BUSY, Call(at=5)], duties=duties)
    assert reasons == [NotSent.BUSY, NotSent.END_OF_SHIFT]
