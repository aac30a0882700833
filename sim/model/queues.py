"""Queues of waiting incidents: first come first served within hub, grade and attendance class."""

from __future__ import annotations

from sim.model import codes, requests
from sim.model.state import State
from sim.world.arrays import GRADES, World

#: Tokens of the event by which officers are sought: for an incident that lost some or is to have
#: some relieved; for one that fell due at this moment, after others; for one that fell due at the
#: same moment as that.
AT_HOME = 0
FALLS_DUE = 1
FALLS_DUE_TOO = 2
#: Tokens of the event by which more may go to what waits: other hubs, or all who may attend where
#: it was left to the owners of its patch.
OTHER_HUBS = 0
NOT_OWNERS_ALONE = 1


def queue_of(w: World, hub: int, grade: int, attendance_class: int) -> int:
    """Return the number of a queue; the Resolution Centre's: see `state.Queues`."""
    return (hub * GRADES + grade) * w.sizes.classes + attendance_class


def take_number(s: State, incident: int) -> None:
    """Give an incident that falls due its place in every line; it keeps it if it waits again.

    A visit falls due with each slot agreed: it has called nobody then.
    """
    s.queues.joined[0] += 1
    s.queues.order[incident] = s.queues.joined[0]
    s.queues.open_to_all[incident] = False
    s.queues.called_after_ms[incident] = -1


def join(w: World, s: State, incident: int, hub: int, grade: int, attendance_class: int) -> None:
    """Put an incident, which is in no queue, where it belongs in one: in order of number."""
    queues = s.queues
    _insert(s, incident, queue_of(w, hub, grade, attendance_class))
    if queues.called_after_ms[incident] >= 0:
        queues.awaiting_help[0] += 1
    queues.waiting[hub * GRADES + grade] += 1
    if hub < w.sizes.hubs:
        line = hub * GRADES + grade
        _join_line(s, incident, line)
        if blocks_the_line(w, incident):
            queues.blocking[line] += 1
            queues.blocking_anywhere[0] += 1
            first = queues.first_blocker[line]
            if first < 0 or queues.order[incident] < queues.order[first]:
                queues.first_blocker[line] = incident
        if grade == 1:
            queues.emergencies[0] += 1


def queue_of_patch(w: World, patch: int, grade: int) -> int:
    """Return the number of the queue of a patch's own jobs."""
    return ((w.sizes.hubs + w.desk.ranks) * w.sizes.classes + patch) * GRADES + grade


def join_patch(w: World, s: State, incident: int, grade: int) -> None:
    """Put an incident, which is in no queue, where it belongs in its patch's.

    If it may wait there for a time only, all who may attend are let go to it then.
    """
    _insert(s, incident, queue_of_patch(w, w.patches.of_incident[incident], grade))
    if s.queues.called_after_ms[incident] >= 0:
        s.queues.awaiting_help[0] += 1
    limit_ms = w.types.patch_owner_within_ms[w.drawn.type[incident]]
    if limit_ms > 0:
        due = max(s.incidents.due_since_ms[incident] + limit_ms, s.clock.now_ms[0])
        requests.ask(s, due, codes.EVENT_HELP_DUE, incident, NOT_OWNERS_ALONE)


def open_to_all(s: State, incident: int) -> None:
    """Note that a job is no longer left to the owners of its patch."""
    s.queues.open_to_all[incident] = True


def _join_line(s: State, incident: int, line: int) -> None:
    """Put an incident into the line of all classes of its hub and grade, in order of number."""
    queues = s.queues
    order = queues.order
    before = queues.line_tail[line]
    after = -1
    while before >= 0 and order[before] > order[incident]:
        after = before
        before = queues.line_previous[before]
    queues.changes[0] += 1
    queues.line_previous[incident] = before
    queues.line_next[incident] = after
    if before < 0:
        queues.line_head[line] = incident
    else:
        queues.line_next[before] = incident
    if after < 0:
        queues.line_tail[line] = incident
    else:
        queues.line_previous[after] = incident


def _leave_line(w: World, s: State, incident: int, line: int) -> None:
    """Take an incident out of the line of its hub and grade."""
    queues = s.queues
    queues.changes[0] += 1
    before = queues.line_previous[incident]
    after = queues.line_next[incident]
    if queues.first_blocker[line] == incident:
        other = after
        while other >= 0 and not blocks_the_line(w, other):
            other = queues.line_next[other]
        queues.first_blocker[line] = other
    if before < 0:
        queues.line_head[line] = after
    else:
        queues.line_next[before] = after
    if after < 0:
        queues.line_tail[line] = before
    else:
        queues.line_previous[after] = before


def are_next_known(s: State) -> bool:
    """Whether no line has changed since the next of each hub was noted."""
    changes = s.queues.changes[0]
    return s.queues.next_after_changes[0] == changes


def note_next(s: State, hub: int, incident: int) -> None:
    """Note which incident of a hub is the next to be looked at; -1: none."""
    s.queues.next_of_hub[hub] = incident
    s.queues.next_after_changes[0] = s.queues.changes[0]


def go_on(w: World, s: State, incident: int) -> None:
    """Let the next of a hub be the one behind an incident that has been looked at."""
    s.queues.next_of_hub[w.drawn.hub[incident]] = s.queues.line_next[incident]


def _insert(s: State, incident: int, queue: int) -> None:
    """Put an incident into a queue in order of number."""
    queues = s.queues
    order = queues.order
    before = queues.tail[queue]
    after = -1
    while before >= 0 and order[before] > order[incident]:
        after = before
        before = queues.previous[before]
    queues.previous[incident] = before
    queues.next[incident] = after
    if before < 0:
        queues.head[queue] = incident
    else:
        queues.next[before] = incident
    if after < 0:
        queues.tail[queue] = incident
    else:
        queues.previous[after] = incident
    queues.of_incident[incident] = queue
    queues.length[queue] += 1


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
    if queues.called_after_ms[incident] >= 0:
        queues.awaiting_help[0] -= 1
    hub_and_grade = queue // w.sizes.classes
    hub = hub_and_grade // GRADES
    if hub >= w.sizes.hubs + w.desk.ranks:  # a patch's
        return
    queues.waiting[hub_and_grade] -= 1
    if hub < w.sizes.hubs:
        _leave_line(w, s, incident, hub_and_grade)
        if blocks_the_line(w, incident):
            queues.blocking[hub_and_grade] -= 1
            queues.blocking_anywhere[0] -= 1
        if hub_and_grade % GRADES == 1:
            queues.emergencies[0] -= 1


def call_for_help(s: State, incident: int) -> None:
    """Note for how long nobody has been sent to an incident: other hubs may help from now on."""
    queues = s.queues
    if queues.called_after_ms[incident] < 0 and queues.of_incident[incident] >= 0:
        queues.awaiting_help[0] += 1
    waited_ms = s.clock.now_ms[0] - s.incidents.due_since_ms[incident]
    queues.called_after_ms[incident] = waited_ms


def is_help_put_off(w: World, s: State) -> bool:
    """Whether no hub helps another yet, at this moment.

    Not before everybody who is freed at this moment, or comes on duty, is free, and all that falls
    due at any hub has been looked at by its own: help has an event of its own, the last but one.
    """
    not_yet = w.sizes.hubs_help and s.clock.kind[0] != codes.EVENT_HUBS_HELP
    return not_yet or s.queues.looks_to_come[0] > 0


def are_others_first(w: World, s: State) -> bool:
    """Whether people may still be freed at this moment, or others seek officers at home already."""
    people_come = w.sizes.hubs_help and s.clock.kind[0] < codes.EVENT_SEEKS_OFFICERS
    return people_come or s.queues.looks_to_come[0] > 0


def expect_look(s: State) -> None:
    """Put help off until one more of what waits has been looked at by its own hub."""
    s.queues.looks_to_come[0] += 1


def look_is_over(w: World, s: State) -> None:
    """Note that one has been looked at by its own hub; hubs may help once all have been."""
    s.queues.looks_to_come[0] -= 1
    if s.queues.looks_to_come[0] == 0:
        ask_for_help_later(w, s)


def ask_for_help_later(w: World, s: State) -> None:
    """Have hubs help each other at the end of this moment, if they may not yet."""
    if w.sizes.hubs_help and s.queues.help_asked[0] == 0 and is_help_put_off(w, s):
        s.queues.help_asked[0] = 1
        requests.ask(s, s.clock.now_ms[0], codes.EVENT_HUBS_HELP, 0, 0)


def hubs_help_later(s: State) -> bool:
    """Whether hubs are to help each other at the end of this moment: nobody does before."""
    return s.queues.help_asked[0] > 0


def help_comes(s: State) -> None:
    """Note that hubs help each other now, for which they may be asked again."""
    s.queues.help_asked[0] = 0


def ask_to_seek(s: State, incident: int) -> None:
    """Have officers sought for an incident once everybody who is freed at this moment is free."""
    expect_look(s)
    requests.ask(s, s.clock.now_ms[0], codes.EVENT_SEEKS_OFFICERS, incident, AT_HOME)


def fall_due_after_others(s: State, incident: int) -> None:
    """Have officers sought for an incident that falls due, after others who seek them already.

    Of several that fall due at one moment, each is looked at by its own hub before any hub helps.
    """
    s.queues.falling_due[0] += 1
    if s.queues.falling_due[0] == 1:
        ask_for_turn(s, incident)
    else:
        expect_look(s)
        requests.ask(s, s.clock.now_ms[0], codes.EVENT_SEEKS_OFFICERS, incident, FALLS_DUE_TOO)


def ask_for_turn(s: State, incident: int) -> None:
    """Ask for the event by which an incident that fell due has its turn after others."""
    requests.ask(s, s.clock.now_ms[0], codes.EVENT_SEEKS_OFFICERS, incident, FALLS_DUE)


def ask_for_end_of_turn(s: State, incident: int) -> None:
    """Ask for the event by which an incident waits or is lost that no other hub helped either."""
    requests.ask(s, s.clock.now_ms[0], codes.EVENT_TURN_ENDS, incident, 0)


def had_turn(s: State) -> None:
    """Note that an incident that fell due after others has had its turn."""
    s.queues.falling_due[0] -= 1


def blocks_the_line(w: World, incident: int) -> bool:
    """Whether later incidents of its hub may not overtake one while it waits for officers."""
    together = w.drawn.together[incident] and w.drawn.officers[incident] > 1
    return together and not w.drawn.bypass[incident]


def is_blocked(s: State, hub: int, grade: int) -> bool:
    """Whether an incident of this or a higher grade waits that may not be overtaken."""
    blocking = s.queues.blocking
    for higher in range(1, grade + 1):
        if blocking[hub * GRADES + higher] > 0:
            return True
    return False
