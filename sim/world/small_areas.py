"""Small areas: in which of them an incident happens, and what visits to the hottest prevent.

The areas of a hub stand in three classes, the hottest first: the top 1%, the next 4%, the rest,
with one area in each at the least. A type's incidents fall to the classes by its shares, and to the
areas of a class alike. A repeat happens where the incident happened that it repeats.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.small_areas import (
    class_shares,
    class_sizes,
    enough_visits,
    share_at_reference,
    visits_within_days,
)
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.small_areas import HotSpots, SmallAreas
from sim.vocabulary import Role
from sim.world.arrays import MILLIONTHS, NO_PARENT, Floats, Ints
from sim.world.arrays_places import SmallAreaRules
from sim.world.blocks import Blocks
from sim.world.filling import filled
from sim.world.loops import areas_within
from sim.world.streams import Streams
from sim.world.time_grid import on_grid_ms

#: Marks per incident; never to be changed.
AREA_WIDTH = 1


class Areas(NamedTuple):
    """Where incidents happen."""

    first: Ints  #: (hubs + 1,) first area of each hub, among those of all
    classes: Ints  #: (hubs, 3) areas of each class
    shares: Floats  #: (types, 3) share of a type's incidents in each class


def areas_of(scenario: Scenario) -> Areas | None:
    """Return where incidents happen; None if the scenario has no small areas."""
    where = scenario.small_areas
    if where is None:
        return None
    number = np.array([where.number[hub] for hub in scenario.hubs], dtype=np.int64)
    return Areas(
        first=np.concatenate(([0], np.cumsum(number))),
        classes=np.array([class_sizes(size) for size in number.tolist()]),
        shares=np.array([class_shares(where, name) for name in scenario.incident_types]),
    )


def share_of_each(areas: Areas, hub: int) -> Floats:
    """Return the share of the types' incidents at a hub in each of its areas, (types, areas)."""
    return np.repeat(areas.shares / areas.classes[hub], areas.classes[hub], axis=1)


def draw_area(areas: Areas, streams: Streams, blocks: Blocks, hub: Ints) -> Ints:
    """Draw the small area of each incident.

    Parameters
    ----------
    areas : Areas
        All areas.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    hub : Ints
        (incidents,) hub of each.

    Returns
    -------
    Ints
        (incidents,) numbers among all areas.
    """
    (u,) = blocks.marks(streams, "area", AREA_WIDTH)
    # The parent of a repeat is a row of its type.
    parent = np.where(blocks.column("repeat") > 0, blocks.column("parent"), NO_PARENT)
    parent[parent >= 0] += blocks.first[blocks.type[parent >= 0]]
    return areas_within(u, blocks.type, hub, parent, areas.shares, areas.classes, areas.first)


def small_area_rules(facts: Facts) -> SmallAreaRules:
    """Return the rules; without patrols of hot spots no area is on a list."""
    scenario, areas = facts.scenario, areas_of(facts.scenario)
    where, hubs, types = scenario.small_areas, len(scenario.hubs), len(scenario.incident_types)
    first = np.zeros(hubs + 1, dtype=np.int64) if areas is None else areas.first
    patrols = np.zeros(len(Role), dtype=np.bool_)
    if where is None or areas is None or where.hot_spots is None:
        none = np.zeros(hubs, dtype=np.int64)
        return filled(
            SmallAreaRules,
            (None,),
            1,
            first=first,
            listed=none,
            patrols=patrols,
            visit_ms=1,
            channel=np.full(types, MILLIONTHS),
            reacts=np.zeros(types, dtype=np.bool_),
            share=none[:0],
            first_listed=np.zeros(hubs + 1, dtype=np.int64),
        )
    spots = where.hot_spots
    patrols[[int(Role[name.upper()]) for name in spots.teams]] = True
    listed = np.array([spots.areas.get(hub, 0) for hub in scenario.hubs], dtype=np.int64)
    share = [share_of_each(areas, hub)[:, : listed[hub]] for hub in range(hubs)]
    fall = np.array([spots.fall.get(name, 0.0) for name in scenario.incident_types])
    hours = (spots.until_hour - spots.from_hour) % 24 or 24
    return filled(
        SmallAreaRules,
        (spots,),
        facts.times.tick_ms,
        first=first,
        listed=listed,
        patrols=patrols,
        visit_ms=max(on_grid_ms(spots.visit_min, facts.times.tick_ms), 1),
        from_ms=spots.from_hour * clock.MS_PER_HOUR,
        until_ms=(spots.from_hour + hours) * clock.MS_PER_HOUR,
        reference_visits=visits_within_days(spots, spots.reference_visits_per_day),
        enough_visits=enough_visits(spots),
        most_a_day=math.ceil(spots.enough_visits_per_day),
        channel=np.rint(channel(spots, fall) * MILLIONTHS).astype(np.int64).ravel(),
        reacts=fall > 0,
        share=np.floor(np.concatenate(share, axis=1) * MILLIONTHS).astype(np.int64).ravel(),
        first_listed=np.concatenate(([0], np.cumsum(listed))),
        displaced=round(spots.displaced_share * MILLIONTHS),
    )


def patrol_days(where: SmallAreas | None) -> int:
    """Return over how many days visits are averaged; 0 if no patrols visit hot spots."""
    return where.hot_spots.remembered_days if where is not None and where.hot_spots else 0


def channel(spots: HotSpots, fall: Floats) -> Floats:
    """Return by what visits multiply the incidents of an area on the list.

    (1 - r min(1, v / v*)) over the same at the reference, v being visits in the days that count, v*
    those that are enough, and r the fall. The counts hold what the visits of the reference left,
    so they are the number at the reference, where this is 1.

    Parameters
    ----------
    spots : HotSpots
        What the scenario says.
    fall : Floats
        (types,) share of the incidents that enough visits prevent.

    Returns
    -------
    Floats
        (types, enough visits + 1).
    """
    enough = enough_visits(spots)
    left = 1 - np.outer(fall, np.arange(enough + 1) / enough)
    return np.asarray(left / (1 - fall * share_at_reference(spots))[:, np.newaxis])
