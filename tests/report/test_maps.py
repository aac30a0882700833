"""Maps: cells around centres, or the boundaries that a scenario gives, drawn by one function."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.report.page.lettering import lettering
from sim.report.page.maps import Outlines, cells_of
from sim.report.page.svg import width_of
from sim.report.replay.ground import drawn, ground_of
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario

SCENARIOS = Path(__file__).parents[1] / "scenario"
GOOD = SCENARIOS / "good" / "two-hubs.yaml"
#: Squares beside each other, from north to south, and an island of the last.
SQUARES: dict[str, Any] = {
    "Northfold": [[[0.0, 51.2], [0.2, 51.2], [0.2, 51.3], [0.0, 51.3]]],
    "Northgate": [[[0.0, 51.1], [0.2, 51.1], [0.2, 51.2], [0.0, 51.2]]],
    "Southsea": [
        [[0.0, 51.0], [0.2, 51.0], [0.2, 51.1], [0.0, 51.1]],
        [[0.05, 51.02], [0.15, 51.02], [0.15, 51.08], [0.05, 51.08]],
        [[0.3, 51.0], [0.4, 51.0], [0.4, 51.1], [0.3, 51.1]],
    ],
}


@pytest.fixture(scope="module")
def plain() -> Scenario:
    return load(GOOD).scenario


@pytest.fixture(scope="module")
def bounded(plain: Scenario) -> Scenario:
    return load(GOOD).with_changes({"maps": {"boundaries": SQUARES, "source": "by hand"}}).scenario


def known(scenario: Scenario) -> Outlines:
    found = cells_of(scenario)
    assert found is not None
    return found


def test_boundaries_are_drawn_as_they_are_given(bounded: Scenario) -> None:
    cells = known(bounded)
    assert cells.note == "Boundaries: by hand."
    assert {name: len(rings) for name, rings in cells.outlines.items()} == {
        "Northfold": 1, "Northgate": 1, "Southsea": 3,
    }  # fmt: skip
    top, middle, bottom = (cells.outlines[name][0] for name in SQUARES)
    assert top[:, 1].max() == pytest.approx(middle[:, 1].min()), "north is up"
    assert middle[:, 1].max() == pytest.approx(bottom[:, 1].min())
    # A tenth of a degree of latitude is longer than one of longitude, by 1 / cos 51 degrees.
    width, height = np.ptp(top, axis=0)
    assert height / width == pytest.approx(0.5 / np.cos(np.radians(51.13)), rel=0.01)
    right = max(float(ring[:, 0].max()) for ring in cells.outlines["Southsea"])
    assert right == pytest.approx(454), "the map has the width of the page"


def test_a_long_force_is_drawn_narrower(bounded: Scenario) -> None:
    far = {name: [[[x, 2 * y - 51] for x, y in ring] for ring in rings]
           for name, rings in SQUARES.items()}  # fmt: skip
    maps = bounded.maps.model_copy(update={"boundaries": far})
    cells = known(bounded.model_copy(update={"maps": maps}))
    corners = np.concatenate([ring for rings in cells.outlines.values() for ring in rings])
    assert cells.height == pytest.approx(640)
    assert corners[:, 0].min() == pytest.approx(460 - corners[:, 0].max()), "in the middle"


def test_names_and_people_stand_inside(bounded: Scenario) -> None:
    """The stated centre of Southsea is outside, and the middle of its square is a hole."""
    cells = known(bounded)
    x, y = cells.centres["Southsea"]
    main, hole, _ = cells.outlines["Southsea"]
    assert main[:, 1].min() < y < main[:, 1].max()
    assert main[:, 0].min() < x < main[:, 0].max()
    assert not (hole[:, 0].min() < x < hole[:, 0].max() and hole[:, 1].min() < y < hole[:, 1].max())


def test_without_boundaries_cells_lie_around_centres(plain: Scenario) -> None:
    cells = known(plain)
    assert cells.note.startswith("Cells lie around the centres")
    assert all(len(rings) == 1 for rings in cells.outlines.values())


def test_boundaries_need_no_centres(bounded: Scenario) -> None:
    places = {
        name: place.model_copy(update={"latitude": None, "longitude": None})
        for name, place in bounded.districts.items()
    }
    without = bounded.model_copy(update={"districts": places})
    assert set(known(without).outlines) == set(SQUARES)
    assert cells_of(without.model_copy(update={"maps": load(GOOD).scenario.maps})) is None


def test_a_replay_is_played_on_them(bounded: Scenario) -> None:
    ground = ground_of(bounded)
    svg = drawn("map-0", bounded, ground)
    assert len(re.findall('<polygon [^>]*class="cell ground"', svg)) == 2
    assert len(re.findall('<path [^>]*fill-rule="evenodd"[^>]*class="cell ground"', svg)) == 1
    assert all(10 <= place[2] <= 34 for place in ground.places), "room for all that stands there"


def test_names_and_numbers_stand_inside_their_districts_and_clear_of_hubs() -> None:
    tall = np.array([(0.0, 0.0), (30.0, 0.0), (30.0, 140.0), (0.0, 140.0)])
    wide = np.array([(0.0, 0.0), (200.0, 0.0), (200.0, 60.0), (0.0, 60.0)])
    upright = lettering("Wealden", "+1.2", [wide], [(100.0, 30.0)])
    assert not upright.turned
    half = width_of(["Wealden"], upright.size) / 2
    assert half <= upright.x <= 200 - half
    assert abs(upright.x - 100) >= half, "beside the square of the hub"
    turned = lettering("Wealden", "+1.2", [tall], [])
    assert turned.turned
    assert turned.lines == ("Wealden",)
    assert lettering("Brighton and Hove", "+1.2", [wide * [0.4, 1.0]], []).lines == (
        "Brighton", "and Hove",
    )  # fmt: skip
    tiny = lettering("Wealden", "+1.2", [wide * 0.1], [])
    assert tiny.lines == (), "the number alone"
