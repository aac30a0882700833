"""Places within districts: counts of a district are shared out, and measured together again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.facts.districts import by_place, places_of
from sim.scenario.facts.incident_counts import HOURS_PER_YEAR
from sim.world.build import names
from sim.world.intensity import rate_per_hour
from sim.world.layers import layers
from tests.world.forces import SMALL, of, scenario

#: The district East has two places, of which one has a quarter of its incidents.
EAST = SMALL["districts"]["East"]
TOWN, VILLAGE = ({**EAST, "part_of": "East", "share": share} for share in (0.75, 0.25))
PLACES = {
    **{name: place for name, place in SMALL["districts"].items() if name != "East"},
    "Town": TOWN,
    "Village": {**VILLAGE, "latitude": 50.95},
}


def with_places(**changes: Any) -> Any:
    stations = {"Lower": {"South": 0.6, "Town": 0.4}}
    return scenario(districts=PLACES, **{"teams__response__stations": stations, **changes})


def test_counts_of_a_district_are_shared_out_among_its_places() -> None:
    force = with_places()
    for name, unit in (("burglary", HOURS_PER_YEAR), ("noise", 1)):
        kind = force.incident_types[name]
        stated = kind.per_hour or kind.yearly_count
        assert stated is not None
        rates = dict(zip(force.districts, rate_per_hour(force, kind).tolist(), strict=True))
        assert rates["Town"] == 0.75 * stated["East"] / unit
        assert rates["Village"] == 0.25 * stated["East"] / unit
        assert rates["North"] == stated["North"] / unit
        assert sum(rates.values()) == pytest.approx(sum(stated.values()) / unit, rel=1e-15)


def test_a_share_of_counts_stated_for_a_district_holds_at_its_places() -> None:
    whole = SMALL["incident_types"]["noise"]
    part = {
        name: value for name, value in whole.items() if name not in ("per_hour", "yearly_count")
    }
    part |= {"part_of": "noise", "share": {"East": 0.2, "North": 0.5}}
    force = with_places(incident_types={**SMALL["incident_types"], "loud": part})
    loud, noise = (
        dict(zip(force.districts, rate_per_hour(force, force.incident_types[name]), strict=True))
        for name in ("loud", "noise")
    )
    for place, share in (("Town", 0.2), ("Village", 0.2), ("North", 0.5), ("South", 0.0)):
        assert loud[place] == pytest.approx(share * (loud[place] + noise[place]))
    assert loud["Village"] > 0


def test_shares_count_in_proportion_to_their_sum() -> None:
    thirds = {f"T{n}": {**EAST, "part_of": "West", "share": 0.333333} for n in range(3)}
    force = scenario(districts={**SMALL["districts"], **thirds})
    assert sum(places_of(force, "West").values()) == pytest.approx(1, rel=1e-15)
    assert by_place(force, {"T0": 1.0, "West": 3.0}) == pytest.approx({"T0": 2, "T1": 1, "T2": 1})


def test_changes_of_a_district_hold_in_all_its_places() -> None:
    few = {"factor": 3.0, "districts": ["East"]}
    more = {"extra_per_hour": 0.8, "types": ["noise"], "districts": ["East", "North"]}
    force = with_places(demand={"changes": {"few": few, "more": more}})
    found = layers(force, "noise", force.incident_types["noise"], range(2923, 2924), 2923)
    by_name = {layer.name: layer.rate.tolist() for layer in found}
    assert by_name["few"] == pytest.approx([0, 0, 2 * 0.075, 2 * 0.025])
    assert by_name["more"] == pytest.approx([0.8, 0, 0.6, 0.2])


def test_incidents_lie_in_places_and_names_tell_their_districts() -> None:
    force = with_places(run__days=70)
    known, drawn = names(force), of(force).drawn
    assert known.districts == ("North", "South", "Town", "Village")
    assert known.part_of == ("North", "South", "East", "East")
    by_name = np.bincount(drawn.district, minlength=4)
    assert by_name[2] > 2 * by_name[3] > 0


def test_a_district_without_places_is_its_own() -> None:
    assert names(scenario()).part_of == names(scenario()).districts
