"""Small forces for the tests of sim.world, and ways to compare their worlds."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build, names

SMALL: dict[str, Any] = {
    "name": "small",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 21, "warm_up_days": 7},
    "districts": {
        "North": {"hub": "Upper", "area_km2": 100.0, "latitude": 51.0, "longitude": 0.0},
        "South": {"hub": "Lower", "area_km2": 64.0, "latitude": 50.8, "longitude": 0.1},
        "East": {"hub": "Lower", "area_km2": 36.0, "latitude": 50.9, "longitude": 0.4},
    },
    "hubs": {"Upper": {"district": "North"}, "Lower": {"district": "South"}},
    "travel": {"mode": "distance", "turnout_min": 2.0, "cv": 0.5},
    "grades": {
        1: {"label": "Emergency", "target_min": 15.0, "emergency_travel": True},
        2: {"label": "Priority", "target_min": 60.0},
        4: {"label": "Desk", "target_min": 2880.0, "served_by": "resolution_centre"},
    },
    "shapes": {
        "evening": {
            "hour_of_day": [1.0] * 16 + [3.0] * 8,
            "day_of_week": [1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 0.5],
        }
    },
    "month_shapes": {"winter": [2.0, 2.0] + [1.0] * 9 + [2.0]},
    "incident_types": {
        "burglary": {
            "label": "Burglary",
            "basis": "assumption",
            "yearly_count": {"North": 2000.0, "South": 1500.0, "East": 300.0},
            "hour_shape": "evening",
            "month_shape": "winter",
            "grade_mix": {1: 0.2, 2: 0.5, 4: 0.3},
            "attended_by": ["response", "neighbourhood"],
            "officers_mix": {1: 0.5, 2: 0.4, 3: 0.1},
            "scene_min": {"distribution": "lognormal", "mean": 45.0, "cv": 1.0},
            "writing_up_min": {"distribution": "gamma", "mean": 30.0, "cv": 0.7},
            "resolution_centre": {
                "handling_min": {"distribution": "triangular", "low": 5, "mode": 10, "high": 40},
                "resolved_share": 0.7,
                "sent_on_as": 2,
            },
            "investigation": {
                "share": 0.4,
                "work_hours": {"distribution": "exponential", "mean": 6.0},
                "episodes": 3,
                "waits_days": {"distribution": "exponential", "mean": 20.0},
                "harm": 2,
            },
        },
        "noise": {
            "label": "Noise",
            "basis": "assumption",
            "per_hour": {"North": 0.3, "East": 0.1},
            "grade_mix": {2: 1.0},
            "attended_by": {2: ["pcso"]},
            "scene_min": {"distribution": "fixed", "value": 20.0},
        },
    },
    "rotas": {
        "two-two-two": {
            "shifts": {
                "early": {"start": "07:00", "hours": 9.0},
                "late": {"start": "15:00", "hours": 9.0},
                "night": {"start": "22:00", "hours": 9.5},
            },
            "pattern": ["early"] * 2 + ["late"] * 2 + ["night"] * 2 + ["rest"] * 4,
            "groups": 5,
        }
    },
    "teams": {
        "response": {
            "posts": {"Upper": 30.0, "Lower": 40.0},
            "rota": "two-two-two",
            "supervisors_share": 0.1,
            "stations": {"Lower": {"South": 0.6, "East": 0.4}},
            "absence": {
                "leave": {"share": 0.13, "spell_days": 7},
                "sickness": {"share": 0.05, "spell_days": 4},
            },
            "briefing_min": 15.0,
            "breaks": {"minutes": 40.0, "from_min": 150.0, "until_min": 420.0},
        },
        "neighbourhood": {
            "posts": {"Upper": 10.0, "Lower": 10.0},
            "rota": "two-two-two",
            "prevention_planned_share": 0.5,
        },
        "resolution_centre": {"posts": {"force": 4.0}, "rota": "always"},
    },
}


def scenario(base: Mapping[str, Any] = SMALL, **changes: Any) -> Scenario:
    """Return a force with values replaced; ``run__days=3`` sets ``run.days``."""
    data = copy.deepcopy(dict(base))
    for path, value in changes.items():
        *parents, last = (int(key) if key.isdigit() else key for key in path.split("__"))
        place: Any = data
        for key in parents:
            place = place[key]
        place[last] = value
    return Scenario.model_validate(data)


def of(force: Scenario, seed: int = 1, replication: int = 0) -> World:
    return build(force, seed, replication)


def incidents(force: Scenario, world: World) -> dict[tuple[str, str, int, int], tuple[Any, ...]]:
    """Return every incident's attributes by identity, with its moment on the calendar."""
    known = names(force)
    drawn = world.drawn
    start_ms = force.run.start.toordinal() * 86_400_000
    table = {}
    for i in range(world.sizes.incidents):
        key = (
            known.districts[drawn.district[i]],
            known.types[drawn.type[i]],
            int(drawn.week[i]),
            int(drawn.ordinal[i]),
        )
        attributes = [
            column[i].item() for name, column in drawn._asdict().items() if name not in CODES
        ]
        slots = slice(drawn.first_slot[i], drawn.first_slot[i + 1])
        table[key] = (
            start_ms + int(drawn.created_ms[i]),
            known.hubs[drawn.hub[i]],
            *attributes,
            tuple(world.slots.travel_factor[slots].tolist()),
        )
    assert len(table) == world.sizes.incidents, "an identity stands for two incidents"
    return table


#: Columns of `Drawn` that are codes or rows, and so differ between scenarios.
CODES = (
    *("created_ms", "district", "hub", "type", "first_slot"),
    *("layer", "repeat", "parent", "mark"),
)


def shifts(force: Scenario, world: World) -> dict[tuple[str, str, int, int], tuple[Any, ...]]:
    """Return everybody's shifts on the calendar: (role, hub, person, start) to end and break.

    Shifts under way when the run starts are left out, as their start is cut off.
    """
    known = names(force)
    hubs = (*known.hubs, "force")
    start_ms = force.run.start.toordinal() * 86_400_000
    duties, people = world.duties, world.people
    table = {}
    for d in range(duties.start_ms.size):
        if duties.start_ms[d] == 0:
            continue
        for m in range(duties.first_member[d], duties.first_member[d + 1]):
            person = duties.member[m]
            key = (
                known.roles[people.role[person]],
                hubs[people.hub[person]],
                int(people.person[person]),
                start_ms + int(duties.start_ms[d]),
            )
            table[key] = (
                start_ms + int(duties.end_ms[d]),
                *(
                    start_ms + int(when[m]) if when[m] >= 0 else None
                    for when in (duties.break_due_ms, duties.break_until_ms, duties.other_due_ms)
                ),
            )
    return table
