"""Posts by hub, split from the totals of the force, and where in the hub people parade.

The totals stand in ``figures/inputs/force_posts.csv``; no split by hub is public, so each team is
split in proportion to the hours of work that its hub's districts make.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from calibration.tables import BASELINE, inputs, tidy
from calibration.workload import hours_by_district
from sim.scenario.load import load

#: Teams that parade in all districts of their hub.
STATIONED = ("response", "neighbourhood", "enforcement", "pcso")


def hub_of() -> dict[str, str]:
    """Return the hub of each district."""
    return {line["district"]: line["hub"] for line in inputs("districts")}


def hubs() -> list[str]:
    """Return the hubs in the order of their first districts."""
    return list(dict.fromkeys(hub_of().values()))


@cache
def _hours(work: str) -> dict[str, float]:
    """Return hours of work a year by district, as the baseline's demand makes them."""
    return hours_by_district(load(BASELINE).scenario, work)


def apportion(total: float, weights: dict[str, float], decimals: int) -> dict[str, float]:
    """Split a total in proportion to weights, rounded to decimals, so that the parts sum to it.

    Largest remainders: each part is rounded down, and the units left over go where most was lost.
    """
    unit = 10**decimals
    whole = round(total * unit)
    exact = {key: whole * weight / sum(weights.values()) for key, weight in weights.items()}
    parts = {key: math.floor(value) for key, value in exact.items()}
    left = whole - sum(parts.values())
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:left]:
        parts[key] += 1
    return {key: round(part / unit, decimals) for key, part in parts.items()}


def posts(team: dict[str, str]) -> dict[str, float]:
    """Return posts by hub for a line of ``force_posts.csv``."""
    total = float(team["posts"])
    if team["split_by"] == "force":
        return {"force": total}
    weights: dict[str, float] = defaultdict(float)
    for district, hours in _hours(team["split_by"]).items():
        weights[hub_of()[district]] += hours
    ordered = {hub: weights[hub] for hub in hubs()}
    return apportion(total, ordered, int(team["decimals"]))


def stations() -> dict[str, dict[str, float]]:
    """Return by hub the share of people who parade in each of its districts."""
    hours = _hours("attending_hours")
    return {
        hub: apportion(
            1.0, {name: hours[name] for name, home in hub_of().items() if home == hub}, 2
        )
        for hub in hubs()
    }


def post_rows() -> list[dict[str, str]]:
    """Return the rows of figures for posts and stations."""
    lines = []
    for team in inputs("force_posts"):
        name = team["team"]
        by_hub = posts(team)
        alone = "force" in by_hub
        for hub, number in by_hub.items():
            total = float(team["posts"])
            low = float(team["low"] or total) / total * number * (1 if alone else 0.85)
            high = float(team["high"] or total) / total * number * (1 if alone else 1.15)
            lines.append(
                {
                    "path": f"teams.{name}.posts.{hub}",
                    "value": tidy(number),
                    "unit": "full-time posts",
                    "basis": "assumption",
                    "source": team["source"],
                    "year": team["year"],
                    "low": tidy(low, 0),
                    "high": tidy(high, 0),
                    "affects": "on_duty_mean; every measure of the team",
                    "note": team["note"],
                }
            )
        if name in STATIONED:
            lines += _station_rows(name)
    return lines


def _station_rows(team: str) -> list[dict[str, str]]:
    """Return the rows of figures for the stations of one team."""
    return [
        {
            "path": f"teams.{team}.stations.{hub}.{district}",
            "value": tidy(share),
            "unit": "share",
            "basis": "assumption",
            "source": "none",
            "year": "2017",
            "low": tidy(share * 0.6),
            "high": tidy(min(1.0, share * 1.5)),
            "affects": "travel_mean_min; response_time_mean_min",
            "note": "in proportion to the hours of work in the district",
        }
        for hub, by_district in stations().items()
        for district, share in by_district.items()
    ]
