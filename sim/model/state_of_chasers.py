"""The state of those who call again, as `sim.model.state` says."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Zeros
from sim.world.arrays import Ints


class ChaserState(NamedTuple):
    """Those who call again; each (incidents,)."""

    gone: Zeros  #: times gone by at which the caller might have called again
    made: Zeros  #: calls made
    last: Ints  #: which of those times was that of the last call made; -1: none
