"""Whom to send: by the rule of dispatch, home hub first."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import (
    attending,
    availability,
    cross_hub_help,
    eligibility,
    end_of_shift,
    held_back,
    interruptions,
    patches,
    redeployment,
    whereabouts,
)
from sim.model.policies.turns import LAST, NOBODY, rank_by_rule
from sim.model.pools import AVAILABLE, ENGAGED, INTERRUPTIBLE, pool_of
from sim.model.queues import are_others_first, hubs_help_later
from sim.model.state import State
from sim.world.arrays import World

#: Stands for all grades but the highest, to which the end of a shift matters.
_ORDINARY = 2


def choose(w: World, s: State, incident: int) -> int:
    """Return the officer to send next to an incident, or -1.

    In this order: those available at the home hub, by the incident type's preference of teams, of
    which some share out their jobs over all hubs;
    prevention officers, while the redeployment rule is on or to a grade to which they go at once,
    or officers whom this grade calls away from a briefing, a break or writing up, whichever are
    nearer; officers whom it calls away from lower grades; help from other hubs. Prevention officers
    are called away only by a grade to which they go at once. A grade that calls
    officers away when they are nearer does not wait until nobody is available, and prevention
    officers who go to it at once do not either. Under one pool prevention officers are at hand like
    response officers, and the nearer goes. A job that is tied to its patch is left to the owners.
    """
    if w.sizes.patches > 0 and patches.is_tied(w, s, incident):
        return patches.owner(w, s, incident)
    hub = w.drawn.hub[incident]
    grade = s.incidents.sought_as[incident]
    attendance_class = attending.class_of(w, s, incident)
    officer = _preferred(w, s, incident, grade, attendance_class, hub, AVAILABLE)
    if redeployment.is_one_pool(w, s) and _is_in_pool(s, officer):
        pooled = _redeployed(w, s, incident, grade, attendance_class, hub)
        officer = _nearer(w, s, incident, grade, officer, pooled)
    if officer >= 0 and not w.grades.when_nearer[grade]:
        return officer
    if officer < 0:
        if redeployment.sends(w, s, grade, hub):
            officer = _redeployed(w, s, incident, grade, attendance_class, hub)
    elif redeployment.sends_at_once(w, s, grade):
        other = _redeployed(w, s, incident, grade, attendance_class, hub)
        officer = _nearer(w, s, incident, grade, officer, other)
    if interruptions.interrupts(w, grade):
        interrupted = _preferred(w, s, incident, grade, attendance_class, hub, INTERRUPTIBLE)
        officer = _nearer(w, s, incident, grade, officer, interrupted)
        if redeployment.sends_at_once(w, s, grade):
            called = _called_at_once(w, s, incident, grade, attendance_class, hub, INTERRUPTIBLE)
            officer = _nearer(w, s, incident, grade, officer, called)
    if officer < 0 and interruptions.preempts(w, grade):
        officer = _preferred(w, s, incident, grade, attendance_class, hub, ENGAGED)
        if officer < 0 and redeployment.sends_at_once(w, s, grade):
            officer = _called_at_once(w, s, incident, grade, attendance_class, hub, ENGAGED)
    if officer < 0 and cross_hub_help.may_be_helped(w, s, incident, grade):
        officer = _helper(w, s, incident, grade, attendance_class, hub)
    return officer


def _is_in_pool(s: State, officer: int) -> bool:
    """Whether the choice so far is nobody, or of response, which shares its calls in one pool."""
    return officer < 0 or s.officers.role[officer] == codes.ROLE_RESPONSE


def waits_for_all(w: World, s: State, incident: int) -> bool:
    """Whether nobody goes yet, because too few can for an incident that needs all together."""
    needed = s.incidents.wanted[incident] - s.incidents.assigned[incident]
    together = w.drawn.together[incident] and needed > 1
    return together and count_available(w, s, incident) < needed


def count_available(w: World, s: State, incident: int) -> int:
    """Count who could be sent at once from the home hub, for incidents that need all together."""
    hub = w.drawn.hub[incident]
    grade = s.incidents.sought_as[incident]
    attendance_class = attending.class_of(w, s, incident)
    count = 0
    leaving = 0
    for place in range(w.sizes.roles):
        role = w.teams.preferred[attendance_class * w.sizes.roles + place]
        if role < 0:
            break
        available = _count(w, s, role, incident, grade, AVAILABLE, False)
        count += available
        if redeployment.is_of_constables(w, role):
            leaving += available
        if interruptions.interrupts(w, grade):
            count += _count(w, s, role, incident, grade, INTERRUPTIBLE, False)
        if interruptions.preempts(w, grade):
            count += _count(w, s, role, incident, grade, ENGAGED, False)
    if redeployment.sends(w, s, grade, hub):
        return count + _count_redeployed(w, s, incident, attendance_class, grade, leaving)
    return count


def _count_redeployed(
    w: World, s: State, incident: int, attendance_class: int, grade: int, leaving: int
) -> int:
    """Count who could be redeployed at once, as `leaving` constables of the class leave too."""
    hub = w.drawn.hub[incident]
    constables = 0
    others = 0
    for role in range(w.sizes.roles):
        if redeployment.redeployed_to(w, s, role, attendance_class, grade, hub):
            able = _count(w, s, role, incident, grade, AVAILABLE, True)
            if redeployment.is_of_constables(w, role):
                constables += able
            else:
                others += able
        if redeployment.calls_away(w, s, role, attendance_class, grade, hub):
            if interruptions.interrupts(w, grade):
                others += _count(w, s, role, incident, grade, INTERRUPTIBLE, True)
            if interruptions.preempts(w, grade):
                others += _count(w, s, role, incident, grade, ENGAGED, True)
    return redeployment.within_limits(w, s, hub, constables, others, leaving)


def _count(
    w: World, s: State, role: int, incident: int, grade: int, kind: int, redeployed: bool
) -> int:
    """Count the members of a pool at an incident's hub who could be sent to it, of this grade.

    Where some are held back, only some units may go; in case those are the single ones, these
    are counted first.
    """
    pool = pool_of(w, kind, role, w.drawn.hub[incident])
    first = s.pools.first[pool]
    alone = 0
    in_crews = 0
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not interruptions.may_go(w, s, officer, grade, kind):
            continue
        if redeployed and not redeployment.may_go(w, s, officer):
            continue
        if kind != ENGAGED or interruptions.is_spared_with_others(w, s, officer, incident, grade):
            if s.officers.partner[officer] < 0:
                alone += 1
            else:
                in_crews += 1
    if kind == AVAILABLE:
        units = s.pools.size[pool] - held_back.staying(w, s, role, grade, pool)
        alone = min(alone, max(units, 0))
        in_crews = min(in_crews, max(units - alone, 0))
    return alone + 2 * in_crews


def _preferred(
    w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int, kind: int
) -> int:
    """Return an officer of the most preferred team that has one to send."""
    for place in range(w.sizes.roles):
        role = w.teams.preferred[attendance_class * w.sizes.roles + place]
        if role < 0:
            return NOBODY
        pool = pool_of(w, kind, role, hub)
        if kind == AVAILABLE and cross_hub_help.shares(w, role, grade):
            officer = _shared(w, s, incident, grade, role)
        elif s.pools.size[pool] == 0:
            continue
        elif kind == AVAILABLE:
            officer = _available(w, s, incident, grade, role, pool)
        elif kind == INTERRUPTIBLE:
            officer = nearest(w, s, incident, grade, pool, kind)
        else:
            officer = interruptions.whom_to_call_away(w, s, incident, grade, pool)
        if officer >= 0:
            return officer
    return NOBODY


def _available(w: World, s: State, incident: int, grade: int, role: int, pool: int) -> int:
    """Return whom the rule of dispatch sends of a team's officers, or -1."""
    if held_back.stays_back(w, s, role, grade, pool):
        return NOBODY
    if w.dispatch.rule == codes.DISPATCH_NEAREST:
        return nearest(w, s, incident, grade, pool, AVAILABLE)
    return _by_turn(w, s, incident, grade, pool)


def _shared(w: World, s: State, incident: int, grade: int, role: int) -> int:
    """Return whose turn it is in a team that shares out its jobs over all hubs, or -1.

    The one with the fewest jobs in the shift goes; at a tie the nearest by expected drive, then who
    has been idle the longest, then the lowest number. Those of other hubs go within their limit.
    """
    hub = w.drawn.hub[incident]
    first = (LAST, LAST, LAST, NOBODY)
    for home in range(w.sizes.hubs):
        pool = pool_of(w, AVAILABLE, role, home)
        if home != hub and (are_others_first(w, s) or hubs_help_later(s)):
            continue
        if held_back.stays_back(w, s, role, grade, pool):
            continue
        start = s.pools.first[pool]
        for position in range(start, start + s.pools.size[pool]):
            officer = s.pools.member[position]
            if not end_of_shift.may_start(w, s, officer, grade):
                continue
            drive = whereabouts.drive_ms(w, s, incident, grade, officer)
            in_reach = cross_hub_help.is_in_reach(w, role, drive)
            turn = (s.officers.jobs[officer], drive, s.officers.idle_since_ms[officer], officer)
            if (home == hub or in_reach) and turn < first:
                first = turn
    return first[3]


def _redeployed(
    w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int
) -> int:
    """Return the officer of a team that is redeployed to this incident, as the rule says who."""
    for role in range(w.sizes.roles):
        if not availability.has_available(w, s, role, hub):
            continue
        if redeployment.redeployed_to(w, s, role, attendance_class, grade, hub):
            pool = pool_of(w, AVAILABLE, role, hub)
            if _by_rule_of_dispatch(w):
                officer = _available(w, s, incident, grade, role, pool)
            elif held_back.stays_back(w, s, role, grade, pool):
                officer = NOBODY
            else:
                officer = redeployment.by_record(w, s, incident, grade, pool)
            if officer >= 0:
                return officer
    return NOBODY


def _called_at_once(
    w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int, kind: int
) -> int:
    """Return whom of the teams that go at once a grade calls from what they do, or -1.

    Of those engaged the rule says who; otherwise, and at a tie, the nearest goes, then the lowest
    number.
    """
    first = (LAST, LAST, NOBODY)
    for role in range(w.sizes.roles):
        if not redeployment.calls_away(w, s, role, attendance_class, grade, hub):
            continue
        pool = pool_of(w, kind, role, hub)
        start = s.pools.first[pool]
        for position in range(start, start + s.pools.size[pool]):
            officer = s.pools.member[position]
            if not eligibility.may_be_redeployed_from(w, s, officer, grade, kind):
                continue
            if kind == ENGAGED:
                rank = interruptions.rank(w, s, officer)
                drive_ms = whereabouts.engaged_drive_ms(w, s, incident, grade, officer)
            else:
                rank = 0
                drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
            turn = (rank, drive_ms, officer)
            if turn < first:
                first = turn
    return first[2]


def _by_rule_of_dispatch(w: World) -> bool:
    """Whether who is redeployed is chosen like who is sent of response: without any record."""
    nearest_goes = w.redeployment.who == codes.WHO_GOES_NEAREST
    return nearest_goes and not redeployment.looks_at_each(w)


def _helper(w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int) -> int:
    """Return the officer of all other hubs who is nearest to the incident, or -1.

    Whoever is available comes before those whom an emergency calls away there. Nearest by expected
    drive, whatever the rule of dispatch is at home; at a tie the preferred team goes, then who has
    been idle the longest, then the lowest number. Each team helps within its own limit.
    """
    officer = _helper_of(w, s, incident, grade, attendance_class, hub, AVAILABLE)
    if officer < 0:
        officer = _helper_of(w, s, incident, grade, attendance_class, hub, INTERRUPTIBLE)
    return officer


def _helper_of(
    w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int, kind: int
) -> int:
    """Return the nearest of all other hubs, of pools of a kind, who helps, or -1."""
    first = (LAST, 0, LAST, NOBODY)
    for place in range(w.sizes.roles):
        role = w.teams.preferred[attendance_class * w.sizes.roles + place]
        if role < 0:
            break
        if not cross_hub_help.may_help(w, s, role, incident, grade):
            continue
        if kind == INTERRUPTIBLE and not cross_hub_help.calls_away(w, role, grade):
            continue
        for other in range(w.sizes.hubs):
            pool = pool_of(w, kind, role, other)
            if other == hub:
                continue
            if kind == AVAILABLE and held_back.stays_back(w, s, role, grade, pool):
                continue
            officer = nearest(w, s, incident, grade, pool, kind)
            if officer >= 0:
                drive = whereabouts.drive_ms(w, s, incident, grade, officer)
                turn = (drive, place, s.officers.idle_since_ms[officer], officer)
                if turn < first and cross_hub_help.is_in_reach(w, role, drive):
                    first = turn
    return first[3]


def _nearer(w: World, s: State, incident: int, grade: int, officer: int, other: int) -> int:
    """Return the one with the shorter expected drive, the first at a tie; -1 is nobody."""
    if officer < 0 or other < 0:
        return max(officer, other)
    drive = whereabouts.drive_ms(w, s, incident, grade, officer)
    return officer if drive <= whereabouts.drive_ms(w, s, incident, grade, other) else other


def longest_free(w: World, s: State, pool: int) -> int:
    """Return who of a pool has been free the longest and may be given work; ties: lowest number."""
    start = s.pools.first[pool]
    first = (LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        turn = (s.officers.idle_since_ms[officer], officer)
        if turn < first and end_of_shift.may_start(w, s, officer, _ORDINARY):
            first = turn
    return first[1]


def _by_turn(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return whose turn it is: free the longest, or with the fewest jobs; ties: the nearest."""
    start = s.pools.first[pool]
    first = (LAST, LAST, LAST, NOBODY)
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not end_of_shift.may_start(w, s, officer, grade):
            continue
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        idle_since_ms = s.officers.idle_since_ms[officer]
        turn = (rank_by_rule(w, s, officer), drive_ms, idle_since_ms, officer)
        if turn < first:
            first = turn
    return first[3]


def nearest(w: World, s: State, incident: int, grade: int, pool: int, kind: int) -> int:
    """Return the officer of a pool with the shortest expected drive; ties: longest idle, number.

    No loop of the model runs more often: `end_of_shift.may_start` and `whereabouts.drive_ms` are
    taken apart, so that what is the same for all is worked out once.
    """
    size = s.pools.size[pool]
    if size == 0:
        return NOBODY
    start = s.pools.first[pool]
    member = s.pools.member
    district = s.officers.district
    at_station = s.officers.at_station
    duty_end = s.officers.duty_end_ms
    idle_since = s.officers.idle_since_ms
    role = s.officers.role[member[start]]
    earliest_end = end_of_shift.earliest_end_ms(w, s, role, grade)
    back_from = whereabouts.idle_before_ms(w, s, role)
    expected = w.places.expected_ms
    districts = w.sizes.districts
    table = whereabouts.table_of(w, s.clock.now_ms[0], w.grades.drive[grade])
    to_scene = table + w.drawn.district[incident]
    first = (LAST, LAST, NOBODY)
    for position in range(start, start + size):
        officer = member[position]
        over = duty_end[officer] <= earliest_end
        if over and not end_of_shift.may_be_called_in_overtime(w, s, officer, grade):
            continue
        if kind == INTERRUPTIBLE and not interruptions.may_be_called_away(w, s, officer, grade):
            continue
        origin = district[officer]
        if not at_station[officer] and idle_since[officer] <= back_from:
            origin = whereabouts.district_of(w, s, officer)
        turn = (expected[to_scene + origin * districts], idle_since[officer], officer)
        if turn < first:
            first = turn
    return first[2]
