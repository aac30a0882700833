"""Which cells get a verdict, and from which change on it matters."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sim.outputs.headlines import (
    HEADLINES,
    MOST_HUBS,
    HeadlineCell,
    headlines_between,
    judged_between,
    shown_factor,
)
from sim.outputs.measures.registry import ALL, REGISTRY, Good, good_sign
from sim.outputs.statistics import Cell
from sim.scenario.facts.differences import (
    differences,
    districts_changed,
    hubs_changed,
    hubs_named,
)
from sim.scenario.load import load
from tests.house.tree import ROOT
from tests.outputs import tiny


def between(**changes: Any) -> dict[Cell, HeadlineCell]:
    found = headlines_between(tiny.scenario(), tiny.scenario(name="b", **changes))
    return {headline.cell: headline for headline in found}


def posts(**hubs: float) -> dict[str, Any]:
    teams: dict[str, Any] = dict(tiny.SCENARIO["teams"])
    return teams | {"response": teams["response"] | {"posts": hubs}}


def test_the_usual_ones_and_any_change_matters() -> None:
    found = between()
    assert tuple(found) == HEADLINES
    assert all(headline[1:] == (0.0, "", False) for headline in found.values())


def test_what_matters_is_in_the_unit_of_the_measure() -> None:
    """A point of 100; the hours of four days that come to 7 a week."""
    declared = {
        "within_target_share": {
            "smallest_difference_that_matters": 2.0,
            "by_grade": {2: 5.0},
            "why": "as published",
        },
        "overtime_hours": {"smallest_difference_that_matters": 7.0},
    }
    baseline = tiny.scenario(headlines=declared)
    found = {one.cell: one for one in headlines_between(baseline, tiny.scenario(name="b"))}
    first = found[Cell("within_target_share", grade="1")]
    assert first.smallest == pytest.approx(0.02)
    assert first.why == "as published"
    assert found[Cell("within_target_share", grade="2")].smallest == pytest.approx(0.05)
    assert found[Cell("overtime_hours")].smallest == pytest.approx(4)
    assert shown_factor("overtime_hours", 14) == 0.5
    assert shown_factor("incidents_count", 14) == 1


def test_a_headline_without_a_better_side_is_not_judged() -> None:
    baseline = tiny.scenario(headlines={"deployed_hours": {"why": "to be seen"}})
    changed = tiny.scenario(name="b")
    assert Cell("deployed_hours") in {one.cell for one in headlines_between(baseline, changed)}
    assert judged_between(baseline, changed) == list(HEADLINES)


def test_only_what_has_a_better_side_has_a_sign() -> None:
    for name, one in REGISTRY.items():
        if one.good is Good.NEUTRAL:
            with pytest.raises(KeyError):
                good_sign(name)
        else:
            assert good_sign(name) == (1.0 if one.good is Good.HIGHER else -1.0)


def test_a_scenario_declares_others_and_the_baseline_has_the_first_word() -> None:
    own = {
        "desk_wait_mean_min": {"team": "resolution_centre"},
        "response_time_p90_min": {"hubs": ["East"], "grades": [2]},
        "overtime_hours": {"smallest_difference_that_matters": 700.0},
    }
    baseline = tiny.scenario(headlines={"overtime_hours": {"why": "any hour"}})
    found = {
        one.cell: one for one in headlines_between(baseline, tiny.scenario(name="b", headlines=own))
    }
    assert [cell for cell in found if cell not in HEADLINES] == [
        Cell("desk_wait_mean_min", team="resolution_centre"),
        Cell("response_time_p90_min", grade="2"),
        Cell("response_time_p90_min", hub="East", grade="2"),
    ]
    assert found[Cell("overtime_hours")].smallest == 0


def test_the_response_of_a_hub_that_is_changed_is_a_headline() -> None:
    old = tiny.SCENARIO["teams"]["response"]["posts"]
    hub = next(iter(old))
    found = between(teams=posts(**(old | {hub: old[hub] + 1.0})))
    extra = [cell for cell in found if cell not in HEADLINES]
    assert extra == [Cell("within_target_share", hub=hub, grade=grade) for grade in ("1", "2")]


def test_what_a_scenario_sets_gets_no_verdict() -> None:
    found = between(redeployment={"rule": "queue_long", "teams": ["pcso"]})
    assert [cell.measure for cell, one in found.items() if one.is_set] == [
        "prevention_hours_redeployed"
    ]


@pytest.mark.parametrize(
    ("path", "value", "measures"),
    [
        (
            ("teams", "neighbourhood", "protected_hours"),
            {"officers": {"East": 1}},
            [("prevention_hours_redeployed", ALL)],
        ),
        (("grades", "2", "target_min"), 90.0, [("within_target_share", "2")]),
        (("grades", "4", "target_min"), 60.0, [("desk_contact_within_target_share", ALL)]),
        (("teams", "neighbourhood", "prevention_planned_share"), 0.6, []),
    ],
)
def test_what_a_field_of_a_team_or_grade_sets_gets_no_verdict(
    path: tuple[str, ...], value: object, measures: list[tuple[str, str]]
) -> None:
    section: dict[str, Any] = copy.deepcopy(tiny.SCENARIO[path[0]])
    key: Any = int(path[1]) if path[1].isdigit() else path[1]
    section[key] = section[key] | {path[2]: value}
    found = between(**{path[0]: section})
    assert [(c.measure, c.grade) for c, one in found.items() if one.is_set] == measures


def test_that_a_team_goes_sets_no_headline() -> None:
    teams = {name: team for name, team in tiny.SCENARIO["teams"].items() if name != "neighbourhood"}
    assert not any(one.is_set for one in between(teams=teams).values())


def test_powers_get_no_verdict_where_one_side_alone_counts_them_by_files() -> None:
    baseline, files = (
        load(ROOT / "scenarios" / f"{name}.yaml") for name in ("sussex-2017", "problem-files")
    )
    others = [files, files.with_changes({"name": "c", "problem_files": {"goes_cold_days": 14}})]
    set_by = [
        {one.cell.measure for one in headlines_between(old.scenario, new.scenario) if one.is_set}
        for old, new in ((baseline, files), others)
    ]
    assert set_by == [{"asb_powers_count"}, set()]


def test_differences_are_said_and_what_a_scenario_says_of_itself_is_none() -> None:
    baseline = tiny.scenario()
    assert differences(baseline, tiny.scenario(name="b", title="B", why=["x"])) == ()
    range_ = {"demand.growth": {"low": 0.9, "high": 1.1, "source": "assumption"}}
    assert differences(baseline, tiny.scenario(evidence=range_)) == ()
    old = tiny.SCENARIO["teams"]["response"]["posts"]
    hub = next(iter(old))
    found = differences(baseline, tiny.scenario(teams=posts(**(old | {hub: old[hub] + 1.0}))))
    assert [str(one) for one in found] == [
        f"teams.response.posts.{hub}: {old[hub]:g} -> {old[hub] + 1:g}"
    ]
    assert hubs_changed([baseline], found) == (hub,)


def test_a_change_of_the_whole_force_is_not_local() -> None:
    baseline = tiny.scenario()
    scenario = tiny.scenario(redeployment={"rule": "queue_long", "teams": ["pcso"]})
    assert hubs_changed([baseline, scenario], differences(baseline, scenario)) == ()


def test_a_change_at_every_hub_is_not_local() -> None:
    baseline, hubs = tiny.scenario(), list(tiny.SCENARIO["hubs"])
    own = dict(tiny.SCENARIO["teams"]["response"]["posts"])
    for number in range(1, len(hubs) + 1):
        more = own | {hub: own.get(hub, 0.0) + 1 for hub in hubs[:number]}
        scenario = tiny.scenario(name="b", teams=posts(**more))
        named = hubs[:number] if number < len(hubs) else []
        found = differences(baseline, scenario)
        assert hubs_changed([baseline, scenario], found) == tuple(named)


@pytest.mark.parametrize(("number", "is_local"), [(MOST_HUBS, True), (MOST_HUBS + 1, False)])
def test_a_few_hubs_have_headlines_of_their_own_and_many_none(number: int, is_local: bool) -> None:
    baseline = load("sussex-2017")
    hubs = list(baseline.scenario.hubs)[:number]
    posts_change = {"teams": {"response": {"posts_change": dict.fromkeys(hubs, 1)}}}
    changed = baseline.with_changes({"name": "more", **posts_change}).scenario
    cells = [one.cell for one in headlines_between(baseline.scenario, changed)]
    assert {cell.hub for cell in cells} == {ALL, *(hubs if is_local else ())}


def test_of_a_change_that_is_local_in_part_the_hubs_are_known() -> None:
    baseline = tiny.scenario()
    old = tiny.SCENARIO["teams"]["response"]["posts"]
    everywhere = {"rule": "queue_long", "teams": ["pcso"]}
    for touched, named in ((["West"], ("West",)), (list(old), ())):
        changed = old | {hub: old[hub] + 1.0 for hub in touched}
        mixed = tiny.scenario(teams=posts(**changed), redeployment=everywhere)
        found = differences(baseline, mixed)
        assert hubs_named([baseline, mixed], found) == named
        assert hubs_changed([baseline, mixed], found) == ()


def test_the_places_of_a_district_that_is_divided_count_for_it() -> None:
    baseline = tiny.scenario()
    halves = {"hub": "East", "part_of": "Ashdown", "share": 0.5}
    scenario = tiny.scenario(
        districts=tiny.SCENARIO["districts"]
        | {"Ashby": halves, "Aston": halves, "Bourne": {"hub": "West", "area_km2": 7.0}}
    )
    found = differences(baseline, scenario)
    assert districts_changed([baseline, scenario], found) == ("Ashdown", "Bourne")
