"""What operations prevent: by who came, where, of what, and for how long after they end."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.vocabulary import IncidentState, PreventionWork
from sim.world.arrays import MILLIONTHS
from tests.engine.audit_operations import prevented as prevented_by_log
from tests.support.worlds import Course, force, on_shifts, play, team, world
from tests.support.worlds_calls import Call, Duty

DAY = 1440
#: A fifth of the incidents of the type `job`, on the first day from 10:00 to 14:00.
MATCH = {
    "team": "response",
    "dates": ["2026-01-05"],
    "start": "10:00",
    "hours": 4.0,
    "officers": {"A": 2},
    "targets": {"types": ["job"]},
    "effect": 0.2,
}


def course(calls: list[Call], officers: int = 2, also: Any = None, **changes: Any) -> Course:
    """Return what happens in a force of response officers that has an operation."""
    built = force(
        {"response": team(officers)},
        kinds={"job": ["response"], "other": ["response"]},
        days=6,
        also={"operations": {"match": {**MATCH, **changes}}, **(also or {})},
    )
    return play(built, calls)


def came(calls: list[Call], **changes: Any) -> list[bool]:
    return [state != "EXPECTED" for state in course(calls, **changes).states]


def prevented(share: float) -> int:
    """Return a mark that an operation prevents if it prevents a larger share than this."""
    return round(MILLIONTHS * (1 - share))


def test_its_incidents_are_prevented_while_it_lasts() -> None:
    calls = [
        Call(at=599, mark=prevented(0.1)),
        Call(at=601, mark=prevented(0.1)),
        Call(at=602, mark=prevented(0.25)),
        Call(at=603, mark=prevented(0.1), kind="other"),
        Call(at=839, mark=prevented(0.1)),
        Call(at=841, mark=prevented(0.1)),
    ]
    assert came(calls) == [True, False, True, True, False, True]


def test_those_passed_over_come_about_if_it_ends_before_their_time() -> None:
    """At 10:01 the next is sought, and the one of 14:01 is found once the operation has ended."""
    calls = [Call(at=601, mark=prevented(0.1)), Call(at=841, mark=prevented(0.1))]
    assert came(calls) == [False, True]


def test_no_line_of_the_log_leads_to_an_incident_that_comes_about() -> None:
    """Demand is looked at again as an operation starts, which leads to none of the calls after."""
    calls = [Call(at=590, scene=5), Call(at=602, mark=prevented(0.1)), Call(at=605), Call(at=700)]
    made = world(force({"response": team(2)}, also={"operations": {"match": MATCH}}), calls)
    log = simulate(made, log=True).log
    expected = int(IncidentState.EXPECTED)
    came = (log.incident >= 0) & (log.officer < 0) & (log.before == expected)
    assert log.incident[came].tolist() == [0, 2, 3]
    assert log.parent[came].tolist() == [-1, -1, -1]


def test_it_prevents_by_the_part_of_its_officers_who_came() -> None:
    """With one of two there, a tenth; the other comes at noon, after a job, and then a fifth."""
    calls = [
        Call(at=590, scene=130),
        Call(at=610, mark=prevented(0.15)),
        Call(at=611, mark=prevented(0.05)),
        Call(at=730, mark=prevented(0.15)),
    ]
    found = course(calls, officers=2)
    assert [state != "EXPECTED" for state in found.states] == [True, True, False, False]


def test_it_acts_in_its_places_alone() -> None:
    calls = [Call(at=700 + n, mark=prevented(0.1), place=place) for n, place in enumerate("AB")]
    built = force(
        {"response": team(2)},
        hubs={"A": "A", "B": "A"},
        also={
            "operations": {"match": {**MATCH, "targets": {"types": ["job"], "districts": ["B"]}}}
        },
    )
    assert [state != "EXPECTED" for state in play(built, calls).states] == [True, False]


def test_one_against_repeats_prevents_those_alone() -> None:
    targets = {"types": ["job"], "repeats_only": True}
    repeat = {"share": 0.2, "delay_days": {"distribution": "exponential", "mean": 2.0}}
    built = force(
        {"response": team(3)},
        kind_rules={"job": {"repeat": repeat}},
        also={"operations": {"match": {**MATCH, "targets": targets}}},
    )
    calls = [
        Call(at=500),
        Call(at=700, mark=prevented(0.1)),
        Call(at=710, mark=prevented(0.1), parent=0),
    ]
    assert [state != "EXPECTED" for state in play(built, calls).states] == [True, True, False]


@pytest.mark.parametrize(("day", "left"), [(0, 0.2), (1, 0.15), (2, 0.1), (3, 0.05), (4, 0.0)])
def test_what_is_left_of_it_fades_day_by_day(day: int, left: float) -> None:
    calls = [
        Call(at=day * DAY + 900, mark=prevented(left - 0.01) if left else MILLIONTHS - 1),
        Call(at=day * DAY + 910, mark=prevented(left + 0.01)),
    ]
    assert came(calls, residual_days=4) == [left == 0, True]


def test_two_at_once_leave_what_both_leave() -> None:
    second = {**MATCH, "officers": {"A": 1}, "effect": 0.5}
    calls = [Call(at=700, mark=prevented(0.59)), Call(at=701, mark=prevented(0.61))]
    built = force({"response": team(3)}, also={"operations": {"match": MATCH, "second": second}})
    assert [state != "EXPECTED" for state in play(built, calls).states] == [False, True]


def test_its_hours_build_up_a_kind_of_prevention_work() -> None:
    work = PreventionWork.ENFORCEMENT
    effect = {
        "reference_hours_per_week": {"enforcement": {"A": 10.0}},
        "half_life_days": {"enforcement": 2.0},
    }
    fed = {}
    for counts_as in ("enforcement", "patrol", None):
        built = force(
            {"response": team(2)},
            kind_rules={"job": {"prevention_elasticity": {"enforcement": 0.1}}},
            also={
                "operations": {"match": {**MATCH, "counts_as": counts_as}},
                "demand": {"prevention": effect, "ceiling": 1.5},
            },
        )
        fed[counts_as] = int(play(built, []).state.prevention.fed_ms[work])
    assert fed == {"enforcement": 2 * 4 * 3_600_000, "patrol": 0, None: 0}


def test_days_of_the_week_count_besides_the_dates() -> None:
    """2026-01-05 is a Monday."""
    days = {"days_of_week": ["Wednesday", "Friday"], "last_day": "2026-01-08"}
    calls = [Call(at=n * DAY + 700, mark=prevented(0.1)) for n in range(6)]
    assert came(calls, **days) == [False, True, False, True, True, True]
    later = {"days_of_week": ["Wednesday", "Friday"], "first_day": "2026-01-08", "dates": []}
    assert came(calls, **later) == [True, True, True, True, False, True]


def test_an_effect_of_nothing_leaves_the_log_as_it_was() -> None:
    calls = [Call(at=600 + 7 * n, scene=40) for n in range(60)]
    plain = course(calls, targets=None, effect=0.0)
    for changes in ({"effect": 0.0}, {"effect": 0.0, "residual_days": 3, "counts_as": "patrol"}):
        assert course(calls, **changes).states == plain.states
        assert course(calls, **changes).incidents("first_assigned") == plain.incidents(
            "first_assigned"
        )


def test_who_never_comes_prevents_nothing() -> None:
    built = force(
        {"response": team(1), "neighbourhood": team(1, **on_shifts())},
        also={"operations": {"match": {**MATCH, "team": "neighbourhood", "officers": {"A": 1}}}},
    )
    calls = [Call(at=700, mark=prevented(0.01))]
    states = play(built, calls, duties=[Duty([1], 0, 60)]).states
    assert states != ["EXPECTED"]


def test_the_audit_would_see_an_operation_that_prevents_nothing() -> None:
    """Also one that goes on preventing: half of the marks lie on either side."""
    calls = [Call(at=500 + 3 * n, scene=5, mark=37 * n % 100 * 10_000) for n in range(500)]
    built = force({"response": team(2)}, days=3, also={"operations": {"match": MATCH}})
    made = world(built, calls)
    state = simulate(made, log=True)
    assert list(prevented_by_log(made, state)) == []
    gone = (state.incidents.state == IncidentState.EXPECTED).nonzero()[0]
    assert gone.size > 0
    rules = made.operation_effects
    for changes in (
        {"prevented": rules.prevented // 4},
        {"residual_days": rules.residual_days + 3},
    ):
        other = made._replace(operation_effects=rules._replace(**changes))
        assert list(prevented_by_log(other, state))
