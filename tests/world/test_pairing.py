"""Scenarios meet the same incidents and the same absences, whatever else differs."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sim.world import demand
from sim.world.arrays import Drawn
from tests.world.forces import CODES, SMALL, incidents, of, scenario, shifts

BASE = scenario()
BASE_INCIDENTS = incidents(BASE, of(BASE))
BASE_SHIFTS = shifts(BASE, of(BASE))
THEFT = {
    "label": "Theft",
    "basis": "assumption",
    "yearly_count": {"North": 5000.0, "West": 800.0},
    "grade_mix": {1: 0.5, 2: 0.5},
    "scene_min": {"distribution": "exponential", "mean": 30.0},
}
WEST = {"hub": "Upper", "area_km2": 25.0, "latitude": 50.9, "longitude": -0.4}


def changed(**changes: Any) -> dict[tuple[str, str, int, int], tuple[Any, ...]]:
    force = scenario(**changes)
    return incidents(force, of(force))


RESPONSE = SMALL["teams"]["response"]

CHANGES = {
    "a type": {"incident_types__theft": THEFT},
    "a type that comes first": {
        "incident_types": {"theft": THEFT | {"yearly_count": {"East": 9e3}}}
        | SMALL["incident_types"]
    },
    "a district": {"districts__West": WEST},
    "a district that comes first": {"districts": {"West": WEST} | SMALL["districts"]},
    "a district with demand": {
        "districts__West": WEST,
        "incident_types__burglary__yearly_count__West": 700.0,
    },
    "a hub": {"hubs": {"Extra": {"district": "East"}} | SMALL["hubs"]},
    "an officer": {"teams__response__posts__Upper": 31.0},
    "an end of supervision": {"teams__response__supervisors_share": 0.0},
    "a team": {"teams__pcso": {"posts": {"Upper": 9.0}, "rota": "two-two-two"}},
    "no absence": {"teams__response__absence": {}},
    "a grade's target": {"grades__2__target_min": 30.0},
    "a policy": {"redeployment": {"rule": "queue_long"}},
    "speeds": {"travel__speed_km_per_hour": 20.0},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_incidents_stay_as_they_are(changes: dict[str, Any]) -> None:
    got = changed(**changes)
    assert {key: got[key] for key in BASE_INCIDENTS} == BASE_INCIDENTS


def test_more_days_add_incidents_at_the_end() -> None:
    got = changed(run__days=40)
    assert len(got) > len(BASE_INCIDENTS)
    assert {key: got[key] for key in BASE_INCIDENTS} == BASE_INCIDENTS
    last = max(moment for moment, *_ in BASE_INCIDENTS.values())
    assert all(got[key][0] > last for key in got.keys() - BASE_INCIDENTS.keys())


@pytest.mark.parametrize("start", ["2026-01-06", "2026-01-12", "2026-01-25"])
def test_another_start_finds_the_same_incidents(start: str) -> None:
    got = changed(run__start=start)
    common = got.keys() & BASE_INCIDENTS.keys()
    begin = min(moment for moment, *_ in got.values())
    end = max(moment for moment, *_ in BASE_INCIDENTS.values())
    assert {key: got[key] for key in common} == {key: BASE_INCIDENTS[key] for key in common}
    assert common == {key for key, value in BASE_INCIDENTS.items() if value[0] >= begin}
    assert common == {key for key, value in got.items() if value[0] <= end}


def test_warm_up_moves_nothing() -> None:
    assert changed(run__warm_up_days=0, run__days=28) == BASE_INCIDENTS


def test_higher_demand_keeps_the_incidents_and_adds_to_them() -> None:
    more = {"North": 3000.0, "South": 2250.0, "East": 450.0}
    got = changed(incident_types__burglary__yearly_count=more)
    assert {key: got[key] for key in BASE_INCIDENTS} == BASE_INCIDENTS
    assert len(got) > len(BASE_INCIDENTS)
    in_cell: dict[Any, list[int]] = {}
    for *cell, ordinal in BASE_INCIDENTS:
        in_cell.setdefault(tuple(cell), []).append(ordinal)
    added: dict[Any, list[int]] = {}
    for *cell, ordinal in got.keys() - BASE_INCIDENTS.keys():
        added.setdefault(tuple(cell), []).append(ordinal)
    for cell, ordinals in added.items():
        assert min(ordinals) > max(in_cell.get(cell, [-1]))


#: Attributes in the rows of `incidents`, after the moment and the hub.
FIELDS = ["moment", "hub", *(n for n in Drawn._fields if n not in CODES), "travel_factor"]
BURGLARY = "incident_types__burglary"
ATTEMPTS = {"reached_share": 0.6, "failed_min": 5.0, "again_after_min": 60.0, "most": 3}
SETTINGS = {
    "grade_mix": ({f"{BURGLARY}__grade_mix": {1: 0.3, 2: 0.4, 4: 0.3}}, {"grade"}),
    "scene": (
        {f"{BURGLARY}__scene_min": {"distribution": "gamma", "mean": 60.0, "cv": 0.5}},
        {"scene_ms"},
    ),
    "officers_arrive": ({f"{BURGLARY}__officers_arrive": "together"}, {"together"}),
    "bypass": ({f"{BURGLARY}__bypass": False}, {"bypass"}),
    "writing_up": ({f"{BURGLARY}__writing_up_min": None}, {"writing_up_ms"}),
    "desk share": (
        {f"{BURGLARY}__resolution_centre__resolved_share": 0.8},
        {"desk_resolves"},
    ),
    "desk share of all cases": (
        {"teams__resolution_centre__resolved_share": 0.4},
        {"desk_resolves"},
    ),
    "attempts": (
        {"teams__resolution_centre__attempts": ATTEMPTS},
        {"reached_on"},
    ),
    "no reply sent on": (
        {"teams__resolution_centre__attempts": {**ATTEMPTS, "no_reply_as": 1}},
        {"reached_on", "sent_on_grade"},
    ),
    "sent on as a mix": (
        {f"{BURGLARY}__resolution_centre__sent_on_as": {1: 0.5, 2: 0.5}},
        {"sent_on_grade"},
    ),
    "referred": (
        {f"{BURGLARY}__resolution_centre__to_investigation_share": 0.5},
        {"desk_refers"},
    ),
    "no desk": (
        {
            f"{BURGLARY}__resolution_centre": None,
            f"{BURGLARY}__grade_mix": {1: 0.2, 2: 0.8},
        },
        {"grade", "desk_ms", "desk_resolves", "sent_on_grade"},
    ),
    "no investigation": (
        {f"{BURGLARY}__investigation": None},
        {"investigated", "case_work_ms", "case_episodes", "case_wait_ms", "harm"},
    ),
    "investigated share": ({f"{BURGLARY}__investigation__share": 0.6}, {"investigated"}),
    "closed by rule": (
        {f"{BURGLARY}__closed_without_visit": {2: 0.3}},
        {"closed_by_rule", "rows", "travel_factor"},  # nobody is ever sent to them
    ),
    "grading": (
        {"control_room": {"grading_min": {1: {"distribution": "exponential", "mean": 2.0}}}},
        {"grading_ms"},
    ),
    "arrests": (
        {
            f"{BURGLARY}__arrest": {
                "share": 0.3,
                "custody_min": {"distribution": "exponential", "mean": 90.0},
            }
        },
        {"arrest_mark", "custody_ms"},
    ),
    "detention": (
        {
            f"{BURGLARY}__arrest": {
                "share": 0.0,
                "custody_min": {"distribution": "fixed", "value": 0.0},
                "detained_hours": {"distribution": "exponential", "mean": 15.0},
            }
        },
        {"detained_ms"},
    ),
    "arrests at one grade": (
        {
            f"{BURGLARY}__arrest": {
                "share": 0.3,
                "custody_min": {"distribution": "exponential", "mean": 90.0},
                "grades": [2],
            }
        },
        {"arrest_mark", "custody_ms"},
    ),
    "patience": (
        {
            "grades__2__patience": {
                "minutes": {"distribution": "exponential", "mean": 90.0},
                "upgraded_share": 0.5,
                "upgraded_to": 1,
            }
        },
        {"patience_ms", "upgraded"},
    ),
    "appointments": (
        {
            "grades__2__appointment": {
                "earliest": "09:00",
                "latest": "17:00",
                "within_days": 3,
                "slot_min": 60.0,
            }
        },
        {"seen_after_days", "seen_at_ms"},
    ),
    "travel cv": ({"travel__cv": 0.2}, {"travel_factor"}),
    "no spread of travel": ({"travel__cv": 0.0}, {"travel_factor"}),
}


@pytest.mark.parametrize(("changes", "moved"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_setting_moves_its_own_values_only(changes: dict[str, Any], moved: set[str]) -> None:
    got = changed(**changes)
    assert got.keys() == BASE_INCIDENTS.keys()
    differing = {
        field
        for key, before in BASE_INCIDENTS.items()
        for field, old, new in zip(FIELDS, before, got[key], strict=True)
        if old != new
    }
    assert differing == moved


def test_more_officers_leave_the_first_ones_drives_alone() -> None:
    got = changed(**{f"{BURGLARY}__officers_mix": {4: 1.0}})
    for key, before in BASE_INCIDENTS.items():
        assert got[key][-1][: len(before[-1])] == before[-1]


def test_another_purpose_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new attribute would be drawn from streams of its own, before or after the others."""
    draw_blocks = demand.draw_blocks

    def with_another_purpose(plan: Any, streams: Any, days: Any) -> Any:
        blocks = draw_blocks(plan, streams, days)
        blocks.marks(streams, "another", 7)
        return blocks

    monkeypatch.setattr(demand, "draw_blocks", with_another_purpose)
    assert incidents(BASE, of(BASE)) == BASE_INCIDENTS


def test_replications_and_seeds_differ() -> None:
    worlds = [of(BASE, 1, 0), of(BASE, 1, 1), of(BASE, 2, 0)]
    times = [tuple(world.drawn.created_ms.tolist()) for world in worlds]
    members = [tuple(world.duties.member.tolist()) for world in worlds]
    assert len(set(times)) == 3
    assert len(set(members)) == 3


def absences_and_breaks(**changes: Any) -> dict[Any, Any]:
    force = scenario(**changes)
    return shifts(force, of(force))


STAFFING = {
    "a type": {"incident_types__theft": THEFT},
    "a post": {"teams__response__posts__Upper": 31.0},
    "many posts": {"teams__response__posts__Lower": 80.0},
    "a hub that comes first": {
        "hubs": {"Extra": {"district": "East"}} | SMALL["hubs"],
        "teams__response__posts__Extra": 12.0,
    },
    "a team": {"teams__pcso": {"posts": {"Upper": 9.0}, "rota": "two-two-two"}},
    "a reason in another team": {
        "teams__neighbourhood__absence": {},
        "teams__pcso": {
            "posts": {"Upper": 9.0},
            "rota": "two-two-two",
            "absence": {"another": {"share": 0.2, "spell_days": 3}},
        },
    },
    "stations": {"teams__response__stations": {}},
}


@pytest.mark.parametrize("changes", STAFFING.values(), ids=STAFFING.keys())
def test_nobody_elses_shifts_move(changes: dict[str, Any]) -> None:
    got = absences_and_breaks(**changes)
    assert {key: got.get(key) for key in BASE_SHIFTS} == BASE_SHIFTS
    members = {key[:3] for key in BASE_SHIFTS}
    assert not {key for key in got.keys() - BASE_SHIFTS.keys() if key[:3] in members}


def test_cutting_posts_takes_the_highest_numbers_and_moves_nobody() -> None:
    got = absences_and_breaks(teams__response__posts__Lower=20.0)
    left = {key: value for key, value in BASE_SHIFTS.items() if key in got}
    assert got == left
    gone = {key for key in BASE_SHIFTS if key not in got}
    assert gone == {key for key in BASE_SHIFTS if key[:2] == ("response", "Lower") and key[2] >= 18}


def test_another_start_finds_everybody_on_the_same_shifts() -> None:
    got = absences_and_breaks(run__start="2026-01-14")
    begin = min(start for *_, start in got)
    end = max(start for *_, start in BASE_SHIFTS)
    overlap = {key: value for key, value in BASE_SHIFTS.items() if key[3] >= begin}
    # The team that is always on duty starts with the run.
    assert {key: value for key, value in got.items() if key[3] <= end} == overlap


def test_one_more_reason_only_takes_people_away() -> None:
    absence = copy.deepcopy(RESPONSE["absence"]) | {"court": {"share": 0.1, "spell_days": 1}}
    got = absences_and_breaks(teams__response__absence=absence)
    assert got.items() < BASE_SHIFTS.items()


def test_a_higher_share_of_absence_only_takes_people_away() -> None:
    got = absences_and_breaks(teams__response__absence__leave__share=0.2)
    assert got.items() < BASE_SHIFTS.items()
