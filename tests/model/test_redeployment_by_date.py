"""Rules of redeployment that change by date, by hand: what waits, and who may go from then on."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from sim.world.build import build
from tests.engine.both import agree
from tests.model.redeploying import FIRST, RESPONSE, RULE, SECOND, switches
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

DAY = 24 * 60
#: The run of these worlds starts on Monday 5 January 2026.
TUESDAY, WEDNESDAY = "2026-01-06", "2026-01-07"
#: Response is busy all the time.
BUSY = Call(at=0, scene=5 * DAY)
NEVER: dict[str, Any] = {"rule": "never", "ring_fenced": ["neighbourhood"]}


def scenario(rule: dict[str, Any], rule_from: dict[str, Any], officers: int = 2) -> Scenario:
    teams = {"response": team(1), "neighbourhood": team(officers)}
    return force(teams, redeployment={**RULE, **rule, "rule_from": rule_from}, days=6)


def sent(course: Course) -> list[float]:
    return course.incidents("first_assigned")[1:]


@pytest.mark.parametrize("since", ["2025-12-31", "2026-01-05"])
def test_a_rule_from_the_first_day_on_or_before_is_the_only_one(since: str) -> None:
    rules = build(scenario({"waiting": 1}, {since: {"waiting": 3}}), 1, 0).redeployment
    assert rules.changes_ms.size == 0
    assert rules.waiting.tolist() == [3]


def test_nobody_is_redeployed_any_more_once_all_are_ring_fenced() -> None:
    later = {TUESDAY: NEVER, WEDNESDAY: {"rule": "queue_long", "ring_fenced": []}}
    calls = (BUSY, *(Call(at=day * DAY + 10, scene=30) for day in range(3)))
    course = play(scenario({"waiting": 1}, later), calls)
    # Tuesday's call waits until Wednesday begins; it has then been overdue for long, and the next
    # comes before anybody is recalled.
    assert sent(course) == [25, 2 * DAY, 2 * DAY + 10]
    assert [at for at, _ in switches(course)] == [25, 55, 2 * DAY, 2 * DAY + 30]
    assert course.state.redeployment.switched_on.tolist() == [2]


@pytest.mark.parametrize(("waiting", "comes_on"), [(1, DAY), (2, DAY + 30)])
def test_a_rule_that_comes_into_force_counts_what_waits(waiting: int, comes_on: int) -> None:
    later = {TUESDAY: {"rule": "queue_long", "waiting": waiting, "older_than_min": 60.0}}
    calls = (BUSY, Call(at=DAY - 100, scene=30), Call(at=DAY - 30, scene=30))
    course = play(scenario({"rule": "never"}, later), calls)
    assert sent(course) == [comes_on, comes_on]
    assert switches(course)[0] == (comes_on, "ON")


def test_a_rule_that_lets_calls_wait_for_longer_recalls_and_comes_on_again() -> None:
    later = {TUESDAY: {"older_than_min": 200.0}}
    calls = (BUSY, Call(at=DAY - 100, scene=300), Call(at=DAY - 60, scene=30))
    course = play(scenario({"waiting": 1}, later, officers=1), calls)
    assert sent(course) == [DAY - 85, DAY + 215]
    assert switches(course) == [
        (DAY - 85, "ON"),
        (DAY - 55, "OFF"),
        (DAY - 45, "ON"),  # the second call has waited for 15 minutes, and nobody is there
        (DAY + 30, "OFF"),  # by the new rule it is not overdue
        (DAY + 140, "ON"),
        (DAY + 245, "OFF"),
    ]


def test_one_pool_sends_whoever_is_there_and_is_recalled_when_it_ends() -> None:
    later = {TUESDAY: {"rule": "one_pool"}, WEDNESDAY: {"rule": "queue_long"}}
    times = (DAY - 20, DAY + 10, 2 * DAY + 10, 2 * DAY + 100)
    course = play(scenario({}, later), (BUSY, *(Call(at=at, scene=30) for at in times)))
    # After the last day of the pool people are recalled as ever, after half an hour.
    assert sent(course) == [DAY, DAY + 10, 2 * DAY + 10, 5 * DAY]
    assert switches(course) == [(DAY, "ON"), (2 * DAY + 30, "OFF")]


def test_who_goes_at_once_changes_by_date() -> None:
    later = {TUESDAY: {"at_once": {1: ["neighbourhood"]}}, WEDNESDAY: {"at_once": {}}}
    calls = (BUSY, *(Call(at=day * DAY + 10, scene=30, grade=1) for day in range(3)))
    course = play(scenario({"rule": "never"}, later), calls)
    assert sent(course) == [DAY, DAY + 10, 5 * DAY]


def test_another_team_is_redeployed_and_makes_up_shifts() -> None:
    rule = {**RULE, "backfill": True, "teams": ["neighbourhood"]}
    minimum = {"minimum_strength": {"A": 2}}
    teams = {
        "response": team(3, **on_shifts(**minimum)),
        "neighbourhood": team(1),
        "enforcement": team(1),
    }
    rule["rule_from"] = {TUESDAY: {"teams": ["enforcement"]}}
    made = force(teams, redeployment=rule, days=3)
    duties = [
        *(Duty([officer], 0, 3 * DAY) for officer in (3, 4)),
        *(Duty([0], day * DAY + 60, day * DAY + 600) for day in range(2)),
    ]
    log = play(made, (), duties=duties).state.log
    assert log.officer[log.record == Record.BACKFILLED].tolist() == [3, 4]


def test_a_date_that_says_what_holds_already_changes_nothing() -> None:
    calls = (BUSY, *(Call(at=DAY - 60 + 7 * n, scene=20) for n in range(12)))
    plain = play(scenario({}, {}), calls)
    same = {TUESDAY: {key: RULE[key] for key in ("rule", "teams", "waiting", "older_than_min")}}
    repeated = play(scenario({}, same), calls)
    assert repeated.incidents("first_assigned") == plain.incidents("first_assigned")
    assert switches(repeated) == switches(plain)
    assert {FIRST, SECOND} <= {officer for team in repeated.officers for officer in team}
    assert repeated.officers[0][0] == RESPONSE


def test_both_engines_agree_on_rules_by_date() -> None:
    later = {TUESDAY: NEVER, WEDNESDAY: {"rule": "one_pool", "ring_fenced": []}}
    calls = (BUSY, *(Call(at=DAY // 5 * n, scene=200) for n in range(20)))
    agree(play(scenario({"waiting": 1}, later), calls).world)
