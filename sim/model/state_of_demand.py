"""Parts of the state: what decides on the next incident, and operations (see `sim.model.state`)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.world.array_kinds import Zeros
from sim.world.arrays import Bools, Ints


class PreventionEffectState(NamedTuple):
    """Prevention as demand remembers it; each (hubs,) unless it says otherwise."""

    #: prevention delivered of late, what has been lost of it taken off
    stock_ms: Annotated[Zeros, "hubs * PREVENTION_WORKS"]
    counted_ms: Annotated[Zeros, "hubs * PREVENTION_WORKS"]  #: `fed_ms` at the last count
    #: effect of each kind of work, in millionths; 0: as at the reference
    effect: Annotated[Zeros, "hubs * PREVENTION_WORKS"]
    #: by what incidents are multiplied, in millionths
    factor: Annotated[Zeros, "hubs * types"]
    next_count_ms: Annotated[Ints, "1"]


class DemandState(NamedTuple):
    """The next incident, and where the ceiling of demand was too low; each (hubs,) or (1,)."""

    judged: Annotated[Zeros, "1"]  #: incidents whose time has come so far, whether or not they did
    planned: Annotated[Ints, "1"]  #: the incident that is to come next
    token: Annotated[Zeros, "1"]  #: requests with an older one are stale
    above_first_ms: Ints  #: when the multiplier was first above its ceiling; -1: never
    above_last_ms: Ints
    above_days: Zeros  #: on how many days it was


class OperationState(NamedTuple):
    """Operations; each (operations,) unless it says otherwise."""

    under_way: Bools
    missing: Zeros  #: officers who are still to be found
    #: operation to which the officer goes, or has gone; -1: none
    posted: Annotated[Ints, "officers"]
    came: Zeros  #: officers who have come to it
    first_live: Annotated[Zeros, "1"]  #: earlier ones have no effect any more
    started: Annotated[Zeros, "1"]  #: how many have started
    #: by what they multiply first incidents and repeats, in millionths less than all
    prevented: Annotated[Zeros, "types * districts * FIRSTS_AND_REPEATS"]
