"""Settings of the live page that have rows, and those that it does not offer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.report.explore.controls import Control, panels_of
from sim.report.explore.elsewhere import elsewhere
from sim.scenario.load import load
from sim.scenario.reading.tree import dotted
from tests.report.explored import control_named, session_of, set_to, write_base

POSTS, ROTA = "Response posts by date", "Rota of response"
NEW_YEAR = "2018-01-01"


@pytest.fixture(scope="module")
def controls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Control]:
    scenario = load(write_base(tmp_path_factory.mktemp("base"))).scenario
    return {dotted(one.path): one for panel in panels_of(scenario) for one in panel.controls}


def test_posts_by_date_are_rows_and_rows_are_posts_by_date(controls: dict[str, Control]) -> None:
    posts = controls["teams.response.posts_from"]
    before = {dt.date(2018, 1, 1): {"North": 20.5, "South": 3.0}, dt.date(2018, 2, 1): 60.0}
    rows = ((NEW_YEAR, "North", "20.5"), (NEW_YEAR, "South", "3"), ("2018-02-01", "in all", "60"))
    assert posts.rows(before) == rows
    assert posts.words(rows[1:]) == "2018-01-01 South 3; 2018-02-01 in all 60"
    gone = {NEW_YEAR: {"North": 20.5, "South": None}, "2018-02-01": None}
    assert posts.data(rows[:1], before) == gone
    assert posts.data((("soon", "in all", "few"),), {}) == {"soon": "few"}, "the schema refuses it"


def test_a_rota_for_all_has_one_row(controls: dict[str, Control]) -> None:
    rota = controls["teams.response.rota"]
    assert rota.rows("core") == (("core", "1"),)
    assert rota.data((("core", "1"),), {"core": 0.5, "office": 0.5}) == "core"
    both = (("core", "1"), ("office", "0"))
    assert rota.data(both, "core") == {"core": 1, "office": 0}
    assert rota.read([["core", " 1 "], ["", ""], ["x"], "core"]) == (("core", "1"),)


@pytest.mark.parametrize(
    ("label", "rows", "said"),
    [
        (POSTS, [[NEW_YEAR, "North", "2"], [NEW_YEAR, "North", "3"]], "North stands there twice"),
        (POSTS, [[NEW_YEAR, "North", "2"], [NEW_YEAR, "in all", "3"]], "one or the other"),
        (POSTS, [["1.1.2018", "North", "2"]], "got the key '1.1.2018'"),
        (POSTS, [[NEW_YEAR, "North", "few"]], "got 'few'"),
        (ROTA, [["core", ".5"], ["core", ".5"]], "a rota stands there twice"),
        (ROTA, [], "at least one rota"),
        (ROTA, [["core", ".5"]], "expected 1"),
    ],
)
def test_rows_that_cannot_be_meant(
    tmp_path: Path, label: str, rows: list[list[str]], said: str
) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, label, rows)
        ((name, messages),) = state["errors"].items()
        assert name == control_named(session, label)
        assert said in " ".join(messages)
        assert state["values"][name] == rows, "what was typed stays"
        assert not state["file"]


def test_a_row_counts_when_it_is_filled_in(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        name = control_named(session, POSTS)
        state = set_to(session, POSTS, [["2017-10-03", "", ""]])
        assert (state["unfinished"], state["changes"]) == ([name], [])
        assert state["values"][name] == [["2017-10-03", "", ""]]
        state = set_to(session, POSTS, [["2017-10-03", "North", "9"]])
        assert state["unfinished"] == []
        assert state["changes"] == ["Response posts by date: none -> 2017-10-03 North 9"]
        lines = ["    posts_from:  # {} in small", '      "2017-10-03":', "        North: 9", ""]
        assert "\n".join(lines) in state["file"]
        assert session.act({"action": "undo"})["values"][name] == []


def test_what_is_not_offered_is_named_with_its_field(tmp_path: Path) -> None:
    scenario = load(write_base(tmp_path)).scenario
    patterns = {one.pattern for panel in panels_of(scenario) for one in panel.controls}
    found = {one.path: one.meaning for one in elsewhere(patterns, scenario.model_dump())}
    named = {"redeployment.rule_from", "teams.*.held_back", "rotas.*.pattern", "operations"}
    assert named <= found.keys()
    assert all(found.values())
    assert not {"teams.*.posts", "teams.*.posts_from", "teams.*.posts_change", "run"} & set(found)
