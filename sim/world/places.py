"""Where things are, and how long drives between districts are expected to take."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.scenario import District, Scenario
from sim.scenario.schema.travel import Travel
from sim.world.arrays import ORDINARY_DRIVE, Floats, Ints, Places
from sim.world.time_grid import on_grid_ms, to_ticks

EARTH_RADIUS_KM = 6371.0088
#: Longer than any drive.
WHOLE_DRIVE_MS = 1 << 40


def places(facts: Facts) -> Places:
    """Lay out districts, hubs and expected drives.

    Parameters
    ----------
    facts : Facts
        Of the scenario, for its districts, hubs and travel, and the time grid to which drives are
        rounded.

    Returns
    -------
    Places
        See `arrays.Places`. The nearest hubs are by ordinary expected drive from hub district to
        hub district, equally near ones in the order of their numbers.
    """
    scenario, district_code = facts.scenario, facts.district_code
    hub_district = np.array([district_code[hub.district] for hub in scenario.hubs.values()])
    expected_ms = _expected_ms(scenario, facts.times.tick_ms)
    ordinary = expected_ms[0, ORDINARY_DRIVE]
    between_hubs = ordinary[np.ix_(hub_district, hub_district)].copy()
    np.fill_diagonal(between_hubs, -1)
    return Places(
        hub_of_district=np.array([facts.hub_code[d.hub] for d in scenario.districts.values()]),
        hub_district=hub_district,
        nearest_hubs=np.argsort(between_hubs, axis=1, kind="stable").ravel(),
        expected_ms=expected_ms.ravel(),
        varies_up_to_ms=_varies_up_to_ms(scenario.travel, facts.times.tick_ms),
    )


def _expected_ms(scenario: Scenario, tick_ms: int) -> Ints:
    """Return expected drives, (hours, 2, districts, districts), ordinary then emergency.

    Minutes = road factor * distance / speed * 60 + turnout. Within a district the distance is the
    factor times the square root of its area. Between districts it is that from centre to centre,
    but never shorter than the mean of the two within: small neighbours do not bring an officer
    nearer than home. The speed is that of the district to which the drive leads, in the hour in
    which it begins; there is one table where all hours are alike.
    """
    districts = list(scenario.districts.values())
    travel = scenario.travel
    if travel.mode == "none":
        return np.zeros((1, 2, len(districts), len(districts)), dtype=np.int64)
    area_km2 = _known(scenario, "area_km2", [d.area_km2 for d in districts])
    within_km = travel.within_district_factor * np.sqrt(area_km2)
    km = np.maximum(_centres_km(scenario, districts), np.add.outer(within_km, within_km) / 2)
    np.fill_diagonal(km, within_km)
    speeds = np.array([travel.speed_km_per_hour, travel.emergency_speed_km_per_hour])
    by_place = np.array([district.speed_factor for district in districts])
    speed = np.multiply.outer(speeds * _by_hour(travel), by_place)
    hours = travel.road_factor * km / speed[:, :, np.newaxis, :]
    return to_ticks(hours * clock.MS_PER_HOUR + travel.turnout_min * clock.MS_PER_MIN, tick_ms)


def _varies_up_to_ms(travel: Travel, tick_ms: int) -> int:
    """Return how much of an expected drive varies; all of it if the scenario does not say."""
    if travel.varies_up_to_min is None:
        return WHOLE_DRIVE_MS
    return on_grid_ms(travel.varies_up_to_min, tick_ms)


def _by_hour(travel: Travel) -> Floats:
    """Return factors on the speeds, (24, 2), or (1, 2) where all hours are alike."""
    stated = (travel.speed_factor_by_hour, travel.emergency_speed_factor_by_hour)
    if stated == (None, None):
        return np.ones((1, 2))
    return np.array([factors or [1.0] * 24 for factors in stated]).T


def _centres_km(scenario: Scenario, districts: list[District]) -> Floats:
    """Return great-circle distances between centres, (districts, districts).

    Haversine formula: h(d / R) = h(latitudes) + cos cos h(longitudes), where h(x) = sin^2(x / 2).
    """
    latitude = np.radians(_known(scenario, "latitude", [d.latitude for d in districts]))
    longitude = np.radians(_known(scenario, "longitude", [d.longitude for d in districts]))
    north = np.sin(np.subtract.outer(latitude, latitude) / 2) ** 2
    east = np.sin(np.subtract.outer(longitude, longitude) / 2) ** 2
    cosines = np.multiply.outer(np.cos(latitude), np.cos(latitude))
    haversine = np.minimum(north + cosines * east, 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(haversine)))


def _known(scenario: Scenario, field: str, values: list[float | None]) -> Floats:
    """Return the values of a field of all districts, which must be there when people drive.

    Raises
    ------
    RunError
        If a district lacks it; `sim.scenario` refuses such a scenario when it is read.
    """
    for name, value in zip(scenario.districts, values, strict=True):
        if value is None:
            raise RunError(f"district {name!r} has no {field}, which travel by distance needs")
    return np.array(values, dtype=np.float64)
