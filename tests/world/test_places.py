"""Places: great circles, drives within and between districts, nearest hubs."""

from __future__ import annotations

import numpy as np
import pytest

from sim import clock
from sim.errors import RunError
from sim.world.arrays import EMERGENCY_DRIVE, ORDINARY_DRIVE
from tests.world.forces import SMALL, of, scenario

LONDON = {"hub": "Upper", "area_km2": 4.0, "latitude": 51.5074, "longitude": -0.1278}
PARIS = {"hub": "Lower", "area_km2": 4.0, "latitude": 48.8566, "longitude": 2.3522}


def minutes(drive: int = ORDINARY_DRIVE, **changes: object) -> np.ndarray:
    world = of(scenario(run__days=1, incident_types__noise__per_hour={}, **changes))
    n = world.sizes.districts
    return world.places.expected_ms.reshape(2, n, n)[drive] / clock.MS_PER_MIN


def test_distances_are_great_circles() -> None:
    drives = minutes(
        districts={"North": LONDON, "South": PARIS, "East": LONDON},
        travel={"mode": "distance", "road_factor": 1.0, "speed_km_per_hour": 60.0},
    )
    assert drives[0, 1] == pytest.approx(343.6, abs=0.5)  # London to Paris in km
    assert (drives == drives.T).all()


def test_drives_within_a_district_grow_with_the_root_of_its_area() -> None:
    drives = minutes()
    for district, area_km2 in enumerate([100.0, 64.0, 36.0]):
        expected = 0.52 * area_km2**0.5 * 1.3 / 40 * 60 + 2
        assert drives[district, district] == pytest.approx(expected, abs=1e-4)


def test_emergency_drives_are_faster_but_turn_out_alike() -> None:
    ordinary, emergency = minutes(), minutes(EMERGENCY_DRIVE)
    np.testing.assert_allclose((ordinary - 2) * 40, (emergency - 2) * 60, rtol=1e-4)


def test_drives_to_a_dense_district_are_slower_but_turn_out_alike() -> None:
    plain = minutes()
    south = SMALL["districts"]["South"] | {"speed_factor": 0.5}
    slow = minutes(districts__South=south)
    assert (slow[:, 1] - 2) == pytest.approx(2 * (plain[:, 1] - 2), abs=1e-4)
    assert (slow[:, [0, 2]] == plain[:, [0, 2]]).all()


def test_speeds_by_hour_make_a_table_for_each_hour() -> None:
    by_hour = [1.0] * 8 + [0.5] * 16
    world = of(scenario(run__days=1, travel__emergency_speed_factor_by_hour=by_hour))
    n = world.sizes.districts
    assert world.sizes.drive_hours == 24
    tables = world.places.expected_ms.reshape(24, 2, n, n) / clock.MS_PER_MIN
    np.testing.assert_array_equal(tables[0, ORDINARY_DRIVE], minutes())
    assert (tables[:, ORDINARY_DRIVE] == tables[0, ORDINARY_DRIVE]).all()
    morning, noon = tables[7, EMERGENCY_DRIVE], tables[12, EMERGENCY_DRIVE]
    np.testing.assert_allclose(noon - 2, 2 * (morning - 2), rtol=1e-4)


def test_neighbours_are_no_nearer_than_home() -> None:
    twin = {"hub": "Lower", "area_km2": 36.0, "latitude": 51.0, "longitude": 0.0}
    districts = scenario().model_dump()["districts"] | {"East": twin}
    drives = minutes(districts=districts)
    assert drives[0, 2] == pytest.approx((drives[0, 0] + drives[2, 2]) / 2, abs=1e-4)
    assert drives[0, 2] == drives[2, 0]


def test_no_travel_is_no_time() -> None:
    world = of(scenario(travel={"mode": "none", "turnout_min": 3.0, "cv": 0.5}))
    assert not world.places.expected_ms.any()
    assert set(world.slots.travel_factor) == {1.0}
    assert world.places.nearest_hubs.tolist() == [0, 1, 1, 0]


def test_nearest_hubs_come_by_drive_and_start_at_home() -> None:
    districts = {
        name: {"hub": name, "area_km2": 400.0, "latitude": 51.0, "longitude": longitude}
        for name, longitude in [("A", 0.0), ("B", 3.0), ("C", 1.0), ("D", 2.0)]
    }
    world = of(
        scenario(
            districts=districts,
            hubs={name: {"district": name} for name in districts},
            teams={"response": {"posts": {"A": 5.0}, "rota": "always"}},
            incident_types__burglary__yearly_count={},
            incident_types__noise__per_hour={"A": 1.0},
        )
    )
    got = world.places.nearest_hubs.reshape(4, 4).tolist()
    assert got == [[0, 2, 3, 1], [1, 3, 2, 0], [2, 0, 3, 1], [3, 1, 2, 0]]


def test_codes_follow_the_scenario() -> None:
    places = of(scenario()).places
    assert places.hub_of_district.tolist() == [0, 1, 1]
    assert places.hub_district.tolist() == [0, 1]


@pytest.mark.parametrize("field", ["area_km2", "latitude", "longitude"])
def test_travel_by_distance_needs_to_know_where(field: str) -> None:
    with pytest.raises(RunError, match=f"'South' has no {field}"):
        of(scenario(**{f"districts__South__{field}": None}))
