"""The world as arrays, as `sim.world.arrays` says: work for people at risk."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Ints


class SafeguardingRules(NamedTuple):
    """What public protection does for people at risk beside investigations."""

    meeting_ms: Ints  #: (meetings,) when the MARACs of all hubs meet
    slots: int  #: cases that one meeting can hear
    prep_ms: int  #: work on a case that is referred
