"""Checks on districts, hubs and travel."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import sum_fault
from sim.scenario.facts.districts import districts_of_several
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import in_one_line
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE
from sim.wording import counted

#: What results tables say where a dimension does not apply.
_EVERYTHING = "all"
_HOURS = 24


@reads("districts", "hubs")
def place_names_are_free(scenario: Scenario) -> Iterator[Finding]:
    """Require that names that mean something else cannot name a place."""
    taken = {
        _EVERYTHING: "stands for the whole force in results tables",
        FORCE_WIDE: "stands for the whole force in posts",
    }
    sections = (("districts", scenario.districts), ("hubs", scenario.hubs))
    for section, names in sections:
        for name in names:
            if name in taken:
                message = f"{name!r} cannot name a place, since it {taken[name]}"
                yield Finding((section, name), message, at_key=True)


@reads("districts")
def parts_are_of_districts_without_a_place(scenario: Scenario) -> Iterator[Finding]:
    """Require that a district with places is not itself listed among the districts."""
    for name, place in scenario.districts.items():
        if place.part_of in scenario.districts:
            whole = in_one_line(str(place.part_of))
            message = f"{whole} is itself among districts, expected its places there and not it"
            yield Finding(("districts", name, "part_of"), message)
        elif place.part_of in (_EVERYTHING, FORCE_WIDE):
            message = f"{place.part_of!r} stands for the whole force, expected another name"
            yield Finding(("districts", name, "part_of"), message)


@reads("districts")
def shares_of_places_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that all places of a district have a share, summing to 1, or none of them has."""
    for name, place in scenario.districts.items():
        if place.share is not None and place.part_of is None:
            message = "is set without part_of, the district of which it is a share"
            yield Finding(("districts", name, "share"), message, at_key=True)
    for whole, places in districts_of_several(scenario).items():
        stated = {name: scenario.districts[name].share for name in places}
        shares = {name: share for name, share in stated.items() if share is not None}
        missing = [name for name in places if name not in shares]
        if shares and missing:
            message = f"share is missing, which other places of {whole!r} have"
            yield Finding(("districts", missing[0]), message, at_key=True)
        elif shares and sum_fault(shares):
            path = ("districts", places[0], "share")
            yield Finding(path, f"of {whole!r} {sum_fault(shares)}", at_key=True)


@reads("districts", "hubs")
def districts_have_known_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that each district is served by a hub of the scenario."""
    for name, district in scenario.districts.items():
        if district.hub not in scenario.hubs:
            yield Finding(("districts", name, "hub"), unknown("hub", district.hub, scenario.hubs))


@reads("districts", "hubs")
def hubs_stand_in_known_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that each hub stands in a district of the scenario."""
    for name, hub in scenario.hubs.items():
        if hub.district not in scenario.districts:
            message = unknown("district", hub.district, scenario.districts)
            yield Finding(("hubs", name, "district"), message)


@reads("districts", "hubs")
def hubs_stand_in_their_own_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that a hub stands in one of the districts that it serves."""
    for name, hub in scenario.hubs.items():
        district = scenario.districts.get(hub.district)
        if district is not None and district.hub in scenario.hubs and district.hub != name:
            message = (
                f"the hub {name!r} stands in {hub.district!r}, which is served by the hub "
                f"{district.hub!r}; expected a district with hub: {in_one_line(name)}"
            )
            yield Finding(("hubs", name, "district"), message)


@reads("districts", "travel")
def distances_can_be_worked_out(scenario: Scenario) -> Iterator[Finding]:
    """Require that drives by distance need to know where each district is and how large."""
    if scenario.travel.mode != "distance":
        return
    for name, district in scenario.districts.items():
        needed = ("area_km2", "latitude", "longitude")
        missing = [field for field in needed if getattr(district, field) is None]
        if missing:
            absent = " and ".join(missing)
            message = f"{absent} missing; travel mode 'distance' needs area and position"
            yield Finding(("districts", name), message, at_key=True)


@reads("travel")
def speeds_by_hour_have_every_hour(scenario: Scenario) -> Iterator[Finding]:
    """Require that speeds by hour are stated for all 24 hours of the day."""
    for name in ("speed_factor_by_hour", "emergency_speed_factor_by_hour"):
        factors = getattr(scenario.travel, name)
        if factors is not None and len(factors) != _HOURS:
            message = f"got {counted(len(factors), 'factor')}, expected {_HOURS}, one for each hour"
            yield Finding(("travel", name), message, at_key=True)
