"""Who is given which case: skill, caseload limit, and the rule for several who are free."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies.turns import LAST, NOBODY
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.world.arrays import World

NOTHING = -1


def is_urgent(w: World, s: State, case: int) -> bool:
    """Whether a suspect is in custody and the first episode is not done, or the file is due."""
    in_custody = w.drawn.deadline_ms[case] >= 0 and s.cases.first_done_ms[case] < 0
    return in_custody or is_prisoner_file(w, s, case)


def is_prisoner_file(w: World, s: State, case: int) -> bool:
    """Whether what is left of a case is a file that Response builds before anything else."""
    in_custody = w.drawn.deadline_ms[case] >= 0
    return w.cases.files_at_once and in_custody and s.cases.passed_on_ms[case] >= 0


def has_prisoner_file(w: World, s: State, officer: int) -> bool:
    """Whether an officer is building the file of a prisoner."""
    if s.officers.activity[officer] != codes.ACTIVITY_CASE_WORK:
        return False
    return is_prisoner_file(w, s, s.officers.incident[officer])


def rank_of(w: World, s: State, case: int) -> int:
    """Return the rank in the queue to be allocated: harm, and suspects in custody above all."""
    return w.sizes.harms - 1 if is_urgent(w, s, case) else w.drawn.harm[case]


def may_take(w: World, officer: int, lane: int) -> bool:
    """Whether a person may work the cases of a lane: of its team, and with the skill it needs."""
    if w.cases.lane_role[lane] != w.people.role[officer]:
        return False
    skill = w.cases.lane_skill[lane]
    return skill < 0 or w.cases.has_skill[skill * w.sizes.officers + officer]


def has_room(w: World, s: State, officer: int) -> bool:
    """Whether a person holds fewer cases than the limit."""
    return s.cases.open[officer] < w.teams.caseload_limit[w.people.role[officer]]


def works_between_calls(s: State, officer: int) -> bool:
    """Whether an officer has time for cases: available, and not one of a crew of two."""
    return (
        s.officers.activity[officer] == codes.ACTIVITY_AVAILABLE
        and s.officers.partner[officer] < 0
        and s.officers.leader[officer] < 0
    )


def choose(w: World, s: State, lane: int, hub: int, urgent: bool) -> int:
    """Return who of those free at a hub is given a case of a lane, or -1.

    Urgent cases go past the caseload limit.
    """
    role = w.cases.lane_role[lane]
    attends = w.teams.attends[role]
    pool = pool_of(w, AVAILABLE, role, hub)
    start = s.pools.first[pool]
    first = (LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if attends and not works_between_calls(s, officer):
            continue
        if not may_take(w, officer, lane) or not (urgent or has_room(w, s, officer)):
            continue
        turn = (_rank(w, s, role, officer), officer)
        if turn < first:
            first = turn
    return first[1]


def lends_now(w: World, s: State, role: int) -> bool:
    """Whether people of a team take cases of other hubs now: at the end of a moment."""
    return w.cases.lends[role] and s.clock.kind[0] == codes.EVENT_CASE_IS_LENT


def choose_elsewhere(w: World, s: State, lane: int, hub: int, urgent: bool) -> int:
    """Return who of those free at other hubs takes a case, from the nearest hub on, or -1."""
    hubs = w.sizes.hubs
    for place in range(1, hubs):
        officer = choose(w, s, lane, w.places.nearest_hubs[hub * hubs + place], urgent)
        if officer >= 0:
            return officer
    return NOBODY


def _rank(w: World, s: State, role: int, officer: int) -> int:
    """Return what a person's turn goes by under the team's rule: the lowest is given a case.

    By turn: those of a higher number than who was last given one, then the others.
    """
    rule = w.cases.allocation[role]
    if rule == codes.ALLOCATION_BY_TURN:
        last = s.cases.last_given[role * w.sizes.hubs + w.people.hub[officer]]
        return 0 if officer > last else 1
    if rule == codes.ALLOCATION_LONGEST_FREE:
        return s.officers.idle_since_ms[officer]
    return s.cases.open[officer]


def to_interrupt(w: World, s: State, lane: int, hub: int) -> int:
    """Return who puts a case down for one with a suspect in custody, or -1.

    The one whose case in hand has the lowest harm, then who holds the fewest; ties: number. Never
    one who works on such a case already.
    """
    group = w.cases.lane_role[lane] * (w.sizes.hubs + 1) + hub
    first = (LAST, LAST, NOBODY)
    for officer in range(w.cases.first_of[group], w.cases.first_of[group + 1]):
        if s.officers.activity[officer] != codes.ACTIVITY_CASE_WORK:
            continue
        case = s.officers.incident[officer]
        if not may_take(w, officer, lane) or is_urgent(w, s, case):
            continue
        turn = (w.drawn.harm[case], s.cases.open[officer], officer)
        if turn < first:
            first = turn
    return first[2]


def next_to_allocate(w: World, s: State, officer: int, hub: int) -> int:
    """Return the case of a hub that a person is given next, or -1.

    The highest harm, and of that the one that has waited the longest.
    """
    hubs, harms = w.sizes.hubs, w.sizes.harms
    order = s.cases.order
    best = NOTHING
    best_rank = 0
    for lane in range(w.sizes.lanes):
        place = lane * hubs + hub
        if s.cases.to_allocate[place] == 0 or not may_take(w, officer, lane):
            continue
        for rank in range(harms - 1, best_rank - 1, -1):
            case = s.cases.to_allocate_head[place * harms + rank]
            if case < 0:
                continue
            if best < 0 or rank > best_rank or order[case] < order[best]:
                best = case
                best_rank = rank
            break
    return best


def next_urgent(w: World, s: State, officer: int) -> int:
    """Return the case with a suspect in custody that a person is given next, or -1.

    From home; a team that lends looks at other hubs, the nearest first, when nothing is ready.
    """
    hubs = w.sizes.hubs
    home = w.people.hub[officer]
    lends = w.cases.lends[w.people.role[officer]] and s.cases.ready_head[officer] < 0
    for place in range(hubs if lends else 1):
        hub = home if place == 0 else w.places.nearest_hubs[home * hubs + place]
        case = next_to_allocate(w, s, officer, hub)
        if case >= 0 and is_urgent(w, s, case):
            return case
    return NOTHING


def is_to_be_lent(w: World, s: State, officer: int) -> bool:
    """Whether a person is free for a suspect in custody of another hub, and soon lent to it."""
    role = w.people.role[officer]
    if s.cases.urgent[0] == 0 or not w.cases.lends[role] or lends_now(w, s, role):
        return False
    case = next_urgent(w, s, officer)
    return case >= 0 and w.drawn.hub[case] != w.people.hub[officer]


def longest_queue(w: World, s: State, officer: int) -> int:
    """Return the other hub with the most cases that a person could be given, or -1.

    Equally many: the hub that comes first.
    """
    hubs = w.sizes.hubs
    home = w.people.hub[officer]
    best = NOBODY
    most = 0
    for hub in range(hubs):
        if hub == home:
            continue
        waiting = 0
        for lane in range(w.sizes.lanes):
            if may_take(w, officer, lane):
                waiting += s.cases.to_allocate[lane * hubs + hub]
        if waiting > most:
            best = hub
            most = waiting
    return best


def stays_with(w: World, s: State, incident: int) -> int:
    """Return who keeps the case of an incident that Response retains, or -1.

    The officer who was sent first, if that is a response officer with room for it.
    """
    if w.cases.lane_role[w.drawn.case_lane[incident]] != codes.ROLE_RESPONSE:
        return NOBODY
    if s.incidents.assigned[incident] == 0:
        return NOBODY
    officer = s.deployments.officer[s.deployments.first[incident]]
    if w.people.role[officer] != codes.ROLE_RESPONSE or not has_room(w, s, officer):
        return NOBODY
    return officer
