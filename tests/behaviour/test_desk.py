"""What a planner expects of the Resolution Centre, held on the baseline over ten days.

Each test changes one number and looks at paired differences over the same demand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.scenario.load import load
from sim.scenario.schema import Scenario
from tests.behaviour.pairs import (
    ATTENDED,
    Cell,
    assert_above,
    assert_below,
    cell,
    changed,
    difference,
    values,
)
from tests.house.tree import ROOT

pytestmark = pytest.mark.slow

REPLICATIONS = 4
DESK = "resolution_centre"
WAIT = cell("desk_wait_mean_min", DESK)

Values = list[dict[Cell, float]]


def ten_days(data: dict[str, Any]) -> None:
    data["run"] |= {"days": 7, "warm_up_days": 3}


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return changed(load(ROOT / "scenarios" / "sussex-2017.yaml").scenario, ten_days)


@pytest.fixture(scope="module")
def usual(baseline: Scenario) -> Values:
    return values(baseline, REPLICATIONS)


def run(baseline: Scenario, change: Callable[[dict[str, Any]], None]) -> Values:
    return values(changed(baseline, change), REPLICATIONS)


def test_the_baseline_is_as_published(usual: Values) -> None:
    """73% resolved, 98% contacted, over 70% satisfied, 89% understood (seed 001)."""

    def mean(name: str) -> float:
        return sum(row[cell(name, DESK)] for row in usual) / len(usual)

    assert 0.71 < mean("desk_resolved_share") < 0.75
    assert 0.96 < mean("desk_contact_within_48h_share") < 0.995
    assert 0.70 < mean("desk_satisfied_share") < 0.80
    assert 0.87 < mean("desk_understood_share") < 0.91


def test_more_people_at_the_desk_shorten_its_wait(baseline: Scenario, usual: Values) -> None:
    def more(data: dict[str, Any]) -> None:
        data["teams"][DESK]["posts"]["force"] = 75

    got = run(baseline, more)
    assert_below(difference(usual, got, WAIT), "minutes until contact with 15 posts more")
    satisfied = difference(usual, got, cell("desk_satisfied_share", DESK))
    assert_above(satisfied, "share satisfied with 15 posts more")


def test_a_higher_resolved_share_leaves_fewer_incidents_to_attend(
    baseline: Scenario, usual: Values
) -> None:
    def scaled(share: float) -> Values:
        def change(data: dict[str, Any]) -> None:
            data["teams"][DESK]["resolved_share"] = share

        return run(baseline, change)

    low, high = scaled(0.6), scaled(0.8)
    resolved = cell("desk_resolved_share", DESK)
    for share, got in ((0.6, low), (0.8, high)):
        mean = sum(row[resolved] for row in got) / len(got)
        assert abs(mean - share) < 0.02, f"{mean:.3f} resolved, the scenario says {share}"
    assert_below(difference(low, high, ATTENDED), "incidents attended, 80% resolved against 60%")
    assert_below(difference(usual, high, ATTENDED), "incidents attended, 80% against 73%")
    response = cell("response_time_mean_min", grade="3")
    assert_below(difference(low, high, response), "minutes to scheduled incidents, 80% against 60%")
    busy = cell("utilisation_share", "response")
    assert_below(difference(low, high, busy), "response's utilisation, 80% against 60%")


def test_callers_who_are_harder_to_reach_are_contacted_later(
    baseline: Scenario, usual: Values
) -> None:
    def harder(data: dict[str, Any]) -> None:
        data["teams"][DESK]["attempts"]["reached_share"] = 0.45
        data["teams"][DESK]["resolved_share"] = None

    got = run(baseline, harder)
    assert_above(difference(usual, got, WAIT), "minutes until contact, 45% reached for 62%")
    attempts = cell("desk_attempts_mean", DESK)
    assert_above(difference(usual, got, attempts), "attempts a case, 45% reached for 62%")
    unreached = cell("desk_no_reply_share", DESK)
    assert_above(difference(usual, got, unreached), "share never reached, 45% for 62%")


def test_shorter_opening_hours_lengthen_waits(baseline: Scenario, usual: Values) -> None:
    def shorter(data: dict[str, Any]) -> None:
        for days in ("weekdays", "weekends"):
            data["teams"][DESK]["opening_hours"][days] = {"opens": "09:00", "closes": "20:00"}

    got = run(baseline, shorter)
    assert_above(difference(usual, got, WAIT), "minutes until contact, open three hours less")
    contacted = cell("desk_contact_within_48h_share", DESK)
    assert difference(usual, got, contacted).low <= 0, "nobody is contacted sooner"


def test_without_the_centre_officers_attend_all(baseline: Scenario, usual: Values) -> None:
    def none(data: dict[str, Any]) -> None:
        data["grades"][4] |= {"served_by": "attendance", "attended_by": 3}
        data["teams"][DESK] = None

    got = run(baseline, none)
    assert_above(difference(usual, got, ATTENDED), "incidents attended without the Centre")
    due = cell("prevention_hours_delivered")
    assert_below(difference(usual, got, due), "hours of prevention without the Centre")
    priority = cell("response_time_mean_min", grade="2")
    assert_above(difference(usual, got, priority), "minutes to priority calls without the Centre")
