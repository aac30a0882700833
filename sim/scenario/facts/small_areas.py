"""The small areas of a hub in their three classes, and what visits to the hottest can come to."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.small_areas import (
    FEWEST_AREAS,
    HOTTEST_SHARE,
    NEXT_SHARE,
    HotSpots,
    SmallAreas,
)


def class_sizes(number: int) -> tuple[int, int, int]:
    """Return how many of a hub's areas are in each class: top 1%, next 4%, the rest.

    Each class has one at the least; a hub has three areas or more.
    """
    hottest = max(round(HOTTEST_SHARE * number), 1)
    following = max(round(NEXT_SHARE * number), 1)
    return hottest, following, number - hottest - following


def class_shares(where: SmallAreas, name: str) -> tuple[float, float, float]:
    """Return the share of a type's incidents in each class."""
    of = where.concentration_by_type.get(name, where.concentration)
    return of.top_1_percent, of.next_4_percent, 1 - of.top_1_percent - of.next_4_percent


def share_on_list(where: SmallAreas, name: str, hub: str) -> float:
    """Return the share of a type's incidents at a hub in the areas on the patrols' list.

    A hub without areas in each class, which the checks refuse, has no list.
    """
    left = where.hot_spots.areas.get(hub, 0) if where.hot_spots else 0
    if where.number.get(hub, 0) < FEWEST_AREAS:
        return 0.0
    found = 0.0
    classes = class_sizes(where.number[hub])
    for size, share in zip(classes, class_shares(where, name), strict=True):
        found += share * min(left, size) / size
        left = max(left - size, 0)
    return found


def visits_within_days(spots: HotSpots, per_day: float) -> int:
    """Return how many whole visits a number a day comes to within the days that count."""
    return round(per_day * spots.remembered_days)


def enough_visits(spots: HotSpots) -> int:
    """Return how many visits within the days that count are enough: 1 at the least."""
    return max(visits_within_days(spots, spots.enough_visits_per_day), 1)


def share_at_reference(spots: HotSpots) -> float:
    """Return the visits of the reference as a share of those that are enough, 1 at the most."""
    visits = visits_within_days(spots, spots.reference_visits_per_day)
    return min(visits / enough_visits(spots), 1)


def fall_at_reference(spots: HotSpots, name: str) -> float:
    """Return the share of incidents that the visits of the reference prevented on the list."""
    return spots.fall.get(name, 0.0) * share_at_reference(spots)


def highest_by_visits(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier that visits to hot spots can lead to; None: not of this type.

    On the list that is without visits where there were some at the reference; off it, with all that
    is displaced.
    """
    where = scenario.small_areas
    if where is None or where.hot_spots is None or where.hot_spots.fall.get(name, 0.0) == 0:
        return None
    spots = where.hot_spots
    before = fall_at_reference(spots, name)
    without, enough = 1 / (1 - before), (1 - spots.fall[name]) / (1 - before)
    found = [1.0, without]
    for hub in scenario.hubs:
        listed = share_on_list(where, name, hub)
        if listed < 1:
            away = spots.displaced_share * listed / (1 - listed)
            found += [1 + away * (1 - enough), 1 + away * (1 - without)]
    return max(found)


def highest_by_files(scenario: Scenario, name: str) -> float | None:
    """Return the highest multiplier that problem files can lead to; None: not of this type."""
    files = scenario.problem_files
    return 1.0 if files is not None and files.fall > 0 and name in files.harm else None
