"""Who is absent on which dates: spells of exactly the stated share, for each reason.

A person's days of absence depend on the person, the reason and the date alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.scenario.schema.rotas import ALWAYS, Absence
from sim.scenario.schema.teams import Team
from sim.vocabulary import Role
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Ints
from sim.world.splitmix64 import spells
from sim.world.streams import Named, Streams, part


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
    return spells(key, persons, dates, days, float(start_probability))


def absent_on(
    teams: Mapping[Role, Team], streams: Streams, everybody: Named, role_of: Ints, dates: Ints
) -> Bools:
    """Return who is absent for any reason; nobody on the rota ``always`` ever is.

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
    Bools
        (people, dates).
    """
    hashes = streams.register(everybody)
    reasons = sorted({reason for team in teams.values() for reason in team.absence})
    keys = {reason: streams.key(f"absence/{part(reason)}") for reason in reasons}
    absent = np.zeros((hashes.size, dates.size), dtype=np.bool_)
    for role, team in teams.items():
        # People stand in order of role.
        ours = slice(*np.searchsorted(role_of, [role, role + 1]).tolist())
        for reason, absence in team.absence.items() if team.rota != ALWAYS else ():
            absent[ours] |= absences(absence, keys[reason], hashes[ours], dates)
    return absent
