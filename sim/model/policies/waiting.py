"""Which waiting incident comes next: strict priority, first come first served within a grade."""

from __future__ import annotations

from sim.model.policies import eligibility, patches
from sim.model.queues import (
    are_next_known,
    blocks_the_line,
    go_on,
    is_blocked,
    note_next,
    queue_of,
)
from sim.model.state import State
from sim.world.arrays import GRADES, World

NOTHING = -1
ANY_ROLE = -1


def next_in_line(w: World, s: State, hub: int, role: int, grade: int, after: int) -> int:
    """Return the longest-waiting incident of a hub and grade that a role may attend, or -1.

    Parameters
    ----------
    role : int
        The role, or `ANY_ROLE`.
    after : int
        An incident: only those that fell due later are looked at. -1: all.
    """
    if after >= 0:
        return _next_after(w, s, hub, role, grade, after)
    order, head = s.queues.order, s.queues.head
    first = queue_of(w, hub, grade, 0)
    best = NOTHING
    for attendance_class in range(w.sizes.classes):
        incident = head[first + attendance_class]
        if incident < 0:
            continue
        if role != ANY_ROLE and not eligibility.may_attend(
            w, s, role, attendance_class, grade, hub
        ):
            continue
        if best < 0 or order[incident] < order[best]:
            best = incident
    return best


def _next_after(w: World, s: State, hub: int, role: int, grade: int, after: int) -> int:
    """Return the first in line behind an incident, which may have left, that a role may attend."""
    queues = s.queues
    first = queue_of(w, hub, grade, 0)
    if 0 <= queues.of_incident[after] - first < w.sizes.classes:
        incident = queues.line_next[after]
    else:
        incident = queues.line_head[hub * GRADES + grade]
        while incident >= 0 and queues.order[incident] <= queues.order[after]:
            incident = queues.line_next[incident]
    while incident >= 0:
        attendance_class = queues.of_incident[incident] - first
        if role == ANY_ROLE or eligibility.may_attend(w, s, role, attendance_class, grade, hub):
            return incident
        incident = queues.line_next[incident]
    return NOTHING


def next_anywhere(w: World, s: State, grade: int, after: int) -> int:
    """Return the longest-waiting incident of all hubs, as `next_in_line` does, or -1.

    As long as no line changes, only the hub moves on whose incident was the last.
    """
    if after >= 0 and are_next_known(s):
        go_on(w, s, after)
    else:
        for hub in range(w.sizes.hubs):
            first = NOTHING
            if s.queues.waiting[hub * GRADES + grade] > 0:
                first = next_in_line(w, s, hub, ANY_ROLE, grade, after)
            note_next(s, hub, first)
    best = NOTHING
    for hub in range(w.sizes.hubs):
        incident = s.queues.next_of_hub[hub]
        if incident >= 0 and (best < 0 or s.queues.order[incident] < s.queues.order[best]):
            best = incident
    return best


def is_ahead(s: State, incident: int, other: int) -> bool:
    """Whether an incident comes before another of its hub: of a higher grade, or longer in line."""
    grade, others = s.incidents.sought_as[incident], s.incidents.sought_as[other]
    if grade != others:
        return grade < others
    return s.queues.order[incident] < s.queues.order[other]


def would_overtake(w: World, s: State, incident: int) -> bool:
    """Whether an incident waits, or would, behind one of its hub that may not be overtaken."""
    if s.queues.blocking_anywhere[0] == 0:
        return False
    if w.sizes.patches > 0 and patches.is_tied(w, s, incident):
        return False
    hub = w.drawn.hub[incident]
    grade = s.incidents.sought_as[incident]
    if is_blocked(s, hub, grade - 1):
        return True
    first = s.queues.first_blocker[hub * GRADES + grade]
    return first >= 0 and s.queues.order[first] < s.queues.order[incident]


def in_the_way(w: World, s: State, incident: int) -> int:
    """Return the incident that another would overtake, or -1; `would_overtake` decides."""
    if not would_overtake(w, s, incident):
        return NOTHING
    hub = w.drawn.hub[incident]
    for grade in range(1, s.incidents.sought_as[incident] + 1):
        other = next_in_line(w, s, hub, ANY_ROLE, grade, -1)
        while other >= 0:
            if blocks_the_line(w, other) and other != incident:
                return other
            other = next_in_line(w, s, hub, ANY_ROLE, grade, other)
    return NOTHING
