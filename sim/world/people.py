"""Who works: individuals with a permanent number, a rota group and a station.

A person is known by role, hub and number within them, from 0. Cutting posts takes away the highest
numbers and changes nothing for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from sim.scenario.facts.facts import Facts
from sim.scenario.facts.head_counts import deal
from sim.scenario.schema.teams import FORCE_WIDE, HubTeam
from sim.vocabulary import Role
from sim.world.arrays import People
from sim.world.posts import in_post
from sim.world.streams import Named, named, part


def people(facts: Facts) -> People:
    """List everybody who can be deployed at any time, by role, hub and number.

    Parameters
    ----------
    facts : Facts
        Of the scenario, for its teams, hubs and districts.

    Returns
    -------
    People
        People who serve the whole force stand last in their role, with the number of hubs as their
        hub and the first hub's district as their station.
    """
    rows: list[tuple[int, int, int, int]] = []
    hubs, district_code = facts.scenario.hubs, facts.district_code
    for role, team in facts.by_role.items():
        for hub, (name, place) in enumerate(hubs.items()):
            stated = team.stations.get(name) if isinstance(team, HubTeam) else None
            shares = stated or {place.district: 1.0}
            groups = [(each.rota, each.group) for each in facts.placed[role, name]]
            for person, station in enumerate(deal(shares, groups)):
                rows.append((role, hub, district_code[station], person))
        first_station = district_code[next(iter(hubs.values())).district]
        number = len(facts.placed[role, FORCE_WIDE])
        rows.extend((role, len(hubs), first_station, person) for person in range(number))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    roles, hubs_of, stations, persons_of = (np.ascontiguousarray(column) for column in table.T)
    start = np.array([facts.times.first_day])
    there = in_post(facts, roles, hubs_of, persons_of, start)[:, 0].copy()
    return People(roles, hubs_of, stations, persons_of, there)


def permanent_names(hubs: Iterable[str], who: People) -> list[str]:
    """Return everybody's permanent name, e.g. ``response/Brighton/17``."""
    places = [*map(part, hubs), FORCE_WIDE]
    return [
        f"{Role(role).name.lower()}/{places[hub]}/{person}"
        for role, hub, person in zip(
            who.role.tolist(), who.hub.tolist(), who.person.tolist(), strict=True
        )
    ]


def persons(hubs: Iterable[str], who: People) -> Named:
    """Return the hashes of everybody's permanent names."""
    return named(partial(permanent_names, tuple(hubs), who))
