"""The Resolution Centre: whether it is open, who calls next and whom, what becomes of a case."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies.turns import LAST, NOBODY
from sim.model.pools import AVAILABLE, pool_of
from sim.model.queues import queue_of
from sim.model.state import State
from sim.world.arrays import World

NOTHING = -1


def is_open(s: State) -> bool:
    """Whether the Centre is within its opening hours."""
    return s.clock.now_ms[0] < s.desk.closes_ms[0]


def may_start(w: World, s: State, officer: int) -> bool:
    """Whether the Centre is open, with time for another case before the end of the shift."""
    last_ms = (
        s.officers.duty_end_ms[officer] - w.teams.last_assignment_ms[codes.ROLE_RESOLUTION_CENTRE]
    )
    return s.clock.now_ms[0] < last_ms and is_open(s)


def longest_free(w: World, s: State) -> int:
    """Return the member of the Centre who has been free the longest; ties: lowest number."""
    pool = pool_of(w, AVAILABLE, codes.ROLE_RESOLUTION_CENTRE, w.sizes.hubs)
    start = s.pools.first[pool]
    first = (LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        turn = (s.officers.idle_since_ms[officer], officer)
        if turn < first and may_start(w, s, officer):
            first = turn
    return first[1]


def next_case(w: World, s: State) -> int:
    """Return the next case for the Resolution Centre, or -1.

    By grade, then by the rank of the type under the scenario's rule (`DeskRules.rank`: all alike
    when the first to come goes first), then first come first served. A case that is called again
    stands behind those that were there before its turn came.
    """
    for grade in range(1, w.sizes.grades + 1):
        for rank in range(w.desk.ranks):
            incident = s.queues.head[queue_of(w, w.sizes.hubs + rank, grade, 0)]
            if incident >= 0:
                return incident
    return NOTHING


def is_ahead(w: World, s: State, incident: int, other: int) -> bool:
    """Whether a case that waits is called before another, in the order of `next_case`."""
    rank, grade = w.desk.rank, s.incidents.grade
    turn = (grade[incident], rank[w.drawn.type[incident]], s.queues.order[incident])
    return turn < (grade[other], rank[w.drawn.type[other]], s.queues.order[other])


def closes_case(w: World, incident: int) -> bool:
    """Whether a case is closed without deployment once its caller is reached.

    Drawn before the clock starts, by the share of its type and grade (`sim.world.desk`).
    """
    return w.drawn.desk_resolves[incident]


def passes_to_investigators(w: World, incident: int) -> bool:
    """Whether a case that the Centre does not close is investigated; else it is attended."""
    return w.drawn.desk_refers[incident] == codes.REFERRAL_INVESTIGATION


def tries_again(w: World, s: State, incident: int) -> bool:
    """Whether a caller who was not reached is called once more."""
    return s.incidents.attempts[incident] < w.desk.attempts


def sends_unreached(w: World) -> bool:
    """Whether officers go to callers who were never reached; else their cases are closed."""
    return w.desk.no_reply_grade > 0
