"""The live page without a browser: its controls, what it saves, what it tells."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.main import sixhubs
from sim.errors import InputError
from sim.outputs.table_files import write_csv
from sim.report.explore.background import AskedScenario, BackgroundRuns
from sim.report.explore.controls import Control, panels_of
from sim.report.explore.results_as_html import material, runs_of, tables
from sim.report.explore.variant import NOTHING_CHANGED, key_of
from sim.runs.executors.serial import SerialPool
from sim.scenario.load import load
from sim.scenario.reading.tree import dotted
from sim.scenario.schema.redeployment import Redeployment
from tests.report.explored import (
    is_done,
    loaded_again,
    session_by_hand,
    session_of,
    set_to,
    wait_for,
    write_base,
)


@pytest.fixture(scope="module")
def controls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Control]:
    scenario = load(write_base(tmp_path_factory.mktemp("base"))).scenario
    return {dotted(one.path): one for panel in panels_of(scenario) for one in panel.controls}


# --- controls ------------------------------------------------------------------------------------


def test_controls_say_what_the_schema_says(controls: dict[str, Control]) -> None:
    waiting = controls["redeployment.waiting"]
    assert (waiting.kind, waiting.is_whole, waiting.unit) == ("number", True, "incidents")
    assert waiting.limits == "more than 0"
    assert waiting.meaning == "number of overdue incidents at a hub that triggers redeployment"
    share = controls["teams.resolution_centre.resolved_share"]
    assert (share.low, share.high, share.limits) == (0, 1, "0 to 1")
    assert share.may_be_empty
    assert share.has_slider
    assert not waiting.has_slider


def test_every_setting_of_redeployment_is_offered(controls: dict[str, Control]) -> None:
    """But rules by date, which are for a file."""
    offered = {path.split(".")[1] for path in controls if path.startswith("redeployment.")}
    assert offered == set(Redeployment.model_fields) - {"rule_from"}


def test_controls_are_told_in_plain_words(controls: dict[str, Control]) -> None:
    """Each has a label and a meaning without names of fields, and numbers have a unit."""
    for path, control in controls.items():
        assert control.label, path
        assert control.meaning, path
        assert not set("_`") & set(control.label + control.meaning), path
        assert control.unit or control.kind != "number", path
    said = controls["redeployment.recall_after_min"].meaning
    assert said.endswith("stay below \u201cEnds with fewer overdue than\u201d")


@pytest.mark.parametrize(
    ("path", "kind", "values"),
    [
        ("redeployment.rule", "choice", ["never", "queue_long", "one_pool"]),
        ("redeployment.ring_fenced", "choices", ["neighbourhood", "pcso"]),
        ("redeployment.grades", "choices", ["1", "2"]),
        ("redeployment.backfill", "flag", []),
        ("redeployment.at_once.1", "choices", ["neighbourhood", "pcso"]),
    ],
)
def test_choices_are_those_of_the_schema_and_the_scenario(
    controls: dict[str, Control], path: str, kind: str, values: list[str]
) -> None:
    control = controls[path]
    assert (control.kind, [value for value, _ in control.options]) == (kind, values)


def test_times_of_day_include_the_one_that_is_set(controls: dict[str, Control]) -> None:
    opens = controls["teams.resolution_centre.opening_hours.weekdays.opens"]
    values = [value for value, _ in opens.options]
    assert (opens.kind, values[0], values[-1]) == ("time", "00:00", "24:00")
    assert "08:00" in values
    assert "rotas.core.shifts.early.start" in controls


def test_posts_stand_in_a_table_by_hub_and_team(tmp_path: Path) -> None:
    posts = panels_of(load(write_base(tmp_path)).scenario)[0]
    assert posts.rows == ("North", "South")
    assert posts.columns[:3] == ("Response", "Neighbourhood", "PCSO")
    assert posts.at("North", "Response") is not None
    assert posts.at("North", "Resolution centre") is None, "one for the whole force"


@pytest.mark.parametrize(
    ("path", "given", "read"),
    [
        ("redeployment.waiting", "3", 3),
        ("redeployment.older_than_min", " 7.5 ", 7.5),
        ("redeployment.older_than_min", "soon", "soon"),
        ("redeployment.older_than_min", "nan", "nan"),
        ("redeployment.older_than_min", "", ""),
        ("teams.resolution_centre.resolved_share", "", None),
        ("teams.response.posts.North", "0", None),
        ("redeployment.grades", ["2", "7"], [2]),
        ("redeployment.backfill", True, True),
        ("redeployment.teams", "pcso", []),
    ],
)
def test_what_is_typed_is_read_as_a_file_would_say_it(
    controls: dict[str, Control], path: str, given: object, read: object
) -> None:
    assert controls[path].read(given) == read


# --- changes -------------------------------------------------------------------------------------


def test_a_change_is_undone_and_done_again(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, "Response posts, North", "22")
        assert state["changes"] == ["Response posts, North: 20 -> 22"]
        state = session.act({"action": "undo"})
        assert (state["changes"], state["can_undo"], state["can_redo"]) == ([], False, True)
        assert session.act({"action": "redo"})["was"]
        assert not set_to(session, "Response posts, North", "20")["was"], "as it was"


def test_mistakes_stand_beside_their_control(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, "Overdue after waiting for", "soon")
        ((name, said),) = state["errors"].items()
        assert said == ["got 'soon' (text), expected a number of at least 0"]
        assert state["values"][name] == "soon"
        assert (state["file"], state["command"]) == ("", "")
        with pytest.raises(InputError, match="expected a number"):
            session.act({"action": "save", "name": "mine"})


def test_mistakes_are_not_told_as_those_of_a_file(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, "Response posts, North", "-4")
        (said,) = state["errors"].values()
        assert said == ["got -4 (a whole number), expected a number of at least 0"]


def test_a_ring_fence_needs_a_rule_that_keeps_it(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, "Teams that are ring-fenced", ["neighbourhood"])
        assert state["errors"]
        state = set_to(session, "When prevention officers answer calls", "never")
        assert not state["errors"]
        assert len(state["changes"]) == 2


def test_posts_of_none_take_their_stations_with_them(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        state = set_to(session, "Response posts, North", "0")
        assert state["changes"] == ["Response posts, North: 20 -> 0"]
        assert state["file"].count("North: null") == 2
        assert not session._problems


# --- results -------------------------------------------------------------------------------------


def test_the_first_answer_comes_before_the_last(tmp_path: Path) -> None:
    with session_by_hand(tmp_path) as (session, told, hand):
        for _ in range(3):
            hand.run_next()
        wait_for(lambda: is_done(told, "Headline measures"))
        before = len(told)
        set_to(session, "Response posts, North", "12")
        hand.run_next()
        wait_for(lambda: told[-1]["status"] == "Simulating: 1 of 3 replications.")
        hand.run_next()
        wait_for(lambda: told[-1]["status"] == "First answer: 2 of 3 replications.")
        assert set(told[-1]["html"]) >= {"answer", "matrix"}
        assert (told[-1]["spoken"], told[-1]["busy"], told[-1]["is_old"]) == (True, True, True)
        hand.run_next()
        wait_for(lambda: is_done(told[before:], "as-set-now"))
        assert told[-1]["status"] == "Done: 3 replications."
        assert {"moved", "map", "week"} <= set(told[-1]["html"])


def test_the_newest_change_goes_first(tmp_path: Path) -> None:
    with session_by_hand(tmp_path) as (session, told, hand):
        for _ in range(3):
            hand.run_next()
        set_to(session, "Response posts, North", "12")
        set_to(session, "Response posts, North", "13")
        assert [future.cancelled() for future, _ in hand.waiting] == [True, True, False, False]
        for _ in range(3):
            hand.run_next()
        wait_for(lambda: is_done(told, "as-set-now"))
        assert not [future for future, _ in hand.waiting if not future.cancelled()]
        session.act({"action": "undo"})
        assert len(hand.waiting) == 2, "what was given up is run when it is asked again"


def test_kept_variants_stand_beside_the_next(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, told):
        set_to(session, "Response posts, North", "12")
        assert session.act({"action": "keep", "name": "fewer"})["kept"] == ["fewer"]
        set_to(session, "Response posts, South", "12")
        wait_for(lambda: is_done(told, "as-set-now"))
        assert is_done(told, "fewer")
        session.act({"action": "show", "name": "fewer"})
        assert session.state()["changes"] == ["Response posts, North: 20 -> 12"]
        session.act({"action": "drop", "name": "fewer"})
        assert session.state()["kept"] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../elsewhere", "expected a name of letters"),
        ("", "expected a name of letters"),
        ("NA", "reads as a missing value"),
        ("nan-", "reads as a missing value"),
        ("small", "is the name of the shown scenario"),
        ("as-set-now", "is the name of what is set now"),
        ("comparison.csv", "is the name of a results file"),
        ("ring-fenced", "a scenario that comes with the program"),
        ("two-hubs", "is there already and is not replaced"),
    ],
)
def test_names_that_cannot_be_had(tmp_path: Path, name: str, said: str) -> None:
    with session_of(tmp_path) as (session, _):
        set_to(session, "Response posts, North", "12")
        with pytest.raises(InputError, match=said):
            session.act({"action": "save", "name": name})
        assert sorted(path.name for path in tmp_path.iterdir()) == ["small.yaml", "two-hubs.yaml"]


def test_there_is_nothing_to_save_without_a_change(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _), pytest.raises(InputError, match=NOTHING_CHANGED):
        session.act({"action": "save", "name": "mine"})


CHANGES = (
    ("Response posts, North", "17.5"),
    ("Response posts, South", "0"),
    ("Monday to Friday: calls end", "14:00"),
    ("Resolved by phone", "0.8"),
    ("Teams that may be sent", ["neighbourhood", "pcso"]),
    ("Priority: closed without a visit", "0.25"),
    ("Rota of neighbourhood", [["core", "1"]]),
    ("Rota of response", [["core", "0.75"], ["office", "0.25"]]),
    ("Response posts by date", [["2018-01-02", "North", "9"]]),
    ("Emergency incidents: teams of which somebody goes at once", ["pcso"]),
    ("Core rota, late shift: begins", "14:30"),
)


def test_what_is_saved_gives_the_same_bytes_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with session_of(tmp_path) as (session, told):
        for label, value in CHANGES:
            state = set_to(session, label, value)
        assert not state["errors"]
        session.act({"action": "keep", "name": "mine"})
        state = session.act({"action": "save", "name": "mine"})
        wait_for(lambda: is_done(told, "mine"))
        bench = session._bench
        asked = session.asked()
        replicated = [(one.scenario, bench.results(one.key, 3)) for one in asked]
        seed = session.setting.seed
        found = tables(runs_of(replicated, seed))
        # The first answer is made from less, and says the same.
        brief = material(runs_of(replicated, seed, is_brief=True), seed, is_brief=True).compared
        whole = material(runs_of(replicated, seed), seed).compared
        assert brief
        assert whole
        assert repr(brief.headlines) == repr(whole.headlines)
        assert brief.reading == whole.reading
    saved = loaded_again(tmp_path, "mine")
    assert key_of(saved.scenario) == asked[1].key
    assert len(state["warnings"]) == 1
    assert "the Centre is open 08:00 to 14:00" in state["warnings"][0]
    known = {one.message for one in load("small.yaml").warnings()}
    assert len({one.message for one in saved.warnings()} - known) == 1, "a name of its own"
    assert found.comparison is not None
    write_csv(tmp_path / "shown.csv", found.comparison, "OFFICIAL")
    words = shlex.split(state["command"])
    assert words[:4] == ["sixhubs", "compare", "small.yaml", "mine.yaml"]
    more = ["--engine", "simpy", "--executor", "serial", "--quiet", "--no-page", "--out", "out"]
    done = CliRunner().invoke(sixhubs, [*words[1:], *more])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out/comparison.csv").read_bytes() == (tmp_path / "shown.csv").read_bytes()


def test_the_file_tells_what_was_there_before(tmp_path: Path) -> None:
    with session_of(tmp_path) as (session, _):
        text = set_to(session, "Response posts, North", "17.5")["file"]
    assert "      North: 17.5  # 20.0 in small\n" in text
    assert "extends: small.yaml" in text.replace('"', "")


# --- work ----------------------------------------------------------------------------------------


def test_nothing_is_simulated_twice_and_the_newest_goes_first(tmp_path: Path) -> None:
    base = load(write_base(tmp_path))
    fewer = base.with_changes({"teams": {"response": {"posts": {"North": 12}}}})
    begun: list[int] = []
    bench = BackgroundRuns([SerialPool()], 1, seed=1, engine="simpy")
    bench.told = lambda: begun.append(1)
    first, second = (AskedScenario(key_of(one.scenario), one.scenario) for one in (base, fewer))
    bench.ask([first], 2)
    bench.ask([first, second], 2)
    assert len(begun) == 4
    assert len(bench.results(second.key, 5)) == 2
    assert bench.seconds_each() > 0
    bench.close()
    bench.ask([second], 3)
    assert len(bench.results(second.key, 5)) == 2, "closed"


def test_what_fails_is_said(tmp_path: Path) -> None:
    base = load(write_base(tmp_path))
    bench = BackgroundRuns([SerialPool()], 1, seed=-1, engine="simpy")
    asked = AskedScenario("key", base.scenario)
    bench.ask([asked], 2)
    assert bench.failure("key")
    assert bench.results("key", 2) == []
