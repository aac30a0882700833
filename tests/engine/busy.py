"""A small force in which everything that the model knows happens within two days."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build

SHIFTS = {"breaks": {"minutes": 40.0, "from_min": 60.0, "until_min": 420.0}, "briefing_min": 15.0}

BUSY: dict[str, Any] = {
    "name": "busy",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 2, "warm_up_days": 1, "seed": 3},
    "districts": {
        "North": {"hub": "Upper", "area_km2": 80.0, "latitude": 51.0, "longitude": 0.0},
        "South": {"hub": "Lower", "area_km2": 60.0, "latitude": 50.9, "longitude": 0.1},
        "East": {"hub": "Lower", "area_km2": 30.0, "latitude": 50.9, "longitude": 0.3},
    },
    "hubs": {"Upper": {"district": "North"}, "Lower": {"district": "South"}},
    "travel": {"mode": "distance", "turnout_min": 1.0, "cv": 0.4},
    "grades": {
        1: {
            "label": "Emergency",
            "target_min": 15.0,
            "emergency_travel": True,
            "interrupts": ["briefing", "break", "writing_up"],
        },
        2: {"label": "Priority", "target_min": 60.0},
        3: {"label": "Minor", "target_min": 60.0, "when_all_busy": "lost"},
        4: {"label": "Desk", "target_min": 2880.0, "served_by": "resolution_centre"},
    },
    "incident_types": {
        "disorder": {
            "label": "Disorder",
            "basis": "assumption",
            "per_hour": {"North": 1.0, "South": 0.9, "East": 0.7},
            "grade_mix": {1: 0.2, 2: 0.5, 3: 0.1, 4: 0.2},
            "officers_mix": {1: 0.6, 2: 0.4},
            "scene_min": {"distribution": "exponential", "mean": 50.0},
            "writing_up_min": {"distribution": "exponential", "mean": 25.0},
            "resolution_centre": {
                "handling_min": {"distribution": "exponential", "mean": 15.0},
                "resolved_share": 0.6,
                "sent_on_as": {1: 0.2, 2: 0.8},
                "to_investigation_share": 0.3,
            },
            "investigation": {
                "share": 0.4,
                "work_hours": {"distribution": "exponential", "mean": 2.0},
                "episodes": 2,
                "waits_days": {"distribution": "exponential", "mean": 0.2},
                "harm": 1,
            },
            "repeat": {
                "share": 0.2,
                "delay_days": {"distribution": "exponential", "mean": 1.0},
                "within_days": 3,
            },
            "prevention_elasticity": {"patrol": 0.1, "problem_solving": 0.08},
        },
        "event": {
            "label": "Event",
            "basis": "assumption",
            "per_hour": {"South": 0.15},
            "grade_mix": {2: 1.0},
            "attended_by": ["response", "neighbourhood"],
            "officers_mix": {2: 1.0},
            "officers_arrive": "together",
            "scene_min": {"distribution": "exponential", "mean": 40.0},
        },
    },
    "demand": {
        "ceiling": 1.5,
        "prevention": {
            "reference_hours_per_week": {
                "patrol": {"Upper": 100.0, "Lower": 60.0},
                "problem_solving": {"Upper": 100.0, "Lower": 40.0},
            },
            "half_life_days": {"patrol": 1.0, "problem_solving": 4.0},
        },
    },
    "operations": {
        "match": {
            "team": "response",
            "dates": ["2026-01-06"],
            "start": "12:00",
            "hours": 6.0,
            "officers": {"Upper": 2, "Lower": 3},
        }
    },
    "rotas": {
        "round": {
            "shifts": {
                "early": {"start": "07:00", "hours": 9.0},
                "late": {"start": "15:00", "hours": 9.0},
                "night": {"start": "23:00", "hours": 9.0},
            },
            "pattern": ["early", "late", "night", "rest"],
            "groups": 4,
        },
        "day": {"shifts": {"day": {"start": "08:00", "hours": 10.0}}, "pattern": ["day"]},
    },
    "teams": {
        "response": {
            "posts": {"Upper": 8.0, "Lower": 12.0},
            "rota": "round",
            **SHIFTS,
            "last_assignment_min": 30.0,
            "idle_limit_min": 20.0,
            "cross_hub_help": {"rule": "emergencies", "within_min": 60.0},
            "minimum_strength": {"Upper": 3},
        },
        "neighbourhood": {
            "posts": {"Upper": 4.0, "Lower": 4.0},
            "rota": "round",
            **SHIFTS,
            "prevention_plan": {"patrol": 0.5, "problem_solving": 0.5},
        },
        "resolution_centre": {
            "posts": {"force": 2.0},
            "rota": "day",
            **SHIFTS,
            "opening_hours": {"weekdays": {"opens": "09:00", "closes": "17:30"}},
            "attempts": {
                "reached_share": 0.6,
                "failed_min": 3.0,
                "again_after_min": 60.0,
                "most": 2,
            },
        },
        "investigation": {"posts": {"Upper": 2.0, "Lower": 2.0}, "rota": "day", **SHIFTS},
    },
    "redeployment": {
        "rule": "queue_long",
        "waiting": 2,
        "older_than_min": 10.0,
        "recall_after_min": 20.0,
        "backfill": True,
    },
}


@cache
def busy_scenario() -> Scenario:
    scenario, found = examine(BUSY)
    assert scenario is not None, found
    assert not found, found
    return scenario


@cache
def strict_world() -> World:
    """Return a world in which rules forbid more.

    Help comes from near only, nobody is assigned late, and one officer of a hub is redeployed at
    once.
    """
    data = copy.deepcopy(BUSY)
    data["grades"][1]["interrupts"] = ["writing_up"]
    data["teams"]["response"]["cross_hub_help"]["within_min"] = 12.0
    data["teams"]["response"]["last_assignment_min"] = 180.0
    data["teams"]["response"]["posts"] = {"Upper": 8.0, "Lower": 8.0}
    data["redeployment"]["max_officers"] = 1
    scenario, found = examine(data)
    assert scenario is not None, found
    return build(scenario, 1, 0)


@cache
def busy_world() -> World:
    return build(busy_scenario(), 1, 0)


@cache
def busy_run() -> tuple[World, State]:
    """Return the world and its run with the log kept; neither is to be changed."""
    return busy_world(), simulate(busy_world(), log=True)


def _with_levers() -> dict[str, Any]:
    """Return the data of a force that also pulls the levers of Response."""
    data = copy.deepcopy(BUSY)
    data["grades"][1]["interrupts"] += ["travel", "scene"]
    data["grades"][2]["patience"] = {
        "minutes": {"distribution": "exponential", "mean": 90.0},
        "upgraded_share": 0.4,
        "upgraded_to": 1,
    }
    data["grades"][5] = {
        "label": "Visit",
        "target_min": 2880.0,
        "appointment": {"earliest": "09:00", "latest": "20:00", "slot_min": 60.0},
    }
    kinds, teams = data["incident_types"], data["teams"]
    kinds["disorder"]["grade_mix"] = {1: 0.2, 2: 0.4, 3: 0.1, 4: 0.2, 5: 0.1}
    kinds["disorder"]["arrest"] = {
        "share": 0.1,
        "custody_min": {"distribution": "exponential", "mean": 120.0},
    }
    data["control_room"] = {
        "grading_min": {n: {"distribution": "exponential", "mean": 6.0} for n in (1, 2)},
        "dispatchers": [1] * 24,
    }
    kinds["disorder"]["closed_without_visit"] = {5: 0.2}
    kinds["event"]["per_hour"] = {"South": 0.3}
    kinds["watch"] = {
        "label": "Watch",
        "basis": "assumption",
        "per_hour": {"South": 0.04, "North": 0.04},
        "grade_mix": {2: 1.0},
        "relayable": True,
        "interruptible": False,
        "scene_min": {"distribution": "exponential", "mean": 400.0},
    }
    teams["response"]["overtime_limit_min"] = 30.0
    teams["resolution_centre"]["attempts"] = {
        **teams["resolution_centre"]["attempts"],
        "reached_share": 0.4,
    }
    teams["response"]["crewing"] = {"double_share": 1.0, "shifts": ["night"]}
    teams["neighbourhood"]["cross_hub_help"] = {
        "rule": "after_wait",
        "grades": [2],
        "after_min": 20.0,
        "within_min": 60.0,
    }
    kinds["disorder"]["investigation"] |= {
        "retained_share": 0.3,
        "in_custody_share": 0.3,
        "charged_share": 0.5,
        "file_build_hours": {"distribution": "exponential", "mean": 0.5},
    }
    teams["investigation"]["other_duties"] = {"court": 0.1, "meetings": 0.05}
    data["casework"] = {
        "screening": {"harm_below": 2, "solvability_below": 0.1},
        "file_build": "response",
        "open_cases_weeks": 2,
    }
    return data


@cache
def levers_scenario() -> Scenario:
    scenario, found = examine(_with_levers())
    assert scenario is not None, found
    assert not found, found
    return scenario


@cache
def levers_world() -> World:
    return build(levers_scenario(), 16, 0)


@cache
def levers_run() -> tuple[World, State]:
    """Return the world in which all levers are pulled, and its run with the log kept."""
    return levers_world(), simulate(levers_world(), log=True)


def _with_all() -> dict[str, Any]:
    """Return the data of a force that has what comes about by date and by the caller, too."""
    data = _with_levers()
    data["run"] |= {"start": "2026-01-30", "by_month": True}
    data["operations"]["match"]["dates"] = ["2026-01-31"]
    teams = data["teams"]
    centre = data["incident_types"]["disorder"]["resolution_centre"]
    centre["to_investigation_share"] = 0.6
    data["incident_types"]["disorder"]["watch"] = {
        "share": 0.05,
        "hours": {"distribution": "exponential", "mean": 2.0},
        "interruptible": True,
    }
    teams["public_protection"] = copy.deepcopy(teams["investigation"])
    teams["response"]["posts_from"] = {"2026-01-31": {"Upper": 10.0, "Lower": 10.0}}
    data["redeployment"]["rule_from"] = {"2026-01-31": {"waiting": 1, "older_than_min": 5.0}}
    teams["neighbourhood"]["protected_hours"] = {
        "officers": {"Upper": 1},
        "from_hour": 10,
        "until_hour": 14,
    }
    for place in data["districts"].values():
        place["patches"] = 1
    teams["pcso"] = {
        "posts": {"Upper": 1.0, "Lower": 2.0},
        "rota": "day",
        **SHIFTS,
        "deployment": "patches",
        "prevention_plan": {"patrol": 1.0},
    }
    data["incident_types"]["litter"] = {
        "label": "Litter",
        "basis": "assumption",
        "per_hour": {"North": 0.2, "South": 0.2},
        "grade_mix": {2: 1.0},
        "attended_by": ["pcso", "response"],
        "patch_owner_within_hours": 0.5,
        "scene_min": {"distribution": "exponential", "mean": 60.0},
    }
    data["chasers"] = {
        "gap_hours": {"distribution": "exponential", "mean": 2.0},
        "most": 3,
        "handling_min": 5.0,
    }
    data["safeguarding"] = {
        "marac": {
            "referred_share": {"disorder": 0.2},
            "every_days": 1,
            "first_meeting": "2026-01-31",
            "start": "09:30",
            "slots": 2,
            "prep_hours": 0.5,
        }
    }
    data["offender_management"] = {
        "prolific": {
            "share": {"disorder": 0.3},
            "effect": 0.2,
            "people": {"Upper": 5, "Lower": 5},
            "hours_each_per_week": 1,
            "work": "patrol",
            "work_share": 0.5,
        }
    }
    return data


@cache
def full_world() -> World:
    """Return the world of a force in which events of all kinds happen but two."""
    scenario, found = examine(_with_all())
    assert scenario is not None, found
    assert not found, found
    return build(scenario, 4, 0)


@cache
def full_run() -> tuple[World, State]:
    """Return that world and its run with the log kept."""
    return full_world(), simulate(full_world(), log=True)
