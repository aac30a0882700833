"""The state of work for people at risk, as `sim.model.state` says."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.world.array_kinds import Zeros
from sim.world.arrays import Ints

#: Jobs of safeguarding that an incident may make.
JOBS = 2


class SafeguardingState(NamedTuple):
    """Triage and MARACs; each (safeguarded,) unless it says otherwise.

    Work waits in one list a hub, linked by `next`, victims to be heard in another.
    """

    reported_ms: Annotated[Ints, "safeguarded"]  #: when a report was made
    triaged_ms: Annotated[Ints, "safeguarded"]  #: when its triage was done
    referred_ms: Annotated[Ints, "safeguarded"]  #: when the victim was referred to a MARAC
    heard_ms: Annotated[Ints, "safeguarded"]  #: when a MARAC heard the case
    put_off: Annotated[Zeros, "safeguarded"]  #: meetings with no room for it
    next_waiting: Annotated[Ints, "safeguarded"]
    waiting_head: Annotated[Ints, "hubs"]
    waiting_tail: Annotated[Ints, "hubs"]
    waiting: Annotated[Zeros, "hubs"]  #: victims who wait to be heard
    #: by job (two for each incident: triage, preparation), when it came in
    joined_ms: Annotated[Ints, "safeguarded * JOBS"]
    next: Annotated[Ints, "safeguarded * JOBS"]
    head: Annotated[Ints, "hubs"]
    tail: Annotated[Ints, "hubs"]
    job: Annotated[Ints, "officers"]  #: in hand; -1: none
