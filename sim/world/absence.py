"""Who is absent on which dates: spells of exactly the stated share, for each reason.

A person's days of absence depend on the person, the reason and the date alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.scenario.schema.rotas import ALWAYS, Absence
from sim.scenario.schema.teams import Team
from sim.vocabulary import Role
from sim.world.arrays import Bools, Floats, Ints
from sim.world.splitmix64 import spells
from sim.world.streams import Named, Streams, part


class Absences(NamedTuple):
    """For which reasons people may be absent, by team and reason; each (kinds,)."""

    streams: tuple[str, ...]  #: (reasons,) ``absence/<reason>``
    reason: Ints
    first: Ints  #: row of the first of the team
    after: Ints  #: row after that of the last
    days: Ints  #: length of a spell
    chance: Floats  #: that one starts on a date


def start_chance(absence: Absence) -> float:
    """Return with which chance a spell of absence starts on a date.

    A spell of s days starts on any date with probability p, whatever went before, and a person is
    absent on each date that a spell covers. With p = 1 - (1 - share)^(1 / s) a date is free of
    spells with probability (1 - p)^s = 1 - share, so the share is exact.
    """
    return float(-np.expm1(np.log1p(-absence.share) / absence.spell_days))


def absences(teams: Mapping[Role, Team], role_of: Ints) -> Absences:
    """Return for which reasons people may be absent; nobody on the rota ``always`` ever is.

    Parameters
    ----------
    teams : mapping of Role to Team
        Reasons and shares by team. Reasons are independent of one another.
    role_of : Ints
        (people,) role of each, in order.
    """
    reasons = sorted({reason for team in teams.values() for reason in team.absence})
    kinds = [
        (reasons.index(reason), role, absence)
        for role, team in teams.items()
        if team.rota != ALWAYS
        for reason, absence in team.absence.items()
    ]
    roles = np.array([role for _, role, _ in kinds], dtype=np.int64)
    return Absences(
        streams=tuple(f"absence/{part(reason)}" for reason in reasons),
        reason=np.array([reason for reason, _, _ in kinds], dtype=np.int64),
        first=np.searchsorted(role_of, roles),
        after=np.searchsorted(role_of, roles + 1),
        days=np.array([absence.spell_days for *_, absence in kinds], dtype=np.int64),
        chance=np.array([start_chance(absence) for *_, absence in kinds], dtype=np.float64),
    )


def absent_on(known: Absences, streams: Streams, everybody: Named, dates: Ints) -> Bools:
    """Return who is absent for any reason.

    Parameters
    ----------
    known : Absences
        From `absences`.
    streams : Streams
        One key for each reason.
    everybody : Named
        The hash of each person's name.
    dates : Ints
        (dates,) day numbers, one after another.

    Returns
    -------
    Bools
        (people, dates).
    """
    keys, persons = streams.keys(known.streams)[known.reason], streams.register(everybody)
    return spells(keys, persons, known.first, known.after, known.days, known.chance, dates)
