"""A type that takes a share of another carries everything that the other is said to be.

What a part does not carry, its incidents lose as soon as they are split off: harm, arrests, reports
to other agencies. Where that is meant, the reason stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from calibration.tables import REPOSITORY
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario

FOLDER = REPOSITORY / "scenarios"
#: What a type is called, and how many of it there are: a part has its own.
ITS_OWN = {"label", "basis", "yearly_count", "per_hour"}
#: Said of the whole in as many words as the default.
SAID_ANYWAY = {"officers_arrive", "bypass"}
#: Tables by grade or number of officers, of which a part has its own rows.
TABLES = {"grade_mix", "officers_mix", "attended_by", "closed_without_visit"}
NOBODY_IS_SENT = "nobody is sent where there is no apparent risk"
#: What a part does not carry, by the field or the table of the scenario, and why.
NOT_CARRIED = {
    "missing_child_no_apparent_risk": {
        "investigation": NOBODY_IS_SENT,
        "safeguarding.mash.reported_share": NOBODY_IS_SENT,
    },
    "missing_adult_no_apparent_risk": {
        "investigation": NOBODY_IS_SENT,
        "safeguarding.mash.reported_share": NOBODY_IS_SENT,
    },
    "road_casualty": {
        "resolution_centre": "all are attended as emergencies",
        "interruptible": "emergencies, from which nothing calls anybody away",
    },
}
#: Types without harm: work that follows incidents of others, whose harm is counted there.
FOLLOW_OTHERS = {"missing_search", "return_interview", "further_log"}


def shipped() -> dict[str, Scenario]:
    return {path.name: load(path).scenario for path in sorted(FOLDER.glob("*.yaml"))}


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    return shipped()


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, str(key)))
    else:
        yield ".".join(path)


def naming(value: Any, name: str, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the tables and lists that name a type."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == name:
                yield ".".join(path)
            yield from naming(each, name, (*path, str(key)))
    elif isinstance(value, list) and name in value:
        yield ".".join(path)


def not_carried(scenario: Scenario, name: str) -> set[str]:
    """Return what is said of the type of which another takes a share, and not of that one."""
    said = scenario.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    types = said.pop("incident_types")
    part, whole = types[name], types[types[name]["part_of"]]
    own = set(leaves(part))
    fields = {
        path
        for path in leaves({key: each for key, each in whole.items() if key not in ITS_OWN})
        if path not in own and path not in SAID_ANYWAY
    }
    fields = {path for path in fields if path.split(".")[0] not in TABLES & part.keys()}
    return fields | (set(naming(said, part["part_of"])) - set(naming(said, name)))


def test_what_is_said_of_a_type_is_said_of_its_parts(scenarios: dict[str, Scenario]) -> None:
    missing, used = {}, set()
    for file, scenario in scenarios.items():
        for name, each in scenario.incident_types.items():
            if each.part_of is None:
                continue
            reasons = NOT_CARRIED.get(name, {})
            found = not_carried(scenario, name)
            used |= {(name, key) for key in reasons if any(p.startswith(key) for p in found)}
            left = sorted(p for p in found if not p.startswith(tuple(reasons)))
            if left:
                missing[file, name] = left
    assert missing == {}
    assert used == {(name, key) for name, keys in NOT_CARRIED.items() for key in keys}


def test_a_part_that_loses_an_arrest_is_found() -> None:
    scenario = load(FOLDER / "youth-diversion.yaml").scenario
    part = scenario.incident_types["asb_youth"]
    part.model_fields_set.discard("arrest")
    part.model_fields_set.discard("prevention_elasticity")
    found = not_carried(scenario, "asb_youth")
    assert {path.split(".")[0] for path in found} == {"arrest", "prevention_elasticity"}


def test_all_types_with_counts_have_harm(scenarios: dict[str, Scenario]) -> None:
    harmless = {
        name
        for scenario in scenarios.values()
        for name, each in scenario.incident_types.items()
        if each.harm is None
    }
    assert harmless == FOLLOW_OTHERS
