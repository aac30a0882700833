"""Measures of hot spots and problem files, of further calls and arrests: worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.scenario.schema.scenario import Scenario
from sim.world.build import names
from tests.outputs.tiny import value
from tests.support.worlds import Call, Duty, desk, force, on_shifts, play, team

KINDS = {"job": ["response"], "visit": ["neighbourhood"]}
#: Two of five areas are on the list: areas 0 and 1.
SPOTS = {
    "areas": {"A": 2},
    "teams": ["neighbourhood"],
    "visit_min": 25.0,
    "fall": {"job": 0.2},
    "enough_visits_per_day": 100.0,
}
#: Four hours of analysis, a day of waiting, four hours of enforcement.
FILES = {
    "harm": {"job": 1.0},
    "opens_at_count": 2,
    "work_hours": {"distribution": "fixed", "value": 8.0},
    "partner_wait_days": {"distribution": "fixed", "value": 1.0},
    "powers_mix": {2: 1.0},
    "fall": 0.2,
    "lasts_days": 10,
}


def with_files(days: int, **rules: Any) -> Scenario:
    """Return a force of one response officer, and a neighbourhood officer who works on files."""
    plan = {"problem_solving": 0.5, "enforcement": 0.5}
    neighbourhood = team(1, **on_shifts(), prevention_plan=plan)
    return force(
        {"response": team(1), "neighbourhood": neighbourhood},
        kinds=KINDS,
        days=days,
        small_areas={"number": {"A": 5}},
        problem_files=FILES | rules,
    )


def job(day: float, area: int) -> Call:
    return Call(at=day * 1440, scene=10, area=area)


def rows(scenario: Scenario, calls: list[Call], *worked: tuple[int, float]) -> MeasureRows:
    """Measure a run in which somebody works on files from 8:00 on some days, for some hours."""
    duties = [Duty([1], 1440 * day + 480, 1440 * day + 480 + 60 * h) for day, h in worked]
    always = Duty([0], 0, scenario.run.days * 1440)
    made = play(scenario, calls, duties=[always, *duties] if worked else None)
    return measure(scenario, names(scenario), made.world, made.state)


def test_visits_to_hot_spots() -> None:
    """A spell of an hour gives two visits; later ones are too short, up to the end of day two."""
    scenario = force(
        {"response": team(1), "neighbourhood": team(1, prevention_plan={"patrol": 1.0})},
        kinds=KINDS,
        days=2,
        small_areas={"number": {"A": 5}, "hot_spots": SPOTS},
        demand={"ceiling": 1.5},
    )
    busy = [Call(at=60, kind="visit", scene=10), Call(at=94, kind="visit", scene=2780)]
    found = rows(scenario, [*busy, *(job(0.5, area) for area in (0, 1, 1, 4))])
    for hub in ("all", "A"):
        assert value(found, "hot_spot_visits_count", hub=hub) == 2
        assert value(found, "hot_spot_visits_per_day", hub=hub) == 2 / 2 / 2
        assert value(found, "hot_spot_incidents_count", hub=hub) == 3


def test_hot_spots_are_those_of_the_own_hub() -> None:
    """A lists areas 0 and 1 of five, B area 5 of three: 0, 1, 5 count, and 2, 6, 7 do not."""
    scenario = force(
        {"response": team(1, 1), "neighbourhood": team(1, 1, prevention_plan={"patrol": 1.0})},
        kinds=KINDS,
        hubs={"A": "A", "B": "B"},
        small_areas={"number": {"A": 5, "B": 3}, "hot_spots": {**SPOTS, "areas": {"A": 2, "B": 1}}},
        demand={"ceiling": 1.5},
    )
    of_a = [job(0.5, area) for area in (0, 1, 2)]
    of_b = [job(0.6, area)._replace(place="B") for area in (5, 6, 7)]
    found = rows(scenario, [*of_a, *of_b])
    by_hub = [value(found, "hot_spot_incidents_count", hub=hub) for hub in ("A", "B", "all")]
    assert by_hub == [2, 1, 3]


def test_a_problem_file_from_opening_to_closing() -> None:
    """Opened at the start of day 1, closed at noon of day 3; another waits for a place."""
    calls = [job(0, 0), job(0.1, 0), job(0.2, 0), job(0.3, 4), job(0.4, 4)]
    found = rows(with_files(4, most_open=1), calls, (1, 4), (3, 4))
    assert value(found, "problem_files_opened_count") == 1
    assert value(found, "problem_files_closed_count", hub="A") == 1
    # At the starts of days 1, 2 and 3, of which only the first finds the other area's count at 2.
    assert value(found, "problem_files_refused_count") == 1
    assert value(found, "problem_files_open_end_count") == 0
    assert value(found, "problem_files_age_mean_days") == 2.5
    assert value(found, "problem_files_hours") == 8


def test_a_problem_file_that_goes_cold() -> None:
    """Two hours were done of the first stage, of which one is lost."""
    found = rows(with_files(7, goes_cold_days=3), [job(0, 0), job(0.1, 0)], (1, 2))
    assert value(found, "problem_files_lost_hours") == 1
    assert value(found, "problem_files_hours") == 2
    assert value(found, "problem_files_open_end_count") == 1
    assert np.isnan(value(found, "problem_files_age_mean_days"))


def test_incidents_before_and_after_a_problem_file() -> None:
    """Open from day 30 to noon of day 32: from day 2 there were four, until day 60 there is one."""
    before = [job(day, 0) for day in (1, 10, 29, 29.1, 29.2)]
    after = [job(day, 0) for day in (33, 61)]
    calls = [*before, job(29.3, 4), *after]
    found = rows(with_files(62), calls, (30, 4), (32, 4))
    assert value(found, "problem_area_fall_share") == 3 / 4
    # A day less, and it is not known yet what came afterwards.
    found = rows(with_files(60), calls[:-1], (30, 4), (32, 4))
    assert np.isnan(value(found, "problem_area_fall_share"))


def test_further_calls_and_arrests() -> None:
    """One is reached at once, with an arrest; one calls again twice; one is closed by rule."""
    scenario = force(
        {"response": team(1), "resolution_centre": desk(1)},
        chasers={"gap_hours": {"distribution": "fixed", "value": 1.0}, "handling_min": 8.0},
        arrests={"elasticity": 1.0, "reference_min": {2: 20.0}},
    )
    calls = [
        Call(at=0, scene=200, custody=5, chasers=(50,)),
        Call(at=5, chasers=(20, 25)),
        Call(at=10, grade=4, desk=30),
        Call(at=12, closed=True, chasers=(30,)),
    ]
    found = rows(scenario, calls)
    assert value(found, "arrests_count") == value(found, "arrests_count", grade="2") == 1
    assert value(found, "arrests_count", grade="4") == 0
    assert value(found, "chasers_count", hub="A", grade="2") == 2
    assert value(found, "chased_share") == 1 / 2
    assert np.isnan(value(found, "chased_share", grade="4"))
    assert value(found, "chaser_desk_hours", "resolution_centre") == pytest.approx(16 / 60)


def test_without_a_resolution_centre_nobody_spends_hours_on_further_calls() -> None:
    gap = {"distribution": "fixed", "value": 1.0}
    scenario = force({"response": team(1)}, chasers={"gap_hours": gap, "handling_min": 8.0})
    found = rows(scenario, [Call(at=0, scene=200), Call(at=5, chasers=(20,))])
    assert value(found, "chasers_count") == 1
    assert "chaser_desk_hours" not in found.measure
