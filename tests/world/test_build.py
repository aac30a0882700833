"""The world as a whole: its arrays, its determinism, its names."""

from __future__ import annotations

import hashlib
import pickle
from typing import get_type_hints

import numpy as np
import pytest

from sim.clock import MS_PER_HOUR
from sim.errors import InputError
from sim.scenario.schema.demand import OFFICERS_LIMIT
from sim.scenario.schema.repeats import REPEATS_LIMIT
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import PreventionWork, Role
from sim.world.arrays import GRADES, Codes, Drawn, World
from sim.world.build import build, names
from sim.world.incident_names import find, identity
from tests.support.worlds import force, team
from tests.world.forces import SMALL, of, scenario

FORCE = scenario()
WORLD = of(FORCE)

KINDS = {
    "Ints": np.int64, "Shorts": np.int32, "Codes": np.int8, "Floats": np.float64, "Bools": np.bool_
}  # fmt: skip


def lengths(world: World) -> dict[str, dict[str, int]]:
    """Return how long arrays must be, by part and field; `""` is every other field."""
    sizes = world.sizes
    duties = world.duties.start_ms.size
    members = world.duties.member.size
    by_role = {
        "class_of": sizes.types * GRADES,
        **dict.fromkeys(("planned_prevention_ms", "protected"), sizes.roles * sizes.hubs),
    }
    return {
        "places": {
            "hub_of_district": sizes.districts,
            "hub_district": sizes.hubs,
            "nearest_hubs": sizes.hubs**2,
            "expected_ms": sizes.drive_hours * 2 * sizes.districts**2,
        },
        "custody": {
            "district": sizes.suites,
            "nearest": sizes.districts * sizes.suites,
            "first_cell": sizes.suites + 1,
            "closed": sizes.suites * (sizes.horizon_ms // MS_PER_HOUR),
            "hospital": sizes.districts,
        },
        "drawn": {"": sizes.incidents, "first_slot": sizes.incidents + 1},
        "slots": {"": sizes.slots},
        "people": {"": sizes.officers},
        "duties": {
            "": duties,
            "first_member": duties + 1,
            **dict.fromkeys(
                ("member", "break_due_ms", "break_until_ms", "partner", "overtime"), members
            ),
            **dict.fromkeys(("other_due_ms", "other_ms"), members),
            "posts_ms": 0,
            "first_changed": 1,
            "changed": 0,
        },
        "grades": {"": GRADES, "visits_per_day": sizes.hubs * GRADES},
        "types": {"": sizes.types},
        "teams": {
            "": sizes.roles,
            **by_role,
            **dict.fromkeys(("rank", "barred", "preferred"), sizes.classes * sizes.roles),
            **dict.fromkeys(("held_back", "cross_hub_grades"), sizes.roles * GRADES),
        },
        "prevention": {
            "planned": sizes.roles,
            "share": sizes.roles * len(PreventionWork),
            "shortest_ms": len(PreventionWork),
        },
        "patches": {"of_incident": sizes.incidents, "of_officer": sizes.officers},
    }


@pytest.mark.parametrize("part", lengths(WORLD))
def test_arrays_are_as_declared(part: str) -> None:
    expected = lengths(WORLD)[part]
    arrays = getattr(WORLD, part)
    for field, array in arrays._asdict().items():
        declared = arrays.__annotations__[field].__forward_arg__
        if declared == "int":
            assert type(array) is int, field
            continue
        assert array.dtype == KINDS[declared], field
        assert array.shape == (expected.get(field, expected.get("")),), field
        assert array.flags.c_contiguous, field
        assert not array.flags.writeable, field


def test_plain_numbers_are_python_integers() -> None:
    for value in (*WORLD.sizes, *WORLD.dispatch, *WORLD.redeployment):
        assert type(value) in (int, bool) or isinstance(value, np.ndarray)


def test_a_world_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        WORLD.drawn.created_ms[0] = 1


def digest(world: World) -> str:
    content = hashlib.sha256()
    for group in world:
        for value in group:
            content.update(np.asarray(value).tobytes())
    return content.hexdigest()


def test_the_same_arguments_make_the_same_world() -> None:
    assert digest(build(FORCE, 1, 0)) == digest(WORLD)
    assert digest(build(scenario(), 1, 0)) == digest(WORLD)
    assert digest(build(FORCE, 1, 1)) != digest(WORLD)
    assert digest(build(FORCE, 2, 0)) != digest(WORLD)


def test_building_leaves_the_scenario_as_it_was() -> None:
    force = Scenario.model_validate(SMALL)
    before = pickle.dumps(force.model_dump())
    build(force, 5, 5)
    assert pickle.dumps(force.model_dump()) == before


def test_worlds_travel_between_processes() -> None:
    assert digest(pickle.loads(pickle.dumps(WORLD))) == digest(WORLD)  # noqa: S301


def test_codes_stand_in_the_order_of_the_scenario() -> None:
    got = names(FORCE)
    assert got.hubs == ("Upper", "Lower")
    assert got.districts == ("North", "South", "East")
    assert got.types == ("burglary", "noise")
    assert got.roles == tuple(role.name.lower() for role in Role)


def test_every_incident_is_found_by_its_name() -> None:
    known = names(FORCE)
    for incident in range(0, WORLD.sizes.incidents, 7):
        assert find(WORLD, known, identity(WORLD, known, incident)) == incident


def test_names_with_spaces_and_dots() -> None:
    known = names(FORCE)._replace(districts=("Mid Sussex Downs", "St. Mary", "x"))
    got = identity(WORLD, known, 0)
    assert " " not in got
    for incident in range(40):
        assert find(WORLD, known, identity(WORLD, known, incident)) == incident


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("burglary", "expected district.type.week.ordinal"),
        ("North.burglary.first.1", "expected district.type.week.ordinal"),
        ("North.burglary.-1.1", "expected district.type.week.ordinal"),
        ("North.burglry.2922.0", "no such district and type; did you mean 'North.burglary'?"),
        ("North.burglary.1.0", "has no incident in week 1"),
        ("North.burglary.2922.999999", "no such incident in week 2922 of this replication; it has"),
    ],
)
def test_wrong_names_say_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace(".", r"\.").replace("?", r"\?")):
        find(WORLD, names(FORCE), text)


def test_a_name_that_could_mean_two_is_refused() -> None:
    known = names(FORCE)._replace(districts=("A B", "A_B", "x"))
    with pytest.raises(InputError, match="could be several"):
        find(WORLD, known, "A_B.burglary.2922.0")


def test_what_is_held_in_a_byte_is_as_high_as_a_scenario_may_say() -> None:
    """Otherwise it would come back as another number, without a word."""
    case = {
        "share": 1.0,
        "work_hours": {"distribution": "fixed", "value": 200.0},
        "episodes": 100,
        "harm": 100,
    }
    repeat = {
        "share": 0.99,
        "most": REPEATS_LIMIT,
        "within_days": 28,
        "delay_days": {"distribution": "fixed", "value": 1.0},
    }
    rules = {
        "officers_mix": {OFFICERS_LIMIT: 1.0},
        "per_hour": {"A": 2.0},
        "investigation": case,
        "repeat": repeat,
    }
    most = force(
        {"response": team(12), "investigation": team(2)}, kind_rules={"job": rules}, days=90
    )
    drawn = build(most, 1, 0).drawn
    highest = {name: int(getattr(drawn, name).max()) for name in ("case_episodes", "harm")}
    assert highest == {"case_episodes": 100, "harm": 100}
    assert int(drawn.officers.max()) == OFFICERS_LIMIT
    assert 40 < int(drawn.repeat.max()) <= REPEATS_LIMIT
    for name, kind in get_type_hints(Drawn).items():
        assert kind is not Codes or getattr(drawn, name).min() >= 0, name
