"""Rules of what depends on the service that an incident had; parts of the world."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Ints


class ArrestRules(NamedTuple):
    """How far arrests depend on the response time."""

    reference_ms: Ints  #: (GRADES,) response time at which the shares hold; 0: at any
    #: millionths by response time, in steps of the reference: `sim.world.arrests`
    factor: Ints
    steps: int  #: steps of the table in the reference
