"""A fault hides no other, and nobody is told what only follows from it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.scenario.load import examine, load

GOOD = Path(__file__).parent / "good"
TWO_HUBS = load(GOOD / "two-hubs.yaml").data
#: Of no type that any field has.
WRONG: Any = [[[]]]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif path:
        yield path


def changed(*faults: tuple[tuple[Any, ...], Any]) -> dict[Any, Any]:
    data: dict[Any, Any] = copy.deepcopy(TWO_HUBS)
    for path, value in faults:
        holder = data
        for key in path[:-1]:
            holder = holder.setdefault(key, {})
        holder[path[-1]] = value
    return data


def places(data: dict[Any, Any]) -> set[tuple[Any, ...]]:
    return {tuple(found.path) for found in examine(data)[1]}


@pytest.mark.parametrize("section", sorted(TWO_HUBS))
def test_of_one_faulty_value_nothing_else_is_said(section: str) -> None:
    paths = [path for path in leaves(TWO_HUBS) if path[0] == section]
    assert paths
    for path in paths:
        for found in places(changed((path, WRONG))):
            assert found[: len(path)] == path, f"{path} -> {found}"


@pytest.mark.parametrize("section", ["teams", "incident_types", "grades", "demand", "travel"])
def test_of_a_misspelt_key_nothing_else_is_said(section: str) -> None:
    for path in {path[:length] for path in leaves(TWO_HUBS[section]) for length in (0, 1)}:
        parent = TWO_HUBS[section]
        for key in path:
            parent = parent[key]
        if isinstance(parent, dict):
            whole = (section, *path, "xyzzy")
            assert places(changed((whole, 1))) == {whole}


@pytest.mark.parametrize(
    ("fault", "other"),
    [
        ((("operations", "fair", "dates"), ["13/10/2018"]),
         (("operations", "fair", "start"), "3pm")),
        ((("grades", 1, "label"), 5), (("grades", 7), {"label": "x", "target_min": -1})),
        ((("teams", "pcso", "powers"), 5), (("teams", "pcso", "rota"), "nowhere")),
        ((("teams", "pcso", "posts", "North"), 0), (("teams", "response", "rota"), "nowhere")),
        ((("rotas", "core", "groups"), 0), (("rotas", "office", "shifts", "day", "start"), "7")),
        ((("rotas", "core", "groups"), 0), (("rotas", "core", "shifts", "late", "start"), "7")),
        ((("districts", "Northgate", "area_km2"), "x"), (("districts", "Southsea", "hub"), "East")),
        ((("incident_types", "burglary", "label"), 1),
         (("incident_types", "burglary", "grade_mix"), {1: 0.5, 2: 0.6})),
        ((("incident_types", "burglary", "scene_min", "mean"), 1e300),
         (("incident_types", "burglary", "hour_shape"), "nowhere")),
        ((("teams", "pcso", "attention"), "high"), (("teams", "pcso", "rota"), "nowhere")),
        ((("teams", "pcso", "rota"), 5), (("teams", "resolution_centre", "rota"), "nowhere")),
        ((("demand", "changes", "fair", "attention"), 1),
         (("demand", "changes", "fair", "districts"), ["Nowhere"])),
        ((("teams", "response", "posts", "North"), 0),
         (("teams", "response", "posts", "Nowhere"), 9)),
        ((("hospitals",), ["Southsea", 5, "Nowhere"]), (("hospitals", 2), "Nowhere")),
        ((("incident_types", "burglary", "grade_mix"), 5),
         (("incident_types", "burglary", "officers_mix"), {1: 0.5, 2: 0.6})),
        ((("teams", "pcso", "posts", 5), 3), (("teams", "pcso", "posts", "Nowhere"), 9)),
    ],
)  # fmt: skip
def test_a_faulty_value_hides_no_other(fault: Any, other: Any) -> None:
    found = places(changed(fault, other))
    for path, _ in (fault, other):
        assert any(place[: len(path)] == path for place in found), found


def test_every_part_with_faults_is_looked_at() -> None:
    """Each of two types has a fault of the schema and one of a check."""
    kind = TWO_HUBS["incident_types"]["burglary"]
    spoilt = {**kind, "label": 5, "hour_shape": "nowhere"}
    data = changed((("incident_types", "burglary"), spoilt), (("incident_types", "arson"), spoilt))
    for name in ("burglary", "arson"):
        for field in ("label", "hour_shape"):
            assert ("incident_types", name, field) in places(data)


@pytest.mark.parametrize("counts", ["yearly_count", "yearly", "annual"])
def test_an_unknown_key_hides_no_district_of_its_type(counts: str) -> None:
    """The counts that are there are checked; of those that are not, nothing is said."""
    kind = {**TWO_HUBS["incident_types"]["burglary"], "attention": "high"}
    kind[counts] = kind.pop("yearly_count") | {"Nowhere": 5}
    burglary = ("incident_types", "burglary")
    known = counts == "yearly_count"
    assert places(changed((burglary, kind))) == {
        (*burglary, "attention"),
        (*burglary, counts, "Nowhere") if known else (*burglary, counts),
    }
    kind.pop(counts)
    assert places(changed((burglary, {**kind, "per_hour": {"Nowhere": 0.1}}))) == {
        (*burglary, "attention"),
        (*burglary, "per_hour", "Nowhere"),
    }


def test_boundaries_are_looked_at_beside_faults(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(
        f"extends: {GOOD / 'two-hubs.yaml'}\n"
        "dispatch: {rule: 5}\nmaps: {boundaries: none.geojson, name_property: name}\n"
    )
    with pytest.raises(InputError) as caught:
        load(file)
    assert {problem.path for problem in caught.value.problems} == {
        "dispatch.rule",
        "maps.boundaries",
    }


def test_a_number_beyond_reason_is_no_reason_to_stop() -> None:
    data = changed(
        (("teams", "response", "posts", "North"), 1e300), (("dispatch", "rule"), "nearest"),
        (("teams", "pcso", "rota"), "nowhere"),
    )  # fmt: skip
    assert places(data) == {("teams", "response", "posts", "North"), ("teams", "pcso", "rota")}
