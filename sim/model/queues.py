"""Queues of waiting incidents: first come first served within hub, grade and attendance class."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import GRADES, World


def queue_of(w: World, hub: int, grade: int, teams: int) -> int:
    """Return the number of a queue; the Resolution Centre's: see `state.Queues`."""
    return (hub * GRADES + grade) * w.sizes.classes + teams


def join(w: World, s: State, incident: int, hub: int, grade: int, teams: int) -> None:
    """Put an incident, which is in no queue, at the end of one."""
    queues = s.queues
    queue = queue_of(w, hub, grade, teams)
    last = queues.tail[queue]
    queues.previous[incident] = last
    queues.next[incident] = -1
    if last < 0:
        queues.head[queue] = incident
    else:
        queues.next[last] = incident
    queues.tail[queue] = incident
    queues.of_incident[incident] = queue
    queues.order[incident] = queues.joined[0] + 1
    queues.joined[0] += 1
    queues.length[queue] += 1
    queues.waiting[hub * GRADES + grade] += 1
    if hub < w.sizes.hubs:
        if holds(w, incident):
            queues.held[hub * GRADES + grade] += 1
            queues.holding[0] += 1
        if grade == 1:
            queues.emergencies[0] += 1


def leave(w: World, s: State, incident: int) -> None:
    """Take an incident out of the queue it is in, if any."""
    queues = s.queues
    queue = queues.of_incident[incident]
    if queue < 0:
        return
    before = queues.previous[incident]
    after = queues.next[incident]
    if before < 0:
        queues.head[queue] = after
    else:
        queues.next[before] = after
    if after < 0:
        queues.tail[queue] = before
    else:
        queues.previous[after] = before
    queues.of_incident[incident] = -1
    queues.length[queue] -= 1
    hub_and_grade = queue // w.sizes.classes
    hub = hub_and_grade // GRADES
    queues.waiting[hub_and_grade] -= 1
    if hub < w.sizes.hubs:
        if holds(w, incident):
            queues.held[hub_and_grade] -= 1
            queues.holding[0] -= 1
        if hub_and_grade % GRADES == 1:
            queues.emergencies[0] -= 1


def holds(w: World, incident: int) -> bool:
    """Whether later incidents of its hub may not overtake one while it waits for officers."""
    together = w.drawn.together[incident] and w.drawn.officers[incident] > 1
    return together and not w.drawn.bypass[incident]


def is_held(s: State, hub: int, grade: int) -> bool:
    """Whether an incident of this or a higher grade waits that may not be overtaken."""
    held = s.queues.held
    if s.queues.holding[0] == 0:
        return False
    for higher in range(1, grade + 1):
        if held[hub * GRADES + higher] > 0:
            return True
    return False
