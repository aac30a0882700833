"""Shifts that start below their minimum strength, made up by people who have a rest day."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.rotas import rota_shares
from sim.vocabulary import Role
from sim.world.arrays import Bools, Ints
from sim.world.roster_loops import called_in

#: Time off between two shifts: eleven hours in each day (Working Time Regulations 1998, 10).
REST_MS = 11 * clock.MS_PER_HOUR
#: Days before and after which a shift may still be too near.
_NEAR = 2


def minimum_by_overtime(facts: Facts, role: Role, rota: str) -> Ints:
    """Return with how many people shifts of a rota start at least, if need be by overtime; (hubs,).

    Of several rotas of a hub it is the one that most of its people work; 0 for the others.
    """
    response, hubs = facts.scenario.teams.response, facts.scenario.hubs
    minimum = np.zeros(len(hubs), dtype=np.int64)
    if response is None or role != Role.RESPONSE or response.minimum_strength_by != "overtime":
        return minimum
    for code, hub in enumerate(hubs):
        shares = rota_shares(response, hub)
        if rota == max(shares, key=shares.__getitem__):
            minimum[code] = response.minimum_strength.get(hub, 0)
    return minimum


def made_up(
    planned: Ints, absent: Bools, hub: Ints, minimum: Ints, start_ms: Ints, length_ms: Ints
) -> Bools:
    """Return who works a shift on a rest day.

    Day by day and shift by shift, in order of their start: whoever of the hub has had the fewest
    such duties goes first, then the lowest number. Nobody goes who is absent, who is rostered that
    day, or whose other shifts leave less than `REST_MS` before or after. A shift to which the rota
    assigns nobody of the hub on a day is none that could be short.

    Parameters
    ----------
    planned : Ints
        (people, days) number of the shift rostered, -1 for a rest day. Where somebody is called,
        the shift is written in.
    absent : Bools
        (people, days)
    hub : Ints
        (people,)
    minimum : Ints
        (hubs,) people with whom a shift should start; 0 for any number.
    start_ms, length_ms : Ints
        (shifts,) time of day of the start, and length.

    Returns
    -------
    Bools
        (people, days)
    """
    order = np.argsort(start_ms, kind="stable")
    return called_in(
        planned, absent, hub.astype(np.int64), minimum, order, start_ms, length_ms, _NEAR, REST_MS
    )
