"""Patrols of hot spots: when a spell gives visits, to which area, what is remembered of them."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.facts.multiplier import highest_multiplier
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build
from tests.support.worlds import Call, Course, force, play, team

OFFICER = 1
KINDS = {"job": ["response"], "visit": ["neighbourhood"]}
#: Two of five areas are on the list: areas 0 and 1.
SPOTS = {
    "areas": {"A": 2},
    "teams": ["neighbourhood"],
    "visit_min": 25.0,
    "fall": {"job": 0.2},
    "enough_visits_per_day": 100.0,
}


def with_spots(days: int = 1, plan: dict[str, float] | None = None, **rules: Any) -> Scenario:
    """Return a force of one response and one neighbourhood officer, who patrols hot spots."""
    neighbourhood = team(1, prevention_plan=plan or {"patrol": 1.0})
    areas = {"number": {"A": 5}, "hot_spots": {**SPOTS, **rules}}
    return force(
        {"response": team(1), "neighbourhood": neighbourhood},
        kinds=KINDS,
        days=days,
        small_areas=areas,
        demand={"ceiling": 1.5},
    )


def visits(*times: float, scene: float = 10) -> list[Call]:
    return [Call(at=at, kind="visit", scene=scene) for at in times]


def made(course: Course) -> list[int]:
    return [int(n) for n in course.state.patrols.made]


def test_a_spell_of_patrol_gives_as_many_whole_visits_as_fit_into_it() -> None:
    # Spells of 60 and 24 minutes, then one of a quarter of an hour after a long visit.
    course = play(with_spots(), [*visits(60, 94), *visits(118, scene=1307)])
    assert course.account(OFFICER) == {"PREVENTION": 60 + 24 + 14 + 15, "SCENE": 1327}
    assert made(course) == [1, 1, 0, 0, 0]


def test_areas_on_the_list_are_visited_in_turn_across_spells() -> None:
    # Spells of 75, 25 and 25 minutes: three, one and one visits.
    course = play(with_spots(areas={"A": 3}), [*visits(75, 110), *visits(145, scene=1295)])
    assert made(course) == [2, 2, 1, 0, 0]


def test_an_area_that_has_had_enough_visits_in_a_day_gets_no_more() -> None:
    # Spells of 60 and 60 minutes, two visits each; then, in the other world, one of 1,300.
    rules = {"enough_visits_per_day": 3.0}
    assert made(play(with_spots(**rules), [*visits(60), *visits(130, scene=1310)])) == [
        2,
        2,
        0,
        0,
        0,
    ]
    assert made(play(with_spots(**rules), visits(60, 130))) == [3, 3, 0, 0, 0]


def test_only_patrol_of_the_teams_that_are_named_visits() -> None:
    none = {"engagement": 1.0}
    assert made(play(with_spots(plan=none), visits(100))) == [0] * 5
    both = force(
        {
            "neighbourhood": team(1, prevention_plan={"patrol": 1.0}),
            "pcso": team(1, prevention_plan={"patrol": 1.0}),
        },
        kinds={"job": ["pcso"], "visit": ["neighbourhood"]},
        small_areas={"number": {"A": 5}, "hot_spots": {**SPOTS, "teams": ["pcso"]}},
    )
    # The neighbourhood officer's day is in two spells, the PCSO's in one of 1,440 minutes.
    assert sum(made(play(both, visits(100)))) == 1440 // 25


@pytest.mark.parametrize(
    ("from_hour", "until_hour", "minutes"),
    [(0, 24, 1440), (10, 12, 120), (22, 2, 240), (23, 24, 60)],
)
def test_visits_are_made_in_the_hours_that_are_named(
    from_hour: int, until_hour: int, minutes: int
) -> None:
    course = play(with_spots(from_hour=from_hour, until_hour=until_hour), [])
    assert sum(made(course)) == minutes // 25


def test_visits_count_for_as_many_days_as_are_remembered() -> None:
    # Two visits on the first day, at an area each; the officer is at a visit for the rest.
    calls = visits(50, scene=6 * 1440)
    seen = [
        play(with_spots(days=days, remembered_days=3), calls).state.patrols.visits[:2].tolist()
        for days in (2, 3, 4, 5)
    ]
    assert seen == [[1, 1], [1, 1], [1, 1], [0, 0]]


def test_with_the_visits_of_the_reference_the_counts_hold() -> None:
    rules = {"reference_visits_per_day": 1.0, "enough_visits_per_day": 2.0, "remembered_days": 4}
    course = play(with_spots(**rules), [])
    table = course.world.small_areas.channel.reshape(2, -1)
    assert course.state.patrols.visits.tolist() == [4, 4, 0, 0, 0]
    assert table[0][4] == 1_000_000  # jobs, with four visits in four days
    assert table[0][[0, 8]].tolist() == [round(1e6 / 0.9), round(0.8e6 / 0.9)]
    assert set(table[1].tolist()) == {1_000_000}  # visits do not react


def test_more_visits_at_the_reference_than_are_enough_count_as_enough() -> None:
    rules = {"reference_visits_per_day": 3.0, "enough_visits_per_day": 2.0}
    jobs = play(with_spots(**rules), []).world.small_areas.channel.reshape(2, -1)[0]
    assert jobs[-1] == 1_000_000
    assert jobs[0] == round(1e6 / 0.8)


def test_visits_never_raise_what_is_to_be_expected() -> None:
    for reference in (0.0, 0.5, 3.0):
        rules = {"reference_visits_per_day": reference, "enough_visits_per_day": 2.0}
        table = play(with_spots(**rules), []).world.small_areas.channel
        falls = table.reshape(2, -1)[0]
        assert (falls[1:] < falls[:-1]).all()


@pytest.mark.parametrize("enough", [1.0, 2.5, 3.5])
@pytest.mark.parametrize("reference", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("days", [1, 3, 4])
def test_candidates_are_kept_for_an_area_without_visits(
    days: int, reference: float, enough: float
) -> None:
    """The highest multiplier is known from the scenario, where visits are not whole a day either.

    Otherwise candidates are dropped that would come about.
    """
    scenario = with_spots(
        remembered_days=days, reference_visits_per_day=reference, enough_visits_per_day=enough
    )
    world = build(scenario, 1, 0)
    without_visits = world.small_areas.channel.reshape(2, -1)[0][0]
    assert without_visits == pytest.approx(highest_multiplier(scenario, "job") * 1e6, abs=1)


@pytest.mark.parametrize(("displaced", "sign"), [(0.3, 1), (0.0, 0), (-0.2, -1)])
def test_some_of_what_is_prevented_happens_elsewhere(displaced: float, sign: int) -> None:
    concentration = {"top_1_percent": 0.2, "next_4_percent": 0.2}
    areas = {
        "number": {"A": 5},
        "concentration": concentration,
        "hot_spots": {
            **SPOTS,
            "displaced_share": displaced,
            "remembered_days": 1,
            "enough_visits_per_day": 2.0,
        },
    }
    scenario = force(
        {"response": team(1), "neighbourhood": team(1, prevention_plan={"patrol": 1.0})},
        kinds=KINDS,
        days=2,
        small_areas=areas,
        demand={"ceiling": 1.5},
    )
    course = play(scenario, visits(600, scene=60))
    # Enough visits on the first day: a fifth of 40% is prevented on the list, 60% is off it.
    assert course.state.patrols.visits[:2].min() >= 2
    expected = 1_000_000 + displaced * 0.4 * 0.2 / 0.6 * 1_000_000
    elsewhere = course.state.patrols.elsewhere.tolist()
    assert elsewhere[0] == pytest.approx(expected, abs=2)
    assert (elsewhere[0] > 1_000_000) - (elsewhere[0] < 1_000_000) == sign
    assert elsewhere[1] == 1_000_000


def test_the_warm_up_is_remembered_and_not_reported() -> None:
    course = play(with_spots(days=2), visits(50, scene=1390), warm_up_ms=60 * 60_000)
    assert made(course)[:2] == [29, 28]  # 1,440 minutes of the second day
