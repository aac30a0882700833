"""Boundaries for maps: read from GeoJSON, refused with a position, no part of what is run."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.outputs.scenario_copy import read_scenario, write_scenario
from sim.scenario.facts.differences import differences
from sim.scenario.load import Loaded, load
from sim.scenario.reading import boundaries
from sim.scenario.reading.outlines import POINTS_LIMIT, simplified

HERE = Path(__file__).parent
GOOD = HERE / "good" / "two-hubs.yaml"
GEOJSON = HERE / "maps" / "two-hubs.geojson"
CONTENT = GEOJSON.read_text(encoding="utf-8")


@pytest.fixture
def mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Loaded]:
    """Return what loads a scenario that names a file with some content."""
    monkeypatch.chdir(tmp_path)

    def made(content: str | bytes = CONTENT, **maps: str) -> Loaded:
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "places.geojson").write_bytes(raw)
        stated = json.dumps({"boundaries": "places.geojson"} | maps)
        text = f"extends: {GOOD}\nname: mapped\nmaps: {stated}\n"
        (tmp_path / "mapped.yaml").write_text(text)
        return load("mapped.yaml", also=[str(GOOD)])

    return made


def fault(mapped: Callable[..., Loaded], content: str | bytes = CONTENT, **maps: str) -> str:
    with pytest.raises(InputError) as caught:
        mapped(content, **maps)
    return str(caught.value)


def changed(change: Callable[[Any], object]) -> str:
    """Return the file after a change of its features."""
    content = json.loads(CONTENT)
    change(content["features"])
    return json.dumps(content, indent=0)


def test_rings_come_largest_first_and_open(mapped: Callable[..., Loaded]) -> None:
    found = mapped(source="made up").scenario.maps
    assert isinstance(found.boundaries, dict)
    assert {name: len(rings) for name, rings in found.boundaries.items()} == {
        "Northfold": 2, "Northgate": 1, "Southsea": 2,
    }  # fmt: skip
    sea = found.boundaries["Southsea"]
    assert sorted(map(tuple, sea[0])) == [(0.0, 50.74), (0.0, 50.9), (0.2, 50.9), (0.25, 50.72)]
    assert len(sea[1]) == 3, "the island, which the file has first, without its height"


def test_nothing_that_is_run_or_compared_depends_on_it(mapped: Callable[..., Loaded]) -> None:
    with_map, without = mapped(), load(GOOD)
    plain = without.with_changes({"name": "mapped"})
    assert with_map.scenario_hash == plain.scenario_hash
    assert not differences(plain.scenario, with_map.scenario)
    assert with_map.scenario.model_dump() == plain.scenario.model_dump()


def test_workers_and_results_need_the_file_no_more(
    mapped: Callable[..., Loaded], tmp_path: Path
) -> None:
    scenario = mapped().scenario
    (tmp_path / "places.geojson").unlink()
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - made here
    write_scenario(tmp_path, scenario)
    assert read_scenario(tmp_path) == scenario
    write_scenario(tmp_path, load(GOOD).scenario)
    assert "maps" not in json.loads((tmp_path / "scenario.json").read_text())


def test_a_changed_file_is_read_again(mapped: Callable[..., Loaded], tmp_path: Path) -> None:
    loaded = mapped()
    os.utime(tmp_path / "places.geojson", ns=(1, 1))
    assert loaded.with_changes({}).scenario == loaded.scenario
    (tmp_path / "places.geojson").write_text("{}")
    with pytest.raises(InputError, match="FeatureCollection"):
        loaded.with_changes({})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"type": \n oops', "places.geojson:2:2: (top): is not JSON: expecting value"),
        (b'{"type": "\xff"}', "places.geojson:1:1: (top): is not JSON in UTF-8"),
        ("[" * 100_000, "places.geojson:1:1: (top): is not JSON in UTF-8"),
        ("1" * 5000, "places.geojson:1:1: (top): is not JSON in UTF-8"),
        ("[]", "places.geojson:1:1: (top): expected GeoJSON of the type FeatureCollection"),
        (changed(lambda all_: all_.pop(1)),
         "places.geojson:1:1: features: has no feature with name 'Northfold'; expected one for"),
        (changed(lambda all_: all_[1]["properties"].update(name="Northfeld")),
         "features.1: name 'Northfeld' is no district of the scenario; did you mean 'Northfold'?"),
        (changed(lambda all_: all_[1]["properties"].update(name=7)),
         "features.1: name 7 is no district of the scenario; expected Northfold, Northgate or"),
        (changed(lambda all_: all_[2]["properties"].update(name="Northgate")),
         "features.2: is the second feature with name 'Northgate'; expected one for each"),
        (changed(lambda all_: all_[0].update(properties={"LAD17NM": "Northgate"})),
         "features.0: has no property 'name' (maps.name_property); it has LAD17NM"),
        (changed(lambda all_: all_[0].update(geometry=None)),
         "features.0: expected a geometry of the type MultiPolygon or Polygon"),
        (changed(lambda all_: all_[0]["geometry"].update(coordinates=[])),
         "features.0: has no rings"),
        (changed(lambda all_: all_[0]["geometry"].update(coordinates=5)),
         "features.0: expected coordinates: lists of rings of points"),
        (changed(lambda all_: all_[0]["geometry"].update(coordinates=[[5]])),
         "features.0: expected points of a longitude and a latitude"),
        (changed(lambda all_: all_[0]["geometry"]["coordinates"][0].insert(2, [50.9, 0.2])),
         "features.0: got 50.9, 0.2, which has the latitude first; GeoJSON has the longitude"),
        (changed(lambda all_: all_[0]["geometry"]["coordinates"][0].insert(2, [530000, 105000])),
         "features.0: got 530000, 105000, which is no longitude and latitude; expected degrees"),
        (changed(lambda all_: all_[0]["geometry"]["coordinates"][0].insert(2, [8.5, 47.4])),
         "features.0: got 8.5, 47.4, which is outside the United Kingdom; expected a longitude"),
        (changed(lambda all_: all_[0]["geometry"].update(coordinates=[[[0, 51], [0, 51]]])),
         "features.0: a ring of 2 points has no area"),
        (CONTENT.replace("50.76, 2.5", "NaN, 2.5", 1), "features.2: got 0.3, nan"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_where_it_is_faulty(
    mapped: Callable[..., Loaded], content: str | bytes, said: str
) -> None:
    assert said in fault(mapped, content)


def test_faults_of_features_have_their_lines(mapped: Callable[..., Loaded]) -> None:
    content = CONTENT.replace('"Northgate"', '"North"').replace('"Southsea"', '"South"')
    lines = fault(mapped, content).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["places.geojson:6:7", "places.geojson:25:7"]
    assert content.splitlines()[5].index('"type"') == 6


def test_only_plain_files_below_the_scenario_are_read(
    mapped: Callable[..., Loaded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.geojson")
    (tmp_path / "folder.geojson").mkdir()
    (tmp_path / "link.geojson").symlink_to(GEOJSON)
    (tmp_path / "round.geojson").symlink_to("round.geojson")
    (tmp_path / "secret.txt").write_text("secret")
    assert "cannot be read: Too many levels" in fault(mapped, boundaries="round.geojson")
    for name in ("pipe.geojson", "folder.geojson"):
        assert "is not a regular file" in fault(mapped, boundaries=name)
    for name in ("link.geojson", str(GEOJSON), "../x.geojson", "secret.txt", "x" * 5000, "a\0b"):
        said = fault(mapped, boundaries=name)
        assert said.startswith("mapped.yaml:3:22: maps.boundaries: ")
        assert "secret\n" not in said
    monkeypatch.setattr(boundaries, "SIZE_LIMIT_BYTES", 100)
    assert "has more than 100 bytes" in fault(mapped)


def test_many_faults_are_cut(mapped: Callable[..., Loaded]) -> None:
    many = changed(lambda all_: all_.extend([{}] * 500))
    assert len(fault(mapped, many).splitlines()) == boundaries.FAULTS_LIMIT


@settings(deadline=None, max_examples=30)
@given(st.integers(3, 3000), st.floats(0.001, 0.2), st.integers(1, 5))
def test_a_circle_keeps_its_shape_with_few_points(corners: int, radius: float, many: int) -> None:
    """Its area stays within what is lost by less than a pixel around it."""
    import numpy as np

    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = np.column_stack([0.1 + radius * np.cos(angles), 51 + radius * np.sin(angles)])
    found = simplified({str(n): [[*ring.tolist(), ring[0].tolist()]] for n in range(many)})
    assert sum(len(rings[0]) for rings in found.values()) <= POINTS_LIMIT
    for rings in found.values():
        assert len(rings) == 1
        kept = np.array(rings[0])
        assert len(kept) >= 3
        assert area(kept) == pytest.approx(area(ring), rel=0.03)


def area(ring: Any) -> float:
    import numpy as np

    x, y = (ring - ring[0]).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)
