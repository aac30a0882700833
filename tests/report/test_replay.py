"""A day of a run as a page: what moved and when, the same bytes, hostile names as text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_DAY
from sim.report.replay.ground import drawn, ground_of
from sim.report.replay.hours import by_hour
from sim.report.replay.page import day_of, page_of
from sim.report.replay.tracks import AT_STATION, STAYS, TO_STATION, tracks_of
from sim.scenario.facts.districts import district_of
from sim.scenario.load import load
from sim.vocabulary import Activity, IncidentState, Record
from tests.house.tree import ROOT
from tests.report.conftest import HOSTILE
from tests.runs.small import write_scenario
from tests.support.worlds import Call, force, play, team


def numbers(html: str) -> dict[str, Any]:
    """Return the data that a page gives its script."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_an_officer_and_an_incident_by_hand() -> None:
    # Ten minutes to B from the station in A; half an hour there; free for 20 minutes, then back.
    scenario = force({"response": team(1, idle_limit_min=20)}, hubs={"A": "A", "B": "A"}, days=1)
    course = play(
        scenario, [Call(60, 30, place="B"), Call(200, 5, place="B")],
        drives={"A": [2, 10], "B": [10, 2]},
    )  # fmt: skip
    tracks = tracks_of(course.world, course.state, 1)
    steps = [(step.time_s / 60, Activity(step.activity).name, step.place)
             for step in tracks.officers[0]]  # fmt: skip
    assert steps[1:] == [
        (60, "TRAVEL", 0), (70, "SCENE", 0), (100, "AVAILABLE", STAYS),
        (120, "AVAILABLE", TO_STATION), (130, "AVAILABLE", AT_STATION),
        (200, "TRAVEL", 1), (210, "SCENE", 1), (215, "AVAILABLE", STAYS),
        (235, "AVAILABLE", TO_STATION), (245, "AVAILABLE", AT_STATION),
    ]  # fmt: skip
    assert [
        (change.time_s / 60, Record(change.record).name, IncidentState(change.state).name)
        for change in tracks.incidents[0]
    ] == [
        (60, "CREATED", "QUEUED"), (60, "UNDER_WAY", "ASSIGNED"), (70, "ATTENDED", "ATTENDED"),
        (100, "CLEARED", "FINISHED"),
    ]  # fmt: skip


def test_a_day_begins_with_what_was_under_way_at_midnight() -> None:
    scenario = force({"response": team(1)}, hubs={"A": "A", "B": "A"}, days=2)
    course = play(
        scenario, [Call(60, 5), Call(23 * 60, 120, place="B"), Call(26 * 60, 5)],
        drives={"A": [2, 10], "B": [10, 2]},
    )  # fmt: skip
    tracks = tracks_of(course.world, course.state, 2)
    assert sorted(tracks.incidents) == [1, 2], "the first was over the day before"
    assert tracks.incidents[1][0].time_s == -3600
    first, second = tracks.officers[0][:2]
    assert (first.time_s, first.activity, first.place) == (-50 * 60, Activity.SCENE, 1)
    assert (second.time_s, second.place) == (70 * 60, STAYS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("replay")
    write_scenario(made, days=2)
    write_scenario(made, name="two", days=2, posts=2)
    return made


def test_hours_count_what_the_run_says(folder: Path) -> None:
    side = day_of(load(folder / "mm1.yaml").scenario, 1, 0, 2, "simpy")
    table = by_hour(side)
    created = side.world.drawn.created_ms
    of_day = (created >= MS_PER_DAY) & (created < 2 * MS_PER_DAY)
    assert sum(int(row[1]) for row in table.rows) == np.count_nonzero(of_day) > 50
    sent = side.state.incidents.first_assigned_ms
    for hour, row in enumerate(table.rows):
        at = MS_PER_DAY + hour * 3_600_000
        waits = (created < at) & ((sent >= at + 1000) | (sent < 0))
        assert int(row[2]) == np.count_nonzero(waits), row[0]
        assert row[3] == "1", "one officer, always on duty"


def test_the_same_bytes_and_the_same_incidents_side_by_side(folder: Path) -> None:
    scenarios = [load(folder / f"{name}.yaml").scenario for name in ("mm1", "two")]
    sides = [day_of(one, 1, 0, 2, "simpy") for one in scenarios]
    html = page_of(sides, ["mm1.yaml", "my two.yaml"], 1, 0, 2)
    again = [day_of(one, 1, 0, 2, "simpy") for one in scenarios]
    assert page_of(again, ["mm1.yaml", "my two.yaml"], 1, 0, 2) == html
    data = numbers(html)
    first, second = ({row[0] for row in side["incidents"]} for side in data["sides"])
    assert len(first & second) > 0.8 * len(first), "one number for an incident in both"
    assert data["commands"][1].startswith("sixhubs trace 'my two.yaml' --seed 1 ")
    assert html.count(">OFFICIAL<") == 2
    assert not re.search(r"https?://(?!www\.w3\.org)", html), "nothing of the network"


def test_names_are_whole_where_they_have_room() -> None:
    scenario = load(ROOT / "scenarios/sussex-2017.yaml").scenario
    chart = drawn("map", scenario, ground_of(scenario))
    names = re.findall(r'class="district"[^>]*>([^<]+)<', chart)
    assert " ".join(names) == " ".join(dict.fromkeys(
        district_of(scenario, name) for name in scenario.districts))  # fmt: skip


def test_hostile_names_are_text(folder: Path) -> None:
    path = write_scenario(folder, name="hostile", days=1)
    text = path.read_text().replace("label: Job\n", f"label: {json.dumps(HOSTILE)}\n")
    path.write_text(text + f"title: {json.dumps(HOSTILE)}\n")
    html = page_of([day_of(load(path).scenario, 1, 0, 1, "simpy")], [HOSTILE], 1, 0, 1)
    assert html.count("<script") == 2, "the data and our own script"
    assert "alert(1)</" not in html
    assert numbers(html)["types"] == [HOSTILE]
