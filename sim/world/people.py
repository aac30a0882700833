"""Who works: individuals with a permanent number, a rota group, a station and days of absence.

A person is known by role, hub and number within them, from 0. Cutting posts takes away the highest
numbers and changes nothing for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np

from sim.scenario.facts.counting import deal
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.rotas import Absence
from sim.scenario.schema.teams import FORCE_WIDE, HubTeam, Team
from sim.vocabulary import Role
from sim.world.arrays import Bools, Ints, People
from sim.world.pcg64 import Keys
from sim.world.posts import in_post
from sim.world.streams import Named, Streams, hashed_uniforms, named, part


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


def absences(absence: Absence, key: np.uint64, persons: Keys, dates: Ints) -> Bools:
    """Return who is absent when, for one reason.

    A spell of s days starts on any date with probability p, whatever went before, and a person is
    absent on each date that a spell covers. With p = 1 - (1 - share)^(1 / s) a date is free of
    spells with probability (1 - p)^s = 1 - share, so the share is exact.

    Parameters
    ----------
    absence : Absence
        Share and length of spells in days.
    key : numpy.uint64
        Key of the reason's stream.
    persons : Keys
        (persons,) hashes of permanent names.
    dates : Ints
        (dates,) day numbers, one after another.

    Returns
    -------
    Bools
        (persons, dates).
    """
    days = absence.spell_days
    start_probability = -np.expm1(np.log1p(-absence.share) / days)
    earliest = dates[0] - days + 1
    starts = np.arange(earliest, dates[-1] + 1, dtype=np.int64)
    begins = hashed_uniforms(key, persons, starts) < start_probability
    begun = np.zeros((persons.size, starts.size + 1), dtype=np.int64)
    np.cumsum(begins, axis=1, out=begun[:, 1:])
    absent: Bools = begun[:, days:] > begun[:, : dates.size]
    return absent


def absence_by_team(
    teams: Mapping[Role, Team], streams: Streams, everybody: Named, role_of: Ints, dates: Ints
) -> dict[Role, Bools]:
    """Return who is absent for any reason, by role.

    Parameters
    ----------
    teams : mapping of Role to Team
        Reasons and shares by team. Reasons are independent of one another.
    streams : Streams
        One key for each reason, ``absence/<reason>``.
    everybody : Named
        The hash of each person's name.
    role_of : Ints
        (people,) role of each.
    dates : Ints
        (dates,) day numbers, one after another.

    Returns
    -------
    dict of Role to Bools
        (people of the role, dates).
    """
    hashes = streams.register(everybody)
    reasons = sorted({reason for team in teams.values() for reason in team.absence})
    keys = {reason: streams.key(f"absence/{part(reason)}") for reason in reasons}
    absent = {}
    for role, team in teams.items():
        of_role = hashes[role_of == role]
        absent[role] = np.zeros((of_role.size, dates.size), dtype=np.bool_)
        for reason, absence in team.absence.items():
            absent[role] |= absences(absence, keys[reason], of_role, dates)
    return absent
