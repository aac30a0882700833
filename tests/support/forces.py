"""Small forces in which levers are pulled, so that many replications are cheap."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def exponential(mean: float) -> Data:
    return {"distribution": "exponential", "mean": mean}


def lognormal(mean: float, cv: float) -> Data:
    return {"distribution": "lognormal", "mean": mean, "cv": cv}


def fixed(value: float) -> Data:
    return {"distribution": "fixed", "value": value}


def shift(start: str, hours: float = 8.0) -> Data:
    return {"start": start, "hours": hours}


def district(hub: str, area_km2: float, latitude: float, longitude: float = 0.0) -> Data:
    return {"hub": hub, "area_km2": area_km2, "latitude": latitude, "longitude": longitude}


def kind(label: str, per_hour: dict[str, float], grade_mix: dict[int, float], **rest: Any) -> Data:
    """Return a type of incident."""
    made_up = {"label": label, "basis": "assumption"}
    return {**made_up, "per_hour": per_hour, "grade_mix": grade_mix, **rest}


def force(name: str, run: Data, districts: Data, **rest: Any) -> Data:
    """Return a force whose hubs stand in the districts of their names."""
    return {
        "name": name,
        "protective_marking": "OFFICIAL",
        "run": {"start": "2026-01-05", **run},
        "districts": districts,
        "hubs": {place["hub"]: {"district": place["hub"]} for place in districts.values()},
        **rest,
    }


EMERGENCY = {"label": "Emergency", "target_min": 15.0, "emergency_travel": True}
PRIORITY = {"label": "Priority", "target_min": 60.0}
SCHEDULED = {"label": "Scheduled", "target_min": 240.0}

#: Two hubs whose response officers have just too little time in the evenings.
RESPONSE: Data = force(
    "behaviour",
    {"days": 6, "warm_up_days": 1, "seed": 11},
    {
        "North": district("North", 80.0, 51.0),
        "Moor": district("North", 120.0, 51.1, 0.1),
        "South": district("South", 60.0, 50.9),
    },
    travel={"mode": "distance", "turnout_min": 1.0, "cv": 0.3},
    grades={1: EMERGENCY, 2: PRIORITY, 3: SCHEDULED},
    incident_types={
        "job": kind(
            "Job",
            {"North": 2.0, "Moor": 0.8, "South": 3.0},
            {1: 0.2, 2: 0.4, 3: 0.4},
            officers_mix={1: 0.8, 2: 0.2},
            scene_min=lognormal(50.0, 0.8),
            writing_up_min=exponential(10.0),
        ),
        "watch": kind(
            "Watch",
            {"North": 0.04, "South": 0.04},
            {2: 1.0},
            interruptible=False,
            scene_min={"distribution": "gamma", "mean": 360.0, "cv": 0.5},
        ),
    },
    rotas={
        "round": {
            "shifts": {"early": shift("07:00"), "late": shift("15:00"), "night": shift("23:00")},
            "pattern": ["early", "late", "night", "rest"],
            "groups": 4,
        }
    },
    teams={
        "response": {
            "posts": {"North": 24.0, "South": 24.0},
            "rota": "round",
            "last_assignment_min": 30.0,
        }
    },
)

_TURNS = {"early": shift("07:00", 9.0), "late": shift("15:00", 9.0)}
_LEAVE = {"leave": {"share": 0.2, "spell_days": 3}}
#: One hub with all that prevention knows.
PREVENTION: Data = force(
    "one-hub",
    {"days": 21, "warm_up_days": 2, "seed": 11},
    {"A": district("A", 100.0, 51.0)},
    travel={"mode": "distance", "turnout_min": 1.0},
    grades={
        n: {"label": f"Grade {n}", "target_min": 60.0 * n, "when_all_busy": "wait"}
        for n in (1, 2, 3)
    },
    incident_types={
        "call": kind("Call", {"A": 1.7}, {1: 0.3, 2: 0.7}, scene_min=exponential(80.0)),
        "visit": kind(
            "Visit", {"A": 1.0}, {3: 1.0}, attended_by=["pcso"], scene_min=exponential(45.0)
        ),
    },
    rotas={
        "turns": {
            "shifts": _TURNS,
            "pattern": ["early", "early", "early", "late", "late", "late", *["rest"] * 4],
            "groups": 10,
        },
        "blocks": {
            "shifts": {**_TURNS, "late": shift("13:00", 9.0)},
            "pattern": [*["early"] * 6, *["rest"] * 4, *["late"] * 6, *["rest"] * 4],
            "groups": 10,
        },
        "round": {
            "shifts": {**_TURNS, "night": shift("23:00", 9.0)},
            "pattern": ["early", "early", "late", "late", "night", "night", *["rest"] * 4],
            "groups": 10,
        },
    },
    teams={
        "response": {"posts": {"A": 20.0}, "rota": "round", "absence": _LEAVE},
        "neighbourhood": {
            "posts": {"A": 10.0},
            "rota": "turns",
            "prevention_planned_share": 0.6,
            "prevention_plan": {"patrol": 0.3, "problem_solving": 0.4, "enforcement": 0.3},
            "asb_powers_per_hour": {"enforcement": 0.5, "problem_solving": 0.1},
        },
        "pcso": {
            "posts": {"A": 10.0},
            "rota": "turns",
            "prevention_plan": {"patrol": 0.4, "problem_solving": 0.6},
            "asb_powers_per_hour": {"problem_solving": 0.1},
            "absence": _LEAVE,
        },
    },
    prevention={"shortest_spell_min": {"problem_solving": 90.0, "enforcement": 60.0}},
    redeployment={
        "rule": "queue_long",
        "teams": ["neighbourhood"],
        "waiting": 2,
        "older_than_min": 15.0,
        "recall_after_min": 30.0,
    },
)

_INVESTIGATED = {
    "share": 0.5,
    "work_hours": lognormal(5.0, 1.0),
    "episodes": 2,
    "waits_days": lognormal(5.0, 1.0),
    "charged_share": 0.4,
    "file_build_hours": fixed(4.0),
}
_OFFICE = {"rota": "office", "caseload_limit": 20}
#: Two hubs with cases, more than they can hold in the first and fewer in the second.
CASES: Data = force(
    "casework",
    {"days": 28, "warm_up_days": 7},
    {"North": {"hub": "North"}, "South": {"hub": "South"}},
    travel={"mode": "none"},
    grades={2: PRIORITY},
    incident_types={
        "crime": kind(
            "Crime",
            {"North": 0.8, "South": 0.3},
            {2: 1.0},
            scene_min=exponential(40.0),
            investigation={**_INVESTIGATED, "harm": 1},
        ),
        "grave": kind(
            "Grave",
            {"North": 0.17, "South": 0.17},
            {2: 1.0},
            scene_min=exponential(60.0),
            investigation={**_INVESTIGATED, "harm": 9, "investigated_by": "public_protection"},
        ),
    },
    rotas={
        "office": {"shifts": {"day": shift("08:00")}, "pattern": [*["day"] * 5, "rest", "rest"]}
    },
    teams={
        "response": {"posts": {"North": 4.0, "South": 4.0}, "rota": "always"},
        "investigation": {**_OFFICE, "posts": {"North": 8.0, "South": 8.0}},
        "public_protection": {**_OFFICE, "posts": {"North": 2.0, "South": 2.0}},
    },
    casework={"open_cases_weeks": 10},
)


def _phoned(label: str, handling_min: float, harm: int) -> Data:
    """Return a type that is dealt with by phone, one in ten of them investigated."""
    return kind(
        label,
        {"Town": 2.0},
        {4: 1.0},
        scene_min=exponential(40.0),
        resolution_centre={
            "handling_min": exponential(handling_min),
            "resolved_share": 0.8,
            "sent_on_as": 3,
        },
        investigation={"share": 0.1, "work_hours": exponential(2.0), "harm": harm},
    )


#: A Resolution Centre with just enough people for many short cases and some long and grave ones.
DESK: Data = force(
    "desk",
    {"days": 14, "warm_up_days": 2, "seed": 3},
    {"Town": {"hub": "Town"}},
    travel={"mode": "none"},
    grades={
        3: SCHEDULED,
        4: {"label": "By phone", "target_min": 2880.0, "served_by": "resolution_centre"},
    },
    incident_types={"theft": _phoned("Theft", 15.0, 1), "abuse": _phoned("Abuse", 60.0, 9)},
    teams={
        "response": {"posts": {"Town": 4.0}, "rota": "always"},
        "investigation": {"posts": {"Town": 4.0}, "rota": "always"},
        "resolution_centre": {"posts": {"force": 3.0}, "rota": "always"},
    },
)

#: One town: response busy for some two thirds of its time, neighbourhood officers who may help.
TOWN: Data = force(
    "town",
    {"days": 28, "warm_up_days": 7, "seed": 5},
    {"Town": district("Town", 60.0, 51.0)},
    travel={"mode": "distance", "cv": 0.3},
    grades={1: EMERGENCY, 2: PRIORITY},
    incident_types={
        "disorder": kind(
            "Disorder",
            {"Town": 3.3},
            {1: 0.3, 2: 0.7},
            scene_min=exponential(60.0),
            writing_up_min=fixed(30.0),
            repeat={"share": 0.1, "delay_days": exponential(10.0), "within_days": 30},
            prevention_elasticity={"patrol": 0.18},
        )
    },
    demand={
        "prevention": {
            "reference_hours_per_week": {"patrol": {"Town": 700.0}},
            "half_life_days": {"patrol": 5.0},
        },
        "ceiling": 1.6,
    },
    teams={
        "response": {"posts": {"Town": 8.0}, "rota": "always"},
        "neighbourhood": {"posts": {"Town": 5.0}, "rota": "always"},
    },
    redeployment={"rule": "queue_long", "waiting": 1, "older_than_min": 1.0},
)
