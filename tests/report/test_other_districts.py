"""Hubs that serve other districts than in the baseline, and districts with the days of another."""

from __future__ import annotations

from typing import Any

import pytest

from sim.outputs.headlines import headlines_between
from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import SERVES_OTHERS
from sim.report.page.material import Material, read_material
from sim.report.page.page import page_of
from sim.report.terminal.comparing import comparison_table
from sim.report.terminal.layout import as_text
from sim.report.terminal.not_shared import (
    days_of_another_hub,
    other_areas,
    unless_days_differ,
    unless_not_shared,
)
from sim.report.workbook import _hubs
from sim.scenario.facts.districts import (
    districts_that_change_hub,
    hubs_of_other_districts,
    served_otherwise,
)
from sim.scenario.schema.scenario import Scenario
from tests.outputs import tiny
from tests.report import results

TEAMS = ("response", "neighbourhood", "enforcement", "pcso")
AT = {"Hastings": {"Rother": 1, "Hastings": None}}
#: The district Hastings joins Eastbourne; the hub of its name moves to Rother with everybody.
MOVED: dict[str, Any] = {
    "name": "moved",
    "districts": {"Hastings": {"hub": "Eastbourne"}},
    "hubs": {"Hastings": {"district": "Rother"}},
    "teams": {team: {"stations": AT} for team in TEAMS},
    "headlines": {"within_target_share": {"hubs": ["Brighton", "Hastings"]}},
}


def places(**hub_of: str) -> dict[str, Any]:
    return {name: {"hub": hub, "area_km2": 9.0} for name, hub in hub_of.items()}


def served(**hub_of: str) -> Scenario:
    return tiny.scenario(name="b", districts=places(**hub_of))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return read_material(results.comparison(tmp_path_factory.mktemp("moved") / "out", MOVED))


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({"Ashby": "East", "Bourne": "West"}, {}),
        ({"Ashby": "East", "Bourne": "East"}, {"Bourne": {"East", "West"}}),
        ({"Ashby": "East", "Bourne": "West", "Dene": "West"}, {"Dene": {"West"}}),
    ],
)
def test_what_is_served_otherwise(now: dict[str, str], found: dict[str, set[str]]) -> None:
    before, after = served(Ashby="East", Bourne="West"), served(**now)
    assert served_otherwise(before, after) == found
    assert hubs_of_other_districts(before, after) == set[str]().union(*found.values())
    assert districts_that_change_hub(before, after) == tuple(n for n in found if n == "Bourne")


def test_places_of_one_district_that_change_sides_are_other_areas() -> None:
    def divided(first: str, second: str) -> Scenario:
        halves = {"Ashby": first, "Aston": second}
        made = {name: {"hub": hub, "part_of": "Ash", "share": 0.5} for name, hub in halves.items()}
        return tiny.scenario(name="b", districts=made | {"Bourne": {"hub": "West"}})

    before = divided("East", "West")
    assert served_otherwise(before, before) == {}
    assert served_otherwise(before, divided("West", "East")) == {"Ash": {"East", "West"}}


def test_a_hub_of_other_districts_is_no_headline_even_if_declared(material: Material) -> None:
    found = headlines_between(material.baseline, *material.others)
    assert {one.cell.hub for one in found} == {ALL, "Brighton"}


def test_rows_of_its_hub_have_no_verdict_and_say_so(material: Material) -> None:
    rows = material.changes["moved"]
    assert {cell.hub for cell, row in rows.items() if row["better"] == Verdict.OTHER_DISTRICTS} == {
        "Eastbourne",
        "Hastings",
    }
    assert rows[Cell("within_target_share", hub="Brighton", grade="1")]["better"] not in (
        Verdict.EXPLORATORY,
        Verdict.OTHER_DISTRICTS,
    )
    assert material.compared is not None
    screen = as_text(comparison_table(material.compared))
    assert SERVES_OTHERS in " ".join(screen.split())
    page = page_of(material)
    assert page.count(SERVES_OTHERS) > page.count("Hastings, Emergency") > 0
    sheet = _hubs(material)
    assert sheet.headers[-1] == "Remark"
    assert {(row[1], row[-1]) for row in sheet.rows if row[-1]} == {
        ("Eastbourne", SERVES_OTHERS),
        ("Hastings", SERVES_OTHERS),
    }


def test_where_it_changes_the_district_that_moves_has_values(material: Material) -> None:
    assert material.compared is not None
    (block,) = [one for one in material.compared.local if one.title.endswith("districts")]
    assert {row.how.label.partition(", ")[0] for row in block.rows} == {"Hastings", "Rother"}


def test_of_the_hubs_it_is_said_that_two_areas_are_compared(material: Material) -> None:
    said = [line for line in material.notes if "no verdict is given on them" in line]
    assert said == other_areas(material.scenarios)
    assert said[0].startswith("moved: Eastbourne and Hastings serve other districts than in the ")
    assert other_areas([material.baseline] * 2) == []


def test_incidents_with_the_days_of_another_hub_are_not_shared(material: Material) -> None:
    assert unless_not_shared(material.scenarios) == ", except those of Hastings"
    (line,) = days_of_another_hub(material.scenarios)
    assert line in material.notes
    assert "incidents in each replication, except those of Hastings." in " ".join(material.notes)
    assert line.replace("'", "&#39;") in page_of(material)


def test_without_days_that_differ_all_incidents_are_shared(material: Material) -> None:
    both = [
        one.model_copy(update={"demand": one.demand.model_copy(update={"day_factor": None})})
        for one in material.scenarios
    ]
    assert unless_days_differ(both) == ""
    assert days_of_another_hub(both) == []
