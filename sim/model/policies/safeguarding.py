"""Safeguarding: who is referred to a MARAC, who of public protection does the work, and when."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import allocation
from sim.model.policies.turns import LAST, NOBODY
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.model.state_of_safeguarding import JOBS
from sim.world.arrays import World

NOTHING = -1
#: Kinds of work; the job of an incident has the number ``incident * KINDS + kind``.
KINDS = JOBS
TRIAGE = 0
PREPARATION = 1


def waits_to_be_heard(s: State, incident: int) -> bool:
    """Whether the victim of an incident has been referred and not been heard yet."""
    return s.safeguarding.referred_ms[incident] >= 0 and s.safeguarding.heard_ms[incident] < 0


def is_referred(w: World, s: State, incident: int) -> bool:
    """Whether an incident is referred: not while one that it repeats waits to be heard."""
    if not w.drawn.marac[incident]:
        return False
    before = w.drawn.parent[incident]
    while before >= 0:
        if waits_to_be_heard(s, before):
            return False
        before = w.drawn.parent[before]
    return True


def was_heard(w: World, s: State, incident: int) -> bool:
    """Whether an incident, or one that it repeats, has been heard at a MARAC."""
    while incident >= 0:
        if s.safeguarding.heard_ms[incident] >= 0:
            return True
        incident = w.drawn.parent[incident]
    return False


def length_ms(w: World, job: int) -> int:
    """Return how long a job takes."""
    if job % KINDS == PREPARATION:
        return w.safeguarding.prep_ms
    return w.drawn.triage_ms[job // KINDS]


def next_job(w: World, s: State, officer: int) -> int:
    """Return the job that somebody of public protection does next, or -1.

    The first in the line of the hub; people of the whole force look at the hub whose first has
    waited the longest. Suspects in custody come before, and what would not be done by the end of
    the shift is not begun.
    """
    if w.people.role[officer] != codes.ROLE_PUBLIC_PROTECTION:
        return NOTHING
    if s.cases.urgent[0] > 0 and allocation.next_urgent(w, s, officer) >= 0:
        return NOTHING
    hub = w.people.hub[officer]
    job = NOTHING
    if hub < w.sizes.hubs:
        job = s.safeguarding.head[hub]
    else:
        longest = LAST
        for each in range(w.sizes.hubs):
            first = s.safeguarding.head[each]
            if first >= 0 and s.safeguarding.joined_ms[first] < longest:
                job = first
                longest = s.safeguarding.joined_ms[first]
    if job >= 0 and s.clock.now_ms[0] + length_ms(w, job) > s.officers.duty_end_ms[officer]:
        return NOTHING
    return job


def longest_free(w: World, s: State, hub: int) -> int:
    """Return who of public protection takes a job of a hub at once, or -1: ties: lowest number."""
    first = (LAST, NOBODY)
    for place in (hub, w.sizes.hubs):
        pool = pool_of(w, AVAILABLE, codes.ROLE_PUBLIC_PROTECTION, place)
        start = s.pools.first[pool]
        for position in range(start, start + s.pools.size[pool]):
            officer = s.pools.member[position]
            turn = (s.officers.idle_since_ms[officer], officer)
            if turn < first and next_job(w, s, officer) >= 0:
                first = turn
    return first[1]
