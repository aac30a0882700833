"""The state of those who call again, as `sim.model.state` says."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Codes, CodeZeros


class ChaserState(NamedTuple):
    """Those who call again; each (incidents,)."""

    gone: CodeZeros  #: times gone by at which the caller might have called again
    made: CodeZeros  #: calls made
    last: Codes  #: which of those times was that of the last call made; -1: none
