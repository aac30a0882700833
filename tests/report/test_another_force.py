"""What people look at speaks of the force that was run: small ones that lack what Sussex has."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sim.public as sixhubs
from sim.outputs.statistics import Cell
from sim.report.comparison.parts import ComparedValue
from sim.report.explore.controls import panels_of
from sim.report.figures.drawing import Strip, draw_strips
from sim.report.figures.scenarios import prevention_strips
from sim.report.page.headlines import answer
from sim.report.page.maps import COLOURS, maps
from sim.report.page.material import Material, read_material
from sim.report.page.page import page_of
from sim.report.page.sections import prevention
from sim.report.page.svg import width_of
from sim.report.replay import page as replay
from sim.report.replay.ground import WIDTH, drawn, ground_of
from sim.report.workbook import _sheets
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from tests.report.tabled import comparison_text

GOOD = Path(__file__).parents[1] / "scenario" / "good"
ONE_TEAM, TWO_HUBS = GOOD / "mm1.yaml", GOOD / "two-hubs.yaml"
#: Two districts beside each other in the west, and one far in the east.
FAR = ((51.9, -5.1), (51.7, -4.9), (52.75, 0.4))
LONG = "Llanfairpwllgwyngyll a Phentraeth gyda Llanddona a Llansadwrn a Llanfihangel Ysgeifiog"


#: Three days, without what lies on later ones.
SHORT = {"run": {"days": 3, "warm_up_days": 0}}
WITHOUT = dict.fromkeys(("operations", "preemption", "custody_suites"), None) | {
    "demand": {"changes": None}
}


def compared(out: Path, named: Path, change: dict[str, Any], **without: Any) -> Material:
    """Compare a force over some days with what a change makes of it."""
    baseline = sixhubs.load(named, changes=SHORT | without)
    other = baseline.with_changes({"name": "other", **change})
    sixhubs.compare(baseline, other, replications=2, engine="simpy", out=out)
    return read_material(out)


@pytest.fixture(scope="module")
def one_team(tmp_path_factory: pytest.TempPathFactory) -> Material:
    change = {"teams": {"response": {"posts": {"Town": 2}}}}
    return compared(tmp_path_factory.mktemp("one") / "out", ONE_TEAM, change)


@pytest.fixture(scope="module")
def two_hubs(tmp_path_factory: pytest.TempPathFactory) -> Material:
    change = {"teams": {"response": {"posts": {"North": 15}}}}
    return compared(tmp_path_factory.mktemp("two") / "out", TWO_HUBS, change, **WITHOUT)


def test_the_page_says_nothing_of_what_is_not_there(one_team: Material) -> None:
    html = page_of(one_team)
    assert 'id="prevention"' not in html
    assert not re.search("Sussex|Brighton|Public sources", html)
    assert "this one states none" in html
    assert "mm1 does not say which changes are too small to matter (headlines)." in html


def test_posts_without_a_price_have_no_cost_of_nothing(two_hubs: Material) -> None:
    told = [str(row[0]) for row in prevention(two_hubs).rows]
    assert "Prevention, hours a week" in told
    assert "Repeats among incidents, %" in told
    assert not [name for name in told if "£" in name]


def test_the_verdicts_are_those_that_can_be_given() -> None:
    said = " ".join(comparison_text(100, "a").split())
    assert "tiny does not say which changes are too small to matter (headlines)." in said
    assert "Too small to matter:" not in said
    smallest = {"smallest_difference_that_matters": 2, "why": "two officers"}
    said = " ".join(comparison_text(100, "a", headlines={"overtime_hours": smallest}).split())
    assert "Too small to matter: all of it is nearer to zero than what matters." in said


@pytest.mark.parametrize(("change", "colour", "end"), [(0.04, 3, "+0.1"), (-3.0, 0, "+3.0")])
def test_a_change_that_is_shown_as_none_has_no_colour(
    two_hubs: Material, change: float, colour: int, end: str
) -> None:
    changes = {
        place: {cell: {**row, "difference": change} for cell, row in rows.items()}
        for place, rows in two_hubs.district_changes.items()
    }
    chart = maps(replace(two_hubs, district_changes=changes))[0].panels[0].markup
    cells = re.findall(r'<polygon [^>]*class="cell"[^>]*fill="(#\w+)"', chart)
    assert cells == [COLOURS[colour]] * 3
    assert re.findall(r">([-+][\d.]+) min<", chart) == [f"-{end[1:]}", end]


def test_what_moves_a_little_moves_from_one_number_to_another(two_hubs: Material) -> None:
    assert two_hubs.compared is not None
    entry = ComparedValue(0.11, 0.148, 0.038, 0.01, 0.05, "", 2, 2)
    row = two_hubs.compared.headlines.rows[0]._replace(
        cell=Cell("allocation_wait_mean_days"), baseline=0.11, decimals=1, entries=(entry,)
    )
    moved = two_hubs.compared.headlines._replace(rows=(row,))
    told = answer(replace(two_hubs, compared=replace(two_hubs.compared, moved=(moved,))))
    assert "from 0.11 to 0.15" in told[-1]


def test_nobody_is_redeployed_where_nobody_could_be() -> None:
    headings = [panel.heading for panel in panels_of(load(ONE_TEAM).scenario)]
    assert "Posts" in headings
    assert not [heading for heading in headings if "Redeployment" in heading]


def test_a_day_has_no_desk_where_there_is_none() -> None:
    scenarios = [load(path).with_changes(SHORT | without).scenario
                 for path, without in ((ONE_TEAM, {}), (TWO_HUBS, WITHOUT))]  # fmt: skip
    pages = [replay.page_of([replay.day_of(one, 1, 0, 1, "simpy")], ["x"], 1, 0, 1)
             for one in scenarios]  # fmt: skip
    for words in ("those with the Resolution Centre", "Waiting for the Resolution", "a triangle"):
        assert [words in page for page in pages] == [False, True], words
    assert ['"desk":true' in page for page in pages] == [False, True]


def _far_apart_with_long_names(scenario: Scenario) -> Scenario:
    names = {name: f"{LONG} {name}" for name in scenario.districts}
    return scenario.model_copy(
        update={
            "districts": {
                names[name]: one.model_copy(update={"latitude": north, "longitude": east})
                for (name, one), (north, east) in zip(scenario.districts.items(), FAR, strict=True)
            },
            "hubs": {
                hub: one.model_copy(update={"district": names[one.district]})
                for hub, one in scenario.hubs.items()
            },
        }
    )


def test_long_names_stay_on_the_map_of_a_day() -> None:
    scenario = _far_apart_with_long_names(load(TWO_HUBS).scenario)
    chart = drawn("map", scenario, ground_of(scenario))
    shown = re.findall(r'<text x="([\d.]+)"[^>]*class="district"([^>]*)>([^<]+)<', chart)
    assert len(shown) == chart.count('class="district"') >= 3, "each district has a name"
    for x, style, words in shown:
        if "rotate" not in style:
            size = float(re.findall(r"font-size[=:]\"?([\d.]+)", style)[0])
            half = width_of([words], size) / 2
            assert 0 <= float(x) - half < float(x) + half <= WIDTH, words


def test_sheets_without_rows_are_not_in_the_workbook(one_team: Material) -> None:
    names = [sheet.name for sheet in _sheets(one_team)]
    assert "Headlines" in names
    assert "Who waits" not in names


def test_figures_have_room_for_long_names() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    strip = Strip(f"{LONG}, Immediate: within 20 min, %", ["a"], ["worse"], lambda _: None)
    draw_strips(axes, [strip])
    label = axes.texts[0]
    assert label.get_fontsize() * 1.2 * (label.get_text().count("\n") + 1) < 0.7 * 72, "inches"


def test_there_is_no_figure_of_no_prevention(one_team: Material) -> None:
    with pytest.raises(ValueError, match="there is no prevention"):
        prevention_strips(one_team.baseline, one_team.means)
