"""Places within districts: which district a place is part of, and how its counts are shared out.

What a scenario calls a district is a place: somewhere with a centre and an area, from which and to
which drives are worked out. Several places may be parts of one district. Counts may then name the
district, and results by district put its places together.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema.scenario import Scenario


def district_of(scenario: Scenario, place: str) -> str:
    """Return the district that a place is part of; most are a district by themselves."""
    return scenario.districts[place].part_of or place


def served_otherwise(before: Scenario, after: Scenario) -> dict[str, frozenset[str]]:
    """Return the districts that are not served by the same hubs in two scenarios.

    Returns
    -------
    dict of str to frozenset of str
        By district, the hubs that serve it, or a place of it, in one of the two alone. A district
        that only one of them has is served by its hubs in that one alone.
    """
    first, second = _hubs_by_district(before), _hubs_by_district(after)
    nowhere = frozenset[str]()
    found = {name: first.get(name, nowhere) ^ second.get(name, nowhere) for name in first | second}
    for name, place in before.districts.items():
        now = after.districts.get(name, place).hub
        if now != place.hub:
            found[district_of(before, name)] |= {place.hub, now}
    return {name: hubs for name, hubs in found.items() if hubs}


def _hubs_by_district(scenario: Scenario) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, place in scenario.districts.items():
        district = district_of(scenario, name)
        found[district] = found.get(district, frozenset[str]()) | {place.hub}
    return found


def districts_that_change_hub(before: Scenario, after: Scenario) -> tuple[str, ...]:
    """Return the districts of both scenarios that are not served by the same hubs in them."""
    there = set(_hubs_by_district(before)) & set(_hubs_by_district(after))
    return tuple(name for name in served_otherwise(before, after) if name in there)


def hubs_of_other_districts(before: Scenario, after: Scenario) -> frozenset[str]:
    """Return the hubs that do not serve the same area in two scenarios, or are in one alone."""
    return frozenset[str]().union(*served_otherwise(before, after).values())


def districts_of_several(scenario: Scenario) -> dict[str, list[str]]:
    """Return the districts that have places, with the names of these."""
    found: dict[str, list[str]] = {}
    for name, place in scenario.districts.items():
        if place.part_of is not None:
            found.setdefault(place.part_of, []).append(name)
    return found


def names_of_places(scenario: Scenario) -> list[str]:
    """Return the names that counts may use: of places, and of districts that have several."""
    return [*scenario.districts, *districts_of_several(scenario)]


def places_of(scenario: Scenario, name: str) -> dict[str, float]:
    """Return the places for which a name stands, with the share of each.

    Parameters
    ----------
    scenario : Scenario
        For its districts.
    name : str
        Of a place, which stands for itself, or of a district that has several.

    Returns
    -------
    dict of str to float
        Shares taken in proportion to their sum; empty for a name that is not known.
    """
    if name in scenario.districts:
        return {name: 1.0}
    places = districts_of_several(scenario).get(name, [])
    shares = {place: scenario.districts[place].share or 0.0 for place in places}
    total = sum(shares.values()) or 1.0
    return {place: share / total for place, share in shares.items()}


def by_place(scenario: Scenario, counts: Mapping[str, float]) -> dict[str, float]:
    """Return counts by place of what is counted by place or by district; sums are kept."""
    found: dict[str, float] = {}
    for name, count in counts.items():
        for place, share in places_of(scenario, name).items():
            found[place] = found.get(place, 0.0) + share * count
    return found
