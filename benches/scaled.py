"""Forces of other sizes: Sussex with fewer hubs, or several times over.

A copy of the force has all its districts, hubs, people and incidents, far to the east of the one
before, so that nobody drives from one to the other. The Resolution Centre grows with the force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benches import subject
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE

#: Degrees of longitude between two copies, some 210 km.
APART_DEGREES = 3.0

Names = Mapping[str, str]


def with_hubs(hubs: int, days: int, warm_up_days: int = 0) -> Scenario:
    """Return the baseline with this number of hubs.

    Parameters
    ----------
    hubs : int
        Up to as many as the baseline has: the first ones by name; beyond that, a multiple of it.
    """
    data = subject.loaded().data
    all_hubs = sorted(data["hubs"])
    times, rest = divmod(hubs, len(all_hubs))
    assert times * rest == 0, "whole copies only"
    kept = all_hubs if times else all_hubs[:rest]
    copies = [_names(data, kept, number) for number in range(max(times, 1))]
    places = {*data["hubs"], *data["districts"]}
    grown = _spread(data, places, copies)
    for number, names in enumerate(copies):
        for district in data["districts"]:
            if district in names:
                grown["districts"][names[district]]["longitude"] += number * APART_DEGREES
    for team in grown["teams"].values():
        if FORCE_WIDE in team["posts"]:
            team["posts"][FORCE_WIDE] = max(team["posts"][FORCE_WIDE] * hubs / len(all_hubs), 1.0)
    if not grown["custody_suites"]:
        del grown["custody_suites"]
    grown["name"] = f"sussex-{hubs}-hubs"
    grown["run"] = {**data["run"], "days": days, "warm_up_days": warm_up_days}
    scenario, found = examine(grown)
    assert scenario is not None, found
    assert not found, found
    return scenario


def _names(data: Mapping[str, Any], hubs: Sequence[str], number: int) -> Names:
    """Return what the places of some hubs are called in a copy; the first keeps their names."""
    districts = [name for name, place in data["districts"].items() if place["hub"] in hubs]
    return {name: f"{name} {number + 1}" if number else name for name in (*hubs, *districts)}


def _spread(value: Any, places: set[str], copies: Sequence[Names]) -> Any:
    """Return data in which whatever is said by place is said for all copies of the place."""
    if isinstance(value, dict):
        if value and places.issuperset(value):
            return {
                names[key]: _renamed(inner, names)
                for names in copies
                for key, inner in value.items()
                if key in names
            }
        return {key: _spread(inner, places, copies) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, str) and item in places for item in value):
            return [names[item] for names in copies for item in value if item in names]
        return [_spread(item, places, copies) for item in value]
    return value


def _renamed(value: Any, names: Names) -> Any:
    """Return data about one place with the names of a copy."""
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
