"""Whom to send: the nearest officer by expected drive, home hub first."""

from __future__ import annotations

from sim.model.policies import eligibility, whereabouts
from sim.model.pools import AVAILABLE, INTERRUPTIBLE, pool_of
from sim.model.state import State
from sim.vocabulary import CrossHub
from sim.world.arrays import World

_EMERGENCIES = CrossHub.EMERGENCIES.value

NOBODY = -1


def choose(w: World, s: State, incident: int) -> int:
    """Return the officer to send next to an incident, or -1.

    In this order: those available at the home hub, by the incident type's preference of teams;
    prevention officers, while the redeployment rule is on, or officers whom this grade calls away
    from a briefing, a break or writing up, whichever are nearer; for emergencies, help from other
    hubs.
    """
    hub = w.drawn.hub[incident]
    grade = s.incidents.grade[incident]
    teams = eligibility.class_of(w, s, incident)
    officer = _preferred(w, s, incident, grade, teams, hub, AVAILABLE)
    if officer >= 0:
        return officer
    if s.redeployment.on[hub]:
        officer = _redeployed(w, s, incident, grade, teams, hub)
    if _interrupts(w, grade):
        interrupted = _preferred(w, s, incident, grade, teams, hub, INTERRUPTIBLE)
        officer = _nearer(w, s, incident, grade, officer, interrupted)
    if officer < 0 and grade == 1:
        officer = _helper(w, s, incident, grade, teams, hub)
    return officer


def has_somebody(w: World, s: State, role: int, hub: int, grade: int) -> bool:
    """Whether a team has anybody at a hub who might be sent to incidents of a grade."""
    if s.pools.size[pool_of(w, AVAILABLE, role, hub)] > 0:
        return True
    return _interrupts(w, grade) and s.pools.size[pool_of(w, INTERRUPTIBLE, role, hub)] > 0


def count_available(w: World, s: State, incident: int) -> int:
    """Count who could be sent at once from the home hub, for incidents that need all together."""
    hub = w.drawn.hub[incident]
    grade = s.incidents.grade[incident]
    teams = eligibility.class_of(w, s, incident)
    count = 0
    for role in range(w.sizes.roles):
        if eligibility.may_attend(w, s, role, teams, grade, hub):
            count += _count(w, s, pool_of(w, AVAILABLE, role, hub), grade, False)
            if _interrupts(w, grade) and w.teams.rank[teams * w.sizes.roles + role] > 0:
                count += _count(w, s, pool_of(w, INTERRUPTIBLE, role, hub), grade, True)
    return count


def _count(w: World, s: State, pool: int, grade: int, interrupting: bool) -> int:
    """Count the members of a pool who could be sent to an incident of this grade."""
    count = 0
    first = s.pools.first[pool]
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        called = not interrupting or eligibility.may_be_called_away(w, s, officer, grade)
        if called and eligibility.may_start(w, s, officer, grade):
            count += 1
    return count


def _interrupts(w: World, grade: int) -> bool:
    """Whether a grade calls officers away from anything."""
    grades = w.grades
    return (
        grades.interrupts_briefing[grade]
        or grades.interrupts_break[grade]
        or grades.interrupts_writing_up[grade]
    )


def _preferred(
    w: World, s: State, incident: int, grade: int, teams: int, hub: int, kind: int
) -> int:
    """Return the nearest officer of the most preferred team that has one to send."""
    for place in range(w.sizes.roles):
        role = w.teams.preferred[teams * w.sizes.roles + place]
        if role < 0:
            return NOBODY
        pool = pool_of(w, kind, role, hub)
        if s.pools.size[pool] > 0:
            officer = nearest(w, s, incident, grade, pool, kind)
            if officer >= 0:
                return officer
    return NOBODY


def _redeployed(w: World, s: State, incident: int, grade: int, teams: int, hub: int) -> int:
    """Return the nearest officer of a team that is redeployed to this incident."""
    for role in range(w.sizes.roles):
        if eligibility.redeployed_to(w, s, role, teams, grade, hub):
            officer = nearest(w, s, incident, grade, pool_of(w, AVAILABLE, role, hub), AVAILABLE)
            if officer >= 0:
                return officer
    return NOBODY


def _helper(w: World, s: State, incident: int, grade: int, teams: int, hub: int) -> int:
    """Return an available officer of the nearest hub that can help within the limit."""
    hubs = w.sizes.hubs
    for place in range(1, hubs):
        other = w.places.nearest_hubs[hub * hubs + place]
        for choice in range(w.sizes.roles):
            role = w.teams.preferred[teams * w.sizes.roles + choice]
            if role < 0:
                break
            if w.teams.cross_hub[role] == _EMERGENCIES:
                pool = pool_of(w, AVAILABLE, role, other)
                officer = nearest(w, s, incident, grade, pool, AVAILABLE)
                if officer >= 0 and _is_within_reach(w, s, incident, grade, officer):
                    return officer
    return NOBODY


def _nearer(w: World, s: State, incident: int, grade: int, officer: int, other: int) -> int:
    """Return the one with the shorter expected drive, the first at a tie; -1 is nobody."""
    if officer < 0 or other < 0:
        return max(officer, other)
    drive_ms = _drive_ms(w, s, incident, grade, officer)
    return officer if drive_ms <= _drive_ms(w, s, incident, grade, other) else other


def _is_within_reach(w: World, s: State, incident: int, grade: int, officer: int) -> bool:
    """Whether help from another hub would arrive within its team's limit."""
    limit_ms = w.teams.cross_hub_within_ms[w.people.role[officer]]
    return _drive_ms(w, s, incident, grade, officer) <= limit_ms


def _drive_ms(w: World, s: State, incident: int, grade: int, officer: int) -> int:
    """Return the expected drive of an officer to an incident."""
    origin = whereabouts.district_of(w, s, officer)
    return whereabouts.expected_ms(w, origin, w.drawn.district[incident], w.grades.drive[grade])


def nearest(w: World, s: State, incident: int, grade: int, pool: int, kind: int) -> int:
    """Return the officer of a pool with the shortest expected drive; ties: longest idle, number."""
    size = s.pools.size[pool]
    if size == 0:
        return NOBODY
    first = s.pools.first[pool]
    member = s.pools.member
    district = s.officers.district
    at_station = s.officers.at_station
    duty_end = s.officers.duty_end_ms
    idle_since = s.officers.idle_since_ms
    role = w.people.role[member[first]]
    earliest_end = eligibility.earliest_end_ms(w, s, role, grade)
    back_from = whereabouts.idle_before_ms(w, s, role)
    expected = w.places.expected_ms
    districts = w.sizes.districts
    from_first = w.grades.drive[grade] * districts * districts + w.drawn.district[incident]
    best = NOBODY
    best_ms = 0
    for position in range(first, first + size):
        officer = member[position]
        if duty_end[officer] <= earliest_end:
            continue
        if kind == INTERRUPTIBLE and not eligibility.may_be_called_away(w, s, officer, grade):
            continue
        origin = district[officer]
        if not at_station[officer] and idle_since[officer] <= back_from:
            origin = whereabouts.district_of(w, s, officer)
        drive_ms = expected[from_first + origin * districts]
        if best >= 0:
            if drive_ms > best_ms:
                continue
            if drive_ms == best_ms:
                longer_idle = idle_since[officer] - idle_since[best]
                if longer_idle > 0 or (longer_idle == 0 and officer > best):
                    continue
        best = officer
        best_ms = drive_ms
    return best
