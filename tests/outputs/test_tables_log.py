"""The tables of --log: of the small force, and of a simulated one recomputed from its log."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.state import Log, State
from sim.outputs.log_tables import (
    DEPLOYMENT_COLUMNS,
    EVENT_COLUMNS,
    INCIDENT_COLUMNS,
    LogTables,
    log_tables,
)
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.outputs.table_files import write_parquet
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, CaseState, IncidentState, Record, Role
from sim.world.build import build, names
from tests.outputs import tiny

#: time, record, incident, officer, hub, before, after, parent
LINES = [
    (0, Record.WARM_UP_ENDED, -1, -1, -1, 0, 0, -1),
    (0, Record.SHIFT_STARTED, -1, -1, tiny.EAST, 0, Role.RESPONSE, -1),
    (0, Record.CREATED, 1, -1, tiny.EAST, IncidentState.EXPECTED, IncidentState.QUEUED, -1),
    (0, Record.ASSIGNED, 1, 0, tiny.EAST, Activity.AVAILABLE, Activity.TRAVEL, 2),
    (5, Record.REDEPLOYMENT_ON, 2, -1, tiny.WEST, 0, 1, 3),
    (7, Record.DESK_CALL, 6, 6, tiny.FORCE, Activity.AVAILABLE, Activity.DESK_CALL, -1),
    (9, Record.CASE_CLOSED, 1, 7, tiny.EAST, CaseState.WORKED_ON, CaseState.CLOSED, -1),
]


def friday(hour: int, minute: int) -> dt.datetime:
    """Return a moment of the first day that is measured."""
    return dt.datetime.fromisoformat(f"2026-01-09T{hour:02}:{minute:02}")


def logged() -> State:
    columns = list(zip(*LINES, strict=True))
    fields = ("record", "incident", "officer", "hub", "before", "after", "parent")
    log = {
        name: tiny.ints(column)
        for name, column in zip(("minutes", *fields), columns, strict=True)
        if name != "minutes"
    }
    return tiny.state()._replace(
        log=tiny.filled(Log, lines=tiny.ints([len(LINES)]), time_ms=tiny.times(columns[0]), **log)
    )


@pytest.fixture(scope="module")
def written() -> LogTables:
    return log_tables(tiny.scenario(), tiny.names(), tiny.world(), logged(), 3)


def rows(table: pa.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def test_incidents(written: LogTables) -> None:
    assert written.incidents.schema.names == INCIDENT_COLUMNS
    found = {row["incident"]: row for row in rows(written.incidents)}
    assert len(found) == 12, "all that came about, those of the warm-up too"
    assert "Ashby.noise.2922.10" not in found
    second = found["Ashby.noise.2922.2"]
    assert second == {
        "replication": 3,
        "incident": "Ashby.noise.2922.2",
        "parent": None,
        "type": "noise",
        "district": "Ashby",
        "hub": "East",
        "grade": 1,
        "created": friday(1, 0),
        "assessed": friday(1, 0),
        "first_assigned": friday(1, 5),
        "first_arrived": friday(1, 20),
        "cleared": None,
        "team": "response",
        "outcome": "attended",
        "finished": friday(1, 30),
        "first_grade": 1,
        "due_since": friday(1, 0),
        "contacted": None,
    }
    waiting = found["Bourne.noise.2922.4.r1"]
    assert (waiting["team"], waiting["outcome"], waiting["finished"]) == (None, None, None)
    assert found["Bourne.noise.2922.7"]["first_grade"] == 4
    assert found["Bourne.noise.2922.7"]["grade"] == 2


def test_deployments(written: LogTables) -> None:
    assert written.deployments.schema.names == DEPLOYMENT_COLUMNS
    found = rows(written.deployments)
    assert len(found) == 7
    assert found[5] == {
        "replication": 3,
        "incident": "Ashby.noise.2922.11",
        "officer": "neighbourhood.East.1",
        "home_hub": "East",
        "assigned": friday(6, 40),
        "arrived": friday(7, 10),
        "left": friday(8, 20),
        "ended_by": "cleared",
        "redeployed": True,
    }


def test_events(written: LogTables) -> None:
    assert written.events.schema.names == EVENT_COLUMNS
    found = rows(written.events)
    kept = ("line", "record", "incident", "officer", "hub", "before", "after", "parent")
    assert [tuple(row[name] for name in kept) for row in found] == [
        (0, "warm_up_ended", None, None, None, None, None, None),
        (1, "shift_started", None, None, "East", None, "response", None),
        (2, "created", "Ashby.noise.2922.1", None, "East", "expected", "queued", None),
        (3, "assigned", "Ashby.noise.2922.1", "response.East.1", "East", "available", "travel", 2),
        (4, "redeployment_on", "Ashby.noise.2922.2", None, "West", "off", "on", 3),
        (5, "desk_call", "Ashby.noise.2922.6", "resolution_centre.force.1", "force",
         "available", "desk_call", None),
        (6, "case_closed", "Ashby.noise.2922.1", "investigation.East.1", "East", "worked_on",
         "closed", None),
    ]  # fmt: skip
    assert found[4]["time"] == friday(0, 5)


def test_contract_columns() -> None:
    """Design section 8, with additions only at the end."""
    said = (
        "replication, incident, parent, type, district, hub, grade, created, assessed, "
        "first_assigned, first_arrived, cleared, team, outcome, finished"
    )
    assert said.split(", ") == INCIDENT_COLUMNS[:15]
    said = "incident, officer, home_hub, assigned, arrived, left, ended_by"
    assert said.split(", ") == DEPLOYMENT_COLUMNS[1:8]


def test_types_do_not_depend_on_what_is_empty(written: LogTables) -> None:
    """A replication without events or arrivals can stand in one file with others."""
    state = tiny.state()
    nobody = state.deployments._replace(officer=tiny.ints([-1] * len(tiny.SENT)))
    none = tiny.filled(Log, lines=tiny.ints([0]))
    quiet = state._replace(deployments=nobody, log=none)
    empty = log_tables(tiny.scenario(), tiny.names(), tiny.world(), quiet, 4)
    assert empty.deployments.num_rows == empty.events.num_rows == 0
    assert empty.deployments.schema == written.deployments.schema
    assert empty.events.schema == written.events.schema


def test_same_bytes_again(tmp_path: Path, written: LogTables) -> None:
    again = log_tables(tiny.scenario(), tiny.names(), tiny.world(), logged(), 3)
    for name, table in written._asdict().items():
        write_parquet(tmp_path / "a", table, "OFFICIAL")
        write_parquet(tmp_path / "b", getattr(again, name), "OFFICIAL")
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# --- a simulated force, whose measures are recomputed from its tables in another way ---


def busy(**changes: Any) -> Scenario:
    """Return the small force with work to do, help between hubs and a shift that ends."""
    sections: dict[str, Any] = {}
    sections["run"] = {"start": "2026-01-08", "days": 6, "warm_up_days": 1}
    job = {
        "label": "Job",
        "basis": "assumption",
        "grade_mix": {1: 0.3, 2: 0.5, 4: 0.2},
        "per_hour": {"Ashby": 1.2, "Bourne": 0.6},
        "attended_by": {1: ["response"], 2: ["response", "neighbourhood", "pcso"]},
        "officers_mix": {1: 0.7, 2: 0.3},
        "scene_min": {"distribution": "exponential", "mean": 50.0},
        "writing_up_min": {"distribution": "fixed", "value": 10.0},
        "resolution_centre": {
            "handling_min": {"distribution": "exponential", "mean": 30.0},
            "resolved_share": 0.6,
            "sent_on_as": 2,
        },
        "investigation": {
            "share": 0.3, "work_hours": {"distribution": "exponential", "mean": 3.0},
        },
    }  # fmt: skip
    sections["incident_types"] = {"job": job}
    sections["districts"] = {
        "Ashby": {"hub": "East", "area_km2": 90.0, "latitude": 51.0, "longitude": 0.0},
        "Bourne": {"hub": "West", "area_km2": 40.0, "latitude": 51.05, "longitude": -0.1},
    }
    sections["travel"] = {"mode": "distance", "turnout_min": 1.0, "cv": 0.3}
    teams = {name: dict(team) for name, team in tiny.SCENARIO["teams"].items()}
    teams["response"] |= {
        "posts": {"East": 3.0, "West": 2.0},
        "rota": "days",
        "cross_hub_help": {"rule": "emergencies"},
    }
    sections["teams"] = teams
    shift = {"start": "06:00", "hours": 18}
    sections["rotas"] = {"days": {"shifts": {"long": shift}, "pattern": ["long"]}}
    sections["redeployment"] = {"rule": "queue_long", "older_than_min": 5.0, "grades": [2]}
    return tiny.scenario(**sections | changes)


@pytest.fixture(scope="module")
def simulated() -> tuple[MeasureRows, pd.DataFrame, pd.DataFrame, State]:
    scenario = busy()
    world = build(scenario, 5, 0)
    state = simulate(world, log=True)
    made = log_tables(scenario, names(scenario), world, state, 0)
    measured = measure(scenario, names(scenario), world, state)
    return measured, made.incidents.to_pandas(), made.deployments.to_pandas(), state


START = pd.Timestamp("2026-01-09")
LATEST = pd.Timestamp("2026-01-15")


def from_table(frame: pd.DataFrame, name: str) -> float:
    """Recompute a measure for the whole force from incidents.parquet, with pandas."""
    target = frame["grade"].map({1: 15, 2: 60, 4: 2880}) * pd.Timedelta(minutes=1)
    minute = pd.Timedelta(minutes=1)
    due = frame["grade"] != 4
    arrived = frame["first_arrived"].notna()
    at_desk = frame["first_grade"] == 4
    if name == "response_time_mean_min":
        return float(((frame["first_arrived"] - frame["created"]) / minute).mean())
    if name == "response_time_p90_min":
        return float(((frame["first_arrived"] - frame["created"]) / minute).quantile(0.9))
    if name == "within_target_share":
        overdue = due & ~arrived & (frame["created"] + target < LATEST)
        hits = frame["first_arrived"] <= frame["created"] + target
        return float(hits.sum() / (arrived | overdue).sum())
    if name == "queue_wait_mean_min":
        return float(((frame["first_assigned"] - frame["due_since"])[due] / minute).mean())
    if name == "attended_share":
        return float(arrived[due].mean())
    if name == "cancelled_share":
        return float((frame["outcome"] == "lost").mean())
    if name == "desk_resolved_share":
        left = frame[at_desk & (due | frame["finished"].notna())]
        return float((left["outcome"] == "resolved_at_desk").mean())
    assert name == "desk_wait_mean_min"
    return float(((frame["contacted"] - frame["created"])[at_desk] / minute).mean())


@pytest.mark.parametrize(
    "name",
    [
        "response_time_mean_min", "response_time_p90_min", "within_target_share",
        "queue_wait_mean_min", "attended_share", "cancelled_share", "desk_resolved_share",
        "desk_wait_mean_min",
    ],
)  # fmt: skip
def test_measures_can_be_recomputed_from_incidents(
    simulated: tuple[MeasureRows, pd.DataFrame, pd.DataFrame, State], name: str
) -> None:
    measured, incidents, _, _ = simulated
    counted = incidents[incidents["created"] >= START]
    team = "resolution_centre" if name.startswith("desk") else "all"
    (position,) = [
        place
        for place, cell in enumerate(zip(*measured[:4], strict=True))
        if cell == (name, team, "all", "all")
    ]
    assert measured.value[position] == pytest.approx(from_table(counted, name))


def test_a_visit_still_to_come_is_due_when_its_slot_begins() -> None:
    """So incidents.parquet tells those that wait from those whose slot is after the end."""
    slots = {"earliest": "09:00", "latest": "19:00", "notice_min": 120, "slot_min": 60}
    grades = {
        1: {"label": "Emergency", "target_min": 15},
        2: {"label": "Visit", "target_min": 60, "appointment": slots | {"within_days": 3}},
        4: tiny.SCENARIO["grades"][4],
    }
    scenario = busy(grades=grades)
    world = build(scenario, 5, 0)
    state = simulate(world, log=True)
    frame = log_tables(scenario, names(scenario), world, state, 0).incidents.to_pandas()
    measured = measure(scenario, names(scenario), world, state)
    value = dict(zip(zip(*measured[:4], strict=True), measured.value.tolist(), strict=True))

    visits = frame[(frame["grade"] == 2) & (frame["created"] >= START)]
    to_come = visits["due_since"] >= LATEST
    assert to_come.any(), "no slot is after the end: the test shows nothing"
    hour = visits.loc[to_come, "due_since"].dt.hour
    assert hour.between(9, 18).all()
    due = visits[~to_come]
    arrived = due["first_arrived"].notna()
    assert value["attended_share", "all", "all", "2"] == pytest.approx(arrived.mean())


def test_measures_can_be_recomputed_from_deployments(
    simulated: tuple[MeasureRows, pd.DataFrame, pd.DataFrame, State],
) -> None:
    measured, incidents, deployments, _ = simulated
    joined = deployments.merge(incidents[["incident", "created", "hub"]], on="incident")
    joined = joined[joined["created"] >= START]
    joined["team"] = joined["officer"].str.partition(".")[0]
    value = dict(zip(zip(*measured[:4], strict=True), measured.value.tolist(), strict=True))
    away = (joined["home_hub"] != joined["hub"]).mean()
    assert away > 0, "nobody helped elsewhere: the test shows nothing"
    assert value["cross_hub_share", "all", "all", "all"] == pytest.approx(away)
    minutes = (joined["arrived"] - joined["assigned"]) / pd.Timedelta(minutes=1)
    for team, hub in itertools.product(("response", "pcso"), ("East", "West")):
        ours = minutes[(joined["team"] == team) & (joined["hub"] == hub)].mean()
        assert value["travel_mean_min", team, hub, "all"] == pytest.approx(ours, nan_ok=True)


def test_the_time_account_closes(
    simulated: tuple[MeasureRows, pd.DataFrame, pd.DataFrame, State],
) -> None:
    state = simulated[3]
    table = state.officers.account_ms.reshape(-1, len(Activity))
    on_duty = table.sum(axis=1) - table[:, Activity.OFF_DUTY]
    assert (on_duty == state.officers.on_duty_ms).all()
    assert on_duty.sum() > 0
